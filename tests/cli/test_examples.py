"""Pages and coverage show each rule at work: the transfers come from the solver and hold in the evaluator."""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("z3", reason="the extra `prove` is not installed")

from licet.proofs.examples import example, witnesses
from tests import small
from tests.golden import run

SMALL = "tests/libraries/small"


def test_every_example_is_what_the_evaluator_says() -> None:
    library = small.library()
    (policy,) = (policy for policy in library.policies if policy.id == "kor")
    found = witnesses(library, policy)
    assert set(found) == {rule.id for rule in policy.rules}
    assert sum(each is not None for each in found.values()) > len(found) // 2
    for rule, each in found.items():
        if each is None:
            continue
        leg = next(
            leg
            for leg in library.evaluate(each.request).legs
            if (leg.leg.state, leg.leg.role) == (each.part.state, each.part.role)
        )
        assert leg.interval == each.answer.interval
        assert each.answer.interval != each.without.interval, rule
        said = example(each)
        assert said.startswith(f"{each.request['exporter']} to {each.request['destination']}, ")
        assert said.endswith(f": {each.answer.word}, without this rule {each.without.word}")


def test_pages_show_an_example_of_a_rule() -> None:
    code, plain, _ = run("docs", "kor", "--policies", SMALL)
    assert code == 0 and "An example" not in plain
    code, out, err = run("docs", "kor", "--examples", "--policies", SMALL)
    assert code == 0, err
    shown = [line for line in out.splitlines() if line.startswith("- An example: ")]
    assert [line for line in out.splitlines() if line not in shown] == plain.splitlines()
    assert any(
        re.fullmatch(r"- An example: KOR to \w+, \w+, on [\d-]+.*: .*, without this rule .*", line) for line in shown
    )


def test_coverage_says_of_each_rule_whether_a_transfer_shows_it() -> None:
    code, out, err = run("coverage", "kor", "--witnesses", "--json", "--policies", SMALL)
    assert code == 0, err
    rules = [rule for entry in json.loads(out) for rule in entry["rules"]]
    assert rules and all(rule["witness"] for rule in rules)
    code, out, err = run("coverage", "kor", "--witnesses", "--policies", SMALL)
    assert code == 0 and out.count("decides: ") == len(rules)
    code, _, err = run("coverage", "--witnesses")
    assert code == 2 and "name the policy" in err
