"""Transfers found by the solver, written down as cases: tests that stay when the proof is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from licet.problems import InputError, Problem
from licet.proofs.comparing import PartComparison, Witness
from licet.proofs.files import ClaimReport
from licet.proofs.parts import LegAnswer, Part

_WHAT = {
    "stricter": "fares worse after the change",
    "looser": "fares better after the change",
    "grounds": "rests on other grounds after the change",
}


def cases_of_comparison(parts: Iterable[PartComparison]) -> list[dict[str, Any]]:
    """One case for each witness: what the version after answers."""
    cases = []
    for compared in parts:
        for name, witness in compared.witnesses.items():
            cases.append(_case(compared.part, name, f"the smallest transfer that {_WHAT[name]}", witness))
    return cases


def cases_of_claims(reports: Iterable[ClaimReport]) -> list[dict[str, Any]]:
    """One case for each refuted claim and kind of leg: what was answered."""
    cases = []
    for report in reports:
        entry = report.claim.entry
        for result in report.results:
            if result.change is not None:
                cases.append(_case(result.part, entry.id, result.note or entry.title, result.change))
            elif result.counterexample is not None:
                example = result.counterexample
                title = f"the smallest transfer against: {entry.title}"
                cases.append(_entry(result.part, entry.id, title, example.request, example.answer))
    return cases


def _case(part: Part, name: str, title: str, witness: Witness) -> dict[str, Any]:
    return {**_entry(part, name, title, witness.request, witness.after), "note": f"before: {witness.before.word}"}


def _entry(part: Part, name: str, title: str, request: dict[str, Any], answer: LegAnswer) -> dict[str, Any]:
    word = answer.interval.word
    return {
        "id": f"{part.state}-{part.role}-{name}",
        "title": title,
        "transfer": request,
        "leg": {"state": part.state, "role": part.role},
        "outcome": answer.interval.worst.word,
        "accept": [word],
        "kind": "rule",
        "basis": "found by the solver and put to the reference evaluator",
    }


def write_cases(path: Path, cases: list[dict[str, Any]]) -> None:
    """Write cases as YAML; without any the file says so.

    Raises:
        InputError: the file cannot be written.
    """
    text = yaml.safe_dump(cases, sort_keys=False, allow_unicode=True, width=100) if cases else "[]\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(f"`{path}` cannot be written: {(error.strerror or 'error').lower()}")]) from None
