"""What changed from one day to the next: the outcome, its grounds, lifts, rules that begin or end, facts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from licet.conditions.tree import Condition, Holds, Plain, Within, terms, walk
from licet.decisions import Assumption, Consideration, Decision, FactRead, Ground, Lifted, Outstanding, UnknownFact
from licet.evaluate.evaluation import Evaluation, LegResult
from licet.evaluate.rules import RuleResult
from licet.evaluate.summary import LAW_OF, facts_read
from licet.library import Library
from licet.policies.model import Rule
from licet.reasons import ordered_grounds
from licet.terms import VOCABULARY

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class RuleEvent:
    """A rule that ``begins``, ``ends``, is ``not confirmed`` any longer, or whose text names the ``date`` reached."""

    rule: str
    event: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact with another value, provenance or source than the day before; None is unknown.

    ``from_`` is the new provenance, ``source`` the new value's source, or where it has none the old one's. ``term`` may
    be a membership (``SWE in NATO``) or an encoding (``law of SWE``).
    """

    term: str
    before: Plain | None
    after: Plain | None
    from_: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What differs on ``date`` from the day before; every list in a fixed order.

    Attributes:
        date: the first day of the new answer.
        before: outcome, worst and best of the day before.
        after: outcome, worst and best from the date on.
        appeared: grounds that came to decide; ``vanished``: that decide no more.
        lifted: rules that a permit now sets aside; ``restored``: that it no longer does.
        asked: steps that are now outstanding; ``settled``: that are no more.
        weighed: considerations that came; ``unweighed``: that went.
        assumed: what is now taken as given; ``unassumed``: what was.
        open: unknown facts on which the outcome now depends; ``closed``: on which it no longer does.
        rules: rules that began, ended or were last confirmed, where that shows in the answer.
        facts: facts that changed, where a rule that answers otherwise reads them, or a ground, or where they are assumed.
    """

    date: datetime.date
    before: tuple[str, str, str]
    after: tuple[str, str, str]
    appeared: tuple[Ground, ...]
    vanished: tuple[Ground, ...]
    lifted: tuple[Lifted, ...]
    restored: tuple[Lifted, ...]
    asked: tuple[Outstanding, ...]
    settled: tuple[Outstanding, ...]
    weighed: tuple[Consideration, ...]
    unweighed: tuple[Consideration, ...]
    assumed: tuple[Assumption, ...]
    unassumed: tuple[Assumption, ...]
    open: tuple[UnknownFact, ...]
    closed: tuple[UnknownFact, ...]
    rules: tuple[RuleEvent, ...]
    facts: tuple[FactChange, ...]

    @property
    def of_outcome(self) -> bool:
        """Whether the outcome or an end of its interval changed."""
        return self.before != self.after

    @property
    def matters(self) -> bool:
        """Whether the outcome, its grounds, lifts or outstanding steps changed, and not only what is to be weighed."""
        parts = (self.appeared, self.vanished, self.lifted, self.restored, self.asked, self.settled)
        return self.of_outcome or any(parts)


def outcome_of(decision: Decision) -> tuple[str, str, str]:
    """Outcome, worst and best."""
    return decision.outcome, decision.worst, decision.best


def change(before: Evaluation, after: Evaluation, old: Decision, new: Decision) -> Change:
    """What differs between two days' evaluations of one transfer, with their decisions."""

    def parts(
        entries: Callable[[Decision], Sequence[Entry]], key: Callable[[Entry], object]
    ) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        past, present = ({key(entry): entry for entry in entries(decision)} for decision in (old, new))
        came = tuple(entry for name, entry in present.items() if name not in past)
        return came, tuple(entry for name, entry in past.items() if name not in present)

    appeared, vanished = parts(lambda d: ordered_grounds(d.grounds), lambda g: (g.rule, g.leg, g.outcome, g.certain))
    lifted, restored = parts(lambda d: d.lifted, lambda x: (x.rule, x.by, x.leg, x.certain))
    asked, settled = parts(lambda d: d.conditions, lambda c: (c.rule, c.needs, c.leg, c.certain))
    weighed, unweighed = parts(lambda d: d.considerations, lambda c: (c.rule, c.leg, c.certain))
    assumed, unassumed = parts(lambda d: d.assumptions, lambda a: a)
    opened, closed = parts(lambda d: d.unknown, lambda u: u)
    rules, facts = _causes(before, after, old, new)
    return Change(
        date=after.transfer.date,
        before=outcome_of(old),
        after=outcome_of(new),
        appeared=appeared,
        vanished=vanished,
        lifted=lifted,
        restored=restored,
        asked=asked,
        settled=settled,
        weighed=weighed,
        unweighed=unweighed,
        assumed=assumed,
        unassumed=unassumed,
        open=opened,
        closed=closed,
        rules=rules,
        facts=facts,
    )


