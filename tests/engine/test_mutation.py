"""Mutants: what they are, and that who notices them is what plain evaluation of the whole library says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.cases import Case, judge, load_cases, transfer_document
from licet.library import Library
from licet.mutation import ProbeSet, fresh_probes, mutants, mutate, read_equivalents, read_probes, write_probes
from licet.mutation.mutants import Mutant
from licet.mutation.places import Places
from licet.mutation.probes import asked
from licet.mutation.recorded import differences
from licet.policies.model import Policy
from licet.problems import InputError
from tests import generators as gen
from tests.small import FOLDER, library

CASES = load_cases(FOLDER / "cases")


def policy(name: str, found: Library | None = None) -> Policy:
    return next(policy for policy in (found or library()).policies if policy.id == name)


def ids(name: str) -> set[str]:
    return {mutant.id for mutant in mutants(library(), policy(name))}


def noticed(found: Library, mutant: Mutant, probes: ProbeSet, cases: list[Case]) -> str:
    """By plain evaluation of the whole library, without any short cut."""
    changed = mutant.library(found)
    for case in cases:
        document = transfer_document(case)
        if judge(case, found.evaluate(document)).agrees and not judge(case, changed.evaluate(document)).agrees:
            return "case"
    mine = policy(mutant.policy, found)
    for probe in probes.probes:
        if asked(changed, mine, found.transfer(probes.request(probe)), probe.leg) != probe.answer:
            return "probe"
    return "survived"


def test_the_mutants_of_a_rule() -> None:
    found = {name.removeprefix("kor/no-lethal-aid") for name in ids("kor") if "no-lethal" in name}
    assert {
        ": drop the rule",
        " when: drop `item.lethal`",
        " when: negate `item.lethal`",
        " when: `==` becomes `!=` in `destination == UKR`",
        " force: `mandatory` becomes `discretionary`",
        " effect: `refuse` becomes `weigh`",
    } <= found
    assert any(name.startswith(" when: `and` becomes `or`") for name in found)
    assert sum(name.startswith(" from: ") for name in found) == 4


def test_a_definition_is_changed_wherever_it_is_used() -> None:
    found = [mutant for mutant in mutants(library(), policy("kor")) if ": definition " in mutant.subject]
    assert found
    assert all(set(mutant.changes) <= set(library().rules) for mutant in found)


def test_no_mutant_is_the_library_itself() -> None:
    for name in ("kor", "deu", "pact"):
        for mutant in mutants(library(), policy(name)):
            assert any(library().rules[rule] != new for rule, new in mutant.changes.items()), mutant.id
        listed = [mutant.id for mutant in mutants(library(), policy(name))]
        assert len(listed) == len(set(listed))


@pytest.mark.parametrize("name", ["kor", "deu", "pact"])
def test_who_notices_is_what_plain_evaluation_says(name: str) -> None:
    probes = {name: fresh_probes(library(), policy(name))}
    (report,) = mutate(library(), [name], CASES, probes).policies
    assert not report.stale
    for result in report.results:
        assert result.verdict == noticed(library(), result.mutant, probes[name], CASES), result.mutant.id


GATED = """
- id: shells
  title: Shells in fighting
  transfer: {exporter: KOR, destination: IND, date: 2022-01-30, items: [{category: ML3, lethal: true}],
    end_use: combat, end_user: {type: company}}
  leg: {state: KOR, role: exporter}
  outcome: blocked
  accept: [discretionary]
  kind: rule
  basis: none
