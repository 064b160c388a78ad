"""The table of transfers: which columns the law of a leg reads, and which of them a table has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from licet.compare.keys import HEADS, key_mistake
from licet.problems import InputError, Problem, did_you_mean
from licet.sql.dialects import column_name
from licet.terms import VOCABULARY, Term
from licet.terms.steps import RISK_LEVEL

ColumnType = Literal["text", "truth", "number", "date"]
ANSWERS = ("granted", "refused", "pending")
EXPECTED = "*"
"""Among the columns a table has: all that are expected."""

_OWN_KEYS = (
    "exporter",
    "destination",
    "activity",
    "channel",
    "supplier",
    "contract_date",
    "temporary",
    "ownership_passes",
    "regulator",
    "end_use",
    "end_user.type",
    "end_user.name",
)
_ITEM_KEYS = ("item.category", "item.lethal", "item.att_category")
_STEPS = {"assurance": "assurances", "risk": "risks", "no_knowledge": "knowledge", "approval": "approvals"}
_DEFAULTS = {"activity": "export if left out", "regulator": "none if left out", "shown": "nothing if left out"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of transfers.

    Attributes:
        name: as the request's key (see :mod:`licet.compare.keys`).
        type: text, truth (a boolean), number, or date (a date, or text as YYYY-MM-DD; ``none`` where there is no such day).
        meaning: the question it answers.
        values: what a text may be, where that is closed.
        expected: whether the query reads it unless told which columns the table has; others are read when they are named.
        terms: the terms of the vocabulary that depend on it.
    """

    name: str
    type: ColumnType
    meaning: str
    values: tuple[str, ...]
    expected: bool
    terms: tuple[str, ...]


def key_of(term: str, state: str) -> str:
    """The request's key under which a term of a leg of ``state`` stands."""
    kind, _, name = term.partition(".")
    if term in _OWN_KEYS or term in _ITEM_KEYS or term.startswith(("origin.", "consents.")):
        return term
    if term == "value.usd":
        return "value_usd"
    if term == "consent":
        return f"consents.{state}"
    if kind == "item":
        return f"item.features.{name}"
    if kind in _STEPS:
        return f"{_STEPS[kind]}.{name}"
    return "shown" if kind == "shown" else f"facts.{term}"


def columns_read(terms: Iterable[str], state: str, claims: Iterable[str]) -> tuple[Column, ...]:
    """The columns behind terms, in the order of a request; ``claims``: states whose consents may be asked for."""
    found: dict[str, Column] = {}

    def add(key: str, type_: ColumnType, meaning: str, values: tuple[str, ...], expected: bool, term: str) -> None:
        known = found.get(key)
        behind = (*known.terms, term) if known else (term,)
        found[key] = Column(key, type_, meaning, values, expected, behind)

    read = [term for term in terms if term not in ("state", "role", "date", "own_stock", "foreign_consents")]
    for term in read:
        known = VOCABULARY[term]
        key = key_of(term, state)
        expected = not key.startswith(("item.", "facts.", "origin."))
        meaning = _meaning(known)
        if key in _DEFAULTS:
            meaning += f" ({_DEFAULTS[key]})"
        if term.startswith("no_knowledge."):
            meaning = "Is it known that the goods would serve atrocity crimes (ATT 6(3))?"
        if key == "shown":
            meaning = "Which special reasons were shown, separated by `;` (nothing if left out)?"
        add(key, _type(known, key), meaning, _values(known, key, found), expected, term)
        if term.startswith("item."):
            add("item", "text", "What is transferred: a name or alias of the catalogue?", (), True, term)
        if term.startswith("risk."):
            add("risks", "text", "How high are all risks not given by themselves?", RISK_LEVEL.members, False, term)
    if any(term.startswith("origin.") for term in read):
        add("item", "text", "What is transferred: a name or alias of the catalogue?", (), True, "origin")
    claims = tuple(claims)
    if claims:
        add("item", "text", "What is transferred: a name or alias of the catalogue?", (), True, "origins")
    for claim in claims:
        meaning = f"Has {claim} consented to the transfer of goods on which it has a claim?"
        add(f"consents.{claim}", "text", meaning, ANSWERS, False, f"consents.{claim}")
    return tuple(sorted(found.values(), key=lambda column: (HEADS.index(column.name.split(".")[0])
                 if column.name.split(".")[0] in HEADS else len(HEADS), column.name)))  # fmt: skip


def _meaning(term: Term) -> str:
    names = {"state": "the state asked", "destination": "the destination", "item": "the item"}
    text = term.question.format(**names)
    if term.presumed is not None:
        text += f" (presumed: {_plain(term.presumed)})"
    return text


def _plain(value: bool | str) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


def _type(term: Term, key: str) -> ColumnType:
    if key == "shown" or key.startswith(("approvals.", "consents.")):
        return "text"
    match term.type.base:
        case "truth":
            return "truth"
        case "number":
            return "number"
        case "date":
            return "date"
        case _:
            return "text"


def _values(term: Term, key: str, found: Mapping[str, Column]) -> tuple[str, ...]:
    if key == "shown":
        known = found.get(key)
        return (*(known.values if known else ()), term.name.removeprefix("shown."))
    if key.startswith(("approvals.", "consents.")):
        return ANSWERS
    if term.type.base == "country":
        return ("ISO 3166-1 alpha-3 code",)
    return term.type.members


class Table:
    """Which of the columns that a law reads a table has, and under which names.

    Args:
        name: the table.
        known: the columns that the law reads.
        have: names of keys, or keys with the columns they stand in; None: all that are expected.
        dialect: for how keys are written as names.

    Raises:
        InputError: a name is no key, or one that a query cannot read.
    """

    def __init__(
        self,
        name: str,
        known: Iterable[Column],
        have: Iterable[str] | Mapping[str, str] | None,
        dialect: str,
        role: str,
    ) -> None:
        self.name = name
        self.known = {column.name: column for column in known}
        expected = [column.name for column in self.known.values() if column.expected]
        given = have if isinstance(have, Mapping) else dict.fromkeys((EXPECTED,) if have is None else have, "")
        named: dict[str, str] = {}
        for key, column in given.items():
            for one in expected if key == EXPECTED else [key]:
                named[one] = column or column_name(one, dialect)
        problems = [found for key in named if (found := self._mistake(key, role)) is not None]
        if problems:
            raise InputError(problems)
        self.columns = {key: named[key] for key in self.known if key in named}
        self.unused = tuple(key for key in named if key not in self.known)

    def __contains__(self, key: object) -> bool:
        return key in self.columns

    def _mistake(self, key: str, role: str) -> Problem | None:
        if key in self.known:
            return None
        if key.startswith("origin."):
            return Problem(f"the law reads no `{key}` on such a leg", None, "it is read in the role of an origin")
        if key == "date":
            return Problem("all rows are judged on one day: `date` is not read", None, "give the day with --on")
        if key.startswith("by_state"):
            return Problem(
                f"a query judges one state: `{key}` is not read", None, "put its answers in `risks.…`, `shown` …"
            )
        if key == "item.origins":
            return Problem("`item.origins` is not read: an item's origins are the catalogue's")
        if key.startswith("facts."):
            term = key.removeprefix("facts.")
            if term in VOCABULARY:
                own = key_of(term, "XXX")
                return Problem(f"`{key}` is not read", None, f"write `{own}`") if own != key else None
            return Problem(f"there is no fact `{term}`", None, did_you_mean(term, VOCABULARY))
        mistake = key_mistake(key)
        return None if mistake is None else Problem(mistake[0], None, mistake[1])
