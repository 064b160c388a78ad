"""Who has to be asked besides the exporter, under which provision, and what each would say by its own law."""

from __future__ import annotations

from dataclasses import dataclass

from licet.decisions import Cite
from licet.evaluate.evaluation import Evaluation, LegResult
from licet.evaluate.summary import claim_cite, rule_cite
from licet.outcome import Interval, Outcome
from licet.policies.model import Rule


@dataclass(frozen=True, slots=True)
class Deciding:
    """A rule on which a state's answer by its own law rests."""

    rule: str
    because: str
    cite: Cite
    certain: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One state that has to be asked.

    Attributes:
        state, role, item: the leg.
        claim: an origin's claim: complete, component, licensor or former_owner; None on transit and broker legs.
        share: of the item's value, from 0 to 1, where known.
        rule: the claim's rule, ``<policy>/consent``; None on transit and broker legs.
        because: on what the claim rests.
        cite: the provision.
        consent: ``granted``, ``refused``, ``open``, or ``not needed`` where a permit lifts the claim.
        not_needed_by: the permits that lift or may lift the claim.
        by_its_law: what its own law says while the consent is open: an outcome, or ``undetermined``.
        worst, best: the ends of that interval.
        encoded: whether its own law is encoded for the date.
        deciding: the rules behind the worst end.
    """

    state: str
    role: str
    item: str
    claim: str | None
    share: float | None
    rule: str | None
    because: str | None
    cite: Cite | None
    consent: str | None
    not_needed_by: tuple[str, ...]
    by_its_law: str
    worst: str
    best: str
    encoded: bool
    deciding: tuple[Deciding, ...]


def consents(evaluation: Evaluation) -> tuple[Asked, ...]:
    """Every leg but the exporter's, in the order of the decision's legs."""
    return tuple(_asked(leg) for leg in evaluation.legs if leg.leg.role != "exporter")


def _asked(leg: LegResult) -> Asked:
    claim, origin = leg.claim, leg.leg.origin
    law: Interval = leg.law
    return Asked(
        state=leg.leg.state,
        role=leg.leg.role,
        item=leg.facts.item.name,
        claim=origin.claim if origin else None,
        share=origin.share if origin else None,
        rule=claim.claim.id if claim else None,
        because=claim.claim.because if claim else None,
        cite=claim_cite(claim.claim) if claim else None,
        consent=_consent(leg),
        not_needed_by=tuple(lift.permit.id for lift in claim.lifts) if claim else (),
        by_its_law=law.word,
        worst=law.worst.word,
        best=law.best.word,
        encoded=leg.encoded,
        deciding=tuple(_deciding(leg, law)),
    )


def _consent(leg: LegResult) -> str | None:
    if leg.claim is None:
        return None
    if leg.claim.lifted is True:
        return "not needed"
    return {True: "granted", False: "refused", None: "open"}[leg.claim.consent]


def _deciding(leg: LegResult, law: Interval) -> list[Deciding]:
    if law.worst is Outcome.ALLOWED:
        return []
    found: list[Deciding] = []
    for result in leg.rules:
        rule: Rule = result.rule
        if result.interval.worst is law.worst:
            found.append(Deciding(rule.id, rule.because, rule_cite(rule), result.interval.settled))
    return found
