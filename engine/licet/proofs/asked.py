"""What conditions ask of each term: gathered from their leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from licet.conditions.tree import Always, Compare, Condition, Constant, Holds, Operator, Plain, Within, walk
from licet.evaluate.truth import compare
from licet.outcome import Truth
from licet.proofs.domains import Test
from licet.terms import VOCABULARY

Leaf = Always | Holds | Compare | Within
_MIRRORED: dict[Operator, Operator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def on_day(leaf: Leaf, date: str | None) -> Leaf:
    """A leaf in which the day of the decision, where it is one day, stands as a constant."""
    if date is None or not isinstance(leaf, Compare) or isinstance(leaf.right, Constant):
        return leaf
    if leaf.right.term == "date":
        return Compare(leaf.term, leaf.operator, Constant(date, VOCABULARY["date"].type))
    if leaf.term == "date":
        return Compare(leaf.right.term, _MIRRORED[leaf.operator], Constant(date, VOCABULARY["date"].type))
    return leaf


def holds_of(leaf: Holds | Compare | Within, value: Plain | None) -> Truth:
    """Whether a leaf that reads one term holds of a value of it, groups left aside; None of an unknown value."""
    if value is None:
        return None
    match leaf:
        case Holds():
            return value is True
        case Compare(term=term, operator=sign, right=Constant(value=other)):
            return compare(value, sign, other, VOCABULARY[term].type)
        case Within(members=members):
            return value in members
    raise AssertionError(f"two terms are compared in {leaf}")


@dataclass(slots=True)
class Asked:
    """What some conditions ask.

    Attributes:
        tests: by term, what is asked of its values.
        named: by term, the constants it is compared with.
        groups: by country term, the groups in which it is looked up.
        links: terms that are compared with each other, in both directions.
    """

    tests: dict[str, dict[Leaf, None]] = field(default_factory=dict)
    named: dict[str, dict[Plain, None]] = field(default_factory=dict)
    groups: dict[str, dict[str, None]] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    _seen: set[tuple[Condition, str | None]] = field(default_factory=set)

    def add(self, condition: Condition, date: str | None) -> None:
        """Take in a condition; ``date`` is the day of the decision, None where that is left open."""
        if (condition, date) in self._seen:
            return
        self._seen.add((condition, date))
        for node in walk(condition):
            match node:
                case Holds() | Compare() | Within():
                    self._leaf(on_day(node, date))

    def _leaf(self, leaf: Leaf) -> None:
        match leaf:
            case Holds(term=term):
                self._test(term, leaf)
            case Compare(term=term, right=Constant(value=value)):
                self._test(term, leaf)
                self.named.setdefault(term, {})[value] = None
            case Compare(term=term, right=right):
                assert not isinstance(right, Constant)
                for one, other in ((term, right.term), (right.term, term)):
                    self.tests.setdefault(one, {})
                    self.links.setdefault(one, set()).add(other)
            case Within(term=term, members=members, groups=groups):
                self._test(term, Within(term, members, ()))
                self.named.setdefault(term, {}).update(dict.fromkeys(members))
                self.groups.setdefault(term, {}).update(dict.fromkeys(groups))
            case _:
                pass

    def _test(self, term: str, leaf: Leaf) -> None:
        self.tests.setdefault(term, {})[leaf] = None

    def among(self, term: str, values: Iterable[Plain]) -> None:
        """Ask besides whether a term is among some values."""
        self._test(term, Within(term, tuple(values), ()))

    def linked(self, term: str) -> set[str]:
        """The term and all that it is compared with, directly or not."""
        found, todo = {term}, [term]
        while todo:
            for other in self.links.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def tests_of(self, term: str) -> list[Test]:
        """All tests of a term and of those it is compared with, as functions of a value."""
        leaves = [leaf for one in sorted(self.linked(term)) for leaf in self.tests.get(one, ())]
        return [*dict.fromkeys(_test(leaf) for leaf in leaves)]

    def named_of(self, term: str) -> list[Plain]:
        """The constants with which a term, or one it is compared with, is compared."""
        return [*dict.fromkeys(value for one in sorted(self.linked(term)) for value in self.named.get(one, ()))]


@cache
def _test(leaf: Leaf) -> Test:
    """A leaf as a test of a value; ``==`` and ``!=`` tell the same values apart."""
    match leaf:
        case Within(members=members):
            return frozenset(members).__contains__
        case Compare(operator="!=", right=right):
            return _test(Compare(leaf.term, "==", right))
        case Compare(operator="==", right=Constant(value=one)):
            return frozenset((one,)).__contains__
        case _:
            assert not isinstance(leaf, Always)
            return lambda value: holds_of(leaf, value)


__all__ = ["Asked", "Leaf", "holds_of", "on_day"]
