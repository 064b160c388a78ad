"""The same with a third of the facts unknown: the time, and how often an engine allows what is undetermined."""

from __future__ import annotations

from typing import Any as Anything

from benchmarks.licet_side import Licet, Truth
from benchmarks.measure import MICRO, interleaved, say, turn
from benchmarks.peers import EXACT_PEERS, PEERS, installed, peer_class
from benchmarks.policies import neutral, questions
from benchmarks.prepared import bare
from benchmarks.result import Result, Section, Settings
from benchmarks.sections.single import agree

_ONES = tuple(entry for entry in PEERS if entry.name not in ("datalogic_factored", "cedarpy_batch"))
"""One form of each engine: another form of it answers the same."""


def run(settings: Settings) -> Result:
    """The answers of Licet and of the peers that are exact are checked and timed; what the others answer is counted."""
    library, rules = neutral(), bare(neutral())
    asked = questions(settings.asked, known=False)
    truths = [Truth(library, question.request) for question in asked[: settings.checked]]
    licet = Licet(library)
    agree("licet", [licet.leg(question) for question in asked[: len(truths)]], truths)
    contestants = {"licet": turn(licet.leg, asked, lazy=True)}
    for entry in EXACT_PEERS:
        if installed(entry):
            exact: Anything = peer_class(entry)(rules)
            facts = [exact.facts(question.facts) for question in asked]
            agree(entry.name, [exact.judge(one) for one in facts[: len(truths)]], truths)
            contestants[entry.name] = turn(exact.judge, facts)
    times = interleaved(contestants, rounds=settings.rounds, seconds=settings.seconds)
    result = Result(times={"unknown": times})
    figures = result.figures
    figures["unknown_us"] = times["licet"].median * MICRO
    for entry in EXACT_PEERS:
        if entry.name in times:
            figures[f"unknown_vs_{entry.name}"] = times[entry.name].over(times["licet"])
    open_ones = [question for question, truth in zip(asked, truths, strict=False) if truth.outcome == "undetermined"]
    figures["undetermined"] = len(open_ones)
    for entry in _ONES:
        if not installed(entry):
            continue
        peer: Anything = peer_class(entry)(rules)
        allowed = failed = 0
        for question in open_ones:
            try:
                outcome, _ = peer.judge(peer.facts(question.facts))
            except Exception:  # whatever an engine raises, it gave no answer
                failed += 1
            else:
                allowed += outcome == "allowed"
        figures[f"wrongly_allowed_{entry.name}"] = allowed
        figures[f"no_answer_{entry.name}"] = failed
        say(f"  {entry.label}: {allowed} of {len(open_ones)} undetermined ones allowed, {failed} without an answer")
    return result


SECTION = Section(
    "unknown",
    (
        "unknown_us",
        *(f"unknown_vs_{entry.name}" for entry in EXACT_PEERS),
        "undetermined",
        *(f"{what}_{entry.name}" for entry in _ONES for what in ("wrongly_allowed", "no_answer")),
    ),
    run,
)
