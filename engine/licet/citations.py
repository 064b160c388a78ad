"""The upkeep of citations: which source was checked when, and which rules rest on it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from licet.library import Library


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as cited by rules: ``checked`` is None where it never was; ``rules`` by id."""

    title: str
    native: str | None
    url: str | None
    checked: datetime.date | None
    rules: tuple[str, ...]

    def age(self, on: datetime.date) -> int | None:
        """Days since it was checked; None where it never was."""
        return None if self.checked is None else (on - self.checked).days


def citations(library: Library) -> list[CitedSource]:
    """Every source, the one checked longest ago first; never checked before all."""
    found: dict[tuple[str, str | None, str | None, datetime.date | None], list[str]] = {}
    for rule in library.rules.values():
        cite = rule.cite
        found.setdefault((cite.source.title, cite.source.native, cite.url, cite.checked), []).append(rule.id)
    sources = [CitedSource(*key, tuple(rules)) for key, rules in found.items()]
    return sorted(sources, key=lambda source: (source.checked or datetime.date.min, source.title, source.url or ""))


def stale(library: Library, days: int, on: datetime.date) -> list[CitedSource]:
    """The sources not checked within ``days`` before ``on``, or never."""
    return [source for source in citations(library) if (age := source.age(on)) is None or age > days]
