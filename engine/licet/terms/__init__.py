"""The vocabulary: every fact, step and showing that a rule may speak of.

A word is added only when a rule needs it, in the module of its subject.
"""

from __future__ import annotations

from licet.terms import items, showings, states, steps, transfer
from licet.terms.kinds import COUNTRY, DATE, NUMBER, TEXT, TRUTH, Kind, Term, Type, enum, scale

VOCABULARY: dict[str, Term] = {
    term.name: term
    for terms in (transfer.TERMS, items.TERMS, states.TERMS, steps.TERMS, showings.TERMS)
    for term in terms
}

__all__ = ["COUNTRY", "DATE", "NUMBER", "TEXT", "TRUTH", "VOCABULARY", "Kind", "Term", "Type", "enum", "scale"]
