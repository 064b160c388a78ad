"""Mistakes, as people see them on standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from licet.problems import Problem
from licet_cli.terminal import paint


def print_problems(problems: Sequence[Problem]) -> None:
    """Print every problem and how many there are."""
    for problem in problems:
        head, *rest = problem.render().split("\n")
        print(f"{paint('error', 'red', 'bold', stream=sys.stderr)}: {head}", file=sys.stderr)
        for line in rest:
            print(line, file=sys.stderr)
    if len(problems) > 1:
        print(f"{len(problems)} errors", file=sys.stderr)
