"""Why two evaluations of one transfer differ: the rules behind the end of the interval that moved, and what moved them.

An end of the interval rests on every rule that stands at it. Where the end rose, all rules at the old end had to give
way; where it fell, the rules at the new end are new there. Each of them is named with its cause: the library has
another text of it, it began or ended, its layer is (not) asked, a permit or a licence duty changed, or a fact did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from licet.conditions.tree import Condition, Plain, Within, terms, walk
from licet.decisions import LegName
from licet.evaluate.evaluation import ClaimResult, Evaluation, LegResult
from licet.evaluate.rules import Lift, RuleResult
from licet.evaluate.summary import LAW_OF, leg_name
from licet.outcome import Outcome, Truth
from licet.policies.model import Consent, Rule

Cause = Literal[
    "added", "removed", "changed", "began", "ended", "asked", "not asked", "lifted", "not lifted",
    "licence duty", "consent", "answers", "facts", "leg", "encoded", "not encoded",
]  # fmt: skip
"""Why a rule says something else after than before.

``added``, ``removed``, ``changed``: between the libraries. ``began``, ``ended``: between the dates. ``asked``, ``not
asked``: its layer. ``lifted``, ``not lifted``: a permit now holds or no longer does. ``licence duty``: the duty under
which it is examined changed. ``consent``: the leg is settled, or no longer, by a consent or because none is needed.
``answers``: a step was done, refused or taken back. ``facts``: what it reads. ``leg``: the state is (no longer) asked.
``encoded``, ``not encoded``: the state's own law.
"""

_OPEN: dict[Truth, int] = {False: 0, None: 1, True: 2}
_WORDS: dict[Truth, str] = {True: "yes", False: "no", None: "unknown"}
_ENDS: tuple[Literal[0, 1], ...] = (0, 1)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that a rule reads, with its value on both sides; None is unknown."""

    term: str
    before: Plain | None
    after: Plain | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule because of which the outcome moved.

    Attributes:
        rule: its id; ``law of DEU`` where a state's law is not encoded on one side.
        effect: refuse, require, weigh (a licence duty), permit, ``consent`` (a re-export claim) or ``law``.
        leg: where.
        before, after: what it comes to there: an outcome; of a permit or a licence duty ``yes``, ``no`` or ``unknown``
            for whether it holds; None where it is not there or not in force.
        cause: why it says something else.
        because: the rule's own reason, in words.
        facts: where the cause is ``facts``, those it reads that differ.
    """

    rule: str
    effect: str
    leg: LegName
    before: str | None
    after: str | None
    cause: Cause
    because: str
    facts: tuple[FactChange, ...] = ()


def reasons(before: Evaluation, after: Evaluation, changed: Mapping[str, str]) -> tuple[Reason, ...]:
    """The rules because of which the interval moved; of an interval that did not move, none.

    Args:
        before, after: evaluations of one transfer, or its variant.
        changed: the rules that differ between the two libraries, as :func:`licet.amend.applying.changed_rules` has them.
    """
    found: dict[tuple[str, LegName], Reason] = {}
    telling = _Telling(before, after, changed)
    for end in _ENDS:
        old, new = before.interval[end], after.interval[end]
        if old == new:
            continue
        for leg, name in standing(before if old < new else after, end):
            for reason in telling.of(leg, name, raised=old < new):
                found.setdefault((reason.rule, reason.leg), reason)
    return tuple(found.values())


def standing(evaluation: Evaluation, end: Literal[0, 1]) -> Iterator[tuple[LegResult, str]]:
    """The rules on which the worst (0) or best (1) end of the interval rests, by leg: none where that end is allowed."""
    level = evaluation.interval[end]
    if level is Outcome.ALLOWED:
        return
    for leg in evaluation.legs:
        if leg.interval[end] is not level:
            continue
        claim = leg.claim
        if claim is not None and claim.consent is not True and claim.lifted is not True:
            own = Outcome.BLOCKED if claim.consent is False else Outcome.CONDITIONAL
            if own is level:
                yield leg, claim.claim.id
        if not leg.counts:
            continue
        if not leg.encoded and end == 0 and level is Outcome.BLOCKED:
            yield leg, f"{LAW_OF}{leg.leg.state}"
        for result in leg.rules:
            if result.interval[end] is level:
                yield leg, result.rule.id


@dataclass(frozen=True, slots=True)
class _Spot:
    """A leg on both sides, None where it is on one only, and whether the end of the interval rose."""

    leg: LegName
    old: LegResult | None
    new: LegResult | None
    raised: bool

    def results(self, rule: str) -> tuple[RuleResult | None, RuleResult | None]:
        """What a rule said on both sides; None where it was not in force."""
        return _result(self.old, rule), _result(self.new, rule)


class _Telling:
    """Tells what became of a rule between two evaluations."""

    def __init__(self, before: Evaluation, after: Evaluation, changed: Mapping[str, str]) -> None:
        self.before = before
        self.after = after
        self.changed = changed
        self.old = {leg_name(leg): leg for leg in before.legs}
        self.new = {leg_name(leg): leg for leg in after.legs}

    def of(self, leg: LegResult, name: str, *, raised: bool) -> Iterator[Reason]:
        """The rule itself, and the permits, the claim or the licence duty behind its change."""
        place = leg_name(leg)
        spot = _Spot(place, self.old.get(place), self.new.get(place), raised)
        if name.startswith(LAW_OF):
            yield from self._law(spot, name, leg.claim)
        elif leg.claim is not None and leg.claim.claim.id == name:
            yield from self._claim(spot, leg.claim.claim)
        else:
            yield from self._of_rule(spot, self._rule(name), leg.claim)

    def _of_rule(self, spot: _Spot, rule: Rule, claim: ClaimResult | None) -> Iterator[Reason]:
        was, now = spot.results(rule.id)
        cause, facts = self._cause(spot, rule)
        words = [result.interval.word if result else None for result in (was, now)]
        yield Reason(rule.id, rule.effect, spot.leg, words[0], words[1], cause, rule.because, facts)
        if cause == "consent" and claim is not None:
            yield from self._claim(spot, claim.claim)
        yield from self._permits(spot, _lifts(was), _lifts(now))
        if cause == "licence duty" and rule.under is not None:
            yield from self._duty(spot, self._rule(rule.under))

    def _cause(self, spot: _Spot, rule: Rule) -> tuple[Cause, tuple[FactChange, ...]]:
        mark = self._mark(spot, rule)
        if mark is not None:
            return mark, ()
        old, new = spot.old, spot.new
        assert old is not None and new is not None  # else the mark is `leg`
        if old.counts != new.counts:
            return "consent", ()
        was, now = spot.results(rule.id)
        if was is not None and now is not None:
            if any(self._moved(was.lifts, now.lifts, spot.raised)):
                return ("lifted" if spot.raised else "not lifted"), ()
            if was.gate != now.gate and rule.under is not None:
                return "licence duty", ()
            if was.own == now.own and was.needs != now.needs:
                return "answers", ()
        elif old.encoded != new.encoded and rule.policy in (*old.policies, *new.policies):
            return ("encoded" if new.encoded else "not encoded"), ()
        return "facts", self._facts(rule, old, new)

    def _mark(self, spot: _Spot, rule: Rule) -> Cause | None:
        """What alone explains a rule's change: the libraries, the layers, the dates, the legs."""
        if rule.id in self.changed:
            known: dict[str, Cause] = {"added": "added", "removed": "removed", "changed": "changed"}
            return known[self.changed[rule.id]]
        sides = (self.before, self.after)
        asked = [rule.layer in side.options.layers for side in sides]
        if asked[0] != asked[1]:
            return "asked" if asked[1] else "not asked"
        held = [rule.holds_on(side.transfer.date, side.options.known_on) for side in sides]
        if held[0] != held[1]:
            return "began" if held[1] else "ended"
        return "leg" if spot.old is None or spot.new is None else None

    def _rule(self, name: str) -> Rule:
        return self.before.library.rules.get(name) or self.after.library.rules[name]

    # permits and licence duties

    def _moved(
        self, before: Iterable[Lift], after: Iterable[Lift], raised: bool
    ) -> Iterator[tuple[Rule, Truth, Truth]]:
        """The permits that hold more than before where the end rose, less where it fell."""
        old = {lift.permit.id: lift for lift in before}
        new = {lift.permit.id: lift for lift in after}
        for name in sorted({*old, *new}):
            was: Truth = old[name].holds if name in old else False
            now: Truth = new[name].holds if name in new else False
            if _OPEN[now] > _OPEN[was] if raised else _OPEN[now] < _OPEN[was]:
                yield (new[name] if name in new else old[name]).permit, was, now

    def _permits(self, spot: _Spot, before: Iterable[Lift], after: Iterable[Lift]) -> Iterator[Reason]:
        for permit, was, now in self._moved(before, after, spot.raised):
            mark = self._mark(spot, permit)
            facts: tuple[FactChange, ...] = ()
            if mark is None and spot.old is not None and spot.new is not None:
                facts = self._facts(permit, spot.old, spot.new)
            words = _WORDS[was], _WORDS[now]
            yield Reason(permit.id, "permit", spot.leg, *words, mark or "facts", permit.because, facts)

    def _duty(self, spot: _Spot, duty: Rule) -> Iterator[Reason]:
        was, now = spot.results(duty.id)
        cause, facts = self._cause(spot, duty)
        words = [_WORDS[result.condition] if result else None for result in (was, now)]
        yield Reason(duty.id, duty.effect, spot.leg, words[0], words[1], cause, duty.because, facts)
        yield from self._permits(spot, _lifts(was), _lifts(now))

    # claims, and laws that are not encoded

    def _claim(self, spot: _Spot, claim: Consent) -> Iterator[Reason]:
        was = spot.old.claim if spot.old is not None else None
        now = spot.new.claim if spot.new is not None else None
        lifts = was.lifts if was else (), now.lifts if now else ()
        cause: Cause = "facts"
        if was is None or now is None:
            cause = "leg"
        elif was.claim != now.claim:
            cause = "changed"
        elif was.consent != now.consent:
            cause = "answers"
        elif any(self._moved(*lifts, spot.raised)):
            cause = "lifted" if spot.raised else "not lifted"
        yield Reason(claim.id, "consent", spot.leg, _claim_word(was), _claim_word(now), cause, claim.because)
        yield from self._permits(spot, *lifts)

    def _law(self, spot: _Spot, name: str, claim: ClaimResult | None) -> Iterator[Reason]:
        was = spot.old.encoded if spot.old is not None else None
        now = spot.new.encoded if spot.new is not None else None
        words = {True: "encoded", False: "not encoded", None: None}
        cause: Cause = "leg" if was is None or now is None else "consent"
        if cause != "leg" and was != now:
            cause = "encoded" if now else "not encoded"
        because = f"the law of {self.after.library.world.countries.name(spot.leg.state)} is not encoded"
        yield Reason(name, "law", spot.leg, words[was], words[now], cause, because)
        if cause == "consent" and claim is not None:
            yield from self._claim(spot, claim.claim)

    # facts

    def _facts(self, rule: Rule, old: LegResult, new: LegResult) -> tuple[FactChange, ...]:
        policies = (*self.after.library.policies, *self.before.library.policies)
        policy = next(policy for policy in policies if policy.id == rule.policy)
        return tuple(_changed_facts((policy.binds, rule.when, *rule.unless), old, new))


def _changed_facts(conditions: tuple[Condition, ...], old: LegResult, new: LegResult) -> Iterator[FactChange]:
    for name in dict.fromkeys(name for condition in conditions for name in terms(condition)):
        was, now = old.facts.value(name).value, new.facts.value(name).value
        if was != now:
            yield FactChange(name, was, now)
    read = (node for condition in conditions for node in walk(condition) if isinstance(node, Within))
    names = dict.fromkeys((new.facts.value(node.term).value, group) for node in read for group in node.groups)
    for state, group in names:
        if state is None:
            continue
        member = [leg.facts.member(group, state) if group in leg.facts.world.groups else None for leg in (old, new)]
        if member[0] != member[1]:
            yield FactChange(f"{state} in {group}", member[0], member[1])


def _result(leg: LegResult | None, name: str) -> RuleResult | None:
    return next((result for result in leg.rules if result.rule.id == name), None) if leg is not None else None


def _lifts(result: RuleResult | None) -> tuple[Lift, ...]:
    return result.lifts if result is not None else ()


def _claim_word(claim: ClaimResult | None) -> str | None:
    if claim is None:
        return None
    return "not needed" if claim.lifted is True else {True: "granted", False: "refused", None: "open"}[claim.consent]
