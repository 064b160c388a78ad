"""From an outcome wanted to the smallest sets of changes that give it, leg by leg and rule by rule.

The outcome is the minimum over legs and rules, so "at least this" is an *and* of *ors* and "at most this" an *or* of *ands*.
What a change is (a suspended rule, a step that is done) is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from licet.conditions.tree import All, Always, Any, Compare, Condition, Defined, Holds, Limb
from licet.evaluate.evaluation import Evaluation, LegResult
from licet.evaluate.rules import RuleResult
from licet.levers.families import Atom, Family, both, either, ever, never
from licet.outcome import Outcome

Goal = Literal["done", "open", "refused", "undone"]
"""What ``needs`` should come to: true; not false; false; not true."""
OnRule = Callable[[LegResult, RuleResult], Family[Atom]]
OnLeg = Callable[[LegResult], Family[Atom]]


def at_least(
    evaluation: Evaluation, target: Outcome, on_rule: OnRule[Atom], free: OnLeg[Atom], limit: int | None = None
) -> Family[Atom]:
    """What makes ``worst`` at least ``target``.

    Args:
        on_rule: what brings one rule's worst end to the target.
        free: what settles an origin's claim as allowed.
    """

    def on_leg(leg: LegResult) -> Family[Atom]:
        if leg.interval.worst >= target:
            return ever()
        law: Family[Atom] = never()
        claim = leg.claim
        if leg.encoded and (claim is None or (claim.consent is None and target <= Outcome.CONDITIONAL)):
            law = both((on_rule(leg, result) for result in leg.rules if result.interval.worst < target), limit)
        return law if claim is None else either([free(leg), law])

    return both((on_leg(leg) for leg in evaluation.legs), limit)


def at_most(evaluation: Evaluation, on_leg: OnLeg[Atom]) -> Family[Atom]:
    """What brings one leg, and so the whole, down; ``on_leg`` gives what does it for a leg."""
    return either(on_leg(leg) for leg in evaluation.legs)


def needs(condition: Condition, goal: Goal, leaf: Callable[[Holds | Compare, Goal], Family[Atom]]) -> Family[Atom]:
    """What brings ``needs`` to the goal; ``leaf`` gives what does it for a single step."""
    match condition:
        case Holds() | Compare():
            return leaf(condition, goal)
        case Always(value=value):
            return ever() if value is (goal in ("done", "open")) else never()
        case Defined(body=inner) | Limb(part=inner):
            return needs(inner, goal, leaf)
        case All(parts=parts) | Any(parts=parts):
            found = [needs(part, goal, leaf) for part in parts]
            every = isinstance(condition, All) is (goal in ("done", "open"))
            return both(found) if every else either(found)
        case _:
            raise AssertionError("`needs` is a positive expression over steps")


def against(result: RuleResult) -> Outcome:
    """What a refusal, or a requirement refused, comes to."""
    return Outcome.DISCRETIONARY if result.rule.force == "discretionary" else Outcome.BLOCKED


def bite(result: RuleResult, target: Outcome, leaf: Callable[[Holds | Compare, Goal], Family[Atom]]) -> Family[Atom]:
    """What brings a rule whose condition holds down to ``target`` or below."""
    low = against(result)
    if result.rule.effect == "refuse":
        return ever() if low <= target else never()
    if result.rule.effect != "require" or result.rule.needs is None:
        return never()
    found: list[Family[Atom]] = []
    if low <= target:
        found.append(needs(result.rule.needs, "refused", leaf))
    if target >= Outcome.CONDITIONAL:
        # not done: outstanding, or refused, and both are low enough
        found.append(needs(result.rule.needs, "undone", leaf))
    return either(found)


def unbite(result: RuleResult, target: Outcome, leaf: Callable[[Holds | Compare, Goal], Family[Atom]]) -> Family[Atom]:
    """What brings a requirement up to ``target`` by its steps; a refusal has none."""
    if result.rule.needs is None:
        return never()
    return needs(result.rule.needs, "done" if target is Outcome.ALLOWED else "open", leaf)


def claims_on(evaluation: Evaluation, leg: LegResult) -> dict[str, LegResult]:
    """The origins that the step ``foreign_consents`` of a leg asks for or would ask for, by state."""
    return {
        other.leg.state: other
        for other in evaluation.legs
        if other.claim is not None and other.leg.item == leg.leg.item and other.leg.state != leg.leg.state
    }
