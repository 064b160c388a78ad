"""Levers: which rules, and which facts and steps, would have to change for another outcome."""

from __future__ import annotations

from licet.levers.finding import MAX_FACTS, MAX_RULES, levers
from licet.levers.model import FactLever, FactSet, Levers, RuleLever, RuleSet

__all__ = ["MAX_FACTS", "MAX_RULES", "FactLever", "FactSet", "Levers", "RuleLever", "RuleSet", "levers"]
