"""The compiled library decides as the reference does, unknowns included."""

from __future__ import annotations

import datetime
import json
import random

import pytest
from hypothesis import given, settings

import licet
from licet.compiled import CompiledLibrary, compile_library
from licet.evaluate.evaluation import evaluate
from licet.evaluate.summary import decide, grounds_of
from licet.library import Library
from licet.transfers.transfer import Transfer
from tests.generators import Known, knowledge, libraries

OPTIONS = [
    {},
    {"strict": True},
    {"known_on": datetime.date(2022, 1, 15)},
    {"layers": ("law", "practice")},
]


def assert_same(compiled: CompiledLibrary, transfer: Transfer) -> None:
    """Outcome, ends and grounds are the reference's, and so is every leg's interval."""
    evaluation = evaluate(compiled.library, transfer, compiled.options)
    verdict = compiled.decide(transfer)
    assert verdict.interval == evaluation.interval
    legs = [leg.leg for leg in evaluation.legs]
    expected = []
    for ground in grounds_of(evaluation):
        (index,) = [
            place
            for place, leg in enumerate(legs)
            if (leg.state, leg.role, leg.item) == (ground.leg.state, ground.leg.role, ground.leg.item)
        ]
        expected.append((ground.rule, index))
    assert list(verdict.grounds) == expected
    assert [leg.interval for leg in verdict.legs] == [leg.interval for leg in evaluation.legs]


@pytest.mark.parametrize("options", OPTIONS, ids=["plain", "strict", "known_on", "layers"])
@settings(max_examples=60)
@given(library=libraries(), known=knowledge())
def test_generated(library: Library, known: Known, options: dict[str, object]) -> None:
    assert_same(CompiledLibrary(library, **options), known.transfer())  # type: ignore[arg-type]


REQUESTS = 250


@pytest.fixture(scope="module")
def shipped() -> Library:
    return licet.load()


@pytest.mark.parametrize("strict", [False, True])
def test_shipped(shipped: Library, strict: bool) -> None:
    dice = random.Random(f"compiled {strict}")
    compiled = compile_library(shipped, strict=strict)
    for _ in range(REQUESTS):
        assert_same(compiled, shipped.transfer(random_request(dice, shipped)))


def random_request(dice: random.Random, library: Library) -> dict[str, object]:
    """A request with some of everything."""
    countries = [*library.states, "UKR", "RUS", "SAU", "IND", "LBY", "ISR", "TUR", "BRA", "PRK"]
    exporter, destination, via, third = dice.sample(countries, 4)
    names = [*library.world.catalogue.items]
    request: dict[str, object] = {
        "exporter": exporter,
        "destination": destination,
        "date": (datetime.date(2012, 1, 1) + datetime.timedelta(dice.randrange(5400))).isoformat(),
        "items": [dice.choice(names) for _ in range(dice.choice([1, 1, 1, 2]))],
    }

    def maybe(key: str, value: object, chance: float = 0.5) -> None:
        if dice.random() < chance:
            request[key] = value

    maybe("end_use", dice.choice(["combat", "national_defence", "stockpile", "humanitarian", "internal_security"]), 0.8)
    maybe("end_user", {"type": dice.choice(["armed_forces", "police", "company"])}, 0.8)
    maybe("supplier", dice.choice(["state", "company"]))
    maybe("channel", dice.choice(["commercial", "gift", "government_sale"]))
    maybe("contract_date", dice.choice(["2013-01-01", "2022-03-01", "none"]), 0.3)
    maybe("temporary", dice.random() < 0.5, 0.3)
    maybe("ownership_passes", dice.random() < 0.5, 0.3)
    maybe("risks", dice.choice(["low", "clear", {"ihl": "overriding", "diversion": "likely"}]))
    maybe("assurances", {"end_use_certificate": True, "no_reexport": dice.random() < 0.5})
    maybe("via", [via], 0.3)
    maybe("broker", third, 0.2)
    maybe("holders", [third], 0.1)
    maybe("consents", {"DEU": dice.choice(["granted", "refused"]), "USA": "granted"}, 0.4)
    maybe("shown", ["special_interest"], 0.3)
    maybe("by_state", {exporter: {"risks": "low", "shown": ["emergency"]}}, 0.2)
    maybe(
        "facts", {"destination.armed_conflict": dice.choice(["none", "internal"]), f"{destination} in NATO": True}, 0.2
    )
    return request


def test_plain_requests_are_read_alike(shipped: Library) -> None:
    """Those that the quick reader takes come out as those it leaves to the full one."""
    dice = random.Random("plain")
    compiled = compile_library(shipped)
    quick = 0
    for _ in range(REQUESTS):
        request = random_request(dice, shipped)
        request = {key: value for key, value in request.items() if key not in ("facts", "via", "broker", "holders")}
        request["items"] = request["items"][:1]  # type: ignore[index]
        plain = compiled._plainly.read(request)
        quick += plain is not None
        expected = compiled.decide(shipped.transfer(request))
        verdict = compiled.decide(request)
        assert (verdict.interval, verdict.grounds) == (expected.interval, expected.grounds)
        assert verdict.transfer() == shipped.transfer(request)
    assert quick > REQUESTS // 10


def test_explain_and_json(shipped: Library) -> None:
    compiled = compile_library(shipped)
    request = {
        "exporter": "KOR",
        "destination": "UKR",
        "date": "2023-01-30",
        "items": ["155mm shell"],
        "end_use": "combat",
    }
    verdict = compiled.decide(request)
    assert verdict.explain().to_json() == shipped.check(request).to_json()
    assert verdict.outcome == "blocked"
    assert json.loads(compiled.decide_json(json.dumps(request).encode())) == {
        "outcome": "blocked",
        "worst": "blocked",
        "best": "blocked",
        "grounds": [{"rule": rule, "leg": leg} for rule, leg in verdict.grounds],
    }
    assert decide(evaluate(shipped, verdict.transfer(), compiled.options)).grounds[0].rule == verdict.grounds[0][0]


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"exporter": "KOR", "destination": "UKR", "items": ["155mm shell"]},
        {"exporter": "KOR", "destination": "Ukrain", "date": "2023-01-30", "items": ["155mm shell"]},
        {"exporter": "KOR", "destination": "UKR", "date": "2023-01-30", "items": ["155 shel"]},
        {"exporter": "KOR", "destination": "UKR", "date": "2023-02-30", "items": ["155mm shell"]},
        {"exporter": "KOR", "destination": "UKR", "date": "2023-01-30", "items": ["155mm shell"], "end_use": "war"},
        {"exporter": "KOR", "destination": "UKR", "date": "2023-01-30", "items": ["155mm shell"], "risks": "huge"},
        {"exporter": "KOR", "destination": "UKR", "date": "2023-01-30", "items": [["155mm shell"]]},
    ],
)
def test_what_is_wrong_is_said_by_the_full_reader(shipped: Library, request_: dict[str, object]) -> None:
    compiled = compile_library(shipped)
    with pytest.raises(licet.InputError) as found:
        compiled.decide(request_)
    with pytest.raises(licet.InputError) as expected:
        shipped.check(request_)
    assert found.value.problems == expected.value.problems
