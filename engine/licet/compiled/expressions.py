"""From a condition to two Python expressions: whether it may hold, and whether it certainly does.

A Kleene value is a pair of truths: *possible* and *certain*. Both are plain two-valued expressions over local variables
in which None is unknown, so Python's own ``and``, ``or`` and ``not`` do the work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from licet.conditions.parsing import NOTHING
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
    Operator,
    Plain,
    Within,
)
from licet.evaluate.truth import compare
from licet.outcome import Truth
from licet.terms import VOCABULARY


class Pair(NamedTuple):
    """Two Python expressions of one condition."""

    possible: str
    certain: str


Variable = Callable[[str], str]
"""Gives the local variable that holds a term's value, None where it is unknown."""
Membership = Callable[[str, str], Truth]
"""Whether a state (second) is in a group (first)."""


class Expressions:
    """Writes conditions as Python.

    Args:
        variable: the variable of a term.
        member: memberships on the day.
        countries: all codes, for groups asked of a country that is not settled.
    """

    def __init__(self, variable: Variable, member: Membership, countries: Collection[str]) -> None:
        self.variable = variable
        self.member = member
        self.countries = countries

    def pair(self, node: Condition) -> Pair:
        """The two expressions of a condition; each is safe inside ``and``, ``or`` and ``not``."""
        match node:
            case Always(value=value):
                return Pair(str(value is not False), str(value is True))
            case Holds(term=term):
                name = self.variable(term)
                return Pair(f"{name} is not False", f"{name} is True")
            case Compare():
                return self._compare(node)
            case Within():
                return self._within(node)
            case Not(part=part):
                inner = self.pair(part)
                return Pair(f"not ({inner.certain})", f"not ({inner.possible})")
            case All(parts=parts):
                return self._join([self.pair(part) for part in parts], " and ")
            case Any(parts=parts):
                return self._join([self.pair(part) for part in parts], " or ")
            case Defined(body=part) | Limb(part=part):
                return self.pair(part)

    @staticmethod
    def _join(pairs: list[Pair], word: str) -> Pair:
        return Pair(
            "(" + word.join(pair.possible for pair in pairs) + ")",
            "(" + word.join(pair.certain for pair in pairs) + ")",
        )

    def _compare(self, node: Compare) -> Pair:
        name, sign = self.variable(node.term), node.operator
        type_ = VOCABULARY[node.term].type
        if isinstance(node.right, Constant):
            value = node.right.value
            if sign == "==":
                return self._among(name, [value])
            if sign == "!=":
                return Pair(f"{name} != {value!r}", f"{name} not in {_tuple([value, None])}")
            if type_.base == "scale":
                return self._among(name, [word for word in type_.members if compare(word, sign, value, type_)])
            if value == NOTHING:
                return Pair(f"{name} is None", "False")
            return self._ordered(node.term, name, sign, repr(value), (name,), {node.term: name})
        other = self.variable(node.right.term)
        names = (name, other)
        if sign in ("==", "!="):
            test = f"{name} {sign} {other}"
            unknown = " or ".join(f"{one} is None" for one in names)
            known = " and ".join(f"{one} is not None" for one in names)
            return Pair(f"({unknown} or {test})", f"({known} and {test})")
        if type_.base == "scale":
            order = "{" + ", ".join(f"{word!r}: {place}" for place, word in enumerate(type_.members)) + "}"
            test = f"{order}[{name}] {sign} {order}[{other}]"
            unknown = " or ".join(f"{one} is None" for one in names)
            known = " and ".join(f"{one} is not None" for one in names)
            return Pair(f"({unknown} or {test})", f"({known} and {test})")
        return self._ordered(node.term, name, sign, other, names, {node.term: name, node.right.term: other})

    def _ordered(
        self, term: str, left: str, sign: Operator, right: str, names: tuple[str, ...], terms: dict[str, str]
    ) -> Pair:
        """An order of numbers or dates: ``none`` has none."""
        there = "".join(f"{name} != {NOTHING!r} and " for term, name in terms.items() if VOCABULARY[term].optional)
        test = f"{there}{left} {sign} {right}"
        unknown = " or ".join(f"{name} is None" for name in names)
        known = " and ".join(f"{name} is not None" for name in names)
        return Pair(f"({unknown} or {test})", f"({known} and {test})")

    def _within(self, node: Within) -> Pair:
        name = self.variable(node.term)
        certain: list[Plain] = list(node.members)
        possible: list[Plain] = []
        for group in node.groups:
            for country in self.countries:
                truth = self.member(group, country)
                if truth is True:
                    certain.append(country)
                elif truth is None:
                    possible.append(country)
        return self._among(name, certain, [one for one in possible if one not in certain])

    @staticmethod
    def _among(name: str, certain: Collection[Plain], possible: Collection[Plain] = ()) -> Pair:
        return Pair(f"{name} in {_tuple([*certain, *possible, None])}", f"{name} in {_tuple([*certain])}")


class KnownExpressions(Expressions):
    """Writes conditions as Python where every fact they read is known: one plain expression for both."""

    def pair(self, node: Condition) -> Pair:
        """The expression, twice.

        Raises:
            UnknownError: a part is unknown whatever the facts.
        """
        match node:
            case Always(value=None):
                raise UnknownError
            case Holds(term=term):
                return _twice(f"{self.variable(term)} is True")
            case Not(part=part):
                return _twice(f"not ({self.pair(part).certain})")
            case _:
                return super().pair(node)

    def _compare(self, node: Compare) -> Pair:
        name, sign = self.variable(node.term), node.operator
        if isinstance(node.right, Constant) and sign in ("==", "!="):
            return _twice(f"{name} {sign} {node.right.value!r}")
        return super()._compare(node)

    def _ordered(
        self, term: str, left: str, sign: Operator, right: str, names: tuple[str, ...], terms: dict[str, str]
    ) -> Pair:
        there = [f"{name} != {NOTHING!r}" for one, name in terms.items() if VOCABULARY[one].optional]
        return _twice("(" + " and ".join([*there, f"{left} {sign} {right}"]) + ")")

    @staticmethod
    def _among(name: str, certain: Collection[Plain], possible: Collection[Plain] = ()) -> Pair:
        if possible:
            raise UnknownError
        once = list(dict.fromkeys(certain))
        return _twice(f"{name} == {once[0]!r}" if len(once) == 1 else f"{name} in {_tuple(once)}")


class UnknownError(Exception):
    """A condition cannot be written for known facts alone."""


def _twice(text: str) -> Pair:
    return Pair(text, text)


def _tuple(values: Collection[Plain | None]) -> str:
    """A display that Python keeps as a constant: a tuple of few, a frozen set of many."""
    once = list(dict.fromkeys(values))
    if not once:
        return "()"
    text = ", ".join(repr(value) for value in once)
    return f"({text},)" if len(once) <= 2 else f"{{{text}}}"
