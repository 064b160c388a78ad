"""A whole library linted by proof."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from licet.library import Library
from licet.policies.model import Rule
from licet.problems import InputError, Problem, suggest
from licet.proofs.linting.covering import covered
from licet.proofs.linting.findings import Finding, Undecided
from licet.proofs.linting.firing import never
from licet.proofs.linting.justified import Justification, justify
from licet.proofs.linting.occasions import Occasions
from licet.proofs.linting.versions import misdated

Through = Callable[[Sequence[Rule]], Iterable[Rule]]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        rules: how many rules were asked about.
        findings: in the order of files and lines, the justified ones among them.
        undecided: the questions that were not answered in time.
    """

    rules: int
    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody justifies."""
        return tuple(finding for finding in self.findings if finding.justified is None)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "rules": self.rules,
            "findings": [finding.to_dict() for finding in self.findings],
            "undecided": [one.to_dict() for one in self.undecided],
        }


def lint_by_proof(
    library: Library,
    policies: Collection[str] = (),
    *,
    timeout: float | None = None,
    justifications: Sequence[Justification] = (),
    through: Through = iter,
) -> Report:
    """What of a library's rules can never be, never decides, or is dated so that days are lost or met twice.

    That two rules contradict each other is not asked: outcomes are joined on one chain, where the worst counts, and only a
    permit that names a rule takes it away, so that no two rules can.

    Args:
        library: the law and the world, read with the places of its rules.
        policies: whose rules are asked about; none: all.
        timeout: seconds for each question put to the solver.
        justifications: which findings are right to stay.
        through: the rules pass through it one by one as they are worked on, for instance to show how far it is.

    Raises:
        InputError: there is no such policy, or z3 is not installed.
    """
    known = {policy.id: policy for policy in library.policies}
    wrong = [name for name in policies if name not in known]
    if wrong:
        raise InputError(
            [Problem(f"there is no policy `{name}`", None, suggest(name, sorted(known))) for name in wrong]
        )
    chosen = {rule.id: rule for rule in library.rules.values() if not policies or rule.policy in policies}
    occasions = Occasions(library, timeout)
    findings: list[Finding] = []
    undecided: list[Undecided] = []
    for found in _questions(occasions, chosen, through):
        if isinstance(found, Finding):
            findings.append(found)
        else:
            undecided.append(found)
    open_: set[tuple[str, str]] = {(one.rule, one.question) for one in undecided}

    def asked(one: Justification) -> bool:
        return one.rule in chosen and (one.rule, one.code) not in open_

    findings = justify(findings, justifications, asked)
    return Report(len(chosen), tuple(sorted(findings, key=_place)), tuple(undecided))


def _questions(occasions: Occasions, chosen: dict[str, Rule], through: Through) -> Iterator[Finding | Undecided]:
    for rule in through([*chosen.values()]):
        yield from never(occasions, rule)
        yield from covered(occasions, rule)
    yield from misdated(occasions, chosen)


def _place(finding: Finding) -> tuple[str, int, str, str, str]:
    span = finding.span
    return (span.file if span else "", span.line if span else 0, finding.rule, finding.code, finding.about or "")
