"""Judges whole tables: the same outcomes, grounds and steps as the reference, a table at a time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from licet.batch.answers import Answer, Answers
from licet.batch.arrays import Codes, Flags
from licet.batch.chunk import Chunk
from licet.batch.entries import Entry, Head, request_of
from licet.batch.legs import Known, LegJudge
from licet.batch.tables import codes_of
from licet.batch.world import CountryDays
from licet.compare.keys import HEADS, key_mistake
from licet.conditions.tree import Plain
from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem
from licet.terms import VOCABULARY
from licet.transfers.transfer import Role

if TYPE_CHECKING:
    import pyarrow as pa

_NEEDED = ("exporter", "destination", "item")
_TOGETHER = {"knowledge": "risks"}
"""Keys that are read together: low risks speak of knowledge, too."""
_HEAD_OF = {
    "destination": "destination",
    "exporter": "exporter",
    "item": "item",
    "origin": "item",
    "end_user": "end_user",
    "value": "value_usd",
    "assurance": "assurances",
    "risk": "risks",
    "no_knowledge": "risks",
    "approval": "approvals",
    "shown": "shown",
    "consent": "consents",
    "foreign_consents": "foreign_consents",
}
_OWN_KEYS = frozenset(HEADS)


def head_of(term: str) -> str:
    """The key of a request under which a term is given; facts that have none are hypotheticals."""
    first = term.partition(".")[0]
    if first in _HEAD_OF:
        return _HEAD_OF[first]
    return term if term in _OWN_KEYS else "facts"


class Judge:
    """Judges tables whose columns are keys of a request (``exporter``, ``item.category``, ``end_user.type`` …).

    What it has met once (a value, a combination that the law tells apart) it remembers; give one judge all tables of a
    run. It can be pickled.

    Args:
        library: the library.
        columns: the tables' columns, all of them keys of a request.
        layers, strict, known_on: as in :meth:`licet.Library.check`.
        default_date: the date of rows without one.

    Raises:
        InputError: a column is no key of a request, or one that every request needs is missing.
    """

    def __init__(
        self,
        library: Library,
        columns: Sequence[str],
        *,
        layers: Iterable[Layer] = LAYERS,
        strict: bool = False,
        known_on: datetime.date | None = None,
        default_date: datetime.date | None = None,
    ) -> None:
        _check(columns)
        chosen = frozenset(layers)
        self.library = library
        self.options = Options(tuple(layer for layer in LAYERS if layer in chosen), strict, known_on)
        self.default_date = default_date
        self.heads: dict[str, Head] = {}
        for name, own in _heads(columns).items():
            self.heads[name] = Head(name, own, library, default_date=default_date, strict=strict)
        if "date" not in self.heads:
            self.heads["date"] = Head("date", (), library, default_date=default_date)
        self.answers = Answers(library)
        self._legs: dict[tuple[str, Role], LegJudge] = {}
        self._sides = {
            "destination": CountryDays(library, self.options, destination=True),
            "exporter": CountryDays(library, self.options, destination=False),
        }
        self._matrices: dict[str, npt.NDArray[np.int32]] = {}
        self._laws: dict[tuple[str, Role], Codes] = {}
        self._alone: dict[tuple[int, ...], int] = {}

    def decide(self, table: pa.Table | pa.RecordBatch) -> Answer:
        """Judge a table's rows.

        Rows that are no request are told apart with their problems, the rest are answered.
        """
        numbers = {
            name: codes_of([table.column(column) for column in head.columns], head, table.num_rows)
            for name, head in self.heads.items()
        }
        problems = self._problems(numbers, table.num_rows)
        accepted: Flags | None = None
        if problems:
            accepted = np.ones(table.num_rows, np.bool_)
            accepted[[row for row, _ in problems]] = False
            numbers = {name: codes[accepted] for name, codes in numbers.items()}
        count = table.num_rows - len(problems)
        return self.answers.answer(Chunk(self, numbers, count).rows(), accepted, problems)

    def _problems(self, numbers: dict[str, Codes], count: int) -> list[tuple[int, tuple[Problem, ...]]]:
        bad: dict[int, list[Problem]] = {}
        for name, head in self.heads.items():
            wrong = np.array([bool(entry.problems) for entry in head.entries], np.bool_)
            if not wrong.any():
                continue
            for row in np.flatnonzero(wrong[numbers[name]]):
                bad.setdefault(int(row), []).extend(head.entries[numbers[name][row]].problems)
        return [(row, tuple(dict.fromkeys(found))) for row, found in sorted(bad.items())]

    # what a chunk asks for

    def leg(self, state: str, role: Role) -> LegJudge:
        """The judge of a state's legs in a role."""
        found = self._legs.get((state, role))
        if found is None:
            found = self._legs[state, role] = LegJudge(self.library, state, role, self.options, self)
        return found

    def sources_of(self, term: str) -> tuple[str, ...]:
        """The columns, or groups of columns, that say a term or step, the first that does so first."""
        names = [f"facts.{term}", head_of(term)]
        if term.startswith("item."):
            feature = term.removeprefix("item.")
            names[1:1] = [f"item.{feature}", f"item.features.{feature}"]
        return tuple(name for name in names if name in self.heads or name == "foreign_consents")

    def known(self, name: str, number: int, state: str, role: Role) -> Known:
        """What a source's number says on a state's legs in a role."""
        if name in self._sides:
            return _country_known(self._sides[name], number, name)
        if name == "foreign_consents":
            return Known(lambda term: (None, False, True)[number])
        return Known(self._values(self.heads[name].entries[number], name, state, role))

    def _values(self, entry: Entry, name: str, state: str, role: Role) -> Callable[[str], Plain | None]:
        if name == "consents":
            return lambda term: entry.transfer.consents.get(state) if entry.transfer else None
        if name == "shown":
            return lambda term: term in entry.shown
        if name in ("risks", "assurances", "approvals"):
            return entry.steps.get
        facts = dict(entry.facts)
        if name == "item" and role == "origin":
            facts |= _claim_facts(entry, state)
        return facts.get

    def silent(self, term: str) -> Plain | None:
        """What a term comes to of which nothing is said."""
        if term == "activity":
            return "export"
        if term == "regulator":
            return "none"
        known = VOCABULARY[term]
        if known.kind == "showing":
            return False
        if known.kind == "step" or self.options.strict or known.categories:
            return None
        return known.presumed

    def country_days(self, side: str) -> npt.NDArray[np.int32]:
        """The number of each of a side's countries (entries down) on each date (entries across)."""
        countries, dates = self.heads[side].entries, self.heads["date"].entries
        found = self._matrices.get(side)
        if found is None or found.shape != (len(countries), len(dates)):
            names = [getattr(entry.transfer, side) if entry.transfer else "KOR" for entry in countries]
            found = self._matrices[side] = self._sides[side].numbers(names, self._dates())
        return found

    def laws(self, state: str, role: Role) -> Codes:
        """The number of a leg's law on each date (by entry)."""
        found = self._laws.get((state, role))
        dates = self.heads["date"].entries
        if found is None or len(found) != len(dates):
            found = self._laws[state, role] = self.leg(state, role).laws_on(self._dates())
        return found

    def _dates(self) -> list[datetime.date]:
        return [entry.transfer.date if entry.transfer else datetime.date.min for entry in self.heads["date"].entries]

    def judged_alone(self, numbers: tuple[int, ...]) -> int:
        """The answer to a row that has to be judged by itself: by the reference; kept."""
        found = self._alone.get(numbers)
        if found is None:
            entries = [head.entries[number] for head, number in zip(self.heads.values(), numbers, strict=True)]
            request: dict[str, Any] = request_of(entries)
            transfer = self.library.transfer(request, default_date=self.default_date)
            found = self._alone[numbers] = self.answers.of_reference(transfer, self.options)
        return found


