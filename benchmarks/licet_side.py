"""Licet's side of every comparison: the compiled engine and the batch, and the reference that says what is right.

Where the compiled engine cannot be imported the reference evaluator stands in for it, so that the same code runs; where the
batch cannot, its figures are missing.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import Any as Anything

from benchmarks.policies import Question
from licet.library import Library
from licet.outcome import Outcome

try:
    from licet.compiled import compile_library
except ImportError:
    compile_library = None  # type: ignore[assignment]

COMPILED = compile_library is not None
"""Whether the compiled engine is there; else the reference is what is timed."""


class Truth:
    """What the reference evaluator says of a question: the outcome, and all rules that bite or may."""

    def __init__(self, library: Library, question: Mapping[str, Anything] | Anything, *, strict: bool = True) -> None:
        evaluation = library.evaluate(question, strict=strict)
        self.outcome = evaluation.interval.word
        self.rules = sorted(
            result.rule.id
            for leg in evaluation.legs
            for result in leg.rules
            if result.interval.worst is not Outcome.ALLOWED
        )


class Licet:
    """Licet on one library."""

    def __init__(self, library: Library, *, strict: bool = True) -> None:
        self.library = library
        self.strict = strict
        self.compiled: Anything = compile_library(library, strict=strict) if COMPILED else None

    def leg(self, question: Question) -> tuple[str, Sequence[str]]:
        """One leg: the outcome and all rules that bite or may; finding the leg's function is part of it."""
        if self.compiled is None:
            truth = Truth(self.library, question.request, strict=self.strict)
            return truth.outcome, truth.rules
        facts = question.facts
        leg = self.compiled.leg(facts["state"], "exporter", question.date, facts["destination"])
        worst, best, rules = leg.judge(facts, None, question.steps, question.shown)
        return (worst.word if worst is best else "undetermined"), rules

    def decide(self, request: Anything) -> tuple[str, Sequence[Anything]]:
        """A whole request or transfer: the outcome and the grounds of the worst."""
        if self.compiled is None:
            decision = self.library.check(request, strict=self.strict)
            return decision.outcome, [ground.rule for ground in decision.grounds]
        verdict = self.compiled.decide(request)
        return verdict.outcome, verdict.grounds

    def decide_json(self, data: bytes) -> bytes:
        """A request in JSON to a decision in JSON."""
        if self.compiled is None:
            import json

            return self.library.check(json.loads(data), strict=self.strict).to_json().encode()
        answer: bytes = self.compiled.decide_json(data)
        return answer


def has_batch() -> bool:
    """Whether whole tables can be decided here."""
    return all(importlib.util.find_spec(name) is not None for name in ("licet.batch", "pyarrow", "numpy"))


def has_batch_command() -> bool:
    """Whether ``licet batch`` is there."""
    return has_batch() and importlib.util.find_spec("licet_cli.commands.batch") is not None


def table_judge(library: Library, columns: Sequence[str]) -> Callable[[Anything], Anything]:
    """A function that decides Arrow tables of such columns and gives the columns it adds.

    Preparing the law, once for all tables, is not part of what is timed; nor is it for peers.
    """
    from licet.batch import Judge

    judge = Judge(library, columns)
    return lambda table: judge.decide(table).columns
