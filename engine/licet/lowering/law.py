"""The law of one kind of leg: each rule in force with one folded condition."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from licet.conditions.tree import FALSE, OPEN, TRUE, Compare, Condition, Constant, Plain
from licet.evaluate.evaluation import Options
from licet.lowering.folding import conjunction_of, disjunction_of, fold, negation
from licet.outcome import Outcome, Truth
from licet.policies.model import Policy, Rule
from licet.terms import VOCABULARY
from licet.terms.transfer import SUPPLIER
from licet.transfers.transfer import ACTIVITY_OF_ROLE, Role
from licet.world.lookup import member, state_fact
from licet.world.model import World

if TYPE_CHECKING:
    from licet.library import Library


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of leg: what is known before the transfer is.

    Attributes:
        state: whose law is asked.
        role: in which role.
        date: a day; the law found holds on all days up to the next of :func:`licet.lowering.days.scope_days`.
        destination: the destination, whose records are then folded in; None leaves them open.
        exporter: the exporter, on a leg of another role; None leaves it open.
        assumed: hypotheticals that hold on every such leg.
        memberships: hypothetical memberships by (state, group).
    """

    state: str
    role: Role
    date: datetime.date
    destination: str | None = None
    exporter: str | None = None
    assumed: Mapping[str, Plain] = field(default_factory=dict)
    memberships: Mapping[tuple[str, str], bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScopedRule:
    """A refusal or requirement with all that decides whether it binds in one condition: gate, exceptions, lifts.

    Attributes:
        rule: the rule.
        condition: under which it bites; never the constant ``false``.
        needs: of a requirement, the steps it asks for.
        against: what it comes to where it bites, and its steps are refused.
    """

    rule: Rule
    condition: Condition
    needs: Condition | None
    against: Outcome


@dataclass(frozen=True, slots=True)
class LegLaw:
    """All that decides a kind of leg.

    Attributes:
        scope: the kind of leg.
        encoded: whether the state's own law is encoded for the day; if not, anything may be.
        rules: in the order of their ids; those that cannot bite on such a leg are left out.
        claim: on an origin's leg, the id of its claim.
        lifted: on an origin's leg, under which condition it need not be asked.
    """

    scope: Scope
    encoded: bool
    rules: tuple[ScopedRule, ...]
    claim: str | None
    lifted: Condition


class ScopeFacts:
    """What is settled on a kind of leg, as :func:`licet.lowering.folding.fold` asks for it."""

    def __init__(self, world: World, scope: Scope, options: Options) -> None:
        self.world = world
        self.scope = scope
        self.options = options
        self._found: dict[str, Plain | None] = {}

    def settled(self, term: str) -> bool:
        """Whether the term is the same on every such leg."""
        scope = self.scope
        if term in scope.assumed or term in ("state", "role", "date"):
            return True
        if term == "exporter":
            return scope.role == "exporter" or scope.exporter is not None
        if term in ("own_stock", "activity"):
            return scope.role != "exporter"
        if term in ("origin.claim", "origin.share"):
            return scope.role != "origin"
        return scope.destination is not None and (term == "destination" or term.startswith("destination."))

    def value(self, term: str) -> Plain | None:
        """The value of a settled term; None where it is unknown."""
        if term not in self._found:
            self._found[term] = self._find(term)
        return self._found[term]

    def _find(self, term: str) -> Plain | None:
        scope = self.scope
        if term in scope.assumed:
            return scope.assumed[term]
        match term:
            case "state":
                return scope.state
            case "exporter":
                return scope.state if scope.role == "exporter" else scope.exporter
            case "role":
                return scope.role
            case "date":
                return scope.date.isoformat()
            case "destination":
                return scope.destination
            case "own_stock":
                return False
            case "activity":
                return ACTIVITY_OF_ROLE[scope.role]
            case "origin.claim" | "origin.share":
                return "none"
        assert scope.destination is not None
        strict, known_on = self.options.strict, self.options.known_on
        name = term.removeprefix("destination.")
        found = state_fact(self.world, name, scope.destination, scope.date, strict=strict, known_on=known_on).value
        return VOCABULARY[term].presumed if found is None and not strict else found

    def member(self, group: str, state: str) -> Truth:
        """Whether a state is in a group on the day."""
        assumed = self.scope.memberships.get((state, group))
        if assumed is not None:
            return assumed
        return member(self.world, group, state, self.scope.date, self.options.known_on)

    def stands_for(self, term: str) -> Condition | None:
        """The condition that a truth-valued term is short for on such a leg."""
        if term == "own_stock" and self.scope.role == "exporter":
            return Compare("supplier", "==", Constant("state", SUPPLIER))
        return None


def lower(library: Library, scope: Scope, options: Options) -> LegLaw:
    """The law of a kind of leg.

    It says what :func:`licet.evaluate.evaluation.evaluate` says on every leg of the scope, given the values of the terms
    that are left in its conditions.
    """
    return _Lowering(library, scope, options).law()


class _Lowering:
    def __init__(self, library: Library, scope: Scope, options: Options) -> None:
        self.library = library
        self.scope = scope
        self.options = options
        self.facts = ScopeFacts(library.world, scope, options)
        self._binds: dict[str, Condition] = {}
        self._gates: dict[str, Condition] = {}
        self._policies = {policy.id: policy for policy in library.policies}

    def law(self) -> LegLaw:
        library, scope = self.library, self.scope
        own = library.states.get(scope.state)
        encoded = own is not None and (own.since is None or own.since <= scope.date)
        found: list[ScopedRule] = []
        for policy in library.policies:
            if policy.state is not None and policy.state != scope.state:
                continue
            if self.binds(policy) == FALSE:
                continue
            found += [
                scoped
                for rule in policy.rules
                if encoded or policy is not own or rule.from_ is not None
                if (scoped := self.rule(policy, rule)) is not None
            ]
        claim: str | None = None
        lifted: Condition = TRUE
        if scope.role == "origin":
            consent = own.consent if own is not None else None
            claim = consent.id if consent is not None else f"{scope.state.lower()}/consent"
            lifted = TRUE if claim in self.options.suspended else self.lifted(claim)
        rules = tuple(sorted(found, key=lambda scoped: scoped.rule.id))
        return LegLaw(scope, encoded, rules, claim, lifted)

    def rule(self, policy: Policy, rule: Rule) -> ScopedRule | None:
        if rule.effect not in ("refuse", "require") or not self.options.sees(rule, self.scope.date):
            return None
        condition = self.own(rule)
        if condition != FALSE:
            condition = conjunction_of([self.binds(policy), self.gate(rule), condition])
        if condition != FALSE:
            condition = conjunction_of([condition, negation(self.lifted(rule.id))])
        if condition == FALSE:
            return None
        against = Outcome.DISCRETIONARY if rule.force == "discretionary" else Outcome.BLOCKED
        return ScopedRule(rule, condition, fold(rule.needs, _NOTHING) if rule.needs is not None else None, against)

    def binds(self, policy: Policy) -> Condition:
        if policy.id not in self._binds:
            self._binds[policy.id] = fold(policy.binds, self.facts)
        return self._binds[policy.id]

    def own(self, rule: Rule) -> Condition:
        """``when`` and none of ``unless``; a measure not confirmed up to the day is carried, a permit then unknown."""
        held = fold(rule.when, self.facts)
        if held != FALSE:
            held = conjunction_of([held, *(negation(fold(part, self.facts)) for part in rule.unless)])
        lapsed = rule.seen is not None and self.scope.date > rule.seen
        if lapsed and (rule.effect == "permit" or self.options.strict):
            return conjunction_of([held, OPEN])
        return held

    def lifted(self, target: str) -> Condition:
        """Whether any permit that names the target holds."""
        found = []
        for permit in self.library.permits.get(target, ()):
            if self.options.sees(permit, self.scope.date):
                found.append(conjunction_of([self.binds(self._policies[permit.policy]), self.own(permit)]))
        return disjunction_of(found)

    def gate(self, rule: Rule) -> Condition:
        """Whether the licence duty under which a rule is examined applies."""
        if rule.under is None:
            return TRUE
        found = self._gates.get(rule.under)
        if found is None:
            gate = self.library.rules[rule.under]
            if gate.id in self.options.suspended or not gate.holds_on(self.scope.date, self.options.known_on):
                found = FALSE
            else:
                found = conjunction_of([self.own(gate), negation(self.lifted(gate.id))])
            self._gates[rule.under] = found
        return found


class _Nothing:
    """Nothing is settled: folding then only opens definitions."""

    def settled(self, term: str) -> bool:
        return False

    def value(self, term: str) -> Plain | None:
        raise AssertionError(term)

    def member(self, group: str, state: str) -> Truth:
        raise AssertionError(group)

    def stands_for(self, term: str) -> Condition | None:
        return None


_NOTHING = _Nothing()
