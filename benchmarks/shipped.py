"""The shipped policies of single states, and questions about them to which every fact is known.

A peer has no world, so what the rules ask about a destination goes in as facts. In the world used here no record means no,
so that nearly every destination can be asked about; one on which something stays open is left out. Everything else is
drawn from what the rules compare it with.
"""

from __future__ import annotations

import datetime
import functools
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

import licet
from benchmarks.peers.base import base_of, terms_of
from benchmarks.policies import Question, request_of
from benchmarks.prepared import Bare, bare, scope_facts
from licet.conditions.tree import Compare, Condition, Constant, Plain, Within, walk
from licet.evaluate.facts import LegFacts
from licet.library import Library
from licet.terms import VOCABULARY
from licet.transfers.transfer import Leg

DATES = (datetime.date(2021, 3, 1), datetime.date(2023, 1, 30), datetime.date(2024, 5, 1))
PLACES = 60
"""Pairs of destination and date that are asked about."""
RARE = 0.1
"""How often a special circumstance is given, and a showing."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One state's own policy, what peers get of it, and questions."""

    state: str
    library: Library
    rules: Bare
    questions: list[Question]


@functools.lru_cache(maxsize=4)
def shipped(state: str, count: int, *, seed: int = 3) -> Shipped:
    """The shipped policy of a state, alone, with so many questions.

    Raises:
        ValueError: there is no destination on which enough is known.
    """
    whole = licet.load()
    terms = frozenset(term for _, term in whole.world.records)
    world = replace(whole.world, complete=whole.world.complete | terms)
    library = Library((whole.states[state],), world, whole.version, whole.digest)
    rules = bare(library, DATES)
    read = terms_of(rule.scoped for rule in rules.rules)
    asked = _asked(rules)
    known = [
        (destination, date, facts)
        for date in DATES
        for destination in sorted(world.countries.names)
        if destination != state and (facts := _of_the_world(library, state, destination, date, asked)) is not None
    ]
    if not known:
        raise ValueError(f"no destination on which all that the rules of {state} ask is recorded")
    chance = random.Random(seed)
    known = chance.sample(known, min(PLACES, len(known)))
    values = _values(rule.scoped for rule in rules.rules)
    questions = []
    for _ in range(count):
        destination, date, recorded = chance.choice(known)
        facts = {**scope_facts(state, destination, date), **recorded}
        category = chance.choice(VOCABULARY["item.category"].type.members)
        facts["item.category"] = category
        for term in sorted(read - facts.keys()):
            if term in VOCABULARY:
                facts[term] = _value(chance, term, values.get(term, []), str(category))
        facts.setdefault("supplier", chance.choice(("company", "state")))
        facts["own_stock"] = facts["supplier"] == "state"
        request = request_of(state, destination, date, {t: v for t, v in facts.items() if t not in asked})
        shown = frozenset(term for term, value in facts.items() if term.startswith("shown.") and value)
        # nobody else has a claim on the item
        questions.append(Question(facts, request, date, {"foreign_consents": True}, shown))
    return Shipped(state, library, rules, questions)


def unremarkable(case: Shipped) -> list[Question]:
    """The questions without special circumstances: what is presumed, is so, and the request does not say it.

    That is what rows of a licensing database are like: a few columns, and nothing unusual known.
    """
    found = []
    for question in case.questions:
        stated: dict[str, Plain] = {}
        facts: dict[str, Plain] = {}
        for term, value in question.facts.items():
            known = VOCABULARY.get(term)
            fixed = " in " in term or known is None or term.startswith("destination.")
            if known is not None and (known.presumed is not None or known.kind == "showing") and not fixed:
                facts[term] = known.presumed or False
                continue
            facts[term] = value
            if not fixed:
                stated[term] = value
        request = request_of(case.state, str(facts["destination"]), question.date, stated)
        found.append(Question(facts, request, question.date, question.steps))
    return found


def _asked(rules: Bare) -> frozenset[str]:
    """What the rules ask of the world: facts of the destination, and memberships."""
    read = terms_of(rule.scoped for rule in rules.rules)
    return frozenset(term for term in read if " in " in term or term.startswith("destination."))


def _of_the_world(
    library: Library, state: str, destination: str, date: datetime.date, asked: frozenset[str]
) -> dict[str, Plain] | None:
    """What is recorded of a destination; None where anything asked is not."""
    request = request_of(state, destination, date, {"item.category": "ML1"})
    facts = LegFacts(library.world, library.transfer(request), Leg(state, "exporter", 0))
    found: dict[str, Plain] = {}
    for term in sorted(asked):
        if " in " in term:
            country, group = term.split(" in ")
            value: Plain | None = facts.member(group, destination if country == "destination" else state)
        else:
            value = facts.value(term).value
        if value is None:
            return None
        found[term] = value
    return found


def _values(conditions: Iterable[Condition]) -> dict[str, list[Plain]]:
    """The values that rules compare each fact with."""
    values: dict[str, list[Plain]] = {}
    for condition in conditions:
        for leaf in walk(condition):
            if isinstance(leaf, Within):
                values.setdefault(leaf.term, []).extend(leaf.members)
            elif isinstance(leaf, Compare) and isinstance(leaf.right, Constant):
                values.setdefault(leaf.term, []).append(leaf.right.value)
    return values


def _value(chance: random.Random, term: str, compared: list[Plain], category: str) -> Plain:
    known = VOCABULARY[term]
    base = base_of(term)
    if known.categories and category not in known.categories:
        return False
    if base == "truth":
        likely = RARE if known.presumed is False or known.kind == "showing" else 0.5
        if known.presumed is True:
            likely = 1 - RARE
        return chance.random() < likely
    if base in ("enum", "scale"):
        return chance.choice((*known.type.members, "none") if known.optional else known.type.members)
    if base == "number":
        near = [value for value in compared if isinstance(value, int | float)] or [100]
        return max(0, chance.choice(near) + chance.choice((-1, 0, 1)))
    if base == "date":
        near_days = [str(value) for value in compared if value != "none"] or ["2021-01-01"]
        return chance.choice([*near_days, "2015-01-01", "2023-01-01", *(["none"] if known.optional else [])])
    choices = [value for value in compared if isinstance(value, str)]
    return chance.choice([*choices, "none"]) if chance.random() < RARE and choices else "none"
