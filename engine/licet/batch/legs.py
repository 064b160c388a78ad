"""The law of one state in one role, judged for many rows: by the classes of values that its rules tell apart."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import numpy as np

from licet.batch.arrays import Codes, Flags, Keys, distinct, distinct_rows, grown, key_table, places_set
from licet.batch.kleene import Columns, Leaf, Pair, both, either, negated
from licet.batch.patterns import LegAnswer, Name, Patterns
from licet.conditions.tree import Compare, Condition, Holds, Plain, Reference, Within, walk
from licet.evaluate.evaluation import Options
from licet.evaluate.truth import compare
from licet.library import Library
from licet.lowering.days import scope_days
from licet.lowering.law import LegLaw, Scope, lower
from licet.outcome import Truth, disjunction
from licet.terms import VOCABULARY
from licet.transfers.transfer import Role

_LONGEST = 1 << 62
_BLOCK = 1 << 16
"""Rows judged at once where each is judged for itself: what fits the processor's cache."""


class Known:
    """What an entry says, as leaves ask for it: values by term, and of countries their groups."""

    __slots__ = ("facts", "groups")

    def __init__(
        self,
        facts: Callable[[str], Plain | None],
        groups: Callable[[str], Truth] | None = None,
    ) -> None:
        self.facts = facts
        self.groups = groups

    def truth(self, leaf: Leaf) -> Truth:
        """The truth of a leaf that reads one term."""
        value = self.facts(leaf.term)
        match leaf:
            case Holds():
                return None if value is None else value is True
            case Compare(right=right):
                assert not isinstance(right, Reference)
                return compare(value, leaf.operator, right.value, VOCABULARY[leaf.term].type)
            case Within():
                if value is None:
                    return None
                if value in leaf.members:
                    return True
                assert self.groups is not None or not leaf.groups
                return disjunction([self.groups(group) for group in leaf.groups]) if self.groups else False


class Sources(Protocol):
    """Where a leg's law finds its terms."""

    def sources_of(self, term: str) -> tuple[str, ...]:
        """The sources that may say a term or step; one counts where those before it say nothing."""

    def known(self, name: str, number: int, state: str, role: Role) -> Known:
        """What a source's number says on a state's legs in a role; it is asked once for each number and law."""

    def silent(self, term: str) -> Plain | None:
        """What a term comes to that no source says: its presumed value, or None."""


