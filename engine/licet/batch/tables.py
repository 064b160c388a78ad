"""From columns of a table to the numbers of their entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.batch.arrays import Codes, distinct
from licet.batch.entries import Cell, Head

_FEW = 4096
Column = Any
"""An Arrow array, in one piece or chunked."""


def codes_of(columns: Sequence[Column], head: Head, count: int) -> Codes:
    """The number of each row's entry under a head, from the head's columns."""
    if not columns:
        return np.full(count, head.number(()), np.int32)
    parts = [_encoded(column) for column in columns]
    if len(parts) == 1:
        codes, cells = parts[0]
        if len(cells) <= _FEW:  # which of them are used is not worth a look
            return np.array([head.number((cell,)) for cell in cells], np.int32)[codes]
        used, places = distinct(codes.astype(np.int64), len(cells))
        return np.array([head.number((cells[code],)) for code in used], np.int32)[places]
    size = 1
    for _, cells in parts:
        size *= len(cells)
    if size >= 1 << 62:
        codes = _paired(parts, count)
        return _numbered(parts, head, codes)
    keys = np.zeros(count, np.int64)
    for codes, cells in parts:
        keys *= len(cells)
        keys += codes
    used, places = distinct(keys, size)
    numbers = []
    for key in used:
        rest, row = int(key), []
        for _, cells in reversed(parts):
            rest, code = divmod(rest, len(cells))
            row.append(cells[code])
        numbers.append(head.number(tuple(reversed(row))))
    return np.array(numbers, np.int32)[places]


def _paired(parts: list[tuple[Codes, list[Cell]]], count: int) -> Codes:
    """Row numbers of distinct combinations where all possible ones are too many to count."""
    stacked = np.stack([codes for codes, _ in parts], axis=1) if count else np.zeros((0, len(parts)), np.int32)
    _, first, inverse = np.unique(stacked, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int32)[inverse.reshape(-1)]


def _numbered(parts: list[tuple[Codes, list[Cell]]], head: Head, rows: Codes) -> Codes:
    used, places = distinct(rows.astype(np.int64), int(rows.max(initial=0)) + 1)
    numbers = [head.number(tuple(cells[codes[row]] for codes, cells in parts)) for row in used]
    return np.array(numbers, np.int32)[places]


def _encoded(column: Column) -> tuple[Codes, list[Cell]]:
    """A column as places in a list of its distinct cells; the last is the empty one."""
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries().combine_chunks() if pa.types.is_dictionary(column.type) else column
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if isinstance(column, pa.ChunkedArray):  # no rows
            column = pa.array([], column.type)
    if not isinstance(column, pa.DictionaryArray):
        column = column.dictionary_encode()
    cells: list[Cell] = [_text(value) for value in column.dictionary.to_pylist()]
    indices = column.indices
    if indices.null_count:
        indices = pc.fill_null(indices.cast(pa.int32()), len(cells))
    return indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False), [*cells, None]


def _text(value: object) -> Cell:
    """A cell as people would write it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(str(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return str(getattr(value, "date", lambda: value)()) if hasattr(value, "hour") else str(value)
