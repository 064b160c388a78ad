"""The condition language: one small syntax tree, its parser and its printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from licet.conditions.tree import Condition, terms, walk

if TYPE_CHECKING:
    from licet.conditions.parsing import Mistake, Scope, parse
    from licet.conditions.printing import expression

__all__ = ["Condition", "Mistake", "Scope", "expression", "parse", "terms", "walk"]


def __getattr__(name: str) -> Any:
    """The parser and the printer are imported when they are asked for: an answer from a prepared library needs neither."""
    if name in ("Mistake", "Scope", "parse"):
        from licet.conditions import parsing as module
    elif name == "expression":
        from licet.conditions import printing as module  # type: ignore[no-redef]
    else:
        raise AttributeError(f"module 'licet.conditions' has no attribute {name!r}")
    return getattr(module, name)
