"""Rows that are no transfers, on standard error: the first few in full, the rest counted."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from licet.compare import Damaged
from licet_cli.terminal import paint

_SHOWN = 10


def print_damaged(rows: Sequence[Damaged]) -> None:
    """Print why rows were left out."""
    for row in rows[:_SHOWN]:
        for problem in row.problems:
            head, *rest = problem.render().split("\n")
            print(f"{paint('left out', 'yellow', stream=sys.stderr)}: {head}", file=sys.stderr)
            for line in rest:
                print(line, file=sys.stderr)
    if len(rows) > _SHOWN:
        print(f"and {len(rows) - _SHOWN} more rows; --json lists all", file=sys.stderr)