class _Classes:
    """The classes of a source's numbers: those on which every leaf of the law has the same truth are one."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = tuple(leaves)
        self.of_number: Codes = np.full(64, -1, np.int32)
        self.rows: list[tuple[Truth, ...]] = []
        self._found: dict[tuple[Truth, ...], int] = {}
        self._tables: dict[Leaf, tuple[Flags, Flags]] = {}

    def classes(self, numbers: Codes, known_of: Callable[[int], Known]) -> Codes:
        """The class of each number; ``known_of`` tells what a number says."""
        top = int(numbers.max(initial=0)) + 1
        self.of_number = grown(self.of_number, top, -1)
        found = self.of_number[numbers]
        if (found < 0).any():
            missing, _ = distinct(numbers[found < 0].astype(np.int64), top)
            for number in missing:
                known = known_of(int(number))
                row = tuple(known.truth(leaf) for leaf in self.leaves)
                if row not in self._found:
                    self._found[row] = len(self.rows)
                    self.rows.append(row)
                    self._tables.clear()
                self.of_number[number] = self._found[row]
            found = self.of_number[numbers]
        return found

    def pair(self, leaf: Leaf, classes: Codes) -> Pair:
        """The truth of a leaf for rows of these classes."""
        tables = self._tables.get(leaf)
        if tables is None:
            place = self.leaves.index(leaf)
            truths = [row[place] for row in self.rows]
            tables = self._tables[leaf] = (
                np.array([truth is not False for truth in truths], np.bool_),
                np.array([truth is True for truth in truths], np.bool_),
            )
        return Pair(tables[0][classes], tables[1][classes])


class LegJudge:
    """Judges legs of one state in one role.

    Args:
        library: the law.
        state, role: whose, and in which role.
        options: as for the reference.
        sources: where the terms are found.

    Attributes:
        laws: all laws met so far; ``by_reference`` has the numbers of those that cannot be judged by columns.
        answers: all answers met so far.
    """

    def __init__(
        self,
        library: Library,
        state: str,
        role: Role,
        options: Options,
        sources: Sources,
    ) -> None:
        self.library = library
        self.state = state
        self.role = role
        self.options = options
        self.sources = sources
        self._days = scope_days(library, state, destination=None, exporter=None)
        self._ordinals = np.array([day.toordinal() for day in self._days], np.int64)
        self._law_of_stretch: Codes = np.full(len(self._days) + 1, -1, np.int32)
        self.laws: list[LegLaw] = []
        self.by_reference: set[int] = set()
        self._law_numbers: dict[tuple[object, ...], list[int]] = {}
        self._walked: dict[str, list[Condition]] = {}
        self.classes: dict[str, _Classes] = {}
        self.answers: list[LegAnswer] = []
        self._answer_numbers: dict[LegAnswer, int] = {}
        self._layouts: dict[tuple[Name, ...], int] = {}
        self._patterns: dict[tuple[int, int, bytes], int] = {}
        self._radices: tuple[int, ...] = ()
        self._table = key_table(1)

    # laws

    def laws_on(self, days: Sequence[datetime.date]) -> Codes:
        """The number of the law on each day; laws that say the same have one number."""
        ordinals = np.array([day.toordinal() for day in days], np.int64)
        stretches = np.searchsorted(self._ordinals, ordinals, side="right")
        for stretch in np.unique(stretches):
            if self._law_of_stretch[stretch] < 0:
                day = self._days[stretch - 1] if stretch else datetime.date.min
                self._law_of_stretch[stretch] = self._law(day)
        return self._law_of_stretch[stretches]

    def _law(self, day: datetime.date) -> int:
        law = lower(self.library, Scope(self.state, self.role, day), self.options)
        alike = self._law_numbers.setdefault((law.encoded, *(scoped.rule.id for scoped in law.rules)), [])
        for number in alike:
            if self.laws[number].rules == law.rules and self.laws[number].lifted == law.lifted:
                return number
        alike.append(len(self.laws))
        self.laws.append(law)
        if vectorisable(law):
            self._add_leaves(law)
        else:
            self.by_reference.add(alike[-1])
        return alike[-1]

    def _add_leaves(self, law: LegLaw) -> None:
        """Classes are told apart by the leaves of all laws met so far; a new leaf makes them anew."""
        wanted: dict[str, dict[Leaf, None]] = {name: dict.fromkeys(kept.leaves) for name, kept in self.classes.items()}
        for node in (node for condition in self._unwalked(law) for node in walk(condition)):
            if isinstance(node, Holds | Compare | Within):
                for name in self.sources.sources_of(node.term):
                    wanted.setdefault(name, {})[node] = None
        for name, leaves in wanted.items():
            kept = self.classes.get(name)
            if kept is None or len(kept.leaves) != len(leaves):
                self.classes[name] = _Classes(tuple(leaves))
                self._table = key_table(1)
                self._radices = ()

    def _unwalked(self, law: LegLaw) -> list[Condition]:
        """The law's conditions that no law met before has."""
        found = []
        for name, condition in conditions_of(law):
            seen = self._walked.setdefault(name, [])
            if condition not in seen:
                seen.append(condition)
                found.append(condition)
        return found

    # rows

    def judge(self, laws: Codes, numbers: Callable[[str], Codes]) -> Codes:
        """The number of each row's answer.

        Args:
            laws: the law of each row, from :meth:`laws_on`.
            numbers: gives a source's number in each row.
        """
        columns = [laws]
        sizes = [len(self.laws)]
        for name, kept in self.classes.items():
            known_of = partial(self._known, name)
            columns.append(kept.classes(numbers(name), known_of))
            sizes.append(len(kept.rows))
        radices = self._room(sizes)
        if not radices:
            return self._rows(laws, dict(zip(self.classes, columns[1:], strict=True)))
        keys = _encode(columns, radices)
        answers = self._table.find(keys)
        missing = answers < 0
        if missing.any():
            found, places = distinct(keys[missing], int(np.prod(radices, dtype=object)))
            new = self._evaluate(found, radices)
            self._table.add(found, new)
            answers[missing] = new[places]
        return answers

    def _known(self, name: str, number: int) -> Known:
        return self.sources.known(name, number, self.state, self.role)

    def _room(self, sizes: list[int]) -> tuple[int, ...]:
        """How many classes each column's part of the key has room for, none if keys grow too long.

        When a column outgrows its room, all keys are laid out anew.
        """
        old = self._radices
        if len(old) == len(sizes) and all(a <= b for a, b in zip(sizes, old, strict=True)):
            return old
        radices = tuple(size if size < 8 else size + size // 8 for size in sizes)
        total = int(np.prod(radices, dtype=object))
        if total > _LONGEST:  # too many combinations to number them: no row is like another
            return ()
        self._radices = radices
        kept, numbers = self._table.items()
        self._table = key_table(total)
        if len(kept) and len(old) == len(sizes):
            self._table.add(_encode(_decode(kept, old), self._radices), numbers)
        return self._radices

    def _evaluate(self, keys: Keys, radices: tuple[int, ...]) -> Codes:
        """The answers to distinct keys, all laws among them."""
        laws, *columns = _decode(keys, radices)
        return self._rows(laws, dict(zip(self.classes, columns, strict=True)))

    def _rows(self, laws: Codes, classes: dict[str, Codes]) -> Codes:
        """The answers to rows of these laws and classes."""
        result = np.zeros(len(laws), np.int32)
        for law in np.unique(laws):
            rows = np.flatnonzero(laws == law)
            for first in range(0, len(rows), _BLOCK):
                block = rows[first : first + _BLOCK]
                here = {name: found[block] for name, found in classes.items()}
                result[block] = self._by_law(int(law), here, len(block))
        return result

    def _by_law(self, number: int, classes: dict[str, Codes], count: int) -> Codes:
        law = self.laws[number]

        def leaf(node: Leaf) -> Pair:
            truth = Known(self.sources.silent).truth(node)
            found = Pair(truth is not False, truth is True)
            for name in reversed(self.sources.sources_of(node.term)):
                over = self.classes[name].pair(node, classes[name])
                silent = over.unknown
                found = Pair(
                    either(both(silent, found.possible), both(negated(silent), over.possible)),
                    either(both(silent, found.certain), over.certain),
                )
            return found

        work = Patterns(law, Columns(leaf), count)
        rows, places = distinct_rows(work.flags, count)
        # which column stands where differs from table to table
        layout = self._layouts.setdefault(tuple(work.names), len(self._layouts))
        numbers = np.zeros(len(rows), np.int32)
        for place, row in enumerate(rows):
            key = (number, layout, row.tobytes())
            found = self._patterns.get(key)
            if found is None:
                answer = work.answer([work.names[place] for place in places_set(row)])
                found = self._answer_numbers.setdefault(answer, len(self.answers))
                if found == len(self.answers):
                    self.answers.append(answer)
                self._patterns[key] = found
            numbers[place] = found
        return numbers[places]


def _encode(columns: Sequence[Codes], radices: Sequence[int]) -> Keys:
    """One number for each row's classes."""
    keys: Keys = columns[0].astype(np.int64)
    for classes, radix in zip(columns[1:], radices[1:], strict=True):
        keys *= radix
        keys += classes
    return keys


def _decode(keys: Keys, radices: Sequence[int]) -> list[Codes]:
    """The classes of each row's number."""
    rest = keys.astype(np.int64)
    columns = []
    for radix in reversed(radices[1:]):
        columns.append((rest % radix).astype(np.int32))
        rest //= radix
    return [rest.astype(np.int32), *reversed(columns)]


def conditions_of(law: LegLaw) -> list[tuple[str, Condition]]:
    """All that a law reads, by rule: the rules' conditions and needs, and what lifts its claim."""
    found = [(scoped.rule.id, scoped.condition) for scoped in law.rules]
    found += [(scoped.rule.id, scoped.needs) for scoped in law.rules if scoped.needs is not None]
    if law.claim is not None:
        found += [(law.claim, law.lifted), (law.claim, Holds("consent"))]
    return found


def vectorisable(law: LegLaw) -> bool:
    """Whether every leaf of a law reads one term only."""
    nodes = (node for _, condition in conditions_of(law) for node in walk(condition))
    return not any(isinstance(node, Compare) and isinstance(node.right, Reference) for node in nodes)
