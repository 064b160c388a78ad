"""The condition language: one small syntax tree, its parser and its printer."""

from __future__ import annotations

from licet.conditions.parsing import Mistake, Scope, parse
from licet.conditions.printing import expression
from licet.conditions.tree import Condition, terms, walk

__all__ = ["Condition", "Mistake", "Scope", "expression", "parse", "terms", "walk"]
