"""A row group with columns added: the columns it has are copied as bytes, only the new ones are encoded."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from licet.batch import thrift
from licet.batch.thrift import Struct

_SCHEMA, _NUM_ROWS, _ROW_GROUPS, _PAIRS = 2, 3, 4, 5
_NAME, _CHILDREN, _FIELD_ID = 4, 5, 9
_GROUP_COLUMNS, _GROUP_BYTES, _GROUP_ROWS, _GROUP_OFFSET, _GROUP_COMPRESSED = 1, 2, 3, 5, 6
_CHUNK_FILE, _CHUNK_OFFSET, _META = 1, 2, 3
_INDEXES = (4, 5, 6, 7)
_PATH, _COMPRESSED, _DATA_PAGE, _INDEX_PAGE, _DICTIONARY_PAGE, _BLOOM, _BLOOM_LENGTH = 3, 7, 9, 10, 11, 14, 15


class Original:
    """A Parquet file whose columns are copied.

    Attributes:
        footer: the file's, as read.
        begins: where its footer begins.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self.footer, self.begins = thrift.footer(file)

    def rows(self, group: int) -> int:
        """How many rows a row group has."""
        count: int = self.footer[_ROW_GROUPS][1].items[group][_GROUP_ROWS][1]
        return count

    def elements(self, names: Sequence[str]) -> list[Struct]:
        """The schema's elements of these top columns, in their order."""
        found = tops(self.footer)
        return [element for name in names for element in found[name]]


def tops(footer: Struct) -> dict[str, list[Struct]]:
    """The elements of a schema under the name of the top column to which they belong."""
    elements = footer[_SCHEMA][1].items
    found: dict[str, list[Struct]] = {}
    at = 1
    while at < len(elements):
        end = _after(elements, at)
        found[elements[at][_NAME][1].decode("utf-8", "replace")] = elements[at:end]
        at = end
    return found


def _after(elements: list[Struct], at: int) -> int:
    children = elements[at].get(_CHILDREN, (0, 0))[1]
    at += 1
    for _ in range(children):
        at = _after(elements, at)
    return at


def same_elements(one: Sequence[Struct], other: Sequence[Struct]) -> bool:
    """Whether two runs of elements describe the same columns, so that their row groups may stand in one file."""
    return [_plain(element) for element in one] == [_plain(element) for element in other]


def _plain(element: Struct) -> Any:
    return {field: value for field, value in element.items() if field != _FIELD_ID}


def splice(original: Original, groups: Sequence[int], names: Sequence[str], added: bytes, out: BinaryIO) -> None:
    """Write a Parquet file of some row groups with columns added.

    Args:
        original: the file the row groups are of.
        groups: which ones.
        names: the top columns to copy.
        added: a Parquet file of the new columns, with as many row groups of as many rows; its metadata is kept.
        out: where to write.
    """
    new, _ = thrift.footer(io.BytesIO(added))
    kept = original.elements(names)
    wanted = frozenset(name.encode() for name in names)
    out.write(thrift.MAGIC)
    place = len(thrift.MAGIC)
    written: list[Struct] = []
    with original.path.open("rb") as source, io.BytesIO(added) as fresh:
        for group, extra in zip(groups, new[_ROW_GROUPS][1].items, strict=True):
            old = original.footer[_ROW_GROUPS][1].items[group]
            chunks: list[Struct] = []
            begin = place
            for chunk, file in [
                *((c, source) for c in _of(old, wanted, names)),
                *((c, fresh) for c in extra[_GROUP_COLUMNS][1].items),
            ]:
                moved, start, length = _moved(chunk, place)
                file.seek(start)
                out.write(file.read(length))
                place += length
                chunks.append(moved)
            metas = [chunk[_META][1] for chunk in chunks]
            written.append(
                {
                    _GROUP_COLUMNS: (thrift.LIST, thrift.Items(thrift.STRUCT, chunks)),
                    _GROUP_BYTES: (thrift.I64, sum(meta[6][1] for meta in metas)),
                    _GROUP_ROWS: extra[_GROUP_ROWS],
                    _GROUP_OFFSET: (thrift.I64, begin),
                    _GROUP_COMPRESSED: (thrift.I64, place - begin),
                }
            )
    root, *elements = new[_SCHEMA][1].items
    root = {**root, _CHILDREN: (thrift.I32, len(names) + root[_CHILDREN][1])}
    footer = dict(new)
    footer[_SCHEMA] = (thrift.LIST, thrift.Items(thrift.STRUCT, [root, *kept, *elements]))
    footer[_ROW_GROUPS] = (thrift.LIST, thrift.Items(thrift.STRUCT, written))
    footer.pop(7, None)  # column orders have one entry for each column
    text = thrift.written(footer)
    out.write(text + struct.pack("<I", len(text)) + thrift.MAGIC)


def _of(group: Struct, wanted: frozenset[bytes], names: Sequence[str]) -> list[Struct]:
    order = {name.encode(): index for index, name in enumerate(names)}
    chunks = group[_GROUP_COLUMNS][1].items
    found = [chunk for chunk in chunks if chunk[_META][1][_PATH][1].items[0] in wanted]
    return sorted(found, key=lambda chunk: order[chunk[_META][1][_PATH][1].items[0]])


def _moved(chunk: Struct, place: int) -> tuple[Struct, int, int]:
    """A column chunk as it is at a new place; where it was, and its length."""
    meta: Struct = dict(chunk[_META][1])
    begins = [meta[field][1] for field in (_DATA_PAGE, _DICTIONARY_PAGE) if meta.get(field, (0, 0))[1] > 0]
    start = min(begins)
    for field in (_DATA_PAGE, _INDEX_PAGE, _DICTIONARY_PAGE):
        if meta.get(field, (0, 0))[1] > 0:
            meta[field] = (thrift.I64, meta[field][1] - start + place)
    meta.pop(_BLOOM, None)
    meta.pop(_BLOOM_LENGTH, None)
    moved = {k: v for k, v in chunk.items() if k not in (*_INDEXES, _CHUNK_FILE)}
    moved[_CHUNK_OFFSET] = (thrift.I64, 0)
    moved[_META] = (thrift.STRUCT, meta)
    return moved, start, meta[_COMPRESSED][1]
