"""The one reason to give where there is room for one: what decides an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from licet.decisions import Ground
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import conditions_of, grounds_of, unknown_of
from licet.outcome import UNDETERMINED, Outcome
from licet.outstanding import step_summary

_LAYERS = {"practice": 0, "law": 1, "guideline": 2}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an outcome is what it is.

    Attributes:
        because: in words; of a conditional outcome what is outstanding, of an undetermined one the open question.
        rule: the deciding rule; None where no rule decides (an open question about law that is not encoded).
        state: whose leg decides, alpha-3; None where nothing does.
        unknown: of an undetermined outcome, the first term that is not known.
    """

    because: str
    rule: str | None = None
    state: str | None = None
    unknown: str | None = None


def ordered_grounds(grounds: Iterable[Ground]) -> Sequence[Ground]:
    """Grounds, most telling first: certain before possible, refusals before requirements, practice before law."""
    return sorted(grounds, key=lambda g: (not g.certain, g.effect != "refuse", _LAYERS[g.layer]))


def decisive(evaluation: Evaluation) -> Reason | None:
    """What decides an evaluation; None where it is allowed. Cheaper than the whole decision."""
    outcome = evaluation.interval.word
    first = next(iter(ordered_grounds(grounds_of(evaluation))), None)
    rule, state = (first.rule, first.leg.state) if first else (None, None)
    if outcome == UNDETERMINED:
        asked = next(iter(unknown_of(evaluation)), None)
        if asked is not None:
            return Reason(asked.question, rule, state, asked.term)
    if outcome == Outcome.CONDITIONAL.word:
        steps = [step for step in conditions_of(evaluation) if step.certain]
        if steps:
            text = step_summary(steps, evaluation.library.world.countries.name)
            return Reason(f"outstanding: {text}", rule, state)
    return Reason(first.because, rule, state) if first else None
