"""What the values of shared options mean; apart from their declarations, which need typer."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from licet.problems import InputError, Problem, suggest

if TYPE_CHECKING:
    from pathlib import Path

    from licet.library import Library
    from licet.policies.words import Layer


def library(folder: Path | None) -> Library:
    """Load the library a command works on."""
    from licet.loading import load

    return load(folder)


def layers(written: str | None) -> tuple[Layer, ...]:
    """The layers of ``--layers``; all where it is not given.

    Raises:
        InputError: a word that is not a layer.
    """
    from licet.policies.words import LAYERS

    if written is None:
        return LAYERS
    words = [word.strip() for word in written.split(",") if word.strip()]
    wrong = [word for word in words if word not in LAYERS]
    if wrong or not words:
        help_text = "one of " + ", ".join(f"`{word}`" for word in LAYERS)
        raise InputError(
            [Problem(f"`{word}` is not a layer", None, suggest(word, LAYERS)) for word in wrong]
            or [Problem("--layers names no layer", None, help_text)]
        )
    return tuple(layer for layer in LAYERS if layer in words)


def date(written: str | None, option: str) -> datetime.date | None:
    """A date option's value.

    Raises:
        InputError: it is not a day of the calendar.
    """
    if written is None:
        return None
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise InputError([Problem(f"`{written}` of {option} is not a date", None, "write it as YYYY-MM-DD")]) from None
