"""JSON Lines: a request in each line, in the form of a request's file or flat under keys with dots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet.batch.blocks import Block, blocks, last_line
from licet.batch.forms import Form
from licet.batch.sources import Piece, Task, identity_of
from licet.compare.keys import key_mistake
from licet.problems import InputError, Problem, Span, suggest

if TYPE_CHECKING:
    import pyarrow as pa

_HEAD_ROWS = 1000
_DEEPEST = 6


class JsonSource:
    """A file of JSON Lines. Its columns are the keys of all its rows, so it is read once for them.

    A key that is no request's and that the first rows do not have is a mistake of its row.
    """

    def __init__(self, path: Path, form: Form) -> None:
        self.path = path
        self.form = form
        self.name = str(path)
        self.total = 0
        self._first: dict[str, int] = {}
        self._seen: set[tuple[str, ...]] = set()
        for block in self._blocks():
            for number, line in enumerate(block.read().split(b"\n"), block.line):
                if line.strip():
                    self._note(line, number)
        if not self.total:
            raise InputError([Problem(f"`{path}` is empty", None, 'a line begins with `{"exporter":`')])
        self.columns = list(self._first)

    def _note(self, line: bytes, number: int) -> None:
        self.total += 1
        try:
            read = _read(line)
            keys = tuple(read)
            if keys in self._seen and not any(isinstance(value, dict | list) for value in read.values()):
                return
            data = flattened(read)
        except ValueError:
            return
        if self.total <= _HEAD_ROWS or len(self._seen) < _HEAD_ROWS:
            self._seen.add(keys)
        for key in data:
            if key not in self._first and (self.total <= _HEAD_ROWS or key_mistake(key) is None):
                self._first[key] = number

    def _blocks(self) -> Iterator[Block]:
        return blocks(self.path, self.form, 0, 1, last_line)

    def where(self, column: str) -> Span | None:
        """The line in which a key stands first."""
        return Span(self.name, self._first[column], 1) if column in self._first else None

    def schema(self) -> pa.Schema:
        """All columns are text."""
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self.columns])

    def tasks(self) -> Iterator[Task]:
        """Blocks of whole lines."""
        for block in self._blocks():
            yield JsonTask(block, tuple(self.columns))

    def identity(self) -> dict[str, Any]:
        """The file."""
        return {"files": identity_of([self.path])}


@dataclass(frozen=True)
class JsonTask:
    """A block of a file of JSON Lines."""

    block: Block
    columns: tuple[str, ...]

    @cached_property
    def _lines(self) -> list[tuple[int, bytes]]:
        content = self.block.read()
        if self.block.line == 1:
            content = content.removeprefix(b"\xef\xbb\xbf")
        lines = enumerate(content.split(b"\n"), self.block.line)
        return [(number, line.strip()) for number, line in lines if line.strip()]

    def pieces(self, columns: Sequence[str]) -> Iterator[Piece]:
        """One piece; lines that are no map of JSON are told apart."""
        import pyarrow as pa

        cells: dict[str, list[str | None]] = {name: [] for name in self.columns}
        appends = [(name, column.append) for name, column in cells.items()]
        places: list[int] = []
        lines: list[bytes] = []
        damaged: list[tuple[int, str]] = []
        for place, (_, line) in enumerate(self._lines):
            try:
                data = flattened(_read(line))
                self._check(data)
            except ValueError as error:
                damaged.append((place, str(error)))
                continue
            places.append(place)
            lines.append(line)
            for name, append in appends:
                append(data.get(name))
        table = pa.table([pa.array(column, pa.string()) for column in cells.values()], names=list(cells))
        yield Piece(table, len(self._lines), self._raw, places if damaged else None, damaged, lines)

    def _check(self, data: dict[str, str | None]) -> None:
        if data.keys() <= cells_of(self.columns):
            return
        for key in data:
            if key not in cells_of(self.columns):
                near = suggest(key, self.columns)
                raise ValueError(f"unknown key `{key}`{f' ({near})' if near else ''}")

    def _raw(self, places: Sequence[int]) -> list[tuple[str, str]]:
        found = (self._lines[place] for place in places)
        return [(f"line {number}", line.decode("utf-8", "backslashreplace")) for number, line in found]


def cells_of(columns: tuple[str, ...]) -> frozenset[str]:
    """The columns as a set; the same tuple gives the same set."""
    found = _SETS.get(columns)
    if found is None:
        _SETS.clear()
        found = _SETS[columns] = frozenset(columns)
    return found


_SETS: dict[tuple[str, ...], frozenset[str]] = {}


def _read(line: bytes) -> dict[str, Any]:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"the text is not UTF-8 (byte {error.start + 1} of the line)") from None
    try:
        data = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"not valid JSON: {error.msg.lower()} at column {error.colno}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(data, dict):
        raise ValueError('a request is a map of keys: it begins with `{"exporter":`')
    return data


def _no_number(text: str) -> Any:
    raise ValueError(f"`{text}` is not a number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise ValueError(f"the key `{twice}` stands twice")
    return found


_DECODER = json.JSONDecoder(parse_constant=_no_number, object_pairs_hook=_once)


def flattened(data: dict[str, Any]) -> dict[str, str | None]:
    """A request as cells under keys with dots.

    Raises:
        ValueError: it has several items, or is nested too deeply to be a request.
    """
    found: dict[str, str | None] = {}
    for key, value in data.items():
        if type(value) is str:
            found[key] = value or None
            continue
        if key == "items" and isinstance(value, list):
            if len(value) != 1:
                raise ValueError(f"a row has one item, this one has {len(value)}: write a line for each")
            value = value[0]
            key = "item"
        if key == "item" and isinstance(value, dict):
            value = dict(value)
            if "name" in value:
                found["item"] = _cell(value.pop("name"))
            origins = value.get("origins")
            if isinstance(origins, list):
                value["origins"] = [_origin(origin) for origin in origins] or "none"
        _flatten(key, value, found, 1)
    return found


def _flatten(key: str, value: Any, found: dict[str, str | None], depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"`{key}` is nested too deeply")
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(f"{key}.{name}", inner, found, depth + 1)
    else:
        found[key] = _cell(value)


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            return "; ".join(value) or None
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _origin(origin: Any) -> Any:
    if not isinstance(origin, dict):
        return origin
    parts = [origin.get("state"), origin.get("claim"), origin.get("share")]
    while parts and parts[-1] is None:
        parts.pop()
    return ":".join("" if part is None else str(part) for part in parts)
