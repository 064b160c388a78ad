"""All transfers that put one state in one role: as formulas over what a request may say.

Each term is a choice: not said, or one of the few values that the conditions tell apart. A condition becomes two
formulas, as in the compiled back end: whether it may hold, and whether it certainly does.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from licet.aiming.pools import OUTSIDERS
from licet.conditions.tree import (
    All,
    Always,
    Any,
    Compare,
    Condition,
    Constant,
    Defined,
    Holds,
    Limb,
    Not,
    Plain,
    Within,
)
from licet.evaluate.truth import compare
from licet.outcome import Truth
from licet.proofs.asked import Asked, Leaf, holds_of, on_day
from licet.proofs.domains import Test, candidates, classes
from licet.proofs.solving import Formula, Logic
from licet.proofs.views import CATEGORY_HEADING, REQUIRED, UNSAID, Records, View, asked_by, categories_of
from licet.terms import VOCABULARY
from licet.transfers.transfer import Role


class Pair(NamedTuple):
    """A condition as two formulas: it may hold, it certainly does."""

    possible: Formula
    certain: Formula


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a request may say of a term.

    Attributes:
        value: what the term then is; None: unknown (of a step: outstanding).
        stated: whether a request has to say so.
        formula: true where it is chosen.
    """

    value: Plain | None
    stated: bool
    formula: Formula


