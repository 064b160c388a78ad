"""What a section of the benchmarks takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.measure import Spread

Figure = float | int | None
"""A figure; None where what it needs is not installed, or not there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is measured."""

    quick: bool

    @property
    def rounds(self) -> int:
        """Rounds of a comparison."""
        return 11 if self.quick else 21

    @property
    def seconds(self) -> float:
        """How long a turn lasts, about."""
        return 0.02 if self.quick else 0.06

    @property
    def asked(self) -> int:
        """How many questions there are."""
        return 2_000 if self.quick else 10_000

    @property
    def checked(self) -> int:
        """How many of them are checked against the reference before anything is timed."""
        return 300 if self.quick else 10_000


@dataclass(slots=True)
class Result:
    """Figures by name, and behind them the times of each contestant in each comparison."""

    figures: dict[str, Figure] = field(default_factory=dict)
    times: dict[str, dict[str, Spread]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the benchmarks that can be run alone.

    Attributes:
        name: its name.
        figures: the names of its figures, in order; those that :attr:`run` leaves out are missing.
        run: measures them.
    """

    name: str
    figures: tuple[str, ...]
    run: Callable[[Settings], Result]


class DisagreementError(Exception):
    """A contestant does not answer as the reference does, so its time says nothing."""
