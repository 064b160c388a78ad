"""Definitions: undated macros of a policy or a file, expanded on use; a cycle is an error."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from licet.conditions.parsing import Scope
from licet.conditions.tree import FALSE, Condition
from licet.documents import Document, KeyPath
from licet.policies.written import ConditionReader
from licet.problems import Problem


@dataclass(slots=True)
class _Entry:
    written: Any
    document: Document
    path: KeyPath
    body: Condition | None = None


@dataclass(slots=True)
class Definitions:
    """The definitions that a file may use: its own and its policy's."""

    base: Scope
    entries: dict[str, _Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, Condition] = field(default_factory=dict)
    """Definitions that were read before; those added win over them."""
    _open: list[str] = field(default_factory=list)

    def add(self, written: dict[str, Any], document: Document) -> None:
        """Take in a ``definitions`` map; a name that the vocabulary or the world has already is refused."""
        for name, body in written.items():
            path: KeyPath = ("definitions", name)
            span = document.span(path, key=True)
            if name in self.entries:
                self.problems.append(
                    Problem(f"`{name}` is defined already in `{self.entries[name].document.name}`", span)
                )
            elif name in self.base.vocabulary or name in self.base.countries or name in self.base.groups:
                self.problems.append(
                    Problem(f"`{name}` is a word of the vocabulary: a definition needs another name", span)
                )
            elif not name.isidentifier():
                self.problems.append(Problem(f"`{name}` is not a name", span, "use letters, digits and underscores"))
            else:
                self.entries[name] = _Entry(body, document, path)

    def with_file(self, written: dict[str, Any], document: Document) -> Definitions:
        """These definitions and a file's own."""
        extended = Definitions(self.base, dict(self.entries))
        extended.add(written, document)
        return extended

    @property
    def scope(self) -> Scope:
        """The scope in which conditions of the file are read."""
        return replace(self.base, define=self.body, definitions=(*self.entries, *self.known))

    def read_all(self) -> None:
        """Read every definition, so that mistakes in unused ones are found too."""
        for name in self.entries:
            self.body(name)

    def body(self, name: str) -> Condition | None:
        """The tree of a definition, or None where there is none of that name."""
        entry = self.entries.get(name)
        if entry is None:
            return self.known.get(name)
        if entry.body is not None:
            return entry.body
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            self.problems.append(
                Problem(f"`{name}` is defined by itself: {circle}", entry.document.span(entry.path, key=True))
            )
            return FALSE
        self._open.append(name)
        reader = ConditionReader(entry.document, self.scope)
        body = reader.read(entry.written, entry.path)
        self._open.pop()
        self.problems += reader.problems
        if entry.body is None:
            entry.body = body
        return entry.body
