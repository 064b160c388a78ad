"""The table of effects: every effect and force, for a condition that is true, unknown or false."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from licet.conditions.tree import Always, Compare, Constant, Holds
from licet.evaluate.facts import LegFacts
from licet.evaluate.rules import Lift, evaluate_rule
from licet.outcome import Interval, Outcome
from licet.policies.model import Rule
from licet.terms import VOCABULARY
from licet.transfers.transfer import Leg
from tests import generators as gen

B, D, C, A = Outcome.BLOCKED, Outcome.DISCRETIONARY, Outcome.CONDITIONAL, Outcome.ALLOWED
CERTIFICATE = Holds("assurance.end_use_certificate")
RISK = Compare("risk.ihl", "<", Constant("clear", VOCABULARY["risk.ihl"].type))


def rule(effect: str, force: str = "mandatory", **rest: Any) -> Rule:
    return Rule(
        id="kor/r",
        title="r",
        policy="kor",
        instrument="act",
        cite=gen.CITE,
        layer="law",
        effect=effect,  # type: ignore[arg-type]
        force=force,  # type: ignore[arg-type]
        because="of a reason",
        confidence="verified",
        **{"when": Holds("item.lethal"), **rest},
    )


def on_leg(lethal: bool | None = True, steps: dict[str, object] | None = None) -> LegFacts:
    facts: dict[str, object] = {} if lethal is None else {"item.lethal": lethal}
    known = gen.Known(facts, {}, steps or {}, {}, frozenset(), ())
    return LegFacts(gen.WORLD, known.transfer(), Leg("KOR", "exporter", 0), strict=True)


def interval(rule: Rule, facts: LegFacts, gate: bool | None = True, lifts: tuple[Lift, ...] = ()) -> Interval:
    return evaluate_rule(rule, facts, gen.DATE, gate=gate, lifts=lifts, strict=True).interval


@pytest.mark.parametrize(("force", "true"), [("mandatory", B), ("presumption", B), ("discretionary", D)])
def test_refuse(force: str, true: Outcome) -> None:
    refusal = rule("refuse", force)
    assert interval(refusal, on_leg(True)) == Interval(true, true)
    assert interval(refusal, on_leg(None)) == Interval(true, A)
    assert interval(refusal, on_leg(False)) == Interval(A, A)


@pytest.mark.parametrize(
    ("force", "answer", "true"),
    [
        ("mandatory", True, A), ("mandatory", None, C), ("mandatory", False, B),
        ("discretionary", True, A), ("discretionary", None, C), ("discretionary", False, D),
    ],
)  # fmt: skip
def test_require(force: str, answer: bool | None, true: Outcome) -> None:
    requirement = rule("require", force, needs=CERTIFICATE)
    steps = {} if answer is None else {CERTIFICATE.term: answer}
    assert interval(requirement, on_leg(True, steps)) == Interval(true, true)
    assert interval(requirement, on_leg(None, steps)) == Interval(true, A)
    assert interval(requirement, on_leg(False, steps)) == Interval(A, A)


@pytest.mark.parametrize(("level", "outcome"), [(None, C), ("low", A), ("likely", A), ("clear", B), ("overriding", B)])
def test_require_on_a_risk(level: str | None, outcome: Outcome) -> None:
    steps = {} if level is None else {"risk.ihl": level}
    assert interval(rule("require", needs=RISK), on_leg(True, steps)) == Interval(outcome, outcome)


@pytest.mark.parametrize("effect", ["weigh", "permit"])
@pytest.mark.parametrize("lethal", [True, None, False])
def test_weigh_and_permit_refuse_nothing(effect: str, lethal: bool | None) -> None:
    assert interval(rule(effect), on_leg(lethal)) == Interval(A, A)


@pytest.mark.parametrize(
    ("exception", "expected"), [(True, Interval(A, A)), (False, Interval(B, B)), (None, Interval(B, A))]
)
def test_unless(exception: bool | None, expected: Interval) -> None:
    condition = Holds("destination.self_defence") if exception is None else Always(exception)
    assert interval(rule("refuse", unless=(condition,)), on_leg(True)) == expected


@pytest.mark.parametrize(
    ("lift", "lethal", "expected"),
    [
        (True, True, Interval(A, A)), (None, True, Interval(B, A)), (False, True, Interval(B, B)),
        (True, None, Interval(A, A)), (None, None, Interval(B, A)), (False, None, Interval(B, A)),
    ],
)  # fmt: skip
def test_lifts(lift: bool | None, lethal: bool | None, expected: Interval) -> None:
    permit = replace(rule("permit"), id="kor/p", lifts=("kor/r",))
    assert interval(rule("refuse"), on_leg(lethal), lifts=(Lift(permit, lift),)) == expected


@pytest.mark.parametrize(
    ("gate", "expected"), [(True, Interval(B, B)), (None, Interval(B, A)), (False, Interval(A, A))]
)
def test_gates(gate: bool | None, expected: Interval) -> None:
    assert interval(rule("refuse", under="kor/gate"), on_leg(True), gate=gate) == expected


def test_a_measure_last_seen_before_the_date_is_carried_and_a_permit_unknown() -> None:
    before = gen.DATE.replace(year=2021)
    refusal = rule("refuse", seen=before)
    result = evaluate_rule(refusal, on_leg(True), gen.DATE, gate=True, lifts=(), strict=False)
    assert result.interval == Interval(B, B) and result.carried
    assert interval(refusal, on_leg(True)) == Interval(B, A)  # strict: it may have lapsed
    from licet.evaluate.rules import own_truth

    assert own_truth(rule("permit", seen=before), on_leg(True), gen.DATE, strict=False) is None
    assert own_truth(rule("permit", seen=gen.DATE), on_leg(True), gen.DATE, strict=False) is True


def test_the_reach_of_an_outstanding_requirement() -> None:
    result = evaluate_rule(rule("require", needs=CERTIFICATE), on_leg(True), gen.DATE, gate=True, lifts=(), strict=True)
    assert result.reach == Interval(B, A)
    assert result.outstanding == (CERTIFICATE.term,)


@pytest.mark.parametrize(
    ("from_", "until", "holds"),
    [(None, None, True), (0, None, True), (1, None, False), (None, 0, False), (None, 1, True), (0, 1, True)],
)
def test_dates_are_half_open(from_: int | None, until: int | None, holds: bool) -> None:
    import datetime

    def day(offset: int | None) -> datetime.date | None:
        return None if offset is None else gen.DATE + datetime.timedelta(offset)

    assert rule("refuse", from_=day(from_), until=day(until)).holds_on(gen.DATE) is holds


def test_what_was_published_later_was_not_known() -> None:
    import datetime

    later = gen.DATE + datetime.timedelta(10)
    late = rule("refuse", from_=gen.DATE, published=later)
    assert late.holds_on(gen.DATE)
    assert not late.holds_on(gen.DATE, known_on=gen.DATE)
    assert late.holds_on(gen.DATE, known_on=later)


def test_an_annulled_rule_never_held_once_that_is_known() -> None:
    import datetime

    annulled = gen.DATE + datetime.timedelta(100)
    void = rule("refuse", from_=gen.DATE, annulled=annulled)
    assert not void.holds_on(gen.DATE)
    assert void.holds_on(gen.DATE, known_on=gen.DATE)
    assert not void.holds_on(gen.DATE, known_on=annulled)
