"""Findings that are right to stay: a file says which, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from licet.documents import read_document
from licet.library import Library
from licet.problems import InputError, Problem, Span, did_you_mean
from licet.proofs.linting.findings import Code, Finding
from licet.validation import plain_text, validate

FILE = "lint/justified.yaml"
"""Where it stands in a folder of policies."""
Text = Annotated[str, BeforeValidator(plain_text), Field(min_length=1)]


class JustificationEntry(BaseModel):
    """One justification as written."""

    model_config = ConfigDict(extra="forbid", strict=True)

    rule: Text
    code: Code
    about: Text | None = None
    reason: Text


@dataclass(frozen=True, slots=True)
class Justification:
    """Why a finding is right to stay; without ``about`` all findings of the code on the rule are meant."""

    rule: str
    code: Code
    about: str | None
    reason: str
    span: Span

    def meets(self, finding: Finding) -> bool:
        """Whether it speaks of a finding."""
        same = (finding.rule, finding.code) == (self.rule, self.code)
        return same and self.about in (None, finding.about)


def read_justifications(folder: Path, library: Library) -> list[Justification]:
    """The justifications of a folder of policies; none where it has no such file.

    Raises:
        InputError: the file is wrong; one problem for each mistake.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    document, problems = read_document(path, FILE)
    entries = document.data
    if not problems and not isinstance(entries, list):
        problems.append(Problem("a file of justifications is a list", document.span(), "entries begin with `- rule:`"))
    found: list[Justification] = []
    for index in range(len(entries) if isinstance(entries, list) else 0):
        entry, wrong = validate(JustificationEntry, document, (index,))
        problems += wrong
        if entry is None or wrong:
            continue
        span = document.span((index, "rule"))
        if entry.rule not in library.rules:
            problems.append(Problem(f"there is no rule `{entry.rule}`", span, did_you_mean(entry.rule, library.rules)))
        found.append(Justification(entry.rule, entry.code, entry.about, entry.reason, span))
    if problems:
        raise InputError(problems)
    return found


def justify(
    findings: Iterable[Finding], justifications: Sequence[Justification], asked: Callable[[Justification], bool]
) -> list[Finding]:
    """The findings with what justifies them, and a finding for each justification of nothing.

    Args:
        findings: as found.
        justifications: as written.
        asked: whether the question that a justification answers was asked, and decided.
    """
    used: set[int] = set()
    result: list[Finding] = []
    for finding in findings:
        meant = next((place for place, one in enumerate(justifications) if one.meets(finding)), None)
        if meant is not None:
            used.add(meant)
            finding = replace(finding, justified=justifications[meant].reason)
        result.append(finding)
    for place, one in enumerate(justifications):
        if place not in used and asked(one):
            message = f"`{one.code}` of `{one.rule}` is justified, but no longer found"
            result.append(Finding("stale-justification", one.rule, one.about, message, (one.code,), one.span))
    return result
