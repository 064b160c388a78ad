"""Where answered rows go: a part of the output in a file of its own, and parts joined into the output."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet.batch.cells import lines
from licet.batch.forms import Form

if TYPE_CHECKING:
    import pyarrow as pa

    from licet.batch.parquet_splice import Original
    from licet.batch.sources import Piece

_PARQUET: dict[str, Any] = {
    "compression": "lz4",
    "write_statistics": False,
    "write_batch_size": 1 << 16,
    "dictionary_pagesize_limit": 1 << 28,
}
_ROW_GROUP = 1 << 20


@dataclass(frozen=True)
class Layout:
    """What the output's rows look like.

    Attributes:
        form: of the output.
        kept: the columns handed on, with their types.
        added: the columns that are added; all are text.
        copied: the kept columns of Parquet row groups may be copied as bytes.
        dropped: the columns of the input that the output has not.
    """

    form: Form
    kept: pa.Schema
    added: tuple[str, ...]
    copied: bool = False
    dropped: frozenset[str] = frozenset()

    def schema(self) -> pa.Schema:
        """All columns; the added ones are codes and words."""
        import pyarrow as pa

        words = pa.dictionary(pa.int32(), pa.string())
        return pa.schema([*self.kept, *(pa.field(name, words, nullable=False) for name in self.added)])


class Part:
    """Writes a part of the output; :meth:`write` in the order of the rows, then :meth:`close`."""

    def __init__(self, layout: Layout, path: Path, *, first: bool) -> None:
        self.layout = layout
        self.path = path
        kinds: dict[str, Callable[[], _Writer]] = {
            "csv": lambda: _Csv(layout, path, first=first),
            "jsonl": lambda: _Json(layout, path),
            "parquet": lambda: _Parquet(layout, path),
            "arrow": lambda: _Arrow(layout, path),
        }
        self._writer = kinds[layout.form.kind]()

    def write(self, piece: Piece, accepted: Any, added: pa.Table) -> None:
        """Write a piece's accepted rows with the columns added.

        Args:
            piece: the rows.
            accepted: which of the piece's table; None where all are.
            added: the added columns of the accepted ones.
        """
        self._writer.write(piece, accepted, _in_order(added))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


class _Writer:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def write(self, piece: Piece, accepted: Any, added: pa.Table) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def rows(self, piece: Piece, accepted: Any, added: pa.Table) -> pa.Table:
        """The output's rows."""
        import pyarrow as pa

        names = self.layout.kept.names
        if piece.again is not None and not {*names} <= {*piece.table.column_names}:
            kept = piece.again(names)
        else:
            kept = piece.table.select(names)
        if accepted is not None:
            kept = kept.filter(pa.array(accepted))
        return pa.table([*kept.columns, *added.columns], names=[*kept.column_names, *self.layout.added])


