"""Smallest sets of steps that, done or refused, change the outcome."""

from __future__ import annotations

from licet.conditions.tree import Compare, Holds
from licet.evaluate.evaluation import Evaluation, LegResult
from licet.evaluate.rules import RuleResult
from licet.evaluate.truth import compare, needs_truth
from licet.levers.changes import Change, best, scope, worst
from licet.levers.families import Family, both, either, ever, just, never
from licet.levers.legs import Goal, at_least, at_most, bite, claims_on, unbite
from licet.outcome import Outcome
from licet.terms import VOCABULARY
from licet.transfers.transfer import Step

Steps = Family[Change]


def raising(evaluation: Evaluation, target: Outcome) -> Steps:
    """The smallest sets of steps that, done, make ``worst`` at least ``target``."""

    def on_rule(leg: LegResult, result: RuleResult) -> Steps:
        def leaf(step: Holds | Compare, goal: Goal) -> Steps:
            if step.term == "foreign_consents":
                asked = _asked(evaluation, leg)
                wrong = [state for state, answer in asked.items() if answer is False or (goal == "done" and not answer)]
                return both(just(Change("consent", state, True)) for state in wrong)
            return _single(step, goal, leg, best(step.term))

        return unbite(result, target, leaf)

    def free(leg: LegResult) -> Steps:
        return just(Change("consent", leg.leg.state, True))

    return at_least(evaluation, target, on_rule, free)


def lowering(evaluation: Evaluation, target: Outcome, *, certain: bool) -> Steps:
    """The smallest sets of steps that, refused, make ``worst`` (with ``certain``, ``best``) at most ``target``."""

    def on_rule(leg: LegResult, result: RuleResult) -> Steps:
        def leaf(step: Holds | Compare, goal: Goal) -> Steps:
            if step.term == "foreign_consents":
                now = needs_truth(step, leg.facts)
                if now is False or (goal == "undone" and now is None):
                    return ever()
                return either(just(Change("consent", state, False)) for state in _asked(evaluation, leg))
            return _single(step, goal, leg, worst(step.term))

        if result.condition is False or (certain and result.condition is None):
            return never()
        return bite(result, target, leaf)

    def on_leg(leg: LegResult) -> Steps:
        if (leg.interval.best if certain else leg.interval.worst) <= target:
            return ever()
        if leg.claim is None:
            return either(on_rule(leg, result) for result in leg.rules)
        if leg.claim.lifted is True or (certain and leg.claim.lifted is None):
            return never()
        options = [just(Change("consent", leg.leg.state, False))]
        if leg.claim.consent is None:
            options += [on_rule(leg, result) for result in leg.rules]
        return either(options)

    return at_most(evaluation, on_leg)


def _single(step: Holds | Compare, goal: Goal, leg: LegResult, answer: Step) -> Steps:
    """One step's answer, where it is not at the goal already and the answer brings it there."""
    now = needs_truth(step, leg.facts)
    up = goal in ("done", "open")
    if now is up or (now is None and goal in ("open", "undone")):
        return ever()
    after = answer is True
    if isinstance(step, Compare):
        after = compare(answer, step.operator, step.right.value, VOCABULARY[step.term].type) is True  # type: ignore[union-attr]
    if after is not up:
        return never()
    # the claim's own step is asked of the state whose leg it is, whatever its role
    return just(Change(step.term, scope(step.term, leg), answer))


def _asked(evaluation: Evaluation, leg: LegResult) -> dict[str, bool | None]:
    """The states that ``foreign_consents`` asks on a leg, with their answers."""
    return {
        state: other.claim.consent
        for state, other in claims_on(evaluation, leg).items()
        if other.claim is not None and other.claim.lifted is not True
    }
