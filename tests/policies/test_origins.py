"""Re-export claims: makers, component makers, licensors and former owners, and what each origin's own instrument does."""

from __future__ import annotations

from typing import Any

import pytest

from licet.consents import Asked, consents
from licet.library import Library

ARMY = {"end_user": {"type": "armed_forces"}}


def asked(library: Library, exporter: str, destination: str, item: Any, date: str, **rest: Any) -> dict[str, Asked]:
    request = {"exporter": exporter, "destination": destination, "items": [item], "date": date, **ARMY, **rest}
    return {entry.state: entry for entry in consents(library.evaluate(request))}


def component(
    state: str, share: float | None, name: str = "surface-to-air missile", category: str = "ML4"
) -> dict[str, Any]:
    origin = {"state": state, "claim": "component", "share": share}
    return {"name": name, "category": category, "lethal": True, "origins": [origin]}


@pytest.mark.parametrize(
    ("exporter", "share", "consent"), [("DEU", 0.49, "not needed"), ("DEU", 0.5, "open"), ("DEU", 0.6, "open")]
)
def test_switzerland_lets_small_shares_go(shipped: Library, exporter: str, share: float, consent: str) -> None:
    found = asked(shipped, exporter, "UKR", component("CHE", share), "2023-06-01", end_use="combat")
    assert found["CHE"].consent == consent


def test_switzerland_blocks_its_ammunition_by_statute(shipped: Library) -> None:
    found = asked(
        shipped, "DEU", "UKR", {"name": "35 mm ammunition", "origins": ["CHE"]}, "2023-01-13", end_use="combat"
    )
    assert found["CHE"].by_its_law == "blocked"
    assert any("22a" in deciding.cite.at for deciding in found["CHE"].deciding)


def test_germany_and_france_have_a_threshold_of_a_fifth_but_not_for_war_weapons(shipped: Library) -> None:
    part = component("DEU", 0.18, "radar", "ML5") | {"lethal": False}
    ordinary = {"end_use": "national_defence", "facts": {"origin.deu_exempt_component": False}}
    listed = {"end_use": "national_defence", "facts": {"origin.deu_exempt_component": True}}
    small = asked(shipped, "FRA", "EGY", part, "2021-06-01", **ordinary)
    assert small["DEU"].consent == "not needed"
    large = {**part, "origins": [{"state": "DEU", "claim": "component", "share": 0.22}]}
    assert asked(shipped, "FRA", "EGY", large, "2021-06-01", **ordinary)["DEU"].consent == "open"
    # the agreement's list of exceptions is essentially the War Weapons List
    assert asked(shipped, "FRA", "EGY", part, "2021-06-01", **listed)["DEU"].consent == "open"
    unstated = asked(shipped, "FRA", "EGY", part, "2021-06-01", end_use="national_defence")["DEU"]
    assert (unstated.consent, unstated.not_needed_by) == ("open", ("deu/de-minimis-france",))
    # before the agreement there was none
    assert asked(shipped, "FRA", "EGY", part, "2019-06-01", **ordinary)["DEU"].consent == "open"


def test_the_united_states_have_no_threshold(shipped: Library) -> None:
    found = asked(shipped, "KOR", "PHL", component("USA", 0.01), "2023-06-01", end_use="national_defence")
    assert found["USA"].consent == "open"


def test_who_has_to_be_asked_for_a_krab(shipped: Library) -> None:
    found = asked(shipped, "POL", "UKR", "Krab", "2022-06-01", end_use="combat")
    assert found["KOR"].claim == "component" and found["KOR"].consent == "open"
    assert found["KOR"].by_its_law != "blocked"  # a part in another state's gun was allowed
    assert found["KOR"].cite is not None


def test_former_owners_of_estonian_howitzers(shipped: Library) -> None:
    item = {"name": "D-30", "origins": [{"state": state, "claim": "former_owner"} for state in ("DEU", "FIN")]}
    facts = {"supplier": "state", "channel": "gift", "end_use": "combat"}
    before = asked(shipped, "EST", "UKR", item, "2022-01-21", **facts)
    after = asked(shipped, "EST", "UKR", item, "2022-02-27", **facts)
    assert (before["DEU"].by_its_law, after["DEU"].by_its_law) == ("blocked", "conditional")
    assert {entry.claim for entry in before.values()} == {"former_owner"}


def test_transit_and_broker_are_asked_too(shipped: Library) -> None:
    found = asked(shipped, "KOR", "POL", "K2", "2022-08-26", via=["DEU"], broker="CHE", end_use="national_defence")
    assert {(entry.state, entry.role, entry.consent) for entry in found.values()} == {
        ("DEU", "transit", None),
        ("CHE", "broker", None),
    }
    assert all(entry.encoded for entry in found.values())
