"""Generated libraries and transfers: those of :mod:`licet.strategies.libraries`, under the name the tests know."""

from __future__ import annotations

from dataclasses import replace

from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Within
from licet.strategies.libraries import (
    CITE,
    COUNTRIES,
    DATE,
    FACTS,
    MEMBERSHIPS,
    SHOWINGS,
    SOURCE,
    STATES,
    STEPS,
    WORLD,
    Known,
    conditions,
    knowledge,
    leaves,
    libraries,
    library_of,
    needs,
    policies,
    rules,
    world,
)

__all__ = [
    "CITE",
    "COUNTRIES",
    "DATE",
    "FACTS",
    "MEMBERSHIPS",
    "SHOWINGS",
    "SOURCE",
    "STATES",
    "STEPS",
    "WORLD",
    "All",
    "Always",
    "Any",
    "Compare",
    "Condition",
    "Constant",
    "Holds",
    "Known",
    "Not",
    "Within",
    "conditions",
    "knowledge",
    "leaves",
    "libraries",
    "library_of",
    "needs",
    "policies",
    "replace",
    "rules",
    "world",
]
