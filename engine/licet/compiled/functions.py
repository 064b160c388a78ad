"""The generated function of one kind of leg."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from licet.compiled.expressions import Expressions, Pair
from licet.conditions.tree import All, Condition, Plain, parts
from licet.lowering.law import LegLaw, ScopedRule
from licet.outcome import Outcome
from licet.terms import VOCABULARY
from licet.transfers.transfer import Step

Facts = Mapping[str, Plain]
"""Known values by term; what is unknown is left out."""
Bits = int
Generated = Callable[[Facts, Facts, Mapping[str, Step], frozenset[str]], tuple[Bits, Bits]]

_NO_FACTS: Facts = {}
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
        call: the function: facts of the transfer, facts of the item, steps, showings to two integers; a bit is set in the
            first where its slot may bite, in the second where it certainly does. On an origin's leg the bit after the
            last slot says whether the claim is lifted.
        source: the function's text.
        steps: the steps it reads.
    """

    __slots__ = ("_levels", "call", "claim_bit", "law", "slots", "source", "steps")

    def __init__(self, law: LegLaw, expressions: Callable[[Callable[[str], str]], Expressions], strict: bool) -> None:
        self.law = law
        writer = _Writer(law, expressions, strict)
        self.slots = writer.slots
        self.source = writer.source()
        self.steps = frozenset(writer.steps)
        self.claim_bit = 1 << len(self.slots)
        namespace: dict[str, Generated] = {}
        name = f"<law of {law.scope.state} as {law.scope.role}, {law.scope.date}>"
        exec(compile(self.source, name, "exec"), namespace)
        self.call = namespace["leg"]
        self._levels = tuple(
            (sum(1 << place for place, slot in enumerate(self.slots) if slot.outcome == outcome), outcome)
            for outcome in (Outcome.BLOCKED, Outcome.DISCRETIONARY, Outcome.CONDITIONAL)
        )

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
    ) -> tuple[Outcome, Outcome, tuple[str, ...]]:
        """The leg's own rules on known values: worst, best, and every rule that bites or may, by id.

        ``item`` holds the terms ``item.…``; left out, they are looked for in ``facts``. The claim of an origin's leg, and
        law that is not encoded, are left aside.
        """
        possible, certain = self.call(facts, facts if item is None else item, steps, shown)
        possible &= self.claim_bit - 1
        certain &= self.claim_bit - 1
        return self.level(possible)[0], self.level(certain)[0], self.rules(possible)


@dataclass(slots=True)
class _Case:
    """A rule still to be written: what is left to test of its condition, and its place."""

    left: list[Condition]
    rule: ScopedRule | None  # None is the claim
    certain: Condition


class _Writer:
    """Writes one function; conditions that rules share are tested once, for all of them."""

    def __init__(self, law: LegLaw, expressions: Callable[[Callable[[str], str]], Expressions], strict: bool) -> None:
        self.law = law
        self.strict = strict
        self.variables: dict[str, str] = {}
        self.steps: dict[str, str] = {}
        self.facts = expressions(self._fact)
        self.needs = expressions(self._step)
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
        body = self._block(cases, "    ")
        head = ["def leg(facts, item, steps, shown):", "    p = c = 0"]
        reads = [self._read(term, name) for term, name in self.variables.items()]
        reads += [f"    {name} = steps.get({term!r})" for term, name in self.steps.items()]
        return "\n".join([*head, *reads, *body, "    return p, c", ""])

    def _read(self, term: str, name: str) -> str:
        if term.startswith("shown."):
            return f"    {name} = {term!r} in shown"
        known = VOCABULARY[term]
        where = "item" if term.startswith("item.") else "facts"
        presumed = known.presumed
        if presumed is None or self.strict or known.categories:
            return f"    {name} = {where}.get({term!r})"
        return f"    {name} = {where}.get({term!r}, {presumed!r})"

    def _fact(self, term: str) -> str:
        return self.variables.setdefault(term, f"v{len(self.variables)}")

    def _step(self, term: str) -> str:
        return self.steps.setdefault(term, f"s{len(self.steps)}")

    def _block(self, cases: list[_Case], indent: str) -> list[str]:
        lines: list[str] = []
        while cases:
            shared = _most_shared(cases)
            if shared is None:
                for case in cases:
                    lines += self._case(case, indent)
                return lines
            inside = [case for case in cases if shared in case.left]
            cases = [case for case in cases if shared not in case.left]
            for case in inside:
                case.left.remove(shared)
            lines.append(f"{indent}if {self.facts.pair(shared).possible}:")
            lines += self._block(inside, indent + " ")
        return lines

    def _case(self, case: _Case, indent: str) -> list[str]:
        lines = []
        if case.left:
            tests = [self.facts.pair(part).possible for part in sorted(case.left, key=_size)]
            lines.append(f"{indent}if {' and '.join(tests)}:")
            indent += " "
        certain = self.facts.pair(case.certain).certain
        if case.rule is None:
            return lines + _bite(1 << len(self.slots), certain, indent)
        rule = case.rule
        against = self.bits[Slot(rule.rule.id, rule.against)]
        if rule.needs is None:
            return lines + _bite(against, certain, indent)
        outstanding = self.bits[Slot(rule.rule.id, Outcome.CONDITIONAL)]
        needs: Pair = self.needs.pair(rule.needs)
        lines.append(f"{indent}if not ({needs.certain}):")
        lines.append(f"{indent} if {needs.possible}:")
        lines += _bite(outstanding, certain, indent + "  ")
        lines.append(f"{indent} else:")
        return lines + _bite(against, certain, indent + "  ")


def _bite(bit: Bits, certain: str, indent: str) -> list[str]:
    return [f"{indent}p |= {bit}", f"{indent}if {certain}: c |= {bit}"]


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
