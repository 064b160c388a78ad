"""A transfer with every name resolved: countries by code, items with what the catalogue says of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from licet.conditions.tree import Plain
from licet.records import dataclass
from licet.values import Value
from licet.world.catalogue import OriginClaim

Role = Literal["exporter", "origin", "transit", "broker", "holder"]
ACTIVITY_OF_ROLE = {"origin": "export", "holder": "export", "transit": "transit", "broker": "brokering"}
"""What is done on the legs of these roles, whatever is done on the exporter's."""
Step = bool | str
"""A step's answer: True done, False refused; of a risk, its level."""


@dataclass(frozen=True, slots=True)
class TransferItem:
    """An item with its values by term (``item.lethal`` …) and the origins that have a claim on it."""

    name: str
    values: Mapping[str, Value]
    origins: tuple[OriginClaim, ...]
    origins_stated: bool
    quantity: float | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What has been done, found and shown: steps by term, showings by term."""

    steps: Mapping[str, Step] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer ready for evaluation.

    ``values`` holds what was stated by term; ``assumed`` the hypotheticals; ``memberships`` hypothetical memberships
    by (state, group); ``consents`` True granted, False refused; ``by_state`` what single states found.
    """

    exporter: str
    destination: str
    date: datetime.date
    items: tuple[TransferItem, ...]
    values: Mapping[str, Value]
    activity: str
    consents: Mapping[str, bool]
    answers: Answers
    by_state: Mapping[str, Answers]
    holders: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    broker: str | None = None
    assumed: Mapping[str, Plain] = field(default_factory=dict)
    memberships: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    """Of ``origins``, ``via``, ``broker``, those that were left out and so mean none."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One state that has to be asked about one item."""

    state: str
    role: Role
    item: int
    origin: OriginClaim | None = None


CLAIM_ORDER = ("complete", "licensor", "former_owner", "component")


def legs(transfer: Transfer) -> tuple[Leg, ...]:
    """All legs: exporter, holders, origins, transit states, broker; each state once a role and item.

    An origin that is the exporter or the destination has no leg of its own; nor has a transit state or broker.
    """
    found: list[Leg] = []
    ends = {transfer.exporter, transfer.destination}
    for index, item in enumerate(transfer.items):
        found.append(Leg(transfer.exporter, "exporter", index))
        found += [Leg(state, "holder", index) for state in _others(transfer.holders, ends)]
        claims: dict[str, OriginClaim] = {}
        for claim in sorted(item.origins, key=lambda origin: CLAIM_ORDER.index(origin.claim)):
            if claim.state not in ends:
                claims.setdefault(claim.state, claim)
        found += [Leg(state, "origin", index, claims[state]) for state in sorted(claims)]
        found += [Leg(state, "transit", index) for state in _others(transfer.via, ends)]
        if transfer.broker is not None and transfer.broker != transfer.exporter:
            found.append(Leg(transfer.broker, "broker", index))
    return tuple(found)


def _others(states: tuple[str, ...], ends: set[str]) -> list[str]:
    return sorted({state for state in states if state not in ends})
