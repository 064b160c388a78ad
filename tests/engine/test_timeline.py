"""Timelines against brute force: every single day is evaluated, and the segments have to be the same."""

from __future__ import annotations

import dataclasses
import datetime
import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.library import Library
from licet.policies.words import LAYERS
from licet.problems import InputError
from licet.timeline import Change, Segment, Timeline, timeline
from licet.transfers.transfer import Transfer
from licet.values import Value
from licet.world.model import Embargo, Group, Period, Record
from tests import generators, small

Day = datetime.date


def answer(library: Library, transfer: Transfer, day: Day, **options: Any) -> list[Any]:
    """A day's whole decision, without its date, its library, and the date as a fact."""
    found = library.check(dataclasses.replace(transfer, date=day), **options)
    kept: list[Any] = [
        getattr(found, field.name)
        for field in dataclasses.fields(found)
        if field.name not in ("date", "library", "grounds")
    ]
    for ground in found.grounds:
        kept += [dataclasses.replace(ground, facts=()), *(fact for fact in ground.facts if fact.term != "date")]
    return kept


def brute(library: Library, transfer: Transfer, first: Day, last: Day, **options: Any) -> list[tuple[Day, Any]]:
    found: list[tuple[Day, Any]] = []
    day = first
    while day <= last:
        today = answer(library, transfer, day, **options)
        if not found or found[-1][1] != today:
            found.append((day, today))
        day += datetime.timedelta(1)
    return found


def prove(library: Library, request: Mapping[str, Any] | Transfer, first: str, last: str, **options: Any) -> Timeline:
    """Segments begin exactly where brute force sees another answer, and hold its answers."""
    begin, end = Day.fromisoformat(first), Day.fromisoformat(last)
    transfer = request if isinstance(request, Transfer) else library.transfer(request, default_date=begin)
    found = timeline(library, transfer, begin, end, **options)
    expected = brute(library, transfer, begin, end, **options)
    assert [segment.from_ for segment in found.segments] == [day for day, _ in expected]
    for segment, (day, _) in zip(found.segments, expected, strict=True):
        assert segment.decision == library.check(dataclasses.replace(transfer, date=day), **options)
    assert [s.until for s in found.segments] == [s.from_ for s in found.segments[1:]] + [end + datetime.timedelta(1)]
    for segment in found.segments[1:]:
        assert segment.change is not None
        assert says_something(segment.change), segment.from_
    return found


def says_something(change: Change) -> bool:
    skip = ("date", "before", "after")
    return any(getattr(change, f.name) for f in dataclasses.fields(change) if f.name not in skip) or change.of_outcome


ARMY = {"end_use": "combat", "end_user": {"type": "armed_forces"}}
TRANSFERS: dict[str, dict[str, Any]] = {
    "shells for Ukraine": {"exporter": "KOR", "destination": "UKR", "items": ["155mm shell"], **ARMY},
    "tanks for Ukraine": {"exporter": "POL", "destination": "UKR", "items": ["Krab", "Leopard 2"]},
    "shells for Iraq": {"exporter": "DEU", "destination": "IRQ", "items": ["155mm shell"]},
    "shells for India": {"exporter": "DEU", "destination": "IND", "items": ["155mm shell"], "risks": "low"},
    "troops abroad": {
        "exporter": "KOR",
        "destination": "SAU",
        "items": ["helmet"],
        "supplier": "state",
        "temporary": True,
    },
}


@pytest.mark.parametrize("name", TRANSFERS)
def test_segments_of_the_small_library_are_those_of_every_single_day(name: str) -> None:
    prove(small.library(), TRANSFERS[name], "2021-06-30", "2022-05-01")
    prove(small.library(), TRANSFERS[name], "2023-12-20", "2026-01-10")


def test_strict_layers_and_what_was_known_count() -> None:
    shells = TRANSFERS["shells for Ukraine"]
    for options in ({"strict": True}, {"layers": ("law",)}, {"known_on": Day(2022, 2, 28)}):
        prove(small.library(), shells, "2021-12-30", "2022-04-20", **options)
        prove(small.library(), shells, "2024-11-25", "2026-01-03", **options)


