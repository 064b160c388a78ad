"""Tables of text with cells: CSV, with whatever stands in it that is no row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet.batch.blocks import Block, blocks, open_text
from licet.batch.forms import Form
from licet.batch.sources import Piece, Task, identity_of
from licet.problems import InputError, Problem, Span

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS = (",", ";", "\t")
_HEAD = 1 << 20
_LONGEST = 1 << 16
"""A quoted cell that is longer, in bytes, is not closed."""
_BOM = b"\xef\xbb\xbf"


class CsvSource:
    """A CSV file; the delimiter is a comma, a semicolon or a tab, whichever the header has most of."""

    total = None

    def __init__(self, path: Path, form: Form) -> None:
        self.path = path
        self.form = form
        self.name = str(path)
        with open_text(path, form) as file:
            try:
                head = file.read(_HEAD)
            except (OSError, EOFError, ValueError) as error:
                raise InputError([Problem(f"`{path}` is damaged: {str(error).lower()}")]) from None
        begin = len(_BOM) if head.startswith(_BOM) else 0
        self.line = 1
        while head[begin : begin + 1] in (b"\n", b"\r"):
            self.line += head[begin : begin + 1] == b"\n"
            begin += 1
        end = head.find(b"\n", begin) + 1 or len(head)
        try:
            self.header = head[begin:end].decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise InputError([Problem("the header is not UTF-8", Span(self.name, self.line, 1))]) from None
        if not self.header:
            raise InputError([Problem(f"`{path}` is empty", None, "the first line has the columns' names")])
        self.start = end
        self.delimiter = max(_DELIMITERS, key=self.header.count)
        self.columns = self._columns()
        self.coded = _coded(head[end:], self.columns, self.delimiter)

    def _columns(self) -> list[str]:
        try:
            names = [name.strip() for name in next(csv.reader([self.header], delimiter=self.delimiter, strict=True))]
        except csv.Error as error:
            at = Span(self.name, self.line, 1, 1, self.header)
            raise InputError([Problem(f"the header is not CSV: {error}", at)]) from None
        problems = []
        for number, name in enumerate(names, 1):
            span = Span(self.name, self.line, max(0, self.header.rfind(name)) + 1, len(name), self.header)
            if not name:
                problems.append(Problem(f"column {number} has no name", Span(self.name, self.line, 1, 1, self.header)))
            elif name in names[: number - 1]:
                problems.append(Problem(f"the column `{name}` stands twice", span))
        if problems:
            raise InputError(problems)
        return names

    def where(self, column: str) -> Span | None:
        """Where a column's name stands in the header."""
        pattern = rf"(?:^|(?<=[{self.delimiter}\"\s])){re.escape(column)}(?=[{self.delimiter}\"\s]|$)"
        found = re.search(pattern, self.header)
        return Span(self.name, self.line, (found.start() if found else 0) + 1, len(column), self.header)

    def schema(self) -> pa.Schema:
        """All columns are text."""
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self.columns])

    def tasks(self) -> Iterator[Task]:
        """Blocks of whole records."""
        records = Records(self.delimiter)
        for block in blocks(self.path, self.form, self.start, self.line + 1, records.last_end):
            yield CsvTask(block, tuple(self.columns), self.coded, self.delimiter)

    def identity(self) -> dict[str, Any]:
        """The file, and how it is read."""
        return {"files": identity_of([self.path]), "delimiter": self.delimiter}


