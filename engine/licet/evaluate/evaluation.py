"""The reference evaluator: it defines what every other back end has to return.

The whole is the minimum of all rules on all legs, at both ends of the interval: no priorities, no order.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from licet.evaluate.facts import LegFacts
from licet.evaluate.rules import Lift, RuleResult, evaluate_rule, own_truth
from licet.evaluate.truth import truth
from licet.outcome import ALLOWED, ANYTHING, Interval, Outcome, Truth, conjunction, disjunction, exactly, meet, negate
from licet.policies.model import Consent, Policy, Rule, default_consent
from licet.policies.words import LAYERS, Layer
from licet.records import dataclass
from licet.transfers.transfer import Leg, Transfer, legs

if TYPE_CHECKING:
    from licet.library import Library


@dataclass(frozen=True, slots=True)
class Options:
    """How a transfer is judged; the meanings are those of :meth:`licet.Library.check`.

    ``suspended`` names rules, permits, gates and claims (``<policy>/consent``) that are left out as if they were not there:
    with a gate all rules under it, and a state whose claim is suspended need not be asked.
    """

    layers: tuple[Layer, ...] = LAYERS
    strict: bool = False
    known_on: datetime.date | None = None
    suspended: frozenset[str] = frozenset()

    def sees(self, rule: Rule, date: datetime.date) -> bool:
        """Whether a rule is asked at all: of these layers, in force, known, and not suspended."""
        return rule.layer in self.layers and rule.id not in self.suspended and rule.holds_on(date, self.known_on)


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A re-export claim on an origin's leg.

    ``consent`` is True granted, False refused, None open; ``lifts`` are the permits that hold or may hold against it;
    ``suspended`` says that the claim is left out.
    """

    claim: Consent
    consent: Truth
    lifts: tuple[Lift, ...]
    suspended: bool = False

    @property
    def lifted(self) -> Truth:
        """Whether the state need not be asked at all."""
        return disjunction([self.suspended, *(lift.holds for lift in self.lifts)])


@dataclass(frozen=True, slots=True)
class LegResult:
    """What the law says on one leg.

    Attributes:
        leg: the leg.
        facts: what was known on it.
        policies: ids of the policies that bind it.
        encoded: whether the state's own law is encoded for the date.
        rules: results of all rules in force on it, in the order of their ids.
        law: the interval of those rules (and of law that is not encoded), the claim left aside.
        claim: on an origin's leg, its claim.
        interval: the leg's interval.
        reach: the outcomes if every outstanding step is refused, or is done.
    """

    leg: Leg
    facts: LegFacts
    policies: tuple[str, ...]
    encoded: bool
    rules: tuple[RuleResult, ...]
    law: Interval
    claim: ClaimResult | None
    interval: Interval
    reach: Interval

    @property
    def counts(self) -> bool:
        """Whether the leg's own rules decide it: on an origin's leg not once consent is settled or not needed."""
        return self.claim is None or (self.claim.consent is None and self.claim.lifted is not True)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A transfer judged on all its legs, with everything needed to explain it."""

    library: Library
    transfer: Transfer
    options: Options
    legs: tuple[LegResult, ...]
    interval: Interval
    reach: Interval


def evaluate(library: Library, transfer: Transfer, options: Options) -> Evaluation:
    """Judge a transfer on all its legs."""
    found = legs(transfer)
    # claims first: a state whose claim is lifted need not be asked by others either, other origins included
    spared = _spared(library, transfer, found, options)
    ordered = tuple(
        _leg(library, transfer, leg, _facts(library, transfer, leg, options, spared[leg.item]), options)
        for leg in found
    )
    return Evaluation(
        library=library,
        transfer=transfer,
        options=options,
        legs=ordered,
        interval=meet(result.interval for result in ordered),
        reach=meet(result.reach for result in ordered),
    )


def _facts(
    library: Library, transfer: Transfer, leg: Leg, options: Options, released: frozenset[str] = frozenset()
) -> LegFacts:
    return LegFacts(library.world, transfer, leg, strict=options.strict, known_on=options.known_on, released=released)


def _spared(library: Library, transfer: Transfer, found: Iterable[Leg], options: Options) -> dict[int, frozenset[str]]:
    """The origins of each item that need not be asked; permits read no steps, so a claim hangs on no other claim."""
    spared: dict[int, set[str]] = {}
    for leg in found:
        states = spared.setdefault(leg.item, set())
        claim = _claim(library, leg, _facts(library, transfer, leg, options), transfer, options)
        if claim is not None and claim.lifted is True:
            states.add(leg.state)
    return {item: frozenset(states) for item, states in spared.items()}


def binding_policies(library: Library, facts: LegFacts) -> list[tuple[Policy, Truth]]:
    """The policies that bind the leg's state in its role, or may bind it where a membership is unknown."""
    found: list[tuple[Policy, Truth]] = []
    for policy in library.policies:
        if policy.state is not None and policy.state != facts.leg.state:
            continue
        binds = truth(policy.binds, facts)
        if binds is not False:
            found.append((policy, binds))
    return found


