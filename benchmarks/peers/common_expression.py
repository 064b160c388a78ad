"""common-expression-language (CEL in Rust): one compiled program for each rule, one context for all of them.

An unknown fact is an undeclared name, an error of that program alone: errors are absorbed by ``&&`` and ``||`` as in Kleene's
logic, so that a program that fails is exactly a rule that may bite. It is the one peer that gives the right third value.
"""

from __future__ import annotations

import json
from typing import Any as Anything

import cel

from benchmarks.peers.base import NO_DATE, Judgement, Peer, as_number, base_of, guarded, key, right_of
from benchmarks.prepared import Bare
from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Plain, Within


def expression(node: Condition) -> str:
    """A condition in CEL."""
    match node:
        case Always(value=value):
            return "true" if value else "false"
        case Holds(term=term):
            return key(term)
        case Compare(term=term, operator=sign, right=right):
            other = json.dumps(as_number(term, right_of(node))) if isinstance(right, Constant) else key(right.term)
            test = f"{key(term)} {sign} {other}"
            none = NO_DATE if base_of(term) == "date" else '"none"'
            return f"({key(term)} != {none} && {test})" if guarded(node) else test
        case Within(term=term, members=members):
            return f"{key(term)} in {json.dumps(list(members))}"
        case Not(part=part):
            return f"!({expression(part)})"
        case All(parts=parts):
            return "(" + " && ".join(expression(part) for part in parts) + ")"
        case Any(parts=parts):
            return "(" + " || ".join(expression(part) for part in parts) + ")"
    raise TypeError(node)


class Cel(Peer):
    """A program for each rule."""

    def __init__(self, rules: Bare) -> None:
        super().__init__(rules)
        self.programs = [(rule.id, cel.compile(expression(rule.condition))) for rule in rules.rules]

    def value(self, term: str, value: Plain) -> Anything:
        """Dates as numbers."""
        return as_number(term, value)

    def judge(self, facts: Anything) -> Judgement:
        """The rules whose program says true, or fails."""
        context = cel.Context(facts)
        fired: list[str] = []
        perhaps: list[str] = []
        for rule, program in self.programs:
            try:
                if program.execute(context):
                    fired.append(rule)
            except RuntimeError:
                perhaps.append(rule)
        return self.between(fired, perhaps)
