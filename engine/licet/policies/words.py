"""The closed sets of words that classify rules."""

from __future__ import annotations

from typing import Literal

Layer = Literal["law", "guideline", "practice"]
Effect = Literal["refuse", "require", "weigh", "permit"]
Force = Literal["mandatory", "presumption", "discretionary"]
Confidence = Literal["verified", "secondary", "unverified"]
Reason = Literal[
    "procedural",
    "criminal_law",
    "not_a_transfer",
    "organisational",
    "text_not_found",
    "definition",
    "power_not_used",
    "not_expressible",
    "superseded",
    "outside_period",
]

LAYERS: tuple[Layer, ...] = ("law", "guideline", "practice")
"""Highest first."""
