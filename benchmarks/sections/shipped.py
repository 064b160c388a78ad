"""The same on law: the shipped policies of Korea and of Germany, each alone."""

from __future__ import annotations

from benchmarks.licet_side import Truth
from benchmarks.measure import MICRO, say
from benchmarks.peers import PEERS
from benchmarks.result import Result, Section, Settings
from benchmarks.sections.single import compare
from benchmarks.shipped import shipped

STATES = {"korea": "KOR", "germany": "DEU"}
_NAMES = tuple(entry.name for entry in PEERS)


def run(settings: Settings) -> Result:
    """Both policies, with all peers."""
    result = Result()
    for name, state in STATES.items():
        case = shipped(state, settings.asked // 2)
        say(f"  {name}: {len(case.rules.rules)} rules; {len(case.rules.left_out)} that peers cannot be given")
        for rule, why in case.rules.left_out.items():
            say(f"    {rule}: {why}")
        checked = case.questions[: min(settings.checked, len(case.questions))]
        truths = [Truth(case.library, question.request, strict=False) for question in checked]
        times = compare(case.library, case.rules, case.questions, truths, settings, strict=False)
        result.times[name] = times
        result.figures[f"{name}_us"] = times["licet"].median * MICRO
        for entry in PEERS:
            if entry.name in times:
                result.figures[f"{name}_vs_{entry.name}"] = times[entry.name].over(times["licet"])
    return result


SECTION = Section(
    "shipped",
    tuple(figure for name in STATES for figure in (f"{name}_us", *(f"{name}_vs_{peer}" for peer in _NAMES))),
    run,
)
