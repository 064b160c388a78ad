"""The colours and letters of outcomes: told apart in grey and by the colour-blind, and by their letters alone."""

from __future__ import annotations

from licet.decisions import LibraryName
from licet.pictures.svg import FAINT, INK, Svg, width_of

COLOURS = {
    "blocked": "#a50f2b",
    "discretionary": "#f28e2b",
    "conditional": "#a6cee3",
    "allowed": "#1b7f5c",
    "undetermined": "#d0d0d0",
}
LETTERS = {"blocked": "B", "discretionary": "D", "conditional": "C", "allowed": "A", "undetermined": "?"}
"""One letter for each outcome."""
NOTICE = "Licet informs; it is not legal advice."


def ink(outcome: str) -> str:
    """The colour of text on an outcome's colour."""
    return "#ffffff" if outcome in ("blocked", "allowed") else INK


def legend(svg: Svg, x: float, y: float) -> float:
    """Draw the five outcomes in a row, the text's baseline at ``y``; returns where the row ends."""
    for word, colour in COLOURS.items():
        svg.rect(x, y - 12, 16, 16, colour, stroke=INK)
        svg.text(x + 8, y, LETTERS[word], 11, colour=ink(word), bold=True, at="middle")
        svg.text(x + 22, y, word, 12)
        x += 22 + width_of(word, 12) + 18
    return x


def notice(svg: Svg, x: float, y: float, library: LibraryName) -> None:
    """Draw the notice and which library answered."""
    svg.text(x, y, f"{NOTICE} Library {library.version}, {library.digest[7:19]}.", 10, colour=FAINT)
