"""Probes: transfers aimed at a policy's rules, with the answers its rules give on the leg aimed at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from licet.aiming import aimed
from licet.aiming.pools import quiet
from licet.aiming.requests import merged, request_of
from licet.conditions.tree import Plain, terms
from licet.evaluate.evaluation import Evaluation, LegResult, Options, evaluate
from licet.library import Library
from licet.mutation.mutants import conditions_of
from licet.outcome import ALLOWED, Interval, meet
from licet.policies.model import Policy
from licet.problems import InputError, Problem
from licet.terms import VOCABULARY
from licet.transfers.transfer import Transfer

_PLACED = ("state", "role", "exporter", "destination", "date", "activity", "own_stock", "origin.claim", "origin.share")
_AGAIN = "record the probes anew with --record"
_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a policy's rules say on a leg.

    ``interval`` in words (``blocked``, ``discretionary..allowed``); ``rules``: every rule that bites or may bite, with the
    outcome it leaves; ``weighed`` where it is only to be weighed, ``lifted by …`` where permits set it aside.
    """

    interval: str
    rules: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Probe:
    """A transfer with the answer that the policy gave when it was recorded.

    ``request`` says only what differs from the set's base; ``leg`` is ``KOR exporter``.
    """

    rule: str
    at: str
    leg: tuple[str, str]
    request: Mapping[str, Any]
    answer: Answer


@dataclass(frozen=True)
class ProbeSet:
    """The probes of a policy. ``base`` is a request in which nothing stands in the way; each probe's is laid over it."""

    policy: str
    base: Mapping[str, Any]
    probes: tuple[Probe, ...]

    def request(self, probe: Probe) -> dict[str, Any]:
        """A probe's whole request."""
        return merged(self.base, probe.request)

    def transfers(self, library: Library) -> list[Transfer]:
        """All probes' transfers, in order.

        Raises:
            InputError: a request no longer fits the vocabulary or the world.
        """
        found, problems = [], []
        for probe in self.probes:
            try:
                found.append(library.transfer(self.request(probe)))
            except InputError as error:
                problems += [
                    Problem(f"a probe of `{probe.rule}` no longer fits: {problem.message}", None, _AGAIN)
                    for problem in error.problems
                ]
        if problems:
            raise InputError(problems[:_AT_MOST])
        return found

    @cached_property
    def places(self) -> Mapping[str, tuple[int, ...]]:
        """For each rule, the indices of the probes aimed at it."""
        found: dict[str, list[int]] = {}
        for index, probe in enumerate(self.probes):
            found.setdefault(probe.rule, []).append(index)
        return {rule: tuple(indices) for rule, indices in found.items()}


def alone(library: Library, policy: str) -> Library:
    """The library of one policy, with those permits of others that lift its rules."""
    mine = next(known for known in library.policies if known.id == policy)
    ids = {rule.id for rule in mine.rules}
    policies = []
    for other in library.policies:
        permits = tuple(rule for rule in other.rules if rule.effect == "permit" and ids & {*rule.lifts})
        if other is mine:
            policies.append(other)
        elif permits:
            policies.append(replace(other, rules=permits))
    return Library(tuple(policies), library.world, library.version, library.digest)


def answer_of(policy: Policy, leg: LegResult) -> Answer:
    """What a policy's rules (and of a state's policy its claim) say on a leg."""
    own = [result for result in leg.rules if result.rule.policy == policy.id]
    law = meet(result.interval for result in own)
    rules: dict[str, str] = {}
    for result in own:
        if result.lifts and result.own is not False and result.condition is not True:
            by = ", ".join(lift.permit.id if lift.holds else f"{lift.permit.id}?" for lift in result.lifts)
            rules[result.rule.id] = f"lifted by {by}"
        elif result.rule.effect == "weigh":
            if result.condition is not False:
                rules[result.rule.id] = "weighed" if result.condition else "weighed?"
        elif result.interval != ALLOWED:
            rules[result.rule.id] = words(result.interval)
    if policy.state is not None and leg.claim is not None:
        law = leg.interval
        if leg.claim.lifts:
            by = ", ".join(lift.permit.id if lift.holds else f"{lift.permit.id}?" for lift in leg.claim.lifts)
            rules[leg.claim.claim.id] = f"lifted by {by}"
    return Answer(words(law), rules)


def words(interval: Interval) -> str:
    """An interval as recorded: one word where it is settled, else its two ends."""
    return interval.word if interval.settled else f"{interval.worst.word}..{interval.best.word}"


def leg_of(evaluation: Evaluation, leg: tuple[str, str]) -> LegResult | None:
    """The leg of that state in that role about the first item, or None."""
    return next((found for found in evaluation.legs if (found.leg.state, found.leg.role) == leg), None)


def asked(library: Library, policy: Policy, transfer: Transfer, leg: tuple[str, str]) -> Answer | None:
    """What the policy answers on a leg; None where the transfer has no such leg."""
    found = leg_of(evaluate(library, transfer, Options()), leg)
    return None if found is None else answer_of(policy, found)


def fresh_probes(library: Library, policy: Policy) -> ProbeSet:
    """Probes at every edge of a policy's rules, with the answers of the library as it is."""
    base = base_request(policy)
    small = alone(library, policy.id)
    done: set[tuple[str, str]] = set()
    probes: dict[str, Probe] = {}
    for rule in policy.rules:
        for aim in aimed(library, rule, done=done):
            request = _beyond(base, aim.request)
            whole = merged(base, request)
            leg = (aim.state, aim.role)
            key = json.dumps([whole, leg], sort_keys=True)
            if key in probes:
                continue
            answer = asked(small, policy, library.transfer(whole), leg)
            if answer is not None:
                probes[key] = Probe(rule.id, aim.at, leg, request, answer)
    return ProbeSet(policy.id, base, tuple(probes.values()))


def base_request(policy: Policy) -> dict[str, Any]:
    """What is the same in all probes of a policy: every fact it reads is quiet, every step it needs is done."""
    values: dict[str, Plain] = {}
    for rule in policy.rules:
        for term in (term for condition in conditions_of(rule) for term in terms(condition)):
            known = VOCABULARY[term]
            if term in _PLACED or known.kind == "showing" or term in ("consent", "foreign_consents"):
                continue
            if known.kind == "step":
                values[term] = known.type.members[0] if known.type.base == "scale" else True
            elif known.presumed is None and term != "end_user.name":
                values[term] = quiet(term)
    ends = {"state": "KOR", "role": "exporter", "exporter": "KOR", "destination": "URY", "date": "2023-06-01"}
    request = request_of({**values, **ends})
    return {key: value for key, value in request.items() if key not in ("exporter", "destination", "date")}


def _beyond(base: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """What a request says that the base does not."""
    left: dict[str, Any] = {}
    for key, value in request.items():
        old = base.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            inner = _beyond(old, value)
            if inner:
                left[key] = inner
        elif key == "items" and old is not None:
            inner = _beyond(old[0], value[0])
            if inner:
                left[key] = [inner]
        elif value != old or (value is None and key not in base):
            left[key] = value
    return left
