"""How a decision's time grows: with rules that do not bind, with states, with legs."""

from __future__ import annotations

import json
from typing import Any as Anything

from benchmarks.licet_side import Licet
from benchmarks.measure import MICRO, Contestant, Spread, interleaved, say, turn
from benchmarks.peers import PEERS, installed, peer_class
from benchmarks.policies import OTHER_STATES, STATES, neutral, questions, request_of
from benchmarks.prepared import bare
from benchmarks.result import Result, Section, Settings

RULES = (100, 300, 1000, 3000)
MANY_STATES = (6, 12, 36)
LEGS = (1, 2, 4, 8)
_TRANSFERS = 40
_FORMS = PEERS[:2]
"""datalogic-py in both forms, to compare the growth with."""


def run(settings: Settings) -> Result:
    """All three, Licet's against datalogic-py's where that is installed."""
    result = Result()
    _rules(settings, result)
    _states(settings, result)
    _legs(settings, result)
    return result


def _rules(settings: Settings, result: Result) -> None:
    asked = questions(settings.asked)
    turns: dict[str, Contestant] = {}
    for count in RULES:
        say(f"  a policy of {count} rules")
        library = neutral(count)
        turns[f"licet_{count}"] = turn(Licet(library).leg, asked, lazy=True)
        if count not in (RULES[0], RULES[-1]):
            continue
        for entry in _FORMS:
            if installed(entry):
                peer: Anything = peer_class(entry)(bare(library))
                turns[f"{entry.name}_{count}"] = turn(peer.judge, [peer.facts(one.facts) for one in asked])
    # Licet's turns next to each other, so that the ratio is of turns that are
    times: dict[str, Spread] = {}
    for own in (True, False):
        group = {name: one for name, one in turns.items() if name.startswith("licet") is own}
        times |= interleaved(group, rounds=settings.rounds, seconds=settings.seconds)
    result.times["rules"] = times
    for count in RULES:
        result.figures[f"single_us_{count}_rules"] = times[f"licet_{count}"].median * MICRO
    first, last = f"_{RULES[0]}", f"_{RULES[-1]}"
    result.figures["growth_100_to_3000"] = times[f"licet{last}"].over(times[f"licet{first}"])
    for entry in _FORMS:
        if entry.name + last in times:
            result.figures[f"growth_100_to_3000_{entry.name}"] = times[entry.name + last].over(
                times[entry.name + first]
            )


def _states(settings: Settings, result: Result) -> None:
    turns = {}
    for count in MANY_STATES:
        licet = Licet(neutral(10 * count, states=count))
        turns[str(count)] = turn(licet.leg, questions(settings.asked, states=count), lazy=True)
    times = result.times["states"] = interleaved(turns, rounds=settings.rounds, seconds=settings.seconds)
    result.figures["growth_6_to_36_states"] = times["36"].over(times["6"])


def _legs(settings: Settings, result: Result) -> None:
    states = (STATES + OTHER_STATES)[: MANY_STATES[-1]]
    library = neutral(10 * len(states), states=len(states))
    licet = Licet(library)
    turns = {}
    for count in LEGS:
        transfers = []
        for number, one in enumerate(questions(_TRANSFERS)):
            exporter = str(one.facts["exporter"])
            others = [state for state in states if state != exporter]
            start = number % len(others)
            origins = (others + others)[start : start + count - 1]
            destination = str(one.facts["destination"])
            request = request_of(exporter, destination, one.date, one.facts, origins)
            transfers.append(library.transfer(json.loads(json.dumps(request))))
        turns[str(count)] = turn(licet.decide, transfers, lazy=True)
    times = result.times["legs"] = interleaved(turns, rounds=settings.rounds, seconds=settings.seconds)
    result.figures["decide_us_8_legs"] = times["8"].median * MICRO
    result.figures["growth_1_to_8_legs"] = times["8"].over(times["1"])


SECTION = Section(
    "growth",
    (
        *(f"single_us_{count}_rules" for count in RULES),
        "growth_100_to_3000",
        *(f"growth_100_to_3000_{entry.name}" for entry in _FORMS),
        "growth_6_to_36_states",
        "decide_us_8_legs",
        "growth_1_to_8_legs",
    ),
    run,
)
