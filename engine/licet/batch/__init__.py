"""Whole tables of transfers: judged by column, with the reference's outcomes, grounds and steps."""

from __future__ import annotations

from licet.batch.answers import Answer, RowAnswer
from licet.batch.judge import Judge

__all__ = ["Answer", "Judge", "RowAnswer"]
