"""Running mutants: who notices which?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from licet.cases import Case, judge, transfer_document
from licet.evaluate.evaluation import Evaluation, LegResult, Options, evaluate
from licet.library import Library
from licet.mutation.mutants import Mutant, changed, mutants
from licet.mutation.probes import Answer, Probe, ProbeSet, alone, answer_of, asked
from licet.outcome import Interval, Truth, meet
from licet.policies.model import Policy, Rule
from licet.problems import InputError, Problem, suggest
from licet.transfers.transfer import Transfer

Verdict = Literal["case", "probe", "equivalent", "survived"]
Watch = Callable[[Sequence[Mutant]], Iterable[Mutant]]
"""Hands on a policy's mutants one by one, and may show how far it is."""


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What became of a mutant.

    Attributes:
        mutant: it.
        verdict: noticed by a ``case`` or only by a ``probe``; listed as ``equivalent``; or ``survived``.
        by: the case, or the rule and aim of the probe, that noticed it; the reason why it is equivalent.
    """

    mutant: Mutant
    verdict: Verdict
    by: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """The mutants of one policy.

    Attributes:
        policy: its id.
        results: of every mutant that was run, in the order of the text.
        probes: how many probes there were.
        stale: probes whose recorded answer is not the unchanged policy's: record them anew and look at the difference.
    """

    policy: str
    results: tuple[MutantResult, ...]
    probes: int
    stale: tuple[Probe, ...]

    def count(self, verdict: Verdict) -> int:
        """How many mutants came out so."""
        return sum(result.verdict == verdict for result in self.results)

    @property
    def score(self) -> float:
        """The share of mutants noticed, from 0 to 1, those left aside that are equivalent; 1 where there are none."""
        total = len(self.results) - self.count("equivalent")
        return 1.0 if total == 0 else (self.count("case") + self.count("probe")) / total

    @property
    def survivors(self) -> tuple[MutantResult, ...]:
        """The mutants that nobody noticed."""
        return tuple(result for result in self.results if result.verdict == "survived")


@dataclass(frozen=True, slots=True)
class MutationReport:
    """The mutants of some policies."""

    policies: tuple[PolicyReport, ...]


def mutate(
    library: Library,
    policies: Iterable[str],
    cases: Sequence[Case] = (),
    probes: Mapping[str, ProbeSet] | None = None,
    *,
    equivalents: Mapping[str, str] | None = None,
    limit: int | None = None,
    watch: Watch = iter,
) -> MutationReport:
    """Make every small change of some policies and see whether a case or a probe notices.

    A case notices where its answer leaves what it accepts; a probe where its recorded answer changes.

    Args:
        library: the library as it is.
        policies: ids of policies.
        cases: real decisions; those about other states' legs have no say.
        probes: recorded probes by policy; a policy without has none.
        equivalents: ids of mutants that nobody can notice, with reasons.
        limit: run at most so many mutants of a policy, spread evenly over its text.
        watch: hands on the mutants, and may show how far it is.

    Raises:
        InputError: there is no such policy, or a case or probe does not fit the library.
    """
    known = {policy.id: policy for policy in library.policies}
    wanted = list(dict.fromkeys(policies))
    wrong = [name for name in wanted if name not in known]
    if wrong:
        raise InputError([Problem(f"there is no policy `{name}`", None, suggest(name, [*known])) for name in wrong])
    return MutationReport(
        tuple(
            _Run(library, known[name], cases, (probes or {}).get(name), equivalents or {}).report(limit, watch)
            for name in wanted
        )
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A transfer that may notice a mutant, with the legs to look at."""

    transfer: Transfer
    leg: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rules of the whole library say on a case's leg."""

    rules: Mapping[str, Interval]
    law: Interval
    lifted: Truth

    @classmethod
    def of(cls, leg: LegResult) -> _Known:
        rules = {result.rule.id: result.interval for result in leg.rules}
        return cls(rules, meet(rules.values()), leg.claim.lifted if leg.claim is not None else False)


