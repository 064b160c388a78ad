"""The syntax tree of conditions. Every back end reads this tree and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from licet.outcome import Truth
from licet.records import dataclass
from licet.terms import Type

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Plain = str | int | float | bool
NOTHING = "none"
"""What an optional term holds where there is no such thing; it is equal only to itself and has no order."""


@dataclass(frozen=True, slots=True)
class Always:
    """A constant truth value; None, unknown, stands in no text but may be what is left of a condition.

    ``of`` names the facts that are then unknown: terms, or ``XYZ in GROUP``.
    """

    value: Truth
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """A truth-valued term that stands alone."""

    term: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal on the right of a comparison; a date is ISO text, a member of an enumeration its name."""

    value: Plain
    type: Type


@dataclass(frozen=True, slots=True)
class Reference:
    """Another term on the right of a comparison."""

    term: str


@dataclass(frozen=True, slots=True)
class Compare:
    """``term operator right``."""

    term: str
    operator: Operator
    right: Constant | Reference


@dataclass(frozen=True, slots=True)
class Within:
    """``term in {members, groups}``; groups are names of dated memberships."""

    term: str
    members: tuple[Plain, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene's negation."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Kleene's conjunction."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Kleene's disjunction."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition, used by name."""

    name: str
    body: Condition


@dataclass(frozen=True, slots=True)
class Limb:
    """A part of a provision with its own pin-cite."""

    part: Condition
    cite: str


Condition = Always | Holds | Compare | Within | Not | All | Any | Defined | Limb

TRUE = Always(True)
FALSE = Always(False)
OPEN = Always(None)


def parts(node: Condition) -> tuple[Condition, ...]:
    """The direct sub-conditions of a node."""
    match node:
        case All(parts=inner) | Any(parts=inner):
            return inner
        case Not(part=one) | Limb(part=one) | Defined(body=one):
            return (one,)
        case _:
            return ()


def walk(node: Condition) -> Iterator[Condition]:
    """The node and everything under it, definitions expanded, in the order of the text."""
    yield node
    for part in parts(node):
        yield from walk(part)


def terms(node: Condition) -> Iterator[str]:
    """The names of all terms that a condition reads, in the order of the text; a name may come twice."""
    for part in walk(node):
        match part:
            case Holds(term=term) | Within(term=term):
                yield term
            case Compare(term=term, right=right):
                yield term
                if isinstance(right, Reference):
                    yield right.term


def occurrences(node: Condition, positive: bool = True) -> Iterator[tuple[Condition, bool]]:
    """Every leaf with its polarity: False under an odd number of negations."""
    if isinstance(node, Not):
        yield from occurrences(node.part, not positive)
        return
    inner = parts(node)
    if not inner:
        yield node, positive
    for part in inner:
        yield from occurrences(part, positive)
