"""Texts in SQL, and the text of the query."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlglot import exp

from licet.sql.rows import Sql, balanced, literal

SEPARATOR = "; "
"""Between the entries of a list."""
_WIDTH = 116


def chained(pieces: Iterable[Sql]) -> Sql:
    """Texts one after another."""
    found = [*pieces]
    return balanced(exp.DPipe, found) if found else literal("")


def tail(text: Sql) -> Sql:
    """A list without the separator before its first entry."""
    inner = exp.Paren(this=text) if isinstance(text, exp.DPipe) else text
    return exp.Substring(this=inner, start=literal(len(SEPARATOR) + 1))


def packed(text: str) -> str:
    """The query with its short rows of constants side by side."""
    lines: list[str] = []
    for line in text.split("\n"):
        row = re.fullmatch(r"\s+(?:STRUCT)?\(.*\),", line)
        if row and lines and _is_row(lines[-1]) and len(lines[-1]) + len(line) < _WIDTH:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


def _is_row(line: str) -> bool:
    return line.endswith("),") and re.match(r"\s+(?:STRUCT)?\('", line) is not None
