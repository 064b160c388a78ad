"""Counts over many changes: how many transfers moved, where to, because of which rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from licet.compare.difference import DIRECTIONS, Direction
from licet.compare.reasons import Cause
from licet.compare.sides import Change, Damaged


@dataclass(slots=True)
class Summary:
    """Counts over the changes seen; :meth:`add` them one by one.

    Attributes:
        directions: how many transfers moved where (``same``: stayed).
        other_reasons: of those that stayed, how many rest on other rules.
        moves: how many went from which outcome to which.
        rules: for each rule and cause, how many transfers it moved in each direction.
        damaged: how many rows were no transfers.
    """

    directions: Counter[Direction] = field(default_factory=Counter)
    other_reasons: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: dict[tuple[str, Cause], Counter[Direction]] = field(default_factory=dict)
    damaged: int = 0

    @property
    def transfers(self) -> int:
        """How many transfers were compared."""
        return sum(self.directions.values())

    @property
    def flips(self) -> int:
        """How many moved."""
        return self.transfers - self.directions["same"]

    def add(self, change: Change | Damaged) -> None:
        """Count one more."""
        if isinstance(change, Damaged):
            self.damaged += 1
            return
        self.directions[change.direction] += 1
        self.other_reasons += change.other_reasons
        if change.flips:
            brief = change.brief()
            self.moves[str(brief.before), str(brief.after)] += 1
        for key in dict.fromkeys((reason.rule, reason.cause) for reason in change.reasons):
            self.rules.setdefault(key, Counter())[change.direction] += 1

    def by_rule(self) -> list[tuple[str, Cause, Counter[Direction]]]:
        """The rules that moved most transfers first; alike, by name."""
        ordered = sorted(self.rules.items(), key=lambda entry: (-entry[1].total(), entry[0]))
        return [(rule, cause, counts) for (rule, cause), counts in ordered]

    def to_dict(self) -> dict[str, Any]:
        """The counts as plain data."""
        return {
            "transfers": self.transfers,
            "flips": self.flips,
            "directions": {name: self.directions[name] for name in DIRECTIONS},
            "other_reasons": self.other_reasons,
            "moves": [
                {"before": before, "after": after, "transfers": count}
                for (before, after), count in sorted(self.moves.items(), key=lambda entry: (-entry[1], entry[0]))
            ],
            "rules": [
                {"rule": rule, "cause": cause, **dict(sorted(counts.items()))} for rule, cause, counts in self.by_rule()
            ],
            "damaged": self.damaged,
        }
