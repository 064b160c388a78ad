"""SVG, written as text: a few shapes, numbers in one form, everything escaped."""

from __future__ import annotations

import re
import textwrap

FONT = "DejaVu Sans, Verdana, Liberation Sans, Noto Sans, Arial, Helvetica, sans-serif"
INK, FAINT, LINE, PAPER = "#222222", "#666666", "#bbbbbb", "#ffffff"
CHARACTER = 0.6
"""Width of a character, in sizes of the font; on the wide side, so that what is measured never overlaps."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """Text as it may stand in XML; characters that may not are left out."""
    clean = _NOT_XML.sub("", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def number(value: float) -> str:
    """A number in one form: two decimals at most, no trailing zeros."""
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".")


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in pixels; never too little."""
    return len(text) * size * CHARACTER


def wrap(text: str, width: float, size: float, lines: int = 3) -> list[str]:
    """A text in lines that fit a width in pixels; what does not fit on ``lines`` of them ends in an ellipsis."""
    room = max(8, int(width / (size * CHARACTER)))
    return textwrap.wrap(text, room, max_lines=lines, placeholder=" …", break_on_hyphens=False) or [""]


class Svg:
    """A picture that grows by shapes; its height is settled at the end.

    Args:
        width: in pixels.
        title: what a screen reader says of the picture.
    """

    def __init__(self, width: float, title: str) -> None:
        self.width = width
        self._title = title
        self._parts: list[str] = []

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, stroke: str | None = None, note: str = ""
    ) -> None:
        """A rectangle; ``note`` is shown under the mouse."""
        line = f' stroke="{stroke}"' if stroke else ""
        head = f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self._add(f'{head} fill="{fill}"{line}', "rect", note)

    def circle(self, x: float, y: float, radius: float, fill: str, *, stroke: str | None = None) -> None:
        """A circle about a point."""
        line = f' stroke="{stroke}"' if stroke else ""
        self._add(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{line}', "circle", "")

    def path(self, points: list[tuple[float, float]], colour: str = LINE) -> None:
        """An open line through points."""
        places = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._add(f'<polyline points="{places}" fill="none" stroke="{colour}"', "polyline", "")

    def text(
        self, x: float, y: float, text: str, size: float = 12, *, colour: str = INK, bold: bool = False, at: str = ""
    ) -> None:
        """A line of text whose baseline is at ``y``; ``at`` is ``start``, ``middle`` or ``end``."""
        weight = ' font-weight="bold"' if bold else ""
        anchor = f' text-anchor="{at}"' if at and at != "start" else ""
        head = f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{colour}"{weight}{anchor}>'
        self._parts.append(f"{head}{escape(text)}</text>")

    def finish(self, height: float) -> str:
        """The whole picture, on white."""
        size = f'width="{number(self.width)}" height="{number(height)}"'
        box = f'viewBox="0 0 {number(self.width)} {number(height)}"'
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{FONT}" role="img">',
            f"<title>{escape(self._title)}</title>",
            f'<rect {size} fill="{PAPER}"/>',
            *self._parts,
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    def _add(self, head: str, name: str, note: str) -> None:
        self._parts.append(f"{head}><title>{escape(note)}</title></{name}>" if note else f"{head}/>")
