"""Timing: rounds in which every contestant has its turn, so that whatever disturbs the machine disturbs them all.

A figure is a median over rounds. A ratio is taken round by round, between two turns that stood next to each other, and its
median is reported: so it carries over to other machines, which times do not.
"""

from __future__ import annotations

import gc
import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

MICRO = 1e6
_WARM = 0.25
"""Seconds in which a contestant is warmed up that prepares nothing on first use."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Times of one contestant over the rounds, in seconds for one unit of work."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.rounds)

    @property
    def least(self) -> float:
        """The best one."""
        return min(self.rounds)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The lower and the upper quartile."""
        if len(self.rounds) < 2:
            return self.rounds[0], self.rounds[0]
        low, _, high = statistics.quantiles(self.rounds, n=4, method="inclusive")
        return low, high

    def over(self, other: Spread) -> float:
        """How many times as long this takes as ``other``: the median of the ratios of each round."""
        return statistics.median(a / b for a, b in zip(self.rounds, other.rounds, strict=True))


Input = TypeVar("Input")
Turn = Callable[[int], None]
"""Does as many units of work as it is told."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who is timed.

    Attributes:
        take: does so many units of work.
        inputs: after so many of them it has seen everything once.
        lazy: it prepares things on first use, so it has to have seen everything before the clock starts; else a quarter of a
            second of it will do.
    """

    take: Turn
    inputs: int
    lazy: bool = False


def turn(work: Callable[[Input], object], inputs: Sequence[Input], *, lazy: bool = False) -> Contestant:
    """A contestant that puts inputs to a function one after another, round and round."""

    def take(count: int) -> None:
        if count <= len(inputs):
            for one in inputs[:count]:
                work(one)
        else:
            for one in itertools.islice(itertools.cycle(inputs), count):
                work(one)

    return Contestant(take, len(inputs), lazy)


def interleaved(
    contestants: Mapping[str, Contestant], *, rounds: int, seconds: float, least: int = 20
) -> dict[str, Spread]:
    """Time contestants in interleaved rounds.

    Before the clock starts each is warmed up.

    Args:
        contestants: by name.
        rounds: how often each has its turn.
        seconds: about how long a turn lasts; the units of work are chosen for it beforehand.
        least: units in a turn at least.
    """
    counts = {name: _units(one, seconds, least) for name, one in contestants.items()}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    if not names:
        return {}
    with quiet():
        for number in range(rounds):
            # each round begins with another one
            shift = number % len(names)
            for name in names[shift:] + names[:shift]:
                count = counts[name]
                start = time.perf_counter()
                contestants[name].take(count)
                times[name].append((time.perf_counter() - start) / count)
    return {name: Spread(tuple(found)) for name, found in times.items()}


def _units(one: Contestant, seconds: float, least: int) -> int:
    start = time.perf_counter()
    done = 0
    count = least
    while done < one.inputs and (one.lazy or time.perf_counter() - start < _WARM):
        # from the start each time: the first are done again, the rest for the first time
        count = min(count * 2, one.inputs)
        one.take(count)
        done = count
    start = time.perf_counter()
    one.take(done)
    spent = time.perf_counter() - start
    return max(least, int(done * seconds / spent))


@contextmanager
def quiet() -> Iterator[None]:
    """No garbage is collected meanwhile; what there is, before."""
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def say(text: str) -> None:
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)
