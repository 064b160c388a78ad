"""The small library of `tests/libraries/small`, with a request in one line."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import licet
from licet.decisions import Decision
from licet.library import Library

FOLDER = Path(__file__).parent / "libraries" / "small"


@functools.cache
def library() -> Library:
    return licet.load(FOLDER, cache=False)


def check(exporter: str, destination: str, item: Any, date: str, **rest: Any) -> Decision:
    options = {key: rest.pop(key) for key in ("layers", "strict", "known_on") if key in rest}
    request = {"exporter": exporter, "destination": destination, "items": [item], "date": date, **rest}
    return library().check(request, **options)


def leg(decision: Decision, state: str, role: str | None = None) -> str:
    (found,) = [leg for leg in decision.legs if leg.state == state and role in (None, leg.role)]
    return found.outcome if found.outcome != "undetermined" else f"{found.worst} to {found.best}"


def rules(decision: Decision, part: str) -> set[str]:
    return {entry.rule for entry in getattr(decision, part)}
