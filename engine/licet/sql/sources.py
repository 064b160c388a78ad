"""Look-up tables: what follows from a row's destination, its item, or one word, worked out for every value beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from licet.compiled.facts import item_facts
from licet.conditions.tree import OPEN, All, Always, Any, Condition, Limb, Not, Plain
from licet.evaluate.evaluation import Options
from licet.lowering.folding import conjunction_of, disjunction_of, fold, negation
from licet.lowering.law import Scope, ScopeFacts
from licet.outcome import Truth
from licet.sql.masks import Mask
from licet.terms import VOCABULARY
from licet.transfers.transfer import TransferItem
from licet.world.catalogue import OriginClaim

if TYPE_CHECKING:
    from licet.library import Library

Wanted = Condition | Mask | str
Member = Callable[[str, str], Truth]
Settle = Callable[[Condition], Condition]

OF_CLAIM = "claim of "
"""The cite of a limb that speaks of another state's claim: its ``origin.…`` are those of that state."""
_CLAIM_ORDER = ("complete", "licensor", "former_owner", "component")


class Settled:
    """Terms whose values are known, as :func:`licet.lowering.folding.fold` asks for them."""

    def __init__(self, values: Mapping[str, Plain | None], member: Member) -> None:
        self.values = values
        self._member = member

    def settled(self, term: str) -> bool:
        """Whether the term is one of these."""
        return term in self.values

    def value(self, term: str) -> Plain | None:
        """Its value, None where it is unknown."""
        return self.values[term]

    def member(self, group: str, state: str) -> Truth:
        """Whether a state is in a group."""
        return self._member(group, state)

    def stands_for(self, term: str) -> Condition | None:
        """No term is short for another: that has been folded before."""
        return None


@dataclass(slots=True)
class Source:
    """A look-up table.

    Attributes:
        name: of the table in the query.
        alias: with which its columns' names begin.
        keys: the values of its key, each with what stands for it: rows that say the same share that.
        truth: of one of these, the truth of a condition that reads nothing else.
        value: of one of these, a term's value; None where it is not known.
        columns: conditions, masks of them, and terms whose values are read, by the name of their column.
    """

    name: str
    alias: str
    keys: Mapping[str, str]
    truth: Callable[[str, Condition], Truth]
    value: Callable[[str, str], Plain | None]
    columns: dict[str, Wanted] = field(default_factory=dict)
    _names: dict[Wanted, str] = field(default_factory=dict)

    def column(self, wanted: Wanted) -> str:
        """The name of the column that holds a condition's truth, a mask's number or a term's value."""
        name = self._names.get(wanted)
        if name is None:
            name = self._names[wanted] = f"{self.alias}{len(self._names) + 1}"
            self.columns[name] = wanted
        return name

    def type(self, column: str) -> str:
        """The SQL type of a column: boolean, bigint, text or double."""
        wanted = self.columns[column]
        if isinstance(wanted, Mask):
            return "bigint"
        if not isinstance(wanted, str) or wanted.startswith("claimed "):
            return "boolean"
        base = VOCABULARY[wanted].type.base if wanted in VOCABULARY else "text"
        return {"truth": "boolean", "number": "double"}.get(base, "text")

    def row(self, one: str) -> tuple[Plain | None, ...]:
        """What all columns hold for one of the things that keys stand for."""
        return tuple(self._cell(one, wanted) for wanted in self.columns.values())

    def unknown(self) -> tuple[Plain | None, ...]:
        """What all columns hold for a key that is not there: nothing is known."""
        return tuple(
            wanted.number(lambda part: None) if isinstance(wanted, Mask) else None for wanted in self.columns.values()
        )

    def _cell(self, one: str, wanted: Wanted) -> Plain | None:
        if isinstance(wanted, str):
            return self.value(one, wanted)
        if isinstance(wanted, Mask):
            return wanted.number(lambda part: self.truth(one, part))
        return self.truth(one, wanted)


def destinations(library: Library, scope: Scope, options: Options, name: str = "destinations") -> Source:
    """All countries as destinations, with the world's records of the day."""
    facts: dict[str, ScopeFacts] = {}

    def known(code: str) -> ScopeFacts:
        if code not in facts:
            facts[code] = ScopeFacts(
                library.world, Scope(scope.state, scope.role, scope.date, destination=code), options
            )
        return facts[code]

    return Source(
        name,
        "d",
        {code: code for code in sorted(library.world.countries.names)},
        lambda code, condition: _constant(fold(condition, known(code))),
        lambda code, term: known(code).value(term),
    )


def exporters(library: Library, member: Member) -> Source:
    """All countries as exporters, for the legs of others."""
    return _worded("exporters", "x", "exporter", sorted(library.world.countries.names), member)


def words(term: str, alias: str, member: Member) -> Source:
    """The words a term may be."""
    type_ = VOCABULARY[term]
    members = (*type_.type.members, *(("none",) if type_.optional else ()))
    name = term.replace(".", "_") + "_words"
    return _worded(name, alias, term, list(dict.fromkeys(members)), member)


def _worded(name: str, alias: str, term: str, keys: Sequence[str], member: Member) -> Source:
    return Source(
        name,
        alias,
        {key: key for key in keys},
        lambda key, condition: _constant(fold(condition, Settled({term: key}, member))),
        lambda key, wanted: key if wanted == term else None,
    )


