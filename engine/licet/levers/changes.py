"""Changes of a transfer that somebody can make: a step done or refused, another fact, a special reason shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from licet.conditions.tree import Plain
from licet.evaluate.evaluation import Evaluation, LegResult
from licet.outcome import Interval, Outcome
from licet.terms import VOCABULARY
from licet.terms.kinds import Kind
from licet.transfers.transfer import Answers, Step, Transfer


@dataclass(frozen=True, slots=True)
class Change:
    """One term gets another value.

    ``state`` is set for what one state does or finds on its own legs; None: for the whole transfer.
    """

    term: str
    state: str | None
    value: Plain

    @property
    def kind(self) -> Kind:
        """Fact, step or showing."""
        return VOCABULARY[self.term].kind


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact or showing that can be changed: the values that rules cannot tell apart stand together."""

    term: str
    state: str | None
    classes: tuple[tuple[Plain, ...], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The outcome that is asked for: at least ``target``, or with ``lower`` at most; with ``settled`` at both ends alike."""

    target: Outcome
    lower: bool = False
    settled: bool = False

    def met(self, interval: Interval) -> bool:
        """Whether an interval is what is asked for."""
        good = interval.worst <= self.target if self.lower else interval.worst >= self.target
        return good and (interval.settled or not self.settled)

    @property
    def targets(self) -> list[Outcome]:
        """The outcomes at which it may settle; the target alone where it need not."""
        if not self.settled:
            return [self.target]
        return [o for o in Outcome if (o <= self.target if self.lower else o >= self.target)]


def scope(term: str, leg: LegResult) -> str | None:
    """The state whose own answer a step or showing is; None for what the end user or the parties give once for all."""
    return leg.leg.state if VOCABULARY[term].holder in ("authority", "origin") else None


def apply(transfer: Transfer, changes: Iterable[Change]) -> Transfer:
    """The transfer with the changes made."""
    consents, assumed, general = dict(transfer.consents), dict(transfer.assumed), dict(transfer.answers.steps)
    shown = set(transfer.answers.shown)
    own = {state: (dict(answers.steps), set(answers.shown)) for state, answers in transfer.by_state.items()}
    for change in changes:
        match change.kind:
            case "fact":
                assumed[change.term] = change.value
            case "step" if change.term == "consent":
                assert change.state is not None
                consents[change.state] = change.value is True
            case "step" if change.state is None:
                general[change.term] = change.value  # type: ignore[assignment]
                for steps, _ in own.values():
                    steps.pop(change.term, None)
            case "step":
                own.setdefault(change.state or "", ({}, set()))[0][change.term] = change.value  # type: ignore[assignment]
            case "showing":
                state = change.state or ""
                if change.value is True:
                    own.setdefault(state, ({}, set()))[1].add(change.term)
                    continue
                if change.term in shown:
                    # shown for all: now for all the others
                    shown.remove(change.term)
                    for other in _states(transfer):
                        own.setdefault(other, ({}, set()))[1].add(change.term)
                own.setdefault(state, ({}, set()))[1].discard(change.term)
    by_state: Mapping[str, Answers] = {
        state: Answers(steps, frozenset(found)) for state, (steps, found) in own.items() if steps or found
    }
    return replace(
        transfer,
        consents=consents,
        assumed=assumed,
        answers=Answers(general, frozenset(shown)),
        by_state=by_state,
    )


def without_facts(transfer: Transfer, terms: Iterable[str]) -> Transfer:
    """The transfer with these facts unknown."""
    gone = set(terms)
    return replace(
        transfer,
        values={term: value for term, value in transfer.values.items() if term not in gone},
        assumed={term: value for term, value in transfer.assumed.items() if term not in gone},
    )


def with_every_step(transfer: Transfer, *, done: bool) -> Transfer:
    """The transfer with every step of everybody done, or refused."""
    steps: dict[str, Step] = {
        term.name: best(term.name) if done else worst(term.name) for term in VOCABULARY.values() if term.kind == "step"
    }
    return replace(
        transfer,
        consents=dict.fromkeys(_states(transfer), done),
        answers=Answers(steps, transfer.answers.shown),
        by_state={state: Answers({}, answers.shown) for state, answers in transfer.by_state.items()},
    )


def best(step: str) -> Step:
    """The answer that helps the transfer most: done, or the lowest level of risk."""
    type_ = VOCABULARY[step].type
    return type_.members[0] if type_.base == "scale" else True


def worst(step: str) -> Step:
    """The answer that harms the transfer most: refused, or the highest level of risk."""
    type_ = VOCABULARY[step].type
    return type_.members[-1] if type_.base == "scale" else False


def value_now(evaluation: Evaluation, change: Change) -> Plain | None:
    """What a term is before the change; None where it is unknown or outstanding."""
    for leg in evaluation.legs:
        if change.state in (None, leg.leg.state):
            if change.kind == "step":
                return leg.facts.step(change.term)
            return leg.facts.value(change.term).value
    return None


def _states(transfer: Transfer) -> set[str]:
    origins = {origin.state for item in transfer.items for origin in item.origins}
    broker = {transfer.broker} if transfer.broker else set()
    return {transfer.exporter, transfer.destination, *transfer.holders, *transfer.via, *origins} | broker
