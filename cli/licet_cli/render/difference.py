"""What changed between two decisions as text: the outcomes first, then why, then both sides in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.compare import Change, Difference, FactChange, Reason
from licet_cli.render.columns import columns
from licet_cli.render.decision import NOTICE
from licet_cli.terminal import outcome, paint, wrapped

_CAUSES = {
    "added": "the rule is added",
    "removed": "the rule is gone",
    "changed": "the rule is changed",
    "began": "in force after, not before",
    "ended": "in force before, not after",
    "asked": "its layer is asked after, not before",
    "not asked": "its layer is asked before, not after",
    "lifted": "a permit lifts it",
    "not lifted": "no permit lifts it any more",
    "licence duty": "the licence duty over it changes",
    "consent": "the consent decides the leg",
    "answers": "it is answered otherwise",
    "facts": "what it reads changes",
    "leg": "the state is asked on one side only",
    "encoded": "the state's law is encoded after, not before",
    "not encoded": "the state's law is encoded before, not after",
}
DIRECTION_COLOURS = {"looser": "green", "stricter": "red", "incomparable": "yellow", "same": "dim"}


def render_difference(change: Change, difference: Difference, changes: Sequence[str]) -> str:
    """The comparison for people: only what differs; ``changes`` say what was done to the after side."""
    lines = [_headline(change, difference)]
    for text in changes:
        lines.append(wrapped(text, "  ", "    "))
    lines += _sides(difference)
    if not difference.changes:
        lines.append("  nothing changes")
    reasons = list(_reasons(change.reasons))
    lines += ["", paint("because", "bold"), *reasons] if reasons else []
    lines += columns(difference, change.before.library.world.countries.name)
    return "\n".join([*lines, "", paint(NOTICE, "dim")])


def shown_outcome(word: str, worst: str, best: str) -> str:
    """An outcome; of one that is undetermined, the ends."""
    return outcome(word) if worst == best else f"{outcome(word)} ({worst} to {best})"


def _headline(change: Change, difference: Difference) -> str:
    old, new = change.before.transfer, change.after.transfer
    name = change.before.library.world.countries.name
    before, after = difference.before, difference.after
    ends = shown_outcome(before.outcome, before.worst, before.best)
    if difference.direction != "same":
        ends += f" → {shown_outcome(after.outcome, after.worst, after.best)}"
    items = ", ".join(item.name for item in old.items)
    what = f"{name(old.exporter)} to {name(old.destination)}: {items}"
    date = f"on {old.date}" if old.date == new.date else f"on {old.date} and on {new.date}"
    moved = paint(difference.direction, DIRECTION_COLOURS[difference.direction])
    return f"{ends}  {moved}  {what}, {date}"


def _sides(difference: Difference) -> Iterable[str]:
    before, after = difference.before, difference.after
    if before.layers != after.layers:
        yield f"  layers {', '.join(before.layers)} → {', '.join(after.layers)}"
    if before.reach != after.reach:
        old, new = (f"{outcome(low)} to {outcome(high)}" for low, high in (before.reach, after.reach))
        yield f"  outstanding steps can take it: {old} → {new}"


def _reasons(reasons: Iterable[Reason]) -> Iterable[str]:
    for reason in reasons:
        yield wrapped(f"- {reason_line(reason)}", "  ", "    ")
        for fact in reason.facts:
            yield wrapped(fact_line(fact), "      ", "        ")


def reason_line(reason: Reason) -> str:
    """A rule because of which an outcome moved, what it comes to on both sides, and why."""
    states = f"{reason.before or 'absent'} → {reason.after or 'absent'}"
    if reason.before == reason.after:
        states = str(reason.before)
    return f"{reason.rule} ({reason.leg.state} {reason.leg.role}): {states}; {_CAUSES[reason.cause]}"


def fact_line(fact: FactChange) -> str:
    """A fact with its value on both sides."""
    return f"{fact.term}: {_value(fact.before)} → {_value(fact.after)}"


def _value(value: object) -> str:
    if value is None:
        return "unknown"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
