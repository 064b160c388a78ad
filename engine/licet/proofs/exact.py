"""The tightest interval of one transfer whose facts are partly unknown: over all ways in which they may turn out.

Kleene's logic takes every occurrence of an unknown fact for itself; here each fact is one. Steps that nobody has taken stay
outstanding, and showings not shown. What is unknown by nature (a permit last confirmed before the day, law that is not
encoded) may turn out either way wherever it is read.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from licet.conditions.tree import (
    Plain,
)
from licet.decisions import Decision
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import decide
from licet.outcome import ALLOWED, Interval, Outcome, exactly
from licet.proofs.completions import Completions
from licet.proofs.solving import Formula, Logic, Solver

_MOST = 3
"""The most facts in a set that decides; larger ones are not looked for."""
_SETS = 64
"""How many sets are listed at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an unknown fact: its name as decisions list it, and a value (one of those that all come to the same)."""

    term: str
    value: Plain


@dataclass(frozen=True, slots=True)
class Deciding:
    """A smallest set of answers that settles the outcome, whatever the other unknown facts are."""

    answers: tuple[Answer, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Exact:
    """What is exactly known of a transfer.

    Attributes:
        evaluation: the reference's, with the intervals of the whole, its legs and rules as tight as they can be.
        kleene: the interval that the reference gives.
        interval: the tightest interval; it lies within that.
        depends_on: the unknown facts on which the outcome depends: once all are known it is settled, and no fewer do in
            every case.
        deciding: the smallest sets of answers that settle it, up to three answers.
        complete: whether all such sets are listed.
    """

    evaluation: Evaluation
    kleene: Interval
    interval: Interval
    depends_on: tuple[str, ...]
    deciding: tuple[Deciding, ...]
    complete: bool

    @property
    def decision(self) -> Decision:
        """The decision on the exact interval; its ``mode`` says ``exact``, its unknown facts are those that matter."""
        found = decide(self.evaluation)
        unknown = tuple(fact for fact in found.unknown if fact.term in self.depends_on)
        return replace(found, mode="exact", unknown=unknown)

    def to_dict(self) -> dict[str, Any]:
        """What the decision does not hold, as plain data."""
        worst, best = self.kleene
        return {
            "kleene": {"worst": worst.word, "best": best.word},
            "depends_on": list(self.depends_on),
            "deciding": [
                {"outcome": one.outcome.word, "facts": {answer.term: answer.value for answer in one.answers}}
                for one in self.deciding
            ],
            "complete": self.complete,
        }


def exact(evaluation: Evaluation, *, timeout: float | None = None) -> Exact:
    """The tightest interval of an evaluated transfer, and what decides it.

    Args:
        evaluation: from :meth:`licet.Library.evaluate`.
        timeout: seconds for all questions put to the solver together.

    Raises:
        InputError: z3 is not installed.
        NotDecidedError: the time is up.
    """
    kleene = evaluation.interval
    if kleene.settled:
        return Exact(evaluation, kleene, kleene, (), (), True)
    cases = Completions(evaluation)
    at_most = cases.whole()
    solver = Solver(cases.logic, timeout)
    solver.add(*cases.constraints)
    interval = _tightest(solver, cases.logic, at_most)
    if not kleene.worst <= interval.worst <= interval.best <= kleene.best:
        raise AssertionError(f"the exact interval {interval} is not within {kleene}")
    tight = _tight(evaluation, cases, solver, interval)
    if interval.settled:
        return Exact(tight, kleene, interval, (), (), True)
    depends_on = tuple(_depends_on(cases, at_most, timeout))
    deciding, complete = _deciding(cases, solver, at_most, interval, depends_on)
    return Exact(tight, kleene, interval, depends_on, deciding, complete)


def _tightest(solver: Solver, logic: Logic, at_most: Sequence[Formula]) -> Interval:
    levels = [*zip(Outcome, (*at_most, logic.true), strict=True)]
    worst = next(outcome for outcome, formula in levels if solver.satisfiable(formula))
    best = next(outcome for outcome, formula in levels if not solver.satisfiable(logic.no(formula)))
    return Interval(worst, best)


def _tight(evaluation: Evaluation, cases: Completions, solver: Solver, interval: Interval) -> Evaluation:
    """The evaluation with the intervals of its legs and rules made tight."""
    legs = []
    for place, leg in enumerate(evaluation.legs):
        results = []
        for result in leg.rules:
            condition = cases.conditions.get((place, result.rule.id))
            if result.condition is None and condition is not None:
                if not solver.satisfiable(condition):
                    result = replace(result, interval=ALLOWED)
                elif not solver.satisfiable(cases.logic.no(condition)):
                    result = replace(result, interval=exactly(result.interval.worst))
            results.append(result)
        tight = leg.interval if leg.interval.settled else _tightest(solver, cases.logic, cases.levels[place])
        legs.append(replace(leg, rules=tuple(results), interval=tight))
    return replace(evaluation, legs=tuple(legs), interval=interval)


def _depends_on(cases: Completions, at_most: Sequence[Formula], timeout: float | None) -> Iterator[str]:
    """The facts by which alone the outcome can change, all others the same."""
    z3 = cases.logic.z3
    logic = cases.logic
    found: dict[str, None] = {}
    for key, own in cases.facts.items():
        swapped = [(case.formula, logic.variable(key)) for case in own if not z3.is_not(case.formula)]
        others = [z3.substitute(formula, *swapped) for formula in (*at_most, *cases.constraints)]
        solver = Solver(logic, timeout)
        solver.add(*cases.constraints, *others[len(at_most) :])
        differ = [
            logic.both([formula, logic.no(other)])
            for formula, other in zip(at_most, others[: len(at_most)], strict=True)
        ]
        if solver.satisfiable(logic.either(differ)):
            found[cases.names[key]] = None
    yield from sorted(found)


def _deciding(
    cases: Completions, solver: Solver, at_most: Sequence[Formula], interval: Interval, depends_on: Sequence[str]
) -> tuple[tuple[Deciding, ...], bool]:
    """The smallest sets of answers that settle the outcome."""
    logic = cases.logic
    askable = {key: own for key, own in cases.facts.items() if cases.askable(key) and cases.names[key] in depends_on}
    found: list[Deciding] = []
    taken: list[frozenset[tuple[str, Plain]]] = []
    several = {name for name in cases.names.values() if sum(other == name for other in cases.names.values()) > 1}
    for size in range(1, min(_MOST, len(askable)) + 1):
        for keys in itertools.combinations(askable, size):
            for chosen in itertools.product(*(askable[key] for key in keys)):
                answers = frozenset((key, case.value) for key, case in zip(keys, chosen, strict=True))
                if any(smaller <= answers for smaller in taken):
                    continue
                given = [case.formula for case in chosen]
                if not solver.satisfiable(*given):
                    continue
                settled = _settled(solver, given, at_most, interval, logic)
                if settled is None:
                    continue
                if len(found) >= _SETS:
                    return tuple(found), False
                taken.append(answers)
                listed = [
                    Answer(key if cases.names[key] in several else cases.names[key], case.value)
                    for key, case in zip(keys, chosen, strict=True)
                ]
                found.append(Deciding(tuple(listed), settled))
    return tuple(found), len(askable) <= _MOST


def _settled(
    solver: Solver, given: list[Formula], at_most: Sequence[Formula], interval: Interval, logic: Logic
) -> Outcome | None:
    """The outcome where the given answers leave only one."""
    for outcome in Outcome:
        if not interval.worst <= outcome <= interval.best:
            continue
        here = at_most[outcome] if outcome < len(at_most) else logic.true
        below = at_most[outcome - 1] if outcome > 0 else logic.false
        if solver.satisfiable(*given, logic.both([here, logic.no(below)])):
            # this is one of them: is it the only one?
            other = logic.either([logic.no(here), below])
            return None if solver.satisfiable(*given, other) else outcome
    return None


__all__ = ["Answer", "Deciding", "Exact", "exact"]
