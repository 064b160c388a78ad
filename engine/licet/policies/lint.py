"""What is not wrong enough to keep a library from loading, but should not stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from licet.conditions.tree import Always
from licet.library import Library
from licet.policies.model import Rule
from licet.problems import Problem, sort_key

Check = Callable[[Rule, Library], Iterator[Problem]]


def lint(library: Library) -> list[Problem]:
    """All findings on a library that loads, in the order of files and lines."""
    findings = [problem for rule in library.rules.values() for check in CHECKS for problem in check(rule, library)]
    return sorted(findings, key=sort_key)


def cited(rule: Rule, library: Library) -> Iterator[Problem]:
    """Every rule has an address and the day it was checked."""
    if rule.cite.url is None:
        yield Problem(f"`{rule.id}` cites `{rule.cite.source.key}`, which has no `url`", rule.span)
    if rule.cite.checked is None:
        yield Problem(f"`{rule.id}` cites `{rule.cite.source.key}`, which has no `checked` date", rule.span)


def worded(rule: Rule, library: Library) -> Iterator[Problem]:
    """A reason is a clause: it begins in lower case unless with a name, and ends without a full stop."""
    if rule.because.rstrip().endswith("."):
        yield Problem(f"the `because` of `{rule.id}` ends with a full stop", rule.span)
    if re.match(r"(The|An?|This|It|There|No|Any|Every|Goods|Arms) ", rule.because):
        yield Problem(f"the `because` of `{rule.id}` begins with a capital letter", rule.span)


def gate_in_time(rule: Rule, library: Library) -> Iterator[Problem]:
    """A rule and its gate are in force together on some day, and the gate is no shorter than the rule."""
    if rule.under is None:
        return
    gate = library.rules[rule.under]
    if (gate.until and rule.from_ and gate.until <= rule.from_) or (
        rule.until and gate.from_ and rule.until <= gate.from_
    ):
        yield Problem(f"`{rule.id}` and its gate `{gate.id}` are never in force together", rule.span)
    elif gate.until and (rule.until is None or rule.until > gate.until):
        yield Problem(f"`{rule.id}` outlives its gate `{gate.id}`, which ends on {gate.until}", rule.span)


def exercised(rule: Rule, library: Library) -> Iterator[Problem]:
    """Only practice and guidelines exercise a discretion, and what they exercise leaves one."""
    if rule.exercises and rule.layer == "law":
        yield Problem(f"`{rule.id}` is law: only practice and guidelines exercise a discretion", rule.span)


def living(rule: Rule, library: Library) -> Iterator[Problem]:
    """A rule whose condition is constantly false says nothing."""
    if isinstance(rule.when, Always) and not rule.when.value:
        yield Problem(f"the `when` of `{rule.id}` is always false", rule.span)


def lift_in_time(rule: Rule, library: Library) -> Iterator[Problem]:
    """A permit and what it lifts are in force together on some day."""
    for target in rule.lifts:
        lifted = library.rules.get(target)
        if lifted is None:
            continue
        ends_first = lifted.until and rule.from_ and lifted.until <= rule.from_
        begins_last = rule.until and lifted.from_ and rule.until <= lifted.from_
        if ends_first or begins_last:
            yield Problem(f"`{rule.id}` lifts `{target}`, but they are never in force together", rule.span)


CHECKS: tuple[Check, ...] = (cited, worded, gate_in_time, exercised, living, lift_in_time)
