"""The mutants of a policy: libraries in which one small thing is different."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from licet.conditions.tree import Condition, Defined, walk
from licet.library import Library
from licet.mutation.variants import Steps, substituted, variants
from licet.policies.model import Policy, Rule
from licet.policies.words import Effect, Force

if TYPE_CHECKING:
    from licet.problems import Span


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of a policy.

    Attributes:
        policy: its id.
        subject: the rule's id, or ``kor: definition war_ground``.
        part: the key that is changed (``when``, ``unless``, ``needs``, ``from`` …).
        what: what was changed, in words.
        changes: the rules as they are in the mutant, by id; None where a rule is gone.
        steps: where in the condition of that key; for ``unless`` the first step is the exception's index.
        span: the place of the change, as exactly as it is known.
    """

    policy: str
    subject: str
    part: str
    what: str
    changes: Mapping[str, Rule | None]
    steps: Steps = ()
    span: Span | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """Names the mutant; it stays the same as long as the text it changes does."""
        return f"{self.subject} {self.part}: {self.what}" if self.part else f"{self.subject}: {self.what}"

    def library(self, library: Library) -> Library:
        """The library with the change made."""
        return changed(library, self.changes)


def changed(library: Library, changes: Mapping[str, Rule | None]) -> Library:
    """The library with some rules replaced or, where None, gone; what refers to a rule that is gone goes with it."""
    policies = []
    gone = {name for name, rule in changes.items() if rule is None}
    for policy in library.policies:
        kept = [changes.get(rule.id, rule) for rule in policy.rules]
        rules = [
            replace(rule, lifts=tuple(name for name in rule.lifts if name not in gone))
            if gone & {*rule.lifts}
            else rule
            for rule in kept
            if rule is not None and rule.under not in gone
        ]
        same = len(rules) == len(policy.rules) and all(a is b for a, b in zip(rules, policy.rules, strict=True))
        policies.append(policy if same else replace(policy, rules=tuple(rules)))
    return Library(tuple(policies), library.world, library.version, library.digest)


def mutants(library: Library, policy: Policy) -> Iterator[Mutant]:
    """All mutants of a policy, rule by rule and then definition by definition.

    A shift of a date that cannot show (the gate, or everything a permit lifts, is not in force on the days it adds or takes
    away) is no mutant.
    """
    times: Counter[str] = Counter()
    of_rules = (mutant for rule in policy.rules for mutant in _of_rule(library, policy, rule))
    of_definitions = (mutant for definition in _definitions(policy) for mutant in _of_definition(policy, definition))
    for mutant in chain(of_rules, of_definitions):
        times[mutant.id] += 1
        again = times[mutant.id]
        # the same words may stand twice in one condition
        yield mutant if again == 1 else replace(mutant, what=f"{mutant.what} ({again})")


# rules


def _of_rule(library: Library, policy: Policy, rule: Rule) -> Iterator[Mutant]:
    def mutant(part: str, what: str, new: Rule | None, steps: Steps = ()) -> Mutant:
        return Mutant(policy.id, rule.id, part, what, {rule.id: new}, steps, rule.span)

    yield mutant("", "drop the rule", None)
    for found in variants(rule.when):
        yield mutant("when", found.what, replace(rule, when=found.condition), found.steps)
    for index, exception in enumerate(rule.unless):
        rest = rule.unless[:index] + rule.unless[index + 1 :]
        yield mutant("unless", f"drop `{_text(exception)}`", replace(rule, unless=rest), (index,))
        for found in variants(exception):
            new = (*rule.unless[:index], found.condition, *rule.unless[index + 1 :])
            yield mutant("unless", found.what, replace(rule, unless=new), (index, *found.steps))
    if rule.needs is not None:
        for found in variants(rule.needs, steps_only=True):
            yield mutant("needs", found.what, replace(rule, needs=found.condition), found.steps)
    for what, force in _forces(rule):
        yield mutant("force", what, replace(rule, force=force))
    for what, effect in _effects(library, rule):
        weaker: Force = "discretionary" if effect == "refuse" else rule.force
        needs = rule.needs if effect == "require" else None
        yield mutant("effect", what, replace(rule, effect=effect, force=weaker, needs=needs))
    if rule.under is not None:
        yield mutant("under", f"drop `{rule.under}`", replace(rule, under=None))
    for target in rule.lifts:
        left = tuple(other for other in rule.lifts if other != target)
        yield mutant("lifts", f"drop `{target}`", replace(rule, lifts=left))
    for part, what, new_dates in _dates(rule):
        if _spans(library, policy, rule) != _spans(library, policy, new_dates):
            yield mutant(part, what, new_dates)