def _causes(
    before: Evaluation, after: Evaluation, old_decision: Decision, new_decision: Decision
) -> tuple[tuple[RuleEvent, ...], tuple[FactChange, ...]]:
    library = after.library
    named = [*_named_facts(old_decision), *_named_facts(new_decision)]
    known_on = after.options.known_on
    days = (before.transfer.date, after.transfer.date)
    events: dict[RuleEvent, None] = {}
    facts: dict[str, FactChange] = {}
    for old, new in zip(before.legs, after.legs, strict=True):
        if old.encoded != new.encoded:
            term = f"{LAW_OF}{new.leg.state}"
            words = ("not encoded", "encoded") if new.encoded else ("encoded", "not encoded")
            facts[term] = FactChange(term, *words, "library", None)
        bound = [policy.binds for policy in library.policies if policy.id in {*old.policies, *new.policies}]
        facts |= {fact.term: fact for fact in _facts([*named, *bound], old, new)}
        for rules in _changed(old, new, library):
            conditions = [condition for rule in rules for condition in _read(rule, library)]
            facts |= {fact.term: fact for fact in _facts(conditions, old, new)}
            for rule in rules:
                for event in _events(rule, days, known_on):
                    events[RuleEvent(rule.id, event)] = None
    exercised = {*_exercised(old_decision), *_exercised(new_decision)}
    for name in sorted(exercised):
        events |= {RuleEvent(name, event): None for event in _events(library.rules[name], days, known_on)}
    # a rule whose own date did nothing here (its condition fails on both days) is not news
    telling = {*_telling(before), *_telling(after), *exercised}
    return tuple(event for event in events if event.rule in telling), tuple(facts[term] for term in sorted(facts))


def _named_facts(decision: Decision) -> Iterator[Condition]:
    """The facts that a decision itself names: those its grounds read, and those it takes as given."""
    for ground in decision.grounds:
        yield from (Holds(fact.term) for fact in ground.facts)
    yield from (Holds(assumption.term) for assumption in decision.assumptions if assumption.term in VOCABULARY)


def _exercised(decision: Decision) -> Iterator[str]:
    """The provisions that a practice among the grounds exercises."""
    for ground in decision.grounds:
        yield from ground.exercises


def _changed(old: LegResult, new: LegResult, library: Library) -> Iterator[list[Rule]]:
    """The rules that answer otherwise, each with the rules its answer hangs on: its gate, and the permits of both."""
    past = {result.rule.id: result for result in old.rules}
    present = {result.rule.id: result for result in new.rules}
    for name in sorted({*past, *present}):
        if _answer(past.get(name)) != _answer(present.get(name)):
            rule = library.rules[name]
            gate = [library.rules[rule.under]] if rule.under is not None else []
            yield [rule, *gate, *(permit for one in (rule, *gate) for permit in library.permits.get(one.id, ()))]
    if old.claim is not None and new.claim is not None and old.claim.lifts != new.claim.lifts:
        yield list(library.permits.get(new.claim.claim.id, ()))


def _answer(result: RuleResult | None) -> object:
    """What a result says; a rule that is not in force or does not bite says nothing."""
    if result is None or result.own is False:
        return None
    lifts = tuple((lift.permit.id, lift.holds) for lift in result.lifts)
    return result.condition, result.interval, result.own, lifts, result.carried


def _events(rule: Rule, days: tuple[datetime.date, datetime.date], known_on: datetime.date | None) -> Iterator[str]:
    held, holds = (rule.holds_on(day, known_on) for day in days)
    if holds and not held:
        yield "begins"
    if held and not holds:
        yield "ends"
    if held and holds and rule.seen is not None and days[0] <= rule.seen < days[1]:
        yield "not confirmed"
    if held and holds and any("date" in terms(condition) for condition in (rule.when, *rule.unless)):
        yield "date"


def _telling(evaluation: Evaluation) -> Iterator[str]:
    """The rules that may bite on some leg, their gates, and the permits that may lift them."""
    for leg in evaluation.legs:
        for result in leg.rules:
            if result.own is not False:
                yield result.rule.id
                yield from [result.rule.under] if result.rule.under is not None else []
                yield from (lift.permit.id for lift in result.lifts)
        if leg.claim is not None:
            yield from (lift.permit.id for lift in leg.claim.lifts)


def _read(rule: Rule, library: Library) -> Iterable[Condition]:
    policy = next(policy for policy in library.policies if policy.id == rule.policy)
    return (policy.binds, rule.when, *rule.unless)


def _facts(conditions: Sequence[Condition], old: LegResult, new: LegResult) -> Iterator[FactChange]:
    """The facts among those read that changed; a membership under its own name."""
    past: dict[str, FactRead] = {fact.term: fact for fact in facts_read(conditions, old.facts)}
    for fact in facts_read(conditions, new.facts):
        was = past[fact.term]
        if fact.term != "date" and was != fact:
            yield FactChange(fact.term, was.value, fact.value, fact.from_, fact.source or was.source)
    for node in (node for condition in conditions for node in walk(condition) if isinstance(node, Within)):
        state = new.facts.value(node.term).value
        for group in node.groups if state is not None else ():
            inside, now = old.facts.member(group, state or ""), new.facts.member(group, state or "")
            if inside != now:
                source = new.facts.world.groups[group].source
                known = new.facts.world.sources.get(source or "")
                title = known.title if known else source
                yield FactChange(f"{state} in {group}", inside, now, "recorded", title)
