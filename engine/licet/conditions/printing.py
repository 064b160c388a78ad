"""A condition as text again: the expression syntax it was written in."""

from __future__ import annotations

from licet.conditions.tree import (
    All,
    Always,
    Any,
    Compare,
    Condition,
    Constant,
    Defined,
    Holds,
    Limb,
    Not,
    Plain,
    Reference,
    Within,
)

_LOOSEST, _AND, _NOT = 0, 1, 2


def expression(node: Condition) -> str:
    """The condition as one line; parsing it again gives the same meaning (limbs lose their cites)."""
    return _print(node, _LOOSEST)


def _print(node: Condition, binding: int) -> str:
    match node:
        case Always(value=value):
            return "unknown" if value is None else "true" if value else "false"
        case Holds(term=term):
            return term
        case Compare(term=term, operator=operator, right=right):
            return f"{term} {operator} {_right(right)}"
        case Within():
            return f"{node.term} in {_members(node)}"
        case Not(part=All(parts=(only,)) | Any(parts=(only,))):
            return _print(Not(only), binding)
        case Not(part=Within() as inner):
            return f"{inner.term} not in {_members(inner)}"
        case Not(part=inner):
            return _wrap(f"not {_print(inner, _NOT)}", binding > _NOT)
        case All(parts=(only,)) | Any(parts=(only,)):
            return _print(only, binding)
        case All(parts=inner):
            if not inner:
                return "true"
            return _wrap(" and ".join(_print(part, _AND) for part in inner), binding > _AND)
        case Any(parts=inner):
            if not inner:
                return "false"
            return _wrap(" or ".join(_print(part, _AND) for part in inner), binding > _LOOSEST)
        case Defined(name=name):
            return name
        case Limb(part=inner):
            return _print(inner, binding)


def _wrap(text: str, needed: bool) -> str:
    return f"({text})" if needed else text


def _right(right: Constant | Reference) -> str:
    if isinstance(right, Reference):
        return right.term
    quoted = right.type.base in ("date", "text")
    return plain(right.value, quoted=quoted)


def plain(value: Plain, *, quoted: bool = False) -> str:
    """A constant as rules write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if quoted else str(value)


def _members(node: Within) -> str:
    from licet.terms import VOCABULARY

    quoted = VOCABULARY[node.term].type.base in ("date", "text") if node.term in VOCABULARY else False
    if not node.members and len(node.groups) == 1:
        return node.groups[0]
    return "{" + ", ".join([*node.groups, *(plain(value, quoted=quoted) for value in node.members)]) + "}"
