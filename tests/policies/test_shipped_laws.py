"""The laws of the semantics on the shipped law itself, at transfers aimed at its rules."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from licet.decisions import Decision
from licet.evaluate.evaluation import Options, evaluate
from licet.evaluate.summary import decide
from licet.library import Library
from licet.loading import load
from licet.transfers.transfer import Transfer
from tests.policies.aim import aimed

STRICT = Options(strict=True)
RULES = sorted(load().rules)[::7]


def transfers(name: str, library: Library) -> list[Transfer]:
    return [transfer for transfer, _, _ in itertools.islice(aimed(library.rules[name], library), 3)]


@pytest.mark.parametrize("name", RULES)
def test_a_missing_fact_never_unlocks_and_learning_narrows(name: str, shipped: Library) -> None:
    dice = random.Random(name)
    for known in transfers(name, shipped):
        lost = [term for term in known.assumed if dice.random() < 0.5]
        less = replace(
            known,
            assumed={term: value for term, value in known.assumed.items() if term not in lost},
            memberships={},
        )
        # learn the lost facts one by one
        before = evaluate(shipped, less, STRICT).interval
        for term in lost:
            less = replace(less, assumed={**less.assumed, term: known.assumed[term]})
            after = evaluate(shipped, less, STRICT).interval
            # a value that the world records may be overridden by a hypothetical: that is no learning
            if evaluate(shipped, replace(less, assumed={}), STRICT).legs[0].facts.value(term).value is None:
                assert before.worst <= after.worst <= after.best <= before.best
            before = after


@pytest.mark.parametrize("name", RULES[::2])
def test_decisions_are_pure_and_survive_json(name: str, shipped: Library) -> None:
    for transfer in transfers(name, shipped):
        decision = decide(evaluate(shipped, transfer, Options()))
        again = decide(evaluate(shipped, transfer, Options()))
        assert decision.to_json() == again.to_json()
        assert Decision.from_json(decision.to_json()) == decision
