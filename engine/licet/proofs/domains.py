"""The values of a term, as few as tell all that some conditions ask of it, plain ones first.

Of all values that every condition answers alike one is kept, the plainest; terms that are compared with each other
keep as many as there are of them, so that every order among them can be met.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import pairwise

from licet.aiming.pools import quiet
from licet.conditions.parsing import NOTHING
from licet.conditions.tree import Plain
from licet.terms import VOCABULARY

Test = Callable[[Plain], Hashable]
"""What is asked of a value; values with the same answer to all tests are alike."""

ELSE = "somebody else"
_NOT_NEGATIVE = ("value.usd", "origin.share", "item.")
_PLAIN_DAY = datetime.date(2020, 1, 1)


def candidates(term: str, named: Collection[Plain], countries: Iterable[str], copies: int) -> list[Plain]:
    """Values of a term among which every answer to comparisons with ``named`` is found, plain ones first."""
    kind = VOCABULARY[term]
    none: list[Plain] = [NOTHING] if kind.optional else []
    match kind.type.base:
        case "truth":
            first = quiet(term)
            return [first, not first]
        case "enum" | "scale":
            return [*dict.fromkeys([quiet(term), *kind.type.members, *none])]
        case "country":
            return [*countries]
        case "number":
            numbers = [value for value in named if isinstance(value, int | float) and not isinstance(value, bool)]
            least = 0 if term.startswith(_NOT_NEGATIVE) else None
            most = 1 if term == "origin.share" else None
            return [*none, *_numbers(numbers, least, most, copies)]
        case "date":
            days = [datetime.date.fromisoformat(str(value)) for value in named if value != NOTHING]
            return [*none, *(day.isoformat() for day in _days(days, copies))]
        case _:
            return [*none, *(value for value in named if value != NOTHING), ELSE]


def classes(values: Iterable[Plain], tests: Sequence[Test], copies: int = 1) -> list[Plain]:
    """One value (or ``copies``) of each class of values that all tests answer alike, in the order given."""
    kept: dict[tuple[Hashable, ...], int] = {}
    found: list[Plain] = []
    for value in values:
        signature = tuple(test(value) for test in tests)
        if kept.get(signature, 0) < copies:
            kept[signature] = kept.get(signature, 0) + 1
            found.append(value)
    return found


def _numbers(named: Iterable[int | float], least: int | None, most: int | None, copies: int) -> list[Plain]:
    """The numbers named, and so many in each gap between and around them."""
    edges = sorted({*named, *([] if least is None else [least]), *([] if most is None else [most])})
    if not edges:
        return [*range(1, copies + 1)]
    found: list[Plain] = [*edges]
    if most is None:
        found += [edges[-1] + step for step in range(1, copies + 1)]
    if least is None:
        found += [edges[0] - step for step in range(1, copies + 1)]
    for low, high in pairwise(edges):
        found += _between(low, high, copies)
    return [*dict.fromkeys(found)]


def _between(low: int | float, high: int | float, copies: int) -> list[Plain]:
    whole = int(low) + 1
    if whole > low and whole + copies - 1 < high:
        return [whole + step for step in range(copies)]
    return [round(low + (high - low) * step / (copies + 1), 9) for step in range(1, copies + 1)]


def _days(named: Iterable[datetime.date], copies: int) -> list[datetime.date]:
    edges = sorted(set(named)) or [_PLAIN_DAY]
    found = [*edges]
    for edge in edges:
        for step in range(1, copies + 1):
            found += [_shifted(edge, step), _shifted(edge, -step)]
    return [*dict.fromkeys(found)]


def _shifted(day: datetime.date, days: int) -> datetime.date:
    """So many days later; at the ends of the calendar, its end."""
    number = min(max(day.toordinal() + days, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(number)
