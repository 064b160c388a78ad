"""Conditions in the shape in which they become SQL: parts that one look-up table settles stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from licet.conditions.tree import All, Any, Condition, Limb, Not, parts, terms
from licet.lowering.folding import conjunction_of, disjunction_of, negation

SURE = "surely"
"""The cite of a limb that counts as false where it is unknown."""

SourceOf = Callable[[str], str | None]
"""The look-up table that settles a term; None where a row itself has to say."""


def sure(condition: Condition) -> Condition:
    """A condition that counts as false where it is unknown."""
    return Limb(condition, SURE)


class Shape:
    """Tells which look-up table settles a condition, and groups conditions by that.

    Args:
        source_of: the table of a term, and of a limb's cite.
    """

    def __init__(self, source_of: SourceOf) -> None:
        self._source_of = source_of
        self._sources: dict[Condition, str | None] = {}
        self._grouped: dict[Condition, Condition] = {}

    def source(self, condition: Condition) -> str | None:
        """The look-up table that settles a condition by itself; None where there is none."""
        if condition not in self._sources:
            self._sources[condition] = self._find(condition)
        return self._sources[condition]

    def _find(self, condition: Condition) -> str | None:
        if isinstance(condition, Limb):
            return None if condition.cite == SURE else self._source_of(condition.cite)
        inner = parts(condition)
        found = {self.source(part) for part in inner} if inner else {self._source_of(term) for term in terms(condition)}
        return found.pop() if len(found) == 1 else None

    def grouped(self, condition: Condition) -> Condition:
        """The same condition, with the parts of every ``and`` and ``or`` that one table settles put together."""
        found = self._grouped.get(condition)
        if found is None:
            found = self._grouped[condition] = self._group(condition)
        return found

    def _group(self, condition: Condition) -> Condition:
        if self.source(condition) is not None:
            return condition
        match condition:
            case Limb(part=part, cite=cite):
                return Limb(self.grouped(part), cite)
            case Not(part=part):
                return negation(self.grouped(part))
            case All(parts=inner):
                return _joined(self._together(inner, conjunction_of), All)
            case Any(parts=inner):
                return _joined(self._together(inner, disjunction_of), Any)
            case _:
                return condition

    def _together(
        self, inner: Iterable[Condition], join: Callable[[Iterable[Condition]], Condition]
    ) -> Iterator[Condition]:
        groups: dict[str | None, list[Condition]] = {}
        for part in inner:
            groups.setdefault(self.source(part), []).append(part)
        for source, group in groups.items():
            if source is None:
                yield from map(self.grouped, group)
            else:
                yield join(group)


def _joined(found: Iterable[Condition], kind: type[All] | type[Any]) -> Condition:
    """The join of different conditions; what was put together stays together."""
    once = tuple(dict.fromkeys(found))
    return once[0] if len(once) == 1 else kind(once)
