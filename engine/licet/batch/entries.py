"""What a table's columns say: each distinct value is read once, by the reader of requests, and kept under a number."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from licet.compare.keys import place
from licet.compiled.facts import item_facts
from licet.conditions.tree import Plain
from licet.library import Library
from licet.problems import InputError, Problem
from licet.transfers.transfer import CLAIM_ORDER, Step, Transfer, TransferItem
from licet.world.catalogue import OriginClaim

Cell = str | None
"""A cell as text; None where it is empty."""

_ENDS = {"exporter": "KOR", "destination": "POL", "date": "2020-01-01", "items": [{"category": "ML1"}]}
"""The rest of a request while one part of it is read; none of it shows in what is read."""
WORLDLY = ("destination.", "activity", "item.category")
"""Assumed terms that change more than their own value: rows with them are judged one by one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one combination of cells says.

    Attributes:
        cells: the cells by column; empty ones left out.
        problems: what is wrong with it; then nothing else is set.
        transfer: the transfer of that part, other parts being those of an example.
        facts: known values by term.
        steps: answers to steps, general ones.
        alone: rows with it have to be judged one by one.
    """

    cells: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    transfer: Transfer | None = None
    facts: Mapping[str, Plain] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    alone: bool = False

    @property
    def shown(self) -> frozenset[str]:
        """The showings it makes."""
        return self.transfer.answers.shown if self.transfer is not None else frozenset()

    @property
    def claims(self) -> Mapping[str, OriginClaim]:
        """The claims on its item by state; of several of one state the strongest."""
        claims: dict[str, OriginClaim] = {}
        for claim in sorted(self.item.origins, key=lambda origin: CLAIM_ORDER.index(origin.claim)):
            claims.setdefault(claim.state, claim)
        return claims

    @property
    def item(self) -> TransferItem:
        """The item it names."""
        assert self.transfer is not None
        return self.transfer.items[0]


class Head:
    """The columns of one key of a request (``item``, ``item.category`` … ), and all their combinations met so far.

    Args:
        name: the key; ``item`` stands for ``items``.
        columns: the table's columns that begin with it.
        library: for the names of countries and items.
        default_date: the date of rows without one.
        strict: presumed values are unknown.
    """

    def __init__(
        self,
        name: str,
        columns: Sequence[str],
        library: Library,
        *,
        default_date: datetime.date | None = None,
        strict: bool = False,
    ) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.library = library
        self.default_date = default_date
        self.strict = strict
        self.entries: list[Entry] = []
        self._numbers: dict[tuple[Cell, ...], int] = {}

    def number(self, cells: tuple[Cell, ...]) -> int:
        """The number of a combination of cells, in the order of the columns; it is read when it is new."""
        found = self._numbers.get(cells)
        if found is None:
            found = self._numbers[cells] = len(self.entries)
            self.entries.append(self._read(cells))
        return found

    def _read(self, cells: tuple[Cell, ...]) -> Entry:
        given = tuple(
            (column, text)
            for column, text in zip(self.columns, cells, strict=True)
            if text is not None and text.strip()
        )
        own = "items" if self.name == "item" else self.name.partition(".")[0]
        request = {key: value for key, value in _ENDS.items() if key != own}
        place_all(request, given)
        try:
            transfer = self.library.transfer(request, default_date=self.default_date)
        except InputError as error:
            return Entry(given, tuple(error.problems))
        return self._entry(given, transfer)

    def _entry(self, cells: tuple[tuple[str, str], ...], transfer: Transfer) -> Entry:
        facts: dict[str, Plain] = {}
        alone = False
        first, _, rest = self.name.partition(".")
        match first:
            case "item" if rest:
                term = f"item.{rest.removeprefix('features.')}"
                value = transfer.items[0].values.get(term)
                facts = {term: value.value} if cells and value is not None and value.value is not None else {}
            case "item":
                facts = item_facts(transfer.items[0], {}, self.strict)
                alone = len(transfer.items) != 1
            case "facts":
                facts = dict(transfer.assumed)
                alone = bool(transfer.memberships) or any(term.startswith(WORLDLY) for term in facts)
            case "activity":
                facts = {"activity": transfer.activity}
            case "by_state" | "holders":
                alone = bool(cells)
            case _:
                facts = {term: value.value for term, value in transfer.values.items() if value.value is not None}
                if self.name != "regulator":
                    facts.pop("regulator", None)
        return Entry(cells, (), transfer, facts, transfer.answers.steps, alone)


def place_all(request: dict[str, Any], cells: Iterable[tuple[str, str]]) -> None:
    """Put cells into a request's data; the item's name comes before what is said of the item."""
    for column, text in sorted(cells, key=lambda cell: cell[0] not in ("item", "item.name")):
        place(request, column, text)


def request_of(entries: Iterable[Entry]) -> dict[str, Any]:
    """The whole request of a row, from its entries."""
    request: dict[str, Any] = {}
    place_all(request, [cell for entry in entries for cell in entry.cells])
    return request


__all__ = ["Cell", "Entry", "Head", "request_of"]
