"""A grid of transfers as a source of rows: all combinations of exporters, destinations, items and more, piece by piece."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from licet.batch.sources import PIECE_ROWS, Piece, Task, row_texts
from licet.compare import sources as checking
from licet.documents import Document, parse_text, read_document
from licet.matrix import ALL, states_of
from licet.problems import InputError, Problem, Span
from licet.terms.items import MILITARY_LIST
from licet.terms.transfer import END_USE, END_USER_TYPE
from licet.validation import iso_date, plain_text, validate

if TYPE_CHECKING:
    import pyarrow as pa

    from licet.library import Library

_ALL = "all"


@dataclass(frozen=True)
class Grid:
    """All combinations of some values, in the order of the columns; a state does not export to itself.

    It is a source of rows: :meth:`batches` gives them piece by piece, and ``len`` tells how many there are.

    Attributes:
        values: the columns, and the values each of them goes through; ``exporter`` and ``destination`` come first.
        piece_rows: how many rows come at once.
    """

    values: dict[str, tuple[str, ...]]
    piece_rows: int = PIECE_ROWS
    name: str = "the grid"
    _pairs: tuple[tuple[int, int], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ends = self.values["exporter"], self.values["destination"]
        pairs = tuple((i, j) for i, one in enumerate(ends[0]) for j, other in enumerate(ends[1]) if one != other)
        object.__setattr__(self, "_pairs", pairs)

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return [*self.values]

    def __len__(self) -> int:
        return len(self._pairs) * self._rest

    @property
    def _rest(self) -> int:
        return prod(len(values) for values in [*self.values.values()][2:])

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self)

    def schema(self) -> pa.Schema:
        """All columns are codes and words."""
        import pyarrow as pa

        return pa.schema([(name, pa.dictionary(pa.int32(), pa.string())) for name in self.values])

    def rows(self, begin: int, end: int) -> pa.RecordBatch:
        """The rows from one to before another."""
        import numpy as np
        import pyarrow as pa

        numbers = np.arange(begin, min(end, len(self)), dtype=np.int64)
        codes: dict[str, Any] = {}
        for name, values in reversed([*self.values.items()][2:]):
            numbers, codes[name] = np.divmod(numbers, len(values))
        pairs = np.array(self._pairs, np.int32).reshape(-1, 2)[numbers]
        codes["exporter"], codes["destination"] = pairs[:, 0], pairs[:, 1]
        arrays = [
            pa.DictionaryArray.from_arrays(pa.array(codes[name].astype(np.int32)), pa.array(values, pa.string()))
            for name, values in self.values.items()
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema())

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows, some at a time."""
        for begin in range(0, len(self), self.piece_rows):
            yield self.rows(begin, begin + self.piece_rows)

    __iter__ = batches

    def tasks(self) -> Iterator[Task]:
        """Runs of rows."""
        for begin in range(0, len(self), self.piece_rows):
            yield GridTask(self, begin)

    def where(self, column: str) -> Span | None:
        """Nowhere: a grid has no text."""
        return None

    def identity(self) -> dict[str, Any]:
        """The values."""
        return {"grid": {name: list(values) for name, values in self.values.items()}}


@dataclass(frozen=True)
class GridTask:
    """Rows of a grid from one on."""

    grid: Grid
    begin: int

    def pieces(self, columns: Sequence[str]) -> Iterator[Piece]:
        """The rows at once."""
        import pyarrow as pa

        table = pa.Table.from_batches([self.grid.rows(self.begin, self.begin + self.grid.piece_rows)])

        def raw(places: Sequence[int]) -> list[tuple[str, str]]:
            names = (f"row {self.begin + place + 1}" for place in places)
            return list(zip(names, row_texts(table, places), strict=True))

        yield Piece(table, table.num_rows, raw)


