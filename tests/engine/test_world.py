"""Dated look-ups: records before tables, half-open periods, what is carried and what is unknown."""

from __future__ import annotations

import datetime

import pytest

from licet.world.lookup import member, state_fact
from tests.small import check, library


def fact(term: str, state: str, date: str, **options: object) -> tuple[object, str]:
    known_on = options.pop("known_on", None)
    value = state_fact(
        library().world,
        term,
        state,
        datetime.date.fromisoformat(date),
        known_on=datetime.date.fromisoformat(str(known_on)) if known_on else None,
        **options,  # type: ignore[arg-type]
    )
    return value.value, value.provenance


@pytest.mark.parametrize(
    ("term", "state", "date", "expected"),
    [
        ("armed_conflict", "UKR", "2014-04-11", (None, "unknown")),  # before record and table
        ("armed_conflict", "UKR", "2014-04-12", ("internal", "recorded")),
        ("armed_conflict", "UKR", "2022-02-23", ("internal", "recorded")),
        ("armed_conflict", "UKR", "2022-02-24", ("international", "recorded")),
        ("armed_conflict", "UKR", "2025-12-31", ("international", "recorded")),
        ("armed_conflict", "UKR", "2026-01-01", ("international", "carried")),
        ("armed_conflict", "IND", "2022-06-01", ("none", "recorded")),  # no row in a complete table
        ("armed_conflict", "IND", "2023-06-01", ("internal", "recorded")),
        ("armed_conflict", "IND", "2024-06-01", ("internal", "carried")),
        ("armed_conflict", "FRA", "2024-06-01", ("none", "carried")),
        ("fights_abroad", "SAU", "2023-06-01", (True, "recorded")),
        ("self_defence", "UKR", "2022-02-23", (None, "unknown")),  # the table is not complete
        ("self_defence", "UKR", "2022-02-24", (True, "recorded")),
        ("yemen_war_party", "FRA", "2022-02-24", (False, "recorded")),  # the table is complete
        ("un_embargo", "PRK", "2006-10-13", ("none", "recorded")),
        ("un_embargo", "PRK", "2006-10-14", ("state", "recorded")),
        ("un_embargo", "IRQ", "2004-06-07", ("state", "recorded")),
        ("un_embargo", "IRQ", "2004-06-08", ("non_state", "recorded")),
        ("un_embargo", "IRQ", "2026-01-02", ("non_state", "carried")),
        ("un_embargo", "FRA", "2020-01-01", ("none", "recorded")),
    ],
)
def test_state_facts(term: str, state: str, date: str, expected: tuple[object, str]) -> None:
    assert fact(term, state, date) == expected


def test_strict_carries_nothing() -> None:
    assert fact("armed_conflict", "UKR", "2026-01-01", strict=True) == (None, "unknown")
    assert fact("armed_conflict", "FRA", "2024-06-01", strict=True) == (None, "unknown")
    assert fact("armed_conflict", "FRA", "2023-06-01", strict=True) == ("none", "recorded")


def test_records_published_later_were_not_known() -> None:
    assert fact("self_defence", "UKR", "2022-02-25", known_on="2022-03-01") == (None, "unknown")
    assert fact("self_defence", "UKR", "2022-02-25", known_on="2022-03-02") == (True, "recorded")


@pytest.mark.parametrize(
    ("group", "state", "date", "expected"),
    [
        ("CLUB", "KOR", "2017-02-25", False),
        ("CLUB", "KOR", "2017-02-26", True),
        ("CLUB", "POL", "2019-12-31", True),
        ("CLUB", "POL", "2020-01-01", False),
        ("CLUB", "FRA", "2020-01-01", False),
        ("RING", "KOR", "1990-01-01", True),
        ("RING", "FRA", "2020-01-01", None),
    ],
)
def test_memberships(group: str, state: str, date: str, expected: bool | None) -> None:
    assert member(library().world, group, state, datetime.date.fromisoformat(date)) is expected


