"""Many transfers before and after as text: a table of those that flip, and a summary by direction and by rule."""

from __future__ import annotations

from collections.abc import Sequence

from licet.compare import Brief, Side, Summary
from licet.compare.difference import DIRECTIONS
from licet_cli.render.decision import NOTICE
from licet_cli.render.difference import DIRECTION_COLOURS
from licet_cli.terminal import paint, wrapped

_SHOWN = 4
_ID = 48
_RULES = 20


def render_flips(shown: Sequence[Brief], summary: Summary, before: Side, after: Side) -> str:
    """The table and the summary."""
    lines = [paint(text, "dim") for text in _what(before, after)]
    if shown:
        lines += ["", *_table(shown)]
    return "\n".join([*lines, "", render_summary(summary), "", paint(NOTICE, "dim")])


def _what(before: Side, after: Side) -> list[str]:
    """What is compared, as far as the two sides differ."""
    lines = []
    if before.library.digest != after.library.digest:
        lines.append(f"library {before.library.digest[7:19]} → {after.library.digest[7:19]}")
    if before.date != after.date:
        lines.append(f"decided on {before.date or 'its own date'} → {after.date or 'its own date'}")
    if before.layers != after.layers:
        lines.append(f"layers {', '.join(before.layers)} → {', '.join(after.layers)}")
    return lines or ["both sides are the same"]


def _table(shown: Sequence[Brief]) -> list[str]:
    names = min(_ID, max(len("transfer"), *(len(change.id) for change in shown)))
    moves = max(len("before → after"), *(len(_move(change)) for change in shown))
    lines = [paint(f"{'transfer':<{names}}  {'before → after':<{moves}}  direction", "bold")]
    for change in shown:
        id_ = change.id if len(change.id) <= names else change.id[: names - 1] + "…"
        direction = paint(change.direction, DIRECTION_COLOURS[change.direction])
        lines.append(f"{id_:<{names}}  {_move(change):<{moves}}  {direction}")
        reasons = list(dict.fromkeys(f"{reason.rule} ({reason.cause})" for reason in change.because))
        if reasons:
            rest = f" and {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
            lines.append(wrapped(f"because {', '.join(reasons[:_SHOWN])}{rest}", "    ", "      "))
        elif change.other_reasons:
            lines.append("    for other reasons")
    return lines


def _move(change: Brief) -> str:
    return f"{change.before} → {change.after}" if change.flips else f"{change.before} stays"


def render_summary(summary: Summary) -> str:
    """The counts: how many flip, in which direction, because of which rules."""
    counts = summary.directions
    noun = "transfer" if summary.transfers == 1 else "transfers"
    verb = "flips" if summary.flips == 1 else "flip"
    moved = [f"{counts[name]} {name}" for name in DIRECTIONS if name != "same" and counts[name]]
    other = f", {summary.other_reasons} of them for other reasons" if summary.other_reasons else ""
    text = f"{summary.flips} of {summary.transfers} {noun} {verb}"
    lines = [paint(f"{text}{': ' + ', '.join(moved) if moved else ''}; {counts['same']} stay{other}", "bold")]
    if summary.damaged:
        noun = "row is" if summary.damaged == 1 else "rows are"
        lines.append(f"{summary.damaged} {noun} no transfer and left out")
    lines += [f"  {count:>5}  {old} → {new}" for (old, new), count in _moves(summary)]
    if summary.rules:
        lines.append(paint("by rule", "bold"))
        rules = summary.by_rule()
        for rule, cause, directions in rules[:_RULES]:
            words = ", ".join(f"{directions[name]} {name}" for name in DIRECTIONS if directions[name])
            lines.append(f"  {rule} ({cause}): {words}")
        if rules[_RULES:]:
            lines.append(f"  and {len(rules) - _RULES} more rules; --json lists all")
    return "\n".join(lines)


def _moves(summary: Summary) -> list[tuple[tuple[str, str], int]]:
    return sorted(summary.moves.items(), key=lambda entry: (-entry[1], entry[0]))
