"""Forms of tables: which one a file has by its ending."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from licet.problems import InputError, Problem, suggest

Kind = Literal["csv", "jsonl", "parquet", "arrow"]
_KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
_HELP = "endings are .csv, .tsv, .jsonl, .parquet and .arrow; text may be compressed: .csv.gz, .jsonl.zst"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a file.

    Attributes:
        kind: text with cells, JSON Lines, Parquet or Arrow IPC.
        compression: of text: ``gzip`` or ``zstd``; None where there is none.
        delimiter: of written cells.
    """

    kind: Kind
    compression: str | None = None
    delimiter: str = ","


PARQUET_FOLDER = Form("parquet")


def form_of(path: Path) -> Form:
    """The form a file's name tells.

    Raises:
        InputError: the ending is none that is known.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression = _COMPRESSIONS.get(suffixes[-1]) if suffixes else None
    if compression is not None:
        suffixes.pop()
    last = suffixes[-1] if suffixes else ""
    kind = _KINDS.get(last)
    if kind is None or (compression is not None and kind not in ("csv", "jsonl")):
        near = suggest(last, list(_KINDS)) if last and compression is None else None
        raise InputError([Problem(f"the form of `{path}` is not known by its ending", None, near or _HELP)])
    return Form(kind, compression, "\t" if last == ".tsv" else ",")
