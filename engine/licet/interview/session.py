"""An interview about one transfer: it asks only what can still change the outcome."""

from __future__ import annotations

import copy
import datetime
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from licet.decisions import Decision
from licet.documents import Document
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import decide
from licet.interview import candidates
from licet.interview.placing import Request, place, place_step
from licet.interview.questions import START, Question, means_unknown, read_answer, start_question
from licet.levers.changes import best, worst
from licet.library import Library
from licet.outcome import Interval, Outcome
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem

BUDGET = 250
"""Evaluations spent on showing that a fact can matter together with others, before it is asked without proof."""
_PLACEHOLDERS: Request = {
    "exporter": "KOR",
    "destination": "POL",
    "items": [{"category": "ML1"}],
    "date": "2000-01-01",
}


@dataclass(frozen=True, slots=True)
class _State:
    request: Request
    passed: frozenset[str]
    last: str


class Interview:
    """Asks about a transfer until its outcome is settled or nothing that is still open can change it.

    First what every transfer needs (exporter, destination, item, date), then the unknown facts on which the outcome
    depends, most decisive first, then the outstanding steps, while the outcome is conditional or they can raise it.
    A question is asked if some answer changes the interval of outcomes, or can do so together with answers still to come.

    Args:
        library: the policies and the world.
        request: what is known already, in the request's form; or a document that holds it.
        layers, strict, known_on: as for :meth:`licet.Library.check`.
        today: what an empty answer to the question of the date means.

    Raises:
        InputError: what is given already is wrong.
    """

    def __init__(
        self,
        library: Library,
        request: Mapping[str, Any] | Document | None = None,
        *,
        layers: Iterable[Layer] = LAYERS,
        strict: bool = False,
        known_on: datetime.date | None = None,
        today: datetime.date | None = None,
    ) -> None:
        self.library = library
        self.today = today
        self._options: dict[str, Any] = {"layers": tuple(layers), "strict": strict, "known_on": known_on}
        document = request if isinstance(request, Document) else Document("request", "", dict(request or {}))
        self._request: Request = copy.deepcopy(document.data)
        self._check(document)
        self._name_states()
        self._passed: frozenset[str] = frozenset()
        self._history: list[_State] = []
        self._evaluation: Evaluation | None = None
        self._decision: Decision | None = None
        self._question: Question | None = None
        self._looked = False

    def _check(self, document: Document) -> None:
        """Mistakes in what was given are said before anything is asked."""
        data = {**_PLACEHOLDERS, **{key: value for key, value in self._request.items() if key not in self._missing()}}
        if "items" in self._missing() and self._request.get("items"):
            data["items"] = [{"category": "ML1", **self._request["items"][0]}]
        self.library.transfer(Document(document.name, document.text, data, document.values, document.keys))

    def _name_states(self) -> None:
        """States are named by code, so that an answer about one goes where it stands already."""
        for key in ("consents", "by_state"):
            given = self._request.get(key)
            if isinstance(given, dict):
                self._request[key] = {
                    self.library.world.countries.find(name) or name: value for name, value in given.items()
                }

    @property
    def request(self) -> Request:
        """The request so far; it can be judged once nothing of the start is missing."""
        request: Request = copy.deepcopy(self._request)
        return request

    @property
    def complete(self) -> bool:
        """Whether there is a transfer to judge: exporter, destination, item and date are known."""
        return not self._missing()

    @property
    def evaluation(self) -> Evaluation | None:
        """The transfer so far, judged; None while it is not complete."""
        if self._evaluation is None and self.complete:
            self._evaluation = self._evaluate(self._request)
        return self._evaluation

    @property
    def decision(self) -> Decision | None:
        """The decision so far; None while the transfer is not complete."""
        if self._decision is None and self.evaluation is not None:
            self._decision = decide(self.evaluation)
        return self._decision

    @property
    def settled(self) -> bool:
        """Whether both ends of the outcome are the same."""
        return self.evaluation is not None and self.evaluation.interval.settled

    @property
    def asked(self) -> int:
        """How many questions have been answered, also with "unknown"."""
        return len(self._history)

    def next_question(self) -> Question | None:
        """The question to ask now, the same until it is answered; None where the interview is over."""
        if not self._looked:
            self._question = self._find()
            self._looked = True
        return self._question

    def answer(self, text: str) -> None:
        """Answer the question: a value as people write it; ``unknown`` or nothing leaves it open.

        Raises:
            InputError: the answer is not understood; the question stays.
            ValueError: there is no question.
        """
        question = self.next_question()
        if question is None:
            raise ValueError("there is no question to answer")
        if means_unknown(text):
            if question.default is not None:
                text = question.default
            elif question.required:
                message = "there is no transfer without this"
                raise InputError([Problem(message, None, f"write {question.form}, or `quit`")])
            else:
                self._move(self._request, self._passed | {question.key}, question.key)
                return
        request = copy.deepcopy(self._request)
        self._place(request, question, text)
        if not self._missing(request):
            self.library.transfer(request)  # what the request's form forbids is said now
        self._move(request, self._passed, question.key)

    def back(self) -> bool:
        """Take the last answer back, and ask that question again; False where there is none."""
        if not self._history:
            return False
        last = self._history.pop()
        self._forget(last.request, last.passed)
        return True

    # answers

    def _place(self, request: Request, question: Question, text: str) -> None:
        words = text.strip().lower().split()
        if question.term.startswith("risk.") and len(words) == 2 and words[0] == "all":
            level = read_answer(question, words[1], self.library.world)
            for other in self._steps():
                if other.term.startswith("risk.") and other.state == question.state:
                    place_step(request, other.state, other.term, level)
            return
        transfer = self._evaluation.transfer if self._evaluation is not None else None
        place(request, question, read_answer(question, text, self.library.world), transfer)

    def _move(self, request: Request, passed: frozenset[str], key: str) -> None:
        self._history.append(_State(self._request, self._passed, key))
        self._forget(request, passed)

    def _forget(self, request: Request, passed: frozenset[str]) -> None:
        self._request, self._passed = request, passed
        self._evaluation = self._decision = self._question = None
        self._looked = False

    # questions

    def _missing(self, request: Request | None = None) -> list[str]:
        given = self._request if request is None else request
        return [key for key in START if not _given(key, given.get(key))]

    def _find(self) -> Question | None:
        for key in self._missing():
            return start_question(key, self.today)
        return self._fact() or self._step()

    def _fact(self) -> Question | None:
        evaluation, decision = self.evaluation, self.decision
        assert evaluation is not None and decision is not None
        if evaluation.interval.settled:
            return None
        open_facts = [q for q in candidates.facts(evaluation, decision) if q.key not in self._passed]
        first: tuple[float, Question] | None = None
        for question in open_facts:
            narrowed = [_width(evaluation.interval) - _width(found) for found in self._outcomes(question)]
            score = sum(narrowed) / len(narrowed)
            if score > 0 and (first is None or score > first[0]):
                first = (score, question)
        return first[1] if first is not None else self._together(open_facts)

    def _together(self, open_facts: list[Question]) -> Question | None:
        """A question that changes nothing alone, but can together with others; with the budget spent, the first."""
        spent = 0
        values = {q.key: self._probes(q) for q in open_facts}
        for size in range(1, len(open_facts)):
            for group in itertools.combinations(open_facts, size + 1):
                question, *others = group
                for made in itertools.product(*(values[other.key] for other in others)):
                    spent += 1 + len(values[question.key])
                    if spent > BUDGET:
                        return open_facts[0]
                    request = copy.deepcopy(self._request)
                    for other, value in zip(others, made, strict=True):
                        self._put(request, other, value)
                    before = self._evaluate(request).interval
                    if any(found != before for found in self._outcomes(question, request)):
                        return question
        return None

    def _step(self) -> Question | None:
        evaluation = self.evaluation
        assert evaluation is not None
        left = [question for question in self._steps() if question.key not in self._passed]
        if not left:
            return None
        # blocked or left to discretion: only if steps can still make it better
        if (
            evaluation.interval.best is not Outcome.CONDITIONAL
            and self._after_all(left, best).best <= evaluation.interval.best
        ):
            return None
        for question in left:
            if any(found != evaluation.interval for found in self._outcomes(question, worst_first=True)):
                return question
        return self._steps_together(left, evaluation.interval)

    def _steps_together(self, left: list[Question], now: Interval) -> Question | None:
        """One of a smallest set of steps that change something only together, done, or in a conditional outcome refused."""
        for answer in (best, worst) if now.best is Outcome.CONDITIONAL else (best,):
            needed = left
            if self._after_all(needed, answer) == now:
                continue
            for question in left:
                rest = [other for other in needed if other is not question]
                if self._after_all(rest, answer) != now:
                    needed = rest
            return needed[0]
        return None

    def _after_all(self, questions: Iterable[Question], answer: Callable[[str], Any]) -> Interval:
        """The interval once all these steps have their best, or their worst, answer."""
        request = copy.deepcopy(self._request)
        for question in questions:
            self._put(request, question, answer(question.term))
        return self._evaluate(request).interval

    def _steps(self) -> list[Question]:
        assert self.evaluation is not None and self.decision is not None
        return candidates.steps(self.evaluation, self.decision)

    # trying answers

    def _probes(self, question: Question) -> list[Any]:
        assert self.evaluation is not None
        return list(candidates.probes(self.evaluation, question))

    def _outcomes(
        self, question: Question, request: Request | None = None, *, worst_first: bool = False
    ) -> Iterable[Interval]:
        """The intervals after each answer that rules can tell apart, as they are asked for."""
        probes = self._probes(question)
        for value in reversed(probes) if worst_first else probes:
            tried = copy.deepcopy(self._request if request is None else request)
            self._put(tried, question, value)
            yield self._evaluate(tried).interval

    def _put(self, request: Request, question: Question, value: Any) -> None:
        assert self.evaluation is not None
        place(request, question, value, self.evaluation.transfer)

    def _evaluate(self, request: Request) -> Evaluation:
        return self.library.evaluate(request, **self._options)


def _width(interval: Interval) -> int:
    return interval.best - interval.worst


def _given(key: str, value: Any) -> bool:
    if key != "items":
        return value is not None
    if not value:
        return False
    return not isinstance(value, list) or any(
        not isinstance(item, dict) or item.keys() & {"name", "category"} for item in value
    )
