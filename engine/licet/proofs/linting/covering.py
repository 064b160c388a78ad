"""Rules that never decide: wherever one bites, one and the same other bites at the same or a worse level on the same leg."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from licet.conditions.tree import FALSE
from licet.evaluate.evaluation import evaluate
from licet.lowering.law import LegLaw, Scope, ScopedRule
from licet.outcome import Outcome
from licet.policies.model import Rule
from licet.proofs.legs import Bite, LawFormulas, law_conditions
from licet.proofs.linting.findings import Finding, Undecided
from licet.proofs.linting.occasions import Occasion, Occasions, known
from licet.proofs.model import Model
from licet.proofs.search import Found, request_of_found, smallest
from licet.proofs.solving import Logic, NotDecidedError


def covered(occasions: Occasions, rule: Rule) -> Iterator[Finding | Undecided]:
    """Whether another rule of the same policy always covers a refusal or requirement.

    Of two rules that cover each other the one whose id comes later is found.
    """
    if rule.annulled is not None or rule.effect not in ("refuse", "require"):
        return
    try:
        other = _cover(occasions, rule)
        if other is None or (other.id > rule.id and _always(occasions, other, rule)):
            return
    except NotDecidedError as error:
        yield Undecided(rule.id, "never-decides", error.seconds)
        return
    message = f"`{rule.id}` never decides: wherever it bites, `{other.id}` bites at the same or a worse level"
    yield Finding("never-decides", rule.id, other.id, message, (other.id,), rule.span)


def _cover(occasions: Occasions, rule: Rule) -> Rule | None:
    """The first rule that covers another everywhere."""
    first = next((pair for pair in _uncovered(occasions, rule, None)), None)
    if first is None:
        return None  # it can never fire: that is another finding
    refuted: set[str] = set()
    open_ = _biting(occasions, rule, *first)
    for name in sorted(open_):
        if name in refuted or name not in open_:
            continue
        other = occasions.library.rules[name]
        against = next(iter(_uncovered(occasions, rule, other)), None)
        if against is None:
            return other
        # a transfer on which one does not cover the rule often rules out the next
        open_ &= _biting(occasions, rule, *against)
    return None


def _always(occasions: Occasions, rule: Rule, other: Rule) -> bool:
    return next(iter(_uncovered(occasions, rule, other)), None) is None


def _uncovered(occasions: Occasions, rule: Rule, other: Rule | None) -> Iterator[tuple[Occasion, Found]]:
    """Transfers on which a rule bites and another does not certainly bite as badly, one for each occasion."""
    covered: set[object] = set()
    logic = Logic()
    for occasion in occasions.of([rule], others=[] if other is None else [other]):
        place = occasions.place(occasion.state, occasion.role, occasion.day)
        own = place.biting(rule)
        if own is None:
            continue
        over = None if other is None else place.biting(other)
        law = _law(occasion, [own] if over is None else [own, over])
        view = occasions.view(occasion)
        conditions = [(view, condition) for condition in law_conditions(law)]
        model = Model(logic, occasion.state, occasion.role, [view], conditions, "free")
        key = None if view.until is not None else (occasion.role, tuple(map(_meaning, law.rules)), model.profile)
        if key is not None and key in covered:
            continue
        bites = LawFormulas(model, view, law).bites
        mine = [bite for bite in bites if bite.rule == rule.id]
        its = [bite for bite in bites if bite.rule != rule.id]
        formula = logic.either([logic.both([b.possible, *_none(logic, b.outcome, its)]) for b in mine])
        found = smallest(model, logic.both([formula, known(model)]), timeout=occasions.timeout)
        if found is not None:
            yield occasion, found
        elif key is not None:
            covered.add(key)


def _none(logic: Logic, level: Outcome, bites: list[Bite]) -> Iterator[object]:
    """That none certainly bites at a level or a worse one."""
    return (logic.no(bite.certain) for bite in bites if bite.outcome <= level)


def _meaning(scoped: ScopedRule) -> tuple[object, ...]:
    return scoped.rule.id, scoped.condition, scoped.needs, scoped.against


def _law(occasion: Occasion, rules: list[ScopedRule]) -> LegLaw:
    return LegLaw(Scope(occasion.state, occasion.role, occasion.day), True, tuple(rules), None, FALSE)


def _biting(occasions: Occasions, rule: Rule, occasion: Occasion, found: Found) -> set[str]:
    """The rules of the same policy that may bite as badly on a transfer, as the reference evaluator sees it."""
    library = occasions.library
    request = request_of_found(found, occasion.day.isoformat())
    date = occasion.day if occasion.until == occasion.day else None
    transfer = library.transfer(request)
    if date is not None:
        transfer = replace(transfer, date=date)
    legs = evaluate(library, transfer, occasions.options).legs
    leg = next(x for x in legs if (x.leg.state, x.leg.role, x.leg.item) == (occasion.state, occasion.role, 0))
    level = next((result.interval.worst for result in leg.rules if result.rule.id == rule.id), Outcome.ALLOWED)
    return {
        result.rule.id
        for result in leg.rules
        if result.rule.policy == rule.policy and result.rule.id != rule.id and result.interval.worst <= level
    }
