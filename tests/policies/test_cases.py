"""Real decisions: at least 97 % of the rule and position cases about encoded states come out as they may."""

from __future__ import annotations

from pathlib import Path

import pytest

from licet.cases import Case, CaseResult, judge, load_cases, run_cases, transfer_document
from licet.library import Library
from licet.loading import shipped_folder
from tests.small import FOLDER, library


@pytest.fixture(scope="module")
def results(shipped: Library) -> list[CaseResult]:
    return list(run_cases(shipped, load_cases(shipped_folder() / "cases")))


def test_agreement(results: list[CaseResult]) -> None:
    for kind in ("rule", "position"):
        of_kind = [result for result in results if result.case.entry.kind == kind and result.encoded]
        differing = [result.case.entry.id for result in of_kind if not result.agrees]
        assert len(differing) <= 0.03 * len(of_kind), differing


def test_every_case_names_a_leg_of_its_transfer(results: list[CaseResult]) -> None:
    assert not [result.case.entry.id for result in results if result.outcome is None]


def test_departures_name_rules_that_exist(shipped: Library, results: list[CaseResult]) -> None:
    for result in results:
        for name in result.case.entry.departs_from:
            assert name in shipped.rules


def test_agreement_is_counted_as_it_should_be() -> None:
    cases = {case.entry.id: case for case in load_cases(FOLDER / "cases")}

    def result(name: str, **changes: object) -> CaseResult:
        case = cases[name]
        entry = case.entry.model_copy(update=changes)
        changed = Case(entry, case.document, case.path)
        return judge(changed, library().evaluate(transfer_document(changed)))

    assert result("2023-KOR-UKR-shells").agrees
    assert not result("2023-KOR-UKR-shells", accept=["allowed"]).agrees
    assert not result("2023-DEU-UKR-helmets").agrees
    missing = result("2023-FRA-UKR-helmets")
    assert not missing.encoded and not missing.agrees
    assert not result("2023-FRA-UKR-helmets", accept=["undetermined"]).agrees  # not encoded is no answer


def test_shipped_folder_is_a_folder() -> None:
    assert Path(shipped_folder()).is_dir()
