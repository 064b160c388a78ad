"""The recorded probes of the shipped policies: their answers stand, every rule has one, and they notice what is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from licet.cases import load_cases
from licet.library import Library
from licet.loading import shipped_folder
from licet.mutation import mutants, mutate, read_equivalents, read_probes
from licet.mutation.probes import alone, asked
from licet.mutation.recorded import EQUIVALENTS

GOLDEN = Path(__file__).parent / "golden"
POLICIES = ["att", "deu", "kor", "nor", "swe"]
SAMPLE = 60
RECORD = "`licet mutate {} --record` records anew, and the diff is the review"


@pytest.mark.parametrize("name", POLICIES)
def test_recorded_answers_stand(name: str, shipped: Library) -> None:
    probes = read_probes(GOLDEN / f"{name}.jsonl")
    policy = next(policy for policy in shipped.policies if policy.id == name)
    small = alone(shipped, name)
    for probe, transfer in zip(probes.probes, probes.transfers(shipped), strict=True):
        answer = asked(small, policy, transfer, probe.leg)
        assert answer == probe.answer, f"{probe.rule}, {probe.at}: {RECORD.format(name)}"


@pytest.mark.parametrize("name", POLICIES)
def test_every_rule_has_its_probes(name: str, shipped: Library) -> None:
    probes = read_probes(GOLDEN / f"{name}.jsonl")
    rules = {rule.id for policy in shipped.policies if policy.id == name for rule in policy.rules}
    shown = {rule for probe in probes.probes for rule in probe.answer.rules}
    lifting = {by for probe in probes.probes for word in probe.answer.rules.values() for by in word.split(" ")}
    missing = sorted(rule for rule in rules if rule not in shown and not {rule, f"{rule},", f"{rule}?"} & lifting)
    assert not missing, RECORD.format(name)


@pytest.mark.parametrize("name", POLICIES)
def test_nine_of_ten_changes_are_noticed(name: str, shipped: Library) -> None:
    """A sample; `licet mutate att deu kor nor swe --fail-under 90` runs all."""
    file = shipped_folder() / "cases" / f"{name}.yaml"
    cases = load_cases(file) if file.exists() else []
    probes = {name: read_probes(GOLDEN / f"{name}.jsonl")}
    equivalents = read_equivalents(GOLDEN / EQUIVALENTS)
    (report,) = mutate(shipped, [name], cases, probes, equivalents=equivalents, limit=SAMPLE).policies
    assert report.score >= 0.9, [result.mutant.id for result in report.survivors]


def test_equivalent_mutants_are_mutants(shipped: Library) -> None:
    known = {m.id for policy in shipped.policies if policy.id in POLICIES for m in mutants(shipped, policy)}
    assert set(read_equivalents(GOLDEN / EQUIVALENTS)) <= known
