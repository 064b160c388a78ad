"""From the folder ``world/`` to a :class:`World`, with all mistakes at once."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from licet.conditions.tree import Plain
from licet.documents import Document, KeyPath, read_document
from licet.problems import Problem, did_you_mean, suggest
from licet.terms import VOCABULARY
from licet.validation import validate
from licet.world.catalogue import Catalogue, CatalogueItem, OriginClaim, fold
from licet.world.countries import Countries
from licet.world.features import feature_names, typed
from licet.world.model import (
    ConflictYear,
    Embargo,
    Group,
    Period,
    Record,
    World,
    WorldSource,
    fold_name,
)
from licet.world.schema import EntitiesFile, GroupsFile, ItemEntry, ItemsFile, RecordsFile, SourcesFile
from licet.world.tables import Row, rows

Model = TypeVar("Model", bound=BaseModel)
_STATE_TERMS = tuple(name.removeprefix("destination.") for name in VOCABULARY if name.startswith("destination."))
_CONFIDENCES = ("verified", "secondary", "unverified")
_AUTHORITIES = ("UN", "EU", "OSCE", "LAS")


class WorldLoader:
    """Reads the world's files below ``folder``; ``shown`` is what messages call that folder."""

    def __init__(self, folder: Path, shown: str, problems: list[Problem]) -> None:
        self.folder = folder
        self.shown = shown
        self.problems = problems
        self.countries = Countries.load()

    def load(self) -> World:
        """The whole world; what is missing on disk is empty."""
        world = World(self.countries, sources=self._sources())
        world.groups = self._groups(world)
        world.embargoes = self._embargoes(world)
        self._conflicts(world)
        self._records(world)
        self._entities(world)
        world.catalogue = self._catalogue()
        return world

    def _yaml(self, model: type[Model], name: str) -> tuple[Model | None, Document]:
        path = self.folder / name
        if not path.exists():
            return None, Document(f"{self.shown}/{name}", "")
        document, problems = read_document(path, f"{self.shown}/{name}")
        self.problems += problems
        if problems or document.data is None:
            return None, document
        found, problems = validate(model, document)
        self.problems += problems
        return found, document

    def _rows(self, name: str, *columns: str) -> list[Row]:
        return list(rows(self.folder / name, f"{self.shown}/{name}", columns, self.problems))

    def _sources(self) -> dict[str, WorldSource]:
        found, _ = self._yaml(SourcesFile, "sources.yaml")
        entries = found.root if found else {}
        return {key: WorldSource(key, e.title, e.url, e.checked, e.licence) for key, e in entries.items()}

    def _source(
        self, key: str | None, world: World, row: Row | None = None, place: tuple[Document, KeyPath] | None = None
    ) -> None:
        if key is None or key in world.sources or key.startswith("http"):
            return
        span = row.span if row else place[0].span(place[1]) if place else None
        self.problems.append(Problem(f"there is no source `{key}`", span, did_you_mean(key, world.sources)))

    def _period(self, row: Row) -> Period:
        from_, until, seen = row.date("from"), row.date("until"), row.date("seen") if "seen" in row.cells else None
        if from_ and until and until <= from_:
            row.problem(Problem(f"`until` {until} is not after `from` {from_}", row.span))
        return Period(from_, until, seen, row.date("published") if "published" in row.cells else None)

    def _groups(self, world: World) -> dict[str, Group]:
        found, _ = self._yaml(GroupsFile, "groups.yaml")
        entries = found.root if found else {}
        members: dict[str, dict[str, list[Period]]] = {name: defaultdict(list) for name in entries}
        missing: set[str] = set()
        for row in self._rows("memberships.csv", "group", "state", "from", "until", "confidence", "source"):
            group = row.text("group")
            if group not in members:
                if group not in missing:  # one mistake, however many rows it has
                    row.problem(Problem(f"there is no group `{group}`", row.span, did_you_mean(group, members)))
                missing.add(group)
                continue
            row.one_of("confidence", _CONFIDENCES)
            self._source(row.optional("source"), world, row)
            members[group][row.country("state", self.countries)].append(self._period(row))
        return {
            name: Group(
                name, entry.title, entry.complete, entry.source, {s: tuple(p) for s, p in members[name].items()}
            )
            for name, entry in entries.items()
        }

    def _embargoes(self, world: World) -> dict[tuple[str, str], tuple[Embargo, ...]]:
        found: dict[tuple[str, str], list[Embargo]] = defaultdict(list)
        columns = ("authority", "state", "target", "from", "until", "seen", "instruments", "confidence", "source")
        for row in self._rows("embargoes.csv", *columns):
            embargo = Embargo(
                row.one_of("authority", _AUTHORITIES),
                row.country("state", self.countries),
                row.one_of("target", ("state", "non_state")),
                self._period(row),
                row.text("instruments"),
                row.one_of("confidence", _CONFIDENCES),
                row.optional("source"),
                row.optional("note"),
            )
            self._source(embargo.source, world, row)
            found[embargo.authority, embargo.state].append(embargo)
        return {key: tuple(value) for key, value in found.items()}

    def _conflicts(self, world: World) -> None:
        years: list[int] = []
        found: dict[tuple[str, int], ConflictYear] = {}
        for row in self._rows("conflicts.csv", "state", "year", "armed_conflict", "fights_abroad"):
            if not row.text("year").isdigit():
                row.problem(Problem(f"`{row.text('year')}` is not a year", row.span))
                continue
            year = int(row.text("year"))
            kind = row.one_of("armed_conflict", ("none", "internal", "international"))
            abroad = row.one_of("fights_abroad", ("true", "false")) == "true"
            found[row.country("state", self.countries), year] = ConflictYear(kind, abroad)
            years.append(year)
        world.conflicts = found
        if years:
            world.conflict_years = (min(years), max(years))
            world.conflict_source = "ucdp" if "ucdp" in world.sources else None

    def _records(self, world: World) -> None:
        found, document = self._yaml(RecordsFile, "records.yaml")
        if found is None:
            return
        grouped: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for index, entry in enumerate(found.records):
            path: KeyPath = ("records", index)
            term = VOCABULARY.get(f"destination.{entry.term}")
            if entry.state not in self.countries:
                self.problems.append(self.countries.problem(entry.state, document.span((*path, "state"))))
            if term is None:
                hint = suggest(entry.term, _STATE_TERMS)
                self.problems.append(
                    Problem(f"there is no fact `{entry.term}` of a state", document.span((*path, "term")), hint)
                )
                continue
            value, problem = typed(term, entry.value, self.countries.names, document.span((*path, "value")))
            if problem is not None or value is None:
                self.problems += [problem] if problem else []
                continue
            if entry.from_ and entry.until and entry.until <= entry.from_:
                message = f"`until` {entry.until} is not after `from` {entry.from_}"
                self.problems.append(Problem(message, document.span((*path, "until"))))
            self._source(entry.source, world, place=(document, (*path, "source")))
            period = Period(entry.from_, entry.until, entry.seen, entry.published)
            self._overlap(grouped[entry.state, entry.term], period, document, path)
            grouped[entry.state, entry.term].append(
                Record(entry.state, entry.term, value, period, entry.source, entry.confidence, entry.note)
            )
        for name in found.tables:
            if name not in _STATE_TERMS:
                hint = suggest(name, _STATE_TERMS)
                span = document.span(("tables", name), key=True)
                self.problems.append(Problem(f"there is no fact `{name}` of a state", span, hint))
        world.records = {key: tuple(value) for key, value in grouped.items()}
        world.complete = frozenset(name for name, table in found.tables.items() if table.complete)

    def _overlap(self, earlier: list[Record], period: Period, document: Document, path: KeyPath) -> None:
        for record in earlier:
            other = record.period
            starts_before_end = other.until is None or period.from_ is None or period.from_ < other.until
            ends_after_start = period.until is None or other.from_ is None or other.from_ < period.until
            if starts_before_end and ends_after_start:
                message = f"the record overlaps another of {record.state}'s `{record.term}`"
                self.problems.append(Problem(message, document.span(path)))
                return

    def _entities(self, world: World) -> None:
        found, document = self._yaml(EntitiesFile, "entities.yaml")
        for key, entry in (found.root if found else {}).items():
            main = fold_name(entry.name)
            for name in (entry.name, *entry.aliases):
                folded = fold_name(name)
                if world.entities.setdefault(folded, main) != main:
                    message = f"`{name}` names another end user already"
                    self.problems.append(Problem(message, document.span((key,), key=True)))
            self._source(entry.source, world, place=(document, (key, "source")))

    def _catalogue(self) -> Catalogue:
        items: list[CatalogueItem] = []
        names: dict[str, str] = {}
        for path in sorted((self.folder / "items").glob("*.yaml")):
            found, document = self._yaml(ItemsFile, f"items/{path.name}")
            for index, entry in enumerate(found.root if found else ()):
                items.append(self._item(entry, document, index))
                for name in dict.fromkeys(fold(name) for name in (entry.id, entry.name, *entry.aliases)):
                    if names.setdefault(name, entry.id) != entry.id:
                        message = f"`{entry.id}` has a name that `{names[name]}` has already: `{name}`"
                        self.problems.append(Problem(message, document.span((index,))))
        return Catalogue(items)

    def _item(self, entry: ItemEntry, document: Document, index: int) -> CatalogueItem:
        features: dict[str, Plain] = {}
        for name, written in entry.features.items():
            path: KeyPath = (index, "features", name)
            term = VOCABULARY.get(f"item.{name}")
            if term is None:
                hint = did_you_mean(name, feature_names(VOCABULARY))
                self.problems.append(Problem(f"there is no feature `{name}`", document.span(path, key=True), hint))
                continue
            value, problem = typed(term, written, self.countries.names, document.span(path))
            if problem is not None:
                self.problems.append(problem)
            elif value is not None:
                features[name] = value
        for number, origin in enumerate(entry.origins):
            if origin.state not in self.countries:
                span = document.span((index, "origins", number, "state"))
                self.problems.append(self.countries.problem(origin.state, span))
        return CatalogueItem(
            id=entry.id,
            name=entry.name,
            aliases=tuple(entry.aliases),
            category=entry.category,
            lethal=entry.lethal,
            att_category=entry.att_category,
            features=features,
            origins=tuple(OriginClaim(o.state, o.claim, o.share) for o in entry.origins),
            source=entry.source,
            note=entry.note,
        )
