"""Counts over the rows of a batch: how many were answered how, how many were rejected, how many flip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from licet.compare.difference import DIRECTIONS, Direction, direction
from licet.outcome import UNDETERMINED, Interval, Outcome

OUTCOMES = (*(outcome.word for outcome in sorted(Outcome, reverse=True)), UNDETERMINED)
INTERVALS = tuple(
    Interval(Outcome(worst), Outcome(max(worst, best))) for worst in range(len(Outcome)) for best in range(len(Outcome))
)
"""Intervals by ``4 × worst + best``."""
CHANGES: tuple[Direction, ...] = tuple(direction(before, after) for before in INTERVALS for after in INTERVALS)
"""Directions by ``16 × before + after``."""


@dataclass
class Summary:
    """Counts over rows; they add up.

    Attributes:
        answered, rejected: rows.
        intervals: answered rows by ``4 × worst + best``.
        moves: with an amendment, answered rows by ``16 × before + after``.
        compared: whether there is an amendment.
        where: the file of the rejected rows, where there are some.
    """

    answered: int = 0
    rejected: int = 0
    intervals: Counter[int] = field(default_factory=Counter)
    moves: Counter[int] = field(default_factory=Counter)
    compared: bool = False
    where: str | None = None

    @property
    def rows(self) -> int:
        """All rows of the input."""
        return self.answered + self.rejected

    @property
    def outcomes(self) -> dict[str, int]:
        """How many rows have which outcome."""
        found = dict.fromkeys(OUTCOMES, 0)
        for number, count in self.intervals.items():
            found[INTERVALS[number].word] += count
        return found

    @property
    def directions(self) -> dict[Direction, int]:
        """How many rows moved where."""
        found: dict[Direction, int] = dict.fromkeys(DIRECTIONS, 0)
        for number, count in self.moves.items():
            found[CHANGES[number]] += count
        return found

    @property
    def flips(self) -> int:
        """How many rows moved."""
        return sum(count for name, count in self.directions.items() if name != "same")

    def moved(self) -> list[tuple[str, str, int]]:
        """From which answer to which how many rows moved, most first."""
        found: Counter[tuple[str, str]] = Counter()
        for number, count in self.moves.items():
            if CHANGES[number] != "same":
                before, after = divmod(number, len(INTERVALS))
                found[shown(INTERVALS[before]), shown(INTERVALS[after])] += count
        return [(*move, count) for move, count in sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))]

    def add(self, other: Summary) -> None:
        """Add another's counts."""
        self.answered += other.answered
        self.rejected += other.rejected
        self.intervals += other.intervals
        self.moves += other.moves
        self.compared |= other.compared

    def to_dict(self) -> dict[str, Any]:
        """The counts as plain data."""
        found: dict[str, Any] = {
            "rows": self.rows,
            "answered": self.answered,
            "rejected": self.rejected,
            "rejected_file": self.where,
            "outcomes": self.outcomes,
        }
        if self.compared:
            found |= {
                "flips": self.flips,
                "directions": self.directions,
                "moves": [{"before": one, "after": other, "rows": count} for one, other, count in self.moved()],
            }
        return found

    def to_record(self) -> dict[str, Any]:
        """The counts as a part's record keeps them."""
        return {
            "answered": self.answered,
            "rejected": self.rejected,
            "intervals": sorted(self.intervals.items()),
            "moves": sorted(self.moves.items()),
            "compared": self.compared,
        }

    @classmethod
    def of_record(cls, data: dict[str, Any]) -> Summary:
        """The counts of a part's record."""
        return cls(
            data["answered"],
            data["rejected"],
            Counter(dict(_pairs(data["intervals"]))),
            Counter(dict(_pairs(data["moves"]))),
            data["compared"],
        )


def _pairs(written: Iterable[Any]) -> Iterable[tuple[int, int]]:
    return ((int(key), int(value)) for key, value in written)


def shown(interval: Interval) -> str:
    """An interval in words."""
    return interval.word if interval.settled else f"{interval.worst.word} to {interval.best.word}"
