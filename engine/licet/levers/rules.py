"""Smallest sets of rules whose suspension changes the outcome."""

from __future__ import annotations

from licet.conditions.tree import Compare, Holds
from licet.evaluate.evaluation import Evaluation, LegResult, lifts_of
from licet.evaluate.facts import LegFacts
from licet.evaluate.rules import Lift, RuleResult, own_truth
from licet.evaluate.truth import needs_truth, truth
from licet.levers.families import Family, both, either, ever, just, never
from licet.levers.legs import Goal, at_least, at_most, bite, claims_on, unbite
from licet.outcome import Outcome, conjunction

Rules = Family[str]


def raising(evaluation: Evaluation, target: Outcome, limit: int | None = None) -> Rules:
    """The smallest sets of rules, gates and claims, of at most ``limit``, without which ``worst`` is at least ``target``."""

    def on_rule(leg: LegResult, result: RuleResult) -> Rules:
        def leaf(step: Holds | Compare, goal: Goal) -> Rules:
            if step.term != "foreign_consents":
                return _as_it_is(step, goal, leg.facts)
            # a state whose claim is suspended need not be asked by others either
            claims = [other.claim for other in claims_on(evaluation, leg).values() if other.claim is not None]
            asked = [claim for claim in claims if claim.lifted is not True]
            wrong = [claim for claim in asked if claim.consent is False or (goal == "done" and claim.consent is None)]
            return both(just(claim.claim.id) for claim in wrong)

        options = [just(result.rule.id), unbite(result, target, leaf)]
        if result.rule.under is not None:
            options.append(just(result.rule.under))
        return either(options)

    def free(leg: LegResult) -> Rules:
        assert leg.claim is not None
        return just(leg.claim.claim.id)

    return at_least(evaluation, target, on_rule, free, limit)


def lowering(evaluation: Evaluation, target: Outcome, *, certain: bool) -> Rules:
    """The smallest sets of permits without which ``worst`` (with ``certain``, ``best``) is at most ``target``."""
    library, date = evaluation.library, evaluation.transfer.date

    def without(lifts: tuple[Lift, ...]) -> Rules:
        return just(*(lift.permit.id for lift in lifts if certain or lift.holds is True))

    def on_rule(leg: LegResult, result: RuleResult) -> Rules:
        def leaf(step: Holds | Compare, goal: Goal) -> Rules:
            already = _as_it_is(step, goal, leg.facts)
            if step.term != "foreign_consents" or already:
                return already
            # a state that has to be asked again; it is only spared where its claim is lifted for certain
            claims = [other.claim for other in claims_on(evaluation, leg).values() if other.claim is not None]
            spared = [claim for claim in claims if claim.lifted is True and claim.consent is not True]
            return either(
                just(*(lift.permit.id for lift in claim.lifts if lift.holds is True))
                for claim in spared
                if not claim.suspended and (goal == "undone" or claim.consent is False)
            )

        rule, facts = result.rule, leg.facts
        policy = next(policy for policy in library.policies if policy.id == rule.policy)
        own = [truth(policy.binds, facts), own_truth(rule, facts, date, strict=evaluation.options.strict)]
        lifted = [without(result.lifts)]
        if rule.under is not None:
            gate = library.rules[rule.under]
            if gate.id in evaluation.options.suspended or not gate.holds_on(date, evaluation.options.known_on):
                return never()
            own.append(own_truth(gate, facts, date, strict=evaluation.options.strict))
            lifted.append(without(lifts_of(library, gate.id, facts, date, evaluation.options)))
        holds = conjunction(own)
        if holds is False or (certain and holds is None):
            return never()
        return both([*lifted, bite(result, target, leaf)])

    def on_leg(leg: LegResult) -> Rules:
        if (leg.interval.best if certain else leg.interval.worst) <= target:
            return ever()
        law: Rules = either(on_rule(leg, result) for result in leg.rules)
        if not leg.encoded and not certain:
            law = ever()
        if leg.claim is None:
            return law
        if leg.claim.suspended or leg.claim.consent is True:
            return never()
        if leg.claim.consent is False or target >= Outcome.CONDITIONAL:
            return without(leg.claim.lifts)
        return both([without(leg.claim.lifts), law])

    return at_most(evaluation, on_leg)


def _as_it_is(step: Holds | Compare, goal: Goal, facts: LegFacts) -> Rules:
    """Whether a step is at the goal: suspending rules changes no step."""
    now = needs_truth(step, facts)
    reached = {"done": now is True, "open": now is not False, "refused": now is False, "undone": now is not True}
    return ever() if reached[goal] else never()
