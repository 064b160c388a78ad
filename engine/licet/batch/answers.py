"""Answers to rows: each different one is worded once, and rows point at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from licet.batch.arrays import Codes, Flags
from licet.batch.patterns import LegAnswer
from licet.evaluate.evaluation import Options, evaluate
from licet.evaluate.summary import conditions_of, grounds_of, unknown_of
from licet.library import Library
from licet.outcome import Interval, Outcome
from licet.problems import Problem
from licet.transfers.transfer import Transfer

if TYPE_CHECKING:
    import pyarrow as pa

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What a row comes to; lists in the order of the reference, each entry once.

    ``conditions`` are ``rule: step``; ``unknown`` the facts on which the outcome depends, the worst at stake first.
    """

    interval: Interval
    grounds: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


_COLUMNS: dict[str, Callable[[RowAnswer], str]] = {
    "outcome": lambda answer: answer.interval.word,
    "worst": lambda answer: answer.interval.worst.word,
    "best": lambda answer: answer.interval.best.word,
    "grounds": lambda answer: SEPARATOR.join(answer.grounds),
    "conditions": lambda answer: SEPARATOR.join(answer.conditions),
    "unknown": lambda answer: SEPARATOR.join(answer.unknown),
}
COLUMNS = tuple(_COLUMNS)
"""The columns that judging adds."""


@dataclass(frozen=True)
class Answer:
    """The answer to a table.

    Attributes:
        columns: the added columns, one row for each accepted row, in order.
        accepted: which rows were answered; None where all were.
        rejected: the others: each row's place in the table, and what is wrong with it.
    """

    columns: pa.Table
    accepted: Flags | None
    rejected: list[tuple[int, tuple[Problem, ...]]]


class Answers:
    """All answers met so far, by number.

    Legs are joined to rows in the order of the reference's legs; a row's answer is the minimum of its legs.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.rows: list[RowAnswer] = []
        self._legs: list[LegAnswer] = []
        self._leg_numbers: dict[LegAnswer, int] = {}
        self._parts: list[tuple[int, ...] | None] = []
        self._numbers: dict[tuple[int, ...] | RowAnswer, int] = {}
        self._words: dict[str, list[str]] = {name: [] for name in _COLUMNS}
        self._places: dict[str, dict[str, int]] = {name: {} for name in _COLUMNS}
        self._of_row: dict[str, list[int]] = {name: [] for name in _COLUMNS}

    def leg(self, answer: LegAnswer) -> int:
        """The number of a leg's answer."""
        found = self._leg_numbers.setdefault(answer, len(self._legs))
        if found == len(self._legs):
            self._legs.append(answer)
        return found

    def joined(self, row: int | None, leg: int) -> int:
        """The number of the answer of a row with one more leg; None is a row without any."""
        before = () if row is None else self._parts[row]
        assert before is not None
        return self._keep((*before, leg))

    def of_reference(self, transfer: Transfer, options: Options) -> int:
        """The number of the answer that the reference gives."""
        evaluation = evaluate(self.library, transfer, options)
        answer = RowAnswer(
            evaluation.interval,
            _once(ground.rule for ground in grounds_of(evaluation)),
            _once(f"{step.rule}: {step.needs}" for step in conditions_of(evaluation)),
            _once(name_in_tables(fact.term, transfer) for fact in unknown_of(evaluation)),
        )
        return self._keep(answer)

    def _keep(self, key: tuple[int, ...] | RowAnswer) -> int:
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.rows)
            self._parts.append(key if isinstance(key, tuple) else None)
            self._add(self._sum(key) if isinstance(key, tuple) else key)
        return found

    def _sum(self, key: tuple[int, ...]) -> RowAnswer:
        legs = [self._legs[number] for number in key]
        worst = min((leg.interval.worst for leg in legs), default=Outcome.ALLOWED)
        best = min((leg.interval.best for leg in legs), default=Outcome.ALLOWED)
        grounds: Iterable[str] = ()
        if worst is not Outcome.ALLOWED:
            grounds = (rule for leg in legs if leg.interval.worst is worst for rule in leg.grounds)
        unknown = [
            (level, term)
            for leg in legs
            if worst != best and leg.interval.worst < best
            for level, term in leg.unknown
            if level < best
        ]
        return RowAnswer(
            Interval(worst, best),
            _once(grounds),
            _once(f"{rule}: {step}" for leg in legs for rule, step in leg.conditions),
            _once(term for _, term in sorted(unknown)),
        )

    def _add(self, answer: RowAnswer) -> None:
        self.rows.append(answer)
        for name, word in _COLUMNS.items():
            text = word(answer)
            places = self._places[name]
            place = places.setdefault(text, len(places))
            if place == len(self._words[name]):
                self._words[name].append(text)
            self._of_row[name].append(place)

    def answer(self, rows: Codes, accepted: Flags | None, rejected: list[tuple[int, tuple[Problem, ...]]]) -> Answer:
        """The answer to a table whose accepted rows have these answers."""
        import pyarrow as pa

        columns = {}
        for name in _COLUMNS:
            places = np.array(self._of_row[name], np.int32)[rows] if len(rows) else rows
            words = pa.array(self._words[name], pa.string())
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), words)
        return Answer(pa.table(columns), accepted, rejected)


def name_in_tables(term: str, transfer: Transfer) -> str:
    """An unknown fact by the column that would give it: a membership is one of whatever destination stands in the row."""
    if term == "own_stock":
        return "supplier"
    state, is_in, group = term.partition(" in ")
    if is_in and state in (transfer.destination, transfer.exporter):
        return f"{'destination' if state == transfer.destination else 'exporter'} in {group}"
    return term


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
