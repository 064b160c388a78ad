"""Values of terms as people write them in ``features``, ``facts`` and records, checked against the term's type."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from licet.conditions.tree import NOTHING, Plain
from licet.problems import Problem, Span, a, show, suggest
from licet.terms import Term

OTHER_ITEM_TERMS = ("item.category", "item.lethal", "item.att_category")


def feature_names(vocabulary: Collection[str]) -> list[str]:
    """The names that ``features`` may hold: the item's terms without their prefix."""
    return [
        name.removeprefix("item.") for name in vocabulary if name.startswith("item.") and name not in OTHER_ITEM_TERMS
    ]


def typed(
    term: Term, value: object, countries: Collection[str], span: Span | None
) -> tuple[Plain | None, Problem | None]:
    """A written value as the term's type, or the problem with it."""
    if term.optional and value == NOTHING:
        return NOTHING, None
    match term.type.base:
        case "truth":
            if isinstance(value, bool):
                return value, None
            return None, Problem(
                f"`{show(value)}` is not a truth value for `{term.name}`", span, "write `true` or `false`"
            )
        case "number":
            if isinstance(value, int | float) and not isinstance(value, bool):
                return value, None
            return None, Problem(f"`{show(value)}` is not a number for `{term.name}`", span)
        case "date":
            try:
                return datetime.date.fromisoformat(str(value)).isoformat(), None
            except ValueError:
                return None, Problem(f"`{show(value)}` is not a date for `{term.name}`", span, "write it as YYYY-MM-DD")
        case "country":
            if isinstance(value, str) and value in countries:
                return value, None
            return None, Problem(
                f"`{show(value)}` is not a country for `{term.name}`", span, suggest(str(value), [*countries])
            )
        case "enum" | "scale":
            if isinstance(value, str) and value in term.type.members:
                return value, None
            help_text = suggest(str(value), term.type.members)
            return None, Problem(f"`{show(value)}` is not {a(term.type.name)} for `{term.name}`", span, help_text)
        case _:
            if isinstance(value, str):
                return value, None
            return None, Problem(f"`{show(value)}` is not a name for `{term.name}`", span)
