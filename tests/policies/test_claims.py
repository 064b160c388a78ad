"""The claims about the shipped law: they guard every treaty and state, hold, and a changed law refutes them."""

from __future__ import annotations

import re

import pytest

from licet.library import Library
from licet.loading import library_files, shipped_folder
from licet.proofs.files import Claim, load_claims, prove_claims

pytest.importorskip("z3")

CLAIMS = shipped_folder() / "claims"

MUTANTS = {
    "apmbc-ban": "suspend: [apmbc/transfer]",
    "ccm-ban": "suspend: [ccm/transfer]",
    "ecowas-armed-groups": "suspend: [ecowas/non-state-actors]",
    "kor-practice-non-lethal": "replace:\n  kor/no-lethal-aid-to-ukraine: {when: destination == UKR and activity == export}",
    "kor-ukraine-days": "redate:\n  kor/no-lethal-aid-to-ukraine: {from: 2022-03-08}",
    "deu-ukraine-before": "redate:\n  deu/no-lethal-arms-to-ukraine: {until: 2022-02-25}",
    "nor-1959-line": "suspend: [nor/1959-war]",
    "che-ukraine-reexport": "suspend: [che/ukraine-reexport]",
    "gbr-russia": "redate:\n  gbr/sanctions-regulations: {from: 2021-01-02}",
    "pol-new-weapons": "replace:\n  pol/new-weapons-stay: {force: discretionary}",
    "dnk-mass-destruction": "suspend: [dnk/mass-destruction]",
}
"""For some claims an amendment of the law that refutes them."""


@pytest.fixture(scope="module")
def claims(shipped: Library) -> dict[str, Claim]:
    return {claim.entry.id: claim for claim in load_claims(CLAIMS, shipped)}


def _status(library: Library, name: str) -> str:
    (claim,) = [claim for claim in load_claims(CLAIMS, library) if claim.entry.id == name]
    (report,) = prove_claims(library, [claim])
    return report.status


def test_claims_are_no_part_of_the_library() -> None:
    assert not [name for name, _ in library_files(shipped_folder()) if name.startswith("claims/")]


def test_there_are_claims_about_every_treaty_and_state(shipped: Library, claims: dict[str, Claim]) -> None:
    assert len(claims) >= 40
    policies = {policy.id for policy in shipped.policies}
    assert {path.stem for path in CLAIMS.glob("*.yaml")} == policies
    for path in CLAIMS.glob("*.yaml"):
        for claim in load_claims(path, shipped):
            assert claim.entry.id.startswith(f"{path.stem}-")


def test_the_rules_that_claims_guard_exist(shipped: Library, claims: dict[str, Claim]) -> None:
    policies = "|".join(policy.id for policy in shipped.policies)
    for claim in claims.values():
        named = re.findall(rf"\b(?:{policies})/[a-z0-9][a-z0-9-]*", claim.entry.why)
        assert [name for name in named if name not in shipped.rules] == []


@pytest.mark.parametrize("name", MUTANTS)
def test_a_claim_holds_of_the_law_and_not_of_a_mutant(shipped: Library, name: str) -> None:
    assert _status(shipped, name) == "proved"
    assert _status(shipped.amend(f"amendment: a mutant\n{MUTANTS[name]}\n"), name) == "refuted"
