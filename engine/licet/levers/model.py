"""What levers are reported as: sets of rules, and sets of changes, with what comes of each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from licet.conditions.tree import Plain
from licet.decisions import Cite, LegName


@dataclass(frozen=True, slots=True)
class RuleLever:
    """A rule that would have to go: ``effect`` is ``consent`` for a re-export claim; ``legs`` says where it stands."""

    rule: str
    title: str
    effect: str
    layer: str
    because: str
    cite: Cite | None
    legs: tuple[LegName, ...]


@dataclass(frozen=True, slots=True)
class FactLever:
    """A fact, step or showing that would have to be another.

    Attributes:
        term: the word of the vocabulary.
        kind: ``fact``, ``step`` or ``showing``.
        state: whose own answer it is (a finding, a consent); None: it is said of the whole transfer.
        was: its value now; None where it is unknown or outstanding.
        values: the values any one of which will do.
        holder: who can change it: a country's code, or ``requester``, ``exporter``, ``world`` …
        question: what the term asks.
    """

    term: str
    kind: str
    state: str | None
    was: Plain | None
    values: tuple[Plain, ...]
    holder: str
    question: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A smallest set of rules, and the interval that is left without them."""

    rules: tuple[RuleLever, ...]
    worst: str
    best: str


@dataclass(frozen=True, slots=True)
class FactSet:
    """A smallest set of changes, and the interval they lead to."""

    changes: tuple[FactLever, ...]
    worst: str
    best: str


@dataclass(frozen=True, slots=True)
class Levers:
    """The answer.

    Attributes:
        outcome, worst, best: what the transfer comes to as it is.
        direction: ``raise`` or ``lower``.
        target: the outcome that is asked for, or None where there is none above (below) the present one.
        settled: both ends have to come to the same.
        rules, facts: the smallest sets, smallest first; None where they were not asked for.
        max_rules, max_facts: the bounds on the size of sets.
        beyond: a set of rules above the bound of which every one is needed, where there is none within it; empty otherwise.
        not_encoded: states on whose law it hangs and whose law is not in the library: no rule of it can be suspended.
    """

    outcome: str
    worst: str
    best: str
    direction: str
    target: str | None
    settled: bool
    rules: tuple[RuleSet, ...] | None
    facts: tuple[FactSet, ...] | None
    max_rules: int
    max_facts: int
    beyond: tuple[str, ...] = ()
    not_encoded: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data."""
        return asdict(self)
