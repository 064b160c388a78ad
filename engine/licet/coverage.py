"""Which provisions of each instrument are encoded, which are left out and why, and how well they were read."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from licet.library import Library
from licet.policies.model import LeftOut, Rule


@dataclass(frozen=True, slots=True)
class InstrumentCoverage:
    """One instrument's coverage.

    Attributes:
        policy: the policy's id.
        instrument: the instrument's title.
        file: the file that encodes it.
        rules: its rules.
        left_out: its provisions that are no rule, with the reason.
        confidence: how many rules were read in the text itself, in a secondary source, or not at all.
        oldest_check: the oldest day on which a rule's source was checked; None where one was never checked.
    """

    policy: str
    instrument: str
    file: str
    rules: tuple[Rule, ...]
    left_out: tuple[LeftOut, ...]
    confidence: dict[str, int]
    oldest_check: datetime.date | None


def coverage(library: Library) -> Iterator[InstrumentCoverage]:
    """The coverage of every instrument, in the order of policies and files."""
    for policy in library.policies:
        for instrument in policy.instruments:
            rules = tuple(library.rules[name] for name in instrument.rules)
            counts = Counter(rule.confidence for rule in rules)
            checks = [rule.cite.checked for rule in rules]
            dated = [check for check in checks if check is not None]
            yield InstrumentCoverage(
                policy.id,
                instrument.title,
                instrument.file,
                rules,
                instrument.left_out,
                {word: counts.get(word, 0) for word in ("verified", "secondary", "unverified")},
                min(dated) if dated and len(dated) == len(checks) else None,
            )
