"""On which days the answer to some transfer changes, everything else the same."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import replace

from licet.compare.sides import Side
from licet.conditions.tree import Condition
from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.proofs.claims import ClaimResult, Days, since_encoded, without_outcomes
from licet.proofs.comparing import PartComparison, compare
from licet.proofs.days import stretches
from licet.proofs.parts import Part
from licet.proofs.views import Records


def changes(
    library: Library,
    part: Part,
    days: Days,
    options: Options,
    given: Condition,
    expected: Collection[datetime.date],
    records: Records = "recorded",
    timeout: float | None = None,
) -> ClaimResult:
    """Prove that within ``days`` the answer to some transfer changes on the expected days, and on no other.

    A change on a day is a transfer of which ``given`` certainly holds on that day and the day before, and whose interval
    is another on that day. The first day of the range is compared with nothing.
    """
    days = since_encoded(library, part, days)
    found = stretches(library, part, days.first, days.until, [given], without_outcomes)
    edges = sorted({stretch.day for stretch in found[1:]} | {day for day in expected if _inside(day, days)})
    result = ClaimResult(part, "proved", len(found), days.first, days.until)
    missing = sorted(day for day in expected if not _inside(day, days))
    for day in edges:
        after = Side(library, day, options.layers, options.strict, options.known_on)
        before = replace(after, date=day - datetime.timedelta(1))
        (said,) = compare(before, after, [part], default_date=day, given=given, records=records, timeout=timeout)
        if said.not_decided and not said.witnesses:
            return ClaimResult(part, "not decided", len(found), days.first, days.until, seconds=timeout)
        if (said.verdict != "equivalent") is (day in expected):
            continue
        if day in expected:
            missing.append(day)
        else:
            return _refuted(result, f"the answer changes on {day} too", said)
    if missing:
        return _refuted(result, f"the answer does not change on {missing[0]}", None)
    return result


def _inside(day: datetime.date, days: Days) -> bool:
    return (days.first is None or days.first < day) and (days.until is None or day < days.until)


def _refuted(result: ClaimResult, note: str, said: PartComparison | None) -> ClaimResult:
    witness = None
    if said is not None:
        witness = next(iter(said.witnesses.values()))
    return replace(result, status="refuted", note=note, change=witness)
