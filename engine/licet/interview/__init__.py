"""The interview: a front end puts its questions and hands in the answers."""

from __future__ import annotations

from licet.interview.questions import Question, Reason
from licet.interview.session import Interview

__all__ = ["Interview", "Question", "Reason"]
