"""Showings: special reasons an authority may find exceptionally. Not shown until stated."""

from __future__ import annotations

from licet.terms.kinds import TRUTH, Term

SHOWINGS = {
    "special_interest": "a special foreign- or security-policy interest",
    "presidential_waiver": "a presidential waiver",
    "emergency": "an emergency that the law recognises",
    "deu.treaty_obligation": "an obligation under an inter-state treaty to let the goods move",
    "deu.joint_project": "that the goods come from a joint project under the agreement on arms export controls",
    "deu.enablement": "that the goods are delivered under a contract of the government's enablement measures",
    "swe.follow_on": "that it is a follow-on delivery tied to an export Sweden permitted before",
    "swe.embargo_exemption": "that an exemption in the embargo decision covers it",
    "un.exempt_purpose": "a purpose for which the Security Council lets its committee exempt the supply",
    "nor.partner_control": "that a partner's export control is enough for parts that nobody can tell as Norwegian",
}

TERMS = tuple(
    Term(f"shown.{key}", TRUTH, f"Has {{state}} found {what}?", "showing", "authority")
    for key, what in SHOWINGS.items()
)
