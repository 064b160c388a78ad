"""The generated function of one kind of leg."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from licet.compiled.expressions import Expressions, Pair, UnknownError
from licet.conditions.tree import All, Condition, Plain, parts, terms
from licet.lowering.law import LegLaw, ScopedRule
from licet.outcome import Outcome
from licet.terms import VOCABULARY
from licet.transfers.transfer import Step

Facts = Mapping[str, Plain]
"""Known values by term; what is unknown is left out."""
Bits = int

Write = Callable[[Callable[[str], str], bool], Expressions]
"""Gives what writes expressions: of variables by term, and with every fact known or not."""
Judged = tuple[Outcome, Outcome, tuple[str, ...]]
"""Worst, best, and the rules that bite or may."""

_KEPT = 10_000
"""How many different results of one function are kept."""
_NO_STEPS: Mapping[str, Step] = {}
_NOTHING_SHOWN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in which a rule may bite: what it then comes to."""

    rule: str
    outcome: Outcome


class LegFunction:
    """A leg's law as one Python function.

    Attributes:
        law: what it was generated from.
        slots: what each bit of the function's answers means, worst outcomes first.
        steps: the steps it reads.
    """

    __slots__ = (
        "_expressions",
        "_judged",
        "_kleene",
        "_known",
        "_levels",
        "_strict",
        "claim_bit",
        "law",
        "slots",
        "steps",
    )

    def __init__(self, law: LegLaw, expressions: Write, strict: bool) -> None:
        self.law = law
        self._expressions = expressions
        self._strict = strict
        self._kleene: Any = None
        writer = _Writer(law, expressions, strict, known=True)
        self.slots = writer.slots
        self.claim_bit = 1 << len(self.slots)
        self.steps = frozenset(step for scoped in law.rules if scoped.needs for step in terms(scoped.needs))
        self._judged: dict[Bits | tuple[Bits, Bits], Judged] = {}
        try:
            self._known: Callable[..., Bits] = self._compiled(writer.source())
        except UnknownError:
            self._known = _never_known
        self._levels = tuple(
            (sum(1 << place for place, slot in enumerate(self.slots) if slot.outcome == outcome), outcome)
            for outcome in (Outcome.BLOCKED, Outcome.DISCRETIONARY, Outcome.CONDITIONAL)
        )

    def _compiled(self, source: str) -> Any:
        scope = self.law.scope
        namespace: dict[str, Any] = {}
        exec(compile(source, f"<law of {scope.state} as {scope.role}, {scope.date}>", "exec"), namespace)
        return namespace["leg"]

    @property
    def source(self) -> str:
        """The text of the function that takes unknown facts as they come."""
        return _Writer(self.law, self._expressions, self._strict, known=False).source()

    def call(self, facts: Facts, item: Facts, steps: Mapping[str, Step], shown: frozenset[str]) -> tuple[Bits, Bits]:
        """The facts of the transfer and of the item, steps and showings to two integers.

        A bit is set in the first where its slot may bite, in the second where it certainly does. On an origin's leg the
        bit after the last slot says whether the claim is lifted.
        """
        try:
            bits = self._known(facts, item, steps, shown)
        except KeyError:  # a fact that matters is unknown
            return self._unknown(facts, item, steps, shown)
        return bits, bits

    def _unknown(
        self, facts: Facts, item: Facts, steps: Mapping[str, Step], shown: frozenset[str]
    ) -> tuple[Bits, Bits]:
        if self._kleene is None:
            self._kleene = self._compiled(self.source)
        bits: tuple[Bits, Bits] = self._kleene(facts, item, steps, shown)
        return bits

    def level(self, bits: Bits) -> tuple[Outcome, Bits]:
        """The worst outcome among the set bits, and the bits that come to it."""
        for mask, outcome in self._levels:
            found = bits & mask
            if found:
                return outcome, found
        return Outcome.ALLOWED, 0

    def rules(self, bits: Bits) -> tuple[str, ...]:
        """The rules of the set bits, in the order of their ids."""
        found = []
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            found.append(self.slots[lowest.bit_length() - 1].rule)
        found.sort()
        return tuple(found)

    def judge(
        self,
        facts: Facts,
        item: Facts | None = None,
        steps: Mapping[str, Step] = _NO_STEPS,
        shown: frozenset[str] = _NOTHING_SHOWN,
    ) -> Judged:
        """The leg's own rules on known values: worst, best, and every rule that bites or may, by id.

        ``item`` holds the terms ``item.…``; left out, they are looked for in ``facts``. The claim of an origin's leg, and
        law that is not encoded, are left aside.
        """
        # spelt out here, not in a call of its own: this is what a short answer costs
        bits: Bits | tuple[Bits, Bits]
        try:
            bits = self._known(facts, facts if item is None else item, steps, shown)
            found = self._judged.get(bits)
            if found is not None:
                return found
            bits = bits, bits
        except KeyError:
            bits = self._unknown(facts, facts if item is None else item, steps, shown)
            found = self._judged.get(bits)
        if found is None:
            possible, certain = bits[0] & (self.claim_bit - 1), bits[1] & (self.claim_bit - 1)
            found = self.level(possible)[0], self.level(certain)[0], self.rules(possible)
            if len(self._judged) >= _KEPT:
                self._judged.clear()
            self._judged[bits] = self._judged[bits[0] if bits[0] == bits[1] else bits] = found
        return found


def _never_known(*facts: object) -> Bits:
    raise KeyError  # something is unknown whatever the facts


