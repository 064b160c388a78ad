"""What has to be true for a rule to bite, for a permit to lift, and for a single leaf of a condition to decide.

A goal is a condition and the truth it is to have; a list of goals is to be met all at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from licet.conditions.tree import All, Any, Compare, Condition, Constant, Defined, Limb, Not, Within
from licet.library import Library
from licet.policies.model import Policy, Rule

Goal = tuple[Condition, bool]


def policy_of(library: Library, rule: Rule) -> Policy:
    """The policy that a rule stands in."""
    return next(policy for policy in library.policies if policy.id == rule.policy)


def own(rule: Rule) -> Condition:
    """``when and not any unless`` as one condition."""
    return All((rule.when, *(Not(part) for part in rule.unless)))


def live_permits(library: Library, target: str, date: datetime.date) -> list[Rule]:
    """The permits in force on a day that name a rule."""
    return [permit for permit in library.permits.get(target, ()) if permit.holds_on(date)]


def reached(library: Library, rule: Rule, date: datetime.date, besides: str | None = None) -> list[Goal] | None:
    """Goals under which nothing but the rule's own condition decides; None where its gate is not in force.

    The policy binds, the gate holds, and no permit lifts the rule or its gate; the permit ``besides`` is left alone.
    """
    goals: list[Goal] = [(policy_of(library, rule).binds, True)]
    targets = [rule.id]
    if rule.under is not None:
        gate = library.rules[rule.under]
        if not gate.holds_on(date):
            return None
        goals.append((own(gate), True))
        targets.append(gate.id)
    for target in targets:
        for permit in live_permits(library, target, date):
            if permit.id != besides:
                goals.append((All((policy_of(library, permit).binds, own(permit))), False))
    return goals


def lifted_by(library: Library, permit: Rule, target: str, date: datetime.date) -> list[Goal] | None:
    """Goals under which the target bites unless the permit lifts it; None where the target is not in force.

    A re-export claim (``kor/consent``) bites on every origin's leg.
    """
    binds: Goal = (policy_of(library, permit).binds, True)
    rule = library.rules.get(target)
    if rule is None:
        others = [other for other in live_permits(library, target, date) if other.id != permit.id]
        return [binds, *((own(other), False) for other in others)]
    if not rule.holds_on(date):
        return None
    goals = reached(library, rule, date, besides=permit.id)
    return None if goals is None else [binds, *goals, (own(rule), True)]


@dataclass(frozen=True, slots=True)
class Edge:
    """A leaf with a truth, and the goals under which it alone decides the condition it stands in.

    ``definition`` names the innermost definition the leaf was reached through.
    """

    leaf: Condition
    goals: tuple[Goal, ...]
    definition: str | None


def edges(condition: Condition, siblings: tuple[Goal, ...] = (), definition: str | None = None) -> Iterator[Edge]:
    """For every leaf the settings in which it decides: true and false, each member of a set, each side of a bound."""
    match condition:
        case All(parts=parts) | Any(parts=parts):
            idle = isinstance(condition, All)
            for index, part in enumerate(parts):
                others = tuple((other, idle) for place, other in enumerate(parts) if place != index)
                yield from edges(part, siblings + others, definition)
        case Not(part=part) | Limb(part=part):
            yield from edges(part, siblings, definition)
        case Defined(name=name, body=body):
            yield from edges(body, siblings, name)
        case _:
            for goals in _settings(condition):
                yield Edge(condition, (*siblings, *goals), definition)


def _settings(leaf: Condition) -> Iterator[tuple[Goal, ...]]:
    from licet.aiming.pools import neighbours

    match leaf:
        case Within(term=term, members=members, groups=groups):
            for one in members:
                apart: tuple[Goal, ...] = ((Within(term, (), groups), False),) if groups else ()
                yield (*apart, (Within(term, (one,), ()), True))
            for group in groups:
                rest = Within(term, members, tuple(other for other in groups if other != group))
                yield ((rest, False), (Within(term, (), (group,)), True))
            yield ((leaf, False),)
        case Compare(term=term, right=Constant(value=value, type=type_)) if type_.ordered:
            for near in neighbours(term, value):
                yield ((Compare(term, "==", Constant(near, type_)), True),)
        case _:
            yield ((leaf, True),)
            yield ((leaf, False),)


def whole_definitions(
    condition: Condition, siblings: tuple[Goal, ...] = ()
) -> Iterator[tuple[Defined, tuple[Goal, ...]]]:
    """The outermost definitions in a condition, each with the goals under which it alone decides the condition."""
    match condition:
        case All(parts=parts) | Any(parts=parts):
            idle = isinstance(condition, All)
            for index, part in enumerate(parts):
                others = tuple((other, idle) for place, other in enumerate(parts) if place != index)
                yield from whole_definitions(part, siblings + others)
        case Not(part=part) | Limb(part=part):
            yield from whole_definitions(part, siblings)
        case Defined():
            yield condition, siblings
