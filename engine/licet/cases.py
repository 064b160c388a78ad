"""Real decisions as executable tests of the encodings.

A case is about one leg: what a state, in one role, decided. ``accept`` lists what a faithful encoding of the rules known
that day may answer on that leg.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from licet.documents import Document, KeyPath, read_document
from licet.outcome import UNDETERMINED, Interval, Outcome, meet
from licet.problems import InputError, Problem, Span
from licet.terms.transfer import ROLE
from licet.transfers.request import Date
from licet.validation import OneOf, plain_text, validate

if TYPE_CHECKING:
    from licet.evaluate.evaluation import Evaluation, LegResult
    from licet.library import Library

Kind = Literal["rule", "position", "discretion", "departs"]
"""``rule``: the written text decides. ``position``: an announced practice decides. ``discretion``: a choice that no rule
predicts. ``departs``: the decision went against the written rule; ``accept`` says what the rule says."""

KINDS: tuple[Kind, ...] = ("rule", "position", "discretion", "departs")
Text = Annotated[str, BeforeValidator(plain_text), Field(min_length=1)]
Word = Literal["blocked", "discretionary", "conditional", "allowed", "undetermined"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class CaseLeg(_Model):
    """Whose answer the case is about."""

    state: Text
    role: Annotated[str, OneOf(ROLE)]


class CaseEntry(_Model):
    """One case as written."""

    id: Text
    pair: Text | None = None
    title: Text
    transfer: dict[str, Any]
    leg: CaseLeg
    outcome: Literal["blocked", "discretionary", "conditional", "allowed"]
    accept: list[Word] = Field(min_length=1)
    kind: Kind
    departs_from: list[Text] = Field(default_factory=list)
    basis: Text
    source: Text | None = None
    confidence: Text | None = None
    published: Date | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case with the document that holds its transfer, so that mistakes in it have a place."""

    entry: CaseEntry
    document: Document
    path: KeyPath

    @property
    def span(self) -> Span:
        """Where the case stands."""
        return self.document.span((*self.path, "id"))


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What the encoding answered on a case's leg.

    Attributes:
        case: the case.
        outcome: the answer in a word; None where the transfer has no such leg.
        worst, best: its interval in words.
        encoded: whether the state's own law is encoded for the date.
        agrees: whether the answer is among those accepted.
        rules: the ids of the rules on which the worst answer rests.
        unknown: of an undetermined answer, the facts that matter.
    """

    case: Case
    outcome: str | None
    worst: str
    best: str
    encoded: bool
    agrees: bool
    rules: tuple[str, ...]
    unknown: tuple[str, ...]


def load_cases(path: Path, name: str | None = None) -> list[Case]:
    """The cases of a file, or of all YAML files of a folder.

    Raises:
        InputError: a file is wrong; one problem for each mistake.
    """
    files = sorted(path.glob("**/*.yaml")) if path.is_dir() else [path]
    if not path.exists():
        raise InputError([Problem(f"there is no file or folder `{path}`")])
    problems: list[Problem] = []
    cases: list[Case] = []
    seen: dict[str, Span] = {}
    for file in files:
        shown = f"{name}/{file.relative_to(path).as_posix()}" if name and path.is_dir() else str(file)
        document, wrong = read_document(file, shown)
        problems += wrong
        if wrong:
            continue
        if not isinstance(document.data, list):
            problems.append(Problem("a file of cases is a list", document.span()))
            continue
        for index in range(len(document.data)):
            entry, wrong = validate(CaseEntry, document, (index,))
            problems += wrong
            if entry is None:
                continue
            case = Case(entry, document, (index,))
            if entry.id in seen:
                problems.append(Problem(f"the case `{entry.id}` stands twice", case.span, f"first in {seen[entry.id]}"))
            seen.setdefault(entry.id, case.span)
            cases.append(case)
    if problems:
        raise InputError(problems)
    return cases


def transfer_document(case: Case) -> Document:
    """The case's transfer as a document of its own that keeps its positions."""
    prefix: KeyPath = (*case.path, "transfer")
    length = len(prefix)
    source = case.document
    document = Document(source.name, source.text, case.entry.transfer)
    document.values = {path[length:]: mark for path, mark in source.values.items() if path[:length] == prefix}
    document.keys = {path[length:]: mark for path, mark in source.keys.items() if path[:length] == prefix}
    return document


def run_cases(library: Library, cases: list[Case]) -> Iterator[CaseResult]:
    """Put each case's transfer to the library and look at its leg.

    Raises:
        InputError: a case's transfer is wrong.
    """
    for case in cases:
        yield judge(case, library.evaluate(transfer_document(case)))


def judge(case: Case, evaluation: Evaluation) -> CaseResult:
    """Compare what the law says on a case's leg, over all items, with what the case accepts."""
    wanted = case.entry.leg
    found = [leg for leg in evaluation.legs if (leg.leg.state, leg.leg.role) == (wanted.state, wanted.role)]
    if not found:
        return CaseResult(case, None, "", "", False, False, (), ())
    # a case about an origin's consent is about what its own law says while the consent is open
    interval: Interval = meet(leg.interval for leg in found)
    encoded = all(leg.encoded for leg in found)
    word = interval.word
    agrees = encoded and (word in case.entry.accept or _within(interval, case.entry.accept))
    rules = tuple(dict.fromkeys(rule for leg in found for rule in _deciding(leg, interval.worst)))
    unknown: tuple[str, ...] = ()
    if not interval.settled:
        from licet.evaluate.summary import decide

        unknown = tuple(dict.fromkeys(fact.term for fact in decide(evaluation).unknown))
    return CaseResult(case, word, interval.worst.word, interval.best.word, encoded, agrees, rules, unknown)


def result_lines(result: CaseResult) -> list[str]:
    """A result in words: what was answered and accepted; if they differ, on which rules the answer rests."""
    entry = result.case.entry
    mark = "agrees" if result.agrees else "differs" if result.encoded else "not encoded"
    answer = result.outcome or "no such leg"
    if result.outcome == UNDETERMINED:
        answer += f" ({result.worst} to {result.best})"
    lines = [f"{mark}  {entry.id} ({entry.kind}): {answer}; accepted: {', '.join(entry.accept)}"]
    if not result.agrees:
        lines.append(f"    {entry.title}; {entry.basis}")
        if result.rules:
            lines.append(f"    rests on {', '.join(result.rules)}")
        if result.unknown:
            lines.append(f"    unknown: {', '.join(result.unknown)}")
    return lines


def _within(interval: Interval, accept: list[Word]) -> bool:
    """An answer between two accepted ones is not open in any way that matters to the case."""
    if UNDETERMINED in accept:
        return not interval.settled
    possible = [outcome for outcome in Outcome if interval.worst <= outcome <= interval.best]
    return all(outcome.word in accept for outcome in possible)


def _deciding(leg: LegResult, worst: Outcome) -> Iterator[str]:
    if leg.interval.worst is not worst or worst is Outcome.ALLOWED:
        return
    if leg.claim is not None and leg.claim.consent is not True and leg.claim.lifted is not True:
        own = Outcome.BLOCKED if leg.claim.consent is False else Outcome.CONDITIONAL
        if own is worst:
            yield leg.claim.claim.id
    for result in leg.rules if leg.counts else ():
        if result.interval.worst is worst:
            yield result.rule.id
