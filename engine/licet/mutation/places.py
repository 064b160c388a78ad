"""Where a mutant's change stands in the policies' files, as exactly as the text allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from licet.conditions.tree import All, Condition, Limb, Not, parts
from licet.conditions.tree import Any as AnyOf
from licet.documents import Document, KeyPath, read_document
from licet.library import Library
from licet.loading import library_files
from licet.mutation.mutants import Mutant
from licet.policies.loading import HEAD


class Places:
    """Looks mutants up in the files of the folder from which a library was loaded."""

    def __init__(self, root: Path, library: Library) -> None:
        self.library = library
        self.files = dict(library_files(root))
        self._documents: dict[str, Document | None] = {}

    def placed(self, mutant: Mutant) -> Mutant:
        """The mutant with the place of its change; with that of its rule where the text does not tell."""
        span = mutant.span
        if span is None:
            return mutant
        document = self._document(span.file)
        if ": definition " in mutant.subject:
            name = mutant.subject.split(": definition ")[1]
            head = str(Path(span.file).parent / HEAD)
            for candidate in (document, self._document(head)):
                if candidate is not None and ("definitions", name) in candidate.values:
                    return replace(mutant, span=candidate.span(("definitions", name), key=True))
            return mutant
        if document is None or not isinstance(document.data, dict):
            return mutant
        path = _rule_path(document, mutant.subject)
        rule = self.library.rules.get(mutant.subject)
        if path is None or rule is None or not mutant.part or (*path, mutant.part) not in document.values:
            return mutant
        here: KeyPath = (*path, mutant.part)
        steps = mutant.steps
        condition: Condition | None = None
        match mutant.part:
            case "when":
                condition = rule.when
            case "needs":
                condition = rule.needs
            case "unless" if steps:
                condition, steps = rule.unless[steps[0]], steps[1:]
                here = (*here, mutant.steps[0]) if (*here, mutant.steps[0]) in document.values else here
        if condition is not None:
            here = _descend(document, here, condition, steps)
        return replace(mutant, span=document.span(here))

    def _document(self, name: str) -> Document | None:
        if name not in self._documents:
            path = self.files.get(name)
            self._documents[name] = read_document(path, name)[0] if path is not None else None
        return self._documents[name]


def _rule_path(document: Document, rule: str) -> KeyPath | None:
    data: Any = document.data
    entries = data.get("rules") if isinstance(data, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and entry.get("id") == rule:
            return ("rules", index)
    return None


def _descend(document: Document, path: KeyPath, condition: Condition, steps: tuple[int, ...]) -> KeyPath:
    """As far down as the steps lead through maps and lists; what stands in one expression has one place."""
    for step in steps:
        inner = parts(condition)
        if step >= len(inner):
            break
        match condition:
            case All():
                ways: tuple[KeyPath, ...] = (("all", step), (step,))
            case AnyOf():
                ways = (("any", step),)
            case Limb():
                ways = (("if",), ())
            case Not():
                ways = (("not",),)
            case _:
                ways = ()
        found = next((way for way in ways if (*path, *way) in document.values), None)
        if found is None:
            break
        path = (*path, *found)
        condition = inner[step]
    return path
