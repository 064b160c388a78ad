"""PNG from SVG, through the optional package ``resvg_py``: one wheel, no system library, no network."""

from __future__ import annotations

import functools
import importlib
from typing import Any

from licet.pictures.svg import Svg
from licet.problems import InputError, Problem

_HELP = "run `pip install 'licet[pictures]'`, or write an SVG"


def to_png(svg: str, *, zoom: int = 2) -> bytes:
    """A picture as PNG.

    Args:
        svg: as :mod:`licet.pictures` draws it.
        zoom: pixels of the PNG for one of the SVG, 1 to 8.

    Raises:
        InputError: the package is not installed, or the computer has no font for the text.
    """
    require_png()
    return bytes(_renderer().svg_to_bytes(svg_string=svg, zoom=zoom))


def require_png() -> None:
    """Make sure that a PNG can be drawn, before work that would be lost.

    Raises:
        InputError: the package is not installed, or the computer has no font for the text.
    """
    if not _draws_text():
        raise InputError(
            [Problem("no font for the picture's text was found", None, "install one, such as DejaVu Sans")]
        )


def _renderer() -> Any:
    try:
        return importlib.import_module("resvg_py")
    except ImportError:
        raise InputError([Problem("a PNG needs the package `resvg_py`, which is not installed", None, _HELP)]) from None


@functools.cache
def _draws_text() -> bool:
    """Whether a letter leaves a trace: without a font the renderer leaves text out in silence."""
    renderer = _renderer()
    blank, written = Svg(40, ""), Svg(40, "")
    written.text(5, 25, "W", 20)
    return bytes(renderer.svg_to_bytes(svg_string=blank.finish(40))) != bytes(
        renderer.svg_to_bytes(svg_string=written.finish(40))
    )
