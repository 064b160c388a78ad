"""What a peer is given: every rule as one bare condition, and the facts of a leg as one flat dict.

A peer has no legs, gates, permits, dated rules or groups. So all of that is worked out here, in its favour and outside the
clock: gates and permits are folded into the condition of the rule they act on, dates become comparisons, and whether a
country is in a group is a fact of its own, ``destination in EU``, that comes with the leg.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from licet.conditions.tree import (
    FALSE,
    TRUE,
    All,
    Any,
    Compare,
    Condition,
    Constant,
    Defined,
    Holds,
    Limb,
    Not,
    Plain,
    Within,
)
from licet.library import Library
from licet.lowering.folding import conjunction_of, disjunction_of, negation
from licet.outcome import Outcome, Truth, conjunction, disjunction
from licet.policies.model import Policy, Rule
from licet.terms import DATE


@dataclass(frozen=True, slots=True)
class BareRule:
    """A rule as a peer can say it.

    Attributes:
        id: the rule's id.
        state: the state whose law it is; None where it may bind any.
        condition: when it bites, on an exporter's leg: the state, the dates, everything.
        scoped: the same without the test of the state, for peers that choose the rules by state first.
        level: the outcome when it bites and every step is outstanding.
    """

    id: str
    state: str | None
    condition: Condition
    scoped: Condition
    level: Outcome


@dataclass(frozen=True, slots=True)
class Bare:
    """A whole policy as peers get it; ``left_out`` says of each rule that cannot be said why not."""

    rules: tuple[BareRule, ...]
    left_out: Mapping[str, str]

    @property
    def levels(self) -> dict[str, Outcome]:
        """The outcome of each rule, by id."""
        return {rule.id: rule.level for rule in self.rules}

    def of(self, state: str) -> tuple[BareRule, ...]:
        """The rules that may bind a state."""
        return tuple(rule for rule in self.rules if rule.state in (None, state))

    @property
    def states(self) -> tuple[str, ...]:
        """The states that have rules of their own."""
        return tuple(dict.fromkeys(rule.state for rule in self.rules if rule.state is not None))

    def outcome(self, fired: Iterable[str]) -> str:
        """The outcome of the rules that fired: the worst of them, else allowed."""
        levels = self.levels
        return min((levels[rule] for rule in fired), default=Outcome.ALLOWED).word


def bare(library: Library, dates: tuple[datetime.date, ...] = ()) -> Bare:
    """All rules that can bite, as peers get them.

    Args:
        library: the policies.
        dates: the dates that will be asked about; a rule that was last confirmed before one of them is left out if it is
            a permit, since what it then says is "perhaps".
    """
    rules: list[BareRule] = []
    left_out: dict[str, str] = {}
    for policy in library.policies:
        for rule in policy.rules:
            if rule.effect in ("permit", "weigh"):
                continue
            acting = [rule, *library.permits.get(rule.id, ())]
            if rule.under is not None:
                acting += [library.rules[rule.under], *library.permits.get(rule.under, ())]
            why = next((reason for one in acting if (reason := _unsayable(one, dates))), None)
            if why:
                left_out[rule.id] = why
                continue
            if not _done(rule):
                rules.append(_bare(library, policy, rule))
    return Bare(tuple(rules), left_out)


def group_fact(term: str, group: str) -> str:
    """The name of the fact that says whether the country which ``term`` names is in a group."""
    return f"{term} in {group}"


def _unsayable(rule: Rule, dates: tuple[datetime.date, ...]) -> str | None:
    if rule.effect == "permit" and rule.seen is not None and any(date > rule.seen for date in dates):
        return f"`{rule.id}` was not confirmed up to the dates asked about, so whether it lifts is open"
    return None


def _done(rule: Rule) -> bool:
    """Whether a requirement asks for nothing where no origin has a claim and every other step is outstanding."""
    return rule.needs is not None and _needs(rule.needs) is True


def _needs(condition: Condition) -> Truth:
    match condition:
        case Holds(term=term):
            return True if term == "foreign_consents" else None
        case All(parts=parts):
            return conjunction(_needs(part) for part in parts)
        case Any(parts=parts):
            return disjunction(_needs(part) for part in parts)
        case Defined(body=part) | Limb(part=part):
            return _needs(part)
        case _:
            return None


def _bare(library: Library, policy: Policy, rule: Rule) -> BareRule:
    parts = [_in_force(rule), _own(rule), *_gate(library, rule), *_not_lifted(library, rule)]
    scoped = conjunction_of(plain(part) for part in parts)
    binds = plain(policy.binds)
    level = Outcome.CONDITIONAL
    if rule.effect == "refuse":
        level = Outcome.DISCRETIONARY if rule.force == "discretionary" else Outcome.BLOCKED
    return BareRule(rule.id, policy.state, conjunction_of((binds, scoped)), scoped, level)


def _in_force(rule: Rule) -> Condition:
    if rule.annulled is not None:
        return FALSE
    parts: list[Condition] = []
    if rule.from_ is not None:
        parts.append(Compare("date", ">=", Constant(rule.from_.isoformat(), DATE)))
    if rule.until is not None:
        parts.append(Compare("date", "<", Constant(rule.until.isoformat(), DATE)))
    return conjunction_of(parts)


def _own(rule: Rule) -> Condition:
    return conjunction_of((plain(rule.when), *(negation(plain(part)) for part in rule.unless)))


def _gate(library: Library, rule: Rule) -> tuple[Condition, ...]:
    if rule.under is None:
        return ()
    gate = library.rules[rule.under]
    return (_in_force(gate), _own(gate), *_not_lifted(library, gate))


def _not_lifted(library: Library, rule: Rule) -> tuple[Condition, ...]:
    lifts = []
    for permit in library.permits.get(rule.id, ()):
        policy = next(policy for policy in library.policies if policy.id == permit.policy)
        # of its own policy it binds whenever the rule does
        binds = TRUE if permit.policy == rule.policy else plain(policy.binds)
        lifts.append(conjunction_of((binds, _in_force(permit), _own(permit))))
    return (negation(disjunction_of(lifts)),) if lifts else ()


def plain(condition: Condition) -> Condition:
    """The condition without definitions and limbs, its groups as facts of their own."""
    match condition:
        case Within(term=term, members=members, groups=groups) if groups:
            alternatives: list[Condition] = [Holds(group_fact(term, group)) for group in groups]
            if members:
                alternatives.append(Within(term, members, ()))
            return disjunction_of(alternatives)
        case Not(part=part):
            return negation(plain(part))
        case All(parts=parts):
            return conjunction_of(plain(part) for part in parts)
        case Any(parts=parts):
            return disjunction_of(plain(part) for part in parts)
        case Defined(body=part) | Limb(part=part):
            return plain(part)
        case _:
            return condition


def scope_facts(state: str, destination: str, date: datetime.date) -> dict[str, Plain]:
    """The facts of an exporter's leg that follow from who asks, where to and when."""
    return {
        "state": state,
        "role": "exporter",
        "exporter": state,
        "destination": destination,
        "date": date.isoformat(),
        "activity": "export",
        "origin.claim": "none",
        "origin.share": "none",
    }


__all__ = ["Bare", "BareRule", "bare", "group_fact", "plain", "scope_facts"]
