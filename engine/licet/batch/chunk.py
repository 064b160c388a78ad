"""One table's rows: which legs they have, and what the legs come to together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from licet.batch.arrays import Codes, Flags, distinct
from licet.transfers.transfer import Role

if TYPE_CHECKING:
    from licet.batch.entries import Entry
    from licet.batch.judge import Judge

Legs = tuple[Codes, Codes]
"""Rows, and the number of each row's answer on one of its legs."""
_OPEN, _REFUSED, _GIVEN = 0, 1, 2


class Chunk:
    """Rows to judge: for each head the number of each row's entry."""

    def __init__(self, judge: Judge, numbers: dict[str, Codes], count: int) -> None:
        self.judge = judge
        self.numbers = numbers
        self.count = count
        self.heads = judge.heads
        self._spared: dict[str, Flags] = {}
        self._consents_asked = False
        self._left = np.zeros(count, np.bool_)

    def rows(self) -> Codes:
        """The number of each row's answer."""
        together = ~self._alone()
        found: dict[Role, list[Legs]] = {role: [] for role in ("exporter", "origin", "transit", "broker")}
        origins = self._states("item", _claimants)
        asked = {state: self._at("item", _names(_claimants, state)) & together & ~self._end(state) for state in origins}
        # claims first: a state whose claim is lifted need not be asked by others either
        for _ in range(2):
            found["origin"] = [legs for state in origins for legs in self._judge(state, "origin", asked[state])]
            if not self._consents_asked:
                break
        for state in self._states("exporter", _exporter):
            found["exporter"] += self._judge(
                state, "exporter", together & self._at("exporter", _names(_exporter, state))
            )
        for state in self._states("via", _via):
            rows = self._at("via", _names(_via, state)) & together & ~self._end(state)
            found["transit"] += self._judge(state, "transit", rows)
        for state in self._states("broker", _broker):
            rows = self._at("broker", _names(_broker, state)) & together
            rows &= ~self._at("exporter", _names(_exporter, state))
            found["broker"] += self._judge(state, "broker", rows)
        result = np.full(self.count, -1, np.int32)
        for legs in found.values():
            for rows_of_leg, answers in legs:
                self._join(result, rows_of_leg, answers)
        left = np.flatnonzero((result < 0) | self._left).astype(np.int32)
        if len(left):
            self._by_reference(result, left)
        return result

    # which rows

    def _alone(self) -> Flags:
        alone = np.zeros(self.count, np.bool_)
        for name in self.heads:
            alone |= self._at(name, lambda entry: entry.alone)
        return alone

    def _at(self, head: str, holds: Callable[[Entry], bool]) -> Flags:
        """The rows whose entry under a head is such."""
        entries = self.heads[head].entries
        flags = np.array([not entry.problems and holds(entry) for entry in entries], np.bool_)
        if not flags.any():
            return np.zeros(self.count, np.bool_)
        return flags[self.numbers[head]]

    def _states(self, head: str, states: Callable[[Entry], list[str]]) -> list[str]:
        if head not in self.heads:
            return []
        used, _ = distinct(self.numbers[head].astype(np.int64), len(self.heads[head].entries))
        return sorted({state for number in used for state in states(self.heads[head].entries[number])})

    def _end(self, state: str) -> Flags:
        """The rows in which a state is exporter or destination."""
        return self._at("exporter", _names(_exporter, state)) | self._at("destination", _names(_destination, state))

    # legs

    def _judge(self, state: str, role: Role, wanted: Flags) -> list[Legs]:
        """Judge the legs of a state in the rows that have one."""
        rows = np.flatnonzero(wanted)
        if not len(rows):
            return []
        leg = self.judge.leg(state, role)
        laws = self.judge.laws(state, role)[self.numbers["date"][rows]]
        if leg.by_reference:
            left = np.isin(laws, list(leg.by_reference))
            self._left[rows[left]] = True
            rows, laws = rows[~left], laws[~left]
            if not len(rows):
                return []
        every = len(rows) == self.count
        pick: Callable[[Codes], Codes] = (lambda codes: codes) if every else (lambda codes: codes[rows])
        dates = pick(self.numbers["date"])

        def numbers(name: str) -> Codes:
            if name in ("destination", "exporter"):
                return self.judge.country_days(name)[pick(self.numbers[name]), dates]
            if name == "foreign_consents":
                self._consents_asked = True
                return self._foreign_consents(state)[rows]
            return pick(self.numbers[name])

        answers = leg.judge(laws, numbers)
        if role == "origin":
            lifted = np.array([answer.lifted is True for answer in leg.answers], np.bool_)
            self._spared[state] = np.zeros(self.count, np.bool_)
            self._spared[state][rows] = lifted[answers]
        shared = np.array([self.judge.answers.leg(answer) for answer in leg.answers], np.int32)
        return [(rows.astype(np.int32), shared[answers])]

    def _foreign_consents(self, asking: str) -> Codes:
        """Whether all states with a claim on the item have consented, as the asking state sees it."""
        refused = np.zeros(self.count, np.bool_)
        waiting = np.zeros(self.count, np.bool_)
        for state in self._states("item", _claimants):
            if state == asking:
                continue
            asked = self._at("item", _names(_claimants, state)) & ~self._end(state)
            if state in self._spared:
                asked &= ~self._spared[state]
            granted = np.zeros(self.count, np.bool_)
            if "consents" in self.heads:
                granted = self._at("consents", _consented(state, True))
                refused |= asked & self._at("consents", _consented(state, False))
            waiting |= asked & ~granted
        return np.where(refused, _REFUSED, np.where(waiting, _OPEN, _GIVEN)).astype(np.int32)

    def _join(self, result: Codes, rows: Codes, answers: Codes) -> None:
        kept = self.judge.answers
        width = int(answers.max()) + 1
        keys = (result[rows].astype(np.int64) + 1) * width + answers
        used, places = distinct(keys, (int(result.max(initial=0)) + 2) * width)
        joined = []
        for key in used:
            row, leg = divmod(int(key), width)
            joined.append(kept.joined(row - 1 if row else None, leg))
        result[rows] = np.array(joined, np.int32)[places]

    def _by_reference(self, result: Codes, rows: Codes) -> None:
        columns = [self.numbers[name][rows] for name in self.heads]
        stacked = np.stack(columns, axis=1)
        used, inverse = np.unique(stacked, axis=0, return_inverse=True)
        answers = [self.judge.judged_alone(tuple(int(number) for number in row)) for row in used]
        result[rows] = np.array(answers, np.int32)[inverse.reshape(-1)]


def _exporter(entry: Entry) -> list[str]:
    return [entry.transfer.exporter] if entry.transfer is not None else []


def _via(entry: Entry) -> list[str]:
    return [*entry.transfer.via] if entry.transfer is not None else []


def _broker(entry: Entry) -> list[str]:
    return [entry.transfer.broker] if entry.transfer is not None and entry.transfer.broker is not None else []


def _destination(entry: Entry) -> list[str]:
    return [entry.transfer.destination] if entry.transfer is not None else []


def _claimants(entry: Entry) -> list[str]:
    return [*entry.claims] if entry.transfer is not None else []


def _names(states: Callable[[Entry], list[str]], state: str) -> Callable[[Entry], bool]:
    return lambda entry: state in states(entry)


def _consented(state: str, answer: bool) -> Callable[[Entry], bool]:
    return lambda entry: entry.transfer is not None and entry.transfer.consents.get(state) is answer
