"""The work on one task: read its pieces, judge them, write the rows that were answered and those that were not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet.batch.judge import Judge
from licet.batch.mapping import Plan
from licet.batch.sinks import Layout, Part
from licet.batch.sources import Piece, Task
from licet.batch.summary import CHANGES, INTERVALS, Summary
from licet.compare.difference import DIRECTIONS
from licet.outcome import Outcome
from licet.problems import InputError, Problem, suggest

if TYPE_CHECKING:
    import pyarrow as pa

REJECTED_HEADER = ("row", "place", "reasons", "text")
"""Columns of the file of rejected rows: the row's number, where it stands in its file, why, and what it was."""
_LEVELS = {outcome.word: int(outcome) for outcome in Outcome}


@dataclass(frozen=True)
class Judged:
    """A table's rows, judged by one library or by two.

    Attributes:
        columns: the added columns of the accepted rows.
        accepted: which rows; None where all are.
        rejected: the others, by place, and why.
        summary: the counts.
    """

    columns: pa.Table
    accepted: Any
    rejected: list[tuple[int, tuple[Problem, ...]]]
    summary: Summary


def judged(judges: Sequence[Judge], table: pa.Table) -> Judged:
    """Judge a table by a library, or by that before and that after a change."""
    before = judges[0].decide(table)
    if len(judges) == 1:
        intervals = _intervals(before.columns)
        summary = Summary(before.columns.num_rows, len(before.rejected), _counted(intervals))
        return Judged(before.columns, before.accepted, before.rejected, summary)
    return _both(before, judges[1].decide(table), table.num_rows)


def _both(before: Any, after: Any, rows: int) -> Judged:
    import numpy as np
    import pyarrow as pa

    old, new, accepted = before.columns, after.columns, before.accepted
    if before.accepted is not None or after.accepted is not None:
        everything = np.ones(rows, np.bool_)
        masks = [everything if one.accepted is None else one.accepted for one in (before, after)]
        accepted = masks[0] & masks[1]
        old, new = (one.filter(pa.array(accepted[mask])) for one, mask in zip((old, new), masks, strict=True))
    rejected: dict[int, tuple[Problem, ...]] = {}
    for row, problems in (*before.rejected, *after.rejected):
        rejected[row] = tuple(dict.fromkeys((*rejected.get(row, ()), *problems)))
    first = _intervals(old)
    moves = first * len(INTERVALS) + _intervals(new)
    table = np.array([DIRECTIONS.index(name) for name in CHANGES], np.int32)
    directions = pa.DictionaryArray.from_arrays(pa.array(table[moves], pa.int32()), pa.array(DIRECTIONS, pa.string()))
    summary = Summary(old.num_rows, len(rejected), _counted(first), _counted(moves), compared=True)
    names = [*old.column_names, *(f"{name}_after" for name in new.column_names), "direction"]
    columns = pa.table([*old.columns, *new.columns, directions], names=names)
    return Judged(columns, accepted, sorted(rejected.items()), summary)


def added_columns(compared: bool, chosen: Sequence[str] | None = None) -> tuple[str, ...]:
    """The names of the columns that are added: all, or those chosen and what a comparison adds.

    Raises:
        InputError: a chosen one is none.
    """
    from licet.batch.answers import COLUMNS

    wrong = [name for name in chosen or () if name not in COLUMNS]
    if wrong:
        raise InputError(
            [Problem(f"`{name}` is no column of an answer", None, suggest(name, COLUMNS)) for name in wrong]
        )
    names = tuple(name for name in COLUMNS if chosen is None or name in chosen)
    return (*names, *(f"{name}_after" for name in names), "direction") if compared else names


def check_names(added: Sequence[str], columns: Sequence[str]) -> None:
    """See that no column to be added is there already.

    Raises:
        InputError: one is.
    """
    help_text = "give the added columns a prefix, such as `licet_` (--prefix)"
    twice = [name for name in added if name in columns]
    if twice:
        raise InputError(
            [Problem(f"there is a column `{name}` already, which is to be added", None, help_text) for name in twice]
        )


