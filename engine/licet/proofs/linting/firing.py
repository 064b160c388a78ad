"""What can never be: rules that never fire, exceptions and permits that never apply, lifts that lift nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from licet.conditions.printing import expression
from licet.conditions.tree import Condition
from licet.lowering.folding import conjunction_of, negation
from licet.policies.model import Rule
from licet.proofs.linting.findings import Code, Finding, Undecided
from licet.proofs.linting.occasions import Occasions, Place
from licet.proofs.solving import NotDecidedError

Found = Finding | Undecided


def never(occasions: Occasions, rule: Rule) -> Iterator[Found]:
    """What of a rule can never be.

    A rule that was annulled is left out: on no day is it known to be in force. Of a rule that can never fire nothing else is
    said.
    """
    if rule.annulled is not None:
        return
    found = [*_asked(rule, "permit-never-applies" if rule.effect == "permit" else "never-fires", occasions, _dead)]
    yield from found
    if any(isinstance(one, Finding) for one in found):
        return
    for exception in rule.unless:
        yield from _asked(rule, "exception-never-applies", occasions, _exception(exception))
    for target in rule.lifts:
        yield from _asked(rule, "lift-lifts-nothing", occasions, _lift(target))


Check = Callable[[Occasions, Rule], Finding | None]


def _asked(rule: Rule, code: Code, occasions: Occasions, check: Check) -> Iterator[Found]:
    try:
        finding = check(occasions, rule)
    except NotDecidedError as error:
        yield Undecided(rule.id, code, error.seconds)
        return
    if finding is not None:
        yield finding


def _dead(occasions: Occasions, rule: Rule) -> Finding | None:
    bites = rule.effect in ("refuse", "require")

    def fires(place: Place) -> Condition:
        if not bites:
            return place.own(rule)
        return conjunction_of([place.reached(rule), negation(place.lifted(rule.id))])

    if occasions.ever([rule], fires) or occasions.ever([rule], fires, records="free"):
        return None
    said, witness = _why(occasions, rule)
    if rule.effect == "permit":
        message = f"`{rule.id}` can never apply: {said}"
        return Finding("permit-never-applies", rule.id, None, message, witness, rule.span)
    return Finding("never-fires", rule.id, None, f"`{rule.id}` can never fire: {said}", witness, rule.span)


def _why(occasions: Occasions, rule: Rule) -> tuple[str, tuple[str, ...]]:
    """What keeps a rule from firing: the first of its parts with which it cannot."""

    def alive(asked: Callable[[Place], Condition]) -> bool:
        return occasions.ever([rule], asked, records="free") is not None

    if not alive(lambda place: conjunction_of([place.binds(rule), place.fold(rule.when)])):
        return "its `when` is true of no transfer", ()
    if not alive(lambda place: place.own(rule)):
        return "its exceptions cover all of its `when`", ()
    if rule.under is not None and not alive(lambda place: place.reached(rule)):
        return f"`{rule.under}`, under which it is examined, never applies where it would", (rule.under,)
    permits = tuple(permit.id for permit in occasions.library.permits.get(rule.id, ()))
    return "wherever it would, a permit lifts it", permits


def _exception(exception: Condition) -> Check:
    def check(occasions: Occasions, rule: Rule) -> Finding | None:
        def applies(place: Place) -> Condition:
            return conjunction_of([place.binds(rule), place.gate(rule), place.fold(rule.when), place.fold(exception)])

        if occasions.ever([rule], applies) or occasions.ever([rule], applies, records="free"):
            return None
        written = expression(exception)
        message = f"the exception `{written}` of `{rule.id}` can never apply: nothing meets it and the rest of the rule"
        return Finding("exception-never-applies", rule.id, written, message, (), rule.span)

    return check


def _lift(target: str) -> Check:
    def check(occasions: Occasions, permit: Rule) -> Finding | None:
        lifted = occasions.library.rules.get(target)
        if lifted is None or lifted.annulled is not None:
            return None  # a claim on goods, which is there on every origin's leg

        def both(place: Place) -> Condition:
            return conjunction_of([place.own(permit), place.reached(lifted)])

        rules = [permit, lifted]
        if occasions.ever(rules, both) or occasions.ever(rules, both, records="free"):
            return None
        message = f"`{permit.id}` lifts `{target}`, but never applies where that bites"
        return Finding("lift-lifts-nothing", permit.id, target, message, (target,), permit.span)

    return check
