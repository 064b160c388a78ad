"""All ways in which the unknown facts of one transfer may turn out, and what the law then says, as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from licet.conditions.tree import (
    All,
    Always,
    Compare,
    Condition,
    Defined,
    Holds,
    Limb,
    Not,
    Plain,
    Reference,
    Within,
)
from licet.conditions.tree import Any as AnyOf
from licet.conditions.tree import terms as terms_of
from licet.evaluate.evaluation import ClaimResult, Evaluation, LegResult
from licet.evaluate.rules import RuleResult
from licet.evaluate.summary import LAW_OF
from licet.evaluate.truth import compare, needs_truth, truth
from licet.outcome import Outcome
from licet.policies.model import Rule
from licet.proofs.asked import Asked, holds_of, on_day
from licet.proofs.domains import candidates, classes
from licet.proofs.legs import BELOW
from licet.proofs.solving import Formula, Logic
from licet.terms import VOCABULARY


@dataclass(frozen=True, slots=True)
class Possible:
    """A value that an unknown fact may have."""

    value: Plain
    formula: Formula


class Completions:
    """All ways in which the unknown facts of a transfer may turn out, as formulas."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.logic = Logic()
        self.constraints: list[Formula] = []
        self.facts: dict[str, tuple[Possible, ...]] = {}
        self.names: dict[str, str] = {}
        self.conditions: dict[tuple[int, str], Formula] = {}
        self.levels: list[list[Formula]] = []
        self.day = evaluation.transfer.date.isoformat()
        self._policies = {policy.id: policy for policy in evaluation.library.policies}
        self.asked = Asked()
        for condition in dict.fromkeys(self._conditions()):
            self.asked.add(condition, self.day)

    def _conditions(self) -> Iterator[Condition]:
        """All conditions that may be read."""
        library = self.evaluation.library
        for leg in self.evaluation.legs:
            open_ = [result.rule for result in leg.rules if result.condition is None]
            targets = [rule.id for rule in open_] + ([leg.claim.claim.id] if leg.claim else [])
            targets += [rule.under for rule in open_ if rule.under is not None]
            rules = [library.rules[name] for name in targets if name in library.rules]
            rules += [permit for name in targets for permit in library.permits.get(name, ())]
            for rule in dict.fromkeys(rules):
                yield from (self._policies[rule.policy].binds, rule.when, *rule.unless)

    # facts

    def cases(self, term: str, leg: LegResult) -> tuple[Possible, ...]:
        """The values that an unknown term may have on a leg; legs share what is not their own."""
        key = term
        if term.startswith("item."):
            key = f"{term} of item {leg.leg.item}"
        elif term.startswith("origin."):
            key = f"{term} of {leg.leg.state}, item {leg.leg.item}"
        elif term.startswith("shown."):
            raise AssertionError("showings are never unknown")
        self.names[key] = term
        if key not in self.facts:
            linked = self.asked.linked(term)
            countries = self.evaluation.library.world.countries.names
            named = self.asked.named_of(term)
            values = classes(candidates(term, named, countries, len(linked)), self.asked.tests_of(term), len(linked))
            self.facts[key] = tuple(Possible(value, self.logic.variable(key)) for value in values)
            self.constraints.append(self.logic.exactly_one([case.formula for case in self.facts[key]]))
        return self.facts[key]

    def membership(self, name: str) -> tuple[Possible, ...]:
        """Whether a state is in a group, where that is unknown."""
        self.names[name] = name
        if name not in self.facts:
            self.facts[name] = (Possible(False, self.logic.variable(name)), Possible(True, self.logic.variable(name)))
            self.constraints.append(self.logic.exactly_one([case.formula for case in self.facts[name]]))
        return self.facts[name]

    def by_nature(self, what: str) -> Formula:
        """Something that may be so or not, and that nobody can be asked about."""
        if what not in self.facts:
            self.names[what] = what
            formula = self.logic.variable(what)
            self.facts[what] = (Possible(True, formula), Possible(False, self.logic.no(formula)))
        return self.facts[what][0].formula

    def askable(self, key: str) -> bool:
        """Whether somebody can be asked about it."""
        return self.names[key] in VOCABULARY or (key == self.names[key] and " in " in key and "/" not in key)

    # conditions

    def formula(self, node: Condition, leg: LegResult) -> Formula:
        """When a condition is true on a leg."""
        logic = self.logic
        match node:
            case Not(part=part):
                return logic.no(self.formula(part, leg))
            case All(parts=parts):
                return logic.both([self.formula(part, leg) for part in parts])
            case AnyOf(parts=parts):
                return logic.either([self.formula(part, leg) for part in parts])
            case Defined(body=part) | Limb(part=part):
                return self.formula(part, leg)
            case Always(value=value):
                return logic.true if value else logic.false
            case _:
                return self._leaf(on_day(node, self.day), leg)

    def _leaf(self, leaf: Holds | Compare | Within | Always, leg: LegResult) -> Formula:
        assert not isinstance(leaf, Always)
        logic = self.logic
        known = truth(leaf, leg.facts)
        if known is not None:
            return logic.true if known else logic.false
        if isinstance(leaf, Compare) and isinstance(leaf.right, Reference):
            return self._compared(leaf, leg)
        value = leg.facts.value(leaf.term).value
        if value is not None:
            assert isinstance(leaf, Within)
            open_ = [group for group in leaf.groups if leg.facts.member(group, value) is None]
            return logic.either([self._true(self.membership(f"{value} in {group}")) for group in open_])
        return logic.either([case.formula for case in self.cases(leaf.term, leg) if holds_of(leaf, case.value) is True])

    def _compared(self, leaf: Compare, leg: LegResult) -> Formula:
        assert isinstance(leaf.right, Reference)
        sides = []
        for term in (leaf.term, leaf.right.term):
            value = leg.facts.value(term).value
            sides.append(self.cases(term, leg) if value is None else (Possible(value, self.logic.true),))
        type_ = VOCABULARY[leaf.term].type
        return self.logic.either(
            [
                self.logic.both([left.formula, right.formula])
                for left in sides[0]
                for right in sides[1]
                if compare(left.value, leaf.operator, right.value, type_) is True
            ]
        )

    @staticmethod
    def _true(cases: Iterable[Possible]) -> Formula:
        return next(case.formula for case in cases if case.value is True)

    # rules

    def _own(self, rule: Rule, leg: LegResult) -> Formula:
        """When a rule's policy binds, ``when`` holds and no ``unless``."""
        logic, options = self.logic, self.evaluation.options
        parts = [self.formula(self._policies[rule.policy].binds, leg), self.formula(rule.when, leg)]
        parts += [logic.no(self.formula(part, leg)) for part in rule.unless]
        lapsed = rule.seen is not None and self.evaluation.transfer.date > rule.seen
        if lapsed and (rule.effect == "permit" or options.strict):
            parts.append(self.by_nature(f"{rule.id} in force"))
        return logic.both(parts)

    def _lifted(self, target: str, leg: LegResult) -> Formula:
        """When any permit that names the target holds."""
        library, options = self.evaluation.library, self.evaluation.options
        date = self.evaluation.transfer.date
        permits = [permit for permit in library.permits.get(target, ()) if options.sees(permit, date)]
        return self.logic.either([self._own(permit, leg) for permit in permits])

    def _rule(self, result: RuleResult, leg: LegResult) -> Formula:
        """When a rule bites: what Kleene's logic settles is settled."""
        logic, rule = self.logic, result.rule
        if result.condition is not None:
            return logic.true if result.condition else logic.false
        gate = logic.true
        if rule.under is not None and result.gate is not True:
            duty = self.evaluation.library.rules[rule.under]
            gate = logic.both([self._own(duty, leg), logic.no(self._lifted(duty.id, leg))])
        return logic.both([gate, self._own(rule, leg), logic.no(self._lifted(rule.id, leg))])

    def _spared(self, claim: ClaimResult, leg: LegResult) -> Formula:
        """When the state of an origin's leg need not be asked."""
        if claim.lifted is not None:
            return self.logic.true if claim.lifted else self.logic.false
        return self._lifted(claim.claim.id, leg)

    # outcomes

    def whole(self) -> list[Formula]:
        """By level, when the outcome of the whole transfer is that or less."""
        legs = self.evaluation.legs
        lifted = {(leg.leg.state, leg.leg.item): self._spared(leg.claim, leg) for leg in legs if leg.claim is not None}
        self.levels = [self._leg(place, leg, lifted) for place, leg in enumerate(legs)]
        return [self.logic.either([leg[level] for leg in self.levels]) for level in BELOW]

    def _leg(self, place: int, leg: LegResult, lifted: dict[tuple[str, int], Formula]) -> list[Formula]:
        logic = self.logic
        unsettled = logic.false if leg.encoded else self.by_nature(f"{LAW_OF}{leg.leg.state}")
        at_most = [[unsettled] for _ in BELOW]
        for result in leg.rules:
            rule = result.rule
            if rule.effect not in ("refuse", "require") or result.condition is False:
                continue
            condition = self.conditions[place, rule.id] = self._rule(result, leg)
            against = Outcome.DISCRETIONARY if rule.force == "discretionary" else Outcome.BLOCKED
            for outcome, bites in self._bites(rule.needs, against, leg, lifted):
                for level in BELOW[outcome:]:
                    at_most[level].append(logic.both([condition, bites]))
        levels = [logic.either(parts) for parts in at_most]
        if leg.claim is None:
            return levels
        spared = lifted[leg.leg.state, leg.leg.item]
        if leg.claim.consent is True:
            return [logic.false] * len(BELOW)
        if leg.claim.consent is False:
            return [logic.no(spared)] * len(BELOW)
        levels[Outcome.CONDITIONAL] = logic.true
        return [logic.both([logic.no(spared), level]) for level in levels]

    def _bites(
        self, needs: Condition | None, against: Outcome, leg: LegResult, lifted: dict[tuple[str, int], Formula]
    ) -> Iterator[tuple[Outcome, Formula]]:
        """To what a rule comes, and when, where its condition is true."""
        logic = self.logic
        if needs is None:
            yield against, logic.true
            return
        if "foreign_consents" not in terms_of(needs):
            done = needs_truth(needs, leg.facts)
            if done is not True:
                yield Outcome.CONDITIONAL if done is None else against, logic.true
            return
        possible, certain = self._needs(needs, leg, lifted)
        yield against, logic.no(possible)
        yield Outcome.CONDITIONAL, logic.both([possible, logic.no(certain)])

    def _needs(
        self, needs: Condition, leg: LegResult, lifted: dict[tuple[str, int], Formula]
    ) -> tuple[Formula, Formula]:
        """Whether needs that ask for others' consents may still be done, and are done."""
        logic = self.logic
        match needs:
            case Holds(term="foreign_consents"):
                return self._foreign(leg, lifted)
            case All(parts=parts) | AnyOf(parts=parts):
                pairs = [self._needs(part, leg, lifted) for part in parts]
                join = logic.both if isinstance(needs, All) else logic.either
                return join([pair[0] for pair in pairs]), join([pair[1] for pair in pairs])
            case Defined(body=part) | Limb(part=part):
                return self._needs(part, leg, lifted)
            case _:
                done = needs_truth(needs, leg.facts)
                return (
                    logic.false if done is False else logic.true,
                    logic.true if done is True else logic.false,
                )

    def _foreign(self, leg: LegResult, lifted: dict[tuple[str, int], Formula]) -> tuple[Formula, Formula]:
        transfer = self.evaluation.transfer
        states = {origin.state for origin in transfer.items[leg.leg.item].origins}
        asked = sorted(states - {transfer.exporter, transfer.destination, leg.leg.state})
        possible, certain = [], []
        for state in asked:
            spared = lifted.get((state, leg.leg.item), self.logic.false)
            answer = transfer.consents.get(state)
            possible.append(spared if answer is False else self.logic.true)
            certain.append(self.logic.true if answer is True else spared)
        return self.logic.both(possible), self.logic.both(certain)