@dataclass(slots=True)
class _Case:
    """A rule still to be written: what is left to test of its condition, and its place."""

    left: list[Condition]
    rule: ScopedRule | None  # None is the claim
    certain: Condition


class _Writer:
    """Writes one function; conditions that rules share are tested once, for all of them."""

    def __init__(self, law: LegLaw, expressions: Write, strict: bool, *, known: bool) -> None:
        self.law = law
        self.strict = strict
        self.known = known
        self.variables: dict[str, str] = {}
        self.steps: dict[str, str] = {}
        self.facts = expressions(self._fact, known)
        self.needs = expressions(self._step, False)
        slots = []
        for scoped in law.rules:
            slots.append(Slot(scoped.rule.id, scoped.against))
            if scoped.needs is not None:
                slots.append(Slot(scoped.rule.id, Outcome.CONDITIONAL))
        self.slots = tuple(sorted(slots, key=lambda slot: (slot.outcome, slot.rule)))
        self.bits = {slot: 1 << place for place, slot in enumerate(self.slots)}

    def source(self) -> str:
        cases = [_Case(list(_conjuncts(scoped.condition)), scoped, scoped.condition) for scoped in self.law.rules]
        if self.law.claim is not None:
            cases.append(_Case(list(_conjuncts(self.law.lifted)), None, self.law.lifted))
        body = self._block(cases, "    ", set())
        head = ["def leg(facts, item, steps, shown):", "    p = 0" if self.known else "    p = c = 0"]
        return "\n".join([*head, *body, "    return p" if self.known else "    return p, c", ""])

    def _reads(self, conditions: Iterable[Condition], indent: str, read: set[str]) -> list[str]:
        """The lines that read the terms of some conditions that have not been read on the way here."""
        new = [term for condition in conditions for term in dict.fromkeys(terms(condition)) if term not in read]
        read.update(new)
        return [f"{indent}{self._fact(term)} = {self._source(term)}" for term in dict.fromkeys(new)]

    def _source(self, term: str) -> str:
        if term.startswith("shown."):
            return f"{term!r} in shown"
        known = VOCABULARY[term]
        where = "item" if term.startswith("item.") else "facts"
        presumed = known.presumed
        if presumed is None or self.strict or known.categories:
            return f"{where}[{term!r}]" if self.known else f"{where}.get({term!r})"
        return f"{where}.get({term!r}, {presumed!r})"

    def _fact(self, term: str) -> str:
        return self.variables.setdefault(term, f"v{len(self.variables)}")

    def _step(self, term: str) -> str:
        return self.steps.setdefault(term, f"s{len(self.steps)}")

    def _block(self, cases: list[_Case], indent: str, read: set[str]) -> list[str]:
        """The lines that try some rules; ``read`` are the terms that have been read, and is added to."""
        lines: list[str] = []
        while cases:
            shared = _most_shared(cases)
            if shared is None:
                for case in cases:
                    lines += self._case(case, indent, read)
                return lines
            inside = [case for case in cases if shared in case.left]
            cases = [case for case in cases if shared not in case.left]
            for case in inside:
                case.left.remove(shared)
            lines += self._reads([shared], indent, read)
            lines.append(f"{indent}if {self.facts.pair(shared).possible}:")
            lines += self._block(inside, indent + " ", set(read))
        return lines

    def _case(self, case: _Case, indent: str, read: set[str]) -> list[str]:
        lines = []
        # a fact is read only where what was read before leaves the question open
        while case.left:
            part = min(case.left, key=lambda left: (len({*terms(left)} - read), _size(left)))
            case.left.remove(part)
            lines += self._reads([part], indent, read)
            lines.append(f"{indent}if {self.facts.pair(part).possible}:")
            indent += " "
            read = set(read)
        certain = self.facts.pair(case.certain).certain
        if case.rule is None:
            return lines + self._bite(1 << len(self.slots), certain, indent)
        rule = case.rule
        against = self.bits[Slot(rule.rule.id, rule.against)]
        if rule.needs is None:
            return lines + self._bite(against, certain, indent)
        outstanding = self.bits[Slot(rule.rule.id, Outcome.CONDITIONAL)]
        needs: Pair = self.needs.pair(rule.needs)
        lines += [f"{indent}{self._step(step)} = steps.get({step!r})" for step in dict.fromkeys(terms(rule.needs))]
        lines.append(f"{indent}if not ({needs.certain}):")
        lines.append(f"{indent} if {needs.possible}:")
        lines += self._bite(outstanding, certain, indent + "  ")
        lines.append(f"{indent} else:")
        return lines + self._bite(against, certain, indent + "  ")

    def _bite(self, bit: Bits, certain: str, indent: str) -> list[str]:
        lines = [f"{indent}p |= {bit}"]
        return lines if self.known else [*lines, f"{indent}if {certain}: c |= {bit}"]


def _conjuncts(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, All) else (condition,)


def _size(condition: Condition) -> int:
    """How many leaves a condition has."""
    inner = parts(condition)
    return sum(map(_size, inner)) if inner else 1


def _most_shared(cases: Sequence[_Case]) -> Condition | None:
    """The condition that most of the rules demand; None where no two share one."""
    counts: dict[Condition, int] = {}
    for case in cases:
        for part in case.left:
            counts[part] = counts.get(part, 0) + 1
    best = max(counts, key=lambda part: counts[part], default=None)
    return best if best is not None and counts[best] > 1 else None


__all__ = ["LegFunction", "Slot"]
