"""Kleene's logic on columns: a condition's truth for many legs at once, as two columns, *possible* and *certain*."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from licet.batch.arrays import Flags
from licet.conditions.tree import All, Always, Any, Compare, Condition, Defined, Holds, Limb, Not, Within

Side = Flags | bool
"""A column, or one truth for all rows."""


class Pair(NamedTuple):
    """Where a condition may hold, and where it certainly does."""

    possible: Side
    certain: Side

    @property
    def unknown(self) -> Side:
        """Where it is unknown."""
        return both(self.possible, negated(self.certain))


def both(left: Side, right: Side) -> Side:
    """Two-valued *and*."""
    if isinstance(left, bool):
        return right if left else False
    if isinstance(right, bool):
        return left if right else False
    return left & right


def either(left: Side, right: Side) -> Side:
    """Two-valued *or*."""
    if isinstance(left, bool):
        return True if left else right
    if isinstance(right, bool):
        return True if right else left
    return left | right


def negated(side: Side) -> Side:
    """Two-valued *not*."""
    return not side if isinstance(side, bool) else ~side


def somewhere(side: Side) -> bool:
    """Whether it holds in any row."""
    return side if isinstance(side, bool) else bool(side.any())


def column(side: Side, count: int) -> Flags:
    """The side as a column."""
    return np.full(count, side, np.bool_) if isinstance(side, bool) else side


Leaf = Holds | Compare | Within


class Columns:
    """Evaluates conditions over some rows; what has been evaluated once is kept.

    Args:
        leaf: gives the truth of a leaf in every row.
    """

    def __init__(self, leaf: Callable[[Leaf], Pair]) -> None:
        self.leaf = leaf
        self._leaves: dict[Leaf, Pair] = {}
        self._kept: dict[int, tuple[Condition, Pair]] = {}

    def pair(self, node: Condition) -> Pair:
        """The truth of a condition in every row."""
        # by identity: hashing a whole tree again and again costs more than it saves
        kept = self._kept.get(id(node))
        if kept is None:
            kept = self._kept[id(node)] = (node, self._pair(node))
        return kept[1]

    def _pair(self, node: Condition) -> Pair:
        match node:
            case Always(value=value):
                return Pair(value is not False, value is True)
            case Holds() | Compare() | Within():
                found = self._leaves.get(node)
                if found is None:
                    found = self._leaves[node] = self.leaf(node)
                return found
            case Not(part=part):
                inner = self.pair(part)
                return Pair(negated(inner.certain), negated(inner.possible))
            case All(parts=parts):
                result = Pair(True, True)
                for part in parts:
                    inner = self.pair(part)
                    result = Pair(both(result.possible, inner.possible), both(result.certain, inner.certain))
                return result
            case Any(parts=parts):
                result = Pair(False, False)
                for part in parts:
                    inner = self.pair(part)
                    result = Pair(either(result.possible, inner.possible), either(result.certain, inner.certain))
                return result
            case Defined(body=part) | Limb(part=part):
                return self.pair(part)

    def open_leaves(self, node: Condition, where: Side, note: Callable[[Leaf | Always, Side], None]) -> None:
        """Tell ``note`` of every leaf on which the unknown condition depends, and in which rows."""
        here = both(where, self.pair(node).unknown)
        if not somewhere(here):
            return
        match node:
            case Holds() | Compare() | Within() | Always():
                note(node, here)
            case Not(part=part) | Defined(body=part) | Limb(part=part):
                self.open_leaves(part, here, note)
            case All(parts=parts) | Any(parts=parts):
                for part in parts:
                    self.open_leaves(part, here, note)
