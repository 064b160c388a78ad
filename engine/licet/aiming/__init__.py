"""Transfers aimed at a rule: near the edge of each of its conditions, without chance and without search by trial.

:mod:`~licet.aiming.pools` says which values of a term matter, :mod:`~licet.aiming.goals` what has to be true for a rule to
bite or for one leaf of its condition to decide, :mod:`~licet.aiming.solving` finds the values, and
:mod:`~licet.aiming.requests` writes them down as a request.
"""

from __future__ import annotations

from licet.aiming.aim import Aim, aimed, solve
from licet.aiming.goals import Goal

__all__ = ["Aim", "Goal", "aimed", "solve"]
