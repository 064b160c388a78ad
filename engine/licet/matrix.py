"""Exporters × destinations: the outcome of the same transfer for every pair, with the deciding rule."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from licet.decisions import LibraryName
from licet.documents import Document
from licet.evaluate.evaluation import Evaluation
from licet.library import Library
from licet.periods import Day
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem, did_you_mean
from licet.reasons import decisive
from licet.transfers.transfer import Transfer
from licet.world.lookup import member

ALL = "UN"
"""The group of all destinations, where none is named."""
COLUMNS = ("date", "item", "exporter", "destination", "outcome", "worst", "best", "rule", "state", "because", "unknown")


@dataclass(frozen=True, slots=True)
class Cell:
    """The outcome of one pair.

    ``rule`` decides on the leg of ``state``, ``because`` says why; all None where the outcome is allowed. ``unknown``
    is the first open question's term where the outcome is undetermined.
    """

    exporter: str
    destination: str
    outcome: str
    worst: str
    best: str
    rule: str | None
    state: str | None
    because: str | None
    unknown: str | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The outcomes of one transfer between many states.

    Attributes:
        item: the items' names.
        date: the day of the decisions.
        layers: the layers that were asked.
        exporters: codes in the order asked; ``destinations`` likewise.
        cells: by (exporter, destination); a state and itself have none.
        names: short names of all these states, by code.
        library: which library answered.
    """

    item: str
    date: Day
    layers: tuple[str, ...]
    exporters: tuple[str, ...]
    destinations: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    names: Mapping[str, str]
    library: LibraryName

    def to_dict(self) -> dict[str, Any]:
        """The matrix as plain data; cells by exporter, then destination."""
        return {
            "item": self.item,
            "date": self.date.isoformat(),
            "layers": list(self.layers),
            "exporters": list(self.exporters),
            "destinations": list(self.destinations),
            "cells": [dataclasses.asdict(cell) for cell in self.cells.values()],
            "library": {"version": self.library.version, "digest": self.library.digest},
        }

    def to_csv(self) -> str:
        """One row for each pair, under :data:`COLUMNS`; what does not apply is empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for cell in self.cells.values():
            row = {"date": self.date.isoformat(), "item": self.item, **dataclasses.asdict(cell)}
            writer.writerow(["" if row[column] is None else row[column] for column in COLUMNS])
        return text.getvalue()


def states_of(library: Library, written: Iterable[str], day: Day) -> tuple[str, ...]:
    """The codes of states that are named by code, by name, or through a group of which they are members on a day.

    A group's name in capitals, as conditions write it, means the group; each state comes once, in the order named,
    a group's members by code.

    Raises:
        InputError: a name that is neither a country nor a group, or a group without members on that day.
    """
    world = library.world
    groups = {name.casefold(): name for name in world.groups}
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for text in (part.strip() for part in written):
        code = None if text in world.groups else world.countries.find(text)
        group = groups.get(text.casefold()) if code is None else None
        if code is not None:
            found[code] = None
        elif group is not None:
            members = sorted(state for state in world.groups[group].members if member(world, group, state, day))
            if not members:
                problems.append(Problem(f"`{group}` has no members on {day}"))
            found |= dict.fromkeys(members)
        else:
            help_text = (
                did_you_mean(text, world.groups, cutoff=0.85)
                or world.countries.problem(text).help
                or did_you_mean(text, world.groups, cutoff=0.7)
                or "a country's name or code, or the name of a group such as `NATO`"
            )
            problems.append(Problem(f"`{text}` is neither a country nor a group", None, help_text))
    if problems:
        raise InputError(problems)
    return tuple(found)


def matrix(
    library: Library,
    request: Mapping[str, Any] | Document,
    exporters: Sequence[str] | None = None,
    destinations: Sequence[str] | None = None,
    *,
    default_date: Day | None = None,
    layers: Iterable[Layer] = LAYERS,
    strict: bool = False,
    known_on: Day | None = None,
    watch: Callable[[Sequence[tuple[str, str]]], Iterable[tuple[str, str]]] = iter,
) -> Matrix:
    """Judge the same transfer between all pairs of exporters and destinations.

    Args:
        library: the library.
        request: a transfer; its ``exporter`` and ``destination`` play no part and may be left out.
        exporters: names, codes or groups; all states whose law is encoded where None.
        destinations: names, codes or groups; all members of the United Nations on the day where None.
        default_date: the date of a request without one.
        layers: which layers are asked, as for :meth:`licet.Library.check`.
        strict: carried and presumed values count as unknown.
        known_on: answer as on that day.
        watch: is given the pairs to judge and gives them one by one: a place to show progress.

    Raises:
        InputError: the request is bad, or a name is neither a country nor a group.
    """
    chosen = tuple(layers)
    problems: list[Problem] = []
    try:
        transfer = _transfer(library, request, default_date)
        day = transfer.date
    except InputError as error:
        problems += error.problems
        day = default_date or Day.max  # good only for finding more mistakes in the same run
    senders = tuple(sorted(library.states))
    if exporters is not None:
        senders = _named(library, exporters, "exporter", day, problems)
    receivers = _named(library, [ALL] if destinations is None else destinations, "destination", day, problems)
    if problems:
        raise InputError(problems)
    pairs = [(sender, receiver) for sender in senders for receiver in receivers if sender != receiver]
    if not pairs:
        raise InputError([Problem("the only exporter is the only destination")])
    cells: dict[tuple[str, str], Cell] = {}
    for sender, receiver in watch(pairs):
        one = dataclasses.replace(transfer, exporter=sender, destination=receiver)
        evaluation = library.evaluate(one, layers=chosen, strict=strict, known_on=known_on)
        cells[sender, receiver] = _cell(evaluation)
    return Matrix(
        item=", ".join(item.name for item in transfer.items),
        date=transfer.date,
        layers=tuple(layer for layer in LAYERS if layer in chosen),
        exporters=senders,
        destinations=receivers,
        cells=cells,
        names={code: library.world.countries.name(code) for code in (*senders, *receivers)},
        library=LibraryName(library.version, library.digest),
    )


def _named(library: Library, written: Sequence[str], word: str, day: Day, problems: list[Problem]) -> tuple[str, ...]:
    if not written:
        problems.append(Problem(f"no {word} is named"))
    try:
        return states_of(library, written, day)
    except InputError as error:
        problems += error.problems
        return ()


def _transfer(library: Library, request: Mapping[str, Any] | Document, default_date: Day | None) -> Transfer:
    """The transfer of any pair: the ends are put in for each."""
    ends = {"exporter": "KOR", "destination": "UKR"}
    if isinstance(request, Document):
        if isinstance(request.data, dict):
            request.data = {**request.data, **ends}
        return library.transfer(request, default_date=default_date)
    return library.transfer({**request, **ends}, default_date=default_date)


def _cell(evaluation: Evaluation) -> Cell:
    worst, best = evaluation.interval
    reason = decisive(evaluation)
    return Cell(
        exporter=evaluation.transfer.exporter,
        destination=evaluation.transfer.destination,
        outcome=evaluation.interval.word,
        worst=worst.word,
        best=best.word,
        rule=reason.rule if reason else None,
        state=reason.state if reason else None,
        because=reason.because if reason else None,
        unknown=reason.unknown if reason else None,
    )
