"""The figures for people: tables on standard output, and tables and a chart in the documentation."""

from __future__ import annotations

import datetime
import math
import os
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import licet
from benchmarks.measure import MICRO, Spread
from benchmarks.peers import BATCH_PEERS, EXACT_PEERS, PEERS
from benchmarks.result import Figure, Result
from benchmarks.targets import TARGETS, shown
from licet.pictures.svg import FAINT, INK, LINE, Svg

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
DOCS = Path(__file__).parent.parent / "docs"
LABELS = {entry.name: entry.label for entry in (*PEERS, *EXACT_PEERS, *BATCH_PEERS)} | {
    "licet": "Licet",
    "described": "Licet, the item described field by field",
    "decide": "Licet, a whole transfer with its grounds",
    "request": "Licet, a whole request as a dict",
}
TITLES = {
    "single": "One leg of the neutral policy, every fact known (60 rules)",
    "whole": "The same as a whole transfer, and from a request",
    "unknown": "One leg, a third of the facts unknown",
    "korea": "One leg under the shipped Korean policy",
    "germany": "One leg under the shipped German policy",
    "texts": "JSON in, JSON out, under the shipped Korean policy",
    "rules": "Rules that do not bind",
    "states": "Licet by the number of states, ten rules each",
    "legs": "Licet by the number of legs of one transfer",
}
_ROWS = ("batch_", "parquet_")


def label(contestant: str) -> str:
    """A contestant's name as people read it; ``licet_100`` is Licet with 100 rules."""
    name, _, count = contestant.rpartition("_")
    if name and count.isdigit():
        return f"{LABELS.get(name, name)}, {int(count):,} rules"
    return LABELS.get(contestant, contestant)


def lines(result: Result) -> Iterator[str]:
    """The report as text."""
    if any(target.figure in result.figures for target in TARGETS):
        yield from _target_lines(result.figures)
    for name, times in result.times.items():
        rows = [("", "median", "least", "quartiles", "× first")]
        rows += _rows(name, times)
        widths = [max(len(row[place]) for row in rows) for place in range(5)]
        yield ""
        yield _title(name)
        for label, *cells in rows:
            aligned = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
            yield f"  {label.ljust(widths[0])}  {aligned}".rstrip()
    yield ""
    yield "All figures"
    width = max((len(name) for name in result.figures), default=0)
    for name, value in result.figures.items():
        yield f"  {name.ljust(width)}  {shown(value)}"


def _target_lines(figures: Mapping[str, Figure]) -> Iterator[str]:
    yield "Targets"
    width = max(len(target.figure) for target in TARGETS)
    for target in TARGETS:
        if target.figure not in figures:
            continue
        word = {True: "reached", False: "missed", None: ""}[target.reached(figures)]
        measured = shown(figures.get(target.figure))
        yield f"  {target.figure.ljust(width)}  {measured:>12}  {target.aim:<18}  {word}".rstrip()
        if word == "missed" and target.why:
            yield f"  {'':{width}}  because {target.why}"


def markdown(result: Result) -> str:
    """The report as Markdown, with the machine and the versions it was measured on."""
    parts = [_machine(), "", "| figure | what | measured | target | |", "|---|---|---|---|---|"]
    for target in TARGETS:
        word = {True: "reached", False: f"missed: {target.why}" if target.why else "missed", None: ""}
        measured = shown(result.figures.get(target.figure))
        reached = word[target.reached(result.figures)]
        parts.append(f"| `{target.figure}` | {target.what} | {measured} | {target.aim} | {reached} |")
    for name, times in result.times.items():
        parts += ["", f"### {_title(name)}", "", "| | median | least | quartiles | × first |", "|---|---|---|---|---|"]
        parts += ["| " + " | ".join(row) + " |" for row in _rows(name, times)]
    parts += ["", *_wrong(result.figures)]
    memory = [(name, value) for name, value in result.figures.items() if name.startswith("memory_mb_")]
    if memory:
        parts += ["", "### Peak memory, a process each", "", "| | MB |", "|---|---|"]
        parts += [f"| {_memory_label(name)} | {shown(value)} |" for name, value in memory]
    return "\n".join(parts).rstrip()


def write(result: Result, docs: Path = DOCS) -> list[Path]:
    """Put the tables between the markers of ``benchmarks.md`` and draw the chart beside it; the files written.

    Raises:
        ValueError: the markers are not there.
    """
    page = docs / "benchmarks.md"
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"`{page}` does not have the lines `{BEGIN}` and `{END}`")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    page.write_text(f"{head}{BEGIN}\n{markdown(result)}\n{END}{tail}", encoding="utf-8")
    written = [page]
    if "single" in result.times:
        picture = docs / "benchmarks.svg"
        picture.write_text(chart(result.times["single"]), encoding="utf-8")
        written.append(picture)
    return [*written, add_to_trend(result.figures, docs)]


