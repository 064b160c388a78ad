"""What differs between two decisions, before and after in two columns; what belongs together is gathered."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from licet.compare import Difference, Parts
from licet.decisions import Assumption, Consideration, Ground, LegOutcome, Lifted, Outstanding, UnknownFact
from licet.evaluate.summary import PRESUMED
from licet_cli.terminal import paint, width

T = TypeVar("T")
Entry = list[str]
Name = Callable[[str], str]

_GUTTER = " | "
_SHOWN = 4


def columns(difference: Difference, name: Name) -> list[str]:
    """The sections that differ, as lines; ``name`` gives a country's short name."""
    sections = [
        *_section("grounds", *_paired(_bars(difference.grounds), _ground, _more_grounds)),
        *_section("outstanding", *_gathered(difference.conditions, lambda steps: _steps(steps, name))),
        *_section("set aside", *_gathered(difference.lifted, _lifted)),
        *_section("unknown", *_paired(difference.unknown, _unknown, _more_unknown)),
        *_section("to be weighed", *_gathered(difference.considerations, _considerations)),
        *_section("legs", *_paired(difference.legs, _leg)),
        *_section("taken as given", *_gathered(difference.assumptions, _assumptions)),
    ]
    if not sections:
        return []
    return ["", paint(f"{'before':<{_column()}}{_GUTTER}after", "bold"), *sections]


def _column() -> int:
    return (width() - len(_GUTTER)) // 2


def _section(title: str, left: Sequence[Entry], right: Sequence[Entry]) -> list[str]:
    """The entries of both sides beside each other, row by row."""
    if not left and not right:
        return []
    lines = [paint(title, "bold")]
    longest = max(len(left), len(right))
    for index in range(longest):
        lines += _beside(left[index] if index < len(left) else [], right[index] if index < len(right) else [])
    return lines


def _beside(left: Entry, right: Entry) -> list[str]:
    column = _column()
    sides = [[line for text in side for line in _wrap(text, column)] for side in (left, right)]
    height = max(len(side) for side in sides)
    rows = zip(*(side + [""] * (height - len(side)) for side in sides), strict=True)
    return [f"{old:<{column}}{_GUTTER}{new}".rstrip() for old, new in rows]


def _wrap(text: str, column: int) -> list[str]:
    hang = " " * (len(text) - len(text.lstrip()) + 2)
    return textwrap.wrap(text, column, subsequent_indent=hang, break_on_hyphens=False)


def _paired(
    parts: Parts[T], entry: Callable[[T], Entry], more: Callable[[Sequence[T]], Entry] | None = None
) -> tuple[list[Entry], list[Entry]]:
    """An entry for each; those on both sides stand in one row. Beyond the first few, ``more`` names the rest."""
    pairs = [*parts.changed]
    left = [entry(pair.before) for pair in pairs]
    right = [entry(pair.after) for pair in pairs]
    for side, entries in ((left, parts.gone), (right, parts.new)):
        shown = len(entries) if more is None or len(entries) <= _SHOWN + 1 else _SHOWN
        side += [entry(found) for found in entries[:shown]]
        if more is not None and entries[shown:]:
            side.append(more(entries[shown:]))
    return left, right


def _gathered(parts: Parts[T], gather: Callable[[Sequence[T]], list[Entry]]) -> tuple[list[Entry], list[Entry]]:
    """The entries of each side gathered; those told otherwise stand on both."""
    left = (*(pair.before for pair in parts.changed), *parts.gone)
    right = (*(pair.after for pair in parts.changed), *parts.new)
    return gather(left), gather(right)


# the parts of a decision


def _bars(grounds: Parts[Ground]) -> Parts[Ground]:
    """Grounds on which the transfer can be refused: an outstanding step is shown as such."""
    gone = [*grounds.gone, *(pair.before for pair in grounds.changed if pair.after.outcome == "conditional")]
    new = [*grounds.new, *(pair.after for pair in grounds.changed if pair.before.outcome == "conditional")]
    return Parts(
        gone=tuple(ground for ground in gone if ground.outcome != "conditional"),
        new=tuple(ground for ground in new if ground.outcome != "conditional"),
        changed=tuple(
            pair for pair in grounds.changed if "conditional" not in (pair.before.outcome, pair.after.outcome)
        ),
    )


