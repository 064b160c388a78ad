"""One exporter's destinations on a map of the world: one square for each country, on a grid laid by hand."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from licet.matrix import Matrix
from licet.pictures.palette import COLOURS, LETTERS, ink, legend, notice
from licet.pictures.svg import FAINT, INK, PAPER, Svg, wrap
from licet.problems import InputError, Problem

SIDE, MARGIN = 30, 20
_BLANK = "#f4f4f4"


@dataclass(frozen=True, slots=True)
class Tile:
    """A country's square: column from the west, row from the north, both from 0."""

    state: str
    column: int
    row: int


@functools.cache
def tiles() -> tuple[Tile, ...]:
    """All squares of ``tiles.csv``, by code; ``tiles.md`` says how they were laid."""
    with (Path(__file__).parent / "tiles.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Tile(row["state"], int(row["column"]), int(row["row"])) for row in csv.DictReader(file))


def world_map(matrix: Matrix, exporter: str) -> str:
    """One exporter's row of a matrix as SVG; a country that was not asked is blank.

    Raises:
        InputError: the matrix has no such exporter.
    """
    if exporter not in matrix.exporters:
        known = ", ".join(f"`{code}`" for code in matrix.exporters)
        raise InputError([Problem(f"`{exporter}` is not among the exporters", None, f"one of {known}")])
    placed = tiles()
    width = 2 * MARGIN + SIDE * (max(tile.column for tile in placed) + 1)
    title = f"{matrix.names[exporter]}: {matrix.item}, on {matrix.date}"
    svg = Svg(width, f"{title}: outcomes by destination")
    y = 36.0
    for line in wrap(title, width - 2 * MARGIN, 18):
        svg.text(MARGIN, y, line, 18, bold=True)
        y += 24
    layers = "" if len(matrix.layers) == 3 else f"; {' and '.join(matrix.layers)} only"
    svg.text(
        MARGIN,
        y,
        f"Outcome by destination; one square for each country, blank where not asked{layers}",
        12,
        colour=FAINT,
    )
    end = legend(svg, MARGIN, y + 30)
    svg.rect(end, y + 18, 16, 16, INK)
    svg.text(end + 22, y + 30, "the exporter", 12)
    y += 52
    for tile in placed:
        _tile(svg, matrix, exporter, tile, y)
    y += SIDE * (max(tile.row for tile in placed) + 1) + 24
    missing = sorted(set(matrix.destinations) - {tile.state for tile in placed} - {exporter})
    if missing:
        text = f"Not on the map: {', '.join(f'{code} {_outcome(matrix, exporter, code)}' for code in missing)}"
        for line in wrap(text, width - 2 * MARGIN, 11, lines=8):
            svg.text(MARGIN, y, line, 11, colour=FAINT)
            y += 16
        y += 6
    notice(svg, MARGIN, y, matrix.library)
    return svg.finish(y + 18)


def _outcome(matrix: Matrix, exporter: str, destination: str) -> str:
    cell = matrix.cells.get((exporter, destination))
    return cell.outcome if cell else ""


def _tile(svg: Svg, matrix: Matrix, exporter: str, tile: Tile, top: float) -> None:
    x, y = MARGIN + tile.column * SIDE, top + tile.row * SIDE
    middle = x + SIDE / 2
    cell = matrix.cells.get((exporter, tile.state))
    if cell is None:
        own = tile.state == exporter
        svg.rect(x, y, SIDE, SIDE, INK if own else _BLANK, stroke=PAPER)
        svg.text(middle, y + 13, tile.state, 9.5, colour=PAPER if own else FAINT, bold=own, at="middle")
        return
    rule = f", {cell.rule}" if cell.rule else ""
    note = f"{matrix.names[tile.state]}: {cell.outcome}{rule}"
    colour = ink(cell.outcome)
    svg.rect(x, y, SIDE, SIDE, COLOURS[cell.outcome], stroke=PAPER, note=note)
    svg.text(middle, y + 13, tile.state, 9.5, colour=colour, at="middle")
    svg.text(middle, y + 25, LETTERS[cell.outcome], 10, colour=colour, bold=True, at="middle")
