"""The consents of all states with a claim on an item, as a condition over columns and look-up tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licet.conditions.tree import FALSE, OPEN, TRUE, All, Any, Compare, Condition, Holds, Limb, Not, Within
from licet.evaluate.evaluation import Options
from licet.lowering.folding import conjunction_of, disjunction_of
from licet.lowering.law import Scope, lower
from licet.sql.shape import sure
from licet.sql.sources import OF_CLAIM

if TYPE_CHECKING:
    from collections.abc import Collection

    from licet.library import Library

CLAIMED = "claimed "
"""Before states' codes, as a term: whether one of them has a claim on the item, and is not at an end of the transfer."""


def claimants(library: Library, state: str) -> tuple[str, ...]:
    """The states that have a claim on anything in the catalogue, but one."""
    found = {origin.state for item in library.world.catalogue.items.values() for origin in item.origins}
    return tuple(sorted(found - {state}))


def lifts(library: Library, scope: Scope, options: Options, states: Collection[str]) -> dict[str, Condition]:
    """Under which condition each of the states need not be asked; those that always have to be are left out."""
    found: dict[str, Condition] = {}
    exporter = scope.state if scope.role == "exporter" else None
    for state in states:
        lifted = lower(library, Scope(state, "origin", scope.date, exporter=exporter), options).lifted
        if lifted != FALSE:
            found[state] = lifted
    return found


def all_consents(
    scope: Scope, states: Collection[str], lifted: dict[str, Condition], given: Collection[str]
) -> Condition:
    """Whether all that have to be asked have consented: false if one refused, unknown while an answer is out.

    Args:
        scope: the kind of leg.
        states: that may have a claim.
        lifted: of some of them, under which condition they need not be asked.
        given: those whose answers the table has.
    """
    clauses: list[Condition] = []
    together = [state for state in states if state not in lifted and state not in given]
    # one that never answers is like another: which of them it is plays no part
    groups = [[state] for state in states if state not in together]
    if scope.role == "exporter":
        groups += [together] if together else []
    else:
        groups += [[state] for state in together]
    for group in groups:
        spared = sure(_of_claim(lifted[group[0]], group[0])) if group[0] in lifted else FALSE
        consent = Holds(f"consents.{group[0]}") if group[0] in given else OPEN
        asked = Holds(CLAIMED + " ".join(group))
        clauses.append(disjunction_of([Not(asked), spared, consent]))
    return conjunction_of(clauses) if clauses else TRUE


def _of_claim(condition: Condition, state: str) -> Condition:
    """What a condition says of a claim, it says of this state's."""
    match condition:
        case Holds(term=term) | Compare(term=term) | Within(term=term) if term in ("origin.claim", "origin.share"):
            return Limb(condition, OF_CLAIM + state)
        case Not(part=part):
            return Not(_of_claim(part, state))
        case All(parts=inner):
            return All(tuple(_of_claim(part, state) for part in inner))
        case Any(parts=inner):
            return Any(tuple(_of_claim(part, state) for part in inner))
        case _:
            return condition
