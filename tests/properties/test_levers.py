"""Levers against brute force: every smallest set within the bound, and no other."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from licet.evaluate.evaluation import Evaluation, Options, evaluate
from licet.levers import Levers, levers
from licet.levers.changes import Change, apply
from licet.library import Library
from licet.outcome import Interval, Outcome
from tests import generators as gen

BOUND = 3
# conditions of which many hold, some are unknown and few are false, so that rules, gates, permits and claims meet
TIGHT = st.sampled_from(
    [gen.Always(True), gen.Always(True), gen.Holds("destination.self_defence"), gen.Holds("item.lethal")]
)
NEEDS = st.lists(
    st.sampled_from(["foreign_consents", "foreign_consents", "approval.parliament"]), min_size=1, max_size=2
).map(lambda names: gen.Any(tuple(gen.Holds(name) for name in names)))


@st.composite
def tight_policies(draw: st.DrawFn, state: str) -> gen.Policy:
    """A policy of few rules that nearly all count: under gates that permits lift, asking for others' consents."""
    name = state.lower()
    model = draw(gen.policies(state))
    gate = gen.replace(model.rules[0], when=draw(TIGHT))
    rules = [gate]
    for number in range(draw(st.integers(1, 3))):
        effect = draw(st.sampled_from(["require", "require", "refuse"]))
        rules.append(
            gen.replace(
                gate,
                id=f"{name}/r{number}",
                effect=effect,
                force=draw(st.sampled_from(["mandatory", "discretionary"])),
                when=draw(TIGHT),
                needs=draw(NEEDS) if effect == "require" else None,
                under=draw(st.sampled_from([None, gate.id])),
            )
        )
    targets = [f"{name}/consent", *(rule.id for rule in rules)]
    for number in range(draw(st.integers(0, 3))):
        lifts = tuple(draw(st.lists(st.sampled_from(targets), min_size=1, max_size=2, unique=True)))
        rules.append(gen.replace(gate, id=f"{name}/p{number}", effect="permit", when=draw(TIGHT), lifts=lifts))
    instrument = gen.replace(model.instruments[0], rules=tuple(rule.id for rule in rules))
    return gen.replace(model, rules=tuple(rules), instruments=(instrument,))


@st.composite
def tight_libraries(draw: st.DrawFn) -> Library:
    return gen.library_of(tuple(draw(tight_policies(state)) for state in ("KOR", "DEU", "POL")))


LIBRARIES = st.one_of(tight_libraries(), gen.libraries())


def smallest_by_trying(
    universe: Iterable[object], works: Callable[[frozenset[object]], bool], clash: Callable[[object], object]
) -> set[frozenset[object]]:
    """All minimal working sets of at most BOUND elements, none with two elements that clash."""
    tried = list(universe)
    working: set[frozenset[object]] = set()
    for size in range(BOUND + 1):
        for combination in itertools.combinations(tried, size):
            if len({clash(one) for one in combination}) < size:
                continue
            chosen = frozenset(combination)
            if works(chosen):
                working.add(chosen)
    # minimal among all proper subsets, not only those found first
    return {
        chosen
        for chosen in working
        if not any(
            frozenset(part) in working for size in range(len(chosen)) for part in itertools.combinations(chosen, size)
        )
    }


def wanted(interval: Interval, target: Outcome, lower: bool, settled: bool) -> bool:
    if settled and interval.worst != interval.best:
        return False
    return interval.worst <= target if lower else interval.worst >= target


def target_of(evaluation: Evaluation, lower: bool, data: st.DataObject) -> Outcome | None:
    worst = evaluation.interval.worst
    targets = [o for o in Outcome if (o < worst if lower else o > worst)]
    return data.draw(st.sampled_from(targets)) if targets else None


def without(evaluation: Evaluation, names: Iterable[object]) -> Interval:
    """Suspension by taking the rules out of the library; a claim by a permit that lifts it."""
    gone = {str(name) for name in names}
    policies = []
    for policy in evaluation.library.policies:
        rules = [rule for rule in policy.rules if rule.id not in gone and rule.under not in gone]
        if f"{policy.id}/consent" in gone:
            rules.append(
                gen.replace(
                    policy.rules[0],
                    id=f"{policy.id}/free",
                    effect="permit",
                    when=gen.Always(True),
                    lifts=(f"{policy.id}/consent",),
                    layer="law",
                )
            )
        policies.append(gen.replace(policy, rules=tuple(rules)))
    return evaluate(gen.library_of(tuple(policies)), evaluation.transfer, evaluation.options).interval


