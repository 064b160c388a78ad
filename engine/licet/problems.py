"""Mistakes in what people write, collected so that one run reports all of them.

A message is lower case, has no full stop, and shows the user's text in backticks; the help is kept apart from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.records import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: ``line`` and ``column`` count from 1, ``length`` in characters, ``text`` is the whole line."""

    file: str
    line: int
    column: int
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: what is wrong, where, and what would help."""

    message: str
    span: Span | None = None
    help: str | None = None

    def render(self) -> str:
        """The problem as text: position, message, the line with a caret under it, help."""
        head = f"{self.span}: {self.message}" if self.span else self.message
        lines = [head]
        if self.span and self.span.text:
            number = str(self.span.line)
            shown, start = _window(self.span.text, self.span.column)
            caret = " " * start + "^" * max(1, min(self.span.length, len(shown) - start))
            lines.append(f"  {number} | {shown}")
            lines.append(f"  {' ' * len(number)} | {caret}")
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)


def _window(text: str, column: int, width: int = 110) -> tuple[str, int]:
    """The part of a long line around ``column``, and the caret's place in it."""
    text = text.replace("\t", " ")
    start = column - 1
    if len(text) <= width:
        return text, start
    left = max(0, start - width // 2)
    return text[left : left + width], start - left


class InputError(Exception):
    """The input is bad; ``problems`` says what, where and what would help (command line: exit code 5)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(problem.render() for problem in self.problems))


def sort_key(problem: Problem) -> tuple[str, int, int, str]:
    """Order problems by file, line and column."""
    span = problem.span
    return (span.file, span.line, span.column, problem.message) if span else ("", 0, 0, problem.message)


def a(noun: str) -> str:
    """The noun with its indefinite article; the type "yes or no" has one already."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


def show(value: object) -> str:
    """A value as messages show it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def nearest(word: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate most like ``word``, or None where none is alike enough; case does not count."""
    import difflib

    folded: dict[str, str] = {}
    for candidate in candidates:
        folded.setdefault(candidate.casefold(), candidate)
    wanted = word.casefold()
    found = difflib.get_close_matches(wanted, folded, n=5, cutoff=cutoff)
    # two letters changed about are the likeliest slip
    same_letters = [near for near in found if sorted(near) == sorted(wanted)]
    return folded[(same_letters or found)[0]] if found else None


def did_you_mean(word: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """A help text that names the nearest candidate, or None."""
    near = nearest(word, candidates, cutoff)
    return f"did you mean `{near}`?" if near is not None else None


def suggest(word: str, candidates: Sequence[str], at_most: int = 12) -> str | None:
    """The nearest candidate as help; where none is near and there are few, all of them."""
    help_text = did_you_mean(word, candidates)
    if help_text is None and 0 < len(candidates) <= at_most:
        help_text = "one of " + ", ".join(f"`{candidate}`" for candidate in candidates)
    return help_text
