"""A timeline as a picture: a coloured band, one more for each leg, numbered changes with their reasons beneath."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import groupby

from licet.decisions import LegOutcome
from licet.pictures.palette import COLOURS, LETTERS, ink, legend, notice
from licet.pictures.svg import FAINT, INK, LINE, PAPER, Svg, wrap
from licet.timeline import Segment, Timeline

WIDTH, LEFT, RIGHT, MARGIN = 1000, 170, 976, 24
_ROOM = 23
"""Pixels from one numbered change to the next."""
_MOST = 2 * int((RIGHT - LEFT) / _ROOM)
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)


def timeline_picture(timeline: Timeline) -> str:
    """The timeline as SVG, 1000 pixels wide; the same timeline always gives the same text."""
    svg = Svg(WIDTH, f"{timeline.title}: outcomes from {timeline.first} to {timeline.last}")
    decision = timeline.segments[0].decision
    y = 36.0
    for line in wrap(timeline.title, WIDTH - 2 * MARGIN, 18):
        svg.text(MARGIN, y, line, 18, bold=True)
        y += 24
    layers = "" if len(decision.layers) == 3 else f" ({' and '.join(decision.layers)} only)"
    svg.text(MARGIN, y, f"What the outcome is, {timeline.first} to {timeline.last}{layers}", 12, colour=FAINT)
    legend(svg, MARGIN, y + 30)
    y = _bands(svg, timeline, y + 74)
    numbered = _numbered(timeline)
    y = _markers(svg, timeline, numbered, y)
    y = _key(svg, timeline, numbered, y + 10)
    notice(svg, MARGIN, y + 8, decision.library)
    return svg.finish(y + 24)


def _place(timeline: Timeline, day: datetime.date) -> float:
    """Where a day begins on the band."""
    days = (timeline.last - timeline.first).days + 1
    return LEFT + (RIGHT - LEFT) * (day - timeline.first).days / days


def _end(timeline: Timeline, segment: Segment) -> float:
    return RIGHT if segment is timeline.segments[-1] else _place(timeline, segment.until)


def _bands(svg: Svg, timeline: Timeline, y: float) -> float:
    """The years, the whole, and each leg where there is more than one; returns the lower edge."""
    legs = timeline.segments[0].decision.legs
    several = len(legs) > 1
    bottom = y + 34 + (22 * len(legs) + 6 if several else 0)
    for day, label in _ticks(timeline):
        x = _place(timeline, day)
        svg.path([(x, y - 6), (x, bottom)])
        svg.text(x, y - 10, label, 11, colour=FAINT, at="middle")
    svg.text(LEFT - 10, y + 22, "the whole" if several else "outcome", 12, bold=True, at="end")
    _band(svg, timeline, [(segment, segment.decision.outcome) for segment in timeline.segments], y, 34)
    y += 40
    for index, leg in enumerate(legs if several else ()):
        svg.text(LEFT - 10, y + 13, _leg_name(leg, timeline), 11, at="end")
        _band(svg, timeline, [(s, s.decision.legs[index].outcome) for s in timeline.segments], y, 18)
        y += 22
    return bottom


def _leg_name(leg: LegOutcome, timeline: Timeline) -> str:
    items = {other.item for other in timeline.segments[0].decision.legs}
    item = f" {leg.item + 1}" if len(items) > 1 else ""
    name = timeline.names[leg.state]
    return f"{name if len(name) <= 12 else leg.state} ({leg.role}{item})"


def _band(svg: Svg, timeline: Timeline, outcomes: Sequence[tuple[Segment, str]], y: float, height: float) -> None:
    for word, run in groupby(outcomes, key=lambda pair: pair[1]):
        segments = [segment for segment, _ in run]
        x, end = _place(timeline, segments[0].from_), _end(timeline, segments[-1])
        note = f"{word} from {segments[0].from_}"
        svg.rect(x, y, max(end - x, 0.5), height, COLOURS[word], note=note)
        if end - x >= 14:
            size = 13 if height > 20 else 10
            svg.text((x + end) / 2, y + height / 2 + size * 0.36, LETTERS[word], size, colour=ink(word), at="middle")


def _ticks(timeline: Timeline) -> list[tuple[datetime.date, str]]:
    """The first days of months or years, so far apart that their labels have room."""
    months = max(1, (timeline.last - timeline.first).days / 30.44)
    step = next((step for step in _STEPS if (RIGHT - LEFT) * step / months >= 62), _STEPS[-1])
    first = timeline.first.year * 12 + timeline.first.month - 1
    start = -(-(first + (timeline.first.day > 1)) // step) * step
    found = []
    for month in range(start, timeline.last.year * 12 + timeline.last.month, step):
        if not datetime.MINYEAR <= month // 12 <= datetime.MAXYEAR:
            continue
        day = datetime.date(month // 12, month % 12 + 1, 1)
        label = str(day.year) if step >= 12 else f"{day.year:04d}-{day.month:02d}"
        found.append((day, label))
    return found


def _numbered(timeline: Timeline) -> list[Segment]:
    """The segments whose beginning gets a number: as many as there is room for, changes of the outcome first."""
    later = [segment for segment in timeline.segments[1:] if segment.change is not None]
    for wanted in (
        [s for s in later if s.change and (s.change.of_outcome or s.change.appeared or s.change.vanished)],
        [s for s in later if s.change and s.change.of_outcome],
    ):
        if len(wanted) <= _MOST:
            return wanted
    return wanted[:_MOST]


def _markers(svg: Svg, timeline: Timeline, numbered: Sequence[Segment], y: float) -> float:
    """Numbers under the band, spread so that none overlaps; a line leads from each to its day."""
    if not numbered:
        return y
    rows = 1 if len(numbered) <= _MOST // 2 else 2
    days = [_place(timeline, segment.from_) for segment in numbered]
    places = spread(days, _ROOM / rows, LEFT, RIGHT)
    for index, (day, place) in enumerate(zip(days, places, strict=True)):
        row = index % rows
        top = y + 26 + row * 24
        svg.path([(day, y), (day, y + 5), (place, y + 16), (place, top)], FAINT)
        svg.circle(place, top + 9, 9.5, PAPER, stroke=FAINT)
        svg.text(place, top + 12.6, str(index + 1), 10, at="middle")
    return y + 26 + rows * 24


def spread(places: Sequence[float], room: float, low: float, high: float) -> list[float]:
    """Places moved as little as needed so that neighbours are ``room`` apart, within ``low`` and ``high``.

    ``places`` are in order, and there are at most ``(high - low) / room + 1`` of them.
    """
    found = list(places)
    for index, place in enumerate(found):
        found[index] = max(place, low if index == 0 else found[index - 1] + room)
    for index in reversed(range(len(found))):
        found[index] = min(found[index], high if index == len(found) - 1 else found[index + 1] - room)
    return found


def _key(svg: Svg, timeline: Timeline, numbered: Sequence[Segment], y: float) -> float:
    """What the numbers mean: the day, the outcomes before and after, the reason."""
    before = timeline.segments[0]
    y = _entry(svg, y + 20, "", before, before)
    for index, segment in enumerate(numbered, 1):
        y = _entry(svg, y, str(index), segment, before)
        before = segment
    hidden = len(timeline.segments) - 1 - len(numbered)
    if hidden:
        days = "1 more day" if hidden == 1 else f"{hidden} more days"
        text = (
            f"On {days} only steps, considerations, assumptions or sources changed, or there was no room for a number."
        )
        svg.text(MARGIN, y, text, 11, colour=FAINT)
        y += 20
    svg.path([(MARGIN, y - 6), (WIDTH - MARGIN, y - 6)], LINE)
    return y + 8


def _entry(svg: Svg, y: float, number: str, segment: Segment, before: Segment) -> float:
    decision = segment.decision
    if number:
        svg.circle(MARGIN + 10, y - 4, 9.5, PAPER, stroke=FAINT)
        svg.text(MARGIN + 10, y - 0.4, number, 10, at="middle")
    else:
        svg.text(MARGIN, y, "from", 10, colour=FAINT)
    svg.text(MARGIN + 32, y, segment.from_.isoformat(), 12)
    svg.rect(MARGIN + 118, y - 11, 14, 14, COLOURS[decision.outcome], stroke=INK)
    letter = LETTERS[decision.outcome]
    svg.text(MARGIN + 125, y, letter, 10, colour=ink(decision.outcome), bold=True, at="middle")
    svg.text(MARGIN + 140, y, decision.outcome, 12, bold=segment.change is None or segment.change.of_outcome)
    lines = wrap(_text(segment, before), WIDTH - MARGIN - (MARGIN + 258), 12)
    for line in lines:
        svg.text(MARGIN + 258, y, line, 12)
        y += 16
    return y + 8


def _text(segment: Segment, before: Segment) -> str:
    """Why the outcome is what it is; where that is as before, which grounds came or went beside it."""
    different, reason = segment.change, segment.reason
    if different is not None and not different.of_outcome and reason == before.reason:
        came = [f"now also: {ground.because} · {ground.rule}" for ground in different.appeared]
        gone = [f"no longer a ground: {ground.rule}" for ground in different.vanished]
        if came or gone:
            return "; ".join((*came, *gone))
    text = reason.because if reason else "no rule in force stands in the way and no step is outstanding"
    return f"{text} · {reason.rule}" if reason and reason.rule else text