def rule_sets(found: Levers) -> set[frozenset[object]]:
    assert found.rules is not None
    return {frozenset(rule.rule for rule in one.rules) for one in found.rules}


@settings(max_examples=100)
@given(LIBRARIES, gen.knowledge(), st.booleans(), st.booleans(), st.booleans(), st.data())
def test_rules_are_those_that_trying_all_sets_finds(
    library: Library, known: gen.Known, lower: bool, settled: bool, strict: bool, data: st.DataObject
) -> None:
    evaluation = evaluate(library, known.transfer(), Options(strict=strict))
    target = target_of(evaluation, lower, data)
    if target is None:
        return
    found = levers(evaluation, to=target, lower=lower, settled=settled, ask_facts=False, max_rules=BOUND)
    # rules of states without a leg cannot matter
    states = {leg.leg.state.lower() for leg in evaluation.legs}
    universe = [r.id for r in library.rules.values() if (r.effect == "permit") is lower and r.policy in states]
    universe += [] if lower else [f"{state.lower()}/consent" for state in known.origins]
    expected = smallest_by_trying(
        universe, lambda names: wanted(without(evaluation, names), target, lower, settled), lambda name: name
    )
    assert rule_sets(found) == expected
    assert found.rules is not None
    for one in found.rules:
        after = without(evaluation, [rule.rule for rule in one.rules])
        assert (one.worst, one.best) == (after.worst.word, after.best.word)
    if found.beyond:
        assert not expected and len(found.beyond) > BOUND
        assert wanted(without(evaluation, found.beyond), target, lower, settled)
        for name in found.beyond:
            rest = [other for other in found.beyond if other != name]
            assert not wanted(without(evaluation, rest), target, lower, settled)
    elif not expected and not settled:
        assert not wanted(without(evaluation, universe), target, lower, settled)


VALUES: dict[str, tuple[object, ...]] = {
    "end_use": ("combat", "humanitarian", "stockpile", "training"),
    "end_user.type": ("armed_forces", "company", "police"),
    "supplier": ("state", "company"),
}


def changes(evaluation: Evaluation, known: gen.Known, lower: bool) -> list[Change]:
    """Everything that somebody could change, each to each value."""
    states = sorted({leg.leg.state for leg in evaluation.legs})
    found = [Change(term, None, value) for term, values in VALUES.items() for value in values]  # type: ignore[arg-type]
    found += [Change("assurance.end_use_certificate", None, not lower)]
    found += [Change("risk.ihl", state, "overriding" if lower else "low") for state in states]
    found += [Change("approval.parliament", state, not lower) for state in states]
    found += [Change("consent", state, not lower) for state in known.origins]
    shown = evaluation.transfer.answers.shown
    return [*found, *(Change(term, state, term not in shown) for term in gen.SHOWINGS for state in states)]


def fact_sets(found: Levers) -> set[frozenset[object]]:
    """The sets found, every choice of values written out, as far as brute force tries them."""
    assert found.facts is not None
    expanded: set[frozenset[object]] = set()
    for one in found.facts:
        options = [[Change(c.term, c.state, value) for value in c.values] for c in one.changes]
        for choice in itertools.product(*options):
            if all(change.value in VALUES.get(change.term, (change.value,)) for change in choice):
                expanded.add(frozenset(choice))
    return {one for one in expanded if len(one) <= BOUND}


@settings(max_examples=50)
@given(LIBRARIES, gen.knowledge(), st.booleans(), st.booleans(), st.booleans(), st.data())
def test_changes_are_those_that_trying_all_finds(
    library: Library, known: gen.Known, lower: bool, settled: bool, strict: bool, data: st.DataObject
) -> None:
    evaluation = evaluate(library, known.transfer(), Options(strict=strict))
    target = target_of(evaluation, lower, data)
    if target is None:
        return
    found = levers(evaluation, to=target, lower=lower, settled=settled, ask_rules=False, max_facts=BOUND)

    def after(made: Iterable[object]) -> Interval:
        return evaluate(library, apply(evaluation.transfer, made), evaluation.options).interval  # type: ignore[arg-type]

    expected = smallest_by_trying(
        changes(evaluation, known, lower),
        lambda made: wanted(after(made), target, lower, settled),
        lambda change: (change.term, change.state),  # type: ignore[attr-defined]
    )
    assert fact_sets(found) == expected
    assert found.facts is not None
    for one in found.facts:
        interval = after(Change(c.term, c.state, c.values[-1]) for c in one.changes)
        assert (one.worst, one.best) == (interval.worst.word, interval.best.word)
