"""regorus: Rego, compiled once to its virtual machine, the input set for each leg.

The virtual machine takes half the time of ``Engine.eval_rule``. Input goes in as JSON text, which the machine requires; the
engine's ``set_input`` of a dict turns truth values into numbers, so that tests of them fail.

Upstream is not on PyPI. The wheel is ``celine-regorus``, which its makers describe as an unchanged build of
microsoft/regorus. Alternatives inside a rule are helper rules with several bodies, negation stands at the leaves as ``not``,
which is how people write Rego.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any as Anything

from regorus import regorus as machine

from benchmarks.peers.base import NO_DATE, Judgement, Peer, as_number, base_of, guarded, inward, key, right_of
from benchmarks.prepared import Bare
from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Plain, Within

try:
    import orjson
except ImportError:
    dumps: Callable[[Anything], str] = json.dumps
    loads: Callable[[str], Anything] = json.loads
else:

    def dumps(value: Anything) -> str:
        """JSON text, by the quickest library that is installed."""
        return orjson.dumps(value).decode()

    loads = orjson.loads


_ENTRY = "data.licet.fired"
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Writer:
    """Writes rules as Rego; helper rules are numbered."""

    def __init__(self) -> None:
        self.helpers = 0
        self.lines: list[str] = []

    def rule(self, name: str, node: Condition) -> None:
        """A rule that puts its name among those that fired."""
        body = "; ".join(self.body(inward(node)))
        self.lines.append(f'fired contains "{name}" if {{ {body} }}')

    def body(self, node: Condition) -> list[str]:
        """The expressions of a body, all of which have to hold."""
        match node:
            case All(parts=parts):
                return [line for part in parts for line in self.body(part)]
            case Any(parts=parts):
                return [self.helper([self.body(part) for part in parts])]
            case Not(part=part):
                return self.negated(part)
            case _:
                return self.leaf(node)

    def helper(self, bodies: list[list[str]]) -> str:
        """A helper rule with these bodies; its name."""
        name = f"helper_{self.helpers}"
        self.helpers += 1
        self.lines += [f"{name} if {{ {'; '.join(body)} }}" for body in bodies]
        return name

    def leaf(self, node: Condition) -> list[str]:
        """A fact tested."""
        match node:
            case Always(value=value):
                return ["true" if value else "false"]
            case Holds(term=term):
                return [f"input.{key(term)} == true"]
            case Compare(term=term, operator=sign):
                guard = [f"input.{key(term)} != {_none(term)}"] if guarded(node) else []
                return [*guard, f"input.{key(term)} {sign} {_right(node)}"]
            case Within(term=term, members=members):
                return [f"input.{key(term)} in {{{', '.join(json.dumps(member) for member in members)}}}"]
        raise TypeError(node)

    def negated(self, node: Condition) -> list[str]:
        """A fact denied."""
        match node:
            case Compare(term=term, operator=sign) if not guarded(node):
                return [f"input.{key(term)} {_OPPOSITE[sign]} {_right(node)}"]
            case Compare():
                return [f"not {self.helper([self.leaf(node)])}"]
            case _:
                return [f"not {line}" for line in self.leaf(node)]

    def text(self) -> str:
        """The whole module; a rule is a line, as regorus takes 20,000 of them."""
        return "package licet\nimport rego.v1\n\n" + "\n".join(self.lines) + "\n"


def _none(term: str) -> str:
    return str(NO_DATE) if base_of(term) == "date" else '"none"'


def _right(node: Compare) -> str:
    if isinstance(node.right, Constant):
        return json.dumps(as_number(node.term, right_of(node)))
    return f"input.{key(node.right.term)}"


class Regorus(Peer):
    """One module with all rules."""

    def __init__(self, rules: Bare) -> None:
        super().__init__(rules)
        writer = Writer()
        for rule in rules.rules:
            writer.rule(rule.id, rule.condition)
        modules = [("licet.rego", writer.text())]
        try:
            program = machine.Program.compile_from_modules("{}", modules, [_ENTRY])
        except RuntimeError:
            # some thousand rules are more than the virtual machine takes
            self.machine = None
            self.engine = machine.Engine()
            self.engine.add_policy(*modules[0])
        else:
            self.machine = machine.Rvm()
            self.machine.load_program(program)

    def value(self, term: str, value: Plain) -> Anything:
        """Dates as numbers."""
        return as_number(term, value)

    def judge(self, facts: Anything) -> Judgement:
        """The set of rules that fired."""
        if self.machine is not None:
            self.machine.set_input_json(dumps(facts))
            fired = loads(self.machine.execute_entry_point(_ENTRY))
        else:
            self.engine.set_input_json(dumps(facts))
            fired = list(self.engine.eval_rule(_ENTRY))
        return self.outcome(fired), fired
