"""From an evaluation to a decision: which rules it rests on, what is outstanding, what is unknown, what was assumed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from licet.conditions.tree import Condition, terms
from licet.decisions import (
    Assumption,
    Cite,
    Consideration,
    Decision,
    FactRead,
    Ground,
    LegName,
    LegOutcome,
    LibraryName,
    Lifted,
    Outstanding,
    UnknownFact,
)
from licet.evaluate.evaluation import Evaluation, LegResult, lifts_of
from licet.evaluate.facts import LegFacts
from licet.evaluate.rules import RuleResult, own_truth
from licet.evaluate.truth import unknown_leaves
from licet.outcome import Interval, Outcome
from licet.policies.model import Consent, Rule
from licet.terms import VOCABULARY

LAW_OF = "law of "
"""What stands before a state's code as the "term" of a law that is not encoded."""
PRESUMED = "nothing says otherwise"
"""Why a value was presumed."""


def decide(evaluation: Evaluation) -> Decision:
    """Sum an evaluation up as a decision; all lists have a fixed order."""
    worst, best = evaluation.interval
    return Decision(
        outcome=evaluation.interval.word,
        worst=worst.word,
        best=best.word,
        date=evaluation.transfer.date.isoformat(),
        layers=evaluation.options.layers,
        reach=(evaluation.reach.worst.word, evaluation.reach.best.word),
        mode="kleene",
        grounds=tuple(grounds_of(evaluation)),
        legs=tuple(_leg_outcome(leg) for leg in evaluation.legs),
        conditions=tuple(conditions_of(evaluation)),
        considerations=tuple(_considerations(evaluation)),
        lifted=tuple(_lifted(evaluation)),
        assumptions=tuple(_assumptions(evaluation)),
        unknown=tuple(unknown_of(evaluation)),
        library=LibraryName(evaluation.library.version, evaluation.library.digest),
    )


def leg_name(leg: LegResult) -> LegName:
    """The leg's name in a decision."""
    return LegName(leg.leg.state, leg.leg.role, leg.leg.item)


def rule_cite(rule: Rule) -> Cite:
    """A rule's citation in a decision."""
    checked = rule.cite.checked.isoformat() if rule.cite.checked else None
    return Cite(rule.cite.source.title, rule.cite.at, rule.cite.url, checked, rule.confidence)


def claim_cite(claim: Consent) -> Cite | None:
    """A claim's citation in a decision."""
    if claim.cite is None:
        return None
    checked = claim.cite.checked.isoformat() if claim.cite.checked else None
    return Cite(claim.cite.source.title, claim.cite.at, claim.cite.url, checked, claim.confidence)


def facts_read(conditions: Iterable[Condition], facts: LegFacts) -> tuple[FactRead, ...]:
    """The facts that conditions read, each once, in the order of the text."""
    names = dict.fromkeys(name for condition in conditions for name in terms(condition))
    read = []
    for name in names:
        value = facts.value(name)
        source = value.source
        if source is not None and source in facts.world.sources:
            record = facts.world.sources[source]
            source = record.title if record.url is None else f"{record.title}, {record.url}"
        read.append(FactRead(name, value.value, value.provenance, source))
    return tuple(read)


def _leg_outcome(leg: LegResult) -> LegOutcome:
    return LegOutcome(
        leg.leg.state,
        leg.leg.role,
        leg.leg.item,
        leg.interval.word,
        leg.interval.worst.word,
        leg.interval.best.word,
        leg.policies,
        leg.encoded,
    )


def grounds_of(evaluation: Evaluation) -> Iterable[Ground]:
    """The grounds of an evaluation's decision, in its order."""
    worst = evaluation.interval.worst
    if worst is Outcome.ALLOWED:
        return
    for leg in evaluation.legs:
        if leg.interval.worst is not worst:
            continue
        claim = leg.claim
        if claim is not None and claim.lifted is not True and claim.consent is not True:
            own = Outcome.BLOCKED if claim.consent is False else Outcome.CONDITIONAL
            if own is worst:
                yield _claim_ground(leg, worst)
        if not leg.counts:
            continue
        for result in leg.rules:
            if result.interval.worst is worst:
                yield _ground(evaluation, leg, result, worst)


def _claim_ground(leg: LegResult, worst: Outcome) -> Ground:
    assert leg.claim is not None
    claim = leg.claim.claim
    return Ground(
        rule=claim.id,
        title=claim.title,
        effect="require",
        force="mandatory",
        layer="law",
        leg=leg_name(leg),
        outcome=worst.word,
        certain=leg.claim.lifted is False,
        because=_consent_because(leg),
        cite=claim_cite(claim),
        facts=facts_read((), leg.facts),
    )


