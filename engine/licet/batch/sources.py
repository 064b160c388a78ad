"""Where rows come from: a source is cut into tasks, a task gives pieces: tables, with what could not be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from licet import extras
from licet.batch.forms import form_of
from licet.problems import InputError, Problem, Span

if TYPE_CHECKING:
    import pyarrow as pa

PIECE_ROWS = 1_000_000
"""About how many rows are judged at once."""


@dataclass
class Piece:
    """Rows of an input.

    Attributes:
        table: those that could be read.
        rows: how many there are with those that could not.
        places: the place of each of the table's rows among all; None where it is the same.
        damaged: the rows that could not be read, by their place among all, and why.
        raw: of rows, by their places among all: where each stands in the file, and its text as it was.
        lines: of JSON Lines, the table's rows as they were.
        original: of Parquet, the row groups that the table is, whole.
        again: reads other columns of the table's rows.
    """

    table: pa.Table
    rows: int
    raw: Callable[[Sequence[int]], list[tuple[str, str]]]
    places: Sequence[int] | None = None
    damaged: list[tuple[int, str]] = field(default_factory=list)
    lines: list[bytes] | None = None
    original: tuple[Path, tuple[int, ...]] | None = None
    again: Callable[[Sequence[str]], pa.Table] | None = None


class Task(Protocol):
    """A part of a source, small enough to be sent to another process and to be done again after an interruption."""

    def pieces(self, columns: Sequence[str]) -> Iterator[Piece]:
        """The part's rows; ``columns`` are those that are judged or have to be written anew."""
        ...


class Source(Protocol):
    """An input."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def columns(self) -> list[str]:
        """Its columns."""
        ...

    @property
    def total(self) -> int | None:
        """How many rows it has, where that is known without reading it."""
        ...

    def schema(self) -> pa.Schema:
        """The types of the columns as they are handed on."""
        ...

    def tasks(self) -> Iterator[Task]:
        """Its parts, in their order; the same ones every time."""
        ...

    def where(self, column: str) -> Span | None:
        """Where a column's name stands."""
        ...

    def identity(self) -> dict[str, Any]:
        """What it is, for telling whether it has changed."""
        ...


def open_source(path: Path, *, piece_rows: int = PIECE_ROWS) -> Source:
    """Open a file, or a folder of Parquet files.

    Raises:
        InputError: it cannot be read, or is not in the form that its name tells.
    """
    extras.require("batch")
    from licet.batch.arrow_source import ArrowSource, ParquetSource
    from licet.batch.json_source import JsonSource
    from licet.batch.text_source import CsvSource

    try:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*.parquet") if not _hidden(file.relative_to(path)))
            if not files:
                raise InputError([Problem(f"the folder `{path}` has no Parquet files", None, "they end in .parquet")])
            return ParquetSource(str(path), files, piece_rows)
        if not path.exists():
            raise InputError([Problem(f"there is no file `{path}`")])
        form = form_of(path)
        if form.kind == "csv":
            return CsvSource(path, form)
        if form.kind == "jsonl":
            return JsonSource(path, form)
        if form.kind == "parquet":
            return ParquetSource(str(path), [path], piece_rows)
        return ArrowSource(path, piece_rows)
    except OSError as error:
        raise InputError([Problem(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}")]) from None


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def identity_of(files: Sequence[Path]) -> list[dict[str, Any]]:
    """Files by name, size, time of change and a digest of their beginning and end."""
    import hashlib

    found = []
    for path in files:
        state = path.stat()
        with path.open("rb") as file:
            digest = hashlib.sha256(file.read(1 << 16))
            file.seek(max(0, state.st_size - (1 << 16)))
            digest.update(file.read(1 << 16))
        found.append(
            {"path": str(path), "size": state.st_size, "mtime": state.st_mtime_ns, "digest": digest.hexdigest()}
        )
    return found


def row_texts(table: pa.Table, rows: Sequence[int]) -> list[str]:
    """Rows of a table as JSON."""
    found = table.take([*rows]) if len(rows) < table.num_rows else table
    return [json.dumps(row, ensure_ascii=False, default=str) for row in found.to_pylist()]
