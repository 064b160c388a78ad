"""``python -m benchmarks``: measure, and print or write down what was measured."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence

from benchmarks.measure import say
from benchmarks.report import lines, write
from benchmarks.result import DisagreementError, Figure, Result, Section, Settings
from benchmarks.sections import FIGURES, SECTIONS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 0 if all went well, 1 if a contestant answered wrongly or something failed."""
    names = [section.name for section in SECTIONS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Licet against its peers.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows: about a minute")
    parser.add_argument("--json", action="store_true", help="print one JSON object of figures")
    parser.add_argument("--only", metavar="NAME", help=f"one section ({', '.join(names)}) or one figure")
    parser.add_argument("--write", action="store_true", help="put the tables and the chart into docs/")
    given = parser.parse_args(arguments)
    sections = [section for section in SECTIONS if given.only in (None, section.name, *section.figures)]
    if not sections:
        parser.error(f"there is no section or figure `{given.only}`")
    if given.write and given.only:
        parser.error("`--write` takes all sections: leave `--only` out")
    result, failed = measure(sections, Settings(given.quick))
    if given.only in FIGURES:
        result.figures = {given.only: result.figures[given.only]}
    if given.json:
        print(json.dumps(result.figures, indent=1))
    else:
        print("\n".join(lines(result)))
    if given.write:
        for path in write(result):
            say(f"written: {path}")
    return 1 if failed else 0


def measure(sections: Sequence[Section], settings: Settings) -> tuple[Result, bool]:
    """Run sections one after another; a figure that one did not give is None. Also whether one failed."""
    whole = Result()
    failed = False
    for section in sections:
        start = time.perf_counter()
        say(f"{section.name} …")
        try:
            found = section.run(settings)
        except (DisagreementError, RuntimeError, ValueError) as error:
            say(f"{section.name} failed: {error}")
            found, failed = Result(), True
        figures: dict[str, Figure] = {name: found.figures.get(name) for name in section.figures}
        whole.figures |= {name: _rounded(value) for name, value in figures.items()}
        whole.times |= found.times
        say(f"{section.name}: {time.perf_counter() - start:.1f} s")
    return whole, failed


def _rounded(value: Figure) -> Figure:
    return value if value is None or isinstance(value, int) else float(f"{value:.4g}")


if __name__ == "__main__":
    sys.exit(main())