@pytest.mark.parametrize(
    ("request_", "first", "last"),
    [
        (
            {"exporter": "KOR", "destination": "UKR", "items": ["155mm shell"], "end_use": "combat"},
            "2022-01-01",
            "2023-12-31",
        ),
        (
            {"exporter": "DEU", "destination": "SAU", "items": ["155mm shell"], "end_user": {"type": "armed_forces"}},
            "2018-03-01",
            "2019-07-31",
        ),
    ],
)
def test_segments_of_shipped_law_are_those_of_every_single_day(
    shipped: Library, request_: dict[str, Any], first: str, last: str
) -> None:
    found = prove(shipped, request_, first, last)
    assert len(found.segments) > 3


def test_many_legs_and_years_on_days_at_random(shipped: Library) -> None:
    transfer = shipped.transfer(
        {"exporter": "POL", "destination": "UKR", "items": ["Krab"], "end_use": "combat"}, default_date=Day(2020, 1, 1)
    )
    first, last = Day(2019, 1, 1), Day(2025, 1, 31)
    found = timeline(shipped, transfer, first, last)
    dice = random.Random(1)
    days = [first + datetime.timedelta(dice.randrange((last - first).days + 1)) for _ in range(12)]
    # the last day of each segment is where a missed change would show
    days += [segment.until - datetime.timedelta(1) for segment in found.segments]
    for day in days:
        assert answer(shipped, transfer, day) == answer(shipped, transfer, found.on(day).from_), day


DATED = """
amendment: rules that read the day
layer: law
confidence: unverified
sources:
  act: {title: Act, url: "https://example.org", checked: 2026-01-01}
add:
  - id: kor/between
    title: Between two days
    cite: {source: act, at: art. 20}
    effect: refuse
    when: date > "2021-03-03" and date <= "2021-05-05"
    because: of the days
  - id: kor/one-day
    title: On one day
    cite: {source: act, at: art. 21}
    effect: refuse
    force: discretionary
    when: date == "2021-07-07" or date in {"2021-08-08"}
    because: of the day
  - id: kor/old-contract
    title: Contracts of today and later
    cite: {source: act, at: art. 22}
    effect: refuse
    when: contract_date >= date
    unless: date != "2021-01-05" and date < "2021-01-06"
    because: the contract is too new
"""


def test_days_that_conditions_read() -> None:
    library = small.library().amend(DATED)
    shells = {"exporter": "KOR", "destination": "FRA", "items": ["helmet"]}
    found = prove(library, {**shells, "contract_date": "2021-01-20"}, "2020-12-28", "2021-08-20")
    assert [s.from_.isoformat() for s in found.segments if s.decision.outcome == "blocked"] == [
        "2021-01-05",
        "2021-03-04",
    ]
    assert [s.from_.isoformat() for s in found.segments if s.decision.outcome == "discretionary"] == [
        "2021-07-07",
        "2021-08-08",
    ]
    assert [event.event for event in at(found, "2021-03-04").rules] == ["date"]
    prove(library, {**shells, "contract_date": "none"}, "2020-12-28", "2021-02-01")
    prove(library, shells, "2020-12-28", "2021-02-01")


EMBARGO = """
amendment: embargoes bind
layer: law
confidence: unverified
sources:
  act: {title: Act, url: "https://example.org", checked: 2026-01-01}
add:
  - id: kor/embargo
    title: Embargoes
    cite: {source: act, at: art. 30}
    effect: refuse
    when: destination.un_embargo == state
    because: there is an embargo
  - id: kor/embargo-of-forces
    title: Embargoes on forces that are no state's
    cite: {source: act, at: art. 31}
    effect: refuse
    force: discretionary
    when: destination.un_embargo == non_state
    because: there is an embargo on some
"""


