"""When something holds: half-open days, as far as the public could know."""

from __future__ import annotations

import datetime

Day = datetime.date


def in_force(
    date: Day, *, from_: Day | None, until: Day | None, published: Day | None = None, known_on: Day | None = None
) -> bool:
    """Whether ``from_ <= date < until``; None is open.

    With ``known_on``, what was published later (default: on its first day) was not known and does not hold.
    """
    if known_on is not None:
        first_known = published or from_
        if first_known is not None and first_known > known_on:
            return False
    return (from_ is None or from_ <= date) and (until is None or date < until)
