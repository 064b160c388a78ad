"""Transfers aimed at a rule, and whether it bites in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from licet.aiming import aimed as aims
from licet.evaluate.evaluation import LegResult, Options, evaluate
from licet.evaluate.facts import LegFacts
from licet.evaluate.rules import own_truth
from licet.evaluate.truth import truth
from licet.library import Library
from licet.outcome import conjunction
from licet.policies.model import Rule
from licet.transfers.transfer import Transfer
from licet.transfers.transfer import legs as legs_of


def aimed(rule: Rule, library: Library) -> Iterator[tuple[Transfer, str, str]]:
    """Transfers, each with the state and role of the leg to look at; what they state stands as hypotheticals."""
    for aim in aims(library, rule):
        yield hypothetical(library.transfer(aim.request)), aim.state, aim.role


def hypothetical(transfer: Transfer) -> Transfer:
    """The same transfer with every stated fact assumed, so that laws can take facts away one by one."""
    (item,) = transfer.items
    stated = {**transfer.values, **item.values}
    kept = {"item.category": item.values["item.category"]}
    return replace(
        transfer,
        items=(replace(item, values=kept),),
        values={},
        assumed={
            **{term: value.value for term, value in stated.items() if value.value is not None},
            **transfer.assumed,
        },
    )


def bites(rule: Rule, library: Library, transfer: Transfer, state: str, role: str) -> bool | None:
    """Whether the rule bites on the leg (a permit: lifts; a weigh: is to be weighed); None where it may."""
    policy = next(policy for policy in library.policies if policy.id == rule.policy)
    leg_of = next((leg for leg in legs_of(transfer) if (leg.state, leg.role) == (state, role)), None)
    if leg_of is None or not rule.holds_on(transfer.date):
        return False
    facts = LegFacts(library.world, transfer, leg_of)
    own = conjunction([truth(policy.binds, facts), own_truth(rule, facts, transfer.date, strict=False)])
    if own is not True:  # cheaper than the whole evaluation
        return own
    found = evaluate(library, transfer, Options())
    legs: list[LegResult] = [leg for leg in found.legs if (leg.leg.state, leg.leg.role) == (state, role)]
    if not legs:
        return False
    leg = legs[0]
    if rule.effect == "permit":
        lifts = [lift for result in leg.rules for lift in result.lifts if result.gate is not False]
        lifts += leg.claim.lifts if leg.claim else ()
        held = {lift.holds for lift in lifts if lift.permit.id == rule.id}
        return True if True in held else None if None in held else False
    return next((result.condition for result in leg.rules if result.rule.id == rule.id), False)
