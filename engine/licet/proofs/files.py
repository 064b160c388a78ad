"""Files of claims: YAML lists, read with every mistake at its place, and proved together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from licet.conditions.tree import TRUE, Condition
from licet.documents import Document, KeyPath, read_document
from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem, Span
from licet.proofs.changing import changes
from licet.proofs.claims import ClaimResult, Days, Status, prove
from licet.proofs.days import Stretch
from licet.proofs.language import Statement, claim_scope, parse_statement
from licet.proofs.parts import Part, rules_of
from licet.proofs.views import Records
from licet.terms.transfer import ROLE
from licet.transfers.request import Date
from licet.validation import OneOf, iso_date, plain_text, validate

ALL = "all"
Text = Annotated[str, BeforeValidator(plain_text), Field(min_length=1)]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Range:
    """Days from ``from`` to before ``until``; None is open."""

    from_: datetime.date | None = None
    until: datetime.date | None = None


def _dates(value: Any) -> Any:
    """``all``, a day, a list of days, or a map of ``from`` and ``until``."""
    if value == ALL:
        return Range()
    if isinstance(value, dict):
        wrong = [str(key) for key in value if key not in ("from", "until")]
        if wrong:
            help_text = "a range of days has `from` and `until`"
            raise PydanticCustomError("licet", "unknown key `{key}`", {"key": wrong[0], "help": help_text})
        found = Range(iso_date(value.get("from")), iso_date(value.get("until")))
        if found.from_ is not None and found.until is not None and found.until <= found.from_:
            raise PydanticCustomError("licet", "the range of days ends before it begins", {})
        return found
    days = [iso_date(day) for day in _listed(value)]
    if not days or None in days:
        raise PydanticCustomError("licet", "no days are named", {"help": "`all`, a day, days, or `from` and `until`"})
    return days


class ClaimEntry(_Model):
    """One claim as written."""

    id: Text
    title: Text
    state: Annotated[list[Text], BeforeValidator(_listed), Field(min_length=1)] | None = None
    policy: Text | None = None
    role: Annotated[list[Annotated[str, OneOf(ROLE)]], BeforeValidator(_listed), Field(min_length=1)] = ["exporter"]
    layers: Annotated[list[Layer], BeforeValidator(_listed), Field(min_length=1)] | None = None
    strict: bool = False
    world: Literal["recorded", "free"] = "recorded"
    dates: Annotated[Any, BeforeValidator(_dates)] = Range()
    given: Text | None = None
    that: Text | None = None
    changes_on: Annotated[list[Date], BeforeValidator(_listed)] | None = None
    why: Text


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim ready to be proved; one of ``statement`` and ``changes_on`` is set.

    Attributes:
        entry: as written.
        span: where it stands.
        parts: the kinds of legs of which it is claimed.
        days: the days of which it is claimed.
        given: the restriction.
        statement: what is claimed, the restriction included.
        changes_on: the days on which, and on no other of ``days``, the answer to some transfer changes.
    """

    entry: ClaimEntry
    span: Span | None
    parts: tuple[Part, ...]
    days: tuple[Days, ...]
    given: Condition
    statement: Statement | None
    changes_on: tuple[datetime.date, ...] | None

    @property
    def options(self) -> Options:
        """How the law is asked."""
        layers = tuple(layer for layer in LAYERS if self.entry.layers is None or layer in self.entry.layers)
        return Options(layers, self.entry.strict)


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """A claim with what was proved of it on each kind of leg and range of days."""

    claim: Claim
    results: tuple[ClaimResult, ...]

    @property
    def status(self) -> Status:
        """Refuted if it is anywhere; else not decided if it is not somewhere; else proved."""
        found = {result.status for result in self.results}
        return "refuted" if "refuted" in found else "not decided" if "not decided" in found else "proved"

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        entry = self.claim.entry
        return {
            "id": entry.id,
            "title": entry.title,
            "at": None if self.claim.span is None else str(self.claim.span),
            "status": self.status,
            "results": [result.to_dict() for result in self.results],
        }


