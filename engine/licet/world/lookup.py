"""What the world says of a state on a day."""

from __future__ import annotations

import datetime

from licet.outcome import Truth
from licet.periods import Day
from licet.terms import VOCABULARY
from licet.values import UNKNOWN, Value
from licet.world.model import Embargo, Period, Record, World

_EMBARGO_TERMS = {"un_embargo": "UN", "eu_embargo": "EU", "osce_embargo": "OSCE"}
_CONFLICT_TERMS = ("armed_conflict", "fights_abroad")


def member(world: World, group: str, state: str, date: Day, known_on: Day | None = None) -> Truth:
    """Whether ``state`` belongs to ``group`` on ``date``; unknown (None) by absence unless the group is complete."""
    found = world.groups[group]
    periods = found.members.get(state, ())
    if any(period.holds_on(date, known_on) for period in periods):
        return True
    return False if found.complete or periods else None


def state_fact(
    world: World, term: str, state: str, date: Day, *, strict: bool = False, known_on: Day | None = None
) -> Value:
    """The value of ``destination.<term>`` for a state: day-exact records first, then the tables.

    A value from before the table's end, or last confirmed before ``date``, is *carried*; unknown where ``strict``.
    """
    records = world.records.get((state, term), ())
    for record in records:
        if record.period.holds_on(date, known_on):
            return _dated(record.value, record.period, date, record.source, strict)
    if term in _EMBARGO_TERMS:
        return _embargo(world, term, state, date, strict, known_on)
    if term in _CONFLICT_TERMS:
        return _conflict(world, term, state, date, strict)
    if term in world.complete and VOCABULARY[f"destination.{term}"].type.base == "truth":
        return Value(False, "recorded", note="no record in a complete table")
    return UNKNOWN


def _dated(value: object, period: Period, date: Day, source: str | None, strict: bool) -> Value:
    assert isinstance(value, str | int | float | bool)
    if period.seen is not None and date > period.seen:
        return UNKNOWN if strict else Value(value, "carried", source, period.seen.isoformat())
    return Value(value, "recorded", source)


def _embargo(world: World, term: str, state: str, date: Day, strict: bool, known_on: Day | None) -> Value:
    live = [
        embargo
        for embargo in world.embargoes.get((_EMBARGO_TERMS[term], state), ())
        if embargo.period.holds_on(date, known_on)
    ]
    if term == "osce_embargo":
        return _dated(True, live[0].period, date, live[0].source, strict) if live else Value(False, "recorded")
    if not live:
        return Value("none", "recorded", note="no embargo in the table")
    widest = min(live, key=lambda embargo: (embargo.target != "state", str(embargo.period.from_)))
    return _dated(widest.target, widest.period, date, widest.source, strict)


def _conflict(world: World, term: str, state: str, date: Day, strict: bool) -> Value:
    first, last = world.conflict_years
    if last < first or date.year < first:
        return UNKNOWN
    year = min(date.year, last)
    row = world.conflicts.get((state, year))
    value: str | bool = "none" if term == "armed_conflict" else False
    if row is not None:
        value = row.armed_conflict if term == "armed_conflict" else row.fights_abroad
    if date.year <= last:
        return Value(value, "recorded", world.conflict_source)
    end = datetime.date(last, 12, 31)
    # a record that was known to have ended after the table's end speaks for itself
    ended = _ended_since(world.records.get((state, term), ()), end, date)
    if strict or ended:
        return UNKNOWN
    return Value(value, "carried", world.conflict_source, end.isoformat())


def _ended_since(records: tuple[Record, ...], end: Day, date: Day) -> bool:
    """Whether a record ran past the yearly table's end and has ended since: then nothing is known, nor carried."""
    return any(
        record.period.until is not None and record.period.until <= date and record.period.until > end
        for record in records
    )


def embargoes_on(world: World, state: str, date: Day, known_on: Day | None = None) -> list[Embargo]:
    """All embargoes on a state that hold on ``date``, by authority and start."""
    live = [
        embargo
        for (_, target), embargoes in world.embargoes.items()
        if target == state
        for embargo in embargoes
        if embargo.period.holds_on(date, known_on)
    ]
    return sorted(live, key=lambda embargo: (embargo.authority, str(embargo.period.from_)))
