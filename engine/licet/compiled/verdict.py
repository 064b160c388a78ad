"""A compiled answer: the outcome at once, the rules behind it as ids, everything else when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from licet.compiled.functions import Bits, LegFunction
from licet.outcome import ALLOWED, ANYTHING, Interval, Outcome, Truth, exactly
from licet.transfers.transfer import Transfer

if TYPE_CHECKING:
    from collections.abc import Callable

    from licet.decisions import Decision


@dataclass(frozen=True, slots=True)
class LegVerdict:
    """What one leg comes to: the bits of its rules, and on an origin's leg its consent and whether it need not be asked."""

    function: LegFunction
    item: int
    possible: Bits
    certain: Bits
    consent: Truth
    lifted: Truth
    interval: Interval

    @property
    def counts(self) -> bool:
        """Whether the leg's own rules decide it: on an origin's leg not once consent is settled or not needed."""
        return self.function.law.claim is None or (self.consent is None and self.lifted is not True)


_CONDITIONAL = exactly(Outcome.CONDITIONAL)
_BLOCKED = exactly(Outcome.BLOCKED)


def leg_verdict(function: LegFunction, item: int, possible: Bits, certain: Bits, consent: Truth) -> LegVerdict:
    """The verdict of a leg from its function's two answers (design: legs)."""
    lifted: Truth = False
    claim = function.law.claim is not None
    if claim:
        bit = function.claim_bit
        lifted = True if certain & bit else None if possible & bit else False
        possible &= bit - 1
        certain &= bit - 1
    interval = Interval(function.level(possible)[0], function.level(certain)[0])
    if not function.law.encoded:
        interval = interval.meet(ANYTHING)
    if claim:
        if lifted is True or consent is True:
            interval = ALLOWED
        elif consent is False:
            interval = _BLOCKED if lifted is False else _BLOCKED.hull(ALLOWED)
        else:
            interval = interval.meet(_CONDITIONAL)
            if lifted is None:
                interval = interval.hull(ALLOWED)
    return LegVerdict(function, item, possible, certain, consent, lifted, interval)


Grounds = tuple[tuple[str, int], ...]
"""Rules on which the worst outcome rests, each with the index of its leg."""


def grounds_of(interval: Interval, legs: tuple[LegVerdict, ...]) -> Grounds:
    """The rules on which an answer's worst outcome rests, in the reference's order."""
    worst = interval.worst
    if worst is Outcome.ALLOWED:
        return ()
    found: list[tuple[str, int]] = []
    for index, leg in enumerate(legs):
        if leg.interval.worst is not worst:
            continue
        claim = leg.function.law.claim
        if claim is not None and leg.lifted is not True and leg.consent is not True:
            own = Outcome.BLOCKED if leg.consent is False else Outcome.CONDITIONAL
            if own is worst:
                found.append((claim, index))
        if leg.counts:
            level, bits = leg.function.level(leg.possible)
            if level is worst:
                found += [(rule, index) for rule in leg.function.rules(bits)]
    return tuple(found)


class Verdict:
    """The answer to one transfer.

    Attributes:
        interval: from worst to best.
        legs: what each leg comes to, in the reference's order.
        grounds: the rules on which the worst outcome rests, each with the index of its leg.
    """

    __slots__ = ("_explain", "_transfer", "grounds", "interval", "legs")

    def __init__(
        self,
        interval: Interval,
        legs: tuple[LegVerdict, ...],
        grounds: Grounds,
        transfer: Callable[[], Transfer],
        explain: Callable[[Transfer], Decision],
    ) -> None:
        self.interval = interval
        self.legs = legs
        self.grounds = grounds
        self._transfer = transfer
        self._explain = explain

    @property
    def worst(self) -> str:
        """The outcome if every unknown turns out against the transfer."""
        return self.interval.worst.word

    @property
    def best(self) -> str:
        """The outcome if every unknown turns out in its favour."""
        return self.interval.best.word

    @property
    def outcome(self) -> str:
        """The outcome's word, or ``undetermined``."""
        return self.interval.word

    def transfer(self) -> Transfer:
        """The transfer that was judged."""
        return self._transfer()

    def explain(self) -> Decision:
        """The full decision, with reasons, citations and questions, from the reference evaluator."""
        return self._explain(self._transfer())

    def __repr__(self) -> str:
        return f"<{self.outcome}: {', '.join(rule for rule, _ in self.grounds) or 'no ground'}>"