def _country_known(days: CountryDays, number: int, name: str) -> Known:
    found = days.found[number]

    def value(term: str) -> Plain | None:
        return found.country if term == name else found.facts.get(term)

    return Known(value, found.groups.get)


def _claim_facts(entry: Entry, state: str) -> dict[str, Plain]:
    claim = entry.claims.get(state)
    if claim is None:
        return {"origin.claim": "none", "origin.share": "none"}
    return {"origin.claim": claim.claim} | ({} if claim.share is None else {"origin.share": claim.share})


def _check(columns: Sequence[str]) -> None:
    problems = []
    for place, column in enumerate(columns):
        mistake = key_mistake(column)
        if column in columns[:place]:
            problems.append(Problem(f"the column `{column}` stands twice"))
        elif mistake is not None:
            problems.append(Problem(mistake[0].replace("unknown key", "unknown column"), None, mistake[1]))
    heads = _heads(columns)
    problems += [Problem(f"the column `{name}` is missing") for name in _NEEDED if name not in heads]
    if problems:
        raise InputError(problems)


_OF_ITEM = ("item", "item.name", "item.category", "item.att_category", "item.origins", "item.quantity")
"""What is read together of an item; its other features stand for themselves."""


def _heads(columns: Iterable[str]) -> dict[str, list[str]]:
    heads: dict[str, list[str]] = {}
    for column in columns:
        head = column.partition(".")[0]
        if head == "facts" or (head == "item" and column not in _OF_ITEM):
            head = column
        heads.setdefault(_TOGETHER.get(head, head), []).append(column)
    return heads