def _coded(head: bytes, columns: Sequence[str], delimiter: str) -> frozenset[str]:
    """The columns whose cells repeat, by the first rows."""
    rows = list(csv.reader(io.StringIO(head.decode("utf-8", "replace")[:_HEAD]), delimiter=delimiter))[:2000]
    found = []
    for index, name in enumerate(columns):
        cells = [row[index] for row in rows if index < len(row)]
        if len({*cells}) <= max(20, len(cells) // 2):
            found.append(name)
    return frozenset(found)


def _quotes_close(text: bytes, end: int) -> bool:
    """Whether every line up to ``end`` has an even number of quotes, so that no cell goes over a line's end."""
    import numpy as np

    found = np.frombuffer(text, np.uint8, end)
    counts = np.searchsorted(np.flatnonzero(found == ord('"')), np.flatnonzero(found == ord("\n")))
    return not (counts % 2).any()


class Records:
    """Where records begin and end: at the ends of lines, except in a quoted cell.

    A quote that is opened at the beginning of a cell and is not closed as CSV closes it damages its own line, not what
    follows.
    """

    def __init__(self, delimiter: str) -> None:
        d = re.escape(delimiter.encode())
        cell = rb'(?:"(?:[^"]|"")*"(?!")[^' + d + rb'\n]*|[^"' + d + rb"\n][^" + d + rb"\n]*|)"
        self._whole = re.compile(cell + rb"(?:" + d + cell + rb")*(?:\n|\Z)")
        # over several lines a quote ends its cell, else it belongs to another row
        cell = rb'(?:"(?:[^"]|"")*"(?=' + d + rb"|\r?\n|\r?\Z)\r?|[^\"" + d + rb"\n][^" + d + rb"\n]*|)"
        self._lines = re.compile(cell + rb"(?:" + d + cell + rb")*(?:\n|\Z)")

    def last_end(self, text: bytes) -> int:
        """Where the last whole record ends."""
        end = text.rfind(b"\n") + 1
        if b'"' not in text or _quotes_close(text, end):
            return end
        last = 0
        for _, stop, _, open_ in self.spans(text):
            if open_ and len(text) - last < _LONGEST * 2:
                return last
            if stop <= end:
                last = stop
        return last

    def spans(self, text: bytes) -> Iterator[tuple[int, int, int, bool]]:
        """Each record's begin, end, line (counted from 0), and whether a quoted cell in it is not closed."""
        begin = line = 0
        while begin < len(text):
            end = text.find(b"\n", begin) + 1 or len(text)
            open_ = False
            if text.find(b'"', begin, end) >= 0 and not self._is_whole(text, begin, end):
                found = self._lines.match(text, begin, min(len(text), begin + _LONGEST))
                if found is not None and found.end() > end:
                    end = found.end()
                else:
                    open_ = True
            yield begin, end, line, open_
            line += text.count(b"\n", begin, end)
            begin = end

    def _is_whole(self, text: bytes, begin: int, end: int) -> bool:
        found = self._whole.match(text, begin, end)
        return found is not None and found.end() == end


@dataclass(frozen=True)
class CsvTask:
    """A block of a CSV file."""

    block: Block
    columns: tuple[str, ...]
    coded: frozenset[str]
    delimiter: str

    def pieces(self, columns: Sequence[str]) -> Iterator[Piece]:
        """One piece; rows that have too few or too many cells, or are not UTF-8, are told apart."""
        text = _Text(self.block, self.delimiter)
        table = self._fast(text.content)
        if table is not None:
            yield Piece(table, table.num_rows, text.raw)
            return
        yield self._slow(text)

    def _type(self, name: str) -> Any:
        import pyarrow as pa

        return pa.dictionary(pa.int32(), pa.string()) if name in self.coded else pa.string()

    def _fast(self, content: bytes) -> pa.Table | None:
        """The whole block at once; None where something in it is damaged."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        quotes = b'"' in content
        try:
            table = arrow_csv.read_csv(
                io.BytesIO(content),
                read_options=arrow_csv.ReadOptions(
                    column_names=self.columns, use_threads=False, block_size=len(content) + 1
                ),
                parse_options=arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=quotes),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={name: self._type(name) for name in self.columns},
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except pa.ArrowInvalid:
            return None
        lines = content.count(b"\n") + (not content.endswith(b"\n"))
        if quotes and table.num_rows != lines and not self._agrees(content, table.num_rows):
            return None
        return table

    def _agrees(self, content: bytes, rows: int) -> bool:
        """Whether the records that CSV has are the rows that Arrow found, and all their quotes are closed."""
        spans = [*Records(self.delimiter).spans(content)]
        full = sum(1 for begin, end, *_ in spans if content[begin:end].strip(b"\r\n"))
        return full == rows and not any(open_ for *_, open_ in spans)

    def _slow(self, text: _Text) -> Piece:
        import pyarrow as pa

        good: list[list[str]] = []
        places: list[int] = []
        damaged: list[tuple[int, str]] = []
        count = 0
        for place, (record, open_) in enumerate(text.records()):
            count += 1
            reason, cells = self._cells(record, open_)
            if reason is None:
                good.append(cells)
                places.append(place)
            else:
                damaged.append((place, reason))
        columns = [[cell or None for cell in cells] for cells in zip(*good, strict=True)] or [[] for _ in self.columns]
        arrays = []
        for name, cells_ in zip(self.columns, columns, strict=True):
            array = pa.array(cells_, pa.string())
            arrays.append(array.dictionary_encode() if name in self.coded else array)
        return Piece(pa.table(arrays, names=list(self.columns)), count, text.raw, places, damaged)

    def _cells(self, record: bytes, open_: bool) -> tuple[str | None, list[str]]:
        if open_:
            return "a quote is opened and not closed", []
        try:
            written = record.decode("utf-8")
        except UnicodeDecodeError as error:
            return f"the text is not UTF-8 (byte {error.start + 1} of the row)", []
        try:
            cells = next(csv.reader(io.StringIO(written, newline=""), delimiter=self.delimiter), [])
        except csv.Error as error:
            return f"the row is not CSV: {error}", []
        if len(cells) != len(self.columns):
            more = len(cells) > len(self.columns) and self.delimiter == ","
            help_text = " (quote a cell that holds a comma)" if more else ""
            return f"the row has {len(cells)} cells, the header {len(self.columns)}{help_text}", []
        return None, cells


class _Text:
    """A block's bytes, with its records when they are asked for."""

    def __init__(self, block: Block, delimiter: str) -> None:
        self.block = block
        self.content = block.read()
        self.delimiter = delimiter

    @cached_property
    def _spans(self) -> list[tuple[int, int, int, bool]]:
        return [span for span in Records(self.delimiter).spans(self.content) if self._bare(*span[:2])]

    def _bare(self, begin: int, end: int) -> bytes:
        return self.content[begin:end].strip(b"\r\n")

    def records(self) -> Iterator[tuple[bytes, bool]]:
        """Each record that is not an empty line, without its end of line."""
        for begin, end, _, open_ in self._spans:
            yield self._bare(begin, end), open_

    def raw(self, places: Sequence[int]) -> list[tuple[str, str]]:
        """Where records stand, and their text."""
        found = []
        for begin, end, line, _ in (self._spans[place] for place in places):
            text = self._bare(begin, end).decode("utf-8", "backslashreplace")
            found.append((f"line {self.block.line + line}", text))
        return found
