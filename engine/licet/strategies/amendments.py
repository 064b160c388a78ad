"""Amendments as YAML texts: what `library.amend` takes, and what a reader of a failing test can read."""

from __future__ import annotations

import datetime
from typing import Any

import yaml
from hypothesis import strategies as st

from licet.library import Library
from licet.policies.model import Rule
from licet.problems import InputError, Problem, did_you_mean

_CONDITIONS = ("true", "item.lethal", "end_use == combat", "destination.armed_conflict != none", "activity == export")


def amendments(library: Library, *, policy: str | None = None) -> st.SearchStrategy[str]:
    """Amendments that the library takes: rules suspended, re-dated, changed in force or condition, refusals added.

    Args:
        library: what is amended.
        policy: change only this policy's rules.

    Returns:
        A strategy of YAML texts for :meth:`licet.Library.amend`; they shrink to one suspended rule.

    Raises:
        InputError: there is no such policy, or there are no rules.
    """
    names = [known.id for known in library.policies]
    if policy is not None and policy not in names:
        raise InputError([Problem(f"there is no policy `{policy}`", None, did_you_mean(policy, names))])
    rules = [rule for rule in library.rules.values() if policy in (None, rule.policy)]
    if not rules:
        raise InputError([Problem("there are no rules to amend")])
    changes = [_suspended(rules), _redated(rules), _added(rules)]
    forceful = [rule for rule in rules if rule.effect in ("refuse", "require")]
    changes += [_replaced(forceful)] if forceful else []
    return st.one_of(*changes).map(_text)


def _text(change: dict[str, Any]) -> str:
    return yaml.safe_dump({"amendment": "drawn", **change}, sort_keys=False, allow_unicode=True)


def _suspended(rules: list[Rule]) -> st.SearchStrategy[dict[str, Any]]:
    gates = {
        rule.under for rule in rules
    }  # a gate takes what is under it along: last, so that smaller changes are shown
    names = st.sampled_from(sorted((rule.id for rule in rules), key=lambda name: name in gates))
    chosen = st.sampled_from([slice(0, 1), slice(1, 2), slice(0, 2)])  # either of two or both, so that either can go
    two = st.tuples(chosen, names, names).map(lambda drawn: list(dict.fromkeys(drawn[1:][drawn[0]])))
    return st.one_of(names.map(lambda name: [name]), two).map(lambda found: {"suspend": found})


def _redated(rules: list[Rule]) -> st.SearchStrategy[dict[str, Any]]:
    def moved(rule: Rule) -> st.SearchStrategy[dict[str, Any]]:
        days = st.dates(datetime.date(2000, 1, 1), datetime.date(2026, 12, 31))
        last = rule.until
        first = days if last is None else st.dates(last - datetime.timedelta(2000), last - datetime.timedelta(1))
        return first.map(lambda day: {"redate": {rule.id: {"from": day.isoformat()}}})

    return st.sampled_from(rules).flatmap(moved)


def _replaced(rules: list[Rule]) -> st.SearchStrategy[dict[str, Any]]:
    def changed(rule: Rule) -> st.SearchStrategy[dict[str, Any]]:
        change = st.one_of(
            st.sampled_from(["mandatory", "discretionary"]).map(lambda force: {"force": force}),
            st.sampled_from(_CONDITIONS).map(lambda text: {"when": text}),
        )
        return change.map(lambda new: {"replace": {rule.id: new}})

    return st.sampled_from(rules).flatmap(changed)


def _added(rules: list[Rule]) -> st.SearchStrategy[dict[str, Any]]:
    names = sorted({rule.policy for rule in rules})

    def rule(policy: str, when: str, force: str) -> dict[str, Any]:
        return {
            "sources": {"drawn": {"title": "drawn"}},
            "layer": "law",
            "add": [
                {
                    "id": f"{policy}/drawn",
                    "title": "drawn",
                    "cite": {"source": "drawn", "at": "art. 1"},
                    "effect": "refuse",
                    "force": force,
                    "when": when,
                    "because": "it was drawn",
                }
            ],
        }

    forces = st.sampled_from(["mandatory", "discretionary"])
    return st.builds(rule, st.sampled_from(names), st.sampled_from(_CONDITIONS), forces)
