"""The language of claims: conditions, ``outcome``, ``worst`` and ``best`` compared with outcome words, and ``implies``.

``A implies B`` claims: of every transfer of which ``A`` certainly holds, ``B`` certainly holds. ``outcome == blocked`` means
that both ends of the interval are; ``law.outcome`` (``law.worst``, ``law.best``) is what the layer ``law`` alone says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from licet.conditions.parsing import Mistake, Scope, parse
from licet.conditions.tree import (
    FALSE,
    All,
    Always,
    Any,
    Compare,
    Condition,
    Constant,
    Defined,
    Limb,
    Not,
    Reference,
    Within,
    terms,
    walk,
)
from licet.evaluate.facts import LegFacts
from licet.evaluate.truth import needs_truth, truth
from licet.library import Library
from licet.outcome import UNDETERMINED, Interval, Outcome, Truth, conjunction, disjunction, negate
from licet.policies.loading import world_scope
from licet.terms import VOCABULARY, Term, Type

_WORDS = tuple(outcome.word for outcome in Outcome)
_ENDS = Type("scale", "outcome", _WORDS)
_WHOLE = Type("scale", "outcome", (*_WORDS, UNDETERMINED))
OUTCOMES: dict[str, Term] = {
    name: Term(name, _WHOLE if name.endswith("outcome") else _ENDS, "What is the outcome?")
    for name in ("outcome", "worst", "best", "law.outcome", "law.worst", "law.best")
}
"""What a claim may say of the answer, besides the vocabulary."""

_IMPLIES = re.compile(r"""("[^"]*"|'[^']*')|([()\[\]{}])|\bimplies\b""")


@dataclass(frozen=True, slots=True)
class Statement:
    """What is claimed: of all transfers of which every ``given`` certainly holds, ``then`` certainly holds."""

    given: tuple[Condition, ...]
    then: Condition

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All its parts."""
        return (*self.given, self.then)

    @property
    def asks_law(self) -> bool:
        """Whether it speaks of what the law alone says."""
        return any(name.startswith("law.") for part in self.conditions for name in terms(part))


def claim_scope(library: Library, policies: Iterable[str] = ()) -> Scope:
    """The scope in which claims are read: the world's names, the outcomes, and definitions of these policies.

    A name that one policy's files define differently is left out.
    """
    found: dict[str, Condition | None] = {}
    wanted = set(policies)
    for policy in library.policies:
        if policy.id in wanted:
            for name, body in _definitions(policy.rules):
                if found.setdefault(name, body) != body:
                    found[name] = None
    known = {name: body for name, body in found.items() if body is not None}
    base = world_scope(library.world)
    return Scope(base.countries, base.groups, known.get, tuple(known), base.entity, {**VOCABULARY, **OUTCOMES})


def _definitions(rules: Iterable[object]) -> Iterator[tuple[str, Condition]]:
    from licet.mutation.mutants import conditions_of
    from licet.policies.model import Rule

    for rule in rules:
        assert isinstance(rule, Rule)
        for condition in conditions_of(rule):
            for node in walk(condition):
                if isinstance(node, Defined):
                    yield node.name, node.body


def parse_statement(text: str, scope: Scope) -> tuple[Statement, list[Mistake]]:
    """Read a claim's text; with mistakes, the statement is good for nothing."""
    pieces: list[tuple[str, int]] = []
    mistakes: list[Mistake] = []
    depth, start = 0, 0
    for found in _IMPLIES.finditer(text):
        if found[2]:
            depth += 1 if found[2] in "([{" else -1
        elif not found[1]:
            if depth:
                help_text = "write `A implies B`, or `not A or B` inside brackets"
                mistakes.append(Mistake("`implies` cannot stand in brackets", found.start(), len("implies"), help_text))
            pieces.append((text[start : found.start()], start))
            start = found.end()
    pieces.append((text[start:], start))
    if mistakes:
        return Statement((), FALSE), mistakes
    parts: list[Condition] = []
    for piece, offset in pieces:
        condition, wrong = parse(piece, scope)
        if not piece.strip() and len(pieces) > 1:
            wrong = [Mistake("`implies` needs a condition on both sides", max(0, offset - len("implies")), 7)]
        mistakes += [Mistake(m.message, m.start + offset, m.length, m.help) for m in wrong]
        if not wrong:
            mistakes += [
                Mistake(f"`{UNDETERMINED}` has no order", offset, len(piece), "compare it with `==` or `!=`")
                for node in walk(condition)
                if isinstance(node, Compare)
                and isinstance(node.right, Constant)
                and node.right.value == UNDETERMINED
                and node.operator not in ("==", "!=")
            ]
        parts.append(condition)
    return Statement(tuple(parts[:-1]), parts[-1]), mistakes


