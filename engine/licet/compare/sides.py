"""Two libraries, dates or sets of layers put to the same transfers: what flips, in which direction, and why."""

from __future__ import annotations

import datetime
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from licet.amend.applying import changed_rules
from licet.compare.difference import Difference, Direction, difference, direction, plain
from licet.compare.reasons import Reason, reasons, standing
from licet.documents import Document
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import decide
from licet.library import Library
from licet.policies.model import Policy
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem, Span
from licet.transfers.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a library and how it is asked.

    Attributes:
        library: the policies and the world.
        date: the day on which every transfer is decided; None: each request's own.
        layers, strict, known_on: as for :meth:`licet.Library.check`.
    """

    library: Library
    date: datetime.date | None = None
    layers: tuple[Layer, ...] = LAYERS
    strict: bool = False
    known_on: datetime.date | None = None

    def to_dict(self) -> dict[str, Any]:
        """What is asked and how, as plain data."""
        return {
            "library": {"version": self.library.version, "digest": self.library.digest},
            "date": self.date.isoformat() if self.date else None,
            "layers": list(self.layers),
            "strict": self.strict,
            "known_on": self.known_on.isoformat() if self.known_on else None,
        }

    def transfer(self, document: Document, default_date: datetime.date | None = None) -> Transfer:
        """A request's transfer, decided on this side's date.

        Raises:
            InputError: the request is bad.
        """
        return self.dated(self.library.transfer(document, default_date=self.date or default_date))

    def dated(self, transfer: Transfer) -> Transfer:
        """The transfer, decided on this side's date."""
        return transfer if self.date is None else replace(transfer, date=self.date)

    def evaluate(self, transfer: Transfer) -> Evaluation:
        """What this side says of a transfer."""
        return self.library.evaluate(transfer, layers=self.layers, strict=self.strict, known_on=self.known_on)


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer of many: what it is called, its request, and where that stands."""

    id: str
    document: Document
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Damaged:
    """A row that is no transfer; ``problems`` say why and where."""

    id: str
    problems: tuple[Problem, ...]

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        problems = [
            {"message": problem.message, "at": str(problem.span) if problem.span else None, "help": problem.help}
            for problem in self.problems
        ]
        return {"id": self.id, "problems": problems}


@dataclass(frozen=True, slots=True)
class Change:
    """One transfer before and after.

    Attributes:
        id: what the transfer is called.
        before, after: the evaluations, for who wants more.
        direction: where the interval moved.
        reasons: the rules because of which it moved; empty where it did not.
        other_reasons: the interval stayed, but rests on other rules.
    """

    id: str
    before: Evaluation
    after: Evaluation
    direction: Direction
    reasons: tuple[Reason, ...]
    other_reasons: bool

    @property
    def flips(self) -> bool:
        """Whether the interval moved."""
        return self.direction != "same"

    def difference(self) -> Difference:
        """What changed between the two decisions."""
        return difference(decide(self.before), decide(self.after))

    def brief(self) -> Brief:
        """The change without the evaluations: small, for keeping many."""
        transfer = self.before.transfer
        return Brief(
            id=self.id,
            exporter=transfer.exporter,
            destination=transfer.destination,
            items=tuple(item.name for item in transfer.items),
            before=_answer(self.before),
            after=_answer(self.after),
            direction=self.direction,
            other_reasons=self.other_reasons,
            because=self.reasons,
        )


@dataclass(frozen=True, slots=True)
class BriefAnswer:
    """One side's outcome on its date, with the ends of its interval."""

    date: str
    outcome: str
    worst: str
    best: str

    def __str__(self) -> str:
        return self.outcome if self.worst == self.best else f"{self.worst} to {self.best}"


