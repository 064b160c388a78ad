"""datalogic-py: JSON logic, compiled once, evaluated in a session that keeps its memory.

Measured forms, quickest first on this kind of policy: one expression that merges the ids of the rules that fired, given a
dict; the same given a ``DataHandle``; ``evaluate_many`` of one compiled expression per rule. The first is used. It is *as
generated*: every rule is one expression, and all of them are evaluated.

*Factored by hand*: what somebody does who knows the engine well. The rules of each state are an expression of their own,
chosen in Python; facts go in as a list, only those that these rules read, so that the engine looks them up by position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any as Anything

import datalogic_py

from benchmarks.peers.base import Judgement, Peer, guarded, key, right_of, terms_of
from benchmarks.prepared import Bare
from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Plain, Within

Place = Callable[[str], str | int]


def logic(node: Condition, place: Place) -> Anything:
    """A condition as JSON logic; ``place`` says where a term is in the data."""
    match node:
        case Always(value=value):
            return value
        case Holds(term=term):
            return {"var": place(term)}
        case Compare(term=term, operator=sign, right=right):
            other = right_of(node) if isinstance(right, Constant) else {"var": place(right.term)}
            test = {sign: [{"var": place(term)}, other]}
            return {"and": [{"!=": [{"var": place(term)}, "none"]}, test]} if guarded(node) else test
        case Within(term=term, members=members):
            return {"in": [{"var": place(term)}, list(members)]}
        case Not(part=part):
            return {"!": logic(part, place)}
        case All(parts=parts):
            return {"and": [logic(part, place) for part in parts]}
        case Any(parts=parts):
            return {"or": [logic(part, place) for part in parts]}
    raise TypeError(node)


class Datalogic(Peer):
    """As generated: one expression for each rule, all evaluated in one call."""

    def __init__(self, rules: Bare) -> None:
        super().__init__(rules)
        engine = datalogic_py.Engine()
        bites = [{"if": [logic(rule.condition, key), [rule.id], []]} for rule in rules.rules]
        self.expression = engine.compile({"merge": bites})
        self.session = engine.session()

    def judge(self, facts: Anything) -> Judgement:
        """The merged ids, and the worst of them."""
        fired = self.session.evaluate(self.expression, facts)
        return self.outcome(fired), fired

    def judge_text(self, facts: str) -> str:
        """The same from JSON text to JSON text: the ids, without the outcome."""
        return self.session.evaluate_str(self.expression, facts)


class Factored(Peer):
    """Factored by hand: a state's rules alone, facts by position."""

    def __init__(self, rules: Bare) -> None:
        super().__init__(rules)
        engine = datalogic_py.Engine()
        self.session = engine.session()
        self.by_state: dict[str, tuple[Anything, Callable[[Anything], Anything], list[str]]] = {}
        for state in rules.states:
            own = rules.of(state)
            # two terms at least, so that itemgetter gives a tuple
            names = sorted(terms_of(rule.scoped for rule in own) | {"state", "role"})
            positions = {name: index for index, name in enumerate(names)}
            bites = [{"if": [logic(rule.scoped, positions.__getitem__), [rule.id], []]} for rule in own]
            self.by_state[state] = (engine.compile({"merge": bites}), itemgetter(*names), names)

    def facts(self, facts: Mapping[str, Plain]) -> Anything:
        """The facts as they are."""
        return facts

    def judge(self, facts: Anything) -> Judgement:
        """The merged ids of the state's own expression."""
        expression, pick, names = self.by_state[facts["state"]]
        try:
            row = list(pick(facts))
        except KeyError:
            row = list(map(facts.get, names))
        fired = self.session.evaluate(expression, row)
        return self.outcome(fired), fired


class Exact(Peer):
    """Factored by hand, with the third value: a rule that holds gives its id, one that may hold its id marked."""

    def __init__(self, rules: Bare) -> None:
        super().__init__(rules)
        engine = datalogic_py.Engine()
        self.session = engine.session()
        self.by_state: dict[str, tuple[Anything, list[str]]] = {}
        for state in rules.states:
            own = rules.of(state)
            names = sorted(terms_of(rule.scoped for rule in own))
            place = {name: index for index, name in enumerate(names)}.__getitem__
            bites = []
            for rule in own:
                may, does = kleene(rule.scoped, place, possible=True), kleene(rule.scoped, place, possible=False)
                bites.append({"if": [does, [rule.id], {"if": [may, [_MARK + rule.id], []]}]})
            self.by_state[state] = (engine.compile({"merge": bites}), names)

    def facts(self, facts: Mapping[str, Plain]) -> Anything:
        """The facts as they are."""
        return facts

    def judge(self, facts: Anything) -> Judgement:
        """The merged ids, told apart by their mark."""
        expression, names = self.by_state[facts["state"]]
        found = self.session.evaluate(expression, list(map(facts.get, names)))
        perhaps = [rule[1:] for rule in found if rule[0] == _MARK]
        if not perhaps:
            return self.outcome(found), found
        return self.between([rule for rule in found if rule[0] != _MARK], perhaps)


_MARK = "?"


def kleene(node: Condition, place: Place, *, possible: bool) -> Anything:
    """A condition as JSON logic that says whether it may hold, or whether it certainly does; null is unknown."""
    match node:
        case Always(value=value):
            return value
        case Holds(term=term):
            return {"!==": [{"var": place(term)}, False]} if possible else {"===": [{"var": place(term)}, True]}
        case Not(part=part):
            return {"!": kleene(part, place, possible=not possible)}
        case All(parts=parts):
            return {"and": [kleene(part, place, possible=possible) for part in parts]}
        case Any(parts=parts):
            return {"or": [kleene(part, place, possible=possible) for part in parts]}
        case Compare(term=term, right=Constant()) | Within(term=term):
            known = {"!==": [{"var": place(term)}, None]}
            test = logic(node, place)
            return {"or": [{"!": known}, test]} if possible else {"and": [known, test]}
    raise TypeError(node)


__all__ = ["Datalogic", "Exact", "Factored", "kleene", "logic"]
