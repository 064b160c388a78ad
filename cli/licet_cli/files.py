"""Files that commands write, with one clear message where they cannot."""

from __future__ import annotations

from pathlib import Path

from licet.problems import InputError, Problem


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole; text as UTF-8 with newlines as they are.

    Raises:
        InputError: the file cannot be written.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise InputError([Problem(f"cannot write `{path}`: {reason}")]) from None


def write_pictures(svg: str, svg_path: Path | None, png_path: Path | None) -> None:
    """Write a picture as SVG, as PNG, or both, where a path is given.

    Raises:
        InputError: a file cannot be written, or a PNG cannot be drawn.
    """
    if svg_path is not None:
        write(svg_path, svg)
    if png_path is not None:
        from licet.pictures.png import to_png

        write(png_path, to_png(svg))
