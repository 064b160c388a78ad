"""Where many transfers come from: cases, a table in CSV, JSON Lines, or a grid of exporters, destinations, items."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from licet.cases import Case, transfer_document
from licet.compare.keys import HEADS, key_mistake, place
from licet.compare.sides import Damaged, Row
from licet.documents import Document
from licet.library import Library
from licet.problems import InputError, Problem, Span, suggest
from licet.terms.items import CATEGORY
from licet.terms.transfer import END_USE, END_USER_TYPE
from licet.validation import iso_date

_DELIMITERS = (",", ";", "\t")


def case_rows(cases: Iterable[Case]) -> Iterator[Row]:
    """The transfers of cases, under the cases' ids."""
    for case in cases:
        yield Row(case.entry.id, transfer_document(case), case.span)


def file_rows(path: Path) -> Iterator[Row | Damaged]:
    """The transfers of a file, read line by line: JSON Lines where the first line begins with ``{``, else CSV.

    Raises:
        InputError: the file cannot be read, or is a table whose header is wrong.
    """
    try:
        # bytes that are not UTF-8 damage their row, not the file
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            yield from line_rows(lines, str(path))
    except OSError as error:
        raise InputError([Problem(f"cannot read `{path}`: {(error.strerror or 'error').lower()}")]) from None


def line_rows(lines: Iterable[str], name: str) -> Iterator[Row | Damaged]:
    """The transfers of lines of text in either form; ``name`` is what messages call it."""
    waiting = iter(lines)
    for blank, first in enumerate(waiting):
        if first.strip():
            form = _json_rows if first.lstrip().startswith("{") else _csv_rows
            yield from form(itertools.chain([first], waiting), name, blank)
            return


# JSON Lines


def _json_rows(lines: Iterable[str], name: str, before: int) -> Iterator[Row | Damaged]:
    for number, line in enumerate(lines, before + 1):
        text = line.strip()
        if not text:
            continue
        span = Span(name, number, 1)
        if not _is_text(text):
            yield _damaged(number, Problem("the text is not UTF-8", span))
            continue
        try:
            data = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            yield _damaged(number, Problem(f"not valid JSON: {error.msg.lower()}", Span(name, number, error.colno)))
            continue
        except RecursionError:
            yield _damaged(number, Problem("nested too deeply", span))
            continue
        except ValueError as error:
            yield _damaged(number, Problem(str(error), span))
            continue
        if not isinstance(data, dict):
            yield _damaged(number, Problem("a request is a map of keys", span, 'it begins with `{"exporter":`'))
            continue
        written = data.pop("id", None)
        yield Row(_id(written, data), Document(name, "", data), span)


