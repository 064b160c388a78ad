"""For every rule of a policy the smallest transfer in which it decides, in words: for pages and for coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from licet.library import Library
from licet.policies.model import Policy, Rule
from licet.proofs.solving import NotDecidedError
from licet.proofs.witnesses import RuleWitness, witness

Watch = Callable[[Sequence[Rule]], Iterable[Rule]]
"""Given the rules, gives them one by one: a place to show progress."""
TIMEOUT = 10.0
"""Seconds for each kind of leg of a rule."""


def witnesses(
    library: Library, policy: Policy, *, timeout: float = TIMEOUT, watch: Watch = lambda rules: rules
) -> dict[str, RuleWitness | None]:
    """A transfer for every rule of a policy; None where there is none. Rules not decided in time are left out."""
    found: dict[str, RuleWitness | None] = {}
    for rule in watch(policy.rules):
        try:
            found[rule.id] = witness(library, rule.id, timeout=timeout)
        except NotDecidedError:
            continue
    return found


def example(found: RuleWitness) -> str:
    """A witness as one line: the transfer, and what is answered with the rule and without it."""
    request = found.request
    (item,) = request["items"]
    what = item.get("name") or item.get("category", "an item")
    features = [_said(key, value) for key, value in item.items() if key not in ("name", "category", "features")]
    features += [_said(key, value) for key, value in item.get("features", {}).items()]
    rest = [
        _said(key, value)
        for key, value in request.items()
        if key not in ("exporter", "destination", "date", "items", "facts") and value not in ({}, [], None)
    ]
    rest += [_said(key, value) for key, value in request.get("facts", {}).items()]
    said = "; ".join([*features, *rest])
    ends = f"{request['exporter']} to {request['destination']}, {what}, on {request['date']}"
    return f"{ends}{f' ({said})' if said else ''}: {found.answer.word}, without this rule {found.without.word}"


def _said(key: str, value: Any) -> str:
    if value is True:
        return key
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(inner, each)}" for inner, each in value.items())
    if isinstance(value, list):
        return f"{key} {', '.join(_said('', each).strip() if isinstance(each, dict) else str(each) for each in value)}"
    return f"{key} {'no' if value is False else value}"


__all__ = ["TIMEOUT", "example", "witnesses"]