def _ground(evaluation: Evaluation, leg: LegResult, result: RuleResult, worst: Outcome) -> Ground:
    rule = result.rule
    date = evaluation.transfer.date
    # of renumbered provisions, the one in force that day
    exercises = tuple(name for name in rule.exercises if evaluation.library.rules[name].holds_on(date))
    return Ground(
        rule=rule.id,
        title=rule.title,
        effect=rule.effect,
        force=rule.force,
        layer=rule.layer,
        leg=leg_name(leg),
        outcome=worst.word,
        certain=result.interval.settled,
        because=rule.because,
        cite=rule_cite(rule),
        exercises=exercises,
        facts=facts_read((rule.when, *rule.unless), leg.facts),
    )


def _consent_because(leg: LegResult) -> str:
    assert leg.claim is not None
    if leg.claim.consent is False:
        return f"{leg.facts.world.countries.name(leg.leg.state)} has refused its consent"
    return leg.claim.claim.because


def conditions_of(evaluation: Evaluation) -> Iterable[Outstanding]:
    """The outstanding steps of an evaluation's decision, in its order."""
    for leg in evaluation.legs:
        claim = leg.claim
        if claim is not None and claim.consent is None and claim.lifted is not True:
            yield Outstanding(
                rule=claim.claim.id,
                needs="consent",
                from_=leg.leg.state,
                leg=leg_name(leg),
                because=claim.claim.because,
                cite=claim_cite(claim.claim),
                certain=claim.lifted is False,
            )
        if not leg.counts:
            continue
        for result in leg.rules:
            if result.rule.effect != "require" or result.condition is False:
                continue
            for step in result.outstanding:
                yield Outstanding(
                    rule=result.rule.id,
                    needs=step,
                    from_=leg.facts.asked_of(step),
                    leg=leg_name(leg),
                    because=result.rule.because,
                    cite=rule_cite(result.rule),
                    certain=result.condition is True,
                )


def _considerations(evaluation: Evaluation) -> Iterable[Consideration]:
    for leg in evaluation.legs:
        granted = leg.claim is not None and leg.claim.consent is True
        for result in leg.rules:
            rule = result.rule
            if rule.effect == "weigh" and result.condition is not False:
                certain = result.condition is True
                yield Consideration(
                    rule.id, rule.title, rule.layer, leg_name(leg), rule.because, rule_cite(rule), certain
                )
            elif granted and result.interval == Interval(Outcome.BLOCKED, Outcome.BLOCKED):
                because = f"consent was granted although {rule.because}"
                yield Consideration(rule.id, rule.title, rule.layer, leg_name(leg), because, rule_cite(rule), True)


def _lifted(evaluation: Evaluation) -> Iterable[Lifted]:
    for leg in evaluation.legs:
        pairs = [(result.rule.id, result.lifts) for result in leg.rules if result.own is not False]
        if leg.claim is not None:
            pairs.append((leg.claim.claim.id, leg.claim.lifts))
        for rule, lifts in pairs:
            for lift in lifts:
                permit = lift.permit
                certain = lift.holds is True
                yield Lifted(rule, permit.id, leg_name(leg), permit.because, rule_cite(permit), certain)


# what was assumed


def _assumptions(evaluation: Evaluation) -> Iterable[Assumption]:
    noted: dict[tuple[str, str], Assumption] = {}
    date = evaluation.transfer.date
    for key in evaluation.transfer.closed:
        what = {"origins": "no other state has a re-export claim", "via": "no transit", "broker": "no broker"}[key]
        if key == "origins" and any(item.origins for item in evaluation.transfer.items):
            continue
        noted[key, ""] = Assumption(key, "none", None, f"left out, so taken as: {what}")
    for leg in evaluation.legs:
        softly = _Softly(leg, date)
        for result in leg.rules if leg.counts else ():
            for name in _assumed_terms(evaluation, result, softly):
                value = leg.facts.value(name)
                where = leg.facts.item.name if name.startswith("item.") else ""
                noted[name, where] = Assumption(name, value.value, value.until, _assumed_because(name, where, leg))
            if result.carried and result.own is not False:
                seen = result.rule.seen.isoformat() if result.rule.seen else None
                because = f"still in force: last confirmed on {seen}, no renewal or end was seen"
                noted[result.rule.id, ""] = Assumption(result.rule.id, True, seen, because)
    for origin in _origins_from_catalogue(evaluation):
        noted[origin.term, str(origin.value)] = origin
    yield from noted.values()


def _assumed_terms(evaluation: Evaluation, result: RuleResult, softly: _Softly) -> list[str]:
    """The carried and presumed values without which the rule would say something else."""
    library, date = evaluation.library, evaluation.transfer.date
    rules = [result.rule]
    if result.rule.under is not None:
        rules.append(library.rules[result.rule.under])
    # a permit that was presumed away counts as well
    permits = [permit for rule in rules for permit in library.permits.get(rule.id, ())]
    rules += [permit for permit in permits if evaluation.options.sees(permit, date)]
    return list(dict.fromkeys(name for rule in rules for name in softly.terms(rule)))


