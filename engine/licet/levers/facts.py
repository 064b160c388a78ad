"""Smallest sets of facts, showings and steps whose change alters the outcome: a search over facts, exact in the steps."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from licet.conditions.tree import Compare, Condition, Constant, Holds, Plain, Within, terms, walk
from licet.evaluate.evaluation import Evaluation, LegResult, evaluate
from licet.evaluate.truth import compare, truth
from licet.levers import steps
from licet.levers.bounds import Bounds
from licet.levers.changes import Change, Choice, Wanted, apply
from licet.levers.families import Family, minimal
from licet.outcome import Interval
from licet.terms import VOCABULARY

Leaf = Holds | Compare | Within
Group = tuple[Choice, ...]
FIXED = ("state", "role", "exporter", "destination", "date", "activity", "regulator", "own_stock")
"""Facts that say which transfer it is: another value is another transfer."""


def choices(evaluation: Evaluation, also: Iterable[str] = ()) -> list[Choice]:
    """What can be changed, of what the rules read: stated or unknown facts that are no facts of the world or of the item,
    and showings of each state; ``also`` adds facts by name."""
    leaves: dict[str, list[Condition]] = {}
    shown: dict[tuple[str, str], None] = {}
    for leg in evaluation.legs:
        for condition in conditions_on(evaluation, leg):
            for node in walk(condition):
                for term in terms(node) if isinstance(node, Leaf) else ():
                    if VOCABULARY[term].kind == "showing":
                        shown[term, leg.leg.state] = None
                    read = leaves.setdefault("supplier" if term == "own_stock" else term, [])
                    if node not in read:
                        read.append(node)
    found = []
    for term in sorted(leaves):
        if _changeable(evaluation, term, also):
            now = evaluation.legs[0].facts.value(term).value
            others = tuple(values for values in classes(term, leaves[term]) if now not in values)
            if others:
                found.append(Choice(term, None, others))
    for term, state in sorted(shown):
        facts = next(leg.facts for leg in evaluation.legs if leg.leg.state == state)
        found.append(Choice(term, state, ((facts.value(term).value is not True,),)))
    return found


def _changeable(evaluation: Evaluation, name: str, also: Iterable[str]) -> bool:
    term = VOCABULARY[name]
    if term.kind != "fact" or term.type.base not in ("truth", "enum", "scale") or name in FIXED:
        return False
    if name in also:
        return True
    if term.holder == "world" or name.startswith(("item.", "origin.")):
        return False
    return any(leg.facts.value(name).provenance in ("stated", "assumed", "unknown") for leg in evaluation.legs)


def conditions_on(evaluation: Evaluation, leg: LegResult) -> Iterator[Condition]:
    """All conditions that can bear on a leg."""
    for policy in evaluation.library.policies:
        if policy.state not in (None, leg.leg.state):
            continue
        if truth(policy.binds, leg.facts) is False and set(terms(policy.binds)) <= set(FIXED):
            continue
        yield policy.binds
        for rule in policy.rules:
            if evaluation.options.sees(rule, evaluation.transfer.date) or rule.effect == "weigh":
                yield rule.when
                yield from rule.unless


def classes(term: str, leaves: Sequence[Condition]) -> list[tuple[Plain, ...]]:
    """The term's values, those together of which every leaf says the same."""
    type_ = VOCABULARY[term].type
    values: tuple[Plain, ...] = (True, False) if type_.base == "truth" else type_.members
    grouped: dict[tuple[object, ...], list[Plain]] = {}
    for value in values:
        grouped.setdefault(tuple(_said(leaf, value) for leaf in leaves), []).append(value)
    return [tuple(group) for group in grouped.values()]


def _said(leaf: Condition, value: Plain) -> object:
    match leaf:
        case Compare(term=term, operator=sign, right=Constant(value=other)):
            return compare(value, sign, other, VOCABULARY[term].type)
        case Within(members=members):
            return value in members
        case _:
            return value  # the values of a truth, or of a term compared with another, are all different


def smallest(
    evaluation: Evaluation,
    wanted: Wanted,
    max_facts: int,
    also: Iterable[str] = (),
    through: Callable[[Sequence[Group]], Iterable[Group]] = iter,
) -> Family[Change]:
    """The smallest sets of changes of at most ``max_facts`` facts and showings, and any number of steps."""
    search = _Search(evaluation, wanted)
    found: set[frozenset[Change]] = set(search.steps_after(evaluation, frozenset()))
    options = choices(evaluation, also)
    bounds = Bounds(evaluation, wanted)
    library = bounds.library = bounds.narrow(options)
    groups = [group for size in range(1, max_facts + 1) for group in itertools.combinations(options, size)]
    for group in through(groups):
        if not bounds.possible(group):
            continue
        for values in itertools.product(*(choice.classes for choice in group)):
            made = frozenset(
                Change(choice.term, choice.state, same[0]) for choice, same in zip(group, values, strict=True)
            )
            if any(smaller <= made for smaller in found):
                continue
            after = evaluate(library, apply(evaluation.transfer, made), evaluation.options)
            found |= {made | more for more in search.steps_after(after, made, found)}
    return minimal(found)


class _Search:
    def __init__(self, evaluation: Evaluation, wanted: Wanted) -> None:
        self.evaluation = evaluation
        self.wanted = wanted

    def steps_after(
        self, evaluation: Evaluation, made: frozenset[Change], known: Collection[frozenset[Change]] = ()
    ) -> Family[Change]:
        """The smallest sets of steps that do the rest once the facts are changed; none that contain a ``known`` set."""
        wanted = self.wanted
        found: set[frozenset[Change]] = set()
        for target in wanted.targets:
            if wanted.lower:
                sets = steps.lowering(evaluation, target, certain=wanted.settled)
            else:
                sets = steps.raising(evaluation, target)
            # a set that contains one known to be enough is not smallest: it need not be judged
            sets = frozenset(more for more in sets if not any(smaller <= made | more for smaller in known))
            if wanted.settled:
                sets = frozenset(more for more in sets if wanted.met(self._after(made | more)))
            found |= sets
        return minimal(found)

    def _after(self, changes: frozenset[Change]) -> Interval:
        transfer = apply(self.evaluation.transfer, changes)
        return evaluate(self.evaluation.library, transfer, self.evaluation.options).interval
