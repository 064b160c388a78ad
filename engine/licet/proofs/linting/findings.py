"""What is found: a code, the rule and its place, and what shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from licet.problems import Span

Code = Literal[
    "never-fires",
    "exception-never-applies",
    "permit-never-applies",
    "lift-lifts-nothing",
    "never-decides",
    "gap-between-versions",
    "overlapping-versions",
    "stale-justification",
]

TITLES: Mapping[Code, str] = {
    "never-fires": "a rule that can never fire",
    "exception-never-applies": "an exception that can never apply",
    "permit-never-applies": "a permit that can never apply",
    "lift-lifts-nothing": "a permit that lifts a rule only where it does not bite",
    "never-decides": "a rule that never decides, because another always covers it",
    "gap-between-versions": "days between two versions of a rule on which neither is in force",
    "overlapping-versions": "two versions of a rule in force, and biting, on the same day",
    "stale-justification": "a justification of something that is no longer found",
}
"""All codes, each with what it finds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        code: what kind it is; its page is ``docs/lint/<code>.md``.
        rule: the rule's id.
        about: what of it: an exception as it is written, the rule that is lifted, or the other version; None: all of it.
        message: what is so, as a clause.
        witness: what shows it: rules by id, or the ends of a gap.
        span: where the rule stands.
        justified: why it is right to stay; None: nobody says so.
    """

    code: Code
    rule: str
    about: str | None
    message: str
    witness: tuple[str, ...] = ()
    span: Span | None = None
    justified: str | None = None

    @property
    def page(self) -> str:
        """Where it is explained."""
        return f"docs/lint/{self.code}.md"

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain data."""
        return {
            "code": self.code,
            "rule": self.rule,
            "about": self.about,
            "message": self.message,
            "witness": [*self.witness],
            "file": self.span.file if self.span else None,
            "line": self.span.line if self.span else None,
            "column": self.span.column if self.span else None,
            "page": self.page,
            "justified": self.justified,
        }


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question about a rule that was not answered in time.

    Attributes:
        rule: the rule's id.
        question: the code of what would have been found.
        seconds: the limit it had.
    """

    rule: str
    question: Code
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """It as plain data."""
        return {"rule": self.rule, "question": self.question, "seconds": self.seconds}
