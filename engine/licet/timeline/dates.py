"""The days on which anything may change for a transfer: read off the rules and the world, not sampled."""

from __future__ import annotations

import datetime

from licet.library import Library
from licet.lowering.days import destination_days, membership_days, rule_days
from licet.transfers.transfer import Transfer, legs

Day = datetime.date


def change_dates(library: Library, transfer: Transfer, first: Day, last: Day) -> tuple[Day, ...]:
    """The days after ``first``, up to ``last``, on which the answer may differ from the day before, in order.

    On every other day the same rules are in force, the world says the same of every state in play, and no comparison
    with a date comes out differently. The transfer's own date plays no part.
    """
    states = {leg.state for leg in legs(transfer)}
    found = {
        *rule_days(library, states, lambda term: _stated(term, transfer)),
        *membership_days(library.world, {transfer.destination, *states}),
        *destination_days(library.world, transfer.destination),
    }
    return tuple(sorted(day for day in found if first < day <= last))


def _stated(term: str, transfer: Transfer) -> object:
    if term in transfer.assumed:
        return transfer.assumed[term]
    return transfer.values[term].value if term in transfer.values else None
