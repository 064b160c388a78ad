"""cedarpy: every rule a ``forbid`` under one ``permit``; policies and entities are parsed once and reused.

The state is the principal, so that Cedar's own scope test keeps other states' rules out cheaply. The reasons of a denial are
all forbids that held. ``is_authorized_batch`` is measured besides: it answers many requests in one call.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any as Anything

import cedarpy

from benchmarks.peers.base import NO_DATE, Judgement, Peer, as_number, base_of, guarded, key, right_of
from benchmarks.prepared import Bare
from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Plain, Within


def expression(node: Condition) -> str:
    """A condition in Cedar."""
    match node:
        case Always(value=value):
            return "true" if value else "false"
        case Holds(term=term):
            return f"context.{key(term)}"
        case Compare(term=term, operator=sign, right=right):
            name = f"context.{key(term)}"
            other = (
                json.dumps(whole(term, right_of(node))) if isinstance(right, Constant) else f"context.{key(right.term)}"
            )
            test = f"{name} {sign} {other}"
            none = NO_DATE if base_of(term) == "date" else '"none"'
            return f"({name} != {none} && {test})" if guarded(node) else test
        case Within(term=term, members=members):
            return f"[{', '.join(json.dumps(whole(term, member)) for member in members)}].contains(context.{key(term)})"
        case Not(part=part):
            return f"!({expression(part)})"
        case All(parts=parts):
            return "(" + " && ".join(expression(part) for part in parts) + ")"
        case Any(parts=parts):
            return "(" + " || ".join(expression(part) for part in parts) + ")"
    raise TypeError(node)


SCALE = 1000
"""Cedar has whole numbers only, so numbers go in as thousandths."""


def whole(term: str, value: Plain) -> Plain:
    """A value as Cedar takes it: dates as numbers, numbers as thousandths."""
    if base_of(term) == "number" and not isinstance(value, str):
        return round(value * SCALE)
    return as_number(term, value)


class Cedar(Peer):
    """One call for each leg."""

    def __init__(self, rules: Bare) -> None:
        super().__init__(rules)
        texts = ["permit(principal, action, resource);"]
        for rule in rules.rules:
            who = "principal" if rule.state is None else f'principal == State::"{rule.state}"'
            condition = rule.condition if rule.state is None else rule.scoped
            texts.append(f'@id("{rule.id}") forbid({who}, action, resource) when {{ {expression(condition)} }};')
        self.policies = cedarpy.PolicySet.from_str("\n".join(texts))
        self.entities = cedarpy.Entities.from_json_str("[]")

    def value(self, term: str, value: Plain) -> Anything:
        """Dates and numbers as whole numbers."""
        return whole(term, value)

    def facts(self, facts: Mapping[str, Plain]) -> Anything:
        """A request with the facts as its context."""
        return {
            "principal": f'State::"{facts["state"]}"',
            "action": 'Action::"export"',
            "resource": 'Item::"item"',
            "context": super().facts(facts),
        }

    def judge(self, facts: Anything) -> Judgement:
        """The forbids that held."""
        return self.read_off(cedarpy.is_authorized(facts, self.policies, self.entities))

    def read_off(self, result: Anything) -> Judgement:
        """The judgement in Cedar's answer."""
        if result.allowed:
            return "allowed", []
        fired = list(result.diagnostics.id_annotations_by_reason.values())
        return self.outcome(fired), fired


class CedarBatch(Cedar):
    """Many legs in one call."""

    def judge_many(self, facts: Sequence[Anything]) -> list[Judgement]:
        """The judgements of many legs; this is timed."""
        return [
            self.read_off(result) for result in cedarpy.is_authorized_batch(list(facts), self.policies, self.entities)
        ]
