"""A term's value on a leg, and where it comes from."""

from __future__ import annotations

from typing import Literal

from licet.conditions.tree import Plain
from licet.records import dataclass

Provenance = Literal["stated", "assumed", "recorded", "carried", "derived", "presumed", "unknown"]
"""*stated* in the request; *assumed* as a what-if; *recorded* in the world; *carried* forward from a table that ends
before the date; *derived* from other values; *presumed* where nothing says otherwise; *unknown*."""


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a term: ``value`` is None where it is unknown, ``"none"`` where an optional term has nothing.

    ``source`` names the record behind it; ``until`` is the last day for which a carried value was recorded;
    ``note`` says in words what a reader should know of a value that was not stated.
    """

    value: Plain | None
    provenance: Provenance
    source: str | None = None
    until: str | None = None
    note: str | None = None


UNKNOWN = Value(None, "unknown")