def test_embargoes_begin_end_and_lapse() -> None:
    library = small.library().amend(EMBARGO)
    helmets = {"exporter": "KOR", "destination": "IRQ", "items": ["helmet"]}
    found = prove(library, helmets, "2004-05-01", "2004-07-01")
    assert [s.decision.outcome for s in found.segments] == ["blocked", "discretionary"]
    lapsed = at(prove(library, helmets, "2025-12-25", "2026-01-05"), "2026-01-02")
    assert [(fact.term, fact.after, fact.from_) for fact in lapsed.facts] == [
        ("destination.un_embargo", "non_state", "carried")
    ]
    begins = at(prove(library, {**helmets, "destination": "PRK"}, "2006-10-10", "2006-10-20"), "2006-10-14")
    assert [(fact.before, fact.after) for fact in begins.facts] == [("none", "state")]


def test_a_policy_begins_where_its_encoding_does() -> None:
    found = prove(
        small.library(), {"exporter": "DEU", "destination": "FRA", "items": ["helmet"]}, "1999-12-20", "2000-02-01"
    )
    change = at(found, "2000-01-19")
    assert [(fact.term, fact.before, fact.after) for fact in change.facts] == [("law of DEU", "not encoded", "encoded")]
    assert (change.before[0], change.after[0]) == ("undetermined", "allowed")


OFFSETS = st.integers(-3, 165)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Library, Transfer]:
    """A generated library and transfer in a world whose records, embargoes and members come and go."""
    base = Day(2021, 12, 28)

    def day() -> Day | None:
        offset = draw(st.one_of(st.none(), OFFSETS))
        return None if offset is None else base + datetime.timedelta(offset)

    def period() -> Period:
        from_, until, seen = day(), day(), day()
        return Period(from_, until, seen)

    library = draw(generators.libraries())
    world = dataclasses.replace(
        library.world,
        groups={
            name: Group(name, group.title, group.complete, None, {s: (period(),) for s in ("KOR", "UKR", "DEU")})
            for name, group in library.world.groups.items()
        },
        records={
            ("UKR", term): (Record("UKR", term, value, period(), None, "verified"),)
            for term, value in (("armed_conflict", "international"), ("self_defence", True))
        },
        embargoes={("UN", "UKR"): (Embargo("UN", "UKR", "state", period(), "", "verified", None),)},
        conflict_years=draw(st.sampled_from([(0, -1), (2010, 2021), (2022, 2022)])),
    )
    transfer = dataclasses.replace(draw(generators.knowledge()).transfer(), memberships={}, assumed={})
    values = {"item.lethal": Value(True, "stated")}
    item = dataclasses.replace(transfer.items[0], values={**transfer.items[0].values, **values})
    return dataclasses.replace(library, world=world), dataclasses.replace(transfer, items=(item,))


@settings(max_examples=15)
@given(worlds())
def test_segments_of_generated_law_are_those_of_every_single_day(drawn: tuple[Library, Transfer]) -> None:
    library, transfer = drawn
    prove(library, transfer, "2021-12-26", "2022-06-12")


def at(found: Timeline, day: str) -> Change:
    segment = next(segment for segment in found.segments if segment.from_.isoformat() == day)
    assert segment.change is not None
    return segment.change


def shells() -> Timeline:
    return timeline(small.library(), TRANSFERS["shells for Ukraine"], Day(2014, 1, 1), Day(2025, 1, 31))


def test_a_change_says_what_changed() -> None:
    begins = at(shells(), "2022-04-08")
    assert (begins.before[0], begins.after[0]) == ("discretionary", "blocked")
    assert [ground.rule for ground in begins.appeared] == ["kor/no-lethal-aid"]
    assert [ground.rule for ground in begins.vanished] == ["kor/peaceful-purposes"]
    assert [(event.rule, event.event) for event in begins.rules] == [("kor/no-lethal-aid", "begins")]
    assert begins.facts == ()

    war = at(shells(), "2022-02-24")
    assert [(fact.term, fact.before, fact.after) for fact in war.facts] == [
        ("destination.armed_conflict", "internal", "international")
    ]
    assert war.facts[0].source == "A list, https://example.org/list"

    pact = at(shells(), "2017-02-26")
    assert [(fact.term, fact.before, fact.after) for fact in pact.facts] == [("KOR in CLUB", False, True)]
    assert {step.needs for step in pact.asked} == {"risk.ihl", "no_knowledge.atrocity_crimes"}

    lapsed = at(shells(), "2024-12-02")
    assert [(event.rule, event.event) for event in lapsed.rules] == [("kor/no-lethal-aid", "not confirmed")]
    assert not lapsed.matters


