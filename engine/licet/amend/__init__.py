"""Amendments: overlays that change rules, the world and groups, and give a new library."""

from __future__ import annotations

from licet.amend.applying import Amendment, amend, read_amendment, suspend

__all__ = ["Amendment", "amend", "read_amendment", "suspend"]
