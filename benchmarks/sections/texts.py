"""JSON in, JSON out: a request to a decision, against datalogic-py's bare rules on bare facts.

The request is of the usual kind: an item of the catalogue by its name, to whom and what for; nobody else has a claim on it.
Licet looks names up, finds the world's facts, and gives outcome, worst, best and grounds. datalogic-py gets a flat object of
every fact that this comes to, and gives the ids of the rules that fired. The same requests are measured with the item
described field by field and special circumstances stated, which Licet's full reader has to read.
"""

from __future__ import annotations

import json
import random
from typing import Any as Anything

from benchmarks.licet_side import Licet, Truth
from benchmarks.measure import MICRO, Contestant, interleaved, say, turn
from benchmarks.peers import PEERS, installed
from benchmarks.peers.base import terms_of
from benchmarks.policies import Question
from benchmarks.prepared import group_fact
from benchmarks.result import DisagreementError, Result, Section, Settings
from benchmarks.shipped import Shipped, shipped
from licet.conditions.tree import Plain
from licet.evaluate.facts import LegFacts
from licet.terms import VOCABULARY
from licet.transfers.transfer import Leg

_KEYS = {"end_use": "end_use", "channel": "channel", "supplier": "supplier"}


def run(settings: Settings) -> Result:
    """The shipped Korean policy."""
    case = shipped("KOR", settings.asked // 2)
    licet = Licet(case.library, strict=False)
    usual = _usual(case)
    texts = [json.dumps(request).encode() for request in usual]
    described = [json.dumps(question.request).encode() for question in case.questions]
    for text in [*texts[: settings.checked], *described[: settings.checked]]:
        said = json.loads(licet.decide_json(text))["outcome"]
        if said != (truth := Truth(case.library, json.loads(text), strict=False)).outcome:
            raise DisagreementError(f"licet says {said}, the reference {truth.outcome}")
    contestants: dict[str, Contestant] = {
        "licet": turn(licet.decide_json, texts, lazy=True),
        "described": turn(licet.decide_json, described, lazy=True),
    }
    if installed(PEERS[0]):
        from benchmarks.peers.datalogic import Datalogic

        peer = Datalogic(case.rules)
        facts = [json.dumps(peer.facts(_facts(case, request))) for request in usual]
        contestants["datalogic"] = turn(peer.judge_text, facts)
    else:
        say("datalogic-py is left out; to install it: pip install datalogic-py")
    times = interleaved(contestants, rounds=settings.rounds, seconds=settings.seconds)
    result = Result(times={"texts": times})
    result.figures["json_us"] = times["licet"].median * MICRO
    result.figures["json_described_us"] = times["described"].median * MICRO
    if "datalogic" in times:
        result.figures["json_vs_datalogic"] = times["datalogic"].over(times["licet"])
    return result


def _usual(case: Shipped) -> list[dict[str, Anything]]:
    """Requests as people write them: one for each question, to its destination, on its date."""
    chance = random.Random(5)
    items = [
        item.name
        for item in case.library.world.catalogue.items.values()
        if not {origin.state for origin in item.origins} - {case.state}
    ]
    return [_request(case.state, question, chance.choice(items)) for question in case.questions]


def _request(state: str, question: Question, item: str) -> dict[str, Anything]:
    facts = question.facts
    destination, date = facts["destination"], facts["date"]
    request: dict[str, Anything] = {"exporter": state, "destination": destination, "date": date, "items": [item]}
    request |= {key: facts[term] for term, key in _KEYS.items() if term in facts}
    if "end_user.type" in facts:
        request["end_user"] = {"type": facts["end_user.type"]}
    return request


def _facts(case: Shipped, request: dict[str, Anything]) -> dict[str, Plain]:
    """Every known fact that the bare rules read, on the exporter's leg of a request."""
    known = LegFacts(case.library.world, case.library.transfer(request), Leg(case.state, "exporter", 0))
    found: dict[str, Plain] = {}
    for term in sorted(terms_of(rule.condition for rule in case.rules.rules)):
        if term in VOCABULARY:
            value = known.value(term).value
        else:
            country, group = term.split(" in ")
            assert term == group_fact(country, group)
            value = known.member(group, str(known.value(country).value))
        if value is not None:
            found[term] = value
    return found


SECTION = Section("texts", ("json_us", "json_described_us", "json_vs_datalogic"), run)
