"""A leg's law as formulas: for each outcome, whether the leg's worst or best end is that or less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from licet.conditions.tree import Condition, Holds
from licet.lowering.law import LegLaw, ScopedRule
from licet.outcome import Outcome
from licet.proofs.model import Model, Pair
from licet.proofs.solving import Formula
from licet.proofs.views import View

BELOW = (Outcome.BLOCKED, Outcome.DISCRETIONARY, Outcome.CONDITIONAL)
"""The outcomes that something can keep a transfer down to."""


@dataclass(frozen=True, slots=True)
class Bite:
    """One way in which a rule bites: to which outcome, and as which formulas."""

    rule: str
    outcome: Outcome
    possible: Formula
    certain: Formula


def law_conditions(law: LegLaw) -> Iterable[Condition]:
    """All that a law's formulas will ask of a transfer."""
    for scoped in law.rules:
        yield scoped.condition
        if scoped.needs is not None:
            yield scoped.needs
    if law.claim is not None:
        yield law.lifted
        yield Holds("consent")


class LawFormulas:
    """What a law says of the transfers of a model, from one side.

    ``at_most_worst[k]`` and ``at_most_best[k]`` hold where that end of the leg's interval is ``Outcome(k)`` or less.
    """

    def __init__(self, model: Model, view: View, law: LegLaw) -> None:
        self.model = model
        self.view = view
        self.law = law
        self.logic = model.logic

    @cached_property
    def bites(self) -> tuple[Bite, ...]:
        """All ways in which the law's rules bite, the claim left aside."""
        return tuple(bite for scoped in self.law.rules for bite in self._bites(scoped))

    def _bites(self, scoped: ScopedRule) -> Iterable[Bite]:
        logic = self.logic
        possible, certain = self.model.pair(self.view, scoped.condition)
        if scoped.needs is None:
            yield Bite(scoped.rule.id, scoped.against, possible, certain)
            return
        needs = self.model.pair(self.view, scoped.needs)
        refused, outstanding = logic.no(needs.possible), logic.both([needs.possible, logic.no(needs.certain)])
        for outcome, bites in ((scoped.against, refused), (Outcome.CONDITIONAL, outstanding)):
            yield Bite(scoped.rule.id, outcome, logic.both([possible, bites]), logic.both([certain, bites]))

    @cached_property
    def lifted(self) -> Pair:
        """On an origin's leg, whether its claim is lifted."""
        return self.model.pair(self.view, self.law.lifted)

    @cached_property
    def consent(self) -> Pair:
        """On an origin's leg, whether its consent is granted (certain), refused (not possible) or open."""
        return self.model.pair(self.view, Holds("consent"))

    @cached_property
    def law_worst(self) -> tuple[Formula, ...]:
        """As ``at_most_worst``, of the law alone, the claim left aside."""
        if not self.law.encoded:
            return (self.logic.true,) * len(BELOW)
        return tuple(self.logic.either([b.possible for b in self.bites if b.outcome <= level]) for level in BELOW)

    @cached_property
    def law_best(self) -> tuple[Formula, ...]:
        """As ``at_most_best``, of the law alone, the claim left aside."""
        return tuple(self.logic.either([b.certain for b in self.bites if b.outcome <= level]) for level in BELOW)

    @cached_property
    def at_most_worst(self) -> tuple[Formula, ...]:
        """By level, whether the worst outcome is that or less."""
        return self._with_claim(self.law_worst, self.lifted.certain if self.law.claim is not None else None)

    @cached_property
    def at_most_best(self) -> tuple[Formula, ...]:
        """By level, whether the best outcome is that or less."""
        return self._with_claim(self.law_best, self.lifted.possible if self.law.claim is not None else None)

    def _with_claim(self, law: tuple[Formula, ...], spared: Formula | None) -> tuple[Formula, ...]:
        """An origin's leg: settled by consent; else its law decides, and at best it is conditional (design: legs)."""
        if spared is None:
            return law
        logic = self.logic
        refused = logic.no(self.consent.possible)
        open_ = logic.both([self.consent.possible, logic.no(self.consent.certain)])
        found = []
        for level in BELOW:
            by_law = logic.true if level is Outcome.CONDITIONAL else law[level]
            found.append(logic.both([logic.no(spared), logic.either([refused, logic.both([open_, by_law])])]))
        return tuple(found)

    @cached_property
    def grounds(self) -> dict[str, Formula]:
        """By rule, whether it is a ground of the leg: the worst outcome rests on it."""
        logic = self.logic
        exactly = _exactly(self)
        found: dict[str, list[Formula]] = {}
        counts = logic.true
        if self.law.claim is not None:
            open_ = logic.both([self.consent.possible, logic.no(self.consent.certain)])
            unspared = logic.no(self.lifted.certain)
            counts = logic.both([open_, unspared])
            refused = logic.no(self.consent.possible)
            found[self.law.claim] = [
                logic.both([unspared, refused, exactly[Outcome.BLOCKED]]),
                logic.both([unspared, open_, exactly[Outcome.CONDITIONAL]]),
            ]
        for bite in self.bites:
            here = logic.both([counts, bite.possible, exactly[bite.outcome]])
            found.setdefault(bite.rule, []).append(here)
        return {rule: logic.either(parts) for rule, parts in found.items()}


def _exactly(law: LawFormulas) -> dict[Outcome, Formula]:
    """By level, whether the worst outcome is just that."""
    logic = law.logic
    lower: Formula = logic.false
    found = {}
    for level in BELOW:
        found[level] = logic.both([law.at_most_worst[level], logic.no(lower)])
        lower = law.at_most_worst[level]
    return found