def _leg(library: Library, transfer: Transfer, leg: Leg, facts: LegFacts, options: Options) -> LegResult:
    bound = binding_policies(library, facts)
    own = library.states.get(leg.state)
    encoded = own is not None and (own.since is None or own.since <= transfer.date)
    results: list[RuleResult] = []
    for policy, binds in bound:
        found = _policy_rules(library, policy, binds, facts, transfer.date, options)
        if policy is own and not encoded:
            # before the encoding begins only rules that are dated themselves are known to have held
            found = [result for result in found if result.rule.from_ is not None]
        results += found
    law = meet(result.interval for result in results)
    reach = meet(result.reach for result in results)
    if not encoded:
        law, reach = law.meet(ANYTHING), reach.meet(ANYTHING)
    claim = _claim(library, leg, facts, transfer, options)
    interval, reach = (law, reach) if claim is None else _with_claim(claim, law)
    return LegResult(
        leg=leg,
        facts=facts,
        policies=tuple(policy.id for policy, _ in bound),
        encoded=encoded,
        rules=tuple(sorted(results, key=lambda result: result.rule.id)),
        law=law,
        claim=claim,
        interval=interval,
        reach=reach,
    )


def _policy_rules(
    library: Library, policy: Policy, binds: Truth, facts: LegFacts, date: datetime.date, options: Options
) -> list[RuleResult]:
    results = []
    gates: dict[str | None, Truth] = {}
    for rule in policy.rules:
        if rule.effect == "permit" or not options.sees(rule, date):
            continue
        if rule.under not in gates:
            gates[rule.under] = _gate(library, rule, facts, date, options)
        gate = conjunction([binds, gates[rule.under]])
        lifts = lifts_of(library, rule.id, facts, date, options)
        results.append(evaluate_rule(rule, facts, date, gate=gate, lifts=lifts, strict=options.strict))
    return results


def _gate(library: Library, rule: Rule, facts: LegFacts, date: datetime.date, options: Options) -> Truth:
    """Whether the licence duty under which a rule is examined applies; True for a rule under none."""
    if rule.under is None:
        return True
    gate = library.rules[rule.under]
    if gate.id in options.suspended or not gate.holds_on(date, options.known_on):
        return False
    own = own_truth(gate, facts, date, strict=options.strict)
    lifts = lifts_of(library, gate.id, facts, date, options)
    return conjunction([own, negate(disjunction([lift.holds for lift in lifts]))])


def lifts_of(library: Library, target: str, facts: LegFacts, date: datetime.date, options: Options) -> tuple[Lift, ...]:
    """The permits in force that name a rule and hold or may hold on this leg."""
    found = []
    for permit in library.permits.get(target, ()):
        if not options.sees(permit, date):
            continue
        policy = next(policy for policy in library.policies if policy.id == permit.policy)
        binds = truth(policy.binds, facts)
        holds = conjunction([binds, own_truth(permit, facts, date, strict=options.strict)])
        if holds is not False:
            found.append(Lift(permit, holds))
    return tuple(sorted(found, key=lambda lift: lift.permit.id))


def _claim(library: Library, leg: Leg, facts: LegFacts, transfer: Transfer, options: Options) -> ClaimResult | None:
    if leg.role != "origin":
        return None
    own = library.states.get(leg.state)
    if own is not None and own.consent is not None:
        claim = own.consent
    else:
        claim = default_consent(leg.state.lower(), library.world.countries.name(leg.state))
    lifts = lifts_of(library, claim.id, facts, transfer.date, options)
    return ClaimResult(claim, transfer.consents.get(leg.state), lifts, claim.id in options.suspended)


def _with_claim(claim: ClaimResult, law: Interval) -> tuple[Interval, Interval]:
    """An origin's leg: settled by consent granted or refused; else its law decides, and at best it is conditional."""
    reach = Interval(Outcome.BLOCKED, Outcome.ALLOWED)
    if claim.consent is True:
        interval = reach = ALLOWED
    elif claim.consent is False:
        interval = reach = exactly(Outcome.BLOCKED)
    else:
        interval = law.meet(exactly(Outcome.CONDITIONAL))
    if claim.lifted is True:
        return ALLOWED, ALLOWED
    if claim.lifted is None:
        return interval.hull(ALLOWED), reach.hull(ALLOWED)
    return interval, reach
