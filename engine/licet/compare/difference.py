"""What changed between two decisions of one transfer."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from licet.decisions import (
    Assumption,
    Consideration,
    Decision,
    Ground,
    LegOutcome,
    LibraryName,
    Lifted,
    Outstanding,
    UnknownFact,
)
from licet.outcome import Interval, Outcome

Direction = Literal["looser", "stricter", "same", "incomparable"]
"""How an interval moved: both ends up or equal, both down or equal, neither moved, or one up and one down."""

DIRECTIONS: tuple[Direction, ...] = ("looser", "stricter", "incomparable", "same")
OPPOSITE: dict[Direction, Direction] = {
    "looser": "stricter",
    "stricter": "looser",
    "same": "same",
    "incomparable": "incomparable",
}
"""What a direction becomes when before and after change places."""

T = TypeVar("T")


def direction(before: Interval, after: Interval) -> Direction:
    """Where an interval moved on the chain, both of its ends counted."""
    if after == before:
        return "same"
    if after.worst >= before.worst and after.best >= before.best:
        return "looser"
    if after.worst <= before.worst and after.best <= before.best:
        return "stricter"
    return "incomparable"


@dataclass(frozen=True, slots=True)
class Answer:
    """One side's answer in brief; the fields are those of the decision."""

    outcome: str
    worst: str
    best: str
    reach: tuple[str, str]
    date: str
    layers: tuple[str, ...]
    library: LibraryName


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """The same entry on both sides, told otherwise."""

    before: T
    after: T


@dataclass(frozen=True, slots=True)
class Parts(Generic[T]):
    """Of one list of a decision: the entries only before, only after, and on both sides but told otherwise."""

    gone: tuple[T, ...] = ()
    new: tuple[T, ...] = ()
    changed: tuple[Pair[T], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gone or self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one decision to another: only entries that are not the same on both sides.

    An entry is told apart by its rule and leg (a step also by what it needs, a lift by its permit, a fact by its term).
    """

    direction: Direction
    before: Answer
    after: Answer
    grounds: Parts[Ground]
    legs: Parts[LegOutcome]
    conditions: Parts[Outstanding]
    considerations: Parts[Consideration]
    lifted: Parts[Lifted]
    assumptions: Parts[Assumption]
    unknown: Parts[UnknownFact]

    @property
    def changes(self) -> bool:
        """Whether anything differs but the date, the layers and the library that were asked."""
        parts = (
            self.grounds,
            self.legs,
            self.conditions,
            self.considerations,
            self.lifted,
            self.assumptions,
            self.unknown,
        )
        return self.direction != "same" or self.before.reach != self.after.reach or any(parts)

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain data; entries have the form they have in a decision."""
        return typing.cast(dict[str, Any], plain(self))


def difference(before: Decision, after: Decision) -> Difference:
    """What changed from ``before`` to ``after``; both should be about one transfer, or its variant."""
    return Difference(
        direction=direction(_interval(before), _interval(after)),
        before=_answer(before),
        after=_answer(after),
        grounds=_parts(before.grounds, after.grounds, lambda ground: (ground.rule, ground.leg)),
        legs=_parts(before.legs, after.legs, lambda leg: (leg.state, leg.role, leg.item)),
        conditions=_parts(before.conditions, after.conditions, lambda step: (step.rule, step.needs, step.leg)),
        considerations=_parts(before.considerations, after.considerations, lambda entry: (entry.rule, entry.leg)),
        lifted=_parts(before.lifted, after.lifted, lambda lift: (lift.rule, lift.by, lift.leg)),
        # a term can be assumed of several items: assumptions are told apart by all they say
        assumptions=_parts(before.assumptions, after.assumptions, lambda assumption: assumption),
        unknown=_parts(before.unknown, after.unknown, lambda fact: (fact.term, fact.question)),
    )


def plain(value: Any) -> Any:
    """Dataclasses and tuples as dicts and lists; a field ``from_`` is called ``from``."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def _interval(decision: Decision) -> Interval:
    return Interval(Outcome[decision.worst.upper()], Outcome[decision.best.upper()])


def _answer(decision: Decision) -> Answer:
    return Answer(
        decision.outcome,
        decision.worst,
        decision.best,
        decision.reach,
        decision.date,
        decision.layers,
        decision.library,
    )


def _parts(before: tuple[T, ...], after: tuple[T, ...], key: Callable[[T], Hashable]) -> Parts[T]:
    old = {key(entry): entry for entry in before}
    new = {key(entry): entry for entry in after}
    return Parts(
        gone=tuple(entry for name, entry in old.items() if name not in new),
        new=tuple(entry for name, entry in new.items() if name not in old),
        changed=tuple(Pair(entry, new[name]) for name, entry in old.items() if name in new and entry != new[name]),
    )