class Items:
    """What the catalogue says of items.

    Args:
        library: for the catalogue.
        state: whose leg it is; on an origin's leg its own claim is an item's ``origin.claim`` and ``origin.share``.
        member: memberships on the day.
        strict: nothing is presumed.
    """

    def __init__(self, library: Library, state: str, member: Member, strict: bool) -> None:
        self.library = library
        self.state = state
        self.member = member
        self.strict = strict
        self._read: dict[str, TransferItem] = {}
        self._spellings: dict[str, str] = {}

    def keys(self) -> dict[str, str]:
        """Every spelling in the catalogue, squeezed, with the id of its item."""
        catalogue = self.library.world.catalogue
        found: dict[str, str] = {}
        for item in catalogue.items.values():
            for spelling in (item.name, item.id, *item.aliases):
                known = catalogue.find(spelling)
                if known is not None:
                    found.setdefault(squeezed(spelling), known.id)
                    # not every database knows the small letters of all alphabets
                    found.setdefault(squeezed(spelling, _ascii_lower), known.id)
                    self._spellings.setdefault(known.id, spelling)
        return dict(sorted(found.items()))

    def source(self) -> Source:
        """Items by name, with what follows from their names alone: categories rule out, the rest is presumed."""
        facts: dict[str, dict[str, Plain]] = {}

        def known(one: str) -> dict[str, Plain]:
            if one not in facts:
                facts[one] = item_facts(self._item(one), {}, self.strict) | self._claim(one, self.state)
            return facts[one]

        def truth(one: str, condition: Condition) -> Truth:
            return self._truth(one, condition, known(one))

        return Source("items", "i", self.keys(), truth, lambda one, term: self._value(one, term, known(one)))

    def records(self) -> Source:
        """Items by name, with nothing but what the catalogue records: a row's own columns go before it."""

        def known(one: str) -> dict[str, Plain]:
            item = self.library.world.catalogue.items[one]
            values: dict[str, Plain | None] = {
                "item.category": item.category,
                "item.lethal": item.lethal,
                "item.att_category": item.att_category,
                **{f"item.{name}": value for name, value in item.features.items()},
            }
            return {term: value for term, value in values.items() if value is not None} | self._claim(one, self.state)

        def truth(one: str, condition: Condition) -> Truth:
            return self._truth(one, condition, self._claim(one, self.state))

        return Source("items", "i", self.keys(), truth, lambda one, term: self._value(one, term, known(one)))

    def categories(self) -> Source:
        """Items of which only the category is known."""
        facts: dict[str, dict[str, Plain]] = {}

        def known(category: str) -> dict[str, Plain]:
            if category not in facts:
                facts[category] = item_facts(self._described({"category": category}), {}, self.strict)
            return facts[category]

        def truth(category: str, condition: Condition) -> Truth:
            return _constant(fold(condition, Settled(_Open(known(category)), self.member)))

        keys = {word: word for word in VOCABULARY["item.category"].type.members}
        return Source("categories", "c", keys, truth, lambda category, term: known(category).get(term))

    def origins(self, one: str) -> tuple[OriginClaim, ...]:
        """The usual origins of an item."""
        return self.library.world.catalogue.items[one].origins

    def _value(self, one: str, term: str, known: Mapping[str, Plain]) -> Plain | None:
        kind, _, states = term.partition(" ")
        others = {origin.state for origin in self.origins(one)} & set(states.split())
        if kind == "claimed":
            return bool(others)
        if kind == "claimant":  # where it is only one
            return next(iter(others)) if len(others) == 1 else None
        return known.get(term)

    def _truth(self, one: str, condition: Condition, known: Mapping[str, Plain]) -> Truth:
        def claims(part: Condition) -> Condition:
            assert isinstance(part, Limb)
            state = part.cite.removeprefix(OF_CLAIM)
            return fold(part.part, Settled(_Open(self._claim(one, state)), self.member))

        opened = map_limbs(condition, claims)
        return _constant(fold(opened, Settled(_Open(known), self.member)))

    def _claim(self, one: str, state: str) -> dict[str, Plain]:
        claims = sorted(self.origins(one), key=lambda origin: _CLAIM_ORDER.index(origin.claim))
        own = next((claim for claim in claims if claim.state == state), None)
        if own is None:
            return {"origin.claim": "complete"}
        return {"origin.claim": own.claim} | ({} if own.share is None else {"origin.share": own.share})

    def _item(self, one: str) -> TransferItem:
        if one not in self._read:
            self._read[one] = self._described({"name": self._spellings[one]})
        return self._read[one]

    def _described(self, item: dict[str, str]) -> TransferItem:
        """An item as a request's reader resolves it."""
        ends = {"exporter": "KOR", "destination": "POL", "date": "2020-01-01"}
        return self.library.transfer({**ends, "items": [item]}).items[0]


class _Open(dict[str, "Plain | None"]):
    """Values of which those that are missing are unknown."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> None:
        return None


def map_limbs(condition: Condition, change: Callable[[Limb], Condition]) -> Condition:
    """The condition with its tagged limbs changed."""
    match condition:
        case Limb():
            return change(condition)
        case Not(part=part):
            return Not(map_limbs(part, change))
        case All(parts=inner):
            return All(tuple(map_limbs(part, change) for part in inner))
        case Any(parts=inner):
            return Any(tuple(map_limbs(part, change) for part in inner))
        case _:
            return condition


def bare(condition: Condition) -> Condition:
    """The condition without the names of what is unknown: one unknown is like another."""
    match condition:
        case Always(value=None):
            return OPEN
        case Not(part=part):
            return negation(bare(part))
        case All(parts=inner):
            return conjunction_of(map(bare, inner))
        case Any(parts=inner):
            return disjunction_of(map(bare, inner))
        case _:
            return condition


def _constant(condition: Condition) -> Truth:
    found = bare(condition)
    assert isinstance(found, Always), found
    return found.value


def squeezed(text: str, lower: Callable[[str], str] = str.lower) -> str:
    """A name as rows are matched: without case, spaces and hyphens, which the catalogue does not heed either."""
    return lower(text).replace(" ", "").replace("-", "")


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