def _intervals(columns: pa.Table) -> Any:
    """Each row's interval as a number."""
    return _levels(columns.column("worst")) * len(Outcome) + _levels(columns.column("best"))


def _levels(column: Any) -> Any:
    import numpy as np

    found = []
    for chunk in column.chunks:
        levels = np.array([_LEVELS[word] for word in chunk.dictionary.to_pylist()], np.int32)
        found.append(levels[chunk.indices.to_numpy(zero_copy_only=False)] if len(levels) else np.zeros(0, np.int32))
    return np.concatenate(found) if found else np.zeros(0, np.int32)


def _counted(numbers: Any) -> Counter[int]:
    import numpy as np

    return Counter({int(number): int(count) for number, count in enumerate(np.bincount(numbers)) if count})


def counted(worst: Any, best: Any, worst_after: Any = None, best_after: Any = None) -> Summary:
    """The counts of answered rows, by the ends of their intervals, before and after a change."""
    import pyarrow as pa

    ends = [
        _levels(pa.chunked_array([column])) for column in (worst, best, worst_after, best_after) if column is not None
    ]
    first = ends[0] * len(Outcome) + ends[1]
    if worst_after is None:
        return Summary(len(first), 0, _counted(first))
    moves = first * len(INTERVALS) + ends[2] * len(Outcome) + ends[3]
    return Summary(len(first), 0, _counted(first), _counted(moves), compared=True)


def reasons(problems: Iterable[Problem]) -> str:
    """Problems in one line."""
    texts = [f"{one.message} ({one.help})" if one.help else one.message for one in problems]
    return "; ".join(texts)


@dataclass(frozen=True)
class Work:
    """What is done with every task; it can be sent to another process.

    Attributes:
        judges: one, or two where there is an amendment.
        plan: what the columns mean.
        layout: of the output.
        columns: what has to be read.
        chosen: which columns are added, under their own names.
        folder: where parts go.
    """

    judges: tuple[Judge, ...]
    plan: Plan
    layout: Layout
    columns: tuple[str, ...]
    chosen: tuple[str, ...]
    folder: Path

    def do(self, number: int, task: Task) -> Summary:
        """Do a task; its part is there, whole, when its record is."""
        names = part_names(self.folder, number)
        out = names.part.with_suffix(".unfinished")
        part = Part(self.layout, out, first=number == 0)
        rejected: list[tuple[int, str, str, str]] = []
        summary = Summary(compared=len(self.judges) == 2)
        for piece in task.pieces(self.columns):
            begin = summary.rows
            found = judged(self.judges, self.plan.request_table(piece.table))
            part.write(piece, found.accepted, found.columns.select(list(self.chosen)))
            summary.add(found.summary)
            summary.rejected += len(piece.damaged)
            bad = _all(piece, found)
            if bad:
                texts = piece.raw([place for place, _ in bad])
                for (place, why), (where, text) in zip(bad, texts, strict=True):
                    rejected.append((begin + place + 1, where, why, text))
        part.close()
        if rejected:
            with names.rejected.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(row) + "\n" for row in rejected)
        out.replace(names.part)
        record = names.record.with_suffix(".unfinished-record")
        record.write_text(json.dumps(summary.to_record()), encoding="utf-8")
        record.replace(names.record)
        return summary


def _all(piece: Piece, found: Judged) -> list[tuple[int, str]]:
    """A piece's rows that were not answered, by place, and why."""
    places = piece.places
    of_judge = ((row if places is None else places[row], reasons(problems)) for row, problems in found.rejected)
    return sorted([*piece.damaged, *of_judge])


@dataclass(frozen=True)
class PartNames:
    """The files of a part."""

    part: Path
    rejected: Path
    record: Path


def part_names(folder: Path, number: int) -> PartNames:
    """The files of a part: its answered rows, its rejected ones, and the record that says it is whole."""
    stem = f"{number:08d}"
    return PartNames(folder / f"{stem}.part", folder / f"{stem}.rejected", folder / f"{stem}.json")
