"""Many legs at once, on encoded columns and one core: Licet's batch against openfisca-core."""

from __future__ import annotations

from benchmarks.licet_side import has_batch
from benchmarks.measure import Spread, say
from benchmarks.peers import BATCH_PEERS, installed
from benchmarks.result import Result, Section, Settings
from benchmarks.worker import ask

_CASES = {"batch": "neutral", "batch_korea": "KOR"}


def run(settings: Settings) -> Result:
    """A million rows, and a tenth of them to see how it grows: the neutral policy, and the shipped Korean one."""
    many = 200_000 if settings.quick else 1_000_000
    few = many // 10
    result = Result()
    if not has_batch():
        say("  licet's batch is left out: it is not there")
    if not installed(BATCH_PEERS[0]):
        say(f"openfisca-core is left out; to install it: pip install {BATCH_PEERS[0].package}")
    rounds = 3 if settings.quick else 9
    for name, case in _CASES.items():
        before = _measure(result, name, case, few, rounds)
        times = _measure(result, name, case, many, rounds)
        figures = result.figures
        if "licet" in times:
            figures[f"{name}_rows_per_second"] = many / times["licet"].median
            figures[f"{name}_rows_growth"] = times["licet"].median / many / (before["licet"].median / few)
        if "openfisca" in times:
            figures[f"{name}_openfisca_rows_per_second"] = many / times["openfisca"].median
        if {"licet", "openfisca"} <= times.keys():
            figures[f"{name}_vs_openfisca"] = times["openfisca"].over(times["licet"])
    return result


def _measure(result: Result, name: str, case: str, rows: int, rounds: int) -> dict[str, Spread]:
    say(f"  {case}, {rows:,} rows")
    answer = ask("batch", case, rows, rounds)
    times = {who: Spread(tuple(found)) for who, found in answer["times"].items()}
    result.times[f"{name}_{rows}"] = times
    return times


SECTION = Section(
    "batch",
    tuple(
        f"{name}_{what}"
        for name in _CASES
        for what in ("rows_per_second", "openfisca_rows_per_second", "vs_openfisca", "rows_growth")
    ),
    run,
)