def _ground(ground: Ground) -> Entry:
    unsure = "" if ground.certain else " (if the unknown facts are so)"
    force = f", {ground.force}" if ground.effect in ("refuse", "require") else ""
    lines = [
        f"- {ground.outcome}: {ground.because}{unsure}",
        f"    {ground.rule} ({ground.leg.state} {ground.leg.role}; {ground.layer}{force})",
    ]
    if ground.cite is not None:
        lines.append(f"    {ground.cite.source}, {ground.cite.at}")
    return lines


def _more_grounds(grounds: Sequence[Ground]) -> Entry:
    return [f"- and {len(grounds)} more: {_list(ground.rule for ground in grounds)}"]


def _steps(steps: Sequence[Outstanding], name: Name) -> list[Entry]:
    """The risks, assurances and approvals of one person in one entry each."""
    grouped: dict[tuple[str, str | None], list[Outstanding]] = {}
    for step in steps:
        grouped.setdefault((step.needs.partition(".")[0], step.from_), []).append(step)
    entries = []
    for (kind, who), found in grouped.items():
        keys = _list(step.needs.partition(".")[2].replace("_", " ") for step in found)
        perhaps = "" if any(step.certain for step in found) else " (perhaps)"
        what = f"{kind.replace('_', ' ')}{': ' if keys else ''}{keys}{perhaps}"
        rules = [*dict.fromkeys(step.rule for step in found)]
        under = _list(rules) if len(rules) <= _SHOWN else f"{_list(rules[:_SHOWN])} and {len(rules) - _SHOWN} more"
        entries.append([f"- {name(who) if who else 'somebody'}, {what}", f"    {under}"])
    return entries


def _lifted(lifts: Sequence[Lifted]) -> list[Entry]:
    grouped: dict[tuple[str, str], list[Lifted]] = {}
    for lift in lifts:
        grouped.setdefault((lift.by, lift.leg.state), []).append(lift)
    entries = []
    for (permit, state), found in grouped.items():
        rules = _list(lift.rule if lift.certain else f"{lift.rule} (perhaps)" for lift in found)
        entries.append([f"- {rules} ({state})", f"    by {permit}, because {found[0].because}"])
    return entries


def _unknown(fact: UnknownFact) -> Entry:
    low, high = fact.decides_between
    return [f"? {fact.question}", f"    {fact.term}: between {low} and {high}"]


def _more_unknown(facts: Sequence[UnknownFact]) -> Entry:
    return [f"? and {len(facts)} more: {_list(fact.term for fact in facts)}"]


def _considerations(found: Sequence[Consideration]) -> list[Entry]:
    grouped: dict[str, list[str]] = {}
    for entry in found:
        perhaps = "" if entry.certain else " (perhaps)"
        grouped.setdefault(entry.leg.state, []).append(f"{entry.title}{perhaps} ({entry.rule})")
    return [[f"- {state}: {'; '.join(dict.fromkeys(titles))}"] for state, titles in grouped.items()]


def _leg(leg: LegOutcome) -> Entry:
    span = "" if leg.worst == leg.best else f" ({leg.worst} to {leg.best})"
    law = "" if leg.encoded else "; its own law is not encoded"
    return [f"- {leg.state} {leg.role}: {leg.outcome}{span}{law}"]


def _assumptions(found: Sequence[Assumption]) -> list[Entry]:
    entries: list[Entry] = []
    presumed: list[str] = []
    for assumption in found:
        value = ("yes" if assumption.value else "no") if isinstance(assumption.value, bool) else assumption.value
        if assumption.carried_from is None and (assumption.because or "").startswith(PRESUMED):
            presumed.append(f"{assumption.term} {value}")
            continue
        since = f" (last record {assumption.carried_from})" if assumption.carried_from else ""
        entries.append([f"- {assumption.term} = {value}{since}"])
    if presumed:
        entries.append([f"- as {PRESUMED}: {_list(presumed)}"])
    return entries


def _list(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
