"""Truth tables of Kleene's logic, and intervals."""

from __future__ import annotations

import itertools

import pytest

from licet.outcome import ALLOWED, Interval, Outcome, Truth, conjunction, disjunction, exactly, meet, negate

T, F, U = True, False, None

AND = {
    (T, T): T, (T, F): F, (T, U): U,
    (F, T): F, (F, F): F, (F, U): F,
    (U, T): U, (U, F): F, (U, U): U,
}  # fmt: skip
OR = {
    (T, T): T, (T, F): T, (T, U): T,
    (F, T): T, (F, F): F, (F, U): U,
    (U, T): T, (U, F): U, (U, U): U,
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), list(itertools.product((T, F, U), repeat=2)))
def test_and_or(left: Truth, right: Truth) -> None:
    assert conjunction([left, right]) is AND[left, right]
    assert disjunction([left, right]) is OR[left, right]


@pytest.mark.parametrize(("value", "expected"), [(T, F), (F, T), (U, U)])
def test_not(value: Truth, expected: Truth) -> None:
    assert negate(value) is expected


def test_of_nothing() -> None:
    assert conjunction([]) is True
    assert disjunction([]) is False
    assert meet([]) == ALLOWED


@pytest.mark.parametrize("values", list(itertools.product((T, F, U), repeat=3)))
def test_three_operands_fold_pairwise(values: tuple[Truth, ...]) -> None:
    first, second, third = values
    assert conjunction(values) is AND[AND[first, second], third]
    assert disjunction(values) is OR[OR[first, second], third]


def test_the_chain() -> None:
    assert [outcome.word for outcome in sorted(Outcome)] == ["blocked", "discretionary", "conditional", "allowed"]


def test_intervals() -> None:
    wide = Interval(Outcome.BLOCKED, Outcome.ALLOWED)
    assert wide.word == "undetermined"
    assert exactly(Outcome.CONDITIONAL).word == "conditional"
    assert wide.meet(exactly(Outcome.DISCRETIONARY)) == Interval(Outcome.BLOCKED, Outcome.DISCRETIONARY)
    assert exactly(Outcome.BLOCKED).hull(ALLOWED) == wide
