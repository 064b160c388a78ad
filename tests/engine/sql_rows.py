"""Random rows of a table of transfers, and what the reference says of them: for the tests of `licet.sql`."""

from __future__ import annotations

import datetime
import random
from typing import Any

from licet.compare.keys import place
from licet.evaluate.evaluation import Evaluation, LegResult, Options, evaluate
from licet.library import Library
from licet.outcome import Outcome
from licet.sql import Column
from licet.transfers.transfer import Role
from licet.world.catalogue import OriginClaim

OUTPUT = ("outcome", "worst", "best", "grounds", "conditions", "unread")
_HOT = ("UKR", "RUS", "SAU", "IND", "LBY", "ISR", "TUR", "PRK", "CHN", "POL", "DEU", "USA", "MMR", "SDN", "YEM", "IRQ")
_NUMBERS = (0, 0.05, 0.2, 0.3, 5.5, 20, 155, 400, 999_999, 14_000_000, 100_000_000)


def random_row(
    dice: random.Random, library: Library, columns: tuple[Column, ...], known: float = 0.6
) -> dict[str, Any]:
    """A row by column; None where nothing is stated."""
    row: dict[str, Any] = {}
    for column in columns:
        stated = dice.random() < known
        row[column.name] = random_value(dice, library, column) if stated else None
    row["destination"] = dice.choice([*_HOT, *library.world.countries.names])
    if "item" in row:
        item = dice.choice([*library.world.catalogue.items.values()])
        row["item"] = dice.choice([item.name, item.id, *item.aliases])
        if row["item"].isascii() and dice.random() < 0.2:
            row["item"] = row["item"].upper()
    return row


def random_value(dice: random.Random, library: Library, column: Column) -> Any:
    if column.name == "shown":
        return dice.choice(["; ", "|"]).join(dice.sample(column.values, min(2, len(column.values))))
    if column.name == "exporter":
        return dice.choice(_HOT)
    if column.name == "end_user.name":
        names = [*library.world.entities]
        return dice.choice([dice.choice(names), dice.choice(names).title().replace(" ", "-"), "somebody"])
    match column.type:
        case "truth":
            return dice.random() < 0.5
        case "number":
            return dice.choice(_NUMBERS[:4] if column.name == "origin.share" else _NUMBERS)
        case "date":
            return dice.choice(["2013-01-01", "2014-08-01", "2017-12-01", "2022-03-01", "none"])
        case _:
            return dice.choice(column.values) if column.values else "none"


def request_of(row: dict[str, Any], library: Library, state: str, role: Role, date: datetime.date) -> dict[str, Any]:
    """A row as a request: its columns are read as those of any table."""
    request: dict[str, Any] = {"exporter": state, "date": date.isoformat()}
    origin: dict[str, Any] = {"state": state}
    if role == "transit":
        request["via"] = [state]
    elif role in ("broker", "holder"):
        request |= {"broker": state} if role == "broker" else {"holders": [state]}
    # the item first: what else is said of it comes on top
    for key in sorted(row, key=lambda key: (key != "item", key != "risks")):
        value = row[key]
        if value is None:
            continue
        if key.startswith("origin."):
            origin[key.removeprefix("origin.")] = value
            continue
        head, _, rest = key.partition(".")
        if head == "approvals":  # names with dots of their own
            request.setdefault(head, {})[rest] = value
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        place(request, key, text)
    if role == "origin":
        known = library.world.catalogue.find(row["item"]) if row.get("item") else None
        usual = {claim.state: claim for claim in known.origins} if known else {}
        if state in usual:  # what a row does not say of the claim, the catalogue does
            origin = {"claim": usual[state].claim, "share": usual[state].share, **origin}
        others = [vars_of(claim) for claim in usual.values() if claim.state != state]
        request["items"] = [
            {**(item if isinstance(item, dict) else {"name": item}), "origins": [origin, *others]}
            for item in request["items"]
        ]
    return request


def vars_of(claim: OriginClaim) -> dict[str, Any]:
    return {"state": claim.state, "claim": claim.claim, "share": claim.share}


def leg_of(evaluation: Evaluation, state: str, role: Role) -> LegResult | None:
    found = [leg for leg in evaluation.legs if leg.leg.state == state and leg.leg.role == role]
    return found[0] if found else None


def expected(
    library: Library, row: dict[str, Any], state: str, role: Role, date: datetime.date, options: Options
) -> tuple[str, ...] | None:
    """What the reference says of a leg, in the query's form; None where there is no such leg."""
    evaluation = evaluate(library, library.transfer(request_of(row, library, state, role, date)), options)
    leg = leg_of(evaluation, state, role)
    return None if leg is None else answer_of(leg)


def answer_of(leg: LegResult) -> tuple[str, ...]:
    worst, best = leg.interval
    grounds, conditions = [], []
    claim = leg.claim
    if claim is not None and claim.lifted is not True and claim.consent is not True:
        if (Outcome.BLOCKED if claim.consent is False else Outcome.CONDITIONAL) is worst:
            grounds.append(claim.claim.id)
        if claim.consent is None:
            conditions.append(f"{claim.claim.id}: consent")
    for result in leg.rules if leg.counts else ():
        if worst is not Outcome.ALLOWED and result.interval.worst is worst:
            grounds.append(result.rule.id)
        if result.rule.effect == "require" and result.condition is not False:
            conditions += [f"{result.rule.id}: {step}" for step in result.outstanding]
    return (leg.interval.word, worst.word, best.word, "; ".join(grounds), "; ".join(conditions))
