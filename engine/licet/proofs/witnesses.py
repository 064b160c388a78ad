"""For each rule the smallest transfer in which it alone decides: an example for readers, and a test for writers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.outcome import Outcome
from licet.policies.model import Rule
from licet.problems import InputError, Problem, did_you_mean
from licet.proofs.comparing import intervals, meaning
from licet.proofs.legs import LawFormulas, law_conditions
from licet.proofs.model import Model
from licet.proofs.parts import LegAnswer, Part, law_of, replay
from licet.proofs.search import request_of_found, smallest
from licet.proofs.solving import Logic
from licet.proofs.views import Records, View
from licet.transfers.transfer import Role

ROLES: tuple[Role, ...] = ("exporter", "origin", "transit", "broker", "holder")


@dataclass(frozen=True, slots=True)
class RuleWitness:
    """A transfer in which a rule decides.

    Attributes:
        rule: the rule's id.
        part: on whose leg.
        request: the transfer, as the reference evaluator was asked it.
        stated: how many facts it states, besides its ends, its day and the item's category.
        answer: what is said of the leg.
        without: what would be said without the rule.
    """

    rule: str
    part: Part
    request: dict[str, Any]
    stated: int
    answer: LegAnswer
    without: LegAnswer

    @property
    def alone(self) -> bool:
        """Whether no other rule is a ground."""
        return self.answer.grounds == (self.rule,)


def witness(
    library: Library,
    rule_id: str,
    *,
    date: datetime.date | None = None,
    options: Options | None = None,
    records: Records = "recorded",
    timeout: float | None = None,
) -> RuleWitness | None:
    """The smallest transfer in which a rule alone decides: without it the outcome would be another.

    Of a refusal or requirement the worst outcome rests on it alone; of a permit, a gate and any other rule the interval of
    a leg is another without it.

    Args:
        library: the law and the world.
        rule_id: the rule.
        date: the day; left out, the last day on which the rule is in force, or of a rule without end the first of its last
            year for which the world has records.
        options: how the law is asked.
        records: whether the transfer may assume what the world records otherwise.
        timeout: seconds for each kind of leg.

    Returns:
        A transfer in which it decides as exporter's law, where there is one, else in another role. None where there
        is no such transfer: the rule never decides.

    Raises:
        InputError: there is no such rule, or z3 is not installed.
        NotDecidedError: the time is up.
    """
    rule = library.rules.get(rule_id)
    if rule is None:
        raise InputError([Problem(f"there is no rule `{rule_id}`", None, did_you_mean(rule_id, library.rules))])
    day = date or _day(library, rule)
    asked = options or Options()
    if not asked.sees(rule, day):
        return None
    for part in _parts(library, rule):
        found = _on(library, rule, part, day, asked, records, timeout)
        if found is not None:
            return found
    return None


def _day(library: Library, rule: Rule) -> datetime.date:
    if rule.until is not None:
        return rule.until - datetime.timedelta(1)
    known = datetime.date(max(library.world.conflict_years[1], 2000), 1, 1)
    return max(known, rule.from_ or known) if rule.seen is None else min(max(known, rule.from_ or known), rule.seen)


def _parts(library: Library, rule: Rule) -> Iterator[Part]:
    policy = next(policy for policy in library.policies if policy.id == rule.policy)
    states = [policy.state] if policy.state is not None else [*library.states]
    for role in ROLES:
        for state in states:
            yield Part(state, role)


def _on(
    library: Library,
    rule: Rule,
    part: Part,
    day: datetime.date,
    options: Options,
    records: Records,
    timeout: float | None,
) -> RuleWitness | None:
    law = law_of(library, part, day, options)
    scoped = next((scoped for scoped in law.rules if scoped.rule.id == rule.id), None)
    bites = rule.effect in ("refuse", "require")
    if bites and scoped is None:
        return None
    without_options = replace(options, suspended=options.suspended | {rule.id})
    without = law_of(library, part, day, without_options)
    if meaning(law) == meaning(without):
        return None
    logic = Logic()
    view = View(library.world, day, options)
    conditions = [(view, condition) for one in (law, without) for condition in law_conditions(one)]
    model = Model(logic, part.state, part.role, [view], conditions, records)
    here, there = LawFormulas(model, view, law), LawFormulas(model, view, without)
    read = [f for one in (here, there) for end in (one.at_most_worst, one.at_most_best) for f in end]
    pairs = [*zip(here.at_most_worst, there.at_most_worst, strict=True)]
    pairs += [*zip(here.at_most_best, there.at_most_best, strict=True)]
    differ = logic.either(
        [logic.no(logic.both([logic.either([logic.no(a), b]), logic.either([a, logic.no(b)])])) for a, b in pairs]
    )
    wanted = [differ]
    if bites:
        # both ends: what is decided does not hang on what is unknown
        own = here.grounds.get(rule.id, logic.false)
        settled = [logic.either([logic.no(w), b]) for w, b in zip(here.at_most_worst, here.at_most_best, strict=True)]
        others = [formula for name, formula in here.grounds.items() if name != rule.id]
        wanted += [own, *settled, logic.no(logic.either(others))]
    found = smallest(model, logic.both(wanted), read, timeout=timeout)
    if found is None:
        return None
    request = request_of_found(found, day.isoformat())
    answers = [replay(library, request, part, day, asked) for asked in (options, without_options)]
    if [answer.interval for answer in answers] != intervals(found):
        raise AssertionError(f"a witness does not replay: {request}")
    result = RuleWitness(rule.id, part, request, found.stated, *answers)
    if bites and not (result.alone and answers[0].interval.worst < Outcome.ALLOWED):
        raise AssertionError(f"{rule.id} does not decide alone: {request}")
    return result
