"""Exit codes (a contract: scripts rely on them)."""

from __future__ import annotations

OK = 0
"""The worst outcome is conditional or better."""
INTERNAL = 1
USAGE = 2
BLOCKED = 3
OPEN = 4
"""Undetermined, or discretionary."""
BAD_INPUT = 5
EXPECTATION_FAILED = 6
INTERRUPTED = 130


def of_decision(outcome: str, worst: str) -> int:
    """The exit code that says what a decision says."""
    if outcome == "blocked":
        return BLOCKED
    return OK if worst in ("conditional", "allowed") else OPEN
