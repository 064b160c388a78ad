"""Tables in columns: Parquet, by row groups, and Arrow IPC, by record batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet.batch.sources import PIECE_ROWS, Piece, Task, identity_of, row_texts
from licet.problems import InputError, Problem, Span

if TYPE_CHECKING:
    import pyarrow as pa

_REPEATING = 4.0
"""Bytes for a value, up to which a text column in Parquet is read as codes and words."""


class ParquetSource:
    """Parquet files of one schema."""

    def __init__(self, name: str, files: Sequence[Path], piece_rows: int = PIECE_ROWS) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self.name = name
        self.files = list(files)
        self.piece_rows = piece_rows
        self.total = 0
        self._groups: list[list[int]] = []
        schema: pa.Schema | None = None
        for path in self.files:
            try:
                with parquet.ParquetFile(path) as file:
                    metadata = file.metadata
                    found = file.schema_arrow.remove_metadata()
            except (pa.ArrowInvalid, OSError) as error:
                raise InputError([Problem(f"`{path}` is not Parquet: {_first(error)}")]) from None
            if schema is None:
                schema = found
                self.coded = _coded(metadata, found)
            elif not schema.equals(found):
                raise InputError([Problem(_different(path, schema, found), None, f"as in `{self.files[0]}`")])
            self._groups.append([metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)])
            self.total += metadata.num_rows
        assert schema is not None
        self._schema = schema
        self.columns = list(schema.names)
        if len({*self.columns}) < len(self.columns):
            twice = next(name for index, name in enumerate(self.columns) if name in self.columns[:index])
            raise InputError([Problem(f"the column `{twice}` of `{name}` stands twice")])

    def where(self, column: str) -> Span | None:
        """Nowhere: the file is no text."""
        return None

    def schema(self) -> pa.Schema:
        """The types as in the files."""
        return self._schema

    def tasks(self) -> Iterator[Task]:
        """Some row groups of a file."""
        for path, groups in zip(self.files, self._groups, strict=True):
            waiting: list[int] = []
            rows = begin = 0
            for group, count in enumerate(groups):
                if waiting and rows + count > self.piece_rows:
                    yield ParquetTask(path, tuple(waiting), begin, rows, self.coded, self.piece_rows)
                    begin += rows
                    waiting, rows = [], 0
                waiting.append(group)
                rows += count
            if waiting:
                yield ParquetTask(path, tuple(waiting), begin, rows, self.coded, self.piece_rows)

    def identity(self) -> dict[str, Any]:
        """The files."""
        return {"files": identity_of(self.files)}


def _coded(metadata: Any, schema: pa.Schema) -> tuple[str, ...]:
    """The text columns whose values repeat, so that they are kept as codes and words."""
    import pyarrow as pa

    text = {field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)}
    sizes: dict[str, list[int]] = {}
    for group in range(min(metadata.num_row_groups, 4)):
        row_group = metadata.row_group(group)
        for index in range(row_group.num_columns):
            chunk = row_group.column(index)
            size = sizes.setdefault(chunk.path_in_schema, [0, 0])
            size[0] += chunk.total_uncompressed_size
            size[1] += chunk.num_values
    return tuple(
        name for name, (size, rows) in sizes.items() if name in text and size < max(_REPEATING * rows, 1 << 16)
    )


def _different(path: Path, one: pa.Schema, other: pa.Schema) -> str:
    for field in one:
        if field.name not in other.names:
            return f"`{path}` has no column `{field.name}`"
        if not other.field(field.name).type.equals(field.type):
            return f"the column `{field.name}` of `{path}` is {other.field(field.name).type}, not {field.type}"
    more = [name for name in other.names if name not in one.names]
    return f"`{path}` has a column `{more[0]}` more" if more else f"the columns of `{path}` stand in another order"


def _first(error: BaseException) -> str:
    return (str(error).splitlines() or ["it cannot be read"])[0].rstrip(".").lower()


@dataclass(frozen=True)
class ParquetTask:
    """Row groups of a Parquet file that follow one another; ``begin`` rows of the file stand before them."""

    path: Path
    groups: tuple[int, ...]
    begin: int
    rows: int
    coded: tuple[str, ...]
    piece_rows: int

    def pieces(self, columns: Sequence[str]) -> Iterator[Piece]:
        """The groups at once, or batches where a group is large."""
        import pyarrow as pa
        from pyarrow import parquet

        coded = [name for name in self.coded if name in columns]
        whole = self.rows <= 2 * self.piece_rows
        with parquet.ParquetFile(self.path, read_dictionary=coded, memory_map=whole, buffer_size=1 << 20) as file:
            if whole:
                table = file.read_row_groups(self.groups, columns=list(columns), use_threads=False)
                raw = _Raw(self.path, self.begin, self.groups)
                yield Piece(table, table.num_rows, raw, original=(self.path, self.groups), again=self._again)
                return
            begin = self.begin
            for batch in file.iter_batches(
                self.piece_rows, row_groups=list(self.groups), columns=list(columns), use_threads=False
            ):
                yield Piece(
                    pa.Table.from_batches([batch]), batch.num_rows, _Raw(self.path, begin, self.groups, self.begin)
                )
                begin += batch.num_rows

    def _again(self, columns: Sequence[str]) -> pa.Table:
        from pyarrow import parquet

        coded = [name for name in self.coded if name in columns]
        with parquet.ParquetFile(self.path, read_dictionary=coded, memory_map=True) as file:
            return file.read_row_groups(self.groups, columns=list(columns), use_threads=False)


class _Raw:
    """Tells of rows of a Parquet file, reading the row groups in which they are."""

    def __init__(self, path: Path, begin: int, groups: Sequence[int], first: int | None = None) -> None:
        self.path = path
        self.begin = begin
        self.groups = groups
        self.first = begin if first is None else first

    def __call__(self, places: Sequence[int]) -> list[tuple[str, str]]:
        from pyarrow import parquet

        found: list[tuple[str, str]] = []
        wanted = [self.begin + place for place in places]
        first = self.first
        with parquet.ParquetFile(self.path, memory_map=True) as file:
            for group in self.groups:
                count = file.metadata.row_group(group).num_rows
                here = [number for number in wanted if first <= number < first + count]
                if here:
                    texts = row_texts(file.read_row_group(group, use_threads=False), [n - first for n in here])
                    names = (f"{self.path.name} row {number + 1}" for number in here)
                    found += zip(names, texts, strict=True)
                first += count
        return found


class ArrowSource:
    """An Arrow IPC file, or a stream in a file."""

    def __init__(self, path: Path, piece_rows: int = PIECE_ROWS) -> None:
        import pyarrow as pa
        from pyarrow import ipc

        self.path = path
        self.name = str(path)
        self.piece_rows = piece_rows
        self.total: int | None = None
        try:
            with pa.memory_map(str(path)) as file:
                try:
                    reader = ipc.open_file(file)
                    self._batches: int | None = reader.num_record_batches
                    self.total = sum(reader.get_batch(number).num_rows for number in range(reader.num_record_batches))
                except pa.ArrowInvalid:
                    reader = ipc.open_stream(file)
                    self._batches = None
                self._schema = reader.schema.remove_metadata()
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError([Problem(f"`{path}` is not Arrow IPC: {_first(error)}")]) from None
        self.columns = list(self._schema.names)

    def where(self, column: str) -> Span | None:
        """Nowhere: the file is no text."""
        return None

    def schema(self) -> pa.Schema:
        """The types as in the file."""
        return self._schema

    def tasks(self) -> Iterator[Task]:
        """Record batches of a file, several where they are small; a stream is one task."""
        import pyarrow as pa
        from pyarrow import ipc

        if self._batches is None:
            yield ArrowTask(self.path, None, 0, self.piece_rows)
            return
        with pa.memory_map(str(self.path)) as file:
            reader = ipc.open_file(file)
            counts = [reader.get_batch(number).num_rows for number in range(self._batches)]
        first = rows = begin = 0
        for number, count in enumerate(counts):
            if rows and rows + count > self.piece_rows:
                yield ArrowTask(self.path, (first, number), begin, self.piece_rows)
                first, begin, rows = number, begin + rows, 0
            rows += count
        if rows:
            yield ArrowTask(self.path, (first, self._batches), begin, self.piece_rows)

    def identity(self) -> dict[str, Any]:
        """The file."""
        return {"files": identity_of([self.path])}


@dataclass(frozen=True)
class ArrowTask:
    """Record batches of an Arrow IPC file, from one to before another; None is a stream."""

    path: Path
    batches: tuple[int, int] | None
    begin: int
    piece_rows: int

    def pieces(self, columns: Sequence[str]) -> Iterator[Piece]:
        """Tables of about as many rows as are judged at once."""
        import pyarrow as pa
        from pyarrow import ipc

        with pa.memory_map(str(self.path)) as file:
            if self.batches is None:
                found = iter(ipc.open_stream(file))
            else:
                reader = ipc.open_file(file)
                found = (reader.get_batch(number) for number in range(*self.batches))
            begin = self.begin
            waiting: list[pa.RecordBatch] = []
            for batch in found:
                for start in range(0, batch.num_rows, self.piece_rows):
                    part = batch.slice(start, self.piece_rows)
                    if waiting and sum(one.num_rows for one in waiting) + part.num_rows > self.piece_rows:
                        yield self._piece(waiting, begin, columns)
                        begin += sum(one.num_rows for one in waiting)
                        waiting = []
                    waiting.append(part)
            if waiting:
                yield self._piece(waiting, begin, columns)

    def _piece(self, batches: list[pa.RecordBatch], begin: int, columns: Sequence[str]) -> Piece:
        import pyarrow as pa

        whole = pa.Table.from_batches(batches)

        def raw(places: Sequence[int]) -> list[tuple[str, str]]:
            names = (f"row {begin + place + 1}" for place in places)
            return list(zip(names, row_texts(whole, places), strict=True))

        return Piece(whole.select(list(columns)), whole.num_rows, raw)
