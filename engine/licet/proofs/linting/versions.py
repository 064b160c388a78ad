"""Dated versions of one provision: the later is to begin on the day the earlier ends."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from licet.conditions.tree import Condition
from licet.library import Library
from licet.lowering.folding import conjunction_of, negation
from licet.policies.model import Rule
from licet.proofs.linting.findings import Finding, Undecided
from licet.proofs.linting.occasions import Occasions, Place
from licet.proofs.solving import NotDecidedError

Day = datetime.date
_YEAR = re.compile(r"-(?:19|20)\d\d$")


def versions_of(library: Library) -> list[tuple[Rule, ...]]:
    """The rules that are versions of one another, in the order of their days.

    Versions have ids that differ by a year at the end, or are of one policy and effect and have one title.
    """
    group: dict[str, int] = {}
    members: dict[int, list[Rule]] = {}
    dated = [rule for rule in library.rules.values() if rule.annulled is None]
    for rule in dated:
        keys = [_YEAR.sub("", rule.id), f"{rule.effect} {rule.policy}: {rule.title}"]
        numbers = {group[key] for key in keys if key in group} or {len(members)}
        number = min(numbers)
        members.setdefault(number, [])
        for other in numbers - {number}:
            members[number] += members[other]
            members[other] = []
            group = {key: number if found == other else found for key, found in group.items()}
        members[number].append(rule)
        group |= dict.fromkeys(keys, number)
    return [tuple(sorted(found, key=_begins)) for found in members.values() if len(found) > 1]


def _begins(rule: Rule) -> tuple[Day, Day, str]:
    return rule.from_ or Day.min, rule.until or Day.max, rule.id


def misdated(occasions: Occasions, chosen: Mapping[str, Rule]) -> Iterator[Finding | Undecided]:
    """Gaps between versions, and versions that bite on the same day, of the rules chosen."""
    for versions in versions_of(occasions.library):
        if any(rule.id in chosen for rule in versions):
            yield from _gaps(versions)
            yield from _overlaps(occasions, versions)
    for rule in chosen.values():
        yield from _unexercised(occasions.library, rule)


def _gaps(versions: Iterable[Rule]) -> Iterator[Finding]:
    """Days between two versions on which none is in force; each reported at the later one."""
    end: Day | None = None
    before: Rule | None = None
    for rule in versions:
        begins, ends, _ = _begins(rule)
        if before is not None and end is not None and begins > end:
            message = f"`{rule.id}` begins on {begins}, but the version before it, `{before.id}`, ended on {end}"
            yield Finding("gap-between-versions", rule.id, before.id, message, (str(end), str(begins)), rule.span)
        if end is None or ends > end:
            end, before = ends, rule


def _overlaps(occasions: Occasions, versions: tuple[Rule, ...]) -> Iterator[Finding | Undecided]:
    """Two versions that are in force on the same day and apply to the same transfer."""
    for place, later in enumerate(versions):
        for earlier in versions[:place]:
            if _begins(later)[0] >= _begins(earlier)[1] or not _one_thing(later, earlier):
                continue

            def both(at: Place, rules: tuple[Rule, Rule] = (earlier, later)) -> Condition:
                lifts = [negation(at.lifted(rule.id)) for rule in rules]
                return conjunction_of([*(at.reached(rule) for rule in rules), *lifts])

            try:
                found = occasions.ever([earlier, later], both)
            except NotDecidedError as error:
                yield Undecided(later.id, "overlapping-versions", error.seconds)
                continue
            if found is not None:
                until = min(_begins(earlier)[1], _begins(later)[1])
                ends = "without end" if until == Day.max else f"to {until}"
                message = (
                    f"`{later.id}` and `{earlier.id}` are in force together from {_begins(later)[0]} {ends}, "
                    "and meet the same transfer"
                )
                witness = (earlier.id, f"{found.state} as {found.role}, {found.day}")
                yield Finding("overlapping-versions", later.id, earlier.id, message, witness, later.span)


def _one_thing(one: Rule, other: Rule) -> bool:
    """Whether two versions are meant to take each other's place: of one id and one effect."""
    return one.effect == other.effect and _YEAR.sub("", one.id) == _YEAR.sub("", other.id)


def _unexercised(library: Library, practice: Rule) -> Iterator[Finding]:
    """A practice between two of the provisions that it exercises: one had ended, the next had not begun."""
    exercised = sorted((library.rules[name] for name in practice.exercises if name in library.rules), key=_begins)
    ends = [_begins(rule)[1] for rule in exercised]
    for place, (earlier, later) in enumerate(pairwise(exercised)):
        first, until = max(ends[: place + 1]), _begins(later)[0]
        begins, finishes, _ = _begins(practice)
        if max(first, begins) < min(until, finishes):
            both = f"`{earlier.id}` and `{later.id}`"
            message = f"`{practice.id}` exercises {both}, but neither is in force from {first} to {until}"
            yield Finding(
                "gap-between-versions", practice.id, later.id, message, (str(first), str(until)), practice.span
            )
