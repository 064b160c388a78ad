"""From YAML events to plain data with positions: the part of reading a document that needs the YAML parser."""

from __future__ import annotations

import re
from typing import Any

import yaml

from licet.documents import DEPTH_LIMIT, Document, KeyPath
from licet.problems import Problem, Span

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_CONSTANTS: dict[str, Any] = {"": None, "~": None}
_CONSTANTS |= dict.fromkeys(("null", "Null", "NULL"))
_CONSTANTS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)


def read_events(document: Document) -> list[Problem]:
    """Fill a document's data and positions from its text; the problems are those of the text itself."""
    text, name = document.text, document.name
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
    return reader.problems


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
