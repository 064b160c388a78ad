"""A transfer's outcome through the years: exact change dates, and what changed on each."""

from __future__ import annotations

from licet.timeline.changes import Change, FactChange, RuleEvent
from licet.timeline.dates import change_dates
from licet.timeline.segments import Segment, Timeline, timeline

__all__ = ["Change", "FactChange", "RuleEvent", "Segment", "Timeline", "change_dates", "timeline"]
