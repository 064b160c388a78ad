"""Amendments: what they change, what they leave, and what they refuse."""

from __future__ import annotations

import pytest

import licet
from licet.amend import suspend
from licet.amend.applying import changed_rules
from licet.library import Library
from tests.small import library

SHELLS = {
    "exporter": "KOR",
    "destination": "UKR",
    "date": "2023-01-30",
    "items": ["155 mm shell"],
    "end_use": "combat",
    "end_user": {"type": "armed_forces"},
}


def test_suspending_a_rule_and_leaving_the_old_library_alone() -> None:
    new = library().amend("amendment: no line\nsuspend: [kor/no-lethal-aid]\n")
    assert (library().check(SHELLS).outcome, new.check(SHELLS).outcome) == ("blocked", "discretionary")
    assert changed_rules(library(), new) == {"kor/no-lethal-aid": "removed"}
    assert new.digest != library().digest


def test_a_suspended_licence_duty_takes_along_what_is_under_it_and_what_lifts_it() -> None:
    assert set(changed_rules(library(), suspend(library(), ["kor/licence"]))) == {
        "kor/licence",
        "kor/peaceful-purposes",
        "kor/end-use-certificate",
        "kor/own-use",
        "kor/no-lethal-aid",  # it no longer exercises a rule that is gone
    }


def test_every_shipped_rule_can_be_suspended(shipped: Library) -> None:
    for name in list(shipped.rules)[::9] + [rule.id for rule in shipped.rules.values() if rule.effect == "weigh"][::5]:
        assert name not in suspend(shipped, [name]).rules


def test_replacing_redating_adding_and_the_world() -> None:
    new = library().amend(
        """
amendment: a reform
layer: law
sources: {bill: {title: A bill, url: "https://example.org/bill", checked: 2026-01-02}}
replace:
  kor/peaceful-purposes: {force: mandatory, when: weapon and end_use == combat}
redate:
  kor/no-lethal-aid: {until: 2023-01-01}
add:
  - id: deu/new
    title: A new bar
    cite: {source: bill, at: s. 1}
    effect: refuse
    when: destination in PARTNERS
    because: the bill bars it
world:
  groups: {PARTNERS: {title: the partners, complete: true}}
  memberships: [{group: PARTNERS, state: POL, from: 2022-01-01}]
  records: [{state: POL, term: armed_conflict, value: internal, from: 2023-01-01, confidence: unverified}]
"""
    )
    assert [ground.rule for ground in new.check(SHELLS).grounds] == ["kor/peaceful-purposes"]
    assert new.check(SHELLS).outcome == "blocked"
    barred = {"exporter": "DEU", "destination": "POL", "date": "2023-01-30", "items": ["helmet"]}
    assert new.check(barred).outcome == "blocked"
    assert new.check({**barred, "date": "2021-12-31"}).outcome == "conditional"
    assert library().check(barred).outcome == "conditional"


def test_amendments_stack() -> None:
    first = "amendment: one\nsuspend: [kor/no-lethal-aid]\n"
    second = "amendment: two\nsuspend: [kor/peaceful-purposes]\n"
    assert library().amend(first, second).check(SHELLS).outcome == "conditional"
    with pytest.raises(licet.InputError):  # what is gone cannot be named again
        library().amend(first, first)


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(licet.InputError) as caught:
        library().amend(
            "amendment: wrong\nsuspend: [kor/peacful-purposes]\nreplace:\n  kor/nothing: {force: mandatory}\n"
            "  kor/licence: {force: mandatory}\nredate: {kor/no-lethal-aid: {until: 2020-01-01}}\n"
            "world:\n  memberships: [{group: CLUBB, state: UKR}]\n"
        )
    messages = {problem.message: problem.help for problem in caught.value.problems}
    assert messages == {
        "there is no rule `kor/peacful-purposes`": "did you mean `kor/peaceful-purposes`?",
        "there is no rule `kor/nothing`": "did you mean `kor/no-lethal-aid`?",
        "a weigh cannot be `mandatory`": None,
        "`until` 2020-01-01 of `kor/no-lethal-aid` is not after its `from` 2022-04-08": None,
        "there is no group `CLUBB`": "did you mean `CLUB`?",
    }
