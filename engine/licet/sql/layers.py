"""A query as a chain of steps, each of which adds columns to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from licet.conditions.tree import Plain
from licet.sql.rows import Sql, literal, name
from licet.sql.sources import Source

PREFIX = "licet_"
"""With which the names of the query's own steps begin, so that no table of the reader's is meant by them."""


_LIKE = {"like": "int"}
_KEYS = {"key": "text", **_LIKE}


def keys_of(source: Source) -> str:
    """The step that holds the keys of a look-up table."""
    return f"{PREFIX}{source.name}_by_key"


def alias(value: Sql, column: str, comment: str = "") -> Sql:
    """A named column, with a remark beside it."""
    found: Sql = exp.alias_(value, exp.to_identifier(column, quoted=True))
    if comment:
        found.add_comments([f" {comment}"])
    return found


class Layers:
    """Collects the steps of a query.

    Args:
        fenced: each step is kept apart from the next, where the planner would otherwise copy expressions into each other.
    """

    def __init__(self, fenced: bool) -> None:
        self.fenced = fenced
        self.steps: list[tuple[str, exp.Select]] = []

    def table(self, source: Source, comments: Mapping[str, str]) -> None:
        """A look-up table, in two steps: keys with a number, and what the number stands for; 0 is any other key."""
        columns = [*source.columns]
        known = {one: source.row(one) for one in dict.fromkeys(source.keys.values())}
        numbers = {source.unknown(): 0} if columns else {}
        classes: dict[tuple[Plain | None, ...], int] = {}
        pairs = [(key, classes.setdefault(known[one], len(classes) + 1)) for key, one in source.keys.items()]
        rows = [(number, *row) for row, number in [*numbers.items(), *classes.items()]]
        types = {column: source.type(column) for column in columns}
        self._step(keys_of(source), exp.select(name("key"), name("like")).from_(_values(pairs, _KEYS, "v")))
        if columns:
            selected = _named(["like", *columns], comments)
            self._step(PREFIX + source.name, exp.select(*selected).from_(_values(rows, _LIKE | types, "v")))

    def first(self, step: str, query: exp.Select) -> None:
        """The first step that has a row for each transfer."""
        self._step(PREFIX + step, self._fence(query))

    def add(self, step: str, columns: Iterable[Sql]) -> None:
        """A step that adds columns."""
        found = [*columns]
        if found:
            before = self.steps[-1][0]
            query = exp.select(exp.Star(), *found).from_(exp.to_identifier(before))
            self._step(PREFIX + step, self._fence(query))

    def finish(self, columns: Iterable[Sql]) -> exp.Select:
        """The query, its last step these columns."""
        query = exp.select(*columns).from_(exp.to_identifier(self.steps[-1][0]))
        for step, select in self.steps:
            query = query.with_(step, as_=select, copy=False)
        return query

    def _fence(self, query: exp.Select) -> exp.Select:
        return query.offset(0) if self.fenced else query

    def _step(self, step: str, query: exp.Select) -> None:
        self.steps.append((step, query))


def _named(columns: Iterable[str], comments: Mapping[str, str]) -> list[Sql]:
    found: list[Sql] = []
    for column in columns:
        one = name(column)
        if comments.get(column):
            one.add_comments([f" {comments[column]}"])
        found.append(one)
    return found


def _values(rows: Sequence[tuple[Plain | None, ...]], types: Mapping[str, str], table: str) -> exp.Values:
    """A table of constants; its first row says of which types they are."""
    tuples = []
    for index, row in enumerate(rows):
        cells: list[Sql] = []
        for value, type_ in zip(row, types.values(), strict=True):
            if index == 0 and (value is None or type_ in ("double", "bigint")):
                cells.append(exp.cast(exp.null() if value is None else literal(value), type_))
            else:
                cells.append(exp.null() if value is None else literal(value))
        tuples.append(exp.Tuple(expressions=cells))
    columns = [exp.to_identifier(column, quoted=True) for column in types]
    return exp.Values(expressions=tuples, alias=exp.TableAlias(this=exp.to_identifier(table), columns=columns))
