"""The outcome chain, intervals on it, and Kleene's strong three-valued logic.

A truth value is ``True``, ``False`` or ``None`` (unknown). An outcome is one of four on a chain, worst first; an
interval ``[worst, best]`` says what the outcome is if the unknown facts turn out against the transfer and in its favour.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

Truth = bool | None


class Outcome(IntEnum):
    """``blocked < discretionary < conditional < allowed``."""

    BLOCKED = 0
    DISCRETIONARY = 1
    CONDITIONAL = 2
    ALLOWED = 3

    @property
    def word(self) -> str:
        """The outcome's lower-case name, as decisions print it."""
        return _WORDS[self]


_WORDS = ("blocked", "discretionary", "conditional", "allowed")
UNDETERMINED = "undetermined"
"""What a decision reports when the two ends of its interval differ."""


class Interval(NamedTuple):
    """What is known of an outcome: ``worst <= outcome <= best``."""

    worst: Outcome
    best: Outcome

    @property
    def settled(self) -> bool:
        """Whether both ends are equal."""
        return self.worst == self.best

    @property
    def word(self) -> str:
        """The outcome's name where it is settled, else ``undetermined``."""
        return self.worst.word if self.settled else UNDETERMINED

    def meet(self, other: Interval) -> Interval:
        """The minimum at both ends: both rules have to be satisfied."""
        return Interval(min(self.worst, other.worst), min(self.best, other.best))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both: it is not known which of the two applies."""
        return Interval(min(self.worst, other.worst), max(self.best, other.best))


ALLOWED = Interval(Outcome.ALLOWED, Outcome.ALLOWED)
ANYTHING = Interval(Outcome.BLOCKED, Outcome.ALLOWED)


def exactly(outcome: Outcome) -> Interval:
    """The settled interval at ``outcome``."""
    return Interval(outcome, outcome)


def meet(intervals: Iterable[Interval]) -> Interval:
    """The minimum of all intervals at both ends; of none, allowed."""
    result = ALLOWED
    for interval in intervals:
        result = result.meet(interval)
    return result


def negate(value: Truth) -> Truth:
    """Kleene's *not*: unknown stays unknown."""
    return None if value is None else not value


def conjunction(values: Iterable[Truth]) -> Truth:
    """Kleene's *and*: false if any is false, else unknown if any is unknown, else true (also of none)."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjunction(values: Iterable[Truth]) -> Truth:
    """Kleene's *or*: true if any is true, else unknown if any is unknown, else false (also of none)."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result