def grid(
    library: Library,
    *,
    exporters: Sequence[str] | None = None,
    destinations: Sequence[str] | None = None,
    items: Sequence[str] | None = None,
    end_uses: Sequence[str] | None = None,
    end_users: Sequence[str] | None = None,
    dates: Sequence[str] | None = None,
    months: tuple[str, str] | None = None,
    piece_rows: int = PIECE_ROWS,
) -> Grid:
    """A grid of these values, every one of them checked.

    Args:
        library: for the names of countries, groups and items.
        exporters, destinations: names or codes of countries, or groups, which stand for their members on the last
            date. None: all states whose law is encoded; all members of the United Nations.
        items: names of the catalogue, or categories (``ML4``). None: all categories of the Common Military List.
        end_uses, end_users: None: left open; ``["all"]``: every one.
        dates: ISO dates. None: the rows have no date of their own.
        months: in place of dates, the first of each month from one (``2014-01``) up to and with another.
        piece_rows: how many rows come at once.

    Raises:
        InputError: a value is none of its kind; one problem for each.
    """
    problems: list[Problem] = []
    days = [*(dates or ())]
    if months is not None:
        if dates is not None:
            problems.append(Problem("give one of `dates` and `months`"))
        days = _months(months, problems)
    day = max((found for found in map(_day, days) if found is not None), default=datetime.date.max)

    def states(written: Sequence[str] | None, default: Sequence[str]) -> Sequence[str]:
        try:
            return states_of(library, default if written is None else written, day)
        except InputError as error:
            problems.extend(error.problems)
            return ["KOR", "UKR"]

    found: checking.Grid | None = None
    senders, receivers = states(exporters, sorted(library.states)), states(destinations, [ALL])
    try:
        found = checking.grid(
            library,
            exporters=senders,
            destinations=receivers,
            items=[*(MILITARY_LIST if items is None else items)],
            dates=days,
            end_uses=[*_every(end_uses, END_USE.members)],
            end_users=[*_every(end_users, END_USER_TYPE.members)],
        )
    except InputError as error:
        problems += error.problems
    if problems or found is None:
        raise InputError(problems)
    values: dict[str, tuple[str, ...]] = {
        "exporter": tuple(found.exporters),
        "destination": tuple(found.destinations),
    }
    kinds = {key for item in found.items for key in item}
    if not found.items or not found.exporters or not found.destinations:
        raise InputError([Problem("a list of the grid is empty")])
    if kinds == {"name", "category"}:
        raise InputError([Problem("a grid has names of items or categories, not both", None, "make two grids")])
    (kind,) = kinds
    values["item" if kind == "name" else "item.category"] = tuple(item[kind] for item in found.items)
    for name, written in (("end_use", found.end_uses), ("end_user.type", found.end_users), ("date", found.dates)):
        if written != (None,):
            values[name] = tuple(str(value) for value in written)
    result = Grid(values, piece_rows)
    if not len(result):
        raise InputError([Problem("the only exporter is the only destination")])
    return result


def _every(written: Sequence[str] | None, members: Sequence[str]) -> Sequence[str]:
    return members if written is not None and [*written] == [_ALL] else written or ()


def _day(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None


def _months(months: tuple[str, str], problems: list[Problem]) -> list[str]:
    ends = []
    for written in months:
        day = _day(f"{written}-01" if len(written) == 7 else written)
        if day is None:
            problems.append(Problem(f"`{written}` is not a month", None, "write it as YYYY-MM"))
        else:
            ends.append(day.year * 12 + day.month - 1)
    if len(ends) < 2:
        return []
    if ends[0] > ends[1]:
        problems.append(Problem(f"the months end (`{months[1]}`) before they begin (`{months[0]}`)"))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}-01" for month in range(ends[0], ends[1] + 1)]


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Text = Annotated[str, BeforeValidator(plain_text)]
_Names = Annotated[list[_Text], BeforeValidator(_list)]


class _Months(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    first: _Text
    last: _Text


class GridFile(BaseModel):
    """A grid as it is written in YAML."""

    model_config = ConfigDict(extra="forbid", strict=True)

    exporters: _Names | None = None
    destinations: _Names | None = None
    items: _Names | None = None
    end_uses: _Names | None = None
    end_users: _Names | None = None
    dates: Annotated[list[Annotated[datetime.date, BeforeValidator(iso_date)]], BeforeValidator(_list)] | None = None
    months: _Months | None = None


def read_grid(path: Path, library: Library, *, piece_rows: int = PIECE_ROWS) -> Grid:
    """Read a grid's file.

    Raises:
        InputError: it cannot be read, or a value is wrong.
    """
    document, problems = read_document(path)
    return _grid(document, problems, library, piece_rows)


def parse_grid(text: str, library: Library, *, name: str = "grid", piece_rows: int = PIECE_ROWS) -> Grid:
    """Read a grid's text; raises as :func:`read_grid`."""
    document, problems = parse_text(text, name)
    return _grid(document, problems, library, piece_rows)


def _grid(document: Document, problems: list[Problem], library: Library, piece_rows: int) -> Grid:
    entry = None
    if document.data is None and not problems:
        document.data = {}
    if not problems:
        entry, problems = validate(GridFile, document)
    if problems or entry is None:
        raise InputError(problems)
    try:
        return grid(
            library,
            exporters=entry.exporters,
            destinations=entry.destinations,
            items=entry.items,
            end_uses=entry.end_uses,
            end_users=entry.end_users,
            dates=[day.isoformat() for day in entry.dates] if entry.dates is not None else None,
            months=(entry.months.first, entry.months.last) if entry.months is not None else None,
            piece_rows=piece_rows,
        )
    except InputError as error:
        raise InputError([_placed(problem, document) for problem in error.problems]) from None


def _placed(problem: Problem, document: Document) -> Problem:
    """The problem at the first place where the document has the text that it shows."""
    text = problem.message.split("`")[1] if "`" in problem.message else None
    for path in document.values:
        data: Any = document.data
        for step in path:
            data = data[step]
        if text is not None and str(data) == text:
            return Problem(problem.message, document.span(path), problem.help)
    return problem
