"""From rules to what is left of them on one kind of leg: the form that every back end but the reference compiles.

What is settled before a transfer is known (the state asked, its role, the day, the destination's records) is folded into
the conditions; gates, lifts and what binds a policy become part of each rule's own condition.
"""

from __future__ import annotations

from licet.lowering.folding import Known, fold
from licet.lowering.law import LegLaw, Scope, ScopedRule, lower

__all__ = ["Known", "LegLaw", "Scope", "ScopedRule", "fold", "lower"]
