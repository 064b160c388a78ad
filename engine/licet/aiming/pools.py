"""The values of a term that matter to some conditions: those they name, their neighbours, and one that is none of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache

from licet.conditions.tree import Compare, Condition, Constant, Plain, Within, walk
from licet.library import Library
from licet.terms import VOCABULARY
from licet.world.lookup import member

OUTSIDERS = ("URY", "SAU", "IND", "FRA", "POL")
"""States for a country's place where no rule asks for one: first those that few rules name."""

_QUIET: dict[str, Plain] = {
    "activity": "export",
    "channel": "commercial",
    "contract_date": "none",
    "destination.armed_conflict": "none",
    "end_use": "national_defence",
    "end_user.name": "none",
    "end_user.type": "armed_forces",
    "item.att_category": "none",
    "item.category": "ML11",
    "regulator": "none",
    "supplier": "company",
}
_MEMBERS = 2


def quiet(term: str) -> Plain:
    """The value of a fact that gives fewest rules cause to bite."""
    known = VOCABULARY[term]
    if term in _QUIET:
        return _QUIET[term]
    if known.presumed is not None:
        return known.presumed
    match known.type.base:
        case "truth":
            return False
        case "enum" | "scale":
            return "none" if "none" in known.type.members else known.type.members[0]
        case "number":
            return 1
        case "country":
            return OUTSIDERS[0]
        case _:
            return "none"


class Pools:
    """Values for terms, from the constants and groups in ``conditions``; in every pool the quiet value comes first."""

    def __init__(self, library: Library, conditions: Iterable[Condition]) -> None:
        self.library = library
        self._named: dict[str, dict[Plain, None]] = {}
        self._groups: dict[str, dict[str, None]] = {}
        for node in (node for condition in conditions for node in walk(condition)):
            if isinstance(node, Compare) and isinstance(node.right, Constant):
                self._named.setdefault(node.term, {})[node.right.value] = None
            elif isinstance(node, Within):
                self._named.setdefault(node.term, {}).update(dict.fromkeys(node.members))
                self._groups.setdefault(node.term, {}).update(dict.fromkeys(node.groups))

    def named(self, term: str) -> tuple[Plain, ...]:
        """The constants that the conditions compare a term with."""
        return tuple(self._named.get(term, ()))

    def groups(self, term: str) -> tuple[str, ...]:
        """The groups in which the conditions look a term up."""
        return tuple(self._groups.get(term, ()))

    def of(self, term: str, date: datetime.date) -> tuple[Plain, ...]:
        """All values of a term that matter on a day, the quiet one first."""
        kind = VOCABULARY[term]
        named = self.named(term)
        none: tuple[Plain, ...] = ("none",) if kind.optional else ()
        match kind.type.base:
            case "truth":
                values: tuple[Plain, ...] = (quiet(term), True, False)
            case "enum" | "scale":
                values = (quiet(term), *named, *kind.type.members, *none)
            case "country":
                members = [state for group in self.groups(term) for state in _members(self.library, group, date)]
                outsiders = [state for state in OUTSIDERS if state not in named]
                values = (*outsiders, *named, *members)
            case "number":
                values = (*_around(named), *none)
            case "date":
                values = (*none, *_days_around(named))
            case "text":
                values = (*none, *named, "somebody else")
        return tuple(dict.fromkeys(values))


def _members(library: Library, group: str, date: datetime.date) -> list[str]:
    """A few members of a group on a day."""
    known = library.world.groups.get(group)
    found = [state for state in sorted(known.members if known else ()) if member(library.world, group, state, date)]
    return found[:_MEMBERS] + found[-1:]


def _around(named: Iterable[Plain]) -> list[Plain]:
    numbers = [value for value in named if isinstance(value, int | float) and not isinstance(value, bool)]
    found: list[Plain] = []
    for number in numbers:
        step: float = 1 if float(number).is_integer() and number > 1 else 0.01
        found += [value for value in (round(number - step, 6), number, round(number + step, 6)) if value >= 0]
    return found or [1]


def _days_around(named: Iterable[Plain]) -> list[Plain]:
    days = [datetime.date.fromisoformat(str(value)) for value in named if value != "none"]
    found: list[Plain] = [(day + datetime.timedelta(step)).isoformat() for day in days for step in (-1, 0, 1)]
    return found or ["2020-01-01"]


@cache
def neighbours(term: str, value: Plain) -> tuple[Plain, ...]:
    """The values just below, at and just above a constant, as far as the term has them."""
    kind = VOCABULARY[term].type
    match kind.base:
        case "scale":
            at = kind.members.index(str(value))
            return tuple(kind.members[max(0, at - 1) : at + 2])
        case "number":
            return tuple(_around([value]))
        case "date":
            return tuple(_days_around([value])) if value != "none" else (value,)
        case _:
            return (value,)
