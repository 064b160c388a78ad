"""Transfers aimed at a rule: ones in which it bites, and ones in which it does not."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

from licet.conditions.tree import Compare, Condition, Constant, Within, terms, walk
from licet.evaluate.evaluation import LegResult, Options, evaluate
from licet.evaluate.facts import LegFacts
from licet.evaluate.rules import own_truth
from licet.evaluate.truth import truth
from licet.library import Library
from licet.outcome import conjunction
from licet.policies.model import Policy, Rule
from licet.terms import VOCABULARY
from licet.transfers.transfer import Answers, Transfer, TransferItem
from licet.transfers.transfer import legs as legs_of
from licet.values import Value
from licet.world.catalogue import OriginClaim

TRIES = 20_000
_ENDS = ("state", "role", "exporter", "destination", "date", "activity", "own_stock", "origin.claim", "origin.share")


def conditions_of(rule: Rule, library: Library) -> list[Condition]:
    found = [rule.when, *rule.unless]
    if rule.under is not None:
        gate = library.rules[rule.under]
        found += [gate.when, *gate.unless]
    # what may lift it has to be settled too
    for permit in (*library.permits.get(rule.id, ()), *library.permits.get(rule.under or "", ())):
        found += [permit.when, *permit.unless]
    policy = next(policy for policy in library.policies if policy.id == rule.policy)
    return [*found, policy.binds]


def values_for(term: str, conditions: list[Condition], library: Library, state: str) -> list[object]:
    """Values that matter for a term: those the conditions name, their neighbours, and one they do not."""
    kind = VOCABULARY[term].type
    named: list[object] = []
    groups: list[str] = []
    for node in (node for condition in conditions for node in walk(condition)):
        if isinstance(node, Compare) and node.term == term and isinstance(node.right, Constant):
            named.append(node.right.value)
        elif isinstance(node, Within) and node.term == term:
            named += node.members
            groups += node.groups
    match kind.base:
        case "truth":
            return [True, False]
        case "enum" | "scale":
            extra = list(kind.members) + (["none"] if VOCABULARY[term].optional else [])
            return named + extra
        case "country":
            members = [country for group in groups for country in list(library.world.groups[group].members)[:4]]
            return [*named, *members, "URY", "FRA", "SAU"]
        case "number":
            numbers = [float(str(value)) for value in named] or [1.0]
            near = [number + step for number in numbers for step in (-0.01, 0, 0.01, 1)]
            return [value for value in near if value >= 0]
        case "date":
            days = [datetime.date.fromisoformat(str(value)) for value in named if value != "none"]
            near = [(day + datetime.timedelta(step)).isoformat() for day in days for step in (-1, 0, 1)]
            return [*near, "none"]
        case _:
            return [*named, "somebody else"]


def dates_of(rule: Rule) -> list[datetime.date]:
    """Days on which the rule is in force, from its first to its last."""
    first = rule.from_ or (rule.until - datetime.timedelta(400) if rule.until else datetime.date(2021, 6, 1))
    last = rule.until - datetime.timedelta(1) if rule.until else max(first, rule.seen or datetime.date(2024, 6, 1))
    if rule.seen is not None:
        last = min(last, max(rule.seen, first))
    return list(dict.fromkeys([first, first + (last - first) // 2, last]))


def aimed(rule: Rule, library: Library, seed: int = 0) -> Iterator[tuple[Transfer, str, str]]:
    """Transfers, each with the state and role of the leg to look at; every fact the rule reads is settled."""
    dice = random.Random(f"{rule.id} {seed}")
    conditions = conditions_of(rule, library)
    read = list(dict.fromkeys(name for condition in conditions for name in terms(condition)))
    policy = next(policy for policy in library.policies if policy.id == rule.policy)
    groups = {
        group
        for condition in conditions
        for node in walk(condition)
        if isinstance(node, Within)
        for group in node.groups
    }
    for _ in range(TRIES):
        date = dice.choice(dates_of(rule))
        state = policy.state or dice.choice(_bound(policy, conditions, library))
        role = dice.choice(["exporter", "exporter", "origin", "origin", "transit", "broker", "holder"])
        destination = str(dice.choice(values_for("destination", conditions, library, state)))
        other = str(dice.choice([*values_for("exporter", conditions, library, state), "POL"]))
        if state == destination and role != "exporter":
            continue
        exporter = state if role == "exporter" else other
        if exporter == state and role != "exporter":
            continue
        facts = {
            name: dice.choice(values_for(name, conditions, library, state))
            for name in read
            if name not in _ENDS and VOCABULARY[name].kind == "fact"
        }
        if "own_stock" in read:
            facts["supplier"] = dice.choice(["state", "company"])
        claims = values_for("origin.claim", conditions, library, state)
        claim = dice.choice([value for value in claims if value != "none"])
        shares = [
            value for value in values_for("origin.share", conditions, library, state) if 0 <= float(str(value)) <= 1
        ]
        share = dice.choice(shares) if "origin.share" in read and shares else 0.5
        showings = [name for name in read if VOCABULARY[name].kind == "showing"]
        yield (
            Transfer(
                exporter=exporter,
                destination=destination,
                date=date,
                items=(
                    TransferItem(
                        "thing",
                        {"item.category": Value("ML1", "stated")},
                        (OriginClaim(state, str(claim), float(str(share))),) if role == "origin" else (),
                        True,
                    ),
                ),
                values={"regulator": Value("none", "stated")},
                activity=str(dice.choice(values_for("activity", conditions, library, state)))
                if "activity" in read
                else "export",
                consents={},
                answers=Answers({}, frozenset(name for name in showings if dice.random() < 0.5)),
                by_state={},
                holders=(state,) if role == "holder" else (),
                via=(state,) if role == "transit" else (),
                broker=state if role == "broker" else None,
                assumed=facts,  # type: ignore[arg-type]
                # a membership that the world leaves open is settled either way
                memberships={
                    (country, group): dice.random() < 0.5
                    for country in (destination, exporter)
                    for group in groups
                    if not library.world.groups[group].complete
                },
            ),
            state,
            role,
        )


def _bound(policy: Policy, conditions: list[Condition], library: Library) -> list[str]:
    named = [str(value) for value in values_for("state", conditions, library, "")]
    members = [
        country
        for node in walk(policy.binds)
        if isinstance(node, Within)
        for group in node.groups
        for country in list(library.world.groups[group].members)
        if country in ("DEU", "SWE", "FRA", "KOR", "NOR", "POL", "GBR")
    ]
    return [*named, *members, "DEU"]


def bites(rule: Rule, library: Library, transfer: Transfer, state: str, role: str) -> bool | None:
    """Whether the rule bites on the leg (a permit: lifts; a weigh: is to be weighed); None where it may."""
    policy = next(policy for policy in library.policies if policy.id == rule.policy)
    leg_of = next((leg for leg in legs_of(transfer) if (leg.state, leg.role) == (state, role)), None)
    if leg_of is None:
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
