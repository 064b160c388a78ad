"""A country on a day, as the rules see it: what is recorded of it and which groups it belongs to, numbered."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from licet.batch.arrays import Codes
from licet.conditions.tree import Plain
from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.lowering.days import destination_days, membership_days
from licet.lowering.law import Scope, ScopeFacts
from licet.outcome import Truth
from licet.terms import VOCABULARY

_RECORDED = tuple(name for name in VOCABULARY if name.startswith("destination."))


class CountryDay:
    """What is known of a country on certain days; hashable by what it is, not by when."""

    __slots__ = ("country", "facts", "groups", "key")

    def __init__(self, country: str, facts: dict[str, Plain | None], groups: dict[str, Truth]) -> None:
        self.country = country
        self.facts = facts
        self.groups = groups
        self.key = (country, tuple(facts.items()), tuple(groups.items()))


class CountryDays:
    """Numbers the country days of one side of a transfer: its destination, with its records, or its exporter.

    Two days on which nothing that a rule may read differs have one number.
    """

    def __init__(self, library: Library, options: Options, *, destination: bool) -> None:
        self.library = library
        self.options = options
        self.destination = destination
        self.found: list[CountryDay] = []
        self._numbers: dict[object, int] = {}
        self._stretches: dict[str, tuple[list[datetime.date], list[int]]] = {}

    def numbers(self, countries: Sequence[str], days: Sequence[datetime.date]) -> Codes:
        """The number of every country on every day: countries down, days across."""
        result = np.zeros((len(countries), len(days)), np.int32)
        ordinals = np.array([day.toordinal() for day in days], np.int64)
        for row, country in enumerate(countries):
            cuts, numbers = self._country(country)
            places = np.searchsorted(np.array([cut.toordinal() for cut in cuts], np.int64), ordinals, side="right")
            for place in np.unique(places):
                if numbers[place] < 0:
                    first = cuts[place - 1] if place else datetime.date.min
                    numbers[place] = self._number(country, first)
            result[row] = np.array(numbers, np.int32)[places]
        return result

    def _country(self, country: str) -> tuple[list[datetime.date], list[int]]:
        if country not in self._stretches:
            world = self.library.world
            days = {*membership_days(world, {country})}
            if self.destination:
                days |= {*destination_days(world, country)}
            self._stretches[country] = (sorted(days), [-1] * (len(days) + 1))
        return self._stretches[country]

    def _number(self, country: str, day: datetime.date) -> int:
        known = ScopeFacts(self.library.world, Scope("???", "exporter", day, country), self.options)
        facts = {term: known.value(term) for term in _RECORDED} if self.destination else {}
        groups = {group: known.member(group, country) for group in self.library.world.groups}
        found = CountryDay(country, facts, groups)
        if found.key not in self._numbers:
            self._numbers[found.key] = len(self.found)
            self.found.append(found)
        return self._numbers[found.key]
