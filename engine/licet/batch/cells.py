"""Tables as lines of CSV: a cell is quoted where it has to be, and only there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_LINES = 1 << 16


def lines(rows: pa.Table, delimiter: str) -> Iterator[Any]:
    """A table's rows as bytes, many lines at a time; an empty text is an empty cell."""
    import pyarrow as pa
    from pyarrow import compute

    text = pa.large_string()
    cells = pa.table([_cells(column, delimiter) for column in rows.columns], names=rows.column_names)
    for begin in range(0, cells.num_rows, _LINES):
        columns = [_text(column) for column in cells.slice(begin, _LINES).columns]
        joined = compute.binary_join_element_wise(
            *columns, pa.scalar(delimiter, text), null_handling="replace", null_replacement=""
        )
        yield _bytes(compute.binary_join_element_wise(joined, pa.scalar("", text), pa.scalar("\n", text)))


def _bytes(texts: Any) -> Any:
    """The texts of an array one after another."""
    _, offsets, data = texts.buffers()
    begin, end = texts.offset, texts.offset + len(texts)
    places = memoryview(offsets).cast("q" if texts.type == "large_string" else "i")
    return memoryview(data)[places[begin] : places[end]]


def _text(column: Any) -> Any:
    import pyarrow as pa

    column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    return column.cast(pa.large_string())


def _cells(column: Any, delimiter: str) -> Any:
    """A column as text, quoted where CSV needs it; codes stay codes."""
    import pyarrow as pa
    from pyarrow import compute

    if pa.types.is_dictionary(column.type):
        chunks = []
        for chunk in column.chunks:
            words = [None if word is None else _quoted(str(word), delimiter) for word in chunk.dictionary.to_pylist()]
            chunks.append(pa.DictionaryArray.from_arrays(chunk.indices, pa.array(words, pa.string())))
        return pa.chunked_array(chunks, pa.dictionary(column.type.index_type, pa.string()))
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        texts = [None if v is None else json.dumps(v, ensure_ascii=False, default=_hex) for v in column.to_pylist()]
        column = pa.chunked_array([pa.array(texts, pa.string())])
    elif not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column.cast(pa.string())
    special = compute.match_substring_regex(column, f'[{delimiter}"\r\n]')
    if not compute.any(special).as_py():
        return column
    texts = [None if text is None else _quoted(text, delimiter) for text in column.to_pylist()]
    return pa.chunked_array([pa.array(texts, column.type)])


def _hex(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _quoted(text: str, delimiter: str) -> str:
    special = delimiter in text or '"' in text or "\n" in text or "\r" in text
    return '"' + text.replace('"', '""') + '"' if special else text
