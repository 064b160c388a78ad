"""Where each term of a law comes from: a column, a look-up table, or nothing, and then what that means."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlglot import exp

from licet.conditions.tree import Condition, Plain
from licet.evaluate.evaluation import Options
from licet.lowering.folding import fold
from licet.lowering.law import Scope, ScopeFacts
from licet.sql.rows import Rows, Sql, call, literal, name, when
from licet.sql.shape import Shape
from licet.sql.sources import OF_CLAIM, Items, Settled, Source, bare, destinations, exporters, words
from licet.sql.table import Table, key_of
from licet.terms import VOCABULARY

if TYPE_CHECKING:
    from licet.library import Library

_CLOSED: dict[str, Plain] = {"activity": "export", "regulator": "none", "origin.claim": "complete"}
"""What is so where a request says nothing."""


class Plan:
    """Sorts the terms of a law.

    Args:
        library: the library.
        scope: the kind of leg, its destination open.
        options: how it is judged.
        table: the columns there are.
        terms: the terms that are read.

    Attributes:
        sources: the look-up tables, each after those on which its key rests.
        keys: of each look-up table, the value by which a row finds its place in it.
        rows: reads a row.
        shape: groups conditions by look-up tables.
    """

    def __init__(self, library: Library, scope: Scope, options: Options, table: Table, terms: Collection[str]) -> None:
        self.library = library
        self.scope = scope
        self.options = options
        self.table = table
        self.sources: dict[str, Source] = {}
        self.keys: dict[str, Sql] = {}
        self._source_of: dict[str, str] = {}
        self._settled: dict[str, Plain | None] = {}
        self._member = ScopeFacts(library.world, scope, options).member
        self._catalogue = Items(library, scope.state, self._member, options.strict)
        self.items_by_name = "item" in table
        items = self._items(terms)
        self.rows = Rows(
            table,
            scope.state,
            scope.date.isoformat(),
            library.world.entities,
            self._fallback,
            items,
            scope.role == "exporter",
        )
        if "destination" in table:
            self._add("destinations", destinations(library, scope, options), self.rows.column("destination"))
        if "exporter" in table and scope.role != "exporter":
            self._add("exporters", exporters(library, self._member), self.rows.column("exporter"))
        if items is not None:
            plain = call("LOWER", self.rows.column("item"))
            for skipped in (" ", "-"):
                plain = call("REPLACE", plain, literal(skipped), literal(""))
            self._add("items", items, plain)
        self._categories()
        for term in terms:
            self._place(term)
        self.shape = Shape(self._source)

    def settle(self, condition: Condition) -> Condition:
        """The condition without what no column and no look-up table says."""
        return bare(fold(condition, Settled(self._settled, self._member)))

    def grouped(self, condition: Condition) -> Condition:
        """The condition, settled and grouped by look-up tables."""
        return self.shape.grouped(condition)

    def _source(self, term: str) -> str | None:
        return "items" if term.startswith(OF_CLAIM) else self._source_of.get(term)

    def _add(self, source_name: str, source: Source, key: Sql) -> None:
        self.sources[source_name] = source
        self.keys[source_name] = key

    # items

    def _items(self, terms: Collection[str]) -> Source | None:
        """The look-up table of items; whether rows also describe theirs decides what stands in it."""
        self.described = any(key_of(term, self.scope.state) in self.table for term in terms if term.startswith("item."))
        if not self.items_by_name:
            return None
        for term in terms if self.described else ():
            if term.startswith("origin.") and term not in self.table:
                self._source_of[term] = "items"
        return self._catalogue.records() if self.described else self._catalogue.source()

    def _categories(self) -> None:
        if self.described and ("item.category" in self.table or self.items_by_name):
            self._add("categories", self._catalogue.categories(), self.rows.value("item.category"))

    def _of_category(self, term: str) -> bool:
        """Whether an item's category alone settles a term."""
        if term == "item.category":
            return True
        return not (self.items_by_name or key_of(term, self.scope.state) in self.table or self._by_heading(term))

    # all terms

    def _place(self, term: str) -> None:
        if term in ("state", "role", "date", "own_stock", "foreign_consents") or term in self._source_of:
            return
        type_ = VOCABULARY[term].type.base
        own = key_of(term, self.scope.state) in self.table
        if term in ("destination", "item.category") and self._looked_up(term):
            return
        if term.startswith(("risk.", "no_knowledge.")):
            own = own or "risks" in self.table
        if VOCABULARY[term].kind != "fact":
            if not own:
                self._settled[term] = False if VOCABULARY[term].kind == "showing" else None
            return
        if term == "exporter":
            if "exporters" in self.sources:
                self._source_of[term] = "exporters"
            else:
                self._settled[term] = None
            return
        if not own and self._looked_up(term):
            return
        if not own and not self._backers(term) and not self._by_heading(term):
            self._settled[term] = self._fixed(term)
        elif type_ == "enum":
            source = words(term, f"w{len(self.sources)}_", self._member)
            self._add(source.name, source, self.rows.value(term))
            self._source_of[term] = source.name

    def _looked_up(self, term: str) -> bool:
        """Whether a look-up table settles the term."""
        if term == "destination" or term.startswith("destination."):
            found = "destinations"
        elif term.startswith("item."):
            if "categories" in self.sources:
                if not self._of_category(term):
                    return False
                found = "categories"
            else:
                found = "items"
        elif term.startswith("origin."):
            found = "items"
        else:
            return False
        if found in self.sources:
            self._source_of[term] = found
        return found in self.sources

    def _fixed(self, term: str) -> Plain | None:
        """What a term is where nothing says otherwise."""
        if term in _CLOSED:
            return _CLOSED[term]
        return None if self.options.strict else VOCABULARY[term].presumed

    def _by_heading(self, term: str) -> bool:
        """Whether a stated heading of the treaty may settle a term: what falls under parts is a component."""
        return term == "item.component" and "item.att_category" in self.table

    def _backers(self, term: str) -> list[str]:
        """The look-up tables that stand in for a row's own column, first to last."""
        if term == "destination" or term.startswith("destination."):
            found = ["destinations"]
        elif term.startswith("origin."):
            found = ["items"]
        elif term.startswith("item.") and self.described:
            found = ["items"] if term == "item.category" else ["items", "categories"]
        else:
            found = [self._source_of[term]] if term in self._source_of else []
        return [one for one in found if one in self.sources]

    def _fallback(self, term: str) -> list[Sql]:
        """What stands in for a row's own column, first to last."""
        found: list[Sql] = []
        for one in self._backers(term):
            if one == "categories" and self._by_heading(term):
                found.append(self._heading())
            source = self.sources[one]
            found.append(name(source.column(term), source.alias))
        if self._by_heading(term) and "categories" not in self.sources:
            found.append(self._heading())
        fixed = self._fixed(term)
        return found if fixed is None else [*found, literal(fixed)]

    def _heading(self) -> Sql:
        parts = exp.EQ(this=self.rows.value("item.att_category"), expression=literal("parts"))
        return when((parts, exp.true()))
