"""Claims proved of all transfers with a leg of one state in one role, on one day or on all days of a range."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from licet.conditions.tree import All, Compare, Condition, Defined, Limb, Not, Reference, Within
from licet.conditions.tree import Any as AnyOf
from licet.evaluate.evaluation import Options, evaluate
from licet.library import Library
from licet.lowering.law import LegLaw
from licet.outcome import Interval, Outcome, Truth
from licet.proofs.asked import Asked
from licet.proofs.comparing import Witness, answer_dict, intervals, meaning
from licet.proofs.days import Stretch, stretches
from licet.proofs.language import Statement, claim_truth, outcome_truth, speaks_of_outcomes
from licet.proofs.legs import LawFormulas, law_conditions
from licet.proofs.model import Model, Pair
from licet.proofs.parts import LegAnswer, Part, folded, law_of, leg_answer
from licet.proofs.search import Found, request_of_found, smallest
from licet.proofs.solving import Formula, Logic, NotDecidedError
from licet.proofs.views import Records, View, asked_by

Status = Literal["proved", "refuted", "not decided"]


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A transfer of which a claim does not hold, as the reference evaluator sees it.

    Attributes:
        request: the request.
        stated: how many facts it states, besides its ends, its day and the item's category.
        answer: what is said of the leg.
        law: where the claim asks for it, what the law alone says.
        least: whether none states fewer facts; else the time was up while one was looked for.
    """

    request: dict[str, Any]
    stated: int
    answer: LegAnswer
    law: LegAnswer | None = None
    least: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The counterexample as plain data."""
        law = {} if self.law is None else {"law": answer_dict(self.law)}
        return {
            "request": self.request,
            "stated": self.stated,
            "least": self.least,
            "answer": answer_dict(self.answer),
            **law,
        }


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What was proved of a claim on one kind of leg.

    Attributes:
        part: the kind of leg.
        status: proved, refuted, or not decided in time.
        stretches: how many stretches of days, on each of which law and world stay the same, the proof covers.
        first, until: the days that were asked; None: open.
        counterexample: of a refuted claim the smallest transfer of the first stretch on which it fails.
        seconds: of a claim that was not decided, the limit it had.
        note: of a refuted claim about days, which day it is.
        change: the transfer whose answer is another on that day.
    """

    part: Part
    status: Status
    stretches: int
    first: datetime.date | None
    until: datetime.date | None
    counterexample: CounterExample | None = None
    seconds: float | None = None
    note: str | None = None
    change: Witness | None = None

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "state": self.part.state,
            "role": self.part.role,
            "of": self.part.of,
            "status": self.status,
            "stretches": self.stretches,
            "from": None if self.first is None else self.first.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "seconds": self.seconds,
            "note": self.note,
            "change": None if self.change is None else self.change.to_dict(),
            "counterexample": None if self.counterexample is None else self.counterexample.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Days:
    """The days of which something is claimed: from ``first`` to before ``until``; None is open."""

    first: datetime.date | None = None
    until: datetime.date | None = None

    @classmethod
    def on(cls, day: datetime.date) -> Days:
        """One day."""
        return cls(day, day if day == datetime.date.max else day + datetime.timedelta(1))


def prove(
    library: Library,
    statements: Sequence[Statement],
    part: Part,
    days: Days,
    options: Options,
    *,
    records: Records = "recorded",
    timeout: float | None = None,
    through: Callable[[Sequence[Stretch]], Iterable[Stretch]] = iter,
) -> list[ClaimResult]:
    """Prove statements of all transfers of a part on all days of a range; what they share is built once.

    Args:
        library: the law and the world.
        statements: what is claimed, as :func:`licet.proofs.language.parse_statement` reads it.
        part: the kind of leg, and which rules count.
        days: the days; a state's own law is asked from the day on which its encoding begins.
        options: layers, ``strict`` and ``known_on``.
        records: whether requests may assume what the world records otherwise.
        timeout: seconds for each statement and stretch of days.
        through: is given the stretches and gives them back, for who wants to show progress.

    Returns:
        One result for each statement, in their order.

    Raises:
        InputError: z3 is not installed, or the part names what does not exist.
    """
    days = since_encoded(library, part, days)
    asks_law = any(statement.asks_law for statement in statements)
    conditions = [condition for statement in statements for condition in statement.conditions]
    found = stretches(library, part, days.first, days.until, conditions, without_outcomes)
    failed: dict[int, ClaimResult] = {}
    proved: dict[int, set[object]] = {}
    laws = _Laws(library, part, options, asks_law)
    for stretch in through(found):
        law = laws.on(stretch)
        open_ = [place for place in range(len(statements)) if place not in failed]
        if not open_:
            break
        proof = _Proof(laws, stretch, law, [statements[place] for place in open_], records)
        for place, index in enumerate(open_):
            key = proof.key()
            if key is not None and key in proved.setdefault(index, set()):
                continue
            try:
                counterexample = proof.refute(place, timeout)
            except NotDecidedError as error:
                failed[index] = ClaimResult(
                    part, "not decided", len(found), days.first, days.until, seconds=error.seconds
                )
                continue
            if counterexample is not None:
                failed[index] = ClaimResult(part, "refuted", len(found), days.first, days.until, counterexample)
            elif key is not None:
                proved[index].add(key)
    everywhere = ClaimResult(part, "proved", len(found), days.first, days.until)
    return [failed.get(place, everywhere) for place in range(len(statements))]