def _in_order(added: pa.Table) -> pa.Table:
    """The columns with the words that their rows have, in order: so the output does not tell who learnt what first."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import compute

    columns = []
    for column in added.columns:
        chunk = column.unify_dictionaries().combine_chunks()
        chunk = chunk.chunk(0) if isinstance(chunk, pa.ChunkedArray) and chunk.num_chunks else chunk
        if isinstance(chunk, pa.ChunkedArray):  # no rows
            columns.append(pa.array([], pa.string()).dictionary_encode())
            continue
        codes = chunk.indices.to_numpy(zero_copy_only=False)
        used = np.zeros(len(chunk.dictionary), np.bool_)
        used[codes] = True
        numbers = np.flatnonzero(used)
        words = chunk.dictionary.take(pa.array(numbers))
        order = compute.sort_indices(words).to_numpy()
        places = np.zeros(len(used), np.int32)
        places[numbers[order]] = np.arange(len(order), dtype=np.int32)
        if len(numbers) < len(used) or not np.array_equal(order, np.arange(len(order))):
            codes = places[codes]
        columns.append(pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), words.take(pa.array(order))))
    return pa.table(columns, names=added.column_names)


def _open(layout: Layout, path: Path) -> Any:
    if layout.form.compression == "gzip":
        return gzip.GzipFile(path, "wb", compresslevel=6, mtime=0)
    if layout.form.compression == "zstd":
        import pyarrow as pa

        return pa.output_stream(str(path), compression="zstd")
    return path.open("wb")


class _Csv(_Writer):
    def __init__(self, layout: Layout, path: Path, *, first: bool) -> None:
        super().__init__(layout)
        self.file = _open(layout, path)
        if first:
            text = io.StringIO()
            names = [*layout.kept.names, *layout.added]
            csv.writer(text, delimiter=layout.form.delimiter, lineterminator="\n").writerow(names)
            self.file.write(text.getvalue().encode())

    def write(self, piece: Piece, accepted: Any, added: pa.Table) -> None:
        for text in lines(self.rows(piece, accepted, added), self.layout.form.delimiter):
            self.file.write(text)

    def close(self) -> None:
        self.file.close()


class _Json(_Writer):
    def __init__(self, layout: Layout, path: Path) -> None:
        super().__init__(layout)
        self.file = _open(layout, path)

    def write(self, piece: Piece, accepted: Any, added: pa.Table) -> None:
        if piece.lines is not None and not self.layout.dropped:
            kept = piece.lines
            if accepted is not None:
                kept = [line for line, good in zip(kept, accepted, strict=True) if good]
            self._splice(kept, added)
            return
        rows = self.rows(piece, accepted, added)
        for batch in rows.to_batches(1 << 14):
            data = ({k: v for k, v in row.items() if v is not None} for row in batch.to_pylist())
            text = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in data)
            self.file.write(text.encode())

    def _splice(self, kept: Sequence[bytes], added: pa.Table) -> None:
        """Put the added keys at the end of each line, which stays as it was."""
        ends: list[list[bytes]] = []
        for name, column in zip(self.layout.added, added.columns, strict=True):
            for chunk in column.chunks:
                words = [
                    f"{json.dumps(name)}: {json.dumps(word, ensure_ascii=False)}".encode()
                    for word in chunk.dictionary.to_pylist()
                ]
                ends.append([words[code] for code in chunk.indices.to_pylist()])
        for line, *words in zip(kept, *ends, strict=True):
            begin = line[:-1].rstrip()
            comma = b"" if begin.endswith(b"{") else b", "
            self.file.write(begin + comma + b", ".join(words) + b"}\n")

    def close(self) -> None:
        self.file.close()


class _Parquet(_Writer):
    """Row groups that are accepted whole are copied with columns added, the others written anew."""

    def __init__(self, layout: Layout, path: Path) -> None:
        super().__init__(layout)
        self.path = path
        self._parts: list[Path] = []
        self._writer: Any = None
        self._original: Original | None = None

    def write(self, piece: Piece, accepted: Any, added: pa.Table) -> None:
        if self.layout.copied and piece.original is not None and accepted is None and piece.rows:
            self._copy(piece, added)
            return
        if self._writer is None:
            self._writer = self._open(self._part(), self.layout.schema(), self.rows(piece, accepted, added))
        rows = self.rows(piece, accepted, added)
        self._writer.write_table(rows.cast(self._written), row_group_size=_ROW_GROUP)

    def _open(self, where: Any, declared: pa.Schema, rows: pa.Table) -> Any:
        import pyarrow as pa
        from pyarrow import parquet

        fields = []
        for field, found in zip(declared, rows.schema, strict=True):
            fields.append(pa.field(field.name, found.type, nullable=field.nullable))
        self._written = pa.schema(fields)
        dictionaries = [field.name for field in fields if pa.types.is_dictionary(field.type)]
        writer = parquet.ParquetWriter(
            where, self._written, use_dictionary=dictionaries or False, store_schema=False, **_PARQUET
        )
        writer.add_key_value_metadata(arrow_schema(declared))
        return writer

    def _part(self) -> Path:
        self._parts.append(self.path.with_name(f"{self.path.name}.{len(self._parts)}"))
        return self._parts[-1]

    def _copy(self, piece: Piece, added: pa.Table) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        from licet.batch import parquet_splice

        assert piece.original is not None
        self._finish()
        path, groups = piece.original
        if self._original is None or self._original.path != path:
            self._original = parquet_splice.Original(path)
        declared = self.layout.schema()
        fields = [declared.field(name) for name in self.layout.added]
        rows = pa.Table.from_arrays(added.columns, schema=pa.schema(fields))
        text = io.BytesIO()
        writer = parquet.ParquetWriter(text, rows.schema, store_schema=False, **_PARQUET)
        writer.add_key_value_metadata(arrow_schema(declared))
        begin = 0
        for group in groups:
            count = self._original.rows(group)
            writer.write_table(rows.slice(begin, count), row_group_size=max(1, count))
            begin += count
        writer.close()
        with self._part().open("wb") as file:
            parquet_splice.splice(self._original, groups, self.layout.kept.names, text.getvalue(), file)

    def _finish(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def close(self) -> None:
        from licet.batch.parquet_join import join

        self._finish()
        if not self._parts:
            schema = self.layout.schema()
            self._open(self._part(), schema, schema.empty_table()).close()
        if len(self._parts) == 1:
            self._parts[0].replace(self.path)
            return
        with self.path.open("wb") as file:
            join(self._parts, file)
        for part in self._parts:
            part.unlink()


def describes_as_written(path: Path, kept: pa.Schema) -> bool:
    """Whether a Parquet file describes the columns as they are described where they are written anew."""
    import pyarrow as pa
    from pyarrow import parquet

    from licet.batch import parquet_splice, thrift

    text = io.BytesIO()
    fields = [
        pa.field(
            field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type, field.nullable
        )
        for field in kept
    ]
    parquet.ParquetWriter(text, pa.schema(fields), store_schema=False, **_PARQUET).close()
    written, _ = thrift.footer(text)
    found = parquet_splice.Original(path)
    tops = parquet_splice.tops(written)
    ours = [element for name in kept.names for element in tops[name]]
    return parquet_splice.same_elements(found.elements(kept.names), ours)


def arrow_schema(schema: pa.Schema) -> dict[str, str]:
    """The metadata by which Arrow knows a Parquet file's types."""
    return {"ARROW:schema": base64.b64encode(schema.serialize().to_pybytes()).decode()}


