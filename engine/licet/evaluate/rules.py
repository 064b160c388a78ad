"""The meaning of rules: from a condition's truth to the interval of outcomes a rule leaves open."""

from __future__ import annotations

import datetime

from licet.evaluate.facts import LegFacts
from licet.evaluate.truth import needs_truth, outstanding_steps, truth
from licet.outcome import ALLOWED, Interval, Outcome, Truth, conjunction, disjunction, exactly, negate
from licet.policies.model import Rule
from licet.records import dataclass


@dataclass(frozen=True, slots=True)
class Lift:
    """A permit that names a rule, and whether it holds (True) or may hold (None)."""

    permit: Rule
    holds: Truth


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says on one leg.

    Attributes:
        own: the truth of ``when and not any unless``, the gate included, lifts left aside.
        condition: the truth of the whole condition, lifts included.
        lifts: the permits that hold or may hold against it.
        gate: the truth of the gate's own condition; True where the rule is under none.
        needs: of a requirement: done, refused or outstanding.
        outstanding: of a requirement: the steps that are still to be done.
        interval: the outcomes it leaves open.
        reach: the outcomes if every outstanding step is refused, or is done.
        carried: the rule was last confirmed before the date and its renewal was not seen.
    """

    rule: Rule
    own: Truth
    condition: Truth
    lifts: tuple[Lift, ...]
    gate: Truth
    needs: Truth
    outstanding: tuple[str, ...]
    interval: Interval
    reach: Interval
    carried: bool


def own_truth(rule: Rule, facts: LegFacts, date: datetime.date, *, strict: bool) -> Truth:
    """``when and not any unless``. A measure not confirmed up to ``date`` is carried, a permit then unknown."""
    held = conjunction([truth(rule.when, facts), negate(disjunction([truth(part, facts) for part in rule.unless]))])
    lapsed = rule.seen is not None and date > rule.seen
    if lapsed and (rule.effect == "permit" or strict):
        return conjunction([held, None])
    return held


def evaluate_rule(
    rule: Rule, facts: LegFacts, date: datetime.date, *, gate: Truth, lifts: tuple[Lift, ...], strict: bool
) -> RuleResult:
    """Evaluate a rule on a leg, given its gate's truth and the permits that name it."""
    own = conjunction([gate, own_truth(rule, facts, date, strict=strict)])
    live = tuple(lift for lift in lifts if lift.holds is not False)
    condition = conjunction([own, negate(disjunction([lift.holds for lift in live]))])
    needs: Truth = True
    outstanding: tuple[str, ...] = ()
    low: Truth = True
    high: Truth = True
    if rule.needs is not None:
        needs = needs_truth(rule.needs, facts)
        outstanding = tuple(dict.fromkeys(outstanding_steps(rule.needs, facts)))
        low = needs_truth(rule.needs, facts, outstanding=False)
        high = needs_truth(rule.needs, facts, outstanding=True)
    reach = Interval(_bite(rule, condition, low).worst, _bite(rule, condition, high).best)
    return RuleResult(
        rule=rule,
        own=own,
        condition=condition,
        lifts=live,
        gate=gate,
        needs=needs,
        outstanding=outstanding,
        interval=_bite(rule, condition, needs),
        reach=reach,
        carried=rule.seen is not None and date > rule.seen,
    )


def _bite(rule: Rule, condition: Truth, needs: Truth) -> Interval:
    """The interval of one rule: its table of effects (design: a rule has one of four effects)."""
    if condition is False or rule.effect in ("weigh", "permit"):
        return ALLOWED
    against = Outcome.DISCRETIONARY if rule.force == "discretionary" else Outcome.BLOCKED
    if rule.effect == "require":
        bite = Outcome.ALLOWED if needs is True else Outcome.CONDITIONAL if needs is None else against
    else:
        bite = against
    return exactly(bite) if condition is True else exactly(bite).hull(ALLOWED)