def add_to_trend(figures: Mapping[str, Figure], docs: Path = DOCS) -> Path:
    """Add a line with the figures that have a target to ``benchmarks-trend.csv``: how they moved from run to run."""
    path = docs / "benchmarks-trend.csv"
    names = [target.figure for target in TARGETS]
    lines = [] if path.exists() else [",".join(["date", "version", *names])]
    values = ["" if figures.get(name) is None else str(figures[name]) for name in names]
    lines.append(",".join([datetime.date.today().isoformat(), licet.__version__, *values]))
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def chart(times: Mapping[str, Spread]) -> str:
    """Bars of the medians on a logarithmic scale, the quartiles as a line, as SVG."""
    left, right, top, row = 250.0, 690.0, 58.0, 30.0
    medians = {name: spread.median * MICRO for name, spread in times.items()}
    low = 10 ** math.floor(math.log10(min(medians.values())))
    high = 10 ** math.ceil(math.log10(max(spread.quartiles[1] * MICRO for spread in times.values())))
    span = math.log10(high / low)

    def place(value: float) -> float:
        return left + (right - left) * math.log10(max(value, low) / low) / span

    svg = Svg(780, "Time of one decision with all rules that fired, in microseconds, by engine")
    svg.text(16, 24, "One decision with all rules that fired", 15, bold=True)
    svg.text(
        16,
        42,
        "microseconds, logarithmic; the line spans the middle half of the rounds",
        11,
        colour=FAINT,
    )
    bottom = top + row * len(medians)
    tick = low
    while tick <= high:
        svg.path([(place(tick), top - 4), (place(tick), bottom)])
        svg.text(place(tick), bottom + 14, f"{tick:g}", 11, colour=FAINT, at="middle")
        tick *= 10
    for number, (name, median) in enumerate(sorted(medians.items(), key=lambda item: item[1])):
        y = top + row * number
        colour = "#1b7f5c" if name == "licet" else "#a6cee3"
        svg.text(left - 8, y + 17, label(name), 12, bold=name == "licet", at="end")
        svg.rect(left, y + 4, place(median) - left, row - 10, colour, note=f"{median:.2f} microseconds")
        first, third = (quartile * MICRO for quartile in times[name].quartiles)
        svg.path([(place(first), y + 14), (place(third), y + 14)], INK)
        svg.text(max(place(median), place(third)) + 6, y + 18, shown(median), 12)
    svg.path([(left, top - 4), (left, bottom)], LINE)
    return svg.finish(bottom + 26)


def _rows(name: str, times: Mapping[str, Spread]) -> Iterator[tuple[str, str, str, str, str]]:
    rows = name.startswith(_ROWS)
    unit, scale = ("s", 1.0) if rows else ("µs", MICRO)
    first = next(iter(times.values()), None)
    for contestant, spread in times.items():
        low, high = (shown(quartile * scale) for quartile in spread.quartiles)
        assert first is not None
        yield (
            label(contestant),
            f"{shown(spread.median * scale)} {unit}",
            shown(spread.least * scale),
            f"{low} to {high}",
            shown(spread.over(first)),
        )


def _title(name: str) -> str:
    for start, what in (
        ("batch_korea_", "Encoded columns, one core, the shipped Korean policy"),
        ("batch_", "Encoded columns, one core, the neutral policy"),
        ("parquet_", "Parquet to Parquet, shipped law"),
    ):
        if name.startswith(start):
            rows = name.removeprefix(start).replace("m", "000000")
            return f"{what}, {int(rows):,} rows"
    return TITLES.get(name, name)


def _wrong(figures: Mapping[str, Figure]) -> Iterator[str]:
    total = figures.get("undetermined")
    if total is None:
        return
    yield "### What engines say where the true answer is undetermined"
    yield ""
    yield f"Of {shown(total)} legs whose outcome the reference finds undetermined:"
    yield ""
    yield "| | says allowed | fails |"
    yield "|---|---|---|"
    yield "| Licet | 0 | 0 |"
    for entry in PEERS:
        allowed = figures.get(f"wrongly_allowed_{entry.name}")
        if allowed is not None:
            yield f"| {entry.label.split(',')[0]} | {shown(allowed)} | {shown(figures.get(f'no_answer_{entry.name}'))} |"


def _memory_label(name: str) -> str:
    what = name.removeprefix("memory_mb_")
    known = {"import": "`import licet`", "shipped": "Licet with the whole shipped library"}
    return known.get(what) or f"{LABELS.get(what, what)}, 3,000 rules"


def _machine() -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    found = [f"{entry.package} {_version(entry.package)}" for entry in (*PEERS, *BATCH_PEERS)]
    packages = ", ".join(dict.fromkeys(one for one in found if not one.endswith(" ")))
    python = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Measured on {today.isoformat()} with {python}; {packages}."


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
