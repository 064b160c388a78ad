"""The transfers every encoding is measured against, and what they rest on."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from licet.decisions import Decision
from licet.library import Library
from licet.world.lookup import state_fact

DONE: dict[str, Any] = {
    "risks": "low",
    "assurances": {"end_use_certificate": True, "no_reexport": True},
}
ARMY: dict[str, Any] = {"end_user": {"type": "armed_forces"}}


def check(library: Library, exporter: str, destination: str, item: Any, date: str, **rest: Any) -> Decision:
    layers = rest.pop("layers", ("law", "guideline", "practice"))
    request = {"exporter": exporter, "destination": destination, "items": [item], "date": date, **rest}
    return library.check(request, layers=layers)


def leg(decision: Decision, state: str) -> str:
    (found,) = [leg for leg in decision.legs if leg.state == state]
    return found.outcome


def grounds(decision: Decision) -> set[str]:
    return {ground.rule for ground in decision.grounds}


def test_korea_sends_ukraine_no_shells(shipped: Library) -> None:
    decision = check(shipped, "KOR", "UKR", "155 mm shells", "2023-01-30", end_use="combat")
    assert decision.outcome == "blocked"
    (ground,) = [g for g in decision.grounds if g.layer == "practice"]
    assert ground.rule == "kor/no-lethal-aid-to-ukraine"
    assert {"kor/peaceful-purposes", "kor/peace-and-security"} <= set(ground.exercises)


def test_korean_law_alone_leaves_it_open(shipped: Library) -> None:
    decision = check(shipped, "KOR", "UKR", "155 mm shells", "2023-01-30", end_use="combat", layers=["law"])
    assert decision.outcome == "discretionary"


def test_korea_sends_ukraine_no_tanks(shipped: Library) -> None:
    decision = check(shipped, "KOR", "UKR", "K2 Panther", "2023-01-30", **ARMY)
    assert decision.outcome == "blocked"
    assert grounds(decision) == {"kor/no-lethal-aid-to-ukraine"}


def test_korea_may_send_ukraine_helmets(shipped: Library) -> None:
    decision = check(shipped, "KOR", "UKR", "helmets", "2023-01-30", end_use="humanitarian")
    assert decision.outcome in ("allowed", "conditional")
    assert "assurance.end_use_certificate" in {condition.needs for condition in decision.conditions}
    done = check(shipped, "KOR", "UKR", "helmets", "2023-01-30", end_use="humanitarian", **DONE)
    assert done.outcome == "allowed"


def test_k2_for_poland_waits_for_certificate_and_assessment(shipped: Library) -> None:
    facts = {**ARMY, "end_use": "national_defence"}
    decision = check(shipped, "KOR", "POL", "K2", "2022-08-26", **facts)
    assert decision.outcome == "conditional"
    needs = {condition.needs for condition in decision.conditions}
    assert {"assurance.end_use_certificate", "risk.ihl"} <= needs
    assert any(condition.rule.startswith("att/7") for condition in decision.conditions)
    assert check(shipped, "KOR", "POL", "K2", "2022-08-26", **facts, **DONE).outcome == "allowed"


def test_shells_for_the_united_states(shipped: Library) -> None:
    decision = check(shipped, "KOR", "USA", "155 mm shells", "2022-11-11", end_use="stockpile", **ARMY)
    assert decision.outcome == "conditional"
    assert "assurance.no_reexport" in {condition.needs for condition in decision.conditions}


def test_the_united_states_pass_them_on(shipped: Library) -> None:
    item = {"name": "155 mm shells", "origins": ["KOR"]}
    decision = check(shipped, "USA", "UKR", item, "2022-11-20", end_use="combat", **ARMY)
    assert decision.outcome == "blocked"
    assert leg(decision, "KOR") == "blocked"
    united_states = next(found for found in decision.legs if found.state == "USA")
    if "usa" not in {policy.id for policy in shipped.policies}:
        assert united_states.outcome == "undetermined"
        assert not united_states.encoded


@pytest.mark.parametrize(
    ("date", "expected"), [("2023-01-25", {"allowed", "conditional"}), ("2022-02-20", {"blocked"})]
)
def test_leopards_from_germany(shipped: Library, date: str, expected: set[str]) -> None:
    facts = {**ARMY, "end_use": "combat", "supplier": "state", "channel": "gift"}
    item = {"name": "Leopard 2", "quantity": 14}
    assert check(shipped, "DEU", "UKR", item, date, **facts).outcome in expected
    assert check(shipped, "DEU", "UKR", item, date, **facts, **DONE).outcome in expected


def test_germany_let_leopards_go_by_decision_not_by_new_text(shipped: Library) -> None:
    facts = {**ARMY, "end_use": "combat", "supplier": "state", "channel": "gift"}
    decision = check(shipped, "DEU", "UKR", "Leopard 2", "2023-01-25", **facts, **DONE)
    lifted = {entry.rule for entry in decision.lifted if entry.by.startswith("deu/ukraine")}
    assert lifted
    assert all(shipped.rules[name].layer == "guideline" for name in lifted)


@pytest.mark.parametrize(
    ("consent", "expected"), [("granted", "allowed"), (None, "conditional"), ("refused", "blocked")]
)
def test_norwegian_leopards_need_german_consent(shipped: Library, consent: str | None, expected: str) -> None:
    facts = {**ARMY, "end_use": "combat", "supplier": "state", "channel": "gift"}
    consents = {"DEU": consent} if consent else {}
    decision = check(shipped, "NOR", "UKR", "Leopard 2A4", "2023-02-14", consents=consents, **facts)
    assert leg(decision, "DEU") == expected
    assert leg(decision, "NOR") != "blocked"
    if expected == "blocked":
        assert "deu/consent" in grounds(decision)


@pytest.mark.parametrize(("date", "expected"), [("2023-06-01", "blocked"), ("2024-02-01", "conditional")])
def test_norwegian_firms_sell_to_ukraine_since_2024(shipped: Library, date: str, expected: str) -> None:
    facts = {**ARMY, "end_use": "combat", "supplier": "company", "channel": "commercial"}
    assert check(shipped, "NOR", "UKR", "155 mm shells", date, **facts).outcome == expected


@pytest.mark.parametrize(
    ("date", "expected"), [("2022-01-21", {"blocked"}), ("2022-02-27", {"conditional", "allowed"})]
)
def test_estonian_howitzers_had_former_owners(shipped: Library, date: str, expected: set[str]) -> None:
    origins = [{"state": state, "claim": "former_owner"} for state in ("DEU", "FIN")]
    facts = {**ARMY, "end_use": "combat", "supplier": "state", "channel": "gift"}
    decision = check(shipped, "EST", "UKR", {"name": "D-30", "origins": origins}, date, **facts)
    assert leg(decision, "DEU") in expected
    if "est" not in {policy.id for policy in shipped.policies}:
        assert leg(decision, "EST") == "undetermined"
        assert (
            "the law of Estonia is not encoded" in {fact.question for fact in decision.unknown} or "blocked" in expected
        )


@pytest.mark.parametrize(
    ("date", "expected"), [("2022-02-20", {"blocked"}), ("2022-03-01", {"allowed", "conditional"})]
)
def test_swedish_at4_for_ukraine(shipped: Library, date: str, expected: set[str]) -> None:
    facts = {**ARMY, "end_use": "combat", "supplier": "state", "channel": "gift"}
    assert check(shipped, "SWE", "UKR", "AT4", date, **facts).outcome in expected


def test_the_saudi_freeze(shipped: Library) -> None:
    item = {"name": "IRIS-T", "features": {"deu_war_weapon": True}}
    frozen = check(shipped, "DEU", "SAU", item, "2018-12-01", **ARMY, end_use="national_defence")
    assert frozen.outcome == "blocked"
    freeze = {rule for rule in grounds(frozen) if "saudi" in rule}
    assert freeze
    thawed = check(shipped, "DEU", "SAU", item, "2024-02-01", **ARMY, end_use="national_defence")
    assert thawed.outcome != "blocked"
    assert not freeze & grounds(thawed)


@pytest.mark.parametrize("exporter", ["KOR", "DEU", "NOR", "SWE", "USA", "CHN", "RUS", "EST", "BRA"])
def test_nobody_arms_north_korea(shipped: Library, exporter: str) -> None:
    decision = check(shipped, exporter, "PRK", "rifles", "2020-01-01")
    assert decision.outcome == "blocked"
    assert any(rule.startswith("un/") for rule in grounds(decision))


def test_frigate_parts_for_india(shipped: Library) -> None:
    facts = {**ARMY, "end_use": "national_defence"}
    silent = check(shipped, "DEU", "IND", "frigate parts", "2020-01-01", **facts)
    assert silent.worst in ("blocked", "discretionary", "conditional")
    assert any(condition.needs.startswith("risk.") for condition in silent.conditions)
    found = check(shipped, "DEU", "IND", "frigate parts", "2020-01-01", **facts, risks={"human_rights": "clear"})
    assert found.outcome == "blocked"


def test_cheongung_without_an_end_use(shipped: Library) -> None:
    decision = check(shipped, "KOR", "ARE", "Cheongung-II", "2024-06-01", **ARMY)
    assert decision.outcome == "undetermined"
    assert "end_use" in {fact.term for fact in decision.unknown}
    stated = check(shipped, "KOR", "ARE", "Cheongung-II", "2024-06-01", end_use="national_defence", **ARMY)
    assert stated.outcome == "conditional"


def test_silence_is_not_permission(shipped: Library) -> None:
    decision = check(shipped, "BRA", "URY", "155 mm shells", "2024-01-01", **ARMY, end_use="national_defence", **DONE)
    if "bra" in {policy.id for policy in shipped.policies}:
        pytest.skip("Brazil is encoded")
    assert decision.outcome == "undetermined"
    assert "the law of Brazil is not encoded" in {fact.question for fact in decision.unknown}


@pytest.mark.parametrize("date", ["2005-01-01", "2015-01-01", "2023-01-01"])
@pytest.mark.parametrize(
    ("destination", "component", "barred"), [("USA", True, False), ("USA", False, True), ("IND", True, True)]
)
def test_warhead_parts_go_to_nuclear_allies_only(
    shipped: Library, destination: str, component: bool, barred: bool, date: str
) -> None:
    item = {"category": "ML4", "lethal": True, "features": {"nuclear_weapon": True, "component": component}}
    decision = check(shipped, "GBR", destination, item, date, **ARMY, end_use="national_defence", supplier="company")
    assert (decision.outcome == "blocked") is barred
    assert any(rule.startswith("npt/") for rule in grounds(decision)) is barred


@pytest.mark.parametrize("date", ["2023-06-01", "2024-09-01", "2025-06-01"])
@pytest.mark.parametrize("feature", ["", "kor_russia_list"])
def test_korean_embassies_get_unlisted_goods_without_a_permit(shipped: Library, date: str, feature: str) -> None:
    item = {"category": "NL", "lethal": False, "features": {feature: True} if feature else {}}
    facts = {"kor.weapons_use_suspected": not feature, "kor.own_use": True}
    office = {"end_user": {"type": "civil_government"}, "end_use": "civilian", "layers": ["law"]}
    assert check(shipped, "KOR", "RUS", item, date, facts=facts, **office).outcome != "blocked"
    lifted = {entry.rule for entry in check(shipped, "KOR", "RUS", item, date, facts=facts, **office).lifted}
    assert any("russia-list" in rule if feature else "situational" in rule for rule in lifted)
    other = check(shipped, "KOR", "RUS", item, date, facts={**facts, "kor.own_use": False}, **office)
    assert grounds(other) & {"kor/russia-list-refusal", "kor/russia-list-refusal-2024"} if feature else not other.lifted


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2024-04-12", "internal"),
        ("2024-04-13", "international"),
        ("2024-10-27", "internal"),
        ("2025-06-12", "internal"),
        ("2025-06-13", "international"),
        ("2025-06-25", "internal"),
    ],
)
def test_iran_fought_israel_on_days_not_in_years(shipped: Library, day: str, value: str) -> None:
    fact = state_fact(shipped.world, "armed_conflict", "IRN", datetime.date.fromisoformat(day))
    assert (fact.value, fact.provenance) == (value, "recorded")
