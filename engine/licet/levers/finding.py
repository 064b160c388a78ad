"""Putting the smallest sets together: bounds, order, what comes of each set, and who holds what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from licet.evaluate.evaluation import Evaluation, LegResult, evaluate
from licet.evaluate.summary import claim_cite, leg_name, question, rule_cite
from licet.levers import facts, rules
from licet.levers.changes import Change, Wanted, apply, value_now
from licet.levers.facts import Group
from licet.levers.families import Family, minimal
from licet.levers.model import FactLever, FactSet, Levers, RuleLever, RuleSet
from licet.outcome import Interval, Outcome
from licet.problems import InputError, Problem, suggest
from licet.terms import VOCABULARY

MAX_RULES = 5
MAX_FACTS = 2


def levers(
    evaluation: Evaluation,
    *,
    to: Outcome | None = None,
    lower: bool = False,
    settled: bool = False,
    ask_rules: bool = True,
    ask_facts: bool = True,
    max_rules: int = MAX_RULES,
    max_facts: int = MAX_FACTS,
    also: Iterable[str] = (),
    through: Callable[[Sequence[Group]], Iterable[Group]] = iter,
) -> Levers:
    """All smallest sets of rules, and of changes that somebody can make, that move the outcome of a transfer.

    A set *works* if the outcome's worst end is then at least the target (with ``lower``: at most it); with ``settled`` both
    ends have to be the same as well. It is *smallest* if it works and no proper subset of it works. All smallest sets
    within the bounds are returned, and no others.

    Rules are suspended: evaluated as if they were not there, with a gate all rules under it, and a state whose claim
    ``<policy>/consent`` is suspended need not be asked. To raise an outcome refusals, requirements, gates and claims are
    suspended; to lower it, permits.

    Changes are, of what the rules in force read: every step, done (a risk found at its lowest level) to raise the outcome,
    refused (its highest level) to lower it, for each state that owes it; every showing of each state, turned; and facts
    with a finite set of values that are stated or unknown, given any other value. Facts of the world and of the item, and
    what says which transfer it is (exporter, destination, date, activity, regulator), stay; nor are facts changed that
    are presumed because nobody spoke of them. ``also`` adds such facts of the world, of the item, and presumed ones by name.

    Args:
        evaluation: the transfer as it is.
        to: the target; left out: any rise (fall) of the worst end.
        lower: look for what lowers the outcome.
        settled: the outcome has to be settled afterwards.
        ask_rules, ask_facts: which levers to look for.
        max_rules: the largest set of rules.
        max_facts: the largest number of facts and showings in a set; its steps are not counted.
        also: names of further facts that may change.
        through: the groups of facts are tried in this iteration over them; for a progress bar.

    Raises:
        InputError: the target is not beyond the present outcome, a fact of ``also`` cannot be changed, or there are too many
            smallest sets to be of use.
    """
    wanted = _wanted(evaluation, to, lower, settled)
    for name in also:
        _check(name)
    found = Levers(
        outcome=evaluation.interval.word,
        worst=evaluation.interval.worst.word,
        best=evaluation.interval.best.word,
        direction="lower" if lower else "raise",
        target=wanted.target.word if wanted else None,
        settled=settled,
        rules=() if ask_rules else None,
        facts=() if ask_facts else None,
        max_rules=max_rules,
        max_facts=max_facts,
        not_encoded=tuple(dict.fromkeys(leg.leg.state for leg in evaluation.legs if not leg.encoded and leg.counts)),
    )
    if wanted is None:
        return found
    if ask_rules:
        sets = rule_sets(evaluation, wanted, max_rules)
        beyond = () if sets else beyond_bound(evaluation, wanted)
        found = replace(found, rules=_described_rules(evaluation, sets), beyond=beyond)
    if ask_facts:
        changes = facts.smallest(evaluation, wanted, max_facts, tuple(also), through)
        found = replace(found, facts=_described_facts(evaluation, changes))
    return found


def _wanted(evaluation: Evaluation, to: Outcome | None, lower: bool, settled: bool) -> Wanted | None:
    worst, best = evaluation.interval
    end = Outcome.BLOCKED if lower else Outcome.ALLOWED
    if to is None:
        if worst is end:
            return None
        return Wanted(Outcome(worst - 1 if lower else worst + 1), lower, settled)
    wanted = Wanted(to, lower, settled)
    if wanted.met(evaluation.interval):
        now = worst.word if worst == best else f"{worst.word} to {best.word}"
        message = f"the outcome is {now}: that is {'at most' if lower else 'at least'} `{to.word}` already"
        raise InputError(
            [Problem(message, None, "ask for one below it" if lower else "ask for one above it, or --lower")]
        )
    return wanted


def _check(name: str) -> None:
    term = VOCABULARY.get(name)
    if term is None:
        raise InputError([Problem(f"there is no fact `{name}`", None, suggest(name, [*VOCABULARY]))])
    if term.kind != "fact":
        raise InputError([Problem(f"`{name}` is a {term.kind}, which is looked at anyway")])
    if name in facts.FIXED or name.startswith("origin."):
        raise InputError([Problem(f"`{name}` says which transfer it is and cannot be changed")])
    if term.type.base not in ("truth", "enum", "scale"):
        raise InputError([Problem(f"`{name}` is a {term.type.name}: only facts with a few values can be tried")])


# rules


def rule_sets(evaluation: Evaluation, wanted: Wanted, limit: int | None) -> Family[str]:
    """The smallest sets of rules, of at most ``limit``, whose suspension gives what is wanted."""
    found: set[frozenset[str]] = set()
    for target in wanted.targets:
        if wanted.lower:
            sets = rules.lowering(evaluation, target, certain=wanted.settled)
        else:
            sets = rules.raising(evaluation, target, limit)
        found |= {s for s in sets if not wanted.settled or wanted.met(suspended(evaluation, s))}
    return frozenset(s for s in minimal(found) if limit is None or len(s) <= limit)


def suspended(evaluation: Evaluation, names: Iterable[str]) -> Interval:
    """The interval of the transfer without these rules, gates, claims and permits."""
    options = replace(evaluation.options, suspended=evaluation.options.suspended | frozenset(names))
    return evaluate(evaluation.library, evaluation.transfer, options).interval


def beyond_bound(evaluation: Evaluation, wanted: Wanted) -> tuple[str, ...]:
    """One smallest set of rules of whatever size, or nothing where there is none; of a settled outcome none is looked for."""
    if wanted.settled:
        return ()
    names = _in_the_way(evaluation, wanted.lower)
    if not wanted.met(suspended(evaluation, names)):
        return ()
    for name in _least_needed_first(evaluation, names):
        if wanted.met(suspended(evaluation, [other for other in names if other != name])):
            names.remove(name)
    return tuple(names)


def _in_the_way(evaluation: Evaluation, lower: bool) -> list[str]:
    """What can matter to it: the rules that bite or may bite, their gates, and the claims; to lower it, the permits."""
    found: dict[str, None] = {}
    for leg in evaluation.legs:
        if lower:
            for name in evaluation.library.permits:
                for permit in evaluation.library.permits[name]:
                    found[permit.id] = None
            continue
        for result in leg.rules:
            if result.interval.worst is not Outcome.ALLOWED:
                found[result.rule.id] = None
                if result.rule.under is not None:
                    found[result.rule.under] = None
        if leg.claim is not None:
            found[leg.claim.claim.id] = None
    return sorted(found)


def _least_needed_first(evaluation: Evaluation, names: Sequence[str]) -> list[str]:
    """Rules for which a gate of several stands in go first, then gates of one rule, so that few are left in the end."""
    rules = evaluation.library.rules
    gated = Counter(rules[name].under for name in names if name in rules)

    def rank(name: str) -> int:
        under = rules[name].under if name in rules else None
        return 0 if under is not None and gated[under] > 1 else 1 if gated[name] == 1 else 2

    return sorted(names, key=rank)


def _described_rules(evaluation: Evaluation, sets: Family[str]) -> tuple[RuleSet, ...]:
    described = []
    for names in sorted(sets, key=lambda s: (len(s), sorted(s))):
        after = suspended(evaluation, names)
        levers = tuple(_rule(evaluation, name) for name in sorted(names))
        described.append(RuleSet(levers, after.worst.word, after.best.word))
    return tuple(described)


def _rule(evaluation: Evaluation, name: str) -> RuleLever:
    for leg in evaluation.legs:
        if leg.claim is not None and leg.claim.claim.id == name:
            claim = leg.claim.claim
            places = tuple(leg_name(other) for other in evaluation.legs if other.claim and other.claim.claim.id == name)
            return RuleLever(name, claim.title, "consent", "law", claim.because, claim_cite(claim), places)
    rule = evaluation.library.rules[name]
    legs = tuple(leg_name(leg) for leg in evaluation.legs if _stands_on(leg, name))
    return RuleLever(name, rule.title, rule.effect, rule.layer, rule.because, rule_cite(rule), legs)


def _stands_on(leg: LegResult, name: str) -> bool:
    """Whether a rule bites, or a permit lifts, on a leg."""
    lifts = [lift for result in leg.rules for lift in result.lifts] + list(leg.claim.lifts if leg.claim else ())
    return any(lift.permit.id == name for lift in lifts) or any(
        result.rule.id == name and result.condition is not False for result in leg.rules
    )


# facts


def _described_facts(evaluation: Evaluation, sets: Family[Change]) -> tuple[FactSet, ...]:
    """The sets with the values that rules cannot tell apart, and those that differ in one value only, put together."""
    classes = {
        (choice.term, choice.state, same[0]): same
        for choice in facts.choices(evaluation, VOCABULARY)
        for same in choice.classes
    }
    merged: dict[Interval, list[frozenset[tuple[str, str | None, tuple[object, ...]]]]] = {}
    for changes in sets:
        after = evaluate(evaluation.library, apply(evaluation.transfer, changes), evaluation.options).interval
        written = frozenset(
            (change.term, change.state, classes.get((change.term, change.state, change.value), (change.value,)))
            for change in changes
        )
        merged.setdefault(after, []).append(written)
    described = []
    for after, written_sets in merged.items():
        for one in _merged(written_sets):
            levers = [_fact(evaluation, term, state, values) for term, state, values in one]
            levers.sort(key=lambda lever: (lever.kind, lever.holder, lever.term, lever.state or ""))
            described.append(FactSet(tuple(levers), after.worst.word, after.best.word))
    described.sort(
        key=lambda s: (len(s.changes), [(c.term, c.state or "", [str(v) for v in c.values]) for c in s.changes])
    )
    return tuple(described)


Written = frozenset[tuple[str, str | None, tuple[object, ...]]]


def _merged(sets: Iterable[Written]) -> list[Written]:
    """Sets that differ in one term's values only become one, until none do."""
    left = sorted(sets, key=lambda s: sorted(map(repr, s)))
    changed = True
    while changed:
        changed = False
        for index, one in enumerate(left):
            for other in left[index + 1 :]:
                apart, apart_too = one - other, other - one
                if len(apart) != 1 or len(apart_too) != 1:
                    continue
                (term, state, values), (term_too, state_too, more) = *apart, *apart_too
                if (term, state) != (term_too, state_too):
                    continue
                left.remove(one)
                left.remove(other)
                left.append((one & other) | {(term, state, (*values, *more))})
                changed = True
                break
            if changed:
                break
    return left


def _fact(evaluation: Evaluation, term: str, state: str | None, values: tuple[object, ...]) -> FactLever:
    leg = next(leg for leg in evaluation.legs if state in (None, leg.leg.state))
    kind = VOCABULARY[term].type
    order: list[object] = list(kind.members) or [True, False]
    ordered = sorted(values, key=order.index)
    change = Change(term, state, ordered[0])  # type: ignore[arg-type]
    asked, _ = question(term, leg)
    return FactLever(
        term=term,
        kind=change.kind,
        state=state,
        was=value_now(evaluation, change),
        values=tuple(ordered),  # type: ignore[arg-type]
        holder=leg.facts.asked_of(term) or "requester",
        question=asked,
    )
