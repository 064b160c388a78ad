"""Embargoes to the day: target, scope, exemptions, older contracts, and who accepts them."""

from __future__ import annotations

from typing import Any

import pytest

from licet.library import Library

ARMY = {"end_user": {"type": "armed_forces"}, "end_use": "combat"}
POLICE = {"end_user": {"type": "police"}, "end_use": "internal_security"}
REBELS = {"end_user": {"type": "non_state_armed_group"}, "end_use": "combat"}


def barred(library: Library, prefix: str, exporter: str, destination: str, item: str, date: str, **rest: Any) -> bool:
    """Whether a rule of that policy refuses the transfer for certain."""
    request = {"exporter": exporter, "destination": destination, "items": [item], "date": date, **rest}
    evaluation = library.evaluate(request)
    leg = next(leg for leg in evaluation.legs if leg.leg.role == "exporter")
    return any(
        result.rule.id.startswith(prefix) and result.rule.effect == "refuse" and result.condition is True
        for result in leg.rules
    )


@pytest.mark.parametrize(
    ("prefix", "exporter", "destination", "item", "date", "facts", "expected"),
    [
        # the whole state, and then only armed groups
        ("un/", "FRA", "IRQ", "rifles", "2004-06-07", ARMY, True),
        ("un/", "FRA", "IRQ", "rifles", "2004-06-08", ARMY, False),
        ("un/", "FRA", "IRQ", "rifles", "2015-06-08", {**REBELS, "end_user": {"type": "non_state_armed_group", "name": "ISIL"}}, True),
        ("un/", "FRA", "SOM", "armoured personnel carrier", "2023-12-02", ARMY, False),
        ("un/", "FRA", "SOM", "rifles", "2023-12-02", {"end_user": {"type": "non_state_armed_group", "name": "Al-Shabaab"}}, True),
        ("un/", "FRA", "CAF", "rifles", "2023-08-15", ARMY, False),
        ("un/", "FRA", "CAF", "rifles", "2024-08-15", REBELS, True),
        ("un/", "FRA", "LBN", "rifles", "2020-01-01", ARMY, False),
        ("un/", "FRA", "LBN", "rifles", "2020-01-01", REBELS, True),
        ("un/", "FRA", "YEM", "rifles", "2023-01-01", ARMY, False),
        ("un/", "FRA", "YEM", "rifles", "2023-01-01", {"end_user": {"type": "non_state_armed_group", "name": "Ansar Allah"}}, True),
        # scope: heavy arms first, everything later
        ("un/", "CHN", "PRK", "K2", "2006-10-13", ARMY, False),
        ("un/", "CHN", "PRK", "K2", "2006-10-14", ARMY, True),
        ("un/", "CHN", "PRK", "rifles", "2016-03-02", ARMY, True),
        # Iran: lapsed in 2020, back in 2025, but not for those who deny it
        ("un/", "FRA", "IRN", "K2", "2020-10-19", ARMY, False),
        ("un/", "FRA", "IRN", "K2", "2025-09-27", ARMY, False),
        ("un/", "FRA", "IRN", "K2", "2025-09-28", ARMY, True),
        ("un/", "RUS", "IRN", "K2", "2025-09-28", ARMY, False),
        ("un/", "CHN", "IRN", "K2", "2025-09-28", ARMY, False),
        # the Union goes further than the Council
        ("eu/", "DEU", "IRN", "K2", "2020-10-19", ARMY, True),
        ("eu/", "DEU", "SDN", "rifles", "2020-01-01", POLICE, True),
        ("un/", "DEU", "SDN", "rifles", "2020-01-01", POLICE, False),
        ("eu/", "SWE", "MMR", "rifles", "2012-12-12", ARMY, True),
        ("eu/", "DEU", "RUS", "rifles", "2014-07-31", ARMY, False),
        ("eu/", "DEU", "RUS", "rifles", "2015-01-01", {**ARMY, "contract_date": "2014-09-01"}, True),
        ("eu/", "DEU", "RUS", "rifles", "2015-01-01", {**ARMY, "contract_date": "2014-07-31"}, False),
        ("eu/", "DEU", "RUS", "rifles", "2022-04-08", {**ARMY, "contract_date": "2014-07-31"}, True),
        # the German list opens "other supply" for Libya always, for the Congo since 2013, for South Sudan as the Council did
        ("deu/embargo", "DEU", "LBY", "rifles", "2013-08-31", REBELS, False),
        ("deu/embargo", "DEU", "COD", "rifles", "2013-08-31", REBELS, True),
        ("deu/embargo", "DEU", "COD", "rifles", "2013-08-31", ARMY, False),
        ("deu/embargo", "DEU", "COD", "rifles", "2013-09-01", REBELS, False),
        ("un/", "DEU", "COD", "rifles", "2013-09-01", REBELS, True),
        ("deu/embargo", "DEU", "SSD", "rifles", "2013-08-31", ARMY, True),
        ("deu/embargo", "DEU", "SSD", "rifles", "2018-07-12", ARMY, True),
        ("deu/embargo", "DEU", "SSD", "rifles", "2018-07-13", ARMY, False),
        ("un/", "DEU", "SSD", "rifles", "2018-07-13", ARMY, True),
        ("deu/embargo", "DEU", "CAF", "155 mm shells", "2020-01-01", {**REBELS, "shown": ["un.exempt_purpose"]}, False),
        ("deu/embargo", "DEU", "CAF", "155 mm shells", "2020-01-01", REBELS, True),
    ],
)  # fmt: skip
def test_to_the_day(
    shipped: Library,
    prefix: str,
    exporter: str,
    destination: str,
    item: str,
    date: str,
    facts: dict[str, Any],
    expected: bool,
) -> None:
    assert barred(shipped, prefix, exporter, destination, item, date, **facts) is expected


