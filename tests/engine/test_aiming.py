"""Aimed transfers hit what they are aimed at."""

from __future__ import annotations

import datetime

from hypothesis import given, settings

from licet.aiming import Aim, aimed
from licet.aiming.requests import merged, request_of
from licet.library import Library
from tests import generators as gen
from tests.policies.aim import bites
from tests.small import library


def aims(name: str) -> list[Aim]:
    return list(aimed(library(), library().rules[name]))


@settings(max_examples=25)
@given(gen.libraries())
def test_what_is_said_of_an_aim_is_so(found: Library) -> None:
    for rule in found.rules.values():
        for aim in aimed(found, rule):
            if aim.bites is not None:
                transfer = found.transfer(aim.request)
                assert bites(rule, found, transfer, aim.state, aim.role) is aim.bites, aim


def test_a_rule_is_aimed_at_on_the_days_before_and_of_its_dates() -> None:
    rule = library().rules["kor/no-lethal-aid"]
    assert rule.from_ is not None
    days = {aim.values["date"]: aim.bites for aim in aims(rule.id) if "the day" in aim.at}
    assert days[rule.from_.isoformat()] is True
    assert days[(rule.from_ - datetime.timedelta(1)).isoformat()] is False


def test_every_leaf_decides_both_ways() -> None:
    rule = library().rules["kor/no-lethal-aid"]
    settings_ = {aim.at for aim in aims(rule.id)}
    for leaf in ("destination == UKR", "item.lethal"):
        assert {f"`{leaf}` decides", f"`not ({leaf})` decides"} <= settings_


def test_a_share_is_aimed_at_below_at_and_above_its_bound() -> None:
    shares = {aim.values.get("origin.share") for aim in aims("deu/small-share")}
    bound = next(share for share in shares if share is not None)
    assert len({share for share in shares if share is not None}) == 3, bound


def test_a_requirement_is_aimed_at_with_its_step_outstanding_done_and_refused() -> None:
    levels = {aim.values.get("risk.ihl", "unsaid") for aim in aims("pact/overriding-risk")}
    assert {None, "clear", "overriding"} <= levels


def test_requests_have_no_more_keys_than_they_need() -> None:
    first = aims("kor/no-lethal-aid")[0].request
    assert first == {
        "exporter": "KOR",
        "destination": "UKR",
        "date": "2023-06-01",
        "items": [{"category": "ML11", "lethal": True}],
    }


def test_values_are_written_where_a_person_would_write_them() -> None:
    values = {
        "state": "KOR",
        "role": "origin",
        "exporter": "POL",
        "destination": "UKR",
        "date": "2022-06-01",
        "origin.claim": "component",
        "item.lethal": True,
        "item.manpads": False,
        "end_user.type": "police",
        "end_use": "combat",
        "risk.ihl": "clear",
        "no_knowledge.atrocity_crimes": False,
        "approval.parliament": True,
        "consent": False,
        "shown.emergency": True,
        "destination.self_defence": True,
        "UKR in CLUB": False,
    }
    assert request_of(values) == {
        "exporter": "POL",
        "destination": "UKR",
        "date": "2022-06-01",
        "items": [
            {
                "category": "ML11",
                "origins": [{"state": "KOR", "claim": "component"}],
                "lethal": True,
                "features": {"manpads": False},
            }
        ],
        "end_user": {"type": "police"},
        "end_use": "combat",
        "risks": {"ihl": "clear"},
        "knowledge": {"atrocity_crimes": True},
        "approvals": {"parliament": "granted"},
        "consents": {"KOR": "refused"},
        "shown": ["emergency"],
        "facts": {"destination.self_defence": True, "UKR in CLUB": False},
    }


def test_a_request_is_laid_over_another() -> None:
    base = {"items": [{"category": "ML1", "lethal": True}], "risks": {"ihl": "low"}, "end_use": "combat"}
    over = {"items": [{"lethal": False}], "risks": {"ihl": None}}
    assert merged(base, over) == {
        "items": [{"category": "ML1", "lethal": False}],
        "risks": {"ihl": None},
        "end_use": "combat",
    }
