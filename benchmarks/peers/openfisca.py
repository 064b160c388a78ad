"""openfisca-core: one variable for each fact and each rule, whole columns at once.

Facts that are words are OpenFisca enumerations, encoded beforehand; formulas compare their codes as small numbers, which is
the quickest it has. A new simulation is made for every run, as its results are kept. It has two truth values only.
"""

# mypy: disable-error-code="import-untyped"
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any as Anything

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import YEAR, period
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.peers.base import NO_DATE, BatchPeer, as_number, base_of, guarded, key, right_of, terms_of
from benchmarks.prepared import Bare
from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Plain, Within

_PERIOD = period("2024")
Column = Anything
Columns = Mapping[str, Column]


class Openfisca(BatchPeer):
    """The rules as an OpenFisca legislation."""

    def __init__(self, rules: Bare) -> None:
        super().__init__(rules)
        self.read = sorted(terms_of(rule.condition for rule in rules.rules))
        self.members: dict[str, list[Plain]] = {}
        for term in self.read:
            if base_of(term) in ("enum", "country", "text", "scale"):
                self.members[term] = []
        for rule in rules.rules:
            self._collect(rule.condition)

    def _collect(self, node: Condition) -> None:
        """Every word that a rule names, so that it has a code."""
        from licet.conditions.tree import walk

        for leaf in walk(node):
            named: Sequence[Plain] = ()
            if isinstance(leaf, Within):
                named = leaf.members
            elif isinstance(leaf, Compare) and isinstance(leaf.right, Constant):
                named = (leaf.right.value,)
            if named and (members := self.members.get(leaf.term)) is not None:  # type: ignore[union-attr]
                members += [word for word in named if word not in members]

    def columns(self, rows: Sequence[Mapping[str, Plain]]) -> Anything:
        """The columns, encoded; the legislation is built here, once the words of the data are known."""
        for term, members in self.members.items():
            known = set(members)
            for row in rows:
                if row[term] not in known:
                    known.add(row[term])
                    members.append(row[term])
        self.enums = {term: Enum(key(term), {f"m{i}": str(word) for i, word in enumerate(members)})
                      for term, members in self.members.items()}  # fmt: skip
        self.system = self._system()
        encoded: dict[str, Column] = {}
        for term in self.read:
            values = [as_number(term, row[term]) for row in rows]
            if term in self.members:
                codes = {word: code for code, word in enumerate(self.members[term])}
                indices = np.array([codes[row[term]] for row in rows], dtype=np.uint8)
                encoded[term] = self.enums[term].encode(indices)
            else:
                base = base_of(term)
                kind = np.bool_ if base == "truth" else np.int32 if base == "date" else np.float32
                encoded[term] = np.array(values, dtype=kind)
        return len(rows), encoded

    def repeated(self, columns: Anything, rows: int) -> Anything:
        """The columns over and over, cut at so many rows."""
        count, encoded = columns
        times = -(-rows // count)
        many = {}
        for term, column in encoded.items():
            longer = np.tile(column.view(np.ndarray), times)[:rows]
            many[term] = self.enums[term].encode(longer) if term in self.enums else longer
        return rows, many

    def judge(self, columns: Anything) -> tuple[Anything, Mapping[str, Anything]]:
        """A simulation of all rules and of the outcome."""
        count, encoded = columns
        simulation = SimulationBuilder().build_default_simulation(self.system, count)
        for term, values in encoded.items():
            simulation.set_input(key(term), _PERIOD, values)
        outcome = simulation.calculate("outcome", _PERIOD)
        fired = {rule.id: simulation.calculate(_name(rule.id), _PERIOD) for rule in self.rules.rules}
        return outcome, fired

    def _system(self) -> Anything:
        leg = Entity("leg", "legs", "A leg", "")
        system = TaxBenefitSystem([leg])
        for term in self.read:
            fields: dict[str, Anything] = {"entity": leg, "definition_period": YEAR, "value_type": bool}
            if term in self.enums:
                enum = self.enums[term]
                fields |= {"value_type": Enum, "possible_values": enum, "default_value": next(iter(enum))}
            elif base_of(term) != "truth":
                fields["value_type"] = int if base_of(term) == "date" else float
            system.add_variable(type(key(term), (Variable,), fields))
        for rule in self.rules.rules:
            system.add_variable(self._rule(leg, rule.id, rule.condition))
        system.add_variable(self._outcome(leg))
        return system

    def _rule(self, leg: Anything, name: str, condition: Condition) -> Anything:
        test = self._test(condition)
        read = sorted(terms_of([condition]))

        def formula(population: Anything, when: Anything) -> Column:
            return test({term: population(key(term), when).view(np.ndarray) for term in read})

        fields = {"entity": leg, "definition_period": YEAR, "value_type": bool, "formula": formula}
        return type(_name(name), (Variable,), fields)

    def _outcome(self, leg: Anything) -> Anything:
        levels = [(_name(rule.id), int(rule.level)) for rule in self.rules.rules]

        def formula(population: Anything, when: Anything) -> Column:
            worst = np.full(population.count, 3, dtype=np.int32)
            for name, level in levels:
                np.minimum(worst, level, out=worst, where=population(name, when))
            return worst

        fields = {"entity": leg, "definition_period": YEAR, "value_type": int, "formula": formula}
        return type("outcome", (Variable,), fields)

    def _code(self, term: str, value: Plain) -> Anything:
        return self.members[term].index(value) if term in self.members else as_number(term, value)

    def _test(self, node: Condition) -> Callable[[Columns], Column]:
        match node:
            case Always(value=value):
                return lambda columns: np.bool_(value)
            case Holds(term=term):
                return lambda columns: columns[term]
            case Compare(term=term, operator=sign):
                return self._compare(node, term, sign)
            case Within(term=term, members=members):
                codes = [self._code(term, member) for member in members]

                def within(columns: Columns) -> Column:
                    column = columns[term]
                    found = column == codes[0]
                    for code in codes[1:]:
                        found |= column == code
                    return found

                return within
            case Not(part=part):
                inner = self._test(part)
                return lambda columns: ~inner(columns)
            case All(parts=parts):
                return _joined([self._test(part) for part in parts], np.logical_and)
            case Any(parts=parts):
                return _joined([self._test(part) for part in parts], np.logical_or)
        raise TypeError(node)

    def _compare(self, node: Compare, term: str, sign: str) -> Callable[[Columns], Column]:
        act = {"==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater,
               ">=": np.greater_equal}[sign]  # fmt: skip
        other = self._code(term, right_of(node))
        if guarded(node):
            return lambda columns: act(columns[term], other) & (columns[term] != NO_DATE)
        return lambda columns: act(columns[term], other)


def _joined(tests: Sequence[Callable[[Columns], Column]], act: Anything) -> Callable[[Columns], Column]:
    def join(columns: Columns) -> Column:
        found = tests[0](columns)
        for test in tests[1:]:
            found = act(found, test(columns))
        return found

    return join


def _name(rule: str) -> str:
    return "rule_" + key(rule)
