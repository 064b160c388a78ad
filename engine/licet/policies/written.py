"""Conditions as written in YAML (text, lists, maps with cites per limb) become syntax trees with their mistakes placed."""

from __future__ import annotations

from typing import Any as AnyValue

from licet.conditions.parsing import Mistake, Scope, parse
from licet.conditions.tree import FALSE, All, Always, Any, Condition, Limb, Not, occurrences
from licet.documents import Document, KeyPath
from licet.problems import Problem, Span, show, suggest
from licet.terms import Term

_LIMB_KEYS = ("all", "any", "not", "if", "cite")


class ConditionReader:
    """Reads the conditions of one document in one scope; ``problems`` collects what is wrong with them."""

    def __init__(self, document: Document, scope: Scope) -> None:
        self.document = document
        self.scope = scope
        self.problems: list[Problem] = []

    def read(self, written: AnyValue, path: KeyPath) -> Condition:
        """One condition; a list means that all of it has to hold."""
        if isinstance(written, str):
            return self._expression(written, path)
        if isinstance(written, bool):
            return Always(written)
        if isinstance(written, list):
            return All(tuple(self.read(part, (*path, index)) for index, part in enumerate(written)))
        if isinstance(written, dict):
            return self._limb(written, path)
        self._problem(f"`{show(written)}` is not a condition", path)
        return FALSE

    def read_alternatives(self, written: AnyValue, path: KeyPath) -> tuple[Condition, ...]:
        """The conditions of an ``unless``: one, or a list of which any suffices."""
        if written is None:
            return ()
        if isinstance(written, list):
            return tuple(self.read(part, (*path, index)) for index, part in enumerate(written))
        return (self.read(written, path),)

    def require_kinds(self, condition: Condition, path: KeyPath, *, showings: bool) -> None:
        """Check that a ``when`` or ``unless`` reads facts only, and showings only where they stand positively."""
        for term, positive in self._terms(condition):
            if term.kind == "step":
                self._problem(f"`{term.name}` is a step: only `needs` reads steps", path)
            elif term.kind == "showing" and not showings:
                hint = "a showing stands in the `when` of a permit or the `unless` of another effect"
                self._problem(f"`{term.name}` is a showing and cannot stand here", path, hint)
            elif term.kind == "showing" and not positive:
                self._problem(f"`{term.name}` is a showing and cannot be negated", path)

    def require_steps(self, condition: Condition, path: KeyPath) -> None:
        """Check that ``needs`` is a positive expression over steps: bare names, ``<`` and ``<=``."""
        for leaf, positive in occurrences(condition):
            name = getattr(leaf, "term", None)
            if name is None:
                self._problem("`needs` names no step", path)
                continue
            term = self.scope.vocabulary[name]
            if term.kind != "step":
                self._problem(f"`{name}` is a {term.kind}, not a step: `needs` reads steps only", path)
            elif not positive:
                self._problem(f"`{name}` is negated: `needs` says what has to be done", path)
            elif getattr(leaf, "operator", "<") not in ("<", "<=") or hasattr(leaf, "members"):
                self._problem(f"`{name}` is compared with something else than `<` or `<=`", path)

    def _terms(self, condition: Condition) -> list[tuple[Term, bool]]:
        found = []
        for leaf, positive in occurrences(condition):
            name = getattr(leaf, "term", None)
            if name is not None and name in self.scope.vocabulary:
                found.append((self.scope.vocabulary[name], positive))
        return found

    def _expression(self, text: str, path: KeyPath) -> Condition:
        condition, mistakes = parse(text, self.scope)
        self.problems += [self._placed(mistake, text, path) for mistake in mistakes]
        return condition

    def _limb(self, written: dict[str, AnyValue], path: KeyPath) -> Condition:
        for key in written:
            if key not in _LIMB_KEYS:
                span = self.document.span((*path, key), key=True)
                self.problems.append(Problem(f"unknown key `{key}` in a condition", span, suggest(key, _LIMB_KEYS)))
        kinds = [key for key in ("all", "any", "not", "if") if key in written]
        if len(kinds) != 1:
            self._problem("a condition map holds one of `all`, `any`, `not`, `if`", path)
            return FALSE
        kind = kinds[0]
        here = (*path, kind)
        value = written[kind]
        condition: Condition
        if kind in ("all", "any"):
            if not isinstance(value, list) or not value:
                self._problem(f"`{kind}` needs a list of conditions", here)
                return FALSE
            limbs = tuple(self.read(part, (*here, index)) for index, part in enumerate(value))
            condition = All(limbs) if kind == "all" else Any(limbs)
        else:
            condition = self.read(value, here)
            if kind == "not":
                condition = Not(condition)
        cite = written.get("cite")
        return condition if cite is None else Limb(condition, str(cite))

    def _placed(self, mistake: Mistake, text: str, path: KeyPath) -> Problem:
        return Problem(mistake.message, self._span(mistake, text, path), mistake.help)

    def _span(self, mistake: Mistake, text: str, path: KeyPath) -> Span:
        offset = self.document.scalar_offset(path)
        mark = self.document.values.get(path)
        if offset is None or mark is None:  # a block scalar: find the offending words below its first line
            words = text[mistake.start : mistake.start + mistake.length]
            line, column = self._find(words, mark[0] + 1 if mark else 0)
            shown = self.document.line(line)
            return Span(self.document.name, line + 1, column + 1, mistake.length, shown)
        written = self.document.line(mark[0])[mark[1] + offset :]
        if not written.startswith(text[: min(len(text), 20)]):  # escapes or a folded scalar: show where it begins
            return self.document.span(path)
        return self.document.span(path, offset=offset + mistake.start, length=mistake.length)

    def _find(self, words: str, first: int) -> tuple[int, int]:
        for number in range(first, first + 60):
            column = self.document.line(number).find(words)
            if column >= 0:
                return number, column
        return first, 0

    def _problem(self, message: str, path: KeyPath, help_text: str | None = None) -> None:
        self.problems.append(Problem(message, self.document.span(path), help_text))