def since_encoded(library: Library, part: Part, days: Days) -> Days:
    """The days from which a state's encoding begins: before it nothing is claimed of all its law."""
    own = library.states.get(part.state)
    since = None if own is None or part.of is not None else own.since
    if since is None or (days.first is not None and days.first >= since):
        return days
    return days if days.until is not None and days.until <= since else Days(since, days.until)


class _Laws:
    """The law of a part from stretch to stretch; as long as it stays the same, it is the same object."""

    def __init__(self, library: Library, part: Part, options: Options, asks_law: bool) -> None:
        self.library, self.part, self.options = library, part, options
        law_only = replace(options, layers=("law",))
        self._options = (options, law_only) if asks_law else (options,)
        self._now: tuple[LegLaw, ...] = ()
        self._known: dict[object, tuple[LegLaw, ...]] = {}
        self.asked: dict[tuple[int, tuple[Condition, ...]], Asked] = {}

    def on(self, stretch: Stretch) -> tuple[LegLaw, ...]:
        """The law, and where it is asked for, that of the layer ``law`` alone."""
        if stretch.law_changes:
            laws = tuple(law_of(self.library, self.part, stretch.day, options) for options in self._options)
            self._now = self._known.setdefault(tuple(map(meaning, laws)), laws)
        return self._now


