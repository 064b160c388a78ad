"""A matrix as a heat map: destinations down, exporters across, in as many blocks as fit side by side."""

from __future__ import annotations

from licet.matrix import Matrix
from licet.pictures.palette import COLOURS, LETTERS, ink, legend, notice
from licet.pictures.svg import FAINT, INK, PAPER, Svg, width_of, wrap

WIDTH, MARGIN, SIDE, GAP = 1000, 24, 17, 26
_NAME = 150
_LETTER = 10


def heat_map(matrix: Matrix) -> str:
    """The matrix as SVG, 1000 pixels wide or as wide as its exporters need; the same matrix, the same text."""
    block = _NAME + 34 + SIDE * len(matrix.exporters)
    blocks = max(1, min(-(-len(matrix.destinations) // 8), int((WIDTH - 2 * MARGIN + GAP) // (block + GAP))))
    rows = -(-len(matrix.destinations) // blocks)
    width = max(WIDTH, 2 * MARGIN + block)
    title = f"{matrix.item}, on {matrix.date}"
    svg = Svg(width, f"{title}: outcomes by exporter and destination")
    y = _head(svg, matrix, title)
    for number in range(blocks):
        part = matrix.destinations[number * rows : (number + 1) * rows]
        if part:
            _block(svg, matrix, part, MARGIN + number * (block + GAP), y)
    y += 30 + rows * SIDE + 26
    notice(svg, MARGIN, y, matrix.library)
    return svg.finish(y + 18)


def _head(svg: Svg, matrix: Matrix, title: str) -> float:
    y = 36.0
    for line in wrap(title, svg.width - 2 * MARGIN, 18):
        svg.text(MARGIN, y, line, 18, bold=True)
        y += 24
    layers = "" if len(matrix.layers) == 3 else f" ({' and '.join(matrix.layers)} only)"
    svg.text(MARGIN, y, f"Exporters across, destinations down{layers}", 12, colour=FAINT)
    legend(svg, MARGIN, y + 30)
    return y + 56


def _block(svg: Svg, matrix: Matrix, destinations: tuple[str, ...], x: float, y: float) -> None:
    left = x + _NAME + 34
    for column, exporter in enumerate(matrix.exporters):
        # codes are wider than a column: every other one stands higher
        svg.text(left + (column + 0.5) * SIDE, y + 10 + 12 * (column % 2), exporter, 9, at="middle")
    top = y + 28
    for row, destination in enumerate(destinations):
        middle = top + row * SIDE + SIDE / 2
        name = matrix.names[destination]
        while width_of(name, 10) > _NAME:
            name = name[:-2].rstrip() + "…"
        svg.text(x, middle + 3.6, name, 10)
        svg.text(left - 6, middle + 3.6, destination, 9, colour=FAINT, at="end")
        for column, exporter in enumerate(matrix.exporters):
            _cell(svg, matrix, exporter, destination, left + column * SIDE, top + row * SIDE)


def _cell(svg: Svg, matrix: Matrix, exporter: str, destination: str, x: float, y: float) -> None:
    cell = matrix.cells.get((exporter, destination))
    if cell is None:
        svg.text(x + SIDE / 2, y + SIDE / 2 + 3, "·", _LETTER, colour=FAINT, at="middle")
        return
    rule = f", {cell.rule}" if cell.rule else ""
    note = f"{exporter} to {destination}: {cell.outcome}{rule}"
    svg.rect(x, y, SIDE, SIDE, COLOURS[cell.outcome], stroke=PAPER, note=note)
    middle = (x + SIDE / 2, y + SIDE / 2 + 3.6)
    svg.text(*middle, LETTERS[cell.outcome], _LETTER, colour=ink(cell.outcome) if cell.outcome else INK, at="middle")
