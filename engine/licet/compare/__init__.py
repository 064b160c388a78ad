"""What changed: between two decisions of one transfer, and between two libraries, dates or layers over many."""

from __future__ import annotations

from licet.compare.difference import Answer, Difference, Direction, Pair, Parts, difference, direction
from licet.compare.reasons import FactChange, Reason, reasons
from licet.compare.sides import Brief, Change, Damaged, Row, Side, compare, compare_evaluations
from licet.compare.summary import Summary

__all__ = [
    "Answer",
    "Brief",
    "Change",
    "Damaged",
    "Difference",
    "Direction",
    "FactChange",
    "Pair",
    "Parts",
    "Reason",
    "Row",
    "Side",
    "Summary",
    "compare",
    "compare_evaluations",
    "difference",
    "direction",
    "reasons",
]
