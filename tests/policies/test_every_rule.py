"""Every shipped rule bites in some transfer and does not in another: none is dead, none is a blanket."""

from __future__ import annotations

import pytest

from licet.library import Library
from licet.loading import load
from tests.policies.aim import aimed, bites

RULES = sorted(load().rules)

# rules that bind every transfer on a leg of their policy, by their provision's own words
BLANKET: set[str] = set()


@pytest.mark.parametrize("name", RULES)
def test_a_rule_bites_and_does_not(name: str, shipped: Library) -> None:
    rule = shipped.rules[name]
    seen: set[bool | None] = set()
    for transfer, state, role in aimed(rule, shipped):
        seen.add(bites(rule, shipped, transfer, state, role))
        if {True, False} <= seen:
            return
    assert True in seen, f"no transfer was found in which `{name}` bites"
    assert False in seen or name in BLANKET, f"no transfer was found in which `{name}` does not bite"
