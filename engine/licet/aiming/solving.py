"""Values for terms that meet goals: filtering of finite pools, with choices taken back where they do not work out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from licet.aiming.goals import Goal
from licet.conditions.tree import (
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
)
from licet.evaluate.truth import compare
from licet.outcome import Truth
from licet.terms import VOCABULARY
from licet.world.lookup import member
from licet.world.model import World

Order = Callable[[Sequence[Goal]], Sequence[Goal]]
"""In which order the alternatives of a disjunction are tried."""

Domains = dict[str, tuple[Plain, ...]]
BUDGET = 4_000


class _GaveUpError(Exception):
    pass


@dataclass(slots=True)
class Solver:
    """Meets goals on one leg.

    Attributes:
        world: for memberships.
        date: the day of the transfer.
        role: the leg's role; only an exporter supplies from its own stock.
        order: the order in which alternatives are tried; by default those that quiet values meet come first.
    """

    world: World
    date: datetime.date
    role: str
    order: Order = tuple
    _left: int = BUDGET

    def solve(self, goals: Sequence[Goal], domains: Mapping[str, tuple[Plain, ...]]) -> Domains | None:
        """The domains of the terms on which the goals rest, narrowed to values that meet them; None where there are none."""
        self._left = BUDGET
        try:
            found = self._solve(list(goals), dict(domains), frozenset())
        except _GaveUpError:
            return None
        if found is None:
            return None
        narrowed, touched = found
        return {term: narrowed[term] for term in sorted(touched)}

    def _solve(
        self, goals: list[Goal], domains: Domains, touched: frozenset[str]
    ) -> tuple[Domains, frozenset[str]] | None:
        choices: list[list[Goal]] = []
        while goals:
            self._left -= 1
            if self._left < 0:
                raise _GaveUpError
            node, want = goals.pop()
            match node:
                case Always(value=value):
                    if value is not want:
                        return None
                case Not(part=part):
                    goals.append((part, not want))
                case Limb(part=part) | Defined(body=part):
                    goals.append((part, want))
                case All(parts=parts) | Any(parts=parts):
                    if isinstance(node, All) is want:
                        goals += [(part, want) for part in parts]
                    else:
                        choices.append([(part, want) for part in parts])
                case _:
                    term = self._term(node)
                    if term not in domains:
                        return None
                    left = tuple(value for value in domains[term] if self._leaf(node, value) is want)
                    if not left:
                        return None
                    domains[term] = left
                    touched |= {term}
        if not choices:
            return domains, touched
        first, *rest = sorted(choices, key=len)
        again: list[Goal] = [(Any(tuple(_as_true(goal) for goal in choice)), True) for choice in rest]
        alternatives = sorted(self.order(first), key=lambda goal: self._guess(goal[0], domains) is not goal[1])
        for alternative in alternatives:
            found = self._solve([*again, alternative], dict(domains), touched)
            if found is not None:
                return found
        return None

    def _term(self, leaf: Condition) -> str:
        assert isinstance(leaf, Holds | Compare | Within)
        return "supplier" if leaf.term == "own_stock" and self.role == "exporter" else leaf.term

    def _leaf(self, leaf: Condition, value: Plain) -> Truth:
        """The truth of a leaf where its term has this value; None where that depends on more."""
        match leaf:
            case Holds(term="own_stock"):
                return self.role == "exporter" and value == "state"
            case Holds():
                return value is True
            case Compare(term=term, operator=sign, right=Constant(value=right)):
                return compare(value, sign, right, VOCABULARY[term].type)
            case Within(members=members, groups=groups):
                # a membership that the world leaves open is settled as no when the request is written
                return value in members or any(
                    member(self.world, group, str(value), self.date) is True for group in groups
                )
            case _:
                return None

    def _guess(self, node: Condition, domains: Domains) -> bool:
        """The truth of a condition if every term had the first value left to it."""
        match node:
            case Always(value=value):
                return value is True
            case Not(part=part):
                return not self._guess(part, domains)
            case Limb(part=part) | Defined(body=part):
                return self._guess(part, domains)
            case All(parts=parts):
                return all(self._guess(part, domains) for part in parts)
            case Any(parts=parts):
                return any(self._guess(part, domains) for part in parts)
            case _:
                values = domains.get(self._term(node))
                return bool(values) and self._leaf(node, values[0]) is True  # type: ignore[index]


def _as_true(goal: Goal) -> Condition:
    return goal[0] if goal[1] else Not(goal[0])
