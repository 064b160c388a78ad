"""The known values of a transfer, as generated functions read them: plain values by term, what is unknown left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from licet.conditions.tree import Plain
from licet.terms import VOCABULARY
from licet.transfers.transfer import Leg, Step, Transfer, TransferItem

_OF_CATEGORIES = tuple(term for term in VOCABULARY.values() if term.categories)
"""Special classes of items, to which only some categories can belong."""
_PRESUMED = tuple(term for term in VOCABULARY.values() if term.name.startswith("item.") and term.presumed is not None)


def transfer_facts(transfer: Transfer) -> dict[str, Plain]:
    """What is stated or assumed of the transfer, whatever the leg."""
    facts: dict[str, Plain] = {term: value.value for term, value in transfer.values.items() if value.value is not None}
    facts["activity"] = transfer.activity
    facts["date"] = transfer.date.isoformat()
    facts.update(transfer.assumed)
    return facts


def item_facts(item: TransferItem, assumed: Mapping[str, Plain], strict: bool) -> dict[str, Plain]:
    """What is known of an item, with what its category rules out and, unless ``strict``, what is presumed."""
    facts: dict[str, Plain] = {term: value.value for term, value in item.values.items() if value.value is not None}
    facts.update({term: value for term, value in assumed.items() if term.startswith("item.")})
    category = facts.get("item.category")
    if category is not None:
        for term in _OF_CATEGORIES:
            if category not in term.categories:
                facts.setdefault(term.name, False)
    if not strict:
        for term in _PRESUMED:
            assert term.presumed is not None
            facts.setdefault(term.name, term.presumed)
    return facts


def leg_steps(
    transfer: Transfer, leg: Leg, wanted: Collection[str], spared: Collection[tuple[str, int]]
) -> Mapping[str, Step]:
    """The answers to steps on a leg: general ones, those of the leg's state over them, and the consents.

    ``wanted``: the steps that are read; ``spared``: the (state, item) that need not be asked.
    """
    steps = transfer.answers.steps
    own = transfer.by_state.get(leg.state)
    if own is not None:
        steps = {**steps, **own.steps}
    if "consent" in wanted or "foreign_consents" in wanted:
        steps = {key: value for key, value in steps.items() if key not in ("consent", "foreign_consents")}
        given = transfer.consents.get(leg.state)
        if given is not None:
            steps["consent"] = given
        asked = {origin.state for origin in transfer.items[leg.item].origins}
        asked -= {transfer.exporter, transfer.destination, leg.state}
        asked -= {state for state, item in spared if item == leg.item}
        answers = [transfer.consents.get(state) for state in asked]
        if False in answers:
            steps["foreign_consents"] = False
        elif None not in answers:
            steps["foreign_consents"] = True
    return steps
