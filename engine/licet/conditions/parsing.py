"""From text to the syntax tree: Python's expression syntax, parsed with ``ast`` and never executed.

Only a handful of node kinds is let through, every name is looked up in the vocabulary, every comparison is typed.
A mistake is a :class:`Mistake` with its place in the text; one pass reports all of them.
"""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from licet.conditions.tree import (
    FALSE,
    All,
    Always,
    Any,
    Compare,
    Condition,
    Constant,
    Defined,
    Holds,
    Not,
    Operator,
    Plain,
    Reference,
    Within,
)
from licet.conditions.tree import NOTHING as NOTHING
from licet.problems import a, did_you_mean, suggest
from licet.terms import COUNTRY, VOCABULARY, Term, Type

TEXT_LIMIT = 4_000
"""Longest expression that is parsed, in characters."""

_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_FLIPPED: dict[Operator, Operator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TRUTHS = {"true": True, "false": False}

# `import` is an activity here and a keyword in Python: it is parsed under a name of the same length
_KEYWORD = re.compile(r"""("[^"]*"|'[^']*')|\bimport\b""")
_STAND_IN = "imp0rt"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in an expression: ``start`` and ``length`` count characters of its text."""

    message: str
    start: int
    length: int
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What names may stand for, besides the vocabulary.

    Attributes:
        countries: alpha-3 codes.
        groups: names of dated memberships.
        define: gives the body of a definition, or None where there is none of that name.
        definitions: the names of all definitions, for suggestions.
        entity: maps the name or alias of a known end user to its main name; other names to themselves.
        vocabulary: the terms.
    """

    countries: Collection[str] = ()
    groups: Collection[str] = ()
    define: Callable[[str], Condition | None] = lambda name: None
    definitions: Collection[str] = ()
    entity: Callable[[str], str] = lambda name: name
    vocabulary: dict[str, Term] = field(default_factory=lambda: VOCABULARY)


def parse(text: str, scope: Scope) -> tuple[Condition, list[Mistake]]:
    """Parse one expression. With mistakes, the tree is only fit for finding more of them."""
    if len(text) > TEXT_LIMIT:
        return FALSE, [Mistake(f"the condition is too long: the limit is {TEXT_LIMIT} characters", 0, 1)]
    stripped = text.strip()
    if not stripped:
        return FALSE, [Mistake("the condition is empty", 0, 1)]
    try:
        # newlines are only layout: a folded expression is one expression
        source = _KEYWORD.sub(lambda found: found[1] or _STAND_IN, text.replace("\n", " ").lstrip())
        tree = ast.parse(source, mode="eval")
    except SyntaxError as error:
        lead = len(text) - len(text.lstrip())
        start = lead + max(0, (error.offset or 1) - 1)
        return FALSE, [Mistake(_syntax_message(error), min(start, len(text) - 1), 1, _syntax_help(text))]
    except (ValueError, RecursionError, MemoryError):
        return FALSE, [Mistake("the condition cannot be read", 0, 1)]
    parser = _Parser(text, scope)
    try:
        return parser.condition(tree.body), parser.mistakes
    except RecursionError:
        return FALSE, [Mistake("the condition is nested too deeply", 0, 1)]


def _syntax_message(error: SyntaxError) -> str:
    message = (error.msg or "invalid syntax").rstrip(".").split(". ")[0]
    return f"the condition is not an expression: {message[:1].lower()}{message[1:]}"


def _syntax_help(text: str) -> str | None:
    if "&&" in text or "||" in text:
        return "write `and`, `or`, `not`"
    if "=" in text and not any(op in text for op in ("==", "!=", "<=", ">=")):
        return "compare with `==`"
    return None


class _Parser:
    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.mistakes: list[Mistake] = []
        self._lead = len(text) - len(text.lstrip())

    # conditions

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return All(tuple(self.condition(value) for value in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return Any(tuple(self.condition(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand))
            case ast.Compare():
                return self._comparison(node)
            case ast.Constant(value=bool(value)):
                return Always(value)
            case ast.Name() | ast.Attribute():
                return self._standing_alone(node)
            case _:
                return self._wrong(node, f"{_describe(node)} is not a condition")

    def _standing_alone(self, node: ast.expr) -> Condition:
        name = _dotted(node)
        if name is None:
            return self._wrong(node, f"{_describe(node)} is not a condition")
        if name in _TRUTHS:
            return Always(_TRUTHS[name])
        body = self.scope.define(name)
        if body is not None:
            return Defined(name, body)
        term = self.scope.vocabulary.get(name)
        if term is None:
            return self._unknown_name(node, name)
        if term.type.base != "truth":
            return self._wrong(
                node,
                f"`{name}` is {a(term.type.name)}, not a yes or no",
                f"compare it: `{name} == …` or `{name} in {{…}}`",
            )
        return Holds(name)

    def _unknown_name(self, node: ast.expr, name: str) -> Condition:
        if name in self.scope.countries or name in self.scope.groups:
            kind = "country" if name in self.scope.countries else "group"
            hint = f"write `destination == {name}`" if kind == "country" else f"write `destination in {name}`"
            return self._wrong(node, f"`{name}` is a {kind}, not a condition", hint)
        known = [*self.scope.vocabulary, *self.scope.definitions]
        return self._wrong(node, f"there is no fact `{name}`", did_you_mean(name, known))

    def _comparison(self, node: ast.Compare) -> Condition:
        left: ast.expr = node.left
        links: list[Condition] = []
        for operator, right in zip(node.ops, node.comparators, strict=True):
            links.append(self._link(node, left, operator, right))
            left = right
        return links[0] if len(links) == 1 else All(tuple(links))

    def _link(self, node: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Condition:
        if isinstance(operator, ast.In | ast.NotIn):
            inside = self._membership(left, right)
            return Not(inside) if isinstance(operator, ast.NotIn) else inside
        if type(operator) not in _OPERATORS:
            return self._wrong(node, "`is` does not compare here", "write `==`")
        sign = _OPERATORS[type(operator)]
        term = self._term(left, quiet=True)
        if term is None and self._term(right, quiet=True) is not None:
            left, right, sign = right, left, _FLIPPED[sign]
            term = self._term(left, quiet=True)
        if term is None:
            self._term(left)
            return FALSE
        if sign not in ("==", "!=") and not term.type.ordered:
            return self._wrong(node, f"`{term.name}` has no order: `{sign}` does not compare it", "use `==` or `in`")
        if term.type.base == "truth":
            return self._truth_comparison(node, term, sign, right)
        # a member of the expected enumeration wins over a term of the same name: `role == exporter`
        other = None if _dotted(right) in term.type.members else self._term(right, quiet=True)
        if other is not None:
            if other.type != term.type:
                return self._wrong(
                    right,
                    f"`{term.name}` is {a(term.type.name)}, `{other.name}` {a(other.type.name)}: they do not compare",
                )
            return Compare(term.name, sign, Reference(other.name))
        if sign in ("==", "!=") and term.type.base == "country" and _dotted(right) in self.scope.groups:
            verb = "in" if sign == "==" else "not in"
            return self._wrong(right, f"`{_dotted(right)}` is a group", f"write `{term.name} {verb} {_dotted(right)}`")
        if term.optional and _dotted(right) == NOTHING and sign in ("==", "!="):
            return Compare(term.name, sign, Constant(NOTHING, term.type))
        value = self._constant(right, term.type)
        return FALSE if value is None else Compare(term.name, sign, Constant(value, term.type))

    def _truth_comparison(self, node: ast.expr, term: Term, sign: Operator, right: ast.expr) -> Condition:
        value = right.value if isinstance(right, ast.Constant) else _TRUTHS.get(_dotted(right) or "")
        if not isinstance(value, bool):
            return self._wrong(node, f"`{term.name}` is a yes or no", f"write `{term.name}` or `not {term.name}`")
        holds = Holds(term.name)
        return holds if value == (sign == "==") else Not(holds)

    def _membership(self, left: ast.expr, right: ast.expr) -> Condition:
        term = self._term(left)
        if term is None:
            return FALSE
        elements = right.elts if isinstance(right, ast.Set | ast.Tuple | ast.List) else [right]
        if isinstance(right, ast.Dict) and not right.keys:
            return self._wrong(right, "the set is empty")
        if term.type.base == "truth":
            return self._wrong(left, f"`{term.name}` is a yes or no: it is in no set")
        members: list[Plain] = []
        groups: list[str] = []
        for element in elements:
            name = _dotted(element)
            if name is not None and term.type == COUNTRY and name in self.scope.groups:
                groups.append(name)
                continue
            if element is right and name in self.scope.countries:
                self._wrong(right, f"`{name}` is a country, not a group", f"write `{term.name} == {name}`")
                continue
            if term.optional and name == NOTHING:
                members.append(NOTHING)
                continue
            value = self._constant(element, term.type)
            if value is not None:
                members.append(value)
        return Within(term.name, tuple(members), tuple(groups))

    # names and constants

    def _term(self, node: ast.expr, *, quiet: bool = False) -> Term | None:
        name = _dotted(node)
        term = self.scope.vocabulary.get(name) if name is not None else None
        if term is None and not quiet:
            if name is None:
                self._wrong(node, f"{_describe(node)} cannot stand here: a comparison needs a fact")
            elif self.scope.define(name) is not None:
                self._wrong(node, f"`{name}` is a definition, not a fact that compares")
            else:
                self._wrong(node, f"there is no fact `{name}`", did_you_mean(name, self.scope.vocabulary))
        return term

    def _constant(self, node: ast.expr, expected: Type) -> Plain | None:
        match expected.base:
            case "country":
                return self._named(node, expected, self.scope.countries, self.scope.groups)
            case "enum" | "scale":
                return self._named(node, expected, expected.members)
            case "number":
                return self._number(node)
            case "date":
                return self._date(node)
            case _:
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    return self.scope.entity(node.value)
                self._wrong(node, f"{_describe(node)} is not a name in quotes", 'write it as `"…"`')
                return None

    def _named(
        self, node: ast.expr, expected: Type, members: Collection[str], also: Collection[str] = ()
    ) -> str | None:
        name = _dotted(node)
        if name is None and isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = node.value
        if name is None:
            self._wrong(node, f"{_describe(node)} is not {a(expected.name)}")
            return None
        if name in members:
            return name
        what = f"{a(expected.name)} or group" if also else a(expected.name)
        hint = suggest(name, [*members, *also])
        if also and name.lower() == "no":
            hint = "for Norway write `NOR`: YAML reads `no` as false"
        self._wrong(node, f"`{name}` is not {what}", hint)
        return None

    def _number(self, node: ast.expr) -> int | float | None:
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
        if isinstance(inner, ast.Constant) and type(inner.value) in (int, float):
            number: int | float = inner.value  # type: ignore[assignment]
            return -number if negative else number
        self._wrong(node, f"{_describe(node)} is not a number")
        return None

    def _date(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                return datetime.date.fromisoformat(node.value).isoformat()
            except ValueError:
                self._wrong(node, f'`"{node.value}"` is not a date', 'write it as `"YYYY-MM-DD"`')
                return None
        self._wrong(node, f"{_describe(node)} is not a date in quotes", 'write it as `"YYYY-MM-DD"`')
        return None

    def _wrong(self, node: ast.expr, message: str, help_text: str | None = None) -> Condition:
        start = self._lead + len(self.text.lstrip().encode()[: node.col_offset].decode(errors="ignore"))
        end = node.end_col_offset or node.col_offset + 1
        self.mistakes.append(Mistake(message, start, max(1, end - node.col_offset), help_text))
        return FALSE


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return "import" if node.id == _STAND_IN else node.id
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return None if inner is None else f"{inner}.{node.attr}"
    return None


_KINDS = {
    ast.Call: "a call",
    ast.BinOp: "arithmetic",
    ast.Lambda: "a function",
    ast.Subscript: "an index",
    ast.IfExp: "an `if` expression",
    ast.Set: "a set",
    ast.List: "a list",
    ast.Tuple: "a list",
    ast.Dict: "a map",
    ast.ListComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.JoinedStr: "a formatted text",
    ast.NamedExpr: "an assignment",
    ast.UnaryOp: "a sign",
}


def _describe(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return f"`{node.value!r}`" if not isinstance(node.value, str) else f'`"{node.value}"`'
    name = _dotted(node)
    return f"`{name}`" if name is not None else _KINDS.get(type(node), "this")