class _Softly:
    """Which of a rule's values were carried or presumed and mattered to it; a gate or permit of many rules is asked once."""

    def __init__(self, leg: LegResult, date: datetime.date) -> None:
        self._facts = leg.facts
        self._strictly = leg.facts.as_strict()
        self._date = date
        self._found: dict[str, list[str]] = {}

    def terms(self, rule: Rule) -> list[str]:
        """The terms of those values, in the order of the rule's text."""
        found = self._found.get(rule.id)
        if found is None:
            found = self._found[rule.id] = self._terms(rule)
        return found

    def _terms(self, rule: Rule) -> list[str]:
        names = [name for condition in (rule.when, *rule.unless) for name in terms(condition)]
        soft = [name for name in names if self._facts.value(name).provenance in ("carried", "presumed")]
        if not soft:
            return []
        strict = own_truth(rule, self._strictly, self._date, strict=False)
        return soft if strict != own_truth(rule, self._facts, self._date, strict=False) else []


def _assumed_because(name: str, where: str, leg: LegResult) -> str:
    value = leg.facts.value(name)
    if value.provenance == "carried":
        return "the records end before the date; the last value is carried forward"
    about = f" of {where}" if where else ""
    return f"{PRESUMED}{about}"


def _origins_from_catalogue(evaluation: Evaluation) -> Iterable[Assumption]:
    for item in evaluation.transfer.items:
        if item.origins and not item.origins_stated:
            states = ", ".join(sorted({origin.state for origin in item.origins}))
            yield Assumption("origins", states, None, f"the catalogue's usual origins of {item.name}")


# what is unknown


def unknown_of(evaluation: Evaluation) -> Iterable[UnknownFact]:
    """The unknown facts of an evaluation's decision, in its order."""
    worst, best = evaluation.interval
    if worst == best:
        return
    found: dict[tuple[str, str], tuple[Outcome, int, UnknownFact]] = {}

    def note(term: str, question: str, holder: str, low: Outcome) -> None:
        known = found.get((term, question))
        if known is not None:
            low = min(low, known[0])
        count = (known[1] if known else 0) + 1
        found[term, question] = (low, count, UnknownFact(term, question, holder, (low.word, best.word)))

    for leg in evaluation.legs:
        if leg.interval.worst >= best:
            continue
        if not leg.encoded and leg.counts:
            state = leg.leg.state
            name = leg.facts.world.countries.name(state)
            note(f"{LAW_OF}{state}", f"the law of {name} is not encoded", "library", leg.interval.worst)
        if leg.claim is not None:
            for lift in leg.claim.lifts:
                if lift.holds is None and leg.claim.lifted is None:
                    for term in _leaves_of(lift.permit, leg.facts):
                        note(term, *question(term, leg), leg.interval.worst)
        for result in leg.rules if leg.counts else ():
            if result.interval.settled or result.interval.worst >= best:
                continue
            for term in result_leaves(evaluation, leg, result):
                note(term, *question(term, leg), result.interval.worst)
    # the worst outcome at stake first, then what more rules ask; the exporter's leg before the others
    ordered = sorted(found.values(), key=lambda entry: (entry[0], -entry[1]))
    yield from (entry[2] for entry in ordered)


def result_leaves(evaluation: Evaluation, leg: LegResult, result: RuleResult) -> Iterable[str]:
    """The unknown facts on which a rule's result depends: terms, or ``XYZ in GROUP``; a name may come twice."""
    policy = next(policy for policy in evaluation.library.policies if policy.id == result.rule.policy)
    yield from unknown_leaves(policy.binds, leg.facts)
    if result.gate is None and result.rule.under is not None:
        yield from _leaves_of(evaluation.library.rules[result.rule.under], leg.facts)
        date, options = evaluation.transfer.date, evaluation.options
        for lift in lifts_of(evaluation.library, result.rule.under, leg.facts, date, options):
            if lift.holds is None:
                yield from _leaves_of(lift.permit, leg.facts)
    yield from _leaves_of(result.rule, leg.facts)
    for lift in result.lifts:
        if lift.holds is None:
            yield from _leaves_of(lift.permit, leg.facts)


def _leaves_of(rule: Rule, facts: LegFacts) -> list[str]:
    return [leaf for condition in (rule.when, *rule.unless) for leaf in unknown_leaves(condition, facts)]


def question(term: str, leg: LegResult) -> tuple[str, str]:
    """The question that settles a term on a leg, and who can answer it."""
    countries = leg.facts.world.countries
    if " in " in term:
        state, group = term.split(" in ")
        title = leg.facts.world.groups[group].title
        return f"Does {countries.name(state)} belong to: {title}?", "authority"
    known = VOCABULARY[term]
    names = {
        "state": countries.name(leg.leg.state),
        "destination": countries.name(leg.facts.transfer.destination),
        "item": leg.facts.item.name,
    }
    return known.question.format(**names), known.holder
