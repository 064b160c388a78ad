"""What a row says: terms and conditions that no look-up table settles, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from licet.conditions.parsing import NOTHING
from licet.conditions.tree import Compare, Condition, Constant, Holds, Operator, Plain, Within
from licet.evaluate.truth import compare
from licet.sql.foreign import CLAIMED
from licet.sql.sources import Source
from licet.sql.table import Table, key_of
from licet.terms import VOCABULARY

Sql = exp.Expr
ROW = "t"
"""The alias of the table of transfers."""

_SIGNS: Mapping[Operator, type[exp.Binary]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def name(written: str, table: str | None = None) -> exp.Column:
    """A column."""
    return exp.column(exp.to_identifier(written, quoted=True), table=table)


def literal(value: Plain | None) -> Sql:
    """A value; unknown is a truth value that is null."""
    if value is None:
        return exp.cast(exp.null(), "boolean")
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)


def call(function: str, *values: Sql) -> Sql:
    """A function's value."""
    return exp.func(function, *values)


def coalesce(*values: Sql) -> Sql:
    """The first value that is known."""
    return values[0] if len(values) == 1 else exp.Coalesce(this=values[0], expressions=list(values[1:]))


def both(*parts: Sql) -> Sql:
    """All of them."""
    return exp.and_(*parts) if len(parts) > 1 else parts[0]


def either(*parts: Sql) -> Sql:
    """Any of them."""
    return exp.or_(*parts) if len(parts) > 1 else parts[0]


def inverse(part: Sql) -> Sql:
    """Not."""
    return exp.not_(part)


def bits_and(*numbers: Sql) -> Sql:
    """The bits that all numbers have."""
    return _bits(exp.BitwiseAnd, numbers)


def bits_or(*numbers: Sql) -> Sql:
    """The bits that any number has."""
    return _bits(exp.BitwiseOr, numbers)


def _bits(operator: type[exp.Binary], numbers: Sequence[Sql]) -> Sql:
    return balanced(operator, [number if isinstance(number, operator) else _closed(number) for number in numbers])


