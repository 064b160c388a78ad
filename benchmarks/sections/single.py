"""One leg judged, every fact known: the outcome and all rules that fired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any as Anything

from benchmarks.licet_side import Licet, Truth
from benchmarks.measure import MICRO, Contestant, Spread, interleaved, say, turn
from benchmarks.peers import PEERS, Entry, installed, peer_class
from benchmarks.policies import Question, neutral, questions
from benchmarks.prepared import Bare, bare
from benchmarks.result import DisagreementError, Result, Section, Settings
from licet.library import Library


def run(settings: Settings) -> Result:
    """All peers on the neutral policy of 60 rules; besides, Licet on whole transfers and whole requests."""
    library = neutral()
    asked = questions(settings.asked)
    truths = [Truth(library, question.request) for question in asked[: settings.checked]]
    times = compare(library, bare(library), asked, truths, settings, strict=True)
    licet = Licet(library)
    transfers = [library.transfer(question.request) for question in asked]
    whole = interleaved(
        {
            "decide": turn(licet.decide, transfers, lazy=True),
            "request": turn(licet.decide, [question.request for question in asked], lazy=True),
        },
        rounds=settings.rounds,
        seconds=settings.seconds,
    )
    result = Result(times={"single": times, "whole": whole})
    result.figures["single_us"] = times["licet"].median * MICRO
    for entry in PEERS:
        if entry.name in times:
            result.figures[f"single_vs_{entry.name}"] = times[entry.name].over(times["licet"])
    result.figures["decide_us"] = whole["decide"].median * MICRO
    result.figures["request_us"] = whole["request"].median * MICRO
    return result


def compare(
    library: Library,
    rules: Bare,
    asked: Sequence[Question],
    truths: Sequence[Truth],
    settings: Settings,
    *,
    strict: bool,
    peers: Sequence[Entry] = PEERS,
) -> dict[str, Spread]:
    """Licet and the peers that are installed, each checked against the truths of the first questions, then timed.

    Raises:
        DisagreementError: an outcome, or the rules behind it, differ from the reference's.
    """
    licet = Licet(library, strict=strict)
    turns: dict[str, Contestant] = {}
    agree("licet", [licet.leg(question) for question in asked[: len(truths)]], truths)
    turns["licet"] = turn(licet.leg, asked, lazy=True)
    for entry in peers:
        if not installed(entry):
            say(f"{entry.label} is left out; to install it: pip install {entry.package}")
            continue
        peer: Anything = peer_class(entry)(rules)
        facts = [peer.facts(question.facts) for question in asked]
        many = getattr(peer, "judge_many", None)
        first = facts[: len(truths)]
        agree(entry.name, many(first) if many else [peer.judge(one) for one in first], truths)
        turns[entry.name] = turn(peer.judge, facts) if many is None else many_at_once(many, facts)
        say(f"  {entry.label}: the same outcomes and rules as the reference on {len(truths)} questions")
    return interleaved(turns, rounds=settings.rounds, seconds=settings.seconds)


def many_at_once(judge: Anything, facts: Sequence[Anything]) -> Contestant:
    """A contestant that takes many in one call."""

    def take(count: int) -> None:
        times, rest = divmod(count, len(facts))
        for _ in range(times):
            judge(facts)
        if rest:
            judge(facts[:rest])

    return Contestant(take, len(facts))


def agree(name: str, judgements: Sequence[tuple[str, Sequence[str]]], truths: Sequence[Truth]) -> None:
    """Compare judgements with the truth.

    Raises:
        DisagreementError: one differs.
    """
    for (outcome, fired), truth in zip(judgements, truths, strict=True):
        if outcome != truth.outcome or sorted(fired) != truth.rules:
            raise DisagreementError(
                f"{name} says {outcome} of {sorted(fired)}, the reference {truth.outcome} of {truth.rules}"
            )


SECTION = Section(
    "single", ("single_us", *(f"single_vs_{entry.name}" for entry in PEERS), "decide_us", "request_us"), run
)
