"""What a batch came to, as text: how many rows have which outcome, how many flip, how many were rejected."""

from __future__ import annotations

import sys
from pathlib import Path

from licet.batch.summary import Summary
from licet_cli.render.decision import NOTICE
from licet_cli.terminal import OUTCOME_COLOURS, paint

_MOVES = 20


def render_batch(summary: Summary, out: Path) -> str:
    """The counts."""
    lines = [paint(f"{summary.answered:,} {_rows(summary.answered)} answered in {out}", "bold")]
    outcomes = [(word, count) for word, count in summary.outcomes.items() if count]
    lines += [f"  {count:>13,}  {paint(word, OUTCOME_COLOURS[word])}" for word, count in outcomes]
    if summary.compared:
        directions = summary.directions
        moved = [f"{count:,} {name}" for name, count in directions.items() if name != "same" and count]
        verb = "flips" if summary.flips == 1 else "flip"
        text = f"{summary.flips:,} of {summary.answered:,} {_rows(summary.answered)} {verb}"
        lines.append(paint(f"{text}{': ' + ', '.join(moved) if moved else ''}; {directions['same']:,} stay", "bold"))
        moves = summary.moved()
        lines += [f"  {count:>13,}  {before} → {after}" for before, after, count in moves[:_MOVES]]
        if moves[_MOVES:]:
            lines.append(f"  and {len(moves) - _MOVES} more kinds of change; --json lists all")
    return "\n".join([*lines, paint(NOTICE, "dim")])


def rejected_line(summary: Summary) -> str:
    """How many rows were rejected, and where they are."""
    verb = "was" if summary.rejected == 1 else "were"
    head = paint("rejected", "yellow", stream=sys.stderr)
    text = f"{summary.rejected:,} of {summary.rows:,} {_rows(summary.rows)} {verb} no transfer"
    return f"{head}: {text}; see `{summary.where}` for them and the reasons"


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"
