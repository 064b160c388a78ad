"""Strategies draw what is valid and shrink to what is readable; laws say where they are broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from licet.library import Library
from licet.problems import InputError
from licet.strategies import (
    amendments,
    dated,
    explained,
    libraries,
    monotone,
    never_looser,
    never_stricter,
    only_affects,
    transfers,
    unchanged,
)
from tests.small import library

LIBRARY = library()
KOR = LIBRARY.amend("amendment: no line\nsuspend: [kor/no-lethal-aid]\n")
FIND = settings(database=None, deadline=None, max_examples=2000)


def breaks(law: Callable[[Any], None]) -> Callable[[Any], bool]:
    def broken(transfer: Any) -> bool:
        try:
            law(transfer)
        except AssertionError:
            return True
        return False

    return broken


def message(law: Callable[[Any], None], transfer: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        law(transfer)
    return str(caught.value)


# strategies


@given(transfers(LIBRARY))
def test_a_drawn_request_is_valid(request: dict[str, Any]) -> None:
    LIBRARY.check(request)


@given(transfers(LIBRARY, policy="deu"))
def test_a_request_aimed_at_a_policy_is_valid(request: dict[str, Any]) -> None:
    LIBRARY.check(request)


def test_a_drawn_request_says_little() -> None:
    assert find(transfers(LIBRARY), lambda request: True, settings=FIND) == {
        "exporter": "DEU",
        "destination": "KOR",
        "date": "2023-06-01",
        "items": [{"category": "ML1"}],
    }


def test_a_counterexample_has_the_keys_it_needs_and_no_others() -> None:
    found = find(transfers(LIBRARY), lambda request: request.get("end_use") == "combat", settings=FIND)
    assert set(found) == {"exporter", "destination", "date", "items", "end_use"}
    assert found["items"] == [{"category": "ML1"}]


def test_a_broken_reform_shrinks_to_the_transfer_that_shows_it() -> None:
    aims: list[dict[str, Any]] = [{"policy": "kor"}, {"rule": "kor/no-lethal-aid"}, {"against": KOR}]
    for aim in aims:
        assert find(transfers(LIBRARY, **aim), breaks(never_looser(LIBRARY, KOR)), settings=FIND) == {
            "exporter": "KOR",
            "destination": "UKR",
            "date": "2023-06-01",
            "items": [{"category": "ML11"}],  # whether it is lethal need not be known for the best case to rise
        }


def test_what_is_aimed_at_what_differs_finds_it_within_few_draws() -> None:
    few = settings(FIND, max_examples=20)
    assert find(transfers(LIBRARY, against=KOR), breaks(unchanged(LIBRARY, KOR)), settings=few)["destination"] == "UKR"
    # a rule that only the other library has is aimed at as well
    assert find(transfers(KOR, against=LIBRARY), breaks(unchanged(KOR, LIBRARY)), settings=few)["destination"] == "UKR"
    # and where nothing differs, anything is drawn
    assert find(transfers(LIBRARY, against=LIBRARY), lambda request: True, settings=few)["items"] == [
        {"category": "ML1"}
    ]


def test_nested_keys_go_too() -> None:
    plain = {"exporter": "KOR", "destination": "UKR", "date": "2023-06-01", "items": [{"category": "ML11"}]}
    strategy = transfers(LIBRARY, policy="kor")
    assert find(strategy, lambda request: request["destination"] == "UKR", settings=FIND) == plain


def test_one_aim_at_a_time() -> None:
    with pytest.raises(InputError, match="one of `policy`, `rule` and `against`"):
        transfers(LIBRARY, policy="kor", against=KOR)


def test_aimed_requests_reach_both_sides_of_a_bound() -> None:
    strategy = transfers(LIBRARY, rule="deu/small-share")
    shares: set[float] = set()

    @settings(database=None, max_examples=200)
    @given(strategy)
    def gather(request: dict[str, Any]) -> None:
        for origin in request["items"][0].get("origins", []):
            if isinstance(origin, dict) and "share" in origin:
                shares.add(origin["share"])

    gather()
    assert len(shares) >= 3


def test_names_that_do_not_exist() -> None:
    with pytest.raises(InputError, match="there is no rule `kor/nothing`"):
        transfers(LIBRARY, rule="kor/nothing")
    with pytest.raises(InputError, match="there is no policy `kro`"):
        transfers(LIBRARY, policy="kro")
    with pytest.raises(InputError, match="there is no policy `kro`"):
        amendments(LIBRARY, policy="kro")
    with pytest.raises(InputError, match="there is no rule `kor/nothing`"):
        dated(LIBRARY, "kor/nothing")
    with pytest.raises(InputError, match="destinatoin"):
        only_affects(LIBRARY, KOR, "destinatoin == UKR")


@given(amendments(LIBRARY))
def test_a_drawn_amendment_is_taken(text: str) -> None:
    assert LIBRARY.amend(text).digest != LIBRARY.digest


def test_an_amendment_shrinks_to_one_suspended_rule() -> None:
    text = find(amendments(LIBRARY, policy="kor"), lambda text: True, settings=FIND)
    assert text.startswith("amendment: drawn\nsuspend:\n- kor/")
    assert text.count("\n") == 3


def test_an_amendment_may_suspend_a_gate() -> None:
    def without_licence(text: str) -> bool:
        return "kor/licence" not in LIBRARY.amend(text).rules

    text = find(amendments(LIBRARY, policy="kor"), without_licence, settings=FIND)
    assert text == "amendment: drawn\nsuspend:\n- kor/licence\n"


def test_a_library_is_printed_a_rule_a_line() -> None:
    def refuses(found: Library) -> bool:
        return any(rule.effect == "refuse" for rule in found.rules.values())

    lines = repr(find(libraries(), refuses, settings=settings(FIND, max_examples=300))).splitlines()
    assert lines[0] == "library of DEU, KOR, POL"
    assert [line.split(": ")[1].split(" ")[0] for line in lines[1:]].count("refuse") == 1
    assert len(lines) == 5


# laws


@given(transfers(LIBRARY, policy="kor"))
def test_laws_that_hold(transfer: dict[str, Any]) -> None:
    never_stricter(LIBRARY, KOR)(transfer)
    never_looser(KOR, LIBRARY)(transfer)
    unchanged(LIBRARY, LIBRARY)(transfer)
    only_affects(LIBRARY, KOR, "destination == UKR and item.lethal")(transfer)
    only_affects(LIBRARY, KOR, lambda drawn: drawn["destination"] == "UKR")(transfer)
    monotone(LIBRARY)(transfer)
    explained(LIBRARY)(transfer)


@given(transfers(LIBRARY), st.sampled_from(sorted(LIBRARY.rules)))
def test_rules_have_no_say_outside_their_dates(transfer: dict[str, Any], rule: str) -> None:
    dated(LIBRARY, rule)(transfer)


@settings(max_examples=20)
@given(amendments(LIBRARY), st.data())
def test_an_amendment_that_suspends_a_refusal_is_never_stricter(text: str, data: st.DataObject) -> None:
    new = LIBRARY.amend(text)
    transfer = data.draw(transfers(LIBRARY))
    if new.rules.keys() < LIBRARY.rules.keys():
        gone = LIBRARY.rules.keys() - new.rules.keys()
        if all(LIBRARY.rules[name].effect in ("refuse", "require") for name in gone):
            never_stricter(LIBRARY, new)(transfer)


SHELLS = {"exporter": "KOR", "destination": "UKR", "date": "2023-06-01", "items": [{"category": "ML3", "lethal": True}]}


def test_messages() -> None:
    text = message(never_looser(LIBRARY, KOR), SHELLS)
    assert text.startswith("the new library is looser on this transfer\n  exporter: KOR\n  destination: UKR\n")
    assert "before: blocked; because of kor/no-lethal-aid (KOR exporter: " in text
    assert "\nafter:  " in text
    assert text.endswith("rules that differ: kor/no-lethal-aid (removed)")
    assert message(never_stricter(KOR, LIBRARY), SHELLS).startswith("the new library is stricter")
    outside = message(only_affects(LIBRARY, KOR, "destination == POL"), SHELLS)
    assert outside.startswith("this transfer is outside `destination == POL` and changes")
    assert "outside what may change" in message(only_affects(LIBRARY, KOR, lambda drawn: False), SHELLS)
    assert "answers differently" in message(unchanged(LIBRARY, KOR), SHELLS)
    resolved = LIBRARY.transfer(SHELLS)
    assert "KOR to UKR" in message(never_looser(LIBRARY, KOR), resolved)


def test_monotone_catches_an_evaluator_that_skips_what_it_cannot_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    from licet.evaluate import rules as evaluator

    held = evaluator.conjunction
    with monkeypatch.context() as patch:
        # an unknown condition that counts as false: the classic mistake
        patch.setattr(evaluator, "conjunction", lambda values: held(values) or False)
        strategy = transfers(LIBRARY, policy="deu")
        found = find(strategy, breaks(monotone(LIBRARY)), settings=FIND)
        assert "less is decided once" in message(monotone(LIBRARY), found)


def test_dated_catches_a_rule_that_outlives_its_date(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = LIBRARY.rules["kor/no-lethal-aid"]
    assert rule.from_ is not None
    law = dated(LIBRARY, rule.id)
    law(SHELLS)
    from licet.evaluate import evaluation

    # the evaluator forgets to look at dates; the law does not
    in_force = evaluation.Options.sees if hasattr(evaluation.Options, "sees") else None
    if in_force is None:
        pytest.skip("the evaluator asks the rule itself")
    monkeypatch.setattr(evaluation.Options, "sees", lambda self, rule, *rest: rule.layer in self.layers)
    assert f"`{rule.id}` is not in force on 2022-04-07" in message(law, SHELLS)


def test_libraries_are_libraries() -> None:
    @settings(max_examples=10, database=None)
    @given(libraries())
    def check(found: Library) -> None:
        assert found.states.keys() == {"KOR", "DEU", "POL"}

    check()