def test_lifts_come_and_go() -> None:
    aggressor = {"destination.self_defence": False}
    request = {"exporter": "DEU", "destination": "UKR", "items": ["155mm shell"], "facts": aggressor}
    found = timeline(small.library(), request, Day(2022, 1, 1), Day(2022, 12, 31))
    lifted = at(found, "2022-02-26").lifted
    assert [(lift.rule, lift.by) for lift in lifted] == [("deu/no-arms-to-conflict", "deu/ukraine-2022")]
    ending = small.library().amend("amendment: it ends\nredate: {deu/ukraine-2022: {until: 2022-06-01}}\n")
    restored = at(timeline(ending, request, Day(2022, 1, 1), Day(2022, 12, 31)), "2022-06-01").restored
    assert [(lift.rule, lift.by) for lift in restored] == [("deu/no-arms-to-conflict", "deu/ukraine-2022")]


def test_the_timeline_of_a_day() -> None:
    found = timeline(small.library(), TRANSFERS["shells for Ukraine"], Day(2022, 4, 8), Day(2022, 4, 8))
    assert [(s.from_, s.until, s.change) for s in found.segments] == [(Day(2022, 4, 8), Day(2022, 4, 9), None)]
    assert found.on(Day(2022, 4, 8)) is found.segments[0]
    with pytest.raises(ValueError, match="2022-04-09 is not between"):
        found.on(Day(2022, 4, 9))


def test_the_ends_of_the_calendar() -> None:
    found = timeline(small.library(), TRANSFERS["shells for Ukraine"], Day.min, Day.max)
    assert found.segments[0].from_ == Day.min
    assert found.on(Day.max) is found.segments[-1]


def test_the_date_of_the_request_plays_no_part() -> None:
    request = {**TRANSFERS["shells for Ukraine"], "date": "2001-01-01"}
    assert timeline(small.library(), request, Day(2014, 1, 1), Day(2025, 1, 31)) == shells()


def test_bad_input() -> None:
    with pytest.raises(InputError, match="the last day 2021-01-01 is before the first day 2022-01-01"):
        timeline(small.library(), TRANSFERS["shells for Ukraine"], Day(2022, 1, 1), Day(2021, 1, 1))
    with pytest.raises(InputError, match="not in the item catalogue"):
        request = {"exporter": "KOR", "destination": "UKR", "items": ["155mm shel"]}
        timeline(small.library(), request, Day(2021, 1, 1), Day(2022, 1, 1))


def test_plain_data_is_json_and_the_same_each_time() -> None:
    first, second = (json.dumps(shells().to_dict()) for _ in range(2))
    assert first == second
    segments: list[dict[str, Any]] = json.loads(first)["segments"]
    assert segments[0]["change"] is None
    assert [segment["from"] for segment in segments[1:]] == [segment["until"] for segment in segments[:-1]]


def test_few_days_are_evaluated() -> None:
    evaluated: list[Day] = []

    def watch(days: Any) -> Any:
        for day in days:
            evaluated.append(day)
            yield day

    found = timeline(small.library(), TRANSFERS["shells for Ukraine"], Day(2000, 1, 1), Day(2025, 1, 1), watch=watch)
    assert found.evaluated == len(evaluated) < 30
    assert found.segments[0].decision.layers == LAYERS
    assert all(isinstance(segment, Segment) for segment in found.segments)
