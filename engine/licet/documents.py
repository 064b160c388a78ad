"""YAML (and so JSON) read safely, with the position of every key and value, and all mistakes at once.

Plain scalars follow the YAML 1.2 core schema: ``true``, ``false``, ``null`` and plain decimal numbers are resolved,
everything else is text. So ``NO`` is never false, ``010`` never eight, and a date stays text until something that
expects a date reads it. Anchors, aliases, tags and second documents are refused, files are limited in size and depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from licet.problems import Problem, Span

SIZE_LIMIT = 1_000_000
"""Largest file that is read, in bytes."""
DEPTH_LIMIT = 40
"""Deepest nesting that is read."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_CONSTANTS: dict[str, Any] = {"": None, "~": None}
_CONSTANTS |= dict.fromkeys(("null", "Null", "NULL"))
_CONSTANTS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)

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
    document = Document(name, text)
    reader = _Reader(document)
    try:
        reader.read()
    except yaml.MarkedYAMLError as error:
        reader.problems.append(_syntax_problem(document, error))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        shown = f"U+{error.character:04X}" if isinstance(error.character, int) else repr(error.character)
        reader.problems.append(Problem(f"character {shown} is not allowed in YAML", Span(name, line, 1)))
    except _StopReadingError:
        pass
    if reader.problems:
        document.data = None if reader.fatal else document.data
    return document, reader.problems


class _StopReadingError(Exception):
    """The rest of the file is not worth reading."""


class _Reader:
    """Builds plain data from YAML events, without recursion on the text's depth."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.fatal = True  # until the document's end is reached

    def read(self) -> None:
        events = yaml.parse(self.document.text, Loader=_LOADER)
        root: list[Any] = []
        # one frame per open collection: [container, path, pending key or None, keys seen]
        stack: list[list[Any]] = []
        documents = 0
        event: Any
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._refuse(event)
                self._add(stack, root, event, _resolve(event) if not event.style else event.value)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._refuse(event)
                if len(stack) >= DEPTH_LIMIT:
                    self._stop(event, f"nested too deeply: the limit is {DEPTH_LIMIT} levels")
                container: Any = {} if kind is yaml.MappingStartEvent else []
                path = self._add(stack, root, event, container)
                stack.append([container, path, _NO_KEY, None])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                self._stop(event, f"an alias, `*{event.anchor}`: anchors and aliases are not used here")
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop(event, "a second document: one file holds one document")
        self.document.data = root[0] if root else None
        self.fatal = False

    def _add(self, stack: list[list[Any]], root: list[Any], event: Any, value: Any) -> KeyPath:
        mark = _mark(event)
        if not stack:
            root.append(value)
            self.document.values[()] = mark
            return ()
        frame = stack[-1]
        container, path, key, _ = frame
        if isinstance(container, list):
            here: KeyPath = (*path, len(container))
            container.append(value)
            self.document.values[here] = mark
            return here
        if key is _NO_KEY:
            if not isinstance(value, str | int | float | bool) and value is not None:
                self._stop(event, "a key that is a list or a map")
            # a key is always text: `NO:` and `1:` are what was written
            written = event.value
            frame[2], frame[3] = written, mark
            return (*path, written)
        here = (*path, key)
        if key in container:
            span = Span(
                self.document.name, frame[3][0] + 1, frame[3][1] + 1, frame[3][2], self.document.line(frame[3][0])
            )
            first = self.document.keys[here]
            self.problems.append(
                Problem(f"the key `{key}` stands twice", span, f"it stands first in line {first[0] + 1}")
            )
        else:
            container[key] = value
            self.document.values[here] = mark
            self.document.keys[here] = frame[3]
        frame[2] = _NO_KEY
        return here

    def _refuse(self, event: Any) -> None:
        if event.anchor is not None:
            self._stop(event, f"an anchor, `&{event.anchor}`: anchors and aliases are not used here")
        if event.tag is not None and event.tag != "!":
            self.problems.append(Problem(f"a tag, `{event.tag}`: tags are not used here", self._span(event)))

    def _span(self, event: Any) -> Span:
        line, column, length = _mark(event)
        return Span(self.document.name, line + 1, column + 1, length, self.document.line(line))

    def _stop(self, event: Any, message: str) -> None:
        self.problems.append(Problem(message, self._span(event)))
        raise _StopReadingError


_NO_KEY = object()


def _mark(event: Any) -> tuple[int, int, int]:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return start.line, start.column, max(1, length)


def _resolve(event: Any) -> Any:
    value: str = event.value
    if value in _CONSTANTS:
        return _CONSTANTS[value]
    if _INTEGER.match(value) and len(value) < 20:
        return int(value)
    if _FLOAT.match(value) and len(value) < 40:
        return float(value)
    return value


def _syntax_problem(document: Document, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    text = document.line(line)
    span = Span(document.name, line + 1, column + 1, 1, text)
    before = text[: column + 1]
    if "\t" in before and not before.strip():
        return Problem("a tab cannot indent YAML", span, "use spaces")
    message = (error.problem or "not valid YAML").rstrip(".")
    context = f" ({error.context})" if error.context else ""
    return Problem(f"not valid YAML: {message}{context}", span, _syntax_help(message, text))


def _syntax_help(message: str, text: str) -> str | None:
    if "mapping values are not allowed" in message:
        return "quote a text that has a colon and a space in it"
    if "could not find expected ':'" in message:
        return "a key needs a colon and a space after it"
    if "cannot start any token" in message and any(char in text for char in "@`%"):
        return "quote a text that begins with `@`, `%` or a backtick"
    return None
