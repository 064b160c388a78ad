"""References between rules: what a rule lifts, the gate it is under, what it exercises. Checked over the whole library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from licet.policies.model import Policy, Rule
from licet.policies.words import LAYERS
from licet.problems import Problem, did_you_mean


def resolve(policies: Iterable[Policy]) -> tuple[list[Policy], list[Problem]]:
    """Check all references and expand wildcards in ``lifts`` (``att/*``)."""
    policies = list(policies)
    problems: list[Problem] = []
    rules: dict[str, Rule] = {}
    for policy in policies:
        for rule in policy.rules:
            if rule.id in rules:
                first = rules[rule.id].span
                problems.append(Problem(f"the id `{rule.id}` stands twice", rule.span, f"it stands first in {first}"))
            else:
                rules[rule.id] = rule
    claims = {policy.consent.id: policy for policy in policies if policy.consent is not None}
    result = []
    for policy in policies:
        resolved = tuple(_resolve(rule, rules, claims, problems) for rule in policy.rules)
        result.append(replace(policy, rules=resolved))
    return result, problems


def _resolve(rule: Rule, rules: Mapping[str, Rule], claims: Mapping[str, Policy], problems: list[Problem]) -> Rule:
    known = [*rules, *claims]
    if rule.under is not None:
        gate = rules.get(rule.under)
        if gate is None:
            problems.append(Problem(f"there is no rule `{rule.under}`", rule.span, did_you_mean(rule.under, rules)))
        elif gate.effect != "weigh":
            problems.append(Problem(f"`{rule.under}` is no gate: it is a {gate.effect}, not a weigh", rule.span))
        elif gate.under is not None:
            problems.append(Problem(f"the gate `{rule.under}` is under a gate itself: gates do not nest", rule.span))
    for exercised in rule.exercises:
        if exercised not in rules:
            problems.append(Problem(f"there is no rule `{exercised}`", rule.span, did_you_mean(exercised, rules)))
    lifted: list[str] = []
    for target in rule.lifts:
        if target.endswith("*"):
            found = [
                other.id for other in rules.values() if other.id.startswith(target[:-1]) and other.effect != "permit"
            ]
            if not found:
                problems.append(Problem(f"`{target}` names no rule", rule.span))
        elif target in known:
            found = [target]
        else:
            problems.append(Problem(f"there is no rule `{target}` to lift", rule.span, did_you_mean(target, known)))
            found = []
        for name in found:
            problem = _lift_problem(rule, name, rules, claims)
            if problem is not None:
                problems.append(problem)
            lifted.append(name)
    return replace(rule, lifts=tuple(dict.fromkeys(lifted)))


def _lift_problem(permit: Rule, name: str, rules: Mapping[str, Rule], claims: Mapping[str, Policy]) -> Problem | None:
    if name in claims:
        if claims[name].id != permit.policy:
            return Problem(f"`{permit.id}` lifts the claim of another state, `{name}`", permit.span)
        return None
    lifted = rules[name]
    if lifted.effect == "permit":
        return Problem(
            f"`{permit.id}` lifts a permit, `{name}`", permit.span, "end it with its `until` or its `unless`"
        )
    leaves_room = lifted.leaves_room or lifted.force == "discretionary"
    if lifted.policy != permit.policy and not leaves_room:
        return Problem(
            f"`{permit.id}` lifts `{name}` of another policy",
            permit.span,
            "the lifted rule has to say `leaves_room: true`, with the place in its text",
        )
    if LAYERS.index(permit.layer) > LAYERS.index(lifted.layer) and not leaves_room:
        return Problem(
            f"`{permit.id}` ({permit.layer}) lifts `{name}` ({lifted.layer}), a higher layer",
            permit.span,
            "the lifted rule has to say `leaves_room: true`, with the place in its text",
        )
    return None