class _Proof:
    """Statements put to the solver on one stretch of days."""

    def __init__(
        self,
        laws: _Laws,
        stretch: Stretch,
        law: tuple[LegLaw, ...],
        statements: Sequence[Statement],
        records: Records,
    ) -> None:
        self.library, self.part, self.stretch, self.options = laws.library, laws.part, stretch, laws.options
        self.statements = statements
        self.view = View(laws.library.world, stretch.day, laws.options, stretch.until if stretch.open else None)
        self._law = law
        claimed = [self._fold(leaf) for s in statements for node in s.conditions for leaf in without_outcomes(node)]
        conditions = [(self.view, c) for c in (*(c for one in law for c in law_conditions(one)), *claimed)]
        # what a law and a claim ask stays the same as long as they do
        asked = laws.asked.get((id(law), (*claimed,)))
        if asked is None:
            asked = laws.asked[id(law), (*claimed,)] = asked_by(conditions)
        self.model = Model(Logic(), self.part.state, self.part.role, [self.view], conditions, records, asked)
        self._formulas = [LawFormulas(self.model, self.view, one) for one in law]
        self._claimed = tuple(claimed)

    def _fold(self, node: Condition) -> Condition:
        """A condition with what is settled on the legs put in."""
        return folded(node, self.library, self.part, self.stretch.day, self.options)

    def key(self) -> object:
        """What the formulas hang on; None where that is the day itself."""
        return None if self.view.until is not None else (id(self._law), self._claimed, self.model.profile)

    def refute(self, place: int, timeout: float | None) -> CounterExample | None:
        """The smallest transfer of which a statement does not hold; None where there is none."""
        model, statement = self.model, self.statements[place]
        logic = model.logic
        given = [self._pair(condition).certain for condition in statement.given]
        wanted = logic.both([*given, logic.no(self._pair(statement.then).certain)])
        read = [f for law in self._formulas for end in (law.at_most_worst, law.at_most_best) for f in end]
        found = smallest(model, wanted, read, timeout=timeout)
        return None if found is None else self._replayed(found, statement)

    def _replayed(self, found: Found, statement: Statement) -> CounterExample:
        """The transfer put to the reference: the same intervals, and the statement fails of it."""
        request = request_of_found(found, self.stretch.day.isoformat())
        transfer = self.library.transfer(request)
        evaluation = evaluate(self.library, transfer, self.options)
        answers = [leg_answer(evaluation, self.part)]
        if len(self._formulas) > 1:
            law_only = replace(self.options, layers=("law",))
            answers.append(leg_answer(evaluate(self.library, transfer, law_only), self.part))
        leg = next(
            leg
            for leg in evaluation.legs
            if (leg.leg.state, leg.leg.role, leg.leg.item) == (self.part.state, self.part.role, 0)
        )
        by_prefix = {"": answers[0].interval, "law.": answers[-1].interval}
        truths = [claim_truth(condition, leg.facts, by_prefix) for condition in statement.conditions]
        if intervals(found) != [a.interval for a in answers] or truths[-1] is True or not all(truths[:-1]):
            raise AssertionError(f"a counterexample does not replay: {request}: {intervals(found)}, {truths}")
        law = answers[1] if statement.asks_law else None
        return CounterExample(request, found.stated, answers[0], law, found.least)

    # statements as formulas

    def _pair(self, node: Condition) -> Pair:
        logic = self.model.logic
        if not speaks_of_outcomes(node):
            return self.model.pair(self.view, self._fold(node))
        match node:
            case Not(part=part):
                possible, certain = self._pair(part)
                return Pair(logic.no(certain), logic.no(possible))
            case All(parts=parts):
                pairs = [self._pair(part) for part in parts]
                return Pair(logic.both([p.possible for p in pairs]), logic.both([p.certain for p in pairs]))
            case AnyOf(parts=parts):
                pairs = [self._pair(part) for part in parts]
                return Pair(logic.either([p.possible for p in pairs]), logic.either([p.certain for p in pairs]))
            case Defined(body=part) | Limb(part=part):
                return self._pair(part)
            case Compare() | Within():
                return self._outcome(node)
            case _:
                raise AssertionError(f"not a part of a claim: {node}")

    def _outcome(self, leaf: Compare | Within) -> Pair:
        logic = self.model.logic
        names = [leaf.term]
        if isinstance(leaf, Compare) and isinstance(leaf.right, Reference):
            names.append(leaf.right.term)
        prefixes = [*dict.fromkeys("law." if name.startswith("law.") else "" for name in names)]
        truths: dict[Truth, list[Formula]] = {True: [], False: [], None: []}
        cases: list[tuple[dict[str, Interval], list[Formula]]] = [({}, [])]
        for prefix in prefixes:
            law = self._formulas[-1] if prefix else self._formulas[0]
            cases = [
                ({**known, prefix: interval}, [*formulas, formula])
                for known, formulas in cases
                for interval, formula in _intervals_of(law)
            ]
        for known, formulas in cases:
            truths[outcome_truth(leaf, known.__getitem__)].append(logic.both(formulas))
        certain = logic.either(truths[True])
        return Pair(logic.either([*truths[True], *truths[None]]), certain)


def _intervals_of(law: LawFormulas) -> Iterable[tuple[Interval, Formula]]:
    """All intervals that a leg may have, each with when it has it."""
    logic = law.logic

    def exactly(ends: Sequence[Formula], outcome: Outcome) -> Formula:
        below = ends[outcome - 1] if outcome > 0 else logic.false
        here = ends[outcome] if outcome < len(ends) else logic.true
        return logic.both([here, logic.no(below)])

    for worst in Outcome:
        for best in Outcome:
            if worst <= best:
                yield (
                    Interval(worst, best),
                    logic.both([exactly(law.at_most_worst, worst), exactly(law.at_most_best, best)]),
                )


def without_outcomes(node: Condition) -> Collection[Condition]:
    """The largest parts of a claim that speak of no outcome."""
    if not speaks_of_outcomes(node):
        return [node]
    match node:
        case Not(part=part) | Defined(body=part) | Limb(part=part):
            return without_outcomes(part)
        case All(parts=parts) | AnyOf(parts=parts):
            return [leaf for part in parts for leaf in without_outcomes(part)]
        case _:
            return []


__all__ = ["ClaimResult", "CounterExample", "Days", "Status", "prove", "since_encoded", "without_outcomes"]
