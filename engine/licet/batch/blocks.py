"""Files of text cut into blocks of whole records: bytes of a file that stand between two ends of records."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from licet.batch.forms import Form
from licet.problems import InputError, Problem

BLOCK = 32 << 20
"""About how many bytes are parsed at once."""


@dataclass(frozen=True)
class Block:
    """A part of a file of text.

    Attributes:
        path: the file.
        start, length: where its bytes stand in the text.
        line: the number of its first line.
        content: the bytes, where they cannot be read from the file again, since that is compressed.
    """

    path: Path
    start: int
    length: int
    line: int
    content: bytes | None = None

    def read(self) -> bytes:
        """The bytes."""
        if self.content is not None:
            return self.content
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.length)


def open_text(path: Path, form: Form) -> Any:
    """A file's bytes, decompressed."""
    if form.compression == "gzip":
        return gzip.open(path, "rb")
    if form.compression == "zstd":
        import pyarrow as pa

        return pa.input_stream(str(path), compression="zstd")
    return path.open("rb")


def blocks(
    path: Path, form: Form, start: int, line: int, end_of: Callable[[bytes], int], size: int | None = None
) -> Iterator[Block]:
    """Cut a file's text into blocks.

    Args:
        path, form: the file.
        start: where the first record begins.
        line: its line.
        end_of: where in some bytes the last whole record ends; 0 where none does.
        size: about how many bytes a block has.

    Raises:
        InputError: the compressed text is damaged.
    """
    size = size or BLOCK
    with open_text(path, form) as file:
        _skip(file, start)
        waiting = b""
        while True:
            try:
                more = file.read(size)
            except (OSError, EOFError, ValueError) as error:
                raise InputError([Problem(f"`{path}` is damaged: {str(error).lower()}")]) from None
            waiting += more
            end = end_of(waiting) if more else len(waiting)
            if end:
                content = waiting[:end]
                yield Block(path, start, end, line, content if form.compression else None)
                start, line = start + end, line + content.count(b"\n")
                waiting = waiting[end:]
            if not more:
                return


def _skip(file: Any, start: int) -> None:
    while start:
        start -= len(file.read(min(start, BLOCK)))


def last_line(text: bytes) -> int:
    """Where the last whole line ends."""
    return text.rfind(b"\n") + 1
