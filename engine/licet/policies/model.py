"""Rules, policies and their citations as the evaluator reads them."""

from __future__ import annotations

import datetime

from licet.cache.deferred import Deferred
from licet.conditions.tree import TRUE, Condition
from licet.periods import in_force
from licet.policies.words import Confidence, Effect, Force, Layer, Reason
from licet.problems import Span
from licet.records import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A text that rules cite."""

    key: str
    title: str
    native: str | None = None
    url: str | None = None
    checked: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A pinpoint citation."""

    source: Source
    at: str
    url: str | None
    checked: datetime.date | None

    def __str__(self) -> str:
        return f"{self.source.title}, {self.at}"


@dataclass(frozen=True, slots=True)
class Rule:
    """The encoding of one provision.

    Dates are half-open: ``from_`` is the first day the rule holds, ``until`` the first day it no longer does; None is
    open. ``seen`` is the last day on which a measure that lapses unless renewed was confirmed.
    """

    id: str
    title: str
    policy: str
    instrument: str
    cite: Citation
    layer: Layer
    effect: Effect
    force: Force
    because: str
    confidence: Confidence
    when: Condition = TRUE
    unless: tuple[Condition, ...] = ()
    needs: Condition | None = None
    under: str | None = None
    lifts: tuple[str, ...] = ()
    leaves_room: bool = False
    exercises: tuple[str, ...] = ()
    from_: datetime.date | None = None
    until: datetime.date | None = None
    seen: datetime.date | None = None
    published: datetime.date | None = None
    annulled: datetime.date | None = None
    interpretation: str | None = None
    note: str | None = None
    span: Span | None = None

    def holds_on(self, date: datetime.date, known_on: datetime.date | None = None) -> bool:
        """Whether the rule is in force on ``date``, as far as the public could know on ``known_on``."""
        if self.annulled is not None and (known_on is None or known_on >= self.annulled):
            return False
        return in_force(date, from_=self.from_, until=self.until, published=self.published, known_on=known_on)


@dataclass(frozen=True, slots=True)
class Consent:
    """On what a state's re-export claim rests; reported as the rule ``<policy>/consent``."""

    id: str
    title: str
    cite: Citation | None
    because: str
    confidence: Confidence


def default_consent(policy: str, title: str) -> Consent:
    """The claim of a state whose policy does not say on what it rests."""
    return Consent(
        id=f"{policy}/consent",
        title="Consent to re-export",
        cite=None,
        because=f"{title} has a claim on the goods and has to be asked before they are passed on",
        confidence="unverified",
    )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A provision that is not a rule, and why."""

    at: str
    source: Source
    title: str
    reason: Reason
    note: str | None


@dataclass(frozen=True, slots=True)
class Instrument:
    """An act, decree, treaty or guideline: one file of a policy."""

    policy: str
    file: str
    title: str
    rules: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Policy(Deferred):
    """One state's or treaty's instruments.

    ``state`` is set for a state's own law. ``since`` is the first day for which the encoding claims to speak.
    """

    id: str
    title: str
    state: str | None
    binds: Condition
    since: datetime.date | None
    authority: str | None
    instruments: tuple[Instrument, ...]
    rules: tuple[Rule, ...]
    consent: Consent | None
    note: str | None = None
