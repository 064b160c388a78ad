"""What holds of every interview, over generated libraries and whoever answers."""

from __future__ import annotations

import copy
import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from licet.interview import Interview, Question, candidates
from licet.interview.placing import place
from licet.interview.questions import read_answer
from licet.library import Library
from licet.outcome import Interval
from licet.terms import VOCABULARY
from tests import generators as gen

PARTS = {"assurance": "assurances", "approval": "approvals", "risk": "risks"}
# what generated rules can tell apart, and one value that they do not name
ANSWERS: dict[str, tuple[str, ...]] = {
    "item.lethal": ("yes", "no"),
    "end_use": ("combat", "humanitarian", "stockpile", "training"),
    "end_user.type": ("armed_forces", "company", "police"),
    "contract_date": ("2020-01-01", "2021-01-01", "2021-06-01", "2022-01-01", "2023-01-01", "none"),
    "value.usd": ("0", "25", "50", "60", "75", "100"),
    "destination.armed_conflict": ("none", "internal", "international"),
    "destination.self_defence": ("yes", "no"),
    "supplier": ("state", "company"),
    "risk.ihl": ("low", "overriding"),
}


def request(known: gen.Known) -> dict[str, Any]:
    """What a generated transfer knows, in the request's form."""
    data: dict[str, Any] = {
        "exporter": "KOR",
        "destination": "UKR",
        "date": gen.DATE.isoformat(),
        "items": [{"name": "thing", "category": "ML1", "origins": list(known.origins)}],
        "facts": {**known.facts, **{f"{state} in {group}": held for (state, group), held in known.memberships.items()}},
        "consents": {state: "granted" if given else "refused" for state, given in known.consents.items()},
        "shown": sorted(name.removeprefix("shown.") for name in known.shown),
    }
    for term, value in known.steps.items():
        kind, _, key = term.partition(".")
        written = {True: "granted", False: "refused"}[value] if kind == "approval" else value  # type: ignore[index]
        data.setdefault(PARTS[kind], {})[key] = written
    return data


def answers(question: Question) -> tuple[str, ...]:
    return ANSWERS.get(question.term) or question.answers


def judged(library: Library, data: dict[str, Any]) -> Interval:
    return library.evaluate(data).interval


def answered(library: Library, data: dict[str, Any], question: Question, text: str) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    value = read_answer(question, text, library.world)
    place(changed, question, value, library.transfer(data))
    return changed


def can_matter(library: Library, data: dict[str, Any], asked: Question, others: list[Question]) -> bool:
    """Whether some answer changes the interval, for some answers (or none) to the other questions."""
    for made in itertools.product(*(("unknown", *answers(other)) for other in others)):
        before = data
        for other, text in zip(others, made, strict=True):
            if text != "unknown":
                before = answered(library, before, other, text)
        now = judged(library, before)
        if any(judged(library, answered(library, before, asked, text)) != now for text in answers(asked)):
            return True
    return False


def open_facts(interview: Interview) -> list[Question]:
    assert interview.evaluation is not None and interview.decision is not None
    return [q for q in candidates.facts(interview.evaluation, interview.decision) if q.key not in interview._passed]


def open_steps(interview: Interview) -> list[Question]:
    assert interview.evaluation is not None and interview.decision is not None
    return [q for q in candidates.steps(interview.evaluation, interview.decision) if q.key not in interview._passed]


@settings(max_examples=60)
@given(gen.libraries(), gen.knowledge(), st.data())
def test_an_interview_asks_what_can_matter_never_twice_and_ends(
    library: Library, known: gen.Known, data: st.DataObject
) -> None:
    interview = Interview(library, request(known))
    seen: set[str] = set()
    while (question := interview.next_question()) is not None:
        assert question.key not in seen
        seen.add(question.key)
        assert len(seen) < 40
        before = interview.request
        assert interview.evaluation is not None
        now = interview.evaluation.interval
        if VOCABULARY.get(question.term) is not None and VOCABULARY[question.term].kind == "step":
            alone = [judged(library, answered(library, before, question, text)) for text in answers(question)]
            if all(found == now for found in alone):
                others = [other for other in open_steps(interview) if other.key != question.key]
                assert can_matter(library, before, question, others)
        else:
            assert not now.settled
            assert question.between is not None and question.why
            alone = [judged(library, answered(library, before, question, text)) for text in answers(question)]
            # most decisive first: what changes nothing alone comes only where nothing does
            if all(found == now for found in alone):
                others = [other for other in open_facts(interview) if other.key != question.key]
                if len(others) <= 4:
                    assert can_matter(library, before, question, others)
        interview.answer(data.draw(st.sampled_from([*answers(question), "unknown"])))
    assert interview.evaluation is not None
    assert judged(library, interview.request) == interview.evaluation.interval


@settings(max_examples=60)
@given(gen.libraries(), gen.knowledge(), st.data())
def test_who_can_answer_everything_gets_a_settled_outcome_and_nothing_left_open(
    library: Library, known: gen.Known, data: st.DataObject
) -> None:
    lapsed = any(rule.seen is not None for rule in library.rules.values())
    interview = Interview(library, request(known))
    while (question := interview.next_question()) is not None:
        interview.answer(data.draw(st.sampled_from(answers(question))))
    assert interview.settled or lapsed
    if interview.settled:
        assert interview.evaluation is not None
        # nothing that is still outstanding could make it better
        assert interview.evaluation.reach.best == interview.evaluation.interval.best


@settings(max_examples=30)
@given(gen.libraries(), gen.knowledge(), st.data())
def test_back_takes_back_exactly_the_last_answer(library: Library, known: gen.Known, data: st.DataObject) -> None:
    interview = Interview(library, request(known))
    while (question := interview.next_question()) is not None:
        before = interview.request
        text = data.draw(st.sampled_from([*answers(question), "unknown"]))
        interview.answer(text)
        after = interview.request
        assert interview.back()
        assert (interview.request, interview.next_question()) == (before, question)
        interview.answer(text)
        assert interview.request == after
