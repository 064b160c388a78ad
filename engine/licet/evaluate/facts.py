"""What is known on one leg: every term's value with its provenance."""

from __future__ import annotations

import datetime

from licet.conditions.tree import Plain
from licet.outcome import Truth
from licet.terms import VOCABULARY
from licet.transfers.transfer import ACTIVITY_OF_ROLE, Answers, Leg, Step, Transfer
from licet.values import UNKNOWN, Value
from licet.world.lookup import member, state_fact
from licet.world.model import World


class LegFacts:
    """Values of terms on a leg.

    Args:
        world: the dated facts.
        transfer: the transfer.
        leg: whose law is asked, in which role, about which item.
        strict: a carried or presumed value counts as unknown.
        known_on: what the public could know on that day.
        released: states whose re-export claim is lifted, so that nobody has to ask them.
    """

    def __init__(
        self,
        world: World,
        transfer: Transfer,
        leg: Leg,
        *,
        strict: bool = False,
        known_on: datetime.date | None = None,
        released: frozenset[str] = frozenset(),
    ) -> None:
        self.world = world
        self.transfer = transfer
        self.leg = leg
        self.strict = strict
        self.known_on = known_on
        self.released = released
        self.item = transfer.items[leg.item]
        self._values: dict[str, Value] = {}

    def as_strict(self) -> LegFacts:
        """The same leg with carried and presumed values unknown."""
        return LegFacts(
            self.world, self.transfer, self.leg, strict=True, known_on=self.known_on, released=self.released
        )

    # facts and showings

    def value(self, name: str) -> Value:
        """The value of a fact or showing."""
        found = self._values.get(name)
        if found is None:
            found = self._values[name] = self._find(name)
        return found

    def member(self, group: str, state: Plain) -> Truth:
        """Whether a state is in a group on the transfer's date."""
        state = str(state)
        assumed = self.transfer.memberships.get((state, group))
        if assumed is not None:
            return assumed
        return member(self.world, group, state, self.transfer.date, self.known_on)

    def _find(self, name: str) -> Value:
        transfer = self.transfer
        if name in transfer.assumed:
            return Value(transfer.assumed[name], "assumed")
        fixed = self._of_the_leg(name)
        if fixed is not None:
            return fixed
        if name.startswith("shown."):
            return Value(name in self._answers_shown(), "stated")
        if name.startswith("item."):
            found = self.item.values.get(name, UNKNOWN)
        elif name.startswith("destination."):
            found = state_fact(
                self.world,
                name.removeprefix("destination."),
                transfer.destination,
                transfer.date,
                strict=self.strict,
                known_on=self.known_on,
            )
        else:
            found = transfer.values.get(name, UNKNOWN)
        return self._presumed(name) if found.value is None else found

    def _of_the_leg(self, name: str) -> Value | None:
        leg, transfer = self.leg, self.transfer
        match name:
            case "state":
                return Value(leg.state, "stated")
            case "role":
                return Value(leg.role, "stated")
            case "exporter":
                return Value(transfer.exporter, "stated")
            case "destination":
                return Value(transfer.destination, "stated")
            case "date":
                return Value(transfer.date.isoformat(), "stated")
            case "activity":
                return Value(ACTIVITY_OF_ROLE.get(leg.role, transfer.activity), "stated")
            case "own_stock":
                if leg.role != "exporter":
                    return Value(False, "derived", note="the state does not export itself")
                supplier = self.value("supplier")
                if supplier.value is None:
                    return UNKNOWN
                return Value(supplier.value == "state", "derived", note="from the supplier")
            case "origin.claim":
                return Value(leg.origin.claim if leg.origin else "none", "stated")
            case "origin.share":
                if leg.origin is None:
                    return Value("none", "stated")
                return UNKNOWN if leg.origin.share is None else Value(leg.origin.share, "stated")
            case _:
                return None

    def _presumed(self, name: str) -> Value:
        term = VOCABULARY[name]
        if term.categories:
            category = self.value("item.category").value
            if category is not None and category not in term.categories:
                return Value(False, "derived", note=f"not of an item of {category}")
        if term.presumed is None or self.strict:
            return UNKNOWN
        return Value(term.presumed, "presumed")

    # steps

    def step(self, name: str) -> Step | None:
        """A step's answer: True done, False refused, a risk's level; None while it is outstanding."""
        if name == "consent":
            return self.transfer.consents.get(self.leg.state)
        if name == "foreign_consents":
            return self._foreign_consents()
        own = self.transfer.by_state.get(self.leg.state)
        if own is not None and name in own.steps:
            return own.steps[name]
        return self.transfer.answers.steps.get(name)

    def _foreign_consents(self) -> Step | None:
        transfer = self.transfer
        states = {origin.state for origin in self.item.origins} - {
            transfer.exporter,
            transfer.destination,
            self.leg.state,
            *self.released,
        }
        answers = [transfer.consents.get(state) for state in states]
        if False in answers:
            return False
        return None if None in answers else True

    def _answers_shown(self) -> frozenset[str]:
        own: Answers | None = self.transfer.by_state.get(self.leg.state)
        return self.transfer.answers.shown | (own.shown if own else frozenset())

    def asked_of(self, name: str) -> str | None:
        """Whose step it is: a country's code, or a word for who holds the term."""
        match VOCABULARY[name].holder:
            case "origin" | "authority":
                return self.leg.state
            case "end user":
                return self.transfer.destination
            case holder:
                return holder