def load_claims(path: Path, library: Library, name: str | None = None) -> list[Claim]:
    """The claims of a file, or of all YAML files of a folder, in the order of files and lines.

    Raises:
        InputError: a file is wrong; one problem for each mistake.
    """
    if not path.exists():
        raise InputError([Problem(f"there is no file or folder `{path}`")])
    problems: list[Problem] = []
    claims: list[Claim] = []
    seen: dict[str, Span] = {}
    for file in sorted(path.glob("**/*.yaml")) if path.is_dir() else [path]:
        shown = f"{name}/{file.relative_to(path).as_posix()}" if name and path.is_dir() else str(file)
        document, wrong = read_document(file, shown)
        problems += wrong
        if not wrong and not isinstance(document.data, list):
            problems.append(Problem("a file of claims is a list", document.span(), "its entries begin with `- id:`"))
        if not isinstance(document.data, list):
            continue
        for index in range(len(document.data)):
            claim = _Reader(document, (index,), library, problems).read()
            if claim is None:
                continue
            span = claim.span
            assert span is not None
            if claim.entry.id in seen:
                first = f"first in {seen[claim.entry.id]}"
                problems.append(Problem(f"the claim `{claim.entry.id}` stands twice", span, first))
            seen.setdefault(claim.entry.id, span)
            claims.append(claim)
    if problems:
        raise InputError(problems)
    if not claims:
        raise InputError([Problem(f"there are no claims in `{path}`")])
    return claims


class _Reader:
    def __init__(self, document: Document, path: KeyPath, library: Library, problems: list[Problem]) -> None:
        self.document, self.path, self.library, self.problems = document, path, library, problems

    def read(self) -> Claim | None:
        before = len(self.problems)
        entry, wrong = validate(ClaimEntry, self.document, self.path)
        self.problems += wrong
        if entry is None or wrong:
            return None
        if (entry.that is None) == (entry.changes_on is None):
            self._problem("a claim has one of `that` and `changes_on`", "id")
        parts = self._parts(entry)
        policies = {part.of.partition("/")[0] for part in parts if part.of is not None}
        states = {part.state for part in parts}
        if len(states) == 1:
            policies |= {own.id for state in states if (own := self.library.states.get(state)) is not None}
        scope = claim_scope(self.library, sorted(policies))
        given: Condition = TRUE
        if entry.given is not None:
            read = self._statement(entry.given, "given", scope)
            given = read.then
            if read.given:
                self._problem("`given` is a condition: `implies` stands in `that`", "given")
        statement = None if entry.that is None else self._statement(entry.that, "that", scope)
        if statement is not None:
            statement = Statement((given, *statement.given), statement.then)
        if len(self.problems) > before:
            return None
        changes_on = None if entry.changes_on is None else tuple(sorted(entry.changes_on))
        span = self.document.span((*self.path, "id"))
        return Claim(entry, span, parts, self._days(entry), given, statement, changes_on)

    def _parts(self, entry: ClaimEntry) -> tuple[Part, ...]:
        states: list[str] = []
        own = None
        if entry.policy is not None:
            try:
                rules_of(self.library, entry.policy)
            except InputError as error:
                self._problem(error.problems[0].message, "policy", error.problems[0].help)
            policy_id = entry.policy.partition("/")[0]
            own = next((policy.state for policy in self.library.policies if policy.id == policy_id), None)
        if entry.state is None:
            if entry.policy is None:
                self._problem("a claim has a `state`, a `policy` or both", "id", "`state: all` is every encoded state")
            states = [own] if own is not None else [*self.library.states]
        for written in entry.state or ():
            if written == ALL:
                states += self.library.states
                continue
            code = self.library.world.countries.find(written)
            if code is None:
                span = self.document.span((*self.path, "state"))
                self.problems.append(self.library.world.countries.problem(written, span))
            else:
                states.append(code)
        roles = tuple(dict.fromkeys(entry.role))
        return tuple(Part(state, role, entry.policy) for state in dict.fromkeys(states) for role in roles)  # type: ignore[arg-type]

    def _days(self, entry: ClaimEntry) -> tuple[Days, ...]:
        if isinstance(entry.dates, Range):
            return (Days(entry.dates.from_, entry.dates.until),)
        return tuple(Days.on(day) for day in entry.dates)

    def _statement(self, text: str, key: str, scope: Any) -> Statement:
        statement, mistakes = parse_statement(text, scope)
        path = (*self.path, key)
        for mistake in mistakes:
            offset = self.document.scalar_offset(path)
            plain = offset is not None and "\n" not in text
            span = (
                self.document.span(path, offset=offset + mistake.start, length=mistake.length)
                if plain and offset is not None
                else self.document.span(path)
            )
            self.problems.append(Problem(mistake.message, span, mistake.help))
        return statement

    def _problem(self, message: str, key: str, help_text: str | None = None) -> None:
        self.problems.append(Problem(message, self.document.span((*self.path, key)), help_text))


