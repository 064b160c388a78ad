"""The days on which anything may change for a transfer: read off the rules and the world, not sampled."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from licet.conditions.tree import Compare, Condition, Constant, Reference, Within, walk
from licet.library import Library
from licet.policies.model import Rule
from licet.transfers.transfer import Transfer, legs
from licet.world.model import Period, World

Day = datetime.date


def change_dates(library: Library, transfer: Transfer, first: Day, last: Day) -> tuple[Day, ...]:
    """The days after ``first``, up to ``last``, on which the answer may differ from the day before, in order.

    On every other day the same rules are in force, the world says the same of every state in play, and no comparison
    with a date comes out differently. The transfer's own date plays no part.
    """
    found = {*_law(library, transfer), *_world(library.world, transfer)}
    return tuple(sorted(day for day in found if first < day <= last))


def next_day(day: Day) -> Day:
    """The day after; of the last day of the calendar, that day."""
    return day if day == Day.max else day + datetime.timedelta(1)


def _law(library: Library, transfer: Transfer) -> Iterator[Day]:
    states = {leg.state for leg in legs(transfer)}
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
        yield from _compared((rule.when, *rule.unless), transfer)
    for policy in library.policies:
        yield from _period(policy.since, None, None)
        yield from _compared((policy.binds,), transfer)


def _world(world: World, transfer: Transfer) -> Iterator[Day]:
    states = {transfer.destination, *(leg.state for leg in legs(transfer))}
    for group in world.groups.values():
        for state in states:
            yield from _periods(group.members.get(state, ()))
    for (state, _), records in world.records.items():
        if state == transfer.destination:
            yield from _periods(record.period for record in records)
    for (_, state), embargoes in world.embargoes.items():
        if state == transfer.destination:
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


def _compared(conditions: Iterable[Condition], transfer: Transfer) -> Iterator[Day]:
    """The days with which ``date`` is compared, and the days after them: both sides of every operator."""
    for node in (node for condition in conditions for node in walk(condition)):
        written: list[object] = []
        match node:
            case Compare(term="date", right=Constant(value=value)):
                written = [value]
            case Compare(term=term, right=Reference(term=other)) if "date" in (term, other):
                written = [_stated(name, transfer) for name in (term, other) if name != "date"]
            case Within(term="date", members=members):
                written = [*members]
        for text in written:
            day = _day(text)
            if day is not None:
                yield day
                yield next_day(day)


def _stated(term: str, transfer: Transfer) -> object:
    if term in transfer.assumed:
        return transfer.assumed[term]
    return transfer.values[term].value if term in transfer.values else None


def _day(text: object) -> Day | None:
    try:
        return Day.fromisoformat(str(text))
    except ValueError:  # `none`, or not stated
        return None