def speaks_of_outcomes(node: Condition) -> bool:
    """Whether a part of a claim reads an outcome."""
    return any(name in OUTCOMES for name in terms(node))


# what a claim says of one transfer, by the reference


def claim_truth(node: Condition, facts: LegFacts, answers: Mapping[str, Interval]) -> Truth:
    """The truth of a part of a claim on a leg; ``answers`` holds its interval under ``""`` and, of the law, ``"law."``."""
    match node:
        case All(parts=parts):
            return conjunction([claim_truth(part, facts, answers) for part in parts])
        case Any(parts=parts):
            return disjunction([claim_truth(part, facts, answers) for part in parts])
        case Not(part=part):
            return negate(claim_truth(part, facts, answers))
        case Defined(body=part) | Limb(part=part):
            return claim_truth(part, facts, answers)
        case Compare(term=term) | Within(term=term) if term in OUTCOMES:
            return outcome_truth(node, lambda prefix: answers[prefix])
        case _:
            if any(VOCABULARY[name].kind == "step" for name in terms(node)):
                return needs_truth(node, facts)
            return truth(node, facts)


def outcome_truth(leaf: Compare | Within, interval: Callable[[str], Interval]) -> Truth:
    """The truth of a comparison of outcomes: of ``outcome``, unknown where both ends do not agree on it."""
    left, prefix = _end_of(leaf.term)
    if isinstance(leaf, Within):
        if UNDETERMINED in leaf.members and not interval(prefix).settled:
            return True
        inside = {outcome.word in leaf.members for outcome in _possible(interval(prefix), left)}
        return inside.pop() if len(inside) == 1 else None
    if isinstance(leaf.right, Constant) and leaf.right.value == UNDETERMINED:
        settled = interval(prefix).settled
        return settled is (leaf.operator == "!=")
    lefts = _possible(interval(prefix), left)
    if isinstance(leaf.right, Reference):
        right, other = _end_of(leaf.right.term)
        rights = _possible(interval(other), right)
    else:
        rights = [Outcome[str(leaf.right.value).upper()]]
    found = {_compares(one, leaf.operator, two) for one in lefts for two in rights}
    return found.pop() if len(found) == 1 else None


def _end_of(term: str) -> tuple[str, str]:
    """A term of an outcome as its end and its prefix."""
    prefix = "law." if term.startswith("law.") else ""
    return term.removeprefix(prefix), prefix


def _possible(interval: Interval, end: str) -> list[Outcome]:
    if end == "worst":
        return [interval.worst]
    if end == "best":
        return [interval.best]
    return [outcome for outcome in Outcome if interval.worst <= outcome <= interval.best]


def _compares(one: Outcome, sign: str, two: Outcome) -> bool:
    return {
        "==": one == two,
        "!=": one != two,
        "<": one < two,
        "<=": one <= two,
        ">": one > two,
        ">=": one >= two,
    }[sign]


__all__ = [
    "OUTCOMES",
    "Always",
    "Statement",
    "claim_scope",
    "claim_truth",
    "outcome_truth",
    "parse_statement",
    "speaks_of_outcomes",
]
