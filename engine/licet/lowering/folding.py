"""Partial evaluation of conditions: what is known is put in, what is settled falls away; Kleene's laws hold throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from licet.conditions.tree import (
    FALSE,
    TRUE,
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
    Operator,
    Plain,
    Within,
)
from licet.evaluate.truth import compare
from licet.outcome import Truth, disjunction
from licet.terms import VOCABULARY

_MIRRORED: dict[Operator, Operator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Known(Protocol):
    """What is settled on a kind of leg."""

    def settled(self, term: str) -> bool:
        """Whether the term has the same value (or is unknown) on every such leg."""

    def value(self, term: str) -> Plain | None:
        """Of a settled term: its value, None where it is unknown."""

    def member(self, group: str, state: str) -> Truth:
        """Whether a state is in a group."""

    def stands_for(self, term: str) -> Condition | None:
        """The condition that a truth-valued term is short for; None where it is for itself."""


def fold(condition: Condition, known: Known) -> Condition:
    """What is left of a condition: equal to it, under Kleene's logic, on every leg on which ``known`` is so.

    Definitions and limbs are opened. The result is a constant, or holds no constant.
    """
    match condition:
        case Always():
            return condition
        case Holds(term=term):
            if known.settled(term):
                value = known.value(term)
                return Always(None, (term,)) if value is None else constant(value is True)
            longer = known.stands_for(term)
            return condition if longer is None else fold(longer, known)
        case Compare():
            return _compare(condition, known)
        case Within(term=term, members=members, groups=groups):
            if not known.settled(term):
                return condition
            value = known.value(term)
            if value is None:
                return Always(None, (term,))
            if value in members:
                return TRUE
            truths = {group: known.member(group, str(value)) for group in groups}
            open_groups = tuple(f"{value} in {group}" for group, truth in truths.items() if truth is None)
            truth = disjunction(truths.values())
            return Always(None, open_groups) if truth is None else constant(truth)
        case Not(part=part):
            return negation(fold(part, known))
        case All(parts=parts):
            return conjunction_of(_each(parts, known, FALSE))
        case Any(parts=parts):
            return disjunction_of(_each(parts, known, TRUE))
        case Defined(body=part) | Limb(part=part):
            return fold(part, known)


def _each(parts: Iterable[Condition], known: Known, end: Condition) -> Iterable[Condition]:
    for part in parts:
        folded = fold(part, known)
        yield folded
        if folded.__class__ is Always and folded == end:
            return


def _compare(condition: Compare, known: Known) -> Condition:
    left, right = condition.term, condition.right
    type_ = VOCABULARY[left].type
    if isinstance(right, Constant):
        if not known.settled(left):
            return condition
        truth = compare(known.value(left), condition.operator, right.value, type_)
        return Always(None, (left,)) if truth is None else constant(truth)
    if "date" in (left, right.term):
        return condition  # the day itself, not the stretch of days for which the law is the same
    if known.settled(right.term):
        other = known.value(right.term)
        if other is None:
            return Always(None, (right.term,))
        return _compare(Compare(left, condition.operator, Constant(other, type_)), known)
    if known.settled(left):
        value = known.value(left)
        if value is None:
            return Always(None, (left,))
        return Compare(right.term, _MIRRORED[condition.operator], Constant(value, VOCABULARY[right.term].type))
    return condition


def constant(value: bool) -> Always:
    """The constant condition of a truth value."""
    return TRUE if value else FALSE


def negation(part: Condition) -> Condition:
    """The negation, simplified."""
    match part:
        case Always(value=value):
            return part if value is None else constant(not value)
        case Not(part=inner):
            return inner
        case Compare(operator="=="):
            return Compare(part.term, "!=", part.right)
        case Compare(operator="!="):
            return Compare(part.term, "==", part.right)
        case _:
            return Not(part)


def conjunction_of(parts: Iterable[Condition]) -> Condition:
    """The conjunction, simplified: flat, without constants that say nothing, each part once."""
    return _join(parts, FALSE, TRUE, All)


def disjunction_of(parts: Iterable[Condition]) -> Condition:
    """The disjunction, simplified: flat, without constants that say nothing, each part once."""
    return _join(parts, TRUE, FALSE, Any)


def _join(
    parts: Iterable[Condition], end: Always, neutral: Always, kind: Callable[[tuple[Condition, ...]], All | Any]
) -> Condition:
    found: list[Condition] = []
    for part in parts:
        if part.__class__ is Always:
            if part == end:
                return end
            if part == neutral:
                continue
        # comparing is cheaper than hashing: most parts differ at the first look
        for inner in part.parts if isinstance(part, All | Any) and part.__class__ is kind else (part,):
            if inner not in found:
                found.append(inner)
    if not found:
        return neutral
    return found[0] if len(found) == 1 else kind(tuple(found))


__all__ = ["Known", "conjunction_of", "constant", "disjunction_of", "fold", "negation"]
