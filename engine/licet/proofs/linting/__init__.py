"""Lint by proof: rules that can never fire or never decide, exceptions and lifts of nothing, dates that do not meet.

Two rules cannot contradict each other: the worst outcome counts, and only a permit that names a rule takes it away.
"""

from __future__ import annotations

from licet.proofs.linting.findings import TITLES, Code, Finding, Undecided
from licet.proofs.linting.justified import FILE, Justification, read_justifications
from licet.proofs.linting.report import Report, lint_by_proof
from licet.proofs.linting.sarif import sarif

__all__ = [
    "FILE",
    "TITLES",
    "Code",
    "Finding",
    "Justification",
    "Report",
    "Undecided",
    "lint_by_proof",
    "read_justifications",
    "sarif",
]
