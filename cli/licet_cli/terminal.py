"""What the terminal can do: colour only where there is one, text wrapped to its width."""

from __future__ import annotations

import os
import sys

COLOURS = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}
OUTCOME_COLOURS = {
    "blocked": "red",
    "discretionary": "yellow",
    "conditional": "cyan",
    "allowed": "green",
    "undetermined": "yellow",
}


def coloured(stream: object = None) -> bool:
    """Whether output to ``stream`` (standard output) may be coloured."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(getattr(stream or sys.stdout, "isatty", lambda: False)()) and os.environ.get("TERM") != "dumb"


def paint(text: str, *styles: str, stream: object = None) -> str:
    """The text in colour, where the stream shows colour."""
    if not styles or not coloured(stream):
        return text
    return f"\x1b[{';'.join(COLOURS[style] for style in styles)}m{text}\x1b[0m"


def outcome(word: str) -> str:
    """An outcome's word in its colour."""
    return paint(word, OUTCOME_COLOURS.get(word, "bold"))


def width() -> int:
    """Columns to write in: the terminal's, between 60 and 110; 100 where output is not a terminal."""
    if not sys.stdout.isatty():
        return 100
    import shutil

    return max(60, min(110, shutil.get_terminal_size().columns))


def wrapped(text: str, indent: str = "", hang: str | None = None) -> str:
    """Text wrapped to the width; addresses are never broken."""
    import textwrap

    return textwrap.fill(
        text,
        width(),
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
