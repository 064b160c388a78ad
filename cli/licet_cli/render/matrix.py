"""A matrix as a table of coloured letters, then which rules decide, or every pair with its reason."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from licet.matrix import Cell, Matrix
from licet_cli.render.decision import NOTICE
from licet_cli.terminal import OUTCOME_COLOURS, outcome, paint, width, wrapped

_LETTERS = {"blocked": "B", "discretionary": "D", "conditional": "C", "allowed": "A", "undetermined": "?"}
_COLUMN = 4
_NAME = 24
_STATES = 8
"""How many destinations a line about a rule names."""


def render_matrix(matrix: Matrix, *, explain: bool = False) -> str:
    """The matrix for people: letters, a legend, how often each outcome comes, and what decides."""
    layers = "" if len(matrix.layers) == 3 else f" ({' and '.join(matrix.layers)} only)"
    lines = [paint(f"{matrix.item}, on {matrix.date}{layers}: destinations down, exporters across", "bold"), ""]
    room = max(1, (width() - _NAME - _COLUMN) // _COLUMN)
    for start in range(0, len(matrix.exporters), room):
        lines += [*_table(matrix, matrix.exporters[start : start + room]), ""]
    counts = Counter(cell.outcome for cell in matrix.cells.values())
    legend = [f"{_letter(word)} {word} {counts[word]}" for word in _LETTERS]
    lines += ["   ".join(legend), ""]
    lines += _pairs(matrix) if explain else list(_rules(matrix))
    library = matrix.library
    more = "" if explain else " --explain shows why, pair by pair."
    notice = f"{NOTICE} Library {library.version}, {library.digest[7:19]}.{more}"
    return "\n".join([*lines, "", paint(notice, "dim")])


def _table(matrix: Matrix, exporters: tuple[str, ...]) -> list[str]:
    lines = [paint(" " * (_NAME + _COLUMN) + "".join(f"{code:<{_COLUMN}}" for code in exporters).rstrip(), "bold")]
    for destination in matrix.destinations:
        name = matrix.names[destination]
        name = name if len(name) < _NAME else f"{name[: _NAME - 2]}…"
        row = f"{name:<{_NAME}}{destination:<{_COLUMN}}"
        for exporter in exporters:
            cell = matrix.cells.get((exporter, destination))
            row += (" · " if cell is None else f" {_letter(cell.outcome)} ") + " " * (_COLUMN - 3)
        lines.append(row.rstrip())
    return lines


def _letter(word: str) -> str:
    return paint(_LETTERS[word], OUTCOME_COLOURS[word], "bold")


def _rules(matrix: Matrix) -> Iterator[str]:
    """For each exporter and outcome, what decides how many destinations, the most frequent first."""
    yield paint("what decides", "bold")
    for exporter in matrix.exporters:
        cells = [cell for cell in matrix.cells.values() if cell.exporter == exporter]
        grouped: dict[tuple[str, str], list[str]] = {}
        for cell in cells:
            grouped.setdefault((cell.outcome, _decides(cell)), []).append(cell.destination)
        order = sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        yield paint(f"{exporter} {matrix.names[exporter]}", "bold")
        for (word, decides), found in order:
            states = " ".join(found[:_STATES]) + (f" and {len(found) - _STATES} more" if len(found) > _STATES else "")
            yield wrapped(f"{len(found):>4} {word}: {decides}: {states}", "  ", " " * 7)


def _decides(cell: Cell) -> str:
    if cell.unknown is not None:
        return f"unknown {cell.unknown}"
    return cell.rule or "nothing stands in the way"


def _pairs(matrix: Matrix) -> list[str]:
    lines: list[str] = []
    for exporter, cells in itertools.groupby(matrix.cells.values(), key=lambda cell: cell.exporter):
        lines.append(paint(f"{exporter} {matrix.names[exporter]}", "bold"))
        for cell in cells:
            span = f" ({cell.worst} to {cell.best})" if cell.outcome == "undetermined" else ""
            head = f"  {cell.destination} {outcome(cell.outcome)}{span}"
            lines.append(head + (f"  {cell.state} · {cell.rule}" if cell.rule else ""))
            if cell.because:
                lines.append(wrapped(cell.because, "      "))
    return lines
