"""A timeline as a table: the day, the outcome, why; then what changed on that day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.conditions.tree import Plain
from licet.timeline import Change, FactChange, Segment, Timeline
from licet_cli.render.decision import NOTICE
from licet_cli.terminal import outcome, paint, wrapped

_MOST = 4
"""How many of one kind are named before the rest is counted."""
_INDENT = " " * 27
_EVENTS = {
    "begins": "begins",
    "ends": "ends",
    "not confirmed": "was last confirmed the day before",
    "date": "names this date",
}


def render_timeline(timeline: Timeline, *, every: bool = False) -> str:
    """The timeline for people; ``every`` shows also the days on which only what is to be weighed or assumed changed."""
    decision = timeline.segments[0].decision
    layers = "" if len(decision.layers) == 3 else f" ({' and '.join(decision.layers)} only)"
    lines = [paint(f"{timeline.title}, {timeline.first} to {timeline.last}{layers}", "bold"), ""]
    lines.append(paint(f"{'from':<12}{'outcome':<15}because", "dim"))
    hidden = 0
    before: Segment | None = None
    for segment in timeline.segments:
        if segment.change is not None and not segment.change.matters and not every:
            hidden += 1
            continue
        lines += _segment(segment, before)
        before = segment
    if hidden:
        days = "1 more day" if hidden == 1 else f"{hidden} more days"
        lines += ["", wrapped(f"on {days} only considerations, assumptions or sources changed: --all shows them")]
    count = "1 day" if timeline.evaluated == 1 else f"{timeline.evaluated} days"
    library = decision.library
    notice = f"{NOTICE} Library {library.version}, {library.digest[7:19]}; evaluated on {count}."
    return "\n".join([*lines, "", paint(notice, "dim")])


def _segment(segment: Segment, before: Segment | None) -> list[str]:
    decision, reason = segment.decision, segment.reason
    pad = " " * (15 - len(decision.outcome))
    head = f"{segment.from_.isoformat():<12}{outcome(decision.outcome)}{pad}"
    different = segment.change
    if different is not None and not different.of_outcome and before is not None and reason == before.reason:
        text = "as before"
    elif reason is None:
        text = "no rule in force stands in the way and no step is outstanding"
    else:
        text = reason.because
    first, *rest = wrapped(text, _INDENT).split("\n")
    lines = [head + first[len(_INDENT) :], *rest]
    if text != "as before":
        if decision.outcome == "undetermined":
            lines.append(wrapped(f"between {decision.worst} and {decision.best}", _INDENT))
        if reason is not None and reason.rule is not None:
            lines.append(wrapped(f"{reason.state} · {reason.rule}", _INDENT))
    if different is not None:
        lines += [
            paint(line, "dim") for text in _changes(different) for line in [wrapped(text, _INDENT, _INDENT + "  ")]
        ]
    return lines


def _changes(different: Change) -> Iterator[str]:
    """What changed, a line for each kind."""
    by_event: dict[str, list[str]] = {}
    for event in different.rules:
        by_event.setdefault(event.event, []).append(event.rule)
    for kind, rules in by_event.items():
        yield f"- {_EVENTS[kind]}: {_some(rules)}"
    for fact in different.facts:
        yield f"- {_fact(fact)}"
    yield from _kind("a ground now", (ground.rule for ground in different.appeared))
    yield from _kind("no ground any more", (ground.rule for ground in different.vanished))
    yield from _kind("set aside", (f"{lift.rule} by {lift.by}" for lift in different.lifted))
    yield from _kind("no longer set aside", (f"{lift.rule} by {lift.by}" for lift in different.restored))
    yield from _kind("outstanding now", (step.needs for step in different.asked), besides=different.settled)
    yield from _kind("no longer outstanding", (step.needs for step in different.settled), besides=different.asked)
    yield from _kind("to be weighed now", (entry.rule for entry in different.weighed))
    yield from _kind("no longer to be weighed", (entry.rule for entry in different.unweighed))
    yield from _kind("taken as given now", (entry.term for entry in different.assumed), besides=different.unassumed)
    yield from _kind("no longer taken as given", (e.term for e in different.unassumed), besides=different.assumed)
    yield from _kind("unknown now", (entry.term for entry in different.open), besides=different.closed)
    yield from _kind("no longer asked", (entry.term for entry in different.closed), besides=different.open)


def _kind(label: str, names: Iterable[str], besides: Iterable[object] = ()) -> Iterator[str]:
    """A line that names entries, without those that only moved from one rule to another."""
    moved = {getattr(entry, "needs", None) or getattr(entry, "term", None) for entry in besides}
    found = [name for name in dict.fromkeys(names) if name not in moved]
    if found:
        yield f"- {label}: {_some(found)}"


def _some(names: list[str]) -> str:
    rest = len(names) - _MOST
    return ", ".join(names) if rest <= 1 else f"{', '.join(names[:_MOST])} and {rest} more"


def _fact(fact: FactChange) -> str:
    until = "until then: " if fact.from_ in ("presumed", "unknown") else ""
    source = f" ({until}{fact.source})" if fact.source else ""
    before, after = _value(fact.before), _value(fact.after)
    if before != after:
        how = f", {fact.from_}" if fact.from_ in ("carried", "presumed") else ""
        return f"{fact.term}: {before} → {after}{how}{source}"
    if fact.from_ == "carried":
        return f"{fact.term}: {after}, from here on carried forward{source}"
    return f"{fact.term}: {after} as before, {fact.from_}{source}"


def _value(value: Plain | None) -> str:
    if value is None:
        return "unknown"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