class _Run:
    def __init__(
        self,
        library: Library,
        policy: Policy,
        cases: Sequence[Case],
        probes: ProbeSet | None,
        equivalents: Mapping[str, str],
    ) -> None:
        self.library = library
        self.policy = policy
        self.small = alone(library, policy.id)
        self.equivalents = equivalents
        self.probes = probes or ProbeSet(policy.id, {}, ())
        self.probe_legs = [
            _Asked(transfer, probe.leg)
            for transfer, probe in zip(self.probes.transfers(library), self.probes.probes, strict=True)
        ]
        self.cases: list[Case] = []
        self.case_legs: list[_Asked] = []
        self.case_known: list[list[_Known]] = []
        self._take(cases)
        self._before: dict[tuple[frozenset[str], int], tuple[Answer, ...]] = {}

    def report(self, limit: int | None, watch: Watch) -> PolicyReport:
        listed = list(mutants(self.library, self.policy))
        if limit is not None and limit < len(listed):
            listed = [listed[index * len(listed) // limit] for index in range(limit)]
        stale = {
            index
            for index, (probe, where) in enumerate(zip(self.probes.probes, self.probe_legs, strict=True))
            if asked(self.small, self.policy, where.transfer, where.leg) != probe.answer
        }
        self.live = [index for index in range(len(self.probe_legs)) if index not in stale]
        results = [self._result(mutant) for mutant in watch(listed)]
        return PolicyReport(
            self.policy.id,
            tuple(results),
            len(self.probes.probes),
            tuple(self.probes.probes[index] for index in sorted(stale)),
        )

    def _take(self, cases: Sequence[Case]) -> None:
        """Keep the cases that agree with the library as it is, about legs on which the policy may have a say."""
        for case in cases:
            where = (case.entry.leg.state, case.entry.leg.role)
            if self.policy.state not in (None, where[0]):
                continue
            transfer = self.library.transfer(transfer_document(case))
            evaluation = self.library.evaluate(transfer)
            legs = _legs(evaluation, where)
            if any(self.policy.id in leg.policies for leg in legs) and judge(case, evaluation).agrees:
                self.cases.append(case)
                self.case_legs.append(_Asked(transfer, where))
                self.case_known.append([_Known.of(leg) for leg in legs])

    # one mutant

    def _result(self, mutant: Mutant) -> MutantResult:
        if mutant.id in self.equivalents:
            return MutantResult(mutant, "equivalent", self.equivalents[mutant.id])
        before = self._slice(mutant, {})
        after = self._slice(mutant, mutant.changes)
        key = frozenset(before.rules)
        full: Library | None = None
        for index, where in enumerate(self.case_legs):
            if not self._in_force(mutant, where) or not self._moves(before, after, key, index):
                continue
            full = full or mutant.library(self.library)
            if not judge(self.cases[index], full.evaluate(where.transfer)).agrees:
                return MutantResult(mutant, "case", self.cases[index].entry.id)
        small: Library | None = None
        for index in self._order(mutant):
            where = self.probe_legs[index]
            if not self._in_force(mutant, where):
                continue
            if self._seen(before, key, index, where) == _shown(self._legs(after, where), self.policy):
                continue
            small = small or mutant.library(self.small)
            probe = self.probes.probes[index]
            if asked(small, self.policy, where.transfer, where.leg) != probe.answer:
                return MutantResult(mutant, "probe", f"{probe.rule}: {probe.at}")
        return MutantResult(mutant, "survived")

    def _order(self, mutant: Mutant) -> list[int]:
        """Probes aimed at the changed rules first."""
        near = {index for rule in mutant.changes for index in self.probes.places.get(rule, ())}
        return sorted(self.live, key=lambda index: index not in near)

    def _slice(self, mutant: Mutant, changes: Mapping[str, Rule | None]) -> Library:
        """The rules whose results a mutant can change, with what they rest on; changed or as they were."""
        rules = self.small.rules
        touched = set(mutant.changes)
        for name, new in mutant.changes.items():
            for rule in (rules[name], new):
                touched |= {*rule.lifts} if rule is not None else set()
        touched |= {rule.id for rule in rules.values() if rule.under in touched}
        needed = touched | {rules[name].under or name for name in touched if name in rules}
        needed |= {permit.id for name in needed for permit in self.small.permits.get(name, ())}
        policies = tuple(
            replace(policy, rules=tuple(rule for rule in policy.rules if rule.id in needed))
            for policy in self.small.policies
        )
        whole = Library(policies, self.small.world, self.small.version, self.small.digest)
        return changed(whole, changes) if changes else whole

    def _in_force(self, mutant: Mutant, where: _Asked) -> bool:
        """Whether a changed rule, as it was or as it is, has a say on the transfer's day."""
        date = where.transfer.date
        return any(
            self.small.rules[name].holds_on(date) or (new is not None and new.holds_on(date))
            for name, new in mutant.changes.items()
        )

    def _moves(self, before: Library, after: Library, key: frozenset[str], index: int) -> bool:
        """Whether the mutant can move the interval of a case's legs: what other rules say is known already."""
        where = self.case_legs[index]
        found = self._legs(after, where)
        if self._seen(before, key, -1 - index, where) == _shown(found, self.policy):
            return False
        for leg, known in zip(found, self.case_known[index], strict=True):
            other = [interval for name, interval in known.rules.items() if name not in key]
            mine = [result.interval for result in leg.rules]
            lifted = leg.claim.lifted if leg.claim is not None else False
            if meet([*other, *mine]) != known.law or lifted is not known.lifted:
                return True
        return False

    def _seen(self, before: Library, key: frozenset[str], index: int, where: _Asked) -> tuple[Answer, ...]:
        found = self._before.get((key, index))
        if found is None:
            found = self._before[key, index] = _shown(self._legs(before, where), self.policy)
        return found

    def _legs(self, library: Library, where: _Asked) -> list[LegResult]:
        return _legs(evaluate(library, where.transfer, Options()), where.leg)


def _legs(evaluation: Evaluation, leg: tuple[str, str]) -> list[LegResult]:
    return [found for found in evaluation.legs if (found.leg.state, found.leg.role) == leg]


def _shown(legs: Iterable[LegResult], policy: Policy) -> tuple[Answer, ...]:
    return tuple(answer_of(policy, leg) for leg in legs)
