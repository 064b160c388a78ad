"""Proofs over all transfers, with the solver z3 (``pip install 'licet[prove]'``).

Two versions of the law are compared (:func:`compare`), claims are proved or refuted (:func:`prove`, :func:`prove_claims`),
the tightest interval of a transfer with unknown facts is found (:func:`exact`), and for a rule the smallest transfer in
which it alone decides (:func:`witness`). Every transfer that is shown was put to the reference evaluator first.
"""

from __future__ import annotations

from licet.proofs.claims import ClaimResult, CounterExample, Days, prove
from licet.proofs.comparing import PartComparison, Verdict, Witness, compare, together
from licet.proofs.exact import Exact, exact
from licet.proofs.files import Claim, ClaimReport, load_claims, prove_claims, single_claim
from licet.proofs.language import Statement, claim_scope, parse_statement
from licet.proofs.parts import LegAnswer, Part
from licet.proofs.solving import NotDecidedError
from licet.proofs.witnesses import RuleWitness, witness

__all__ = [
    "Claim",
    "ClaimReport",
    "ClaimResult",
    "CounterExample",
    "Days",
    "Exact",
    "LegAnswer",
    "NotDecidedError",
    "Part",
    "PartComparison",
    "RuleWitness",
    "Statement",
    "Verdict",
    "Witness",
    "claim_scope",
    "compare",
    "exact",
    "load_claims",
    "parse_statement",
    "prove",
    "prove_claims",
    "single_claim",
    "together",
    "witness",
]
