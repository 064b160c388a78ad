"""What the solver adds to a decision: the tightest interval, and which answers settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.outcome import Interval, Outcome
from licet.proofs import Exact
from licet.proofs.exact import Answer, Deciding
from licet_cli.terminal import outcome, wrapped

_SHOWN = 8


def render_exact(found: Exact) -> str:
    """The lines under a decision in exact mode."""
    if found.kleene == found.interval:
        said = "no tighter than without --exact" if not found.kleene.settled else "it was settled without --exact"
        lines = ["", f"exact: {_ends(found.interval)}; {said}"]
    else:
        lines = ["", f"exact: {_ends(found.interval)}; without --exact it is {_ends(found.kleene)}"]
    if found.depends_on:
        lines.append(wrapped(f"it depends on {', '.join(found.depends_on)}", "  ", "    "))
    if found.deciding:
        lines.append("  what settles it, whatever else is unknown")
    shown = list(_merged(found.deciding))
    lines += [wrapped(line, "    ", "      ") for line in shown[:_SHOWN]]
    if len(shown) > _SHOWN:
        lines.append(f"    and {len(shown) - _SHOWN} more (--json lists all)")
    return "\n".join(lines)


def _ends(interval: Interval) -> str:
    worst, best = interval
    return outcome(worst.word) if worst == best else f"{outcome(worst.word)} to {outcome(best.word)}"


def _merged(deciding: Iterable[Deciding]) -> Iterator[str]:
    """Each set as a line; sets that differ in the value of their last fact only stand on one."""
    groups: dict[tuple[Outcome, tuple[Answer, ...], str], list[str]] = {}
    for one in deciding:
        *others, last = one.answers
        groups.setdefault((one.outcome, tuple(others), last.term), []).append(_plain(last.value))
    for (settled, others_, term), values in groups.items():
        said = [f"{answer.term} = {_plain(answer.value)}" for answer in others_]
        said.append(f"{term} = {', '.join(values[:-1])}{' or ' if values[1:] else ''}{values[-1]}")
        yield f"{' and '.join(said)}: {outcome(settled.word)}"


def _plain(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
