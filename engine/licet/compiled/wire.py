"""JSON in and out of the compiled library; with ``orjson`` installed, through it."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

from licet.problems import InputError, Problem, Span

if TYPE_CHECKING:
    from licet.compiled.verdict import Verdict

orjson: Any = importlib.import_module("orjson") if importlib.util.find_spec("orjson") else None


def read(text: bytes | str) -> dict[str, Any]:
    """The request that a JSON text holds.

    Raises:
        InputError: the text is not JSON, or not a map.
    """
    try:
        data = json.loads(text) if orjson is None else orjson.loads(text)
    except json.JSONDecodeError as error:  # orjson's error is one, too
        span = Span("request", error.lineno, error.colno)
        raise InputError([Problem(f"not valid JSON: {error.msg.lower()}", span)]) from None
    except UnicodeDecodeError:
        raise InputError([Problem("the request is not UTF-8")]) from None
    if not isinstance(data, dict):
        raise InputError([Problem("a request is a map of keys", None, 'it begins with `{"exporter":`')])
    return data


def write(verdict: Verdict) -> bytes:
    """A verdict as JSON: outcome, worst, best, and the grounds as rules with the index of their leg."""
    data = {
        "outcome": verdict.outcome,
        "worst": verdict.worst,
        "best": verdict.best,
        "grounds": [{"rule": rule, "leg": leg} for rule, leg in verdict.grounds],
    }
    return json.dumps(data, ensure_ascii=False).encode() if orjson is None else orjson.dumps(data)