def prove_claims(
    library: Library,
    claims: Sequence[Claim],
    *,
    timeout: float | None = None,
    through: Callable[[Sequence[Stretch]], Iterable[Stretch]] = iter,
) -> Iterator[ClaimReport]:
    """Prove claims, those about the same legs, days and options together; reports come in the order of the claims.

    Args:
        library: the law and the world.
        claims: as :func:`load_claims` reads them.
        timeout: seconds for each claim, kind of leg and stretch of days.
        through: is given the stretches of days and gives them back, for who wants to show progress.

    Raises:
        InputError: z3 is not installed.
    """
    results: dict[int, dict[tuple[Part, Days], ClaimResult]] = {place: {} for place in range(len(claims))}
    groups: dict[tuple[Part, Days, Options, Records], list[int]] = {}
    for place, claim in enumerate(claims):
        for part in claim.parts:
            for days in claim.days:
                if claim.changes_on is not None:
                    results[place][part, days] = changes(
                        library, part, days, claim.options, claim.given, claim.changes_on, claim.entry.world, timeout
                    )
                else:
                    groups.setdefault((part, days, claim.options, claim.entry.world), []).append(place)
    for (part, days, options, records), places in groups.items():
        statements = [statement for place in places if (statement := claims[place].statement) is not None]
        proved = prove(library, statements, part, days, options, records=records, timeout=timeout, through=through)
        for place, result in zip(places, proved, strict=True):
            results[place][part, days] = result
    for place, claim in enumerate(claims):
        found = results[place]
        yield ClaimReport(claim, tuple(found[part, days] for part in claim.parts for days in claim.days))


def single_claim(
    library: Library,
    text: str,
    statement: Statement,
    given: Condition | None,
    parts: Sequence[Part],
    first: datetime.date | None,
    until: datetime.date | None,
    layers: tuple[Layer, ...] = LAYERS,
    *,
    one_day: bool = False,
    strict: bool = False,
    records: Records = "recorded",
    timeout: float | None = None,
    through: Callable[[Sequence[Stretch]], Iterable[Stretch]] = iter,
) -> ClaimReport:
    """Prove one claim that stands in no file.

    Args:
        library: the law and the world.
        text: the claim as written.
        statement: what it says.
        given: a restriction besides.
        parts: the kinds of legs.
        first, until: the days; with ``one_day`` the day ``first`` alone.
        layers, strict: how the law is asked.
        records, timeout, through: as for :func:`licet.proofs.prove`.

    Raises:
        InputError: z3 is not installed.
    """
    entry = ClaimEntry(id="that", title=text, that=text, why=text)
    days = Days.on(first) if one_day and first is not None else Days(first, until)
    if given is not None:
        statement = Statement((given, *statement.given), statement.then)
    claim = Claim(entry, None, tuple(parts), (days,), given or TRUE, statement, None)
    results = [
        prove(
            library,
            [statement],
            part,
            days,
            Options(layers, strict),
            records=records,
            timeout=timeout,
            through=through,
        )[0]
        for part in parts
    ]
    return ClaimReport(claim, tuple(results))
