"""Stretches of days on which neither the law of a part nor what the world records of any destination changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from licet.conditions.tree import Compare, Condition, Constant, Reference, Within, terms, walk
from licet.library import Library
from licet.lowering.days import rule_days, scope_days
from licet.mutation.mutants import conditions_of
from licet.proofs.parts import Part
from licet.world.model import Period, World

Day = datetime.date
_EMBARGOES = {"UN": "destination.un_embargo", "EU": "destination.eu_embargo", "OSCE": "destination.osce_embargo"}
_YEARLY = ("destination.armed_conflict", "destination.fights_abroad")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from ``first`` to before ``until`` on which nothing changes; None is open.

    ``day`` is one of them. ``law_changes``: the law may be another than on the stretch before. ``open``: a rule compares
    the day itself with another date, so that every day of the stretch has to be asked.
    """

    day: Day
    until: Day
    law_changes: bool
    open: bool


def stretches(
    library: Library,
    part: Part,
    first: Day | None,
    until: Day | None,
    claimed: Collection[Condition],
    parts: Callable[[Condition], Collection[Condition]],
) -> Sequence[Stretch]:
    """The stretches of a range of days, in order; ``parts`` gives what a claim asks of transfers."""
    asked = [leaf for condition in claimed for leaf in parts(condition)]
    conditions = [*_conditions(library, part), *asked]
    law = {*scope_days(library, part.state, destination=None, exporter=None), *_compared(asked)}
    world = set(world_days(library.world, conditions))
    law |= set(rule_days(library, {part.state}, lambda term: None))
    lowest, end = first or Day.min, until or Day.max
    edges = sorted({lowest, *(day for day in law | world if lowest < day < end)})
    open_ = any(_reads_the_day(condition) for condition in conditions)
    found = []
    for index, day in enumerate(edges):
        last = edges[index + 1] if index + 1 < len(edges) else end
        # the first of many days says little to a reader where they have no beginning
        shown = day if day != Day.min or last == Day.min else last - datetime.timedelta(1)
        found.append(Stretch(shown if not open_ else day, last, index == 0 or day in law, open_))
    return found


def _conditions(library: Library, part: Part) -> Iterator[Condition]:
    for policy in library.policies:
        if policy.state is None or policy.state == part.state:
            yield policy.binds
            for rule in policy.rules:
                yield from conditions_of(rule)


def _reads_the_day(condition: Condition) -> bool:
    return any(
        isinstance(node, Compare) and isinstance(node.right, Reference) and "date" in (node.term, node.right.term)
        for node in walk(condition)
    )


def _compared(conditions: Iterable[Condition]) -> Iterator[Day]:
    """The days with which a claim compares the day, and the days after them."""
    for node in (node for condition in conditions for node in walk(condition)):
        written: Iterable[object] = ()
        if isinstance(node, Compare) and node.term == "date" and isinstance(node.right, Constant):
            written = (node.right.value,)
        elif isinstance(node, Within) and node.term == "date":
            written = node.members
        for text in written:
            day = Day.fromisoformat(str(text))
            yield day
            yield day + datetime.timedelta(1)


def world_days(world: World, conditions: Iterable[Condition]) -> Iterator[Day]:
    """The days on which records that the conditions ask for change, of any country."""
    listed = [*conditions]
    read = {name for condition in listed for name in terms(condition)}
    groups = {
        group for condition in listed for node in walk(condition) if isinstance(node, Within) for group in node.groups
    }
    for (_, term), records in world.records.items():
        if f"destination.{term}" in read:
            for record in records:
                yield from _edges(record.period)
    for (authority, _), embargoes in world.embargoes.items():
        if _EMBARGOES.get(authority) in read:
            for embargo in embargoes:
                yield from _edges(embargo.period)
    for group in groups:
        for periods in world.groups[group].members.values():
            for period in periods:
                yield from _edges(period)
    first, last = world.conflict_years
    if read & {*_YEARLY}:
        for year in range(first, last + 2 if last >= first else first):
            yield Day(year, 1, 1)


def _edges(period: Period) -> Iterator[Day]:
    if period.from_ is not None:
        yield period.from_
    if period.until is not None:
        yield period.until
    if period.seen is not None and period.seen != Day.max:
        yield period.seen + datetime.timedelta(1)
