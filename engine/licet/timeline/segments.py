"""From dates to segments: one evaluation for each stretch of days, equal neighbours merged."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from licet.decisions import Assumption, Decision
from licet.documents import Document
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import decide
from licet.library import Library
from licet.lowering.days import next_day
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem
from licet.reasons import Reason, decisive
from licet.timeline.changes import Change, change
from licet.timeline.dates import Day, change_dates
from licet.transfers.request import Request
from licet.transfers.transfer import Transfer

Watch = Callable[[Sequence[Day]], Iterable[Day]]
"""Given the days to evaluate, gives them one by one: a place to show progress."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Days with one answer: from ``from_`` up to, not including, ``until``.

    ``decision`` is the first day's, ``reason`` what decides it, None where it is allowed; ``change`` says what differs
    from the day before, None of the first segment.
    """

    from_: Day
    until: Day
    decision: Decision
    reason: Reason | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A transfer's answers from ``first`` to ``last``, both included.

    Attributes:
        title: who to whom, and what.
        segments: in order and without gaps, at least one.
        evaluated: on how many days the transfer was evaluated to find them.
        names: short names of the states on its legs, by code.
    """

    title: str
    first: Day
    last: Day
    segments: tuple[Segment, ...]
    evaluated: int
    names: Mapping[str, str]

    def on(self, day: Day) -> Segment:
        """The segment of a day.

        Raises:
            ValueError: the day is not within the timeline.
        """
        if not self.first <= day <= self.last:
            raise ValueError(f"{day} is not between {self.first} and {self.last}")
        return next(segment for segment in reversed(self.segments) if segment.from_ <= day)

    def to_dict(self) -> dict[str, Any]:
        """The timeline as plain data; each segment with its outcome, its reason and its change."""
        head = self.segments[0].decision
        return {
            "title": self.title,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "layers": list(head.layers),
            "segments": [_segment(segment) for segment in self.segments],
            "library": {"version": head.library.version, "digest": head.library.digest},
        }


def timeline(
    library: Library,
    request: Request | Mapping[str, Any] | Document | Transfer,
    first: Day,
    last: Day,
    *,
    layers: Iterable[Layer] = LAYERS,
    strict: bool = False,
    known_on: Day | None = None,
    watch: Watch = iter,
) -> Timeline:
    """A transfer's outcome on every day from ``first`` to ``last``, both included.

    The change dates are exact: the transfer is evaluated once for each stretch of days on which nothing that is dated
    changes, and stretches with the same answer are one segment.

    Args:
        library: the library.
        request: a transfer; its own ``date`` plays no part and may be left out.
        first: the first day.
        last: the last day.
        layers: which layers are asked, as for :meth:`licet.Library.check`.
        strict: carried and presumed values count as unknown.
        known_on: answer as on that day.
        watch: is given the days to evaluate and gives them one by one.

    Raises:
        InputError: the request is bad, or ``last`` is before ``first``.
    """
    if last < first:
        raise InputError([Problem(f"the last day {last} is before the first day {first}")])
    if not isinstance(request, Transfer):
        request = library.transfer(request, default_date=first)
    chosen = tuple(layers)
    days = (first, *change_dates(library, request, first, last))
    found: list[Segment] = []
    shown: object = None
    before: tuple[Evaluation, Decision] | None = None
    for day in watch(days):
        dated = dataclasses.replace(request, date=day)
        evaluation = library.evaluate(dated, layers=chosen, strict=strict, known_on=known_on)
        decision = decide(evaluation)
        answer = content(decision)
        if before is None or answer != shown:
            different = None if before is None else change(before[0], evaluation, before[1], decision)
            if found:
                found[-1] = dataclasses.replace(found[-1], until=day)
            found.append(Segment(day, next_day(last), decision, decisive(evaluation), different))
        shown, before = answer, (evaluation, decision)
    return Timeline(_title(library, request), first, last, tuple(found), len(days), _names(library, found))


def content(decision: Decision) -> Decision:
    """A decision without its date and its library: days with equal content belong together."""
    grounds = tuple(
        dataclasses.replace(ground, facts=tuple(fact for fact in ground.facts if fact.term != "date"))
        for ground in decision.grounds
    )
    return dataclasses.replace(
        decision, date="", grounds=grounds, library=dataclasses.replace(decision.library, version="", digest="")
    )


def _title(library: Library, transfer: Transfer) -> str:
    name = library.world.countries.name
    items = ", ".join(item.name for item in transfer.items)
    return f"{name(transfer.exporter)} to {name(transfer.destination)}: {items}"


def _names(library: Library, segments: list[Segment]) -> dict[str, str]:
    return {leg.state: library.world.countries.name(leg.state) for leg in segments[0].decision.legs}


def _segment(segment: Segment) -> dict[str, Any]:
    decision, reason = segment.decision, segment.reason
    return {
        "from": segment.from_.isoformat(),
        "until": segment.until.isoformat(),
        "outcome": decision.outcome,
        "worst": decision.worst,
        "best": decision.best,
        "rule": reason.rule if reason else None,
        "because": reason.because if reason else None,
        "grounds": [ground.rule for ground in decision.grounds],
        "legs": [
            {"state": leg.state, "role": leg.role, "item": leg.item, "outcome": leg.outcome} for leg in decision.legs
        ],
        "change": None if segment.change is None else _change(segment.change),
    }


def _change(different: Change) -> dict[str, Any]:
    return {
        "before": dict(zip(("outcome", "worst", "best"), different.before, strict=True)),
        "after": dict(zip(("outcome", "worst", "best"), different.after, strict=True)),
        "grounds_appeared": [_named(ground) for ground in different.appeared],
        "grounds_vanished": [_named(ground) for ground in different.vanished],
        "lifted": [{**_named(lift), "by": lift.by} for lift in different.lifted],
        "no_longer_lifted": [{**_named(lift), "by": lift.by} for lift in different.restored],
        "now_outstanding": [{**_named(step), "needs": step.needs} for step in different.asked],
        "no_longer_outstanding": [{**_named(step), "needs": step.needs} for step in different.settled],
        "considerations_appeared": [_named(entry) for entry in different.weighed],
        "considerations_vanished": [_named(entry) for entry in different.unweighed],
        "assumptions_appeared": [_plain(entry) for entry in different.assumed],
        "assumptions_vanished": [_plain(entry) for entry in different.unassumed],
        "unknown_appeared": [entry.term for entry in different.open],
        "unknown_vanished": [entry.term for entry in different.closed],
        "rules": [dataclasses.asdict(event) for event in different.rules],
        "facts": [
            {"term": f.term, "before": f.before, "after": f.after, "from": f.from_, "source": f.source}
            for f in different.facts
        ],
    }


def _plain(assumption: Assumption) -> dict[str, Any]:
    return {"term": assumption.term, "value": assumption.value, "carried_from": assumption.carried_from}


def _named(entry: Any) -> dict[str, Any]:
    return {
        "rule": entry.rule,
        "leg": dataclasses.asdict(entry.leg),
        "because": entry.because,
        "certain": entry.certain,
    }
