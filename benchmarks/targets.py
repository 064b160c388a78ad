"""What Licet aims at, and why it is missed where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.result import Figure


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that should be at least, or at most, so much; ``why`` is shown where it is not."""

    figure: str
    what: str
    value: float
    at_most: bool = False
    why: str = ""

    @property
    def aim(self) -> str:
        """The target in words."""
        return f"{'at most' if self.at_most else 'at least'} {shown(self.value)}"

    def reached(self, figures: Mapping[str, Figure]) -> bool | None:
        """Whether it is; None where it was not measured."""
        measured = figures.get(self.figure)
        if measured is None:
            return None
        return measured <= self.value if self.at_most else measured >= self.value


_READING = "finding the leg's function, and turning bits into an outcome and ids, take as long as the tests themselves"
TARGETS = (
    Target("single_vs_datalogic", "one decision against datalogic-py as generated, times as fast", 5, why=_READING),
    Target("single_vs_datalogic_factored", "the same against datalogic-py factored by hand", 2.5, why=_READING),
    Target("single_vs_cedarpy", "the same against cedarpy", 100, why=_READING),
    Target(
        "growth_100_to_3000", "time at 3,000 rules over time at 100, the rules that bind the same", 1.2, at_most=True
    ),
    Target("json_vs_datalogic", "JSON request to JSON decision against bare rules on bare facts, times as fast", 1),
    Target(
        "batch_vs_openfisca",
        "36 independent encoded columns on one core against openfisca-core, times as fast",
        12,
        why="the batch judges each combination that the law tells apart once, and with 36 independent columns nearly "
        "every row is one of its own; besides, it reads columns from Arrow and answers with grounds, steps and unknown "
        "facts in words, where openfisca gives truth values of encoded arrays; on law as it is, see "
        "`batch_korea_vs_openfisca`",
    ),
    Target(
        "parquet_rows_per_second",
        "Parquet to Parquet on shipped law, rows a second",
        3_000_000,
        why="preparing the law of every destination and day takes some seconds in each process; the longer the file, "
        "the less it weighs",
    ),
    Target("prove_60_rules_ms", "two versions of 60 rules compared over all transfers, ms", 100, at_most=True),
    Target("prove_300_rules_ms", "the same of 300 rules, ms", 1000, at_most=True),
    Target("lint_by_proof_s", "the whole shipped library linted by proof, s", 60, at_most=True),
)


def shown(value: Figure) -> str:
    """A figure as people read it: three significant digits, thousands apart."""
    if value is None:
        return "not measured"
    if abs(value) >= 1000:
        return f"{round(value):,}"
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"