def test_an_unstated_contract_date_leaves_an_old_contract_exception_open(shipped: Library) -> None:
    decision = shipped.check(
        {"exporter": "DEU", "destination": "RUS", "items": ["rifles"], "date": "2015-01-01", **ARMY}, layers=["law"]
    )
    assert decision.outcome == "undetermined" or decision.outcome == "blocked"
    evaluation = shipped.evaluate(
        {"exporter": "DEU", "destination": "RUS", "items": ["rifles"], "date": "2015-01-01", **ARMY}
    )
    union = [
        r for leg in evaluation.legs for r in leg.rules if r.rule.id.startswith("eu/") and r.rule.effect == "refuse"
    ]
    assert any(result.condition is None for result in union)


def test_what_a_committee_may_approve_waits_for_it(shipped: Library) -> None:
    request = {"exporter": "FRA", "destination": "CAF", "items": ["rifles"], "date": "2023-07-01", **ARMY}
    steps = {condition.needs for condition in shipped.check(request).conditions if condition.rule.startswith("un/")}
    assert steps & {"approval.un_notified", "approval.un_committee"}


@pytest.mark.parametrize(
    ("exporter", "item", "date", "barred_by"),
    [
        ("KOR", "anti-personnel mine", "2024-01-01", None),  # not a party
        ("DEU", "anti-personnel mine", "2024-01-01", "apmbc/"),
        ("FIN", "anti-personnel mine", "2026-01-09", "apmbc/"),
        ("FIN", "anti-personnel mine", "2026-01-10", None),  # the withdrawal takes effect
        ("DEU", "cluster munition", "2024-01-01", "ccm/"),
        ("USA", "cluster munition", "2024-01-01", None),
    ],
)
def test_weapon_treaties_bind_their_parties(
    shipped: Library, exporter: str, item: str, date: str, barred_by: str | None
) -> None:
    found = [prefix for prefix in ("apmbc/", "ccm/") if barred(shipped, prefix, exporter, "UKR", item, date, **ARMY)]
    assert found == ([barred_by] if barred_by else [])
