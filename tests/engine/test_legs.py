"""Which states are asked, in which role, and what their claims do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import licet
from tests.small import FOLDER, check, leg, library, rules

SHELL = {"name": "155 mm shell", "origins": ["KOR"]}


def legs(**request: object) -> list[tuple[str, str]]:
    base = {"exporter": "POL", "destination": "UKR", "date": "2023-01-30", "items": ["helmet"]}
    decision = library().check({**base, **request})
    return [(leg.state, leg.role) for leg in decision.legs]


def test_roles() -> None:
    assert legs() == [("POL", "exporter")]
    assert legs(via=["SVK", "DEU", "SVK"]) == [("POL", "exporter"), ("DEU", "transit"), ("SVK", "transit")]
    assert legs(broker="GBR", holders=["CZE"]) == [("POL", "exporter"), ("CZE", "holder"), ("GBR", "broker")]
    assert legs(broker="POL", via=["POL", "UKR"]) == [("POL", "exporter")]


def test_one_leg_for_each_origin_and_none_for_the_ends() -> None:
    origins = ["KOR", {"state": "DEU", "claim": "component"}, {"state": "DEU", "claim": "licensor"}, "POL", "UKR"]
    found = library().evaluate(
        {
            "exporter": "POL",
            "destination": "UKR",
            "date": "2023-01-30",
            "items": [{"name": "helmet", "origins": origins}],
        }
    )
    assert [(leg.leg.state, leg.leg.origin and leg.leg.origin.claim) for leg in found.legs] == [
        ("POL", None),
        ("DEU", "licensor"),
        ("KOR", "complete"),
    ]


def test_every_item_has_its_own_legs() -> None:
    assert legs(items=["helmet", "Leopard 2"]) == [("POL", "exporter"), ("POL", "exporter"), ("DEU", "origin")]


def test_the_catalogues_origins_are_taken_unless_others_are_stated() -> None:
    assert legs(items=["Krab"]) == [("POL", "exporter"), ("DEU", "origin"), ("KOR", "origin")]
    assert legs(items=[{"name": "Krab", "origins": []}]) == [("POL", "exporter")]
    decision = check("POL", "UKR", "Krab", "2023-01-30")
    assert ("origins", "DEU, KOR") in {(a.term, a.value) for a in decision.assumptions}


def test_what_is_left_out_is_closed_and_said_so() -> None:
    decision = check("KOR", "POL", "helmet", "2023-01-30")
    assert {"origins", "via", "broker"} <= {a.term for a in decision.assumptions}
    stated = check("KOR", "POL", {"name": "helmet", "origins": []}, "2023-01-30", via=[], broker=None)
    assert not {"origins", "via", "broker"} & {a.term for a in stated.assumptions}


@pytest.mark.parametrize(
    ("consent", "outcome"),
    [("granted", "allowed"), ("pending", "conditional"), (None, "conditional"), ("refused", "blocked")],
)
def test_an_origins_consent(consent: str | None, outcome: str) -> None:
    decision = check("POL", "IND", {"name": "helmet", "origins": ["KOR"]}, "2022-02-01", consents={"KOR": consent})
    assert leg(decision, "KOR") == outcome
    assert ("consent" in {c.needs for c in decision.conditions}) is (outcome == "conditional")
    assert decision.reach[0] == "blocked"


def test_an_origins_law_is_applied_as_if_it_exported_itself() -> None:
    decision = check("POL", "UKR", SHELL, "2023-01-30", end_use="combat")
    assert leg(decision, "KOR") == "blocked"
    assert rules(decision, "grounds") == {"kor/no-lethal-aid"}


def test_a_granted_consent_settles_the_leg_and_says_what_it_overrode() -> None:
    decision = check("POL", "UKR", SHELL, "2023-01-30", consents={"KOR": "granted"})
    assert leg(decision, "KOR") == "allowed"
    assert "kor/no-lethal-aid" in rules(decision, "considerations")
    assert "kor/no-lethal-aid" not in rules(decision, "grounds")


@pytest.mark.parametrize(
    ("share", "expected"), [(0.1, "allowed"), (0.3, "conditional"), (None, "conditional to allowed")]
)
def test_a_permit_may_lift_the_claim(share: float | None, expected: str) -> None:
    item = {"name": "helmet", "origins": [{"state": "DEU", "claim": "component", "share": share}]}
    decision = check("POL", "IND", item, "2022-02-01")
    assert leg(decision, "DEU") == expected
    if share is None:
        assert "origin.share" in {fact.term for fact in decision.unknown}


def test_a_state_whose_claim_is_lifted_is_asked_by_nobody() -> None:
    small = {"state": "DEU", "claim": "component", "share": 0.05}
    done = {"assurances": {"end_use_certificate": True}, "risks": "low"}
    spared = check("KOR", "IND", {"name": "helmet", "origins": [small]}, "2022-02-01", **done)
    assert spared.outcome == "allowed"
    asked = check("KOR", "IND", {"name": "helmet", "origins": [{**small, "share": 0.5}]}, "2022-02-01", **done)
    assert ("kor/end-use-certificate", "foreign_consents") in {(c.rule, c.needs) for c in asked.conditions}


@pytest.mark.parametrize(
    ("exporter", "date"),
    [("FRA", "2023-01-30"), ("DEU", "1999-01-01")],
    ids=["no policy", "before the encoding begins"],
)
def test_law_that_is_not_encoded_is_never_permission(exporter: str, date: str) -> None:
    decision = check(exporter, "POL", "helmet", date, risks="low")
    assert (decision.outcome, decision.worst, decision.best) == ("undetermined", "blocked", "allowed")
    assert not decision.legs[0].encoded
    assert any("is not encoded" in fact.question for fact in decision.unknown)


@pytest.mark.parametrize(
    ("consent", "outcome"), [("granted", "allowed"), ("refused", "blocked"), (None, "blocked to conditional")]
)
def test_an_origin_whose_law_is_not_encoded(consent: str | None, outcome: str) -> None:
    item = {"name": "helmet", "origins": ["FRA"]}
    assert leg(check("KOR", "POL", item, "2022-02-01", consents={"FRA": consent}), "FRA") == outcome


def test_activity_and_role_on_other_legs() -> None:
    # the pact's assessment is asked of exports, so not of a transit state
    decision = check("POL", "IND", "155 mm shell", "2022-02-01", via=["DEU"])
    assert leg(decision, "DEU", "transit") == "allowed"


def test_what_one_state_found_counts_on_its_own_legs_only() -> None:
    request = {"risks": "low", "by_state": {"DEU": {"risks": {"ihl": "overriding"}}}}
    decision = check("KOR", "IND", {"name": "Leopard 2"}, "2023-02-14", **request)
    assert leg(decision, "DEU") == "blocked"
    assert leg(decision, "KOR") == "conditional"


def test_knowledge_follows_from_risks_that_are_all_low_only() -> None:
    assert check("DEU", "POL", "helmet", "2023-01-30", risks="low").outcome == "allowed"
    one = check("DEU", "POL", "helmet", "2023-01-30", risks={"ihl": "low"})
    assert {c.needs for c in one.conditions} == {"no_knowledge.atrocity_crimes"}
    known = check("DEU", "POL", "helmet", "2023-01-30", risks="low", knowledge={"atrocity_crimes": True})
    assert known.outcome == "blocked"


@pytest.mark.parametrize(("answers", "expected"), [
    ({}, "conditional"), ({"DEU": "granted"}, "conditional"), ({"DEU": "granted", "FRA": "granted"}, "allowed"),
    ({"DEU": "granted", "FRA": "refused"}, "blocked"), ({"FRA": "refused"}, "blocked"),
])  # fmt: skip
def test_foreign_consents_are_all_origins(answers: dict[str, str], expected: str) -> None:
    item = {"name": "helmet", "origins": ["DEU", "FRA"]}
    done = {"assurances": {"end_use_certificate": True}, "risks": "low"}
    assert leg(check("KOR", "IND", item, "2022-02-01", consents=answers, **done), "KOR") == expected


def test_dated_refusals_hold_before_the_encoding_begins_but_never_more(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder)
    rules = folder / "states" / "deu" / "principles.yaml"
    rules.write_text(
        rules.read_text()
        + """
  - id: deu/old-stop
    title: An older stop
    cite: {source: lines, at: statement of 1995}
    from: 1995-01-01
    effect: refuse
    when: destination == IND
    because: Germany had stopped exports to India
"""
    )
    old = licet.load(folder, cache=False)

    def outcome(destination: str, date: str) -> str:
        request = {"exporter": "DEU", "destination": destination, "date": date, "items": ["helmet"], "risks": "low"}
        return old.check(request).outcome

    assert outcome("IND", "1994-12-31") == "undetermined"
    assert outcome("IND", "1995-01-01") == "blocked"
    assert outcome("POL", "1995-01-01") == "undetermined"
    assert outcome("IND", "2000-01-19") == "blocked"


def test_what_falls_under_parts_is_a_component() -> None:
    item = {"name": "spares", "category": "ML10", "lethal": False, "att_category": "parts"}
    evaluation = library().evaluate({"exporter": "KOR", "destination": "IND", "date": "2022-02-01", "items": [item]})
    assert evaluation.legs[0].facts.value("item.component").value is True
