"""Questions of an interview: what is asked, why, and which answers are understood."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from licet.conditions.parsing import NOTHING
from licet.conditions.tree import Plain
from licet.decisions import Cite, LegName
from licet.problems import InputError, Problem, did_you_mean
from licet.terms import VOCABULARY, Term
from licet.terms.items import CATEGORY
from licet.world.model import World

UNKNOWN = ("unknown", "", "pending", "outstanding", "don't know")
_YES = ("yes", "y", "true", "done", "given", "granted")
_NO = ("no", "n", "false", "refused")
START = ("exporter", "destination", "items", "date")
_START_TEXT = {
    "exporter": "Which state exports?",
    "destination": "Which state is the final destination?",
    "items": "What is to be transferred?",
    "date": "On which date is the transfer decided?",
}
_START_FORM = {
    "exporter": "a country",
    "destination": "a country",
    "items": "an item of the catalogue, or NAME, CATEGORY (ML1 to ML22, DU, NL)",
    "date": "YYYY-MM-DD",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that asks: what it says, the provision, and the leg on which it asks."""

    rule: str
    title: str
    because: str
    cite: Cite | None
    leg: LegName


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        key: what is asked, alike each time: a term, with ``@XYZ`` where one state answers and ``#1`` for the second item.
        text: the question in words.
        term: the word of the vocabulary, or ``exporter``, ``destination``, ``items``, ``date``, or ``XYZ in GROUP``.
        state: the state whose own answer it is; None where it is said of the whole transfer.
        item: the index of the item it is about; None where it is about none.
        answers: the answers that are understood; empty where any ``form`` is.
        form: what an answer looks like.
        holder: who can say: a country's code, ``requester``, ``world`` …
        between: the outcomes it decides between, worst first; None for what every transfer needs.
        why: the rules that ask.
        default: what an empty answer means; None: unknown.
    """

    key: str
    text: str
    term: str
    state: str | None = None
    item: int | None = None
    answers: tuple[str, ...] = ()
    form: str = ""
    holder: str = "requester"
    between: tuple[str, str] | None = None
    why: tuple[Reason, ...] = ()
    default: str | None = None

    @property
    def required(self) -> bool:
        """Whether there is no transfer without it."""
        return self.term in START


def start_question(key: str, today: datetime.date | None) -> Question:
    """One of the questions without which there is no transfer."""
    default = today.isoformat() if today is not None and key == "date" else None
    return Question(key, _START_TEXT[key], key, form=_START_FORM[key], default=default)


def answers_of(term: str) -> tuple[tuple[str, ...], str]:
    """The answers to a question about a term, and the form of others."""
    known = VOCABULARY.get(term)
    if known is None:  # a membership
        return ("yes", "no"), ""
    none = (NOTHING,) if may_be_none(known) else ()
    match known.type.base:
        case "truth":
            return ("yes", "no", *none), ""
        case "enum" | "scale":
            # what is asked of each risk may be answered for all of one state's risks at once
            more = f"all {known.type.members[0]} (for all risks it has to find)" if term.startswith("risk.") else ""
            return (*known.type.members, *none), more
        case "date":
            return none, "YYYY-MM-DD"
        case "number":
            return none, "a number"
        case "country":
            return none, "a country"
        case _:
            return none, "a name"


def may_be_none(term: Term) -> bool:
    """Whether a request can say that there is no such thing; of a share of the value it cannot."""
    return term.optional and term.name != "origin.share"


def means_unknown(text: str) -> bool:
    """Whether an answer says that it is not known."""
    return text.strip().lower() in UNKNOWN


def read_answer(question: Question, text: str, world: World) -> Any:
    """The value that an answer means.

    Raises:
        InputError: the answer is not understood; the help names the nearest that would be.
    """
    written = text.strip()
    match question.term:
        case "exporter" | "destination":
            return _country(written, world)
        case "items":
            return _item(written, world)
        case "date":
            return _date(written)
    term = VOCABULARY.get(question.term)
    if term is None or term.type.base == "truth":
        return _one_of_two(written, term)
    return _typed(written, term, world)


def _typed(written: str, term: Term, world: World) -> Plain:
    if may_be_none(term) and written.lower() == NOTHING:
        return NOTHING
    match term.type.base:
        case "enum" | "scale":
            return _member(written, term)
        case "date":
            return _date(written)
        case "number":
            return _number(written, term)
        case "country":
            return _country(written, world)
        case _:
            return written


def _one_of_two(written: str, term: Term | None) -> Plain:
    lowered = written.lower()
    if lowered in _YES:
        return True
    if lowered in _NO:
        return False
    if term is not None and term.optional and lowered == NOTHING:
        return NOTHING
    raise InputError([Problem(f"`{written}` is neither yes nor no", None, "answer `yes`, `no` or `unknown`")])


def _member(written: str, term: Term) -> str:
    folded = written.lower().replace(" ", "_").replace("-", "_")
    for member in term.type.members:
        if member.lower() == folded:
            return member
    begun = [member for member in term.type.members if folded and member.lower().startswith(folded)]
    if len(begun) == 1:
        return begun[0]
    members = ", ".join(f"`{member}`" for member in term.type.members)
    help_text = did_you_mean(folded, term.type.members) or f"one of {members}"
    raise InputError([Problem(f"`{written}` is not an answer to this", None, help_text)])


def _number(written: str, term: Term) -> int | float:
    try:
        number = float(written.replace(",", "").replace("_", ""))
    except ValueError:
        number = -1.0
        wrong = True
    else:
        wrong = number != number or number < 0 or (term.name == "origin.share" and number > 1)
    if wrong:
        help_text = "write a share from 0 to 1" if term.name == "origin.share" else "write a number such as 40 or 1.5"
        raise InputError([Problem(f"`{written}` is not a number for this", None, help_text)])
    return int(number) if number == int(number) else number


def _date(written: str) -> str:
    try:
        return datetime.date.fromisoformat(written).isoformat()
    except ValueError:
        raise InputError([Problem(f"`{written}` is not a date", None, "write it as YYYY-MM-DD")]) from None


def _country(written: str, world: World) -> str:
    code = world.countries.find(written)
    if code is None:
        raise InputError([world.countries.problem(written)])
    return code


def _item(written: str, world: World) -> dict[str, Any]:
    name, comma, category = (part.strip() for part in written.rpartition(","))
    if comma and category.upper() in CATEGORY.members:
        return {"name": name, "category": category.upper()} if name else {"category": category.upper()}
    if world.catalogue.find(written) is None:
        near = world.catalogue.nearest(written)
        help_text = f"did you mean `{near.name}`? " if near else ""
        help_text += f"an item of your own is written `{written}, CATEGORY` (ML1 to ML22, DU, NL)"
        raise InputError([Problem(f"`{written}` is not in the item catalogue", None, help_text)])
    return {"name": written}