"""


def test_a_case_notices_a_change_of_the_gate_it_rests_on(tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(GATED)
    cases = load_cases(tmp_path / "cases.yaml")
    probes = {"kor": fresh_probes(library(), policy("kor"))}
    (report,) = mutate(library(), ["kor"], cases, probes).policies
    verdicts = {result.mutant.id: result.verdict for result in report.results}
    assert verdicts["kor/licence when: `!=` becomes `==` in `item.category != NL`"] == "case"
    for result in report.results:
        assert result.verdict == noticed(library(), result.mutant, probes["kor"], cases), result.mutant.id


@settings(max_examples=12)
@given(gen.libraries(), st.sampled_from(["kor", "deu"]))
def test_short_cuts_miss_nothing_in_drawn_libraries(found: Library, name: str) -> None:
    probes = {name: fresh_probes(found, policy(name, found))}
    (report,) = mutate(found, [name], (), probes, limit=25).policies
    for result in report.results:
        assert result.verdict == noticed(found, result.mutant, probes[name], []), result.mutant.id


def test_without_probes_and_cases_everything_survives() -> None:
    (report,) = mutate(library(), ["kor"]).policies
    assert len(report.survivors) == len(report.results)
    assert report.score == 0


def test_an_equivalent_mutant_is_set_aside() -> None:
    name = "kor/no-lethal-aid: drop the rule"
    (report,) = mutate(library(), ["kor"], equivalents={name: "for the sake of argument"}).policies
    assert report.count("equivalent") == 1
    assert name not in {result.mutant.id for result in report.survivors}


def test_a_limit_takes_mutants_from_all_over_the_text() -> None:
    (report,) = mutate(library(), ["kor"], limit=5).policies
    assert len(report.results) == 5
    assert len({result.mutant.subject for result in report.results}) > 2


def test_an_answer_that_is_out_of_date_is_stale_and_notices_nothing() -> None:
    probes = fresh_probes(library(), policy("kor"))
    changed = next(mutant for mutant in mutants(library(), policy("kor")) if mutant.id.endswith("drop the rule"))
    other = changed.library(library())
    (report,) = mutate(other, ["kor"], (), {"kor": probes}).policies
    assert report.stale
    live = {probe.rule for probe in report.stale}
    assert changed.subject in live


def test_places() -> None:
    places = Places(FOLDER, library())
    placed = {mutant.id: places.placed(mutant).span for mutant in mutants(library(), policy("kor"))}
    lines = (FOLDER / "states" / "kor").glob("*.yaml")
    texts = {f"states/kor/{path.name}": path.read_text().splitlines() for path in lines}
    for name, span in placed.items():
        assert span is not None
        line = texts[span.file][span.line - 1]
        if " from: " in name:
            assert "from:" in line, name
        if " force: " in name:
            assert "force:" in line or "- id:" in line, name  # written, or by default
        if ": definition " in name:
            assert name.split("definition ")[1].split(":")[0] in line, name


def test_probes_survive_their_file(tmp_path: Path) -> None:
    probes = fresh_probes(library(), policy("deu"))
    write_probes(tmp_path / "deu.jsonl", probes)
    again = read_probes(tmp_path / "deu.jsonl")
    assert again.base == probes.base
    assert again.probes == probes.probes
    assert differences(probes, again) == {"added": 0, "gone": 0, "changed": 0}
    assert differences(None, again)["added"] == len(probes.probes)


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n", '{"policy": "kor", "base": {}}\n{"rule": 1}\n', "no json\n"])
def test_a_file_that_holds_no_probes_is_one_clear_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "kor.jsonl").write_text(text)
    with pytest.raises(InputError, match="not a recorded probe"):
        read_probes(tmp_path / "kor.jsonl")


def test_equivalent_mutants_need_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "equivalent.yaml"
    assert read_equivalents(path) == {}
    path.write_text('"kor/x: drop the rule": because it says nothing\n')
    assert read_equivalents(path) == {"kor/x: drop the rule": "because it says nothing"}
    path.write_text('"kor/x: drop the rule":\n')
    with pytest.raises(InputError, match="without a reason"):
        read_equivalents(path)
    path.write_text("- kor/x\n")
    with pytest.raises(InputError, match="maps their ids to reasons"):
        read_equivalents(path)


def test_a_policy_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="there is no policy `kro`"):
        mutate(library(), ["kro"])