class _Arrow(_Writer):
    def __init__(self, layout: Layout, path: Path) -> None:
        super().__init__(layout)
        from pyarrow import ipc

        self.file = path.open("wb")
        self.writer = ipc.new_stream(self.file, layout.schema())

    def write(self, piece: Piece, accepted: Any, added: pa.Table) -> None:
        rows = self.rows(piece, accepted, added)
        self.writer.write_table(rows.cast(self.layout.schema()))

    def close(self) -> None:
        self.writer.close()
        self.file.close()


def join_parts(layout: Layout, parts: Sequence[Path], out: Path) -> None:
    """Join the parts of an output, in their order, into a file."""
    if layout.form.kind == "parquet":
        from licet.batch.parquet_join import join

        with out.open("wb") as file:
            join(parts, file)
    elif layout.form.kind == "arrow":
        _join_arrow(layout, parts, out)
    else:
        with out.open("wb") as file:
            for part in parts:
                with part.open("rb") as one:
                    shutil.copyfileobj(one, file, 1 << 22)


def _join_arrow(layout: Layout, parts: Sequence[Path], out: Path) -> None:
    """An IPC file has one list of words for each column, so the parts' codes are put into the words of all."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import ipc

    schema = layout.schema()
    coded = [index for index, field in enumerate(schema) if pa.types.is_dictionary(field.type)]
    places: dict[int, dict[Any, int]] = {index: {} for index in coded}

    def batches() -> Any:
        for part in parts:
            with pa.memory_map(str(part)) as file:
                yield from ipc.open_stream(file)

    for batch in batches():
        for index in coded:
            for word in batch.column(index).dictionary.to_pylist():
                places[index].setdefault(word, len(places[index]))
    words = {index: pa.array([*found], schema.field(index).type.value_type) for index, found in places.items()}
    with out.open("wb") as file, ipc.new_file(file, schema) as writer:
        for batch in batches():
            columns = batch.columns
            for index in coded:
                column = columns[index]
                numbers = [places[index][word] for word in column.dictionary.to_pylist()]
                table = pa.array(np.array(numbers, np.int32), schema.field(index).type.index_type)
                codes = table.take(column.indices)
                columns[index] = pa.DictionaryArray.from_arrays(
                    codes, words[index], ordered=schema.field(index).type.ordered
                )
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
