"""The reference evaluator against a second reading of the semantics: two-valued, over every completion of what is unknown."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given, settings

from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Within
from licet.evaluate.facts import LegFacts
from licet.library import Library
from licet.outcome import Interval, Outcome
from licet.policies.model import Rule
from licet.transfers.transfer import Leg, legs
from tests import generators as gen


def two_valued(condition: Condition, facts: LegFacts) -> bool:
    """Plain Boolean truth, written without the evaluator's code; every fact is known."""
    match condition:
        case Always(value):
            return value
        case Holds(term):
            return bool(facts.value(term).value)
        case Not(part):
            return not two_valued(part, facts)
        case All(parts):
            return all(two_valued(part, facts) for part in parts)
        case Any(parts):
            return any(two_valued(part, facts) for part in parts)
        case Within(term, members, groups):
            value = facts.value(term).value
            return value in members or any(facts.member(group, str(value)) is True for group in groups)
        case Compare(term, sign, Constant(value=right)):
            left = facts.value(term).value
            assert left is not None
            if sign in ("==", "!="):
                return (left == right) is (sign == "==")
            if "none" in (left, right):
                return False
            low, high = (left, right) if sign[0] == "<" else (right, left)
            return low < high or (len(sign) == 2 and low == high)  # type: ignore[operator]
    raise AssertionError(condition)


def step_done(condition: Condition, facts: LegFacts) -> str:
    match condition:
        case All(parts) | Any(parts):
            words = [step_done(part, facts) for part in parts]
            order = ["refused", "outstanding", "done"]
            return (min if isinstance(condition, All) else max)(words, key=order.index)
        case Holds(term):
            return {True: "done", False: "refused", None: "outstanding"}[facts.step(term)]  # type: ignore[index]
        case Compare(term):
            level = facts.step(term)
            return "outstanding" if level is None else "done" if level in ("low", "likely") else "refused"
    raise AssertionError(condition)


def rule_outcome(rule: Rule, library: Library, facts: LegFacts) -> Outcome:
    def bites(other: Rule) -> bool:
        return two_valued(other.when, facts) and not any(two_valued(part, facts) for part in other.unless)

    def lifted(name: str) -> bool:
        return any(
            name in other.lifts and other.holds_on(gen.DATE) and bites(other)
            for policy in library.policies
            if policy.state == facts.leg.state
            for other in policy.rules
        )

    if rule.under is not None and not (bites(library.rules[rule.under]) and not lifted(rule.under)):
        return Outcome.ALLOWED
    if not bites(rule) or lifted(rule.id):
        return Outcome.ALLOWED
    against = Outcome.DISCRETIONARY if rule.force == "discretionary" else Outcome.BLOCKED
    if rule.effect == "refuse":
        return against
    assert rule.needs is not None
    done = step_done(rule.needs, facts)
    return {"done": Outcome.ALLOWED, "outstanding": Outcome.CONDITIONAL, "refused": against}[done]


def leg_outcome(library: Library, leg: Leg, known: gen.Known, released: frozenset[str]) -> tuple[Outcome, bool]:
    facts = LegFacts(library.world, known.transfer(), leg, strict=True, released=released)
    policy = library.states[leg.state]
    outcomes = [
        rule_outcome(rule, library, facts)
        for rule in policy.rules
        if rule.effect in ("refuse", "require") and rule.holds_on(gen.DATE)
    ]
    law = min(outcomes, default=Outcome.ALLOWED)
    if leg.role != "origin":
        return law, False
    for rule in policy.rules:
        if f"{policy.id}/consent" in rule.lifts and rule.effect == "permit" and rule.holds_on(gen.DATE):
            met = two_valued(rule.when, facts) and not any(two_valued(part, facts) for part in rule.unless)
            if met:
                return Outcome.ALLOWED, True
    consent = known.consents.get(leg.state)
    if consent is True:
        return Outcome.ALLOWED, False
    return (Outcome.BLOCKED if consent is False else min(law, Outcome.CONDITIONAL)), False


def outcome(library: Library, known: gen.Known) -> Outcome:
    found = legs(known.transfer())
    released: set[str] = set()
    results = []
    for leg in sorted(found, key=lambda leg: leg.role != "origin"):
        result, lifted = leg_outcome(library, leg, known, frozenset(released))
        if lifted:
            released.add(leg.state)
        results.append(result)
    return min(results)


def fresh(library: Library) -> Library:
    """Without lapsing measures, whose truth no fact settles."""
    return gen.library_of(
        tuple(replace(p, rules=tuple(replace(rule, seen=None) for rule in p.rules)) for p in library.policies)
    )


@given(gen.libraries(), gen.knowledge(complete=True))
def test_a_complete_transfer_has_the_outcome_of_plain_logic(library: Library, known: gen.Known) -> None:
    library = fresh(library)
    expected = outcome(library, known)
    assert library.evaluate(known.transfer(), strict=True).interval == Interval(expected, expected)


@settings(max_examples=60)
@given(gen.libraries(), gen.knowledge(complete=True), gen.knowledge())
def test_the_interval_holds_every_completion(library: Library, full: gen.Known, gaps: gen.Known) -> None:
    library = fresh(library)
    hidden = [name for name in full.facts if name not in gaps.facts][:3]
    less = replace(full, facts={name: value for name, value in full.facts.items() if name not in hidden})
    interval = library.evaluate(less.transfer(), strict=True).interval
    for values in itertools.product(*(gen.FACTS[name] for name in hidden)):
        completed = replace(less, facts={**less.facts, **dict(zip(hidden, values, strict=True))})
        assert interval.worst <= outcome(library, completed) <= interval.best
