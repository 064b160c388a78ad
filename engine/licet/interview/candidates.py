"""What can be asked next: the facts that the outcome depends on, then the steps that are outstanding."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from licet.conditions.parsing import NOTHING
from licet.conditions.tree import Compare, Condition, Constant, Plain, Within, terms, walk
from licet.decisions import Decision, LegName
from licet.evaluate.evaluation import Evaluation, LegResult
from licet.evaluate.summary import LAW_OF, leg_name, question, result_leaves, rule_cite
from licet.evaluate.truth import unknown_leaves
from licet.interview.questions import Question, Reason, answers_of, may_be_none
from licet.levers.changes import scope
from licet.levers.facts import Leaf, classes, conditions_on
from licet.outcome import Interval
from licet.terms import VOCABULARY


def facts(evaluation: Evaluation, decision: Decision) -> list[Question]:
    """The questions behind ``decision.unknown``, in its order."""
    found: dict[str, Question] = {}
    for unknown in decision.unknown:
        if unknown.term.startswith(LAW_OF):
            continue  # nobody can answer that here
        term = "supplier" if unknown.term == "own_stock" else unknown.term
        leg = _leg_that_asks(evaluation, unknown.term, unknown.question)
        text = unknown.question if term == unknown.term else question(term, leg)[0]
        key, state, item = _key(evaluation, term, leg)
        answers, form = answers_of(term)
        found.setdefault(
            key,
            Question(
                key=key,
                text=text,
                term=term,
                state=state,
                item=item,
                answers=answers,
                form=form,
                holder=unknown.holder,
                between=unknown.decides_between,
                why=tuple(_reasons(evaluation, unknown.term, unknown.question)),
            ),
        )
    return list(found.values())


def _leg_that_asks(evaluation: Evaluation, term: str, text: str) -> LegResult:
    return next(leg for leg in evaluation.legs if question(term, leg)[0] == text)


def _key(evaluation: Evaluation, term: str, leg: LegResult) -> tuple[str, str | None, int | None]:
    """The question's key, and the state and item it is about."""
    several = len(evaluation.transfer.items) > 1
    number = f"#{leg.leg.item + 1}" if several else ""
    if term == "origin.share":
        return f"{term}@{leg.leg.state}{number}", leg.leg.state, leg.leg.item
    if term.startswith("item."):
        return f"{term}{number}", None, leg.leg.item
    return term, None, None


def _reasons(evaluation: Evaluation, term: str, text: str) -> Iterator[Reason]:
    """The rules that leave the outcome open for want of this fact."""
    best = evaluation.interval.best
    for leg in evaluation.legs:
        if leg.interval.worst >= best or question(term, leg)[0] != text:
            continue
        if leg.claim is not None and leg.claim.lifted is None:
            for lift in leg.claim.lifts:
                conditions = (lift.permit.when, *lift.permit.unless)
                if any(term in unknown_leaves(condition, leg.facts) for condition in conditions):
                    permit = lift.permit
                    yield Reason(permit.id, permit.title, permit.because, rule_cite(permit), leg_name(leg))
        for result in leg.rules if leg.counts else ():
            if result.interval.settled or result.interval.worst >= best:
                continue
            if term in result_leaves(evaluation, leg, result):
                rule = result.rule
                yield Reason(rule.id, rule.title, rule.because, rule_cite(rule), leg_name(leg))


