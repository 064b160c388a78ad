"""Dated facts about the world, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from licet.cache.deferred import Deferred
from licet.conditions.tree import Plain
from licet.periods import Day, in_force
from licet.records import dataclass
from licet.world.catalogue import Catalogue
from licet.world.countries import Countries


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: ``from_`` is the first day, ``until`` the first day after; None is open.

    ``seen`` is the last day on which an open record was confirmed.
    """

    from_: Day | None = None
    until: Day | None = None
    seen: Day | None = None
    published: Day | None = None

    def holds_on(self, date: Day, known_on: Day | None = None) -> bool:
        """Whether the period includes ``date``, as far as the public could know on ``known_on``."""
        return in_force(date, from_=self.from_, until=self.until, published=self.published, known_on=known_on)


@dataclass(frozen=True, slots=True)
class Group(Deferred):
    """A dated membership. In a ``complete`` group a state without a row is not a member; else that is unknown."""

    name: str
    title: str
    complete: bool
    source: str | None
    members: dict[str, tuple[Period, ...]]


@dataclass(frozen=True, slots=True)
class Embargo:
    """An arms embargo of ``authority`` on ``state``, against the ``state`` itself or ``non_state`` forces."""

    authority: str
    state: str
    target: str
    period: Period
    instruments: str
    confidence: str
    source: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ConflictYear:
    """A row of the yearly conflict table."""

    armed_conflict: str
    fights_abroad: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A day-exact fact: the value of ``destination.<term>`` where ``state`` is the destination."""

    state: str
    term: str
    value: Plain
    period: Period
    source: str | None
    confidence: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class WorldSource:
    """Where records come from."""

    key: str
    title: str
    url: str | None = None
    checked: Day | None = None
    licence: str | None = None


@dataclass(slots=True)
class World(Deferred):
    """All dated facts. ``complete`` names the terms of ``records`` for which no record means no."""

    countries: Countries
    groups: dict[str, Group] = field(default_factory=dict)
    embargoes: dict[tuple[str, str], tuple[Embargo, ...]] = field(default_factory=dict)
    conflicts: Mapping[tuple[str, int], ConflictYear] = field(default_factory=dict)
    conflict_years: tuple[int, int] = (0, -1)
    conflict_source: str | None = None
    records: dict[tuple[str, str], tuple[Record, ...]] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    entities: dict[str, str] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))
    sources: dict[str, WorldSource] = field(default_factory=dict)

    def entity(self, name: str) -> str:
        """The main name of a known end user, in the form in which names are compared; other names likewise."""
        folded = fold_name(name)
        return self.entities.get(folded, folded)


def fold_name(name: str) -> str:
    """Names of end users are compared without case and extra spaces."""
    return " ".join(name.casefold().replace("’", "'").replace("-", " ").split())
