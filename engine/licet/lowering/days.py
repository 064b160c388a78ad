"""The days on which the law of a leg, or the world's records, may change: read off, not sampled."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from licet.conditions.tree import Compare, Condition, Constant, Reference, Within, walk
from licet.policies.model import Rule
from licet.world.model import Period, World

if TYPE_CHECKING:
    from licet.library import Library

Day = datetime.date


def next_day(day: Day) -> Day:
    """The day after; of the last day of the calendar, that day."""
    return day if day == Day.max else day + datetime.timedelta(1)


def rule_days(library: Library, states: Collection[str], stated: Callable[[str], object]) -> Iterator[Day]:
    """The days on which the rules that may bind these states begin, end or lapse, or compare ``date`` otherwise.

    ``stated`` gives what is stated of a term with which ``date`` is compared.
    """
    rules: dict[str, Rule] = {}
    for policy in library.policies:
        if policy.state is None or policy.state in states:
            rules |= {rule.id: rule for rule in policy.rules}
    claims = {f"{state.lower()}/consent" for state in states}
    claims |= {policy.consent.id for policy in library.policies if policy.consent is not None}
    rules |= {permit.id: permit for name in (*rules, *claims) for permit in library.permits.get(name, ())}
    # a decision names the provision that a practice exercises, as numbered on the day
    rules |= {name: library.rules[name] for rule in list(rules.values()) for name in rule.exercises}
    for rule in rules.values():
        yield from _period(rule.from_, rule.until, rule.seen)
        yield from _compared((rule.when, *rule.unless), stated)
    for policy in library.policies:
        yield from _period(policy.since, None, None)
        yield from _compared((policy.binds,), stated)


def membership_days(world: World, states: Collection[str]) -> Iterator[Day]:
    """The days on which one of the states joins or leaves a group."""
    for group in world.groups.values():
        for state in states:
            yield from _periods(group.members.get(state, ()))


def destination_days(world: World, destination: str) -> Iterator[Day]:
    """The days on which the world's records of a destination change."""
    for (state, _), records in world.records.items():
        if state == destination:
            yield from _periods(record.period for record in records)
    for (_, state), embargoes in world.embargoes.items():
        if state == destination:
            yield from _periods(embargo.period for embargo in embargoes)
    first, last = world.conflict_years
    for year in range(first, last + 2 if last >= first else first):
        if Day.min.year <= year <= Day.max.year:
            yield Day(year, 1, 1)


def _periods(periods: Iterable[Period]) -> Iterator[Day]:
    for period in periods:
        yield from _period(period.from_, period.until, period.seen)


def _period(from_: Day | None, until: Day | None, seen: Day | None) -> Iterator[Day]:
    """The days on which a half-open period begins and ends, and the first after its last confirmation."""
    if from_ is not None:
        yield from_
    if until is not None:
        yield until
    if seen is not None:
        yield next_day(seen)


def _compared(conditions: Iterable[Condition], stated: Callable[[str], object]) -> Iterator[Day]:
    """The days with which ``date`` is compared, and the days after them: both sides of every operator."""
    for node in (node for condition in conditions for node in walk(condition)):
        written: list[object] = []
        match node:
            case Compare(term="date", right=Constant(value=value)):
                written = [value]
            case Compare(term=term, right=Reference(term=other)) if "date" in (term, other):
                written = [stated(name) for name in (term, other) if name != "date"]
            case Within(term="date", members=members):
                written = [*members]
        for text in written:
            day = _day(text)
            if day is not None:
                yield day
                yield next_day(day)


def _day(text: object) -> Day | None:
    try:
        return Day.fromisoformat(str(text))
    except ValueError:  # `none`, or not stated
        return None


def scope_days(library: Library, state: str, *, destination: str | None, exporter: str | None) -> tuple[Day, ...]:
    """The days from which the law of a state's legs may be another than the day before, in order."""
    named = {state} | ({destination} if destination else set()) | ({exporter} if exporter else set())
    found = {*rule_days(library, {state}, lambda term: None), *membership_days(library.world, named)}
    if destination is not None:
        found |= {*destination_days(library.world, destination)}
    return tuple(sorted(found))
