"""`licet test`: do the encodings answer real decisions as they may?"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from licet_cli import exits
from licet_cli.options import Json, Policies, library
from licet_cli.terminal import paint, wrapped

if TYPE_CHECKING:
    from licet.cases import CaseResult


def test(
    path: Annotated[
        Path | None, typer.Argument(metavar="[CASES]", help="A file or folder of cases; default the shipped ones.")
    ] = None,
    state: Annotated[str | None, typer.Option(help="Only cases about this state.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print every case, not only disagreements.")] = False,
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """Run the cases and print the agreement per state and kind; every disagreement is explained. Exit 6 if there is one."""
    from licet.cases import load_cases, run_cases
    from licet.loading import shipped_folder

    loaded = library(policies)
    folder = path or (policies / "cases" if policies else shipped_folder() / "cases")
    cases = load_cases(folder, "cases" if path is None else None)
    if state is not None:
        code = loaded.world.countries.find(state) or state
        cases = [case for case in cases if case.entry.leg.state == code]
    results = []
    for number, result in enumerate(run_cases(loaded, cases), 1):
        results.append(result)
        if sys.stderr.isatty() and number % 10 == 0:
            print(f"\r{number}/{len(cases)} cases", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    failed = [result for result in results if (result.encoded and not result.agrees) or result.outcome is None]
    if json_:
        print(
            json.dumps(
                {"agreement": _table(results), "cases": [_data(r) for r in results]}, ensure_ascii=False, indent=2
            )
        )
    else:
        _print(results, failed, verbose)
    raise typer.Exit(exits.EXPECTATION_FAILED if failed else exits.OK)


def _table(results: list[CaseResult]) -> list[dict[str, Any]]:
    from licet.cases import KINDS

    counts: Counter[tuple[str, str]] = Counter()
    agreed: Counter[tuple[str, str]] = Counter()
    for result in results:
        if not result.encoded:
            continue
        key = (result.case.entry.leg.state, result.case.entry.kind)
        counts[key] += 1
        agreed[key] += result.agrees
    states = sorted({state for state, _ in counts})
    return [
        {"state": state, **{kind: [agreed[state, kind], counts[state, kind]] for kind in KINDS if counts[state, kind]}}
        for state in states
    ]


def _print(results: list[CaseResult], failed: list[CaseResult], verbose: bool) -> None:
    from licet.cases import KINDS, result_lines

    shown = results if verbose else failed
    for result in shown:
        for line in result_lines(result):
            print(_coloured(line))
    if shown:
        print()
    print(f"{'state':<7}" + "".join(f"{kind:>12}" for kind in KINDS))
    rows = _table(results)
    totals: dict[str, list[int]] = {kind: [0, 0] for kind in KINDS}
    for row in rows:
        cells = ""
        for kind in KINDS:
            pair = row.get(kind)
            cells += f"{f'{pair[0]}/{pair[1]}' if pair else '':>12}"
            totals[kind] = [a + b for a, b in zip(totals[kind], pair or (0, 0), strict=True)]
        print(f"{row['state']:<7}{cells}")
    print(f"{'all':<7}" + "".join(f"{f'{a}/{b}' if b else '':>12}" for a, b in totals.values()))
    skipped = sum(not result.encoded and result.outcome is not None for result in results)
    if skipped:
        noun = "case is" if skipped == 1 else "cases are"
        print(f"{skipped} {noun} about states whose law is not encoded")


def _coloured(line: str) -> str:
    for mark, colour in (("agrees", "green"), ("differs", "red")):
        if line.startswith(mark):
            return paint(mark, colour) + line.removeprefix(mark)
    return wrapped(line.strip(), "    ") if line.startswith(" ") else line


def _data(result: CaseResult) -> dict[str, Any]:
    entry = result.case.entry
    return {
        "id": entry.id,
        "state": entry.leg.state,
        "role": entry.leg.role,
        "kind": entry.kind,
        "accept": entry.accept,
        "outcome": result.outcome,
        "worst": result.worst,
        "best": result.best,
        "encoded": result.encoded,
        "agrees": result.agrees,
        "rules": list(result.rules),
        "unknown": list(result.unknown),
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("test")(test)
