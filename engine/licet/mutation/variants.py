"""Small changes of a condition: each is a slip that a person could make in writing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from licet.conditions.printing import expression, plain
from licet.conditions.tree import All, Any, Compare, Condition, Defined, Holds, Limb, Not, Operator, Within

Steps = tuple[int, ...]
"""The way from the root of a condition to a part of it: the index of the part at every turn."""

_NEGATED: dict[Operator, Operator] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_BOUND: dict[Operator, Operator] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed condition: ``what`` was changed, in words; ``steps`` say where."""

    what: str
    condition: Condition
    steps: Steps


def variants(node: Condition, *, steps_only: bool = False) -> Iterator[Variant]:
    """All small changes of a condition; definitions it uses are left as they are.

    Args:
        node: the condition.
        steps_only: it is a ``needs``, in which nothing can be negated.
    """
    yield from _variants(node, steps_only, negate=not steps_only)


def _variants(node: Condition, steps_only: bool, *, negate: bool) -> Iterator[Variant]:
    match node:
        case All(parts=inner) | Any(parts=inner):
            kind, other = (All, Any) if isinstance(node, All) else (Any, All)
            if len(inner) > 1:
                for index, part in enumerate(inner):
                    left = inner[:index] + inner[index + 1 :]
                    yield Variant(f"drop `{expression(part)}`", left[0] if len(left) == 1 else kind(left), (index,))
                word, new = ("and", "or") if kind is All else ("or", "and")
                yield Variant(f"`{word}` becomes `{new}` in `{expression(node)}`", other(inner), ())
            for index, part in enumerate(inner):
                for found in _variants(part, steps_only, negate=negate):
                    yield Variant(
                        found.what,
                        kind((*inner[:index], found.condition, *inner[index + 1 :])),
                        (index, *found.steps),
                    )
        case Not(part=part):
            yield Variant(f"drop the `not` of `{expression(node)}`", part, ())
            for found in _variants(part, steps_only, negate=False):
                yield Variant(found.what, Not(found.condition), (0, *found.steps))
        case Limb(part=part, cite=cite):
            for found in _variants(part, steps_only, negate=negate):
                yield Variant(found.what, Limb(found.condition, cite), (0, *found.steps))
        case Holds() if negate:
            yield Variant(f"negate `{expression(node)}`", Not(node), ())
        case Defined(name=name) if negate:
            yield Variant(f"negate `{name}`", Not(node), ())
        case Compare():
            yield from _compare(node, steps_only)
        case Within():
            yield from _within(node, negate)


def _compare(node: Compare, steps_only: bool) -> Iterator[Variant]:
    signs = [_BOUND[node.operator]] if node.operator in _BOUND else []
    signs += [] if steps_only else [_NEGATED[node.operator]]
    for sign in signs:
        yield Variant(f"`{node.operator}` becomes `{sign}` in `{expression(node)}`", replace(node, operator=sign), ())


def _within(node: Within, negate: bool) -> Iterator[Variant]:
    if negate:
        yield Variant(f"`in` becomes `not in` in `{expression(node)}`", Not(node), ())
    if len(node.members) + len(node.groups) < 2:
        return
    for member in node.members:
        left = tuple(other for other in node.members if other != member)
        yield Variant(f"drop `{plain(member)}` from `{expression(node)}`", replace(node, members=left), ())
    for group in node.groups:
        rest = tuple(other for other in node.groups if other != group)
        yield Variant(f"drop `{group}` from `{expression(node)}`", replace(node, groups=rest), ())


def substituted(node: Condition, old: Defined, body: Condition) -> Condition:
    """The condition with a definition's body replaced wherever it is used."""
    match node:
        case Defined(name=name, body=inner):
            return Defined(name, body) if node == old else Defined(name, substituted(inner, old, body))
        case All(parts=inner):
            return All(tuple(substituted(part, old, body) for part in inner))
        case Any(parts=inner):
            return Any(tuple(substituted(part, old, body) for part in inner))
        case Not(part=part):
            return Not(substituted(part, old, body))
        case Limb(part=part, cite=cite):
            return Limb(substituted(part, old, body), cite)
        case _:
            return node
