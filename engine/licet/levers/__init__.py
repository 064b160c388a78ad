"""Levers: which rules, and which facts and steps, would have to change for another outcome."""

from __future__ import annotations

from licet.levers.finding import levers
from licet.levers.model import FactLever, FactSet, Levers, RuleLever, RuleSet

__all__ = ["FactLever", "FactSet", "Levers", "RuleLever", "RuleSet", "levers"]
