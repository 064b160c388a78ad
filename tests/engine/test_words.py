"""Conditions in plain language."""

from __future__ import annotations

import pytest

from licet.conditions import parse
from licet.conditions.words import in_words
from tests.engine.test_conditions import SCOPE
from tests.small import library


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("item.lethal", "the item is lethal"),
        ("not item.lethal", "the item is not lethal"),
        ("destination == UKR", "the destination is Ukraine"),
        ("destination not in CLUB", "the destination is not a member of the club"),
        ("destination in {CLUB, UKR}", "the destination is one of a member of the club, Ukraine"),
        ("end_use in {combat, internal_security}", "the end use is one of combat, internal security"),
        ('contract_date < "2022-01-01"', "the day of the contract is before 2022-01-01"),
        ("origin.share <= 0.2", "the state's share of the value is at most 20%"),
        ("item.range_km >= 300", "the item's range km is at least 300"),
        ("item.lethal and end_use == combat", "the item is lethal and the end use is combat"),
        (
            "item.lethal and (end_use == combat or own_stock)",
            "the item is lethal and (the end use is combat or the state asked does supply from its own stock)",
        ),
        ("not (item.lethal and end_use == combat)", "the item is not lethal or the end use is not combat"),
        (
            "not (item.lethal or end_use == combat) and own_stock",
            "the item is not lethal and the end use is not combat and the state asked does supply from its own stock",
        ),
        (
            "destination.self_defence",
            "the destination is defending itself against an armed attack (UN Charter art. 51)",
        ),
        ("true", "always"),
    ],
)
def test_words(text: str, words: str) -> None:
    condition, mistakes = parse(text, SCOPE)
    assert not mistakes
    assert in_words(condition, library().world.countries.name, {"CLUB": "the club"}.get) == words  # type: ignore[arg-type]
