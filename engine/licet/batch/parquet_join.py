"""Parquet files of one schema joined into one without reading their values: the row groups' bytes as they are, one footer.

Only the offsets into the file are moved; what else a footer says is kept.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from licet.batch import thrift
from licet.batch.thrift import MAGIC, Struct

# fields of parquet.thrift
_NUM_ROWS, _ROW_GROUPS = 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _META, _OFFSET_INDEX, _COLUMN_INDEX = 2, 3, 4, 6
_META_OFFSETS = (9, 10, 11, 14)
"""Data page, index page, dictionary page, bloom filter."""


def join(parts: Sequence[Path], out: BinaryIO) -> None:
    """Write one Parquet file that has the row groups of all parts in their order.

    Args:
        parts: at least one Parquet file, all of one schema; the first one's metadata is kept.
        out: where to write, from its current position, which has to be 0.
    """
    out.write(MAGIC)
    place = len(MAGIC)
    whole: Struct | None = None
    groups: list[Struct] = []
    rows = 0
    for path in parts:
        with path.open("rb") as part:
            footer, end = thrift.footer(part)
            shift = place - len(MAGIC)
            for group in footer[_ROW_GROUPS][1].items:
                _move(group, shift)
                if _ORDINAL in group:
                    group[_ORDINAL] = (thrift.I16, len(groups))
                    if len(groups) > 32767:
                        del group[_ORDINAL]
                groups.append(group)
            rows += footer[_NUM_ROWS][1]
            part.seek(len(MAGIC))
            _copy(part, out, end - len(MAGIC))
            place += end - len(MAGIC)
        whole = whole or footer
    if whole is None:
        raise ValueError("no parts to join")
    whole[_NUM_ROWS] = (thrift.I64, rows)
    whole[_ROW_GROUPS] = (thrift.LIST, thrift.Items(thrift.STRUCT, groups))
    text = thrift.written(whole)
    out.write(text + struct.pack("<I", len(text)) + MAGIC)


def _move(group: Struct, shift: int) -> None:
    _add(group, _GROUP_OFFSET, shift)
    for chunk in group[_COLUMNS][1].items:
        if chunk.get(_CHUNK_OFFSET, (0, 0))[1]:  # 0 since parquet.thrift deprecated it
            _add(chunk, _CHUNK_OFFSET, shift)
        for field in (_OFFSET_INDEX, _COLUMN_INDEX):
            _add(chunk, field, shift)
        for field in _META_OFFSETS:
            _add(chunk[_META][1], field, shift)


def _add(fields: Struct, field: int, shift: int) -> None:
    if field in fields:
        kind, value = fields[field]
        fields[field] = (kind, value + shift)


def _copy(source: BinaryIO, out: BinaryIO, left: int) -> None:
    while left:
        found = source.read(min(left, 1 << 22))
        if not found:
            raise ValueError("a part is not whole")
        out.write(found)
        left -= len(found)
