"""Writes the query of a leg's law."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from licet.conditions.printing import expression
from licet.conditions.tree import FALSE, TRUE, All, Always, Any, Condition, Holds, Limb, Not, parts, terms
from licet.evaluate.evaluation import Options
from licet.lowering.folding import conjunction_of, disjunction_of
from licet.lowering.law import LegLaw
from licet.problems import InputError, Problem
from licet.sql.answers import Answers, BankedRule
from licet.sql.dialects import column_name, fenced
from licet.sql.foreign import all_consents
from licet.sql.layers import PREFIX, Layers, alias, keys_of
from licet.sql.masks import SIZE, Bank, Mask, Place, bank_of, of_fact
from licet.sql.plan import Plan
from licet.sql.rows import (
    ROW,
    Sql,
    bits_and,
    bits_or,
    both,
    coalesce,
    either,
    inverse,
    known,
    literal,
    name,
    unknown,
    when,
)
from licet.sql.table import Table, key_of
from licet.sql.texts import SEPARATOR, chained, packed, tail
from licet.terms import VOCABULARY

if TYPE_CHECKING:
    from licet.library import Library

_LONG = 4000
_NAME = r"""([\w$-]+|"[^"]+"|`[^`]+`)"""


class Writing:
    """Writes one query.

    Args:
        library: the library.
        law: the leg's law, its destination open.
        options: how it was read.
        table: the columns there are.
        lifted: of states with claims on items, under which condition they need not be asked.
        claimants: the states that have claims on items.
        dialect: the database's.
    """

    def __init__(
        self,
        library: Library,
        law: LegLaw,
        options: Options,
        table: Table,
        lifted: Mapping[str, Condition],
        claimants: Sequence[str],
        dialect: str,
    ) -> None:
        self.library = library
        self.law = law
        self.options = options
        self.table = table
        self.dialect = dialect
        self.layers = Layers(fenced(dialect))
        conditions = [scoped.condition for scoped in law.rules]
        needs = [scoped.needs for scoped in law.rules if scoped.needs is not None]
        read = dict.fromkeys(
            term for condition in (*conditions, *needs, *lifted.values(), law.lifted) for term in terms(condition)
        )
        if law.claim is not None:
            read["consent"] = None
        self.plan = Plan(library, law.scope, options, table, [*read])
        given = [state for state in claimants if f"consents.{state}" in table]
        spared = {state: self.plan.settle(one) for state, one in lifted.items()}
        named = "item" in table  # without a name an item has no origins
        self.foreign = self.plan.grouped(all_consents(law.scope, claimants, spared, given)) if named else TRUE
        self.atoms: dict[str, Sql] = {}
        self.facts: dict[str, Sql] = {}
        self.comments: dict[str, str] = {}
        self._names: dict[Condition, str] = {}

    # conditions

    def condition(self, condition: Condition) -> Condition:
        """A condition of the law, settled and grouped for writing."""
        return self.plan.grouped(self.plan.settle(condition))

    def needs(self, condition: Condition) -> Condition:
        """What a requirement asks for, the consents of all origins spelt out."""
        match condition:
            case Holds(term="foreign_consents"):
                return self.foreign
            case All(parts=inner):
                return conjunction_of([self.needs(part) for part in inner])
            case Any(parts=inner):
                return disjunction_of([self.needs(part) for part in inner])
            case _:
                return self.condition(condition)

    def sql(self, condition: Condition) -> Sql:
        """A condition over the columns of the steps before, as a truth value."""
        column = self._names.get(condition)
        if column is not None:
            return name(column)
        if isinstance(condition, Always):
            return literal(condition.value)
        source = self.plan.shape.source(condition)
        if source is not None:
            found = self.plan.sources[source]
            column = found.column(condition)
            return self._atom(condition, column, name(column, found.alias))
        match condition:
            case Limb(part=part):
                return coalesce(self.sql(part), exp.false())
            case Not(part=part):
                return inverse(self.sql(part))
            case All(parts=inner):
                return both(*map(self.sql, inner))
            case Any(parts=inner):
                return either(*map(self.sql, inner))
            case _:
                return self._atom(condition, f"a{len(self.atoms) + 1}", self.plan.rows.truth(condition))

    def _atom(self, condition: Condition, column: str, value: Sql) -> Sql:
        self.atoms[column] = value
        self.comments[column] = shown(condition)
        self._names[condition] = column
        return name(column)

    def fact(self, condition: Condition) -> Sql:
        """A fact of a row as a column: one that is put together gets a column of its own."""
        found = self.sql(condition)
        if not parts(condition):
            return found
        column = f"f{len(self.facts) + 1}"
        self.facts[column] = found
        self.comments[column] = shown(condition)
        self._names[condition] = column
        return name(column)

    # numbers

    def number(self, bank: Bank) -> Sql:
        """The number of a bank's conditions."""
        found = [self._mask(place, mask) for place, mask in bank.every.items()]
        for places, rest in bank.any:
            some = [self._mask(place, mask) for place, mask in places.items()]
            found.append(bits_or(*some, *([literal(rest)] if rest else [])))
        if bank.constant != Mask((), True).number(lambda part: None) or not found:
            found.append(literal(bank.constant))
        return bits_and(*found)

    def _mask(self, place: Place, mask: Mask) -> Sql:
        if isinstance(place, str):
            source = self.plan.sources[place]
            column = source.column(mask)
            self.atoms[column] = name(column, source.alias)
            return name(column)
        fact = self.fact(place)
        holds, fails, open_ = (mask.number(of_fact(place, value)) for value in (True, False, None))
        return when((fact, literal(holds)), (inverse(fact.copy()), literal(fails)), otherwise=literal(open_))

    # the query

    def text(self, key: list[str]) -> str:
        """The query's text; ``key``: the columns that name a row."""
        rules = self._rules()
        banks: list[list[BankedRule]] = [rules[start : start + SIZE] for start in range(0, len(rules), SIZE)]
        answers = Answers(self, banks)
        numbers: list[Sql] = []
        for index, bank in enumerate(banks, 1):
            for place, rule in enumerate(bank):
                rule.put(index, place)
            listed = ", ".join(rule.id for rule in bank)
            numbers.append(
                alias(self.number(bank_of([rule.condition for rule in bank], self.plan.shape)), f"p{index}", listed)
            )
            if any(rule.requires for rule in bank):
                numbers.append(
                    alias(
                        self.number(bank_of([rule.needs for rule in bank], self.plan.shape)), f"n{index}", "their needs"
                    )
                )
        claim = []
        if self.law.claim is not None:
            claim = [
                alias(self.sql(self.condition(condition)), column)
                for condition, column in ((self.law.lifted, "lifted"), (Holds("consent"), "consent"))
            ]
        keys = self._keys(key)
        unread = self._unread()
        answers.prepare()
        self._first(keys, unread)
        self.layers.add("facts", [alias(value, column, self.comments[column]) for column, value in self.facts.items()])
        self.layers.add("rules", [*numbers, *claim])
        answers.judge(self.layers)
        query = self.layers.finish(answers.columns(keys, unread is not None))
        return self._head() + packed(query.sql(dialect=self.dialect, pretty=True, max_text_width=_LONG)) + ";\n"

    def _rules(self) -> list[BankedRule]:
        """The rules that may bite: those that require first, then by what is to be worked out, so that banks are alike."""
        found = []
        for scoped in self.law.rules:
            condition = self.condition(scoped.condition)
            needs = FALSE if scoped.needs is None else self.needs(scoped.needs)
            if condition != FALSE and needs != TRUE:
                found.append(BankedRule(scoped, condition, self.plan.grouped(needs)))
        return sorted(found, key=lambda rule: (not rule.requires, rule.clauses(self.plan.shape), rule.id))

    # steps of the query

    def _keys(self, key: list[str]) -> dict[str, str]:
        """The columns of the result that name a row, by the name under which they pass through the steps."""
        columns = key or [*self.table.columns.values(), *(column_name(one, self.dialect) for one in self.table.unused)]
        return {f"k{place}": column for place, column in enumerate(dict.fromkeys(columns), 1)}

    def _unread(self) -> Sql | None:
        """The columns whose value is none that is known."""
        plan = self.plan
        cases: dict[str, Sql] = {}
        for source_name, source in plan.sources.items():
            term = {"destinations": "destination", "exporters": "exporter", "items": "item"}.get(source_name)
            for key in [term] if term else [one for one in self.table.columns if _column_of(source_name) == one]:
                if key != "item" or not plan.described:
                    cases[key] = both(known(plan.rows.column(key)), unknown(name("key", f"{source.alias}_key")))
        for key in self.table.columns:
            column = self.table.known[key]
            if key not in cases and column.type == "text" and column.values and key != "shown":
                allowed = exp.In(this=plan.rows.column(key), expressions=[literal(word) for word in column.values])
                cases[key] = inverse(allowed)
            elif key == "contract_date":
                cases[key] = both(known(plan.rows.column(key)), unknown(plan.rows.value(key)))
        if not cases:
            return None
        pieces = [when((test, literal(SEPARATOR + key)), otherwise=literal("")) for key, test in cases.items()]
        some = either(*(test.copy() for test in cases.values()))
        return when((some, tail(chained(pieces))), otherwise=literal(""))

    def _first(self, keys: Mapping[str, str], unread: Sql | None) -> None:
        comments = {
            column: wanted if isinstance(wanted, str) else shown(wanted)
            for source in self.plan.sources.values()
            for column, wanted in source.columns.items()
            if not isinstance(wanted, Mask)
        }
        for source in self.plan.sources.values():
            self.layers.table(source, comments)
        columns = [alias(name(column, ROW), key) for key, column in keys.items()]
        for column, value in self.atoms.items():
            columns.append(alias(value, column, self.comments.get(column, "")))
        if unread is not None:
            columns.append(alias(unread, "unread"))
        select = exp.select(*columns).from_(exp.alias_(self._table(), ROW, table=True))
        for source_name, source in self.plan.sources.items():
            keyed = f"{source.alias}_key"
            select = select.join(
                exp.alias_(exp.to_table(keys_of(source)), keyed, table=True),
                on=exp.EQ(this=self.plan.keys[source_name], expression=name("key", keyed)),
                join_type="left",
            )
            if source.columns:
                like = coalesce(name("like", keyed), literal(0))
                select = select.join(
                    exp.alias_(exp.to_table(PREFIX + source_name), source.alias, table=True),
                    on=exp.EQ(this=like, expression=name("like", source.alias)),
                    join_type="left",
                )
        self.layers.first("read", select)

    def _table(self) -> exp.Expr:
        written = self.table.name
        if self.dialect == "duckdb" and re.fullmatch(r"[^\"'()]*(/[^\"'()]*|\.(parquet|csv|json|jsonl))", written):
            return exp.Table(this=exp.to_identifier(written, quoted=True))
        if re.fullmatch(rf"{_NAME}(\.{_NAME})*", written) is None:
            raise InputError([Problem(f"`{written}` is not the name of a table in {self.dialect}")])
        try:
            return exp.to_table(written, dialect=self.dialect)
        except sqlglot.errors.SqlglotError:
            raise InputError([Problem(f"`{written}` is not the name of a table in {self.dialect}")]) from None

    def _head(self) -> str:
        scope, library = self.law.scope, self.library
        how = ["layers " + ", ".join(self.options.layers)]
        how += ["strict"] if self.options.strict else []
        how += [f"as known on {self.options.known_on}"] if self.options.known_on else []
        lines = [
            f"Licet {library.version}: the law of {scope.state} as {scope.role} on {scope.date}; {'; '.join(how)}",
            f"library {library.digest}",
            f"columns read: {', '.join(self.table.columns) or 'none'}",
            "Licet informs; it is not legal advice.",
        ]
        return "".join(f"-- {line}\n" for line in lines)


def _column_of(source_name: str) -> str:
    """The column whose words a look-up table lists."""
    if source_name == "categories":
        return "item.category"
    return next((key_of(term, "") for term in VOCABULARY if term.replace(".", "_") + "_words" == source_name), "")


def shown(condition: Condition) -> str:
    """A condition in one line, for a remark."""
    text = expression(condition)
    return text if len(text) <= 200 else text[:197] + "..."