def _no_number(text: str) -> Any:
    raise ValueError(f"`{text}` is not a number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise ValueError(f"the key `{twice}` stands twice")
    return found


# CSV


def _csv_rows(lines: Iterable[str], name: str, before: int) -> Iterator[Row | Damaged]:
    source = iter(lines)
    first = next(source)
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(itertools.chain([first], source), delimiter=delimiter, strict=True)
    try:
        header = [column.strip() for column in next(reader)]
    except csv.Error as error:
        raise InputError([Problem(f"the header is not CSV: {error}", Span(name, before + 1, 1))]) from None
    _check_header(header, name, before, first.rstrip("\r\n"))
    # `item` names the item, so it comes before what is said of the item
    columns = sorted(range(len(header)), key=lambda index: header[index] != "item")
    while True:
        number = before + reader.line_num + 1
        span = Span(name, number, 1)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _damaged(number, Problem(f"the row is not CSV: {error}", span))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"the row has {len(cells)} cells, the header {len(header)}"
            help_text = "quote a cell that holds a comma" if len(cells) > len(header) and delimiter == "," else None
            yield _damaged(number, Problem(message, span, help_text))
            continue
        if not all(_is_text(cell) for cell in cells):
            yield _damaged(number, Problem("the text is not UTF-8", span))
            continue
        data: dict[str, Any] = {}
        written = None
        for index in columns:
            if not cells[index].strip():
                continue
            if header[index] == "id":
                written = cells[index].strip()
            else:
                place(data, header[index], cells[index])
        yield Row(_id(written, data), Document(name, "", data), span)


def _check_header(header: list[str], name: str, before: int, text: str) -> None:
    problems = []
    place = 0
    for index, column in enumerate(header):
        place = max(place, text.find(column, place))
        span = Span(name, before + 1, place + 1, len(column), text)
        place += len(column)
        if column == "id" and column not in header[:index]:
            continue
        if not column:
            problems.append(Problem(f"column {index + 1} has no name", span))
        elif column in header[:index]:
            problems.append(Problem(f"the column `{column}` stands twice", span))
        else:
            mistake = key_mistake(column)
            if mistake is not None:
                message, help_text = mistake
                problems.append(Problem(message.replace("unknown key", "unknown column"), span, help_text))
    start = Span(name, before + 1, 1)
    for column in ("exporter", "destination"):
        if column not in header:
            problems.append(Problem(f"the column `{column}` is missing", start))
    if not {"item", "item.name", "item.category"} & {*header}:
        problems.append(Problem("the column `item` is missing", start, f"columns are keys of a request: {_columns()}"))
    if problems:
        raise InputError(problems)


def _columns() -> str:
    return ", ".join(f"`{name}`" for name in HEADS[:6]) + ", `end_user.type`, `consents.DEU` …"


def _damaged(number: int, problem: Problem) -> Damaged:
    return Damaged(f"line {number}", (problem,))


def _is_text(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _id(written: Any, data: dict[str, Any]) -> str:
    """The id as written; else exporter, destination, items, date and end use."""
    if written is not None and str(written).strip():
        return str(written).strip()
    items = data.get("items")
    parts = [data.get("exporter"), data.get("destination")]
    for item in items if isinstance(items, list) else ():
        parts.append((item.get("name") or item.get("category")) if isinstance(item, dict) else item)
    parts += [data.get("date"), data.get("end_use")]
    return " ".join(str(part) for part in parts if part is not None)


# grids


@dataclass(frozen=True, slots=True)
class Grid:
    """All combinations of some values; a state does not export to itself. ``None`` in a list leaves the key out."""

    exporters: Sequence[str]
    destinations: Sequence[str]
    items: Sequence[dict[str, str]]
    dates: Sequence[str | None] = (None,)
    end_uses: Sequence[str | None] = (None,)
    end_users: Sequence[str | None] = (None,)

    def __len__(self) -> int:
        pairs = sum(exporter != destination for exporter in self.exporters for destination in self.destinations)
        return pairs * len(self.items) * len(self.dates) * len(self.end_uses) * len(self.end_users)

    def __iter__(self) -> Iterator[Row]:
        pairs = [(a, b) for a in self.exporters for b in self.destinations if a != b]
        rest = (self.items, self.dates, self.end_uses, self.end_users)
        for (exporter, destination), (item, date, end_use, end_user) in itertools.product(
            pairs, itertools.product(*rest)
        ):
            data: dict[str, Any] = {"exporter": exporter, "destination": destination, "items": [dict(item)]}
            data |= {"date": date} if date else {}
            data |= {"end_use": end_use} if end_use else {}
            data |= {"end_user": {"type": end_user}} if end_user else {}
            name = _id(None, data) + (f" {end_user}" if end_user else "")
            yield Row(name, Document("grid", "", data))


def grid(
    library: Library,
    *,
    exporters: Sequence[str] = (),
    destinations: Sequence[str],
    items: Sequence[str],
    dates: Sequence[str] = (),
    end_uses: Sequence[str] = (),
    end_users: Sequence[str] = (),
) -> Grid:
    """A grid of these values, every one of them checked once.

    Args:
        library: for the names of countries and items.
        exporters: names or codes of countries; none: all states whose law is encoded.
        destinations: names or codes of countries.
        items: names from the catalogue, or categories (``ML4``).
        dates: ISO dates; none: the requests have no date of their own.
        end_uses, end_users: none: left open.

    Raises:
        InputError: a value is none of its kind; one problem for each.
    """
    problems: list[Problem] = []

    def country(written: str) -> str:
        code = library.world.countries.find(written)
        if code is None:
            problems.append(library.world.countries.problem(written))
        return code or written

    def item(written: str) -> dict[str, str]:
        if written.upper() in CATEGORY.members:
            return {"category": written.upper()}
        if library.world.catalogue.find(written) is None:
            near = library.world.catalogue.nearest(written)
            help_text = f"did you mean `{near.name}`?" if near else "write a name of the catalogue or a category, `ML4`"
            problems.append(Problem(f"`{written}` is not in the item catalogue", None, help_text))
        return {"name": written}

    def word(written: str, what: str, known: Sequence[str]) -> str:
        if written not in known:
            problems.append(Problem(f"`{written}` is not {what}", None, suggest(written, known, at_most=24)))
        return written

    def date(written: str) -> str:
        try:
            return str(iso_date(written))
        except ValueError as error:
            problems.append(Problem(str(error), None, "write it as YYYY-MM-DD"))
            return written

    found = Grid(
        exporters=_unique([country(name) for name in exporters] or sorted(library.states)),
        destinations=_unique([country(name) for name in destinations]),
        items=[item(name) for name in dict.fromkeys(items)],
        dates=_unique([date(name) for name in dates]) or (None,),
        end_uses=_unique([word(name, "an end use", END_USE.members) for name in end_uses]) or (None,),
        end_users=_unique([word(name, "a type of end user", END_USER_TYPE.members) for name in end_users]) or (None,),
    )
    if problems:
        raise InputError(problems)
    return found


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
