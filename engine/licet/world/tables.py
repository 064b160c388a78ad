"""The world's CSV tables, read with the line of every mistake."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from licet.problems import Problem, Span, suggest
from licet.world.countries import Countries

SIZE_LIMIT = 8_000_000
"""Largest table that is read, in bytes."""


@dataclass(slots=True)
class Row:
    """One row of a table; ``problems`` is shared by the whole reading."""

    cells: dict[str, str]
    span: Span
    problems: list[Problem]

    def text(self, column: str) -> str:
        """The cell's text, stripped."""
        return (self.cells.get(column) or "").strip()

    def optional(self, column: str) -> str | None:
        """The cell's text, or None where it is empty."""
        return self.text(column) or None

    def country(self, column: str, countries: Countries) -> str:
        """An alpha-3 code."""
        code = self.text(column)
        if code not in countries:
            self.problem(countries.problem(code, self.span))
        return code

    def date(self, column: str) -> datetime.date | None:
        """An ISO date; an empty cell is None."""
        text = self.text(column)
        if not text:
            return None
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.problem(Problem(f"`{text}` in `{column}` is not a date", self.span, "write it as YYYY-MM-DD"))
            return None

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        """One of a closed set of words."""
        text = self.text(column)
        if text not in allowed:
            self.problem(Problem(f"`{text}` in `{column}` is not allowed", self.span, suggest(text, allowed)))
        return text

    def problem(self, problem: Problem) -> None:
        """Note a mistake."""
        self.problems.append(problem)


def rows(path: Path, name: str, columns: tuple[str, ...], problems: list[Problem]) -> Iterator[Row]:
    """The rows of a CSV file whose header has at least ``columns``."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            problems.append(Problem("the table is too large", Span(name, 1, 1)))
            return
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError):
        problems.append(Problem(f"cannot read `{name}`"))
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = reader.fieldnames or []
    for column in columns:
        if column not in header:
            problems.append(Problem(f"the column `{column}` is missing", Span(name, 1, 1, 1, ",".join(header))))
    if any(column not in header for column in columns):
        return
    for cells in reader:
        yield Row(cells, Span(name, reader.line_num, 1), problems)
