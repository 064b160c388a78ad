"""Proofs: two versions of a law compared over all transfers, with a witness; the shipped library linted by proof."""

from __future__ import annotations

import datetime
import random
import time
from collections.abc import Callable
from importlib.util import find_spec

import licet
from benchmarks.measure import Spread, say
from benchmarks.policies import DATES, one_state
from benchmarks.result import DisagreementError, Result, Section, Settings
from licet.amend import suspend
from licet.library import Library

_DAY = datetime.date(2023, 1, 30)


def run(settings: Settings) -> Result:
    """The law with and without one rule, after both are loaded."""
    result = Result()
    if find_spec("z3") is None:
        say("  left out: there is no z3: pip install z3-solver")
        return result
    shipped = licet.load()
    rounds = 5 if settings.quick else 15
    for rules in (60, 300):
        library = one_state(rules)
        chance = random.Random(rules)
        dropped = [chance.choice(library.policies[0].rules).id for _ in range(rounds)]
        spread = _times([_comparison(library, "KOR", rule, DATES[0]) for rule in dropped])
        result.times[f"proof_{rules}"] = {"licet": spread}
        result.figures[f"prove_{rules}_rules_ms"] = spread.median * 1000
    state, rule = "KOR", "kor/peaceful-purposes"
    spread = _times([_comparison(shipped, state, rule, _DAY)] * rounds)
    result.times["proof_korea"] = {"licet": spread}
    result.figures["prove_korea_ms"] = spread.median * 1000
    if not settings.quick:
        from licet.loading import shipped_folder
        from licet.proofs.linting import lint_by_proof, read_justifications

        start = time.perf_counter()
        lint_by_proof(shipped, justifications=read_justifications(shipped_folder(), shipped), timeout=10)
        result.figures["lint_by_proof_s"] = time.perf_counter() - start
    return result


def _comparison(library: Library, state: str, rule: str, day: datetime.date) -> Callable[[], None]:
    from licet.compare import Side
    from licet.proofs import Part, compare

    before, after = Side(library, day), Side(suspend(library, [rule]), day)

    def prove() -> None:
        (found,) = compare(before, after, [Part(state)], default_date=day)
        if found.verdict == "not decided":
            raise DisagreementError(f"what {state} says without {rule} was not decided")

    return prove


def _times(comparisons: list[Callable[[], None]]) -> Spread:
    comparisons[0]()
    seconds = []
    for comparison in comparisons:
        start = time.perf_counter()
        comparison()
        seconds.append(time.perf_counter() - start)
    return Spread(tuple(seconds))


SECTION = Section("proofs", ("prove_60_rules_ms", "prove_300_rules_ms", "prove_korea_ms", "lint_by_proof_s"), run)
