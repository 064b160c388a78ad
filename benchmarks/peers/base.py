"""What a peer has to do, and the names and numbers that several of them share."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any as Anything

from benchmarks.prepared import Bare
from licet.conditions.tree import All, Any, Compare, Condition, Constant, Not, Plain
from licet.outcome import Outcome
from licet.terms import VOCABULARY

Judgement = tuple[str, Sequence[str]]
"""An outcome and the ids of all rules that fired."""


class Peer(ABC):
    """A rules engine that judges one leg at a time; made from the bare rules, and that is not timed."""

    def __init__(self, rules: Bare) -> None:
        self.levels = rules.levels
        self.read = terms_of(rule.condition for rule in rules.rules)

    def facts(self, facts: Mapping[str, Plain]) -> Anything:
        """The facts of a leg as this peer wants them; not timed. What no rule reads is left out."""
        return {key(term): self.value(term, value) for term, value in facts.items() if term in self.read}

    def value(self, term: str, value: Plain) -> Anything:
        """A value as this peer wants it."""
        return value

    @abstractmethod
    def judge(self, facts: Anything) -> Judgement:
        """The outcome and every rule that fired; this is timed."""

    def outcome(self, fired: Sequence[str]) -> str:
        """The worst outcome of the rules that fired."""
        if not fired:
            return "allowed"
        levels = self.levels
        return min([levels[rule] for rule in fired]).word

    def between(self, fired: Sequence[str], perhaps: Sequence[str]) -> Judgement:
        """The outcome of rules that bite and of others that may: undetermined where those matter."""
        outcome = self.outcome(fired)
        if not perhaps:
            return outcome, fired
        either = [*fired, *perhaps]
        return (outcome if self.outcome(either) == outcome else "undetermined"), either


class BatchPeer(ABC):
    """An engine that judges many legs at once, from columns."""

    def __init__(self, rules: Bare) -> None:
        self.rules = rules

    @abstractmethod
    def columns(self, rows: Sequence[Mapping[str, Plain]]) -> Anything:
        """Known facts of many legs as this peer's own encoded columns; not timed."""

    @abstractmethod
    def repeated(self, columns: Anything, rows: int) -> Anything:
        """The columns over and over, cut at so many rows; not timed."""

    @abstractmethod
    def judge(self, columns: Anything) -> tuple[Anything, Mapping[str, Anything]]:
        """The outcomes as numbers of :class:`Outcome`, and for each rule whether it fired, row by row; this is timed."""


def key(term: str) -> str:
    """A term as an identifier: ``item.lethal`` is ``item_lethal``."""
    return re.sub(r"\W", "_", term)


def terms_of(conditions: Anything) -> frozenset[str]:
    """All terms that conditions read."""
    from licet.conditions.tree import terms

    return frozenset(term for condition in conditions for term in terms(condition))


def base_of(term: str) -> str:
    """The base of a term's type; a fact such as ``destination in EU`` is a truth value."""
    return VOCABULARY[term].type.base if term in VOCABULARY else "truth"


NO_DATE = -1
"""A day for ``none``, where dates are numbers."""


def as_number(term: str, value: Plain) -> Plain:
    """Dates as numbers (20240131), for peers whose ``<`` takes only numbers; other values as they are."""
    if base_of(term) != "date" or not isinstance(value, str):
        return value
    return NO_DATE if value == "none" else int(value.replace("-", ""))


def guarded(node: Compare) -> bool:
    """Whether a comparison has to ask first that there is such a thing: ``none`` has no order."""
    return node.operator not in ("==", "!=") and VOCABULARY[node.term].optional


def right_of(node: Compare) -> Plain:
    """The constant of a comparison.

    Raises:
        ValueError: it compares two terms.
    """
    if not isinstance(node.right, Constant):
        raise ValueError("two terms are compared")
    return node.right.value


def inward(node: Condition, positive: bool = True) -> Condition:
    """The condition with negation at its leaves only."""
    match node:
        case Not(part=part):
            return inward(part, not positive)
        case All(parts=parts):
            inner = tuple(inward(part, positive) for part in parts)
            return All(inner) if positive else Any(inner)
        case Any(parts=parts):
            inner = tuple(inward(part, positive) for part in parts)
            return Any(inner) if positive else All(inner)
        case _:
            return node if positive else Not(node)


__all__ = [
    "NO_DATE",
    "BatchPeer",
    "Judgement",
    "Outcome",
    "Peer",
    "as_number",
    "base_of",
    "guarded",
    "inward",
    "key",
    "right_of",
    "terms_of",
]
