"""YAML (and so JSON) read safely, with the position of every key and value, and all mistakes at once.

Plain scalars follow the YAML 1.2 core schema: ``true``, ``false``, ``null`` and plain decimal numbers are resolved,
everything else is text. So ``NO`` is never false, ``010`` never eight, and a date stays text until something that
expects a date reads it. Anchors, aliases, tags and second documents are refused, files are limited in size and depth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from licet.problems import Problem, Span

if TYPE_CHECKING:
    from pathlib import Path

SIZE_LIMIT = 1_000_000
"""Largest file that is read, in bytes."""
DEPTH_LIMIT = 40
"""Deepest nesting that is read."""

KeyPath = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A file's data with positions.

    Attributes:
        name: what messages call it.
        data: mappings, lists, text, numbers, truth values and None.
        values: for each path into ``data`` the (line, column, length) of its value, counted from 0.
        keys: likewise of its key.
    """

    name: str
    text: str
    data: Any = None
    values: dict[KeyPath, tuple[int, int, int]] = field(default_factory=dict)
    keys: dict[KeyPath, tuple[int, int, int]] = field(default_factory=dict)
    _lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The text of a line, counted from 0."""
        if self._lines is None:
            self._lines = self.text.splitlines()
        return self._lines[number] if 0 <= number < len(self._lines) else ""

    def span(self, path: KeyPath = (), *, key: bool = False, offset: int = 0, length: int | None = None) -> Span:
        """Where the value (or the key) at ``path`` stands; of a path that does not exist, the nearest parent.

        ``offset`` and ``length`` narrow the span to a part of a value that stands on one line.
        """
        table = self.keys if key else self.values
        while path and path not in table:
            path = path[:-1]
        line, column, extent = table.get(path, (0, 0, 1))
        text = self.line(line)
        if offset and column + offset <= len(text):
            column += offset
        return Span(self.name, line + 1, column + 1, max(1, length if length is not None else extent), text)

    def scalar_offset(self, path: KeyPath) -> int | None:
        """How far into its line's value a plain or quoted scalar's text begins; None for block scalars."""
        mark = self.values.get(path)
        if mark is None:
            return None
        first = self.line(mark[0])[mark[1] : mark[1] + 1]
        if first in ("|", ">"):
            return None
        return 1 if first in ("'", '"') else 0


def read_document(path: Path, name: str | None = None) -> tuple[Document, list[Problem]]:
    """Read a file; a file that cannot be read gives an empty document and the problem."""
    shown = name or str(path)
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            limit = f"{SIZE_LIMIT / 1_000_000:g} MB"
            return Document(shown, ""), [
                Problem(f"the file is too large: {size / 1_000_000:.1f} MB, the limit is {limit}", Span(shown, 1, 1))
            ]
        raw = path.read_bytes()
    except OSError as error:
        return Document(shown, ""), [Problem(f"cannot read `{shown}`: {(error.strerror or 'error').lower()}")]
    return parse_bytes(raw, shown)


def parse_bytes(raw: bytes, name: str) -> tuple[Document, list[Problem]]:
    """Parse bytes that should be UTF-8."""
    if len(raw) > SIZE_LIMIT:
        limit = f"{SIZE_LIMIT / 1_000_000:g} MB"
        problem = Problem(f"the input is too large: the limit is {limit}", Span(name, 1, 1))
        return Document(name, ""), [problem]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        return Document(name, ""), [Problem("the text is not UTF-8", Span(name, line, column))]
    return parse_text(text, name)


def parse_text(text: str, name: str) -> tuple[Document, list[Problem]]:
    """Parse YAML or JSON text; problems are those of the text itself: syntax, duplicate keys, refused features."""
    if text.lstrip()[:1] in ("{", "["):
        text = text.replace("\t", " ")  # JSON may indent with tabs, its strings hold none
    from licet.events import read_events  # the YAML parser is imported where there is text to parse

    document = Document(name, text)
    return document, read_events(document)
