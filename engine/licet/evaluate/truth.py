"""The meaning of conditions: Kleene's strong three-valued logic over what is known on a leg."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any as AnyValue

from licet.conditions.tree import (
    NOTHING,
    All,
    Always,
    Any,
    Compare,
    Condition,
    Constant,
    Defined,
    Holds,
    Limb,
    Not,
    Plain,
    Within,
    parts,
)
from licet.evaluate.facts import LegFacts
from licet.outcome import Truth, conjunction, disjunction, negate
from licet.terms import VOCABULARY, Type

_ORDER: dict[str, Callable[[AnyValue, AnyValue], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def truth(condition: Condition, facts: LegFacts) -> Truth:
    """True, False, or None where what is known does not settle it."""
    match condition:
        case Always(value=value):
            return value
        case Holds(term=term):
            held = facts.value(term).value
            return None if held is None else held is True
        case Compare(term=term, operator=sign, right=right):
            left = facts.value(term).value
            other = right.value if isinstance(right, Constant) else facts.value(right.term).value
            return compare(left, sign, other, VOCABULARY[term].type)
        case Within(term=term):
            return _within(condition, facts)
        case Not(part=inner):
            return negate(truth(inner, facts))
        case All(parts=inner):
            return conjunction([truth(part, facts) for part in inner])
        case Any(parts=inner):
            return disjunction([truth(part, facts) for part in inner])
        case Defined(body=inner) | Limb(part=inner):
            return truth(inner, facts)


def compare(left: Plain | None, sign: str, right: Plain | None, type_: Type) -> Truth:
    """Compare two values of a type; unknown if either is; ``none`` is equal to itself only and has no order."""
    if left is None or right is None:
        return None
    if sign == "==":
        return left == right
    if sign == "!=":
        return left != right
    if type_.base != "scale" and NOTHING in (left, right):
        return False
    if type_.base == "scale":
        return _ORDER[sign](type_.members.index(str(left)), type_.members.index(str(right)))
    return _ORDER[sign](left, right)


def _within(condition: Within, facts: LegFacts) -> Truth:
    value = facts.value(condition.term).value
    if value is None:
        return None
    if value in condition.members:
        return True
    return disjunction([facts.member(group, value) for group in condition.groups])


def needs_truth(condition: Condition, facts: LegFacts, outstanding: Truth = None) -> Truth:
    """Whether what ``needs`` asks for is done (True), refused (False) or outstanding (None).

    ``outstanding`` is what an outstanding step counts as: None, or True or False to see how far it can still go.
    """
    match condition:
        case Always(value=value):
            return value
        case Holds(term=term):
            answer = facts.step(term)
            return outstanding if answer is None else answer is True
        case Compare(term=term, operator=sign, right=right):
            answer = facts.step(term)
            if answer is None:
                return outstanding
            assert isinstance(right, Constant)
            return compare(answer, sign, right.value, VOCABULARY[term].type)
        case All(parts=inner):
            return conjunction([needs_truth(part, facts, outstanding) for part in inner])
        case Any(parts=inner):
            return disjunction([needs_truth(part, facts, outstanding) for part in inner])
        case Defined(body=inner) | Limb(part=inner):
            return needs_truth(inner, facts, outstanding)
        case _:
            raise AssertionError("`needs` is a positive expression over steps")


def outstanding_steps(condition: Condition, facts: LegFacts) -> list[str]:
    """The steps on which an outstanding ``needs`` still depends, in the order of the text."""
    if needs_truth(condition, facts) is not None:
        return []
    match condition:
        case Holds(term=term) | Compare(term=term):
            return [term]
        case _:
            return [step for part in parts(condition) for step in outstanding_steps(part, facts)]


def unknown_leaves(condition: Condition, facts: LegFacts) -> list[str]:
    """The unknown facts on which an unknown condition depends: terms, or ``XYZ in GROUP`` of an open membership."""
    if truth(condition, facts) is not None:
        return []
    match condition:
        case Holds(term=term):
            return [term]
        case Compare(term=term, right=right):
            names = [term] if isinstance(right, Constant) else [term, right.term]
            return [name for name in names if facts.value(name).value is None]
        case Within(term=term, groups=groups):
            state = facts.value(term).value
            if state is None:
                return [term]
            return [f"{state} in {group}" for group in groups if facts.member(group, state) is None]
        case _:
            return [leaf for part in parts(condition) for leaf in unknown_leaves(part, facts)]
