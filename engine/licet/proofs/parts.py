"""What a proof is about: a state's legs in one role, under all of its law or a part of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from licet.compare.sides import Side
from licet.conditions.tree import Condition
from licet.evaluate.evaluation import Evaluation, LegResult, Options, evaluate
from licet.library import Library
from licet.lowering.folding import fold
from licet.lowering.law import LegLaw, Scope, ScopeFacts, lower
from licet.outcome import Interval, Outcome, meet
from licet.problems import InputError, Problem, did_you_mean, suggest
from licet.transfers.transfer import Role


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of leg, and which rules count on it.

    Attributes:
        state: whose law is asked.
        role: in which role.
        of: a policy (``att``) or an instrument (``kor/practice``) whose rules alone count; None: all law.
    """

    state: str
    role: Role = "exporter"
    of: str | None = None

    def counted(self, library: Library) -> frozenset[str] | None:
        """The ids of the rules that count; None where all do."""
        return None if self.of is None else rules_of(library, self.of)


def rules_of(library: Library, name: str) -> frozenset[str]:
    """The rules of a policy or of an instrument.

    Raises:
        InputError: there is none of that name.
    """
    policy_id, _, file = name.partition("/")
    policy = next((policy for policy in library.policies if policy.id == policy_id), None)
    if policy is None:
        known = [policy.id for policy in library.policies]
        raise InputError([Problem(f"there is no policy `{policy_id}`", None, did_you_mean(policy_id, known))])
    if not file:
        return frozenset(rule.id for rule in policy.rules)
    by_file = {_stem(instrument.file): instrument.rules for instrument in policy.instruments}
    if file not in by_file:
        help_text = suggest(file, sorted(by_file))
        raise InputError([Problem(f"`{policy_id}` has no instrument `{file}`", None, help_text)])
    return frozenset(by_file[file])


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".yaml")


def options_of(side: Side) -> Options:
    """How a side is asked."""
    return Options(side.layers, side.strict, side.known_on)


def law_of(library: Library, part: Part, date: datetime.date, options: Options) -> LegLaw:
    """The law of a part on a day: of part of the law, the claim and what is not encoded are left aside."""
    law = lower(library, Scope(part.state, part.role, date), options)
    counted = part.counted(library)
    if counted is None:
        return law
    kept = tuple(scoped for scoped in law.rules if scoped.rule.id in counted)
    return replace(law, rules=kept, encoded=True, claim=None)


def folded(condition: Condition, library: Library, part: Part, date: datetime.date, options: Options) -> Condition:
    """A condition with what is settled on the part's legs put in."""
    return fold(condition, ScopeFacts(library.world, Scope(part.state, part.role, date), options))


@dataclass(frozen=True, slots=True)
class LegAnswer:
    """What the reference says of a part's leg of a transfer: the interval, and the rules on which its worst end rests."""

    interval: Interval
    grounds: tuple[str, ...]

    @property
    def word(self) -> str:
        """The outcome in a word, or both its ends."""
        worst, best = self.interval
        return worst.word if worst == best else f"{worst.word} to {best.word}"


def replay(
    library: Library, request: dict[str, object], part: Part, date: datetime.date, options: Options
) -> LegAnswer:
    """Put a request to the reference evaluator and look at the part's leg."""
    transfer = replace(library.transfer({**request, "date": date.isoformat()}), date=date)
    return leg_answer(evaluate(library, transfer, options), part)


def leg_answer(evaluation: Evaluation, part: Part) -> LegAnswer:
    """What an evaluation says of the part's leg about the first item."""
    leg = next(
        leg for leg in evaluation.legs if (leg.leg.state, leg.leg.role, leg.leg.item) == (part.state, part.role, 0)
    )
    counted = part.counted(evaluation.library)
    if counted is not None:
        found = [result for result in leg.rules if result.rule.id in counted]
        interval = meet(result.interval for result in found)
        grounds = [result.rule.id for result in found if result.interval.worst is interval.worst]
        return LegAnswer(interval, () if interval.worst is Outcome.ALLOWED else tuple(grounds))
    return LegAnswer(leg.interval, _grounds(leg))


def _grounds(leg: LegResult) -> tuple[str, ...]:
    worst = leg.interval.worst
    if worst is Outcome.ALLOWED:
        return ()
    found: list[str] = []
    claim = leg.claim
    if claim is not None and claim.lifted is not True and claim.consent is not True:
        own = Outcome.BLOCKED if claim.consent is False else Outcome.CONDITIONAL
        if own is worst:
            found.append(claim.claim.id)
    if leg.counts:
        found += [result.rule.id for result in leg.rules if result.interval.worst is worst]
    return tuple(found)
