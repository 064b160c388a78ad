"""The sides from which transfers are seen, and what conditions ask of transfers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from licet.conditions.tree import Condition, Plain
from licet.evaluate.evaluation import Options
from licet.outcome import Truth
from licet.proofs.asked import Asked
from licet.terms import VOCABULARY
from licet.transfers.resolving import _CATEGORY_ATT as CATEGORY_HEADING
from licet.world.lookup import member, state_fact
from licet.world.model import World

Records = Literal["recorded", "free"]
"""Whether what the world records of a destination holds, or a request may assume otherwise."""


REQUIRED = ("destination", "exporter", "item.category", "date")
"""What every request says."""
UNSAID: Mapping[str, Plain] = {
    "activity": "export",
    "regulator": "none",
    "origin.claim": "complete",
    "foreign_consents": True,
}
"""What is so where a request does not say otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One side from which the transfers are seen: a world, a day and how it is asked.

    ``until``: where the day may be any up to this one, which is left out.
    """

    world: World
    date: datetime.date
    options: Options
    until: datetime.date | None = None

    @property
    def day(self) -> str | None:
        """The day of the decision; None where it may be one of several."""
        return self.date.isoformat() if self.until is None else None

    def record(self, term: str, country: str) -> Plain | None:
        """What the records say of ``destination.…`` where nothing is assumed; None: nothing."""
        name = term.removeprefix("destination.")
        options = self.options
        return state_fact(self.world, name, country, self.date, strict=options.strict, known_on=options.known_on).value

    def member(self, group: str, country: str) -> Truth:
        """Whether a country is in a group on the day."""
        return member(self.world, group, country, self.date, self.options.known_on)

    def presumed(self, term: str) -> Plain | None:
        """What a term is taken to be where nothing says otherwise."""
        return None if self.options.strict else VOCABULARY[term].presumed


def asked_by(conditions: Iterable[tuple[View, Condition]]) -> Asked:
    """What conditions ask of transfers, and what the terms they read hang on."""
    asked = Asked()
    for view, condition in conditions:
        asked.add(condition, view.day)
    asked.tests.setdefault("destination", {})
    asked.tests.setdefault("item.category", {})
    if "item.component" in asked.tests:
        asked.among("item.att_category", ("parts",))
    if "item.att_category" in asked.tests:
        for heading in dict.fromkeys(CATEGORY_HEADING.values()):
            asked.among("item.category", categories_of(heading))
    for term in [*asked.tests]:
        if VOCABULARY[term].categories:
            asked.among("item.category", VOCABULARY[term].categories)
    return asked


def categories_of(heading: str) -> tuple[str, ...]:
    """The categories of which an item falls under a heading of the treaty, where nothing else is said."""
    return tuple(category for category, found in CATEGORY_HEADING.items() if found == heading)


__all__ = ["CATEGORY_HEADING", "REQUIRED", "UNSAID", "Records", "View", "asked_by", "categories_of"]
