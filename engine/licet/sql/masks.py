"""Many conditions in one number: a bit each says that one may hold, another that it certainly does.

A condition becomes a conjunction of clauses, each an ``or`` over what single look-up tables and single facts of a row say
(in Kleene's logic that changes nothing). All conditions of a bank are then worked out at once: what a table or fact says of
their clauses is one number, and ``&`` and ``|`` of a few numbers are the answer, in both halves at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from licet.conditions.tree import FALSE, All, Always, Condition, Limb, Not, parts
from licet.lowering.folding import conjunction_of, disjunction_of, negation
from licet.outcome import Truth, conjunction, disjunction, negate
from licet.sql.shape import Shape

SIZE = 31
"""How many conditions one number holds."""
HALF = 1 << SIZE
"""What lies between a condition's two bits: the lower half says that it may hold, the upper that it does."""
LOW = HALF - 1
_MOST = 64
"""A condition of more clauses is worked out by itself."""

Place = str | Condition
"""What says something by itself: a look-up table, by its name, or a fact of the row."""
Clause = Mapping[Place, Condition]


@dataclass(frozen=True, slots=True)
class Mask:
    """A number that one place gives: of some conditions of a bank, whether a part of them holds there.

    Attributes:
        parts: the part by the condition's bit.
        others: whether the bits of the other conditions are set.
    """

    parts: tuple[tuple[int, Condition], ...]
    others: bool

    def number(self, truth: Callable[[Condition], Truth]) -> int:
        """The number, given what holds."""
        found = HALF * LOW + LOW if self.others else 0
        for bit, part in self.parts:
            both = (HALF + 1) << bit
            value = truth(part)
            found = found & ~both | (both if value is True else (1 << bit) if value is None else 0)
        return found


@dataclass(slots=True)
class Bank:
    """Up to :data:`SIZE` conditions as numbers.

    Attributes:
        every: masks all of which have to agree, by place.
        any: for each further clause, masks of which one suffices, by place.
        constant: what holds of them anyway.
    """

    every: dict[Place, Mask] = field(default_factory=dict)
    any: list[tuple[dict[Place, Mask], int]] = field(default_factory=list)
    constant: int = HALF * LOW + LOW


def bank_of(conditions: list[Condition], shape: Shape) -> Bank:
    """The numbers of some conditions; each has its place in the list as its bit."""
    bank = Bank()
    every: dict[Place, dict[int, Condition]] = {}
    several: list[dict[Place, dict[int, Condition]]] = []
    for bit, condition in enumerate(conditions):
        if isinstance(condition, Always):
            bank.constant &= Mask(((bit, condition),), True).number(lambda part: part.value)  # type: ignore[union-attr]
            continue
        found = clauses(condition, shape)
        further = []
        for clause in found:
            if len(clause) == 1:
                ((place, part),) = clause.items()
                known = every.setdefault(place, {})
                known[bit] = conjunction_of([known[bit], part]) if bit in known else part
            else:
                further.append(clause)
        for index, clause in enumerate(sorted(further, key=_sorted_by)):
            while len(several) <= index:
                several.append({})
            for place, part in clause.items():
                several[index].setdefault(place, {})[bit] = part
    bank.every = {place: Mask(tuple(bits.items()), True) for place, bits in every.items()}
    for places in several:
        there = {bit for bits in places.values() for bit in bits}
        rest = Mask(tuple((bit, FALSE) for bit in sorted(there)), True).number(lambda part: False)
        bank.any.append(({place: Mask(tuple(bits.items()), False) for place, bits in places.items()}, rest))
    return bank


def _sorted_by(clause: Clause) -> list[str]:
    return sorted(str(place) for place in clause)


def clauses(condition: Condition, shape: Shape) -> list[Clause]:
    """A condition as clauses all of which have to hold."""
    found = _clauses(condition, shape, True)
    if found is None:  # too many: as a fact of its own
        return [{condition: condition}]
    kept = [clause for clause in dict.fromkeys(found) if not any(other < clause for other in found)]
    return [_clause(clause) for clause in kept]


_Literal = tuple[Place, Condition]


def _clauses(condition: Condition, shape: Shape, positive: bool) -> list[frozenset[_Literal]] | None:
    source = shape.source(condition)
    if source is not None or isinstance(condition, Limb) or not parts(condition):
        place: Place = condition if source is None else source
        return [frozenset([(place, condition if positive else negation(condition) if source else Not(condition))])]
    if isinstance(condition, Not):
        return _clauses(condition.part, shape, not positive)
    found: list[frozenset[_Literal]] = [] if isinstance(condition, All) is positive else [frozenset()]
    for part in parts(condition):
        more = _clauses(part, shape, positive)
        if more is None:
            return None
        if isinstance(condition, All) is positive:
            found += more
        else:
            found = [*dict.fromkeys(one | other for one in found for other in more)]
            found = [one for one in found if not any(other < one for other in found)]
        if len(found) > _MOST:
            return None
    return found


def _clause(literals: frozenset[_Literal]) -> Clause:
    found: dict[Place, list[Condition]] = {}
    for place, part in sorted(literals, key=str):
        found.setdefault(place, []).append(part)
    return {place: disjunction_of(some) for place, some in found.items()}


def of_fact(fact: Condition, value: Truth) -> Callable[[Condition], Truth]:
    """The truth of conditions over one fact of a row, where that is so."""

    def truth(condition: Condition) -> Truth:
        if condition == fact:
            return value
        match condition:
            case Not(part=part):
                return negate(truth(part))
            case Always(value=constant):
                return constant
            case All(parts=inner):
                return conjunction(map(truth, inner))
            case _:
                return disjunction(map(truth, parts(condition)))

    return truth


__all__ = ["HALF", "LOW", "SIZE", "Bank", "Mask", "bank_of", "clauses", "of_fact"]
