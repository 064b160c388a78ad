"""Families of smallest sets: which sets of changes are enough, none of them containing another.

A family is the minimal elements of an upward-closed set of sets: that of the empty set alone needs no change, the empty
family cannot be had.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from licet.problems import InputError, Problem

Atom = TypeVar("Atom", bound=Hashable)
Family = frozenset[frozenset[Atom]]

TOO_MANY = 4000
"""More sets than this are refused: nobody can read them."""


def ever() -> Family[Atom]:
    """The family of the empty set: nothing has to change."""
    return frozenset([frozenset()])


def never() -> Family[Atom]:
    """The empty family: no change is enough."""
    return frozenset()


def just(*atoms: Atom) -> Family[Atom]:
    """The family of one set."""
    return frozenset([frozenset(atoms)])


def minimal(sets: Iterable[frozenset[Atom]]) -> Family[Atom]:
    """The sets that contain no other of them."""
    kept: list[frozenset[Atom]] = []
    for candidate in sorted(set(sets), key=len):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    if len(kept) > TOO_MANY:
        message = f"there are more than {TOO_MANY} smallest sets"
        raise InputError([Problem(message, None, "ask for smaller ones with --max-size")])
    return frozenset(kept)


def either(families: Iterable[Family[Atom]]) -> Family[Atom]:
    """What is enough for one of them; of none, ``never``."""
    return minimal(found for family in families for found in family)


def both(families: Iterable[Family[Atom]], limit: int | None = None) -> Family[Atom]:
    """What is enough for all of them, in sets of at most ``limit``; of none, ``ever``."""
    result: Family[Atom] = ever()
    for family in sorted(set(families), key=len):
        joined = (one | other for one in result for other in family)
        result = minimal(found for found in joined if limit is None or len(found) <= limit)
    return result