class Model:
    """Transfers with a leg of one state in one role.

    Args:
        logic: the formulas' home.
        state, role: the leg.
        views: the sides.
        conditions: all conditions that will be asked for, with the side from which each is read.
        records: whether requests may assume what the world records otherwise.
        asked: where it is known already, what the conditions ask (:func:`asked_by`).
    """

    def __init__(
        self,
        logic: Logic,
        state: str,
        role: Role,
        views: Iterable[View],
        conditions: Iterable[tuple[View, Condition]],
        records: Records = "recorded",
        asked: Asked | None = None,
    ) -> None:
        self.logic = logic
        self.state = state
        self.role = role
        self.views = tuple(dict.fromkeys(views))
        self.records = records
        self.constraints: list[Formula] = []
        self.choices: dict[str, tuple[Choice, ...]] = {}
        self._read: dict[tuple[int, Condition], Pair] = {}
        self._view_ids: dict[View, int] = {view: place for place, view in enumerate(self.views)}
        self.asked = asked if asked is not None else asked_by(conditions)
        self._built = False

    def build(self) -> None:
        """Write down what requests may say; until then the model only knows what is asked of them."""
        if self._built:
            return
        self._built = True
        for term in [*self.asked.tests]:
            self.of(term)

    @property
    def profile(self) -> frozenset[object]:
        """What the world tells apart of countries: two models of the same conditions with one profile say the same."""
        found: set[object] = set()
        for term in ("destination", "exporter"):
            if term in self.asked.tests:
                tests = [*self.asked.tests_of(term), *self._worldly(term)]
                found |= {(term, *(test(code) for test in tests)) for code in self._countries(term)}
        return frozenset(found)

    # what requests may say

    def of(self, term: str) -> tuple[Choice, ...]:
        """The choices of a term, or of a membership ``destination in GROUP``."""
        found = self.choices.get(term)
        if found is None:
            found = self._choose(term)
            self.choices[term] = found
            self.constraints.append(self.logic.exactly_one([choice.formula for choice in found]))
        return found

    def _choose(self, term: str) -> tuple[Choice, ...]:
        if " in " in term:
            return self._membership(term)
        known = VOCABULARY[term]
        values = self._values(term)
        if term in REQUIRED:
            return tuple(self._choice(term, value, False) for value in values)
        if known.kind == "showing":
            return (self._choice(term, False, False), self._choice(term, True, True))
        if term in UNSAID:
            return self._with_default(term, UNSAID[term], values)
        if known.kind == "step":
            return self._open(term, values)
        if term.startswith("destination."):
            return self._of_the_world(term, values)
        if known.categories or term in ("item.att_category", "item.component"):
            return self._of_the_item(term, values)
        presumed = self.views[0].presumed(term)
        return self._open(term, values) if presumed is None else self._with_default(term, presumed, values)

    def _values(self, term: str) -> list[Plain]:
        asked, tests = self.asked, self.asked.tests_of(term)
        copies = len(asked.linked(term))
        countries = self._countries(term) if VOCABULARY[term].type.base == "country" else ()
        if countries:
            for one in sorted(asked.linked(term)):
                tests += self._worldly(one)
        named = asked.named_of(term)
        last: datetime.date | None = None
        if "date" in asked.linked(term) and (until := self.views[0].until) is not None:
            last = until - datetime.timedelta(1)
            named += [self.views[0].date.isoformat(), last.isoformat()]
        values = candidates(term, named, countries, copies)
        if term == "date":
            assert last is not None
            return [day for day in values if self.views[0].date.isoformat() <= str(day) <= last.isoformat()]
        if VOCABULARY[term].kind == "step" and term == "foreign_consents":
            return [True, False]
        if term == "origin.claim":
            values = [value for value in values if value != "none"]
        if last is not None:
            return values  # days before, on and after each day of the stretch have to stay apart
        return classes(values, tests, copies)

    def _countries(self, term: str) -> list[str]:
        """The countries that may stand in a term's place, plain ones first and the state itself last."""
        listed = self.views[0].world.countries.names
        # an exporter's plain values are others than a destination's, so that the two are seldom one
        plain = [code for code in (OUTSIDERS[1:] if term == "exporter" else OUTSIDERS) if code in listed]
        found = [code for code in dict.fromkeys([*plain, *listed]) if code != self.state]
        # only on the legs of exporter and broker may the destination be the state itself
        ends = term == "destination" and self.role in ("exporter", "broker")
        return [*found, self.state] if ends else found

    def _worldly(self, term: str) -> list[Test]:
        """What the world tells apart of countries in a term's place."""
        tests: list[Test] = []
        for view in self.views:
            for group in self.asked.groups.get(term, ()):
                tests.append(lambda value, view=view, group=group: view.member(group, str(value)))  # type: ignore[misc]
            if term == "destination":
                for name in self.asked.tests:
                    if name.startswith("destination."):
                        tests.append(self._record_test(view, name))
        return tests

    def _record_test(self, view: View, term: str) -> Test:
        leaves = self.asked.tests_of(term)

        def test(value: Plain) -> tuple[object, ...]:
            found = view.record(term, str(value))
            return (None,) if found is None else (True, *(leaf(found) for leaf in leaves))

        return test

    def _choice(self, term: str, value: Plain | None, stated: bool) -> Choice:
        return Choice(value, stated, self.logic.variable(term))

    def _open(self, term: str, values: Iterable[Plain]) -> tuple[Choice, ...]:
        return (self._choice(term, None, False), *(self._choice(term, value, True) for value in values))

    def _with_default(self, term: str, default: Plain, values: Iterable[Plain]) -> tuple[Choice, ...]:
        """A default stands where nothing is said; what is told from it in nothing need not be said."""
        tests = self.asked.tests_of(term)
        same = tuple(test(default) for test in tests)
        linked = len(self.asked.linked(term)) > 1
        others = [
            value
            for value in values
            if (value != default if linked or not tests else tuple(test(value) for test in tests) != same)
        ]
        found = [self._choice(term, default, False), *(self._choice(term, value, True) for value in others)]
        if term == "foreign_consents":
            found.append(self._choice(term, None, True))
        return tuple(found)

    def _of_the_item(self, term: str, values: Iterable[Plain]) -> tuple[Choice, ...]:
        """What is not said of an item follows from what it is."""
        known = VOCABULARY[term]
        presumed = self.views[0].presumed(term)
        logic = self.logic
        found: list[Choice] = []

        def unsaid(value: Plain | None, guard: Formula) -> None:
            choice = self._choice(term, value, False)
            found.append(choice)
            self.constraints.append(logic.either([logic.no(choice.formula), guard]))

        if known.categories:
            inside = self.among("item.category", known.categories)
            unsaid(presumed, inside)
            unsaid(False, logic.no(inside))
        elif term == "item.att_category":
            for heading in dict.fromkeys(CATEGORY_HEADING.values()):
                unsaid(heading, self.among("item.category", categories_of(heading)))
            unsaid(presumed, logic.no(self.among("item.category", CATEGORY_HEADING)))
        else:
            parts = self.among("item.att_category", ("parts",))
            unsaid(True, parts)
            unsaid(presumed, logic.no(parts))
        for value in values:
            choice = self._choice(term, value, True)
            found.append(choice)
            if known.categories and value is True:
                # a special class of items is found in its categories only
                self.constraints.append(logic.either([logic.no(choice.formula), inside]))
        return tuple(found)

    def _of_the_world(self, term: str, values: Iterable[Plain]) -> tuple[Choice, ...]:
        found = self._open(term, values)
        if self.records == "recorded":
            silent = self._where("destination", lambda code: all(v.record(term, code) is None for v in self.views))
            for choice in found[1:]:
                self.constraints.append(self.logic.either([self.logic.no(choice.formula), silent]))
        return found

    def _membership(self, name: str) -> tuple[Choice, ...]:
        found = self._open(name, (True, False))
        term, _, group = name.partition(" in ")
        if self.records == "recorded" and term in ("destination", "exporter"):
            silent = self._where(term, lambda code: all(view.member(group, code) is None for view in self.views))
            for choice in found[1:]:
                self.constraints.append(self.logic.either([self.logic.no(choice.formula), silent]))
        return found

    # conditions as formulas

    def among(self, term: str, values: Collection[Plain]) -> Formula:
        """Whether a term is known to be one of some values."""
        return self._where(term, lambda value: value in values)

    def _where(self, term: str, test: Callable[[str], bool]) -> Formula:
        return self.logic.either(
            [choice.formula for choice in self.of(term) if choice.value is not None and test(choice.value)]  # type: ignore[arg-type]
        )

    def pair(self, view: View, node: Condition) -> Pair:
        """The two formulas of a condition, seen from a side."""
        self.build()
        key = (self._view_ids[view], node)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self._pair(view, node)
        return found

    def _pair(self, view: View, node: Condition) -> Pair:
        logic = self.logic
        match node:
            case Not(part=part):
                possible, certain = self.pair(view, part)
                return Pair(logic.no(certain), logic.no(possible))
            case All(parts=parts):
                pairs = [self.pair(view, part) for part in parts]
                return Pair(logic.both([p.possible for p in pairs]), logic.both([p.certain for p in pairs]))
            case Any(parts=parts):
                return self._any([self.pair(view, part) for part in parts])
            case Defined(body=part) | Limb(part=part):
                return self.pair(view, part)
            case _:
                return self._leaf(view, on_day(node, view.day))

    def _any(self, pairs: Collection[Pair]) -> Pair:
        return Pair(self.logic.either([p.possible for p in pairs]), self.logic.either([p.certain for p in pairs]))

    def _leaf(self, view: View, leaf: Leaf) -> Pair:
        logic = self.logic
        match leaf:
            case Always(value=None):
                return Pair(logic.true, logic.false)
            case Always(value=value):
                constant = logic.true if value else logic.false
                return Pair(constant, constant)
            case Compare(right=Constant()) | Holds():
                return self._holds(view, leaf)
            case Compare():
                return self._compared(view, leaf)
            case Within(term=term, members=members, groups=groups):
                found = self._holds(view, Within(term, members, ()))
                return self._any([found, *(self._in_group(view, term, group) for group in groups)])

    def _holds(self, view: View, leaf: Holds | Compare | Within) -> Pair:
        term = leaf.term
        possible: list[Formula] = []
        certain: list[Formula] = []
        settled = True
        for choice in self.of(term):
            if term.startswith("destination.") and not choice.stated:
                there = self._recorded(view, leaf)
                possible.append(self.logic.both([choice.formula, there.possible]))
                certain.append(self.logic.both([choice.formula, there.certain]))
                settled = False
                continue
            truth = holds_of(leaf, choice.value)
            if truth is not False:
                possible.append(choice.formula)
            if truth is True:
                certain.append(choice.formula)
            settled = settled and truth is not None
        first = self.logic.either(possible)
        return Pair(first, first if settled else self.logic.either(certain))

    def _recorded(self, view: View, leaf: Holds | Compare | Within) -> Pair:
        """What the records say of the destination where a request says nothing."""
        truths: dict[Truth, list[Formula]] = {True: [], False: [], None: []}
        for choice in self.of("destination"):
            found = view.record(leaf.term, str(choice.value))
            truths[holds_of(leaf, view.presumed(leaf.term) if found is None else found)].append(choice.formula)
        certain = self.logic.either(truths[True])
        if not truths[None]:
            return Pair(certain, certain)
        return Pair(self.logic.either([*truths[True], *truths[None]]), certain)

    def _in_group(self, view: View, term: str, group: str) -> Pair:
        """Whether a country is in a group: what is assumed of it, else what is recorded."""
        logic = self.logic
        truths: dict[Truth, list[Formula]] = {True: [], False: [], None: []}
        for choice in self.of(term):
            truths[view.member(group, str(choice.value))].append(choice.formula)
        there, open_ = logic.either(truths[True]), logic.either(truths[None])
        if self.records == "recorded" and not truths[None]:
            return Pair(there, there)
        unsaid, yes, _ = (choice.formula for choice in self.of(f"{term} in {group}"))
        return Pair(
            logic.either([yes, logic.both([unsaid, logic.either([there, open_])])]),
            logic.either([yes, logic.both([unsaid, there])]),
        )

    def _compared(self, view: View, leaf: Compare) -> Pair:
        assert not isinstance(leaf.right, Constant)
        type_ = VOCABULARY[leaf.term].type
        logic = self.logic
        possible, certain = [], []
        for left in self._effective(view, leaf.term):
            for right in self._effective(view, leaf.right.term):
                truth = compare(left[0], leaf.operator, right[0], type_)
                if truth is not False:
                    formula = logic.both([left[1], right[1]])
                    possible.append(formula)
                    if truth is True:
                        certain.append(formula)
        return Pair(logic.either(possible), logic.either(certain))

    def _effective(self, view: View, term: str) -> list[tuple[Plain | None, Formula]]:
        """What a term is, and when."""
        if not term.startswith("destination."):
            return [(choice.value, choice.formula) for choice in self.of(term)]
        found: list[tuple[Plain | None, Formula]] = []
        for choice in self.of(term):
            if choice.stated:
                found.append((choice.value, choice.formula))
                continue
            for place in self.of("destination"):
                value = view.record(term, str(place.value))
                value = view.presumed(term) if value is None else value
                found.append((value, self.logic.both([choice.formula, place.formula])))
        return found
