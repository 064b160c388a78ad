"""Two versions of the law over all transfers: equivalent, stricter, looser or incomparable, with the smallest witnesses."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from licet.compare.sides import Side
from licet.conditions.tree import Condition
from licet.lowering.law import LegLaw
from licet.outcome import Interval, Outcome
from licet.proofs.legs import LawFormulas, law_conditions
from licet.proofs.model import Model
from licet.proofs.parts import LegAnswer, Part, folded, law_of, options_of, replay
from licet.proofs.search import Found, request_of_found, smallest
from licet.proofs.solving import Formula, Logic, NotDecidedError
from licet.proofs.views import Records, View

Verdict = Literal["equivalent", "stricter", "looser", "incomparable", "not decided"]
Within = Literal["outcome", "grounds"]


@dataclass(frozen=True, slots=True)
class Witness:
    """A transfer on which two versions differ, as the reference evaluator sees it.

    Attributes:
        request: the request, dated for the side before.
        stated: how many facts it states, besides its ends, its day and the item's category.
        least: whether none states fewer; else the time was up while one was looked for.
        before, after: what the two versions say of the leg.
    """

    request: dict[str, Any]
    stated: int
    least: bool
    before: LegAnswer
    after: LegAnswer

    def to_dict(self) -> dict[str, Any]:
        """The witness as plain data."""
        sides = {"before": self.before, "after": self.after}
        return {
            "request": self.request,
            "stated": self.stated,
            "least": self.least,
            **{name: answer_dict(answer) for name, answer in sides.items()},
        }


def answer_dict(answer: LegAnswer) -> dict[str, Any]:
    """An answer as plain data."""
    worst, best = answer.interval
    return {
        "outcome": answer.interval.word,
        "worst": worst.word,
        "best": best.word,
        "grounds": list(answer.grounds),
    }


@dataclass(frozen=True, slots=True)
class PartComparison:
    """What was proved of one part.

    Attributes:
        part: the kind of leg.
        verdict: how the version after relates to the one before.
        stricter, looser: the smallest transfer that fares worse, or better, after; None where there is none.
        grounds: where grounds were asked for, the smallest transfer with the same outcome on other grounds.
        not_decided: the directions that were not decided in time.
    """

    part: Part
    verdict: Verdict
    stricter: Witness | None
    looser: Witness | None
    grounds: Witness | None
    not_decided: tuple[str, ...] = ()

    @property
    def witnesses(self) -> dict[str, Witness]:
        """All witnesses, by what they witness."""
        found = {"stricter": self.stricter, "looser": self.looser, "grounds": self.grounds}
        return {name: witness for name, witness in found.items() if witness is not None}

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "state": self.part.state,
            "role": self.part.role,
            "of": self.part.of,
            "verdict": self.verdict,
            "not_decided": list(self.not_decided),
            "witnesses": {name: witness.to_dict() for name, witness in self.witnesses.items()},
        }


def together(parts: Iterable[PartComparison]) -> Verdict:
    """The verdict on all parts as a whole."""
    verdicts = {part.verdict for part in parts} - {"equivalent"}
    if "incomparable" in verdicts or {"stricter", "looser"} <= verdicts:
        return "incomparable"
    if "not decided" in verdicts:
        return "not decided"
    return "stricter" if "stricter" in verdicts else "looser" if verdicts else "equivalent"


def compare(
    before: Side,
    after: Side,
    parts: Iterable[Part],
    *,
    default_date: datetime.date,
    given: Condition | None = None,
    within: Within = "outcome",
    records: Records = "recorded",
    timeout: float | None = None,
) -> Iterator[PartComparison]:
    """Compare two versions of the law, part by part, over all transfers and all that may be unknown of them.

    Args:
        before, after: the two versions; both are asked with the same ``strict``.
        parts: the kinds of legs.
        default_date: the day of a side that sets none.
        given: only transfers of which this certainly holds, on both sides.
        within: whether the same outcome on other grounds counts as a difference that is worth a witness.
        records: whether requests may assume what the world records otherwise.
        timeout: seconds for each part and direction.

    Raises:
        InputError: z3 is not installed, or a part names what does not exist.
    """
    comparing = _Comparing(before, after, default_date, given, within, records, timeout)
    for part in parts:
        yield comparing.part(part)


@dataclass(frozen=True)
class _Comparing:
    before: Side
    after: Side
    default_date: datetime.date
    given: Condition | None
    within: Within
    records: Records
    timeout: float | None

    def part(self, part: Part) -> PartComparison:
        sides = (self.before, self.after)
        dates = [side.date or self.default_date for side in sides]
        options = [options_of(side) for side in sides]
        laws = [law_of(side.library, part, day, how) for side, day, how in zip(sides, dates, options, strict=True)]
        views = [View(side.library.world, day, how) for side, day, how in zip(sides, dates, options, strict=True)]
        same_world = self.before.library.world is self.after.library.world
        if same_world and dates[0] == dates[1] and options[0].known_on == options[1].known_on:
            views[1] = views[0]
        if views[0] is views[1] and meaning(laws[0]) == meaning(laws[1]):
            return PartComparison(part, "equivalent", None, None, None)
        return _Proof(self, part, dates, laws, views).run()


def meaning(law: LegLaw) -> tuple[object, ...]:
    """What of a law decides: two laws with the same meaning say the same of every leg."""
    rules = tuple((scoped.rule.id, scoped.condition, scoped.needs, scoped.against) for scoped in law.rules)
    return law.encoded, law.claim, law.lifted, rules


class _Proof:
    """One part put to the solver."""

    def __init__(
        self, asked: _Comparing, part: Part, dates: list[datetime.date], laws: list[LegLaw], views: list[View]
    ) -> None:
        self.asked, self.part, self.dates = asked, part, dates
        self.logic = Logic()
        sides = (asked.before, asked.after)
        given = [
            (view, folded(asked.given, side.library, part, day, view.options))
            for side, day, view in zip(sides, dates, views, strict=True)
            if asked.given is not None
        ]
        conditions = [(view, c) for view, law in zip(views, laws, strict=True) for c in law_conditions(law)]
        self.model = Model(self.logic, part.state, part.role, views, [*conditions, *given], asked.records)
        self.laws = [LawFormulas(self.model, view, law) for view, law in zip(views, laws, strict=True)]
        self.given = self.logic.both([self.model.pair(view, condition).certain for view, condition in given])
        self.read = [f for law in self.laws for end in (law.at_most_worst, law.at_most_best) for f in end]

    def run(self) -> PartComparison:
        old, new = self.laws
        found: dict[str, Witness | None] = {}
        undecided: list[str] = []
        wanted = {"stricter": self._lower(new, old), "looser": self._lower(old, new)}
        if self.asked.within == "grounds":
            wanted["grounds"] = self._other_grounds()
        for name, formula in wanted.items():
            try:
                found[name] = self._witness(formula)
            except NotDecidedError:
                undecided.append(name)
        stricter, looser = found.get("stricter"), found.get("looser")
        verdict: Verdict
        if stricter is not None and looser is not None:
            verdict = "incomparable"
        elif set(undecided) - {"grounds"}:
            verdict = "not decided"
        else:
            verdict = "stricter" if stricter else "looser" if looser else "equivalent"
        return PartComparison(self.part, verdict, stricter, looser, found.get("grounds"), tuple(undecided))

    def _lower(self, one: LawFormulas, other: LawFormulas) -> Formula:
        """An end of the first law's interval is below that of the second."""
        ends = [(one.at_most_worst, other.at_most_worst), (one.at_most_best, other.at_most_best)]
        logic = self.logic
        return logic.either(
            [logic.both([low, logic.no(high)]) for lows, highs in ends for low, high in zip(lows, highs, strict=True)]
        )

    def _other_grounds(self) -> Formula:
        """The interval is the same, but rests on other rules."""
        old, new = self.laws
        logic = self.logic
        differ = []
        for rule in dict.fromkeys([*old.grounds, *new.grounds]):
            here, there = old.grounds.get(rule, logic.false), new.grounds.get(rule, logic.false)
            if not logic.same(here, there):
                differ.append(logic.both([logic.either([here, there]), logic.no(logic.both([here, there]))]))
        moved = [self._lower(new, old), self._lower(old, new)]
        return logic.both([logic.either(differ), *map(logic.no, moved)])

    def _witness(self, formula: Formula) -> Witness | None:
        wanted = self.logic.both([formula, self.given])
        found = smallest(self.model, wanted, self.read, timeout=self.asked.timeout)
        if found is None:
            return None
        request = request_of_found(found, self.dates[0].isoformat())
        answers = [
            replay(side.library, request, self.part, day, options_of(side))
            for side, day in zip((self.asked.before, self.asked.after), self.dates, strict=True)
        ]
        said = intervals(found)
        if said != [answer.interval for answer in answers]:
            raise AssertionError(f"a witness does not replay: {request}: {said}, {[a.interval for a in answers]}")
        return Witness(request, found.stated, found.least, *answers)


def intervals(found: Found) -> list[Interval]:
    """The intervals that a model says: three levels of the worst end and three of the best were read, for each side."""
    read = [*found.read]
    ends = [_end(read[at : at + 3]) for at in range(0, len(read), 3)]
    return [Interval(worst, best) for worst, best in zip(ends[::2], ends[1::2], strict=True)]


def _end(at_most: list[bool]) -> Outcome:
    return next((Outcome(level) for level, holds in enumerate(at_most) if holds), Outcome.ALLOWED)


__all__ = ["PartComparison", "Verdict", "Within", "Witness", "compare", "intervals", "together"]
