"""A library prepared for fast answers: one generated function for each kind of leg, written when it is first asked for."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from licet.compiled.expressions import Expressions, KnownExpressions
from licet.compiled.facts import item_facts, leg_steps, transfer_facts
from licet.compiled.functions import Facts, LegFunction
from licet.compiled.plain import Plainly, PlainRequest
from licet.compiled.verdict import Grounds, LegVerdict, Verdict, grounds_of, leg_verdict
from licet.evaluate.evaluation import Options
from licet.lowering.days import scope_days
from licet.lowering.law import Scope, ScopeFacts, lower
from licet.outcome import Interval, Outcome
from licet.policies.words import LAYERS, Layer
from licet.transfers.transfer import Leg, Role, Transfer, legs

if TYPE_CHECKING:
    from licet.decisions import Decision
    from licet.library import Library

Key = tuple[Any, ...]
_NOTHING_SHOWN: frozenset[str] = frozenset()
_DAYS = 100_000
"""On how many days functions are found at once, before they are looked for by stretch of days again."""
_VIEWS = 4096
"""How many kinds of legs with hypotheticals are kept before they are dropped and written anew."""


class CompiledLibrary:
    """A library whose law is turned into Python functions, one per state, role, destination and stretch of days.

    Every answer is the reference evaluator's for the same library and options; functions are written on first use and
    kept. Not safe to share between threads while it still writes functions; give each thread its own.

    Args:
        library: the library.
        layers, strict, known_on: as in :meth:`licet.Library.check`.
    """

    def __init__(
        self,
        library: Library,
        *,
        layers: Iterable[Layer] = LAYERS,
        strict: bool = False,
        known_on: datetime.date | None = None,
    ) -> None:
        chosen = frozenset(layers)
        self.library = library
        self.options = Options(tuple(layer for layer in LAYERS if layer in chosen), strict, known_on)
        self._days: dict[Key, tuple[datetime.date, ...]] = {}
        self._functions: dict[Key, dict[int, LegFunction]] = {}
        self._by_day: dict[Key, LegFunction] = {}
        self._views: dict[Key, LegFunction] = {}
        self._countries = tuple(library.world.countries.names)
        self._plain_answers: dict[Key, tuple[Interval, tuple[LegVerdict], Grounds]] = {}
        self._plainly = Plainly(library, strict)

    # functions

    def leg(
        self, state: str, role: Role, date: datetime.date, destination: str, exporter: str | None = None
    ) -> LegFunction:
        """The function of a kind of leg on a day; ``exporter`` matters only for roles other than exporter."""
        if role == "exporter":
            exporter = None
        try:
            return self._by_day[state, role, date, destination, exporter]
        except KeyError:
            if len(self._by_day) >= _DAYS:
                self._by_day.clear()
            found = self._by_day[state, role, date, destination, exporter] = self._leg(
                state, role, date, destination, exporter
            )
        return found

    def _leg(self, state: str, role: Role, date: datetime.date, destination: str, exporter: str | None) -> LegFunction:
        key = (state, role, destination, exporter)
        functions = self._functions.get(key)
        if functions is None:
            functions = self._functions[key] = {}
            self._days[key] = scope_days(self.library, state, destination=destination, exporter=exporter)
        stretch = bisect_right(self._days[key], date)
        found = functions.get(stretch)
        if found is None:
            found = functions[stretch] = self._write(Scope(state, role, date, destination, exporter))
        return found

    def _view(self, leg: Leg, transfer: Transfer) -> LegFunction:
        """The function of a leg, with the transfer's hypotheticals about the world folded in."""
        assumed = {term: value for term, value in transfer.assumed.items() if _of_the_world(term)}
        if not assumed and not transfer.memberships:
            return self.leg(leg.state, leg.role, transfer.date, transfer.destination, transfer.exporter)
        key = (
            (leg.state, leg.role, transfer.date, transfer.destination, transfer.exporter),
            tuple(sorted(assumed.items())),
            tuple(sorted(transfer.memberships.items())),
        )
        found = self._views.get(key)
        if found is None:
            if len(self._views) >= _VIEWS:
                self._views.clear()
            exporter = None if leg.role == "exporter" else transfer.exporter
            scope = Scope(
                leg.state, leg.role, transfer.date, transfer.destination, exporter, assumed, transfer.memberships
            )
            found = self._views[key] = self._write(scope)
        return found

    def _write(self, scope: Scope) -> LegFunction:
        known = ScopeFacts(self.library.world, scope, self.options)
        return LegFunction(
            lower(self.library, scope, self.options),
            lambda variable, all_known: (KnownExpressions if all_known else Expressions)(
                variable, known.member, self._countries
            ),
            self.options.strict,
        )

    # answers

    def decide(self, request: Transfer | Mapping[str, Any]) -> Verdict:
        """May this transfer go ahead? The same outcome and grounds as the reference, reasons as ids.

        Args:
            request: a transfer, or a dict of the request's form; it needs a ``date``.

        Raises:
            InputError: the request is bad; ``problems`` has one entry for each mistake.
        """
        if not isinstance(request, Transfer):
            plain = self._plainly.read(request)
            if plain is not None and not plain.item.origins - {plain.exporter, plain.destination}:
                return self._decide_plain(plain, request)
            request = self.library.transfer(request)
        return self._decide(request)

    def decide_json(self, request: bytes | str) -> bytes:
        """The verdict on a request in JSON, as JSON: outcome, worst, best, and the grounds' rules.

        Raises:
            InputError: the text is not JSON, or not a request.
        """
        from licet.compiled.wire import read, write

        return write(self.decide(read(request)))

    def explain(self, transfer: Transfer) -> Decision:
        """The reference's full decision on a transfer, under these options."""
        from licet.evaluate.evaluation import evaluate
        from licet.evaluate.summary import decide

        return decide(evaluate(self.library, transfer, self.options))

    def _decide_plain(self, plain: PlainRequest, request: Mapping[str, Any]) -> Verdict:
        """A plain request in which nobody but the exporter is asked."""
        function = self.leg(plain.exporter, "exporter", plain.date, plain.destination)
        steps = plain.steps
        if "foreign_consents" in function.steps:
            steps = {**steps, "foreign_consents": True}
        bits = function.call(plain.facts, plain.item.facts, steps, _NOTHING_SHOWN)
        found = self._plain_answers.get((function, bits))
        if found is None:
            if len(self._plain_answers) >= _DAYS:
                self._plain_answers.clear()
            leg = leg_verdict(function, 0, *bits, None)
            found = self._plain_answers[function, bits] = leg.interval, (leg,), grounds_of(leg.interval, (leg,))
        return Verdict(*found, lambda: self.library.transfer(request), self.explain)

    def _decide(self, transfer: Transfer) -> Verdict:
        facts = transfer_facts(transfer)
        items = [item_facts(item, transfer.assumed, self.options.strict) for item in transfer.items]
        found = legs(transfer)
        functions = [self._view(leg, transfer) for leg in found]
        spared: set[tuple[str, int]] = set()

        def judge(leg: Leg, function: LegFunction) -> LegVerdict:
            steps = leg_steps(transfer, leg, function.steps, spared)
            shown = transfer.answers.shown
            own = transfer.by_state.get(leg.state)
            if own is not None:
                shown |= own.shown
            here = _with_claim(facts, leg, transfer) if leg.origin is not None else facts
            possible, certain = function.call(here, items[leg.item], steps, shown)
            consent = transfer.consents.get(leg.state) if leg.role == "origin" else None
            return leg_verdict(function, leg.item, possible, certain, consent)

        if any("foreign_consents" in function.steps for function in functions):
            # claims first: a state whose claim is lifted need not be asked by others either
            for leg, function in zip(found, functions, strict=True):
                if leg.role == "origin" and judge(leg, function).lifted is True:
                    spared.add((leg.state, leg.item))
        ordered = tuple(map(judge, found, functions))
        interval = _meet(ordered)
        return Verdict(interval, ordered, grounds_of(interval, ordered), lambda: transfer, self.explain)


def _meet(found: tuple[LegVerdict, ...]) -> Interval:
    if len(found) == 1:
        return found[0].interval
    return Interval(
        min((leg.interval.worst for leg in found), default=Outcome.ALLOWED),
        min((leg.interval.best for leg in found), default=Outcome.ALLOWED),
    )


def _of_the_world(term: str) -> bool:
    return term.startswith("destination.") or term == "activity"


def _with_claim(facts: Facts, leg: Leg, transfer: Transfer) -> Facts:
    """The facts of an origin's leg: its own claim, unless one is assumed."""
    assert leg.origin is not None
    own: dict[str, Any] = {"origin.claim": leg.origin.claim}
    if leg.origin.share is not None:
        own["origin.share"] = leg.origin.share
    return {**facts, **own, **transfer.assumed}


def compile_library(
    library: Library,
    *,
    layers: Iterable[Layer] = LAYERS,
    strict: bool = False,
    known_on: datetime.date | None = None,
) -> CompiledLibrary:
    """Prepare a library for fast answers; the arguments are those of :meth:`licet.Library.check`."""
    return CompiledLibrary(library, layers=layers, strict=strict, known_on=known_on)