def steps(evaluation: Evaluation, decision: Decision) -> list[Question]:
    """The questions behind ``decision.conditions``: consents first, for they make a state's other findings idle."""
    found: dict[str, list[Any]] = {}
    several = len({leg.leg.state for leg in evaluation.legs}) > 1
    for condition in decision.conditions:
        if condition.needs == "foreign_consents":
            continue  # each state is asked for its own
        leg = _leg(evaluation, condition.leg)
        state = scope(condition.needs, leg) if several or condition.needs == "consent" else None
        key = condition.needs if state is None else f"{condition.needs}@{state}"
        found.setdefault(key, [condition.needs, state, leg, condition.from_, []])[4].append(
            Reason(condition.rule, "", condition.because, condition.cite, condition.leg)
        )
    questions = []
    for key, (term, state, leg, holder, reasons) in found.items():
        answers, form = answers_of(term)
        between = Interval(evaluation.reach.worst, max(evaluation.reach.best, evaluation.interval.best))
        questions.append(
            Question(
                key=key,
                text=_asked_of(question(term, leg)[0], evaluation, term, state, several),
                term=term,
                state=state,
                answers=answers,
                form=form,
                holder=holder or "requester",
                between=(between.worst.word, between.best.word),
                why=tuple(reasons),
            )
        )
    worst = evaluation.interval.worst
    deciding = {leg.leg.state for leg in evaluation.legs if leg.interval.worst is worst}
    questions.sort(key=lambda q: (q.term != "consent", q.term == "consent" and q.state not in deciding, -len(q.why)))
    return questions


def _asked_of(text: str, evaluation: Evaluation, term: str, state: str | None, several: bool) -> str:
    """Where several states are asked, whose finding is meant."""
    if state is None or not several or term == "consent":
        return text
    name = evaluation.library.world.countries.name(state)
    return text if name in text else f"{name}: {text[0].lower()}{text[1:]}"


def _leg(evaluation: Evaluation, name: LegName) -> LegResult:
    return next(leg for leg in evaluation.legs if leg_name(leg) == name)


# values that can make a difference


def probes(evaluation: Evaluation, asked: Question) -> list[Plain]:
    """Answers to a question, at least one of every kind that the rules can tell apart."""
    term = VOCABULARY.get(asked.term)
    if term is None:
        return [True, False]
    if term.kind == "step":
        return list(term.type.members) or [True, False]
    leaves = _leaves(evaluation, asked.term)
    match term.type.base:
        case "truth" | "enum" | "scale":
            found: list[Plain] = [same[0] for same in classes(asked.term, leaves)]
        case "number":
            found = _numbers(leaves, highest=1 if asked.term == "origin.share" else None)
        case "date":
            found = list(_days(leaves))
        case _:
            named = [value for leaf in leaves for value in _named(leaf)]
            found = [*dict.fromkeys(named), "somebody else"]
    return [*found, NOTHING] if may_be_none(term) else found


def _leaves(evaluation: Evaluation, term: str) -> list[Condition]:
    wanted = {term, "own_stock"} if term == "supplier" else {term}
    found: list[Condition] = []
    for leg in evaluation.legs:
        for condition in conditions_on(evaluation, leg):
            for node in walk(condition):
                if isinstance(node, Leaf) and not wanted.isdisjoint(terms(node)) and node not in found:
                    found.append(node)
    return found


def _named(leaf: Condition) -> Iterable[Plain]:
    match leaf:
        case Compare(right=Constant(value=value)):
            return (value,)
        case Within(members=members):
            return members
        case _:
            return ()


def _numbers(leaves: list[Condition], highest: float | None) -> list[Plain]:
    named = sorted({float(value) for leaf in leaves for value in _named(leaf) if isinstance(value, int | float)})
    edges = [0.0, *named]
    between = [(low + high) / 2 for low, high in itertools.pairwise(edges)]
    found = sorted({*edges, *between, edges[-1] + 1 if highest is None else highest})
    return [number for number in found if number >= 0 and (highest is None or number <= highest)]


def _days(leaves: list[Condition]) -> list[Plain]:
    found: set[datetime.date] = {datetime.date(2000, 1, 1)}
    for leaf in leaves:
        for value in _named(leaf):
            if value != NOTHING:
                day = datetime.date.fromisoformat(str(value))
                found |= {day + datetime.timedelta(step) for step in (-1, 0, 1)}
    return [day.isoformat() for day in sorted(found)]