def balanced(operator: type[exp.Binary], parts: Sequence[Sql]) -> Sql:
    """The parts, joined by an operator for which their grouping is all one; no deeper than need be."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return operator(this=balanced(operator, parts[:half]), expression=balanced(operator, parts[half:]))


def minus(left: Sql, right: Sql) -> Sql:
    """A difference."""
    return exp.Sub(this=_closed(left), expression=_closed(right))


def times(left: Sql, right: Sql) -> Sql:
    """A product."""
    return exp.Mul(this=_closed(left), expression=_closed(right))


def _closed(number: Sql) -> Sql:
    return exp.Paren(this=number) if isinstance(number, exp.Binary) else number


def when(*cases: tuple[Sql, Sql], otherwise: Sql | None = None) -> Sql:
    """The value of the first case that is true."""
    found = exp.Case()
    for test, value in cases:
        found = found.when(test, value)
    return found if otherwise is None else found.else_(otherwise)


def among(value: Sql, values: Sequence[Plain]) -> Sql:
    """Whether a text is one of these; unknown where it is null."""
    if len(values) == 1:
        return exp.EQ(this=value, expression=literal(values[0]))
    return exp.In(this=value, expressions=[literal(one) for one in values])


def unknown(value: Sql) -> Sql:
    """Whether a value is null."""
    whole = exp.Paren(this=value) if isinstance(value, exp.Binary | exp.Not) else value
    return exp.Is(this=whole, expression=exp.null())


def known(value: Sql) -> Sql:
    """Whether a value is not null."""
    return inverse(unknown(value))


@dataclass(frozen=True, slots=True)
class Rows:
    """Reads a row.

    Attributes:
        table: the columns there are.
        state, date: whose leg it is, and the day as text.
        entities: of known end users, each spelling's main name.
        fallback: of a term, the values that speak where the row's own column does not, first to last.
        items: the look-up table of items, where rows name them.
        exporter: whether it is the state asked that exports.
    """

    table: Table
    state: str
    date: str
    entities: Mapping[str, str]
    fallback: Callable[[str], list[Sql]]
    items: Source | None
    exporter: bool

    def column(self, key: str) -> Sql:
        """A column of the table, by its key."""
        return name(self.table.columns[key], ROW)

    def value(self, term: str) -> Sql:
        """A term's value: the row's own, or what stands in for it."""
        if term == "date":
            return literal(self.date)
        key = key_of(term, self.state)
        own = [self._own(term, key)] if key in self.table and term not in ("destination", "exporter") else []
        return coalesce(*own, *self.fallback(term))

    def _own(self, term: str, key: str) -> Sql:
        column = self.column(key)
        if VOCABULARY[term].type.base == "date":
            text = exp.cast(column, "text")
            day = exp.Like(this=text, expression=literal("____-__-__"))
            return when((either(exp.EQ(this=text, expression=literal(NOTHING)), day), text.copy()))
        if term == "end_user.name":
            plain: Sql = column
            for old, new in (("’", "'"), ("-", " "), ("  ", " ")):
                plain = call("REPLACE", plain, literal(old), literal(new))
            return call("LOWER", call("TRIM", plain))
        return column

    def truth(self, leaf: Condition) -> Sql:
        """A condition without parts."""
        match leaf:
            case Holds(term=term) if term.startswith(CLAIMED):
                return self._claimed(term)
            case Holds(term=term) if term.startswith("consents.") or VOCABULARY[term].kind != "fact":
                return self._answer(term)
            case Holds(term=term):
                return self.value(term)
            case Compare(term=term) if VOCABULARY[term].kind == "step":
                return self._level(leaf)
            case Compare():
                return self._compare(leaf)
            case Within(term=term, members=members):
                # groups are asked of countries only, and those are in look-up tables
                return self._in(term, members)
            case _:
                raise AssertionError(leaf)

    def _compare(self, node: Compare) -> Sql:
        sign = node.operator
        if isinstance(node.right, Constant):
            value = node.right.value
            if VOCABULARY[node.term].type.base in ("text", "enum") and sign in ("==", "!="):
                found = self._in(node.term, [value])
                return found if sign == "==" else inverse(found)
            left, right = self.value(node.term), literal(value)
            optional = [(node.term, left)]
        else:
            left, right = self.value(node.term), self.value(node.right.term)
            optional = [(node.term, left), (node.right.term, right)]
        test = _SIGNS[sign](this=left, expression=right)
        if sign in ("==", "!="):
            return test
        if isinstance(node.right, Constant) and node.right.value == NOTHING:
            return when((known(left), exp.false()))
        there = [
            exp.NEQ(this=value.copy(), expression=literal(NOTHING))
            for term, value in optional
            if VOCABULARY[term].optional and VOCABULARY[term].type.base == "date"
        ]
        return both(*there, test)

    def _in(self, term: str, members: Sequence[Plain]) -> Sql:
        if term == "end_user.name":
            spellings = {spelling for spelling, main in self.entities.items() if main in members}
            members = sorted({*map(str, members), *spellings})
        return among(self.value(term), members)

    def _answer(self, term: str) -> Sql:
        """A step: true done, false refused, null outstanding; a showing: true or false."""
        key = key_of(term, self.state)
        if term.startswith("shown."):
            listed: Sql = coalesce(self.column("shown"), literal(""))
            for old, new in ((" ", ""), ("|", ";")):
                listed = call("REPLACE", listed, literal(old), literal(new))
            marked: Sql = exp.DPipe(this=exp.DPipe(this=literal(";"), expression=listed), expression=literal(";"))
            place = exp.StrPosition(this=marked, substr=literal(f";{term.removeprefix('shown.')};"))
            return exp.GT(this=place, expression=literal(0))
        if term.startswith("no_knowledge."):
            found = [inverse(self.column(key))] if key in self.table else []
            if "risks" in self.table:
                # a state that finds every risk low knows of no atrocity; one that looked at a single risk did not say so
                low = exp.EQ(this=self.column("risks"), expression=literal("low"))
                single = [unknown(self.column(one)) for one in self.table.columns if one.startswith("risks.")]
                found.append(when((both(low, *single), exp.true())))
            return coalesce(*found)
        if key.startswith(("approvals.", "consents.")):
            column = self.column(key)
            granted, refused = (exp.EQ(this=column.copy(), expression=literal(word)) for word in ("granted", "refused"))
            return when((granted, exp.true()), (refused, exp.false()))
        return self.column(key)

    def _level(self, node: Compare) -> Sql:
        assert isinstance(node.right, Constant)
        key, type_ = key_of(node.term, self.state), VOCABULARY[node.term].type
        level = coalesce(*(self.column(one) for one in (key, "risks") if one in self.table))
        words: dict[Any, list[str]] = {True: [], False: []}
        for word in type_.members:
            words[compare(word, node.operator, node.right.value, type_)].append(word)
        return when(*((among(level.copy(), words[truth]), literal(truth)) for truth in (True, False) if words[truth]))

    def _claimed(self, term: str) -> Sql:
        states = term.removeprefix(CLAIMED).split()
        items = self.items
        assert items is not None
        claimed = coalesce(name(items.column(term), items.alias), exp.false())
        only = (
            name(items.column("claimant " + " ".join(states)), items.alias) if len(states) > 1 else literal(states[0])
        )
        ends = ["destination"] + ([] if self.exporter else ["exporter"])
        spared = [
            coalesce(exp.EQ(this=only.copy(), expression=self.column(end)), exp.false())
            for end in ends
            if end in self.table
        ]
        return both(claimed, *(inverse(one) for one in spared))
