"""Showings: special reasons an authority may find exceptionally. Not shown until stated."""

from __future__ import annotations

from licet.terms.kinds import TRUTH, Term

SHOWINGS = {
    "special_interest": "a special foreign- or security-policy interest",
    "presidential_waiver": "a presidential waiver",
    "emergency": "an emergency that the law recognises",
    "swe.follow_on": "that it is a follow-on delivery tied to an export Sweden permitted before",
    "swe.embargo_exemption": "that an exemption in the embargo decision covers it",
}

TERMS = tuple(
    Term(f"shown.{key}", TRUTH, f"Has {{state}} found {what}?", "showing", "authority") for key, what in SHOWINGS.items()
)