def test_a_carried_value_is_listed_as_an_assumption_where_it_mattered() -> None:
    aggressor = {"destination.self_defence": False}
    decision = check("DEU", "IND", "155 mm shell", "2025-06-01", facts=aggressor)
    assert decision.outcome == "blocked"
    (carried,) = [a for a in decision.assumptions if a.carried_from]
    assert (carried.term, carried.value, carried.carried_from) == (
        "destination.armed_conflict",
        "internal",
        "2023-12-31",
    )
    harmless = check("DEU", "IND", "helmet", "2025-06-01")
    assert not [a for a in harmless.assumptions if a.carried_from]
    strict = check("DEU", "IND", "155 mm shell", "2025-06-01", strict=True, facts=aggressor)
    assert strict.outcome == "undetermined"
    assert "destination.armed_conflict" in {fact.term for fact in strict.unknown}


def test_an_open_membership_is_asked_and_can_be_assumed() -> None:
    assert library().world.groups["RING"].title == "the Ring"
    decision = check("DEU", "POL", "155 mm shell", "2021-06-01", facts={"destination.armed_conflict": "internal"})
    assert decision.outcome == "undetermined"  # self-defence is unknown, Poland is no longer in the club
    assumed = {"destination.armed_conflict": "internal", "POL in CLUB": True}
    assert check("DEU", "POL", "155 mm shell", "2021-06-01", facts=assumed).outcome == "conditional"


@pytest.mark.parametrize(
    ("written", "code"),
    [("ukr", "UKR"), ("UA", "UKR"), ("ukraine", "UKR"), ("South Korea", "KOR"), ("republic of korea", "KOR"),
     ("U.S.", "USA"), ("Türkiye", "TUR"), ("turkey", "TUR"), ("Côte d'Ivoire", "CIV"), ("the Netherlands", "NLD"),
     ("Kosovo", "XKX"), ("Norway", "NOR"), ("NOR", "NOR")],
)  # fmt: skip
def test_countries_by_name_and_code(written: str, code: str) -> None:
    assert library().world.countries.find(written) == code


@pytest.mark.parametrize(("written", "hint"), [
    ("no", "for Norway write `NOR`: YAML reads `no` as false"), (False, "for Norway write `NOR`: YAML reads `no` as false"),
    ("Ukrain", "did you mean `UKR` (Ukraine)?"), ("UKN", "did you mean `UKR` (Ukraine)?"), ("Atlantis", None), (7, None),
])  # fmt: skip
def test_what_is_not_a_country(written: object, hint: str | None) -> None:
    countries = library().world.countries
    assert countries.find(written) is None
    problem = countries.problem(written)
    assert problem.message.endswith("is not a country")
    if hint:
        assert problem.help == hint


@pytest.mark.parametrize(
    ("written", "item"),
    [("155 mm shell", "155mm-shell"), ("155mm shells", "155mm-shell"), ("155MM-SHELL", "155mm-shell"),
     ("155 mm artillery rounds", "155mm-shell"), ("Leopard 2A4 tank", "leopard-2"), ("Leopard 2 tanks", "leopard-2"),
     ("krab howitzer", "krab"), ("Leopard 2 shell", None), ("Leopard 2 spare parts", None), ("Leopard", None),
     ("15.5 mm shell", None), ("helmets", "helmet")],
)  # fmt: skip
def test_items_by_name(written: str, item: str | None) -> None:
    found = library().world.catalogue.find(written)
    assert (found.id if found else None) == item


def test_a_presumed_value_is_listed_where_it_mattered_and_unknown_under_strict() -> None:
    # the state's own goods that come back need no licence: `temporary` is presumed not to be so
    request = {"supplier": "state", "risks": "low"}
    decision = check("KOR", "IND", "helmet", "2022-02-01", **request)
    assert decision.outcome == "conditional"
    assert ("temporary", False) in {(a.term, a.value) for a in decision.assumptions}
    strict = check("KOR", "IND", "helmet", "2022-02-01", strict=True, **request)
    assert (strict.outcome, strict.worst, strict.best) == ("undetermined", "conditional", "allowed")
    assert "temporary" in {fact.term for fact in strict.unknown}
    assert check("KOR", "IND", "helmet", "2022-02-01", temporary=True, **request).outcome == "allowed"


def test_a_special_class_is_no_question_for_items_of_another_category() -> None:
    for strict in (False, True):
        evaluation = library().evaluate(
            {"exporter": "KOR", "destination": "IND", "date": "2022-02-01", "items": ["helmet"]}, strict=strict
        )
        value = evaluation.legs[0].facts.value("item.anti_personnel_mine")
        assert (value.value, value.provenance) == (False, "derived")