def _text(condition: Condition) -> str:
    from licet.conditions.printing import expression

    return expression(condition)


def _forces(rule: Rule) -> Iterator[tuple[str, Force]]:
    if rule.effect not in ("refuse", "require"):
        return
    force: Force = "mandatory" if rule.force == "discretionary" else "discretionary"
    yield f"`{rule.force}` becomes `{force}`", force


def _effects(library: Library, rule: Rule) -> Iterator[tuple[str, Effect]]:
    if rule.effect in ("refuse", "require"):
        yield f"`{rule.effect}` becomes `weigh`", "weigh"
    elif rule.effect == "weigh" and not any(other.under == rule.id for other in library.rules.values()):
        yield "`weigh` becomes `refuse`", "refuse"


def _dates(rule: Rule) -> Iterator[tuple[str, str, Rule]]:
    for part in ("from", "until"):
        field_ = "from_" if part == "from" else part
        date: datetime.date | None = getattr(rule, field_)
        if date is None:
            continue
        for shift, word in ((1, "a day"), (365, "a year")):
            for sign, way in ((-1, "earlier"), (1, "later")):
                moved = date + datetime.timedelta(shift * sign)
                new = replace(rule, from_=moved) if part == "from" else replace(rule, until=moved)
                if new.from_ is None or new.until is None or new.from_ < new.until:
                    yield part, f"{date} becomes {moved}, {word} {way}", new


Days = tuple[datetime.date, datetime.date]


def _spans(library: Library, policy: Policy, rule: Rule) -> list[Days | None]:
    """The days on which a rule can show: with its gate in force, or for a permit, each of what it lifts."""
    first = max(rule.from_ or datetime.date.min, policy.since or datetime.date.min)
    own = (first, rule.until or datetime.date.max)
    if rule.effect == "permit":
        return [_common(own, library.rules.get(target)) for target in rule.lifts]
    return [_common(own, library.rules.get(rule.under) if rule.under else None)]


def _common(days: Days, other: Rule | None) -> Days | None:
    if other is None:
        return days
    first, last = max(days[0], other.from_ or datetime.date.min), min(days[1], other.until or datetime.date.max)
    return (first, last) if first < last else None


# definitions


def _definitions(policy: Policy) -> list[Defined]:
    found: dict[Defined, None] = {}
    for rule in policy.rules:
        for condition in conditions_of(rule):
            found |= {node: None for node in walk(condition) if isinstance(node, Defined)}
    return list(found)


def conditions_of(rule: Rule) -> list[Condition]:
    """All conditions written in a rule."""
    return [rule.when, *rule.unless, *([rule.needs] if rule.needs is not None else [])]


def _of_definition(policy: Policy, definition: Defined) -> Iterator[Mutant]:
    users = [rule for rule in policy.rules if any(definition in walk(part) for part in conditions_of(rule))]
    for found in variants(definition.body):
        changes: dict[str, Rule | None] = {
            rule.id: replace(
                rule,
                when=substituted(rule.when, definition, found.condition),
                unless=tuple(substituted(part, definition, found.condition) for part in rule.unless),
            )
            for rule in users
        }
        subject = f"{policy.id}: definition {definition.name}"
        yield Mutant(policy.id, subject, "", found.what, changes, found.steps, users[0].span)