@dataclass(frozen=True, slots=True)
class Brief:
    """A change in brief; the fields are those of :class:`Change` and of the transfer before."""

    id: str
    exporter: str
    destination: str
    items: tuple[str, ...]
    before: BriefAnswer
    after: BriefAnswer
    direction: Direction
    other_reasons: bool
    because: tuple[Reason, ...]

    @property
    def flips(self) -> bool:
        """Whether the interval moved."""
        return self.direction != "same"

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data."""
        return typing.cast(dict[str, Any], plain(self))


def _answer(evaluation: Evaluation) -> BriefAnswer:
    worst, best = evaluation.interval
    return BriefAnswer(evaluation.transfer.date.isoformat(), evaluation.interval.word, worst.word, best.word)


def compare_evaluations(id_: str, before: Evaluation, after: Evaluation, changed: Mapping[str, str]) -> Change:
    """Compare two evaluations of one transfer, or its variant.

    ``changed`` holds the rules that differ between the two libraries, as
    :func:`licet.amend.applying.changed_rules` has them.
    """
    moved: Direction = direction(before.interval, after.interval)
    found = reasons(before, after, changed)
    other = moved == "same" and before.legs is not after.legs and _rests_on(before) != _rests_on(after)
    return Change(id_, before, after, moved, found, other)


def _rests_on(evaluation: Evaluation) -> list[tuple[int, str, str, int, str]]:
    ends = ((end, leg.leg, name) for end in (0, 1) for leg, name in standing(evaluation, end))
    return sorted((end, leg.state, leg.role, leg.item, name) for end, leg, name in ends)


def compare(
    before: Side, after: Side, rows: Iterable[Row | Damaged], *, default_date: datetime.date | None = None
) -> Iterator[Change | Damaged]:
    """Put every row's transfer to both sides, one after the other as they come.

    Args:
        before, after: the two sides.
        rows: transfers; damaged ones are passed on.
        default_date: the date of requests without one, where the side does not set it.

    Returns:
        A change for each transfer, in the order of the rows; a request that is bad comes out as :class:`Damaged`.
    """
    comparing = _Comparing(before, after)
    for row in rows:
        if isinstance(row, Damaged):
            yield row
            continue
        try:
            old, new = comparing.transfers(row.document, default_date)
        except InputError as error:
            yield Damaged(row.id, tuple(_placed(problem, row.span) for problem in error.problems))
            continue
        yield comparing.change(row.id, old, new)


def _placed(problem: Problem, span: Span | None) -> Problem:
    return problem if problem.span is not None else replace(problem, span=span)


@dataclass(frozen=True)
class _Comparing:
    before: Side
    after: Side

    @cached_property
    def changed(self) -> Mapping[str, str]:
        return changed_rules(self.before.library, self.after.library)

    @cached_property
    def same_world(self) -> bool:
        return self.before.library.world is self.after.library.world

    @cached_property
    def touched(self) -> frozenset[str] | None:
        """Where the sides differ in nothing but rules: the policies whose rules are not the same. Else None."""
        if not self.same_world or replace(self.before, library=self.after.library) != self.after:
            return None
        old, new = ([_frame(policy) for policy in side.library.policies] for side in (self.before, self.after))
        return frozenset(name.split("/")[0] for name in self.changed) if old == new else None

    def transfers(self, document: Document, default_date: datetime.date | None) -> tuple[Transfer, Transfer]:
        if not self.same_world:
            return self.before.transfer(document, default_date), self.after.transfer(document, default_date)
        if default_date is None and self.after.date is not None:
            default_date = self.before.date  # the requests' own dates are not asked
        transfer = self.before.library.transfer(document, default_date=default_date)
        return self.before.dated(transfer), self.after.dated(transfer)

    def change(self, id_: str, old: Transfer, new: Transfer) -> Change:
        before = self.before.evaluate(old)
        if self.touched is not None and old is new and not (self.touched & _asked(before)):
            # no rule of a policy that binds a leg changed: the other side says the same
            after = replace(before, library=self.after.library)
        else:
            after = self.after.evaluate(new)
        return compare_evaluations(id_, before, after, self.changed)


def _frame(policy: Policy) -> tuple[object, ...]:
    """What of a policy matters to an outcome, its rules left aside."""
    return policy.id, policy.state, policy.binds, policy.since, policy.consent


def _asked(evaluation: Evaluation) -> set[str]:
    """The policies that bind a leg, and those of the legs' states."""
    found: set[str] = set()
    for leg in evaluation.legs:
        found |= {*leg.policies, leg.leg.state.lower()}
        own = evaluation.library.states.get(leg.leg.state)
        if own is not None:
            found.add(own.id)
    return found
