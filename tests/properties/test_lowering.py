"""What is left of the law on a kind of leg says the same as the reference, rule by rule."""

from __future__ import annotations

import datetime
import itertools
import random

import pytest
from hypothesis import given, settings

import licet
from licet.conditions.tree import Always, walk
from licet.evaluate.evaluation import Evaluation, Options, evaluate
from licet.evaluate.truth import truth
from licet.library import Library
from licet.lowering import Scope, lower
from licet.lowering.days import scope_days
from licet.outcome import Truth
from licet.policies.words import LAYERS
from tests.generators import Known, knowledge, libraries

OPTIONS = [
    Options(),
    Options(strict=True),
    Options(known_on=datetime.date(2022, 1, 15)),
    Options(layers=("law",)),
    Options(suspended=frozenset({"kor/gate", "kor/r0", "deu/p0", "deu/consent"})),
]


def _folded(term: str) -> bool:
    return term.startswith("destination.") or term == "activity"


def assert_same(library: Library, evaluation: Evaluation, options: Options) -> None:
    """Every leg's rules, lifts included, come out as in the evaluation, whether the destination is folded in or not."""
    transfer = evaluation.transfer
    for leg in evaluation.legs:
        for destination in (transfer.destination, None):
            scope = Scope(
                leg.leg.state,
                leg.leg.role,
                transfer.date,
                destination,
                transfer.exporter,
                {term: value for term, value in transfer.assumed.items() if _folded(term)},
                transfer.memberships,
            )
            law = lower(library, scope, options)
            expected: dict[str, Truth] = {
                result.rule.id: result.condition
                for result in leg.rules
                if result.rule.effect in ("refuse", "require") and result.condition is not False
            }
            found = {scoped.rule.id: truth(scoped.condition, leg.facts) for scoped in law.rules}
            assert {name: value for name, value in found.items() if value is not False} == expected
            assert law.encoded == leg.encoded
            if leg.claim is not None:
                assert law.claim == leg.claim.claim.id
                assert truth(law.lifted, leg.facts) == leg.claim.lifted
            for scoped in law.rules:
                inner = [node for node in walk(scoped.condition) if node != scoped.condition]
                assert all(node.value is None for node in inner if isinstance(node, Always)), "a constant is left"


@pytest.mark.parametrize("options", OPTIONS, ids=["plain", "strict", "known_on", "law", "suspended"])
@settings(max_examples=50)
@given(library=libraries(), known=knowledge())
def test_generated(library: Library, known: Known, options: Options) -> None:
    assert_same(library, evaluate(library, known.transfer(), options), options)


def test_shipped() -> None:
    library = licet.load()
    dice = random.Random("lowering")
    items = ["155mm shell", "Leopard 2A4", "helmets", "K9", "Krab", "MQ-9", "5.56 mm rifle"]
    for _ in range(60):
        exporter, destination, via = dice.sample([*library.states, "UKR", "RUS", "SAU", "IND", "LBY", "ISR"], 3)
        request = {
            "exporter": exporter,
            "destination": destination,
            "date": dice.choice(["2014-06-01", "2021-05-05", "2022-03-01", "2023-01-30", "2024-08-21", "2026-01-01"]),
            "items": [{"name": dice.choice(items), "category": "ML3", "origins": ["DEU", "CHE", "USA"]}],
            "end_use": dice.choice(["combat", "national_defence", "stockpile"]),
            "via": [via],
        }
        if dice.random() < 0.5:
            request["end_user"] = {"type": dice.choice(["armed_forces", "police"])}
        options = Options(LAYERS, strict=dice.random() < 0.3)
        assert_same(library, evaluate(library, library.transfer(request), options), options)


@pytest.mark.parametrize("state", ["KOR", "DEU", "SWE"])
def test_between_its_days_the_law_is_the_same(state: str) -> None:
    library = licet.load()
    days = scope_days(library, state, destination="UKR", exporter=None)
    dice = random.Random(state)
    for first, until in dice.sample([*itertools.pairwise(days)], 8):
        last = until - datetime.timedelta(1)
        laws = [lower(library, Scope(state, "exporter", day, "UKR"), Options()) for day in (first, last)]
        assert laws[0].rules == laws[1].rules
