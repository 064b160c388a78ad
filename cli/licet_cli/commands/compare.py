"""`licet compare`: two libraries, dates or layers over many transfers: which flip, in which direction, because of what."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from licet.problems import InputError, Problem
from licet_cli import amendment_options, exits, options
from licet_cli.progress import progress
from licet_cli.sides import sides

if TYPE_CHECKING:
    from licet.compare import Brief, Damaged, Row, Side, Summary
    from licet.library import Library

_HELP = """Which transfers flip between two libraries, dates or sets of layers, in which direction, because of which rules?

OLD and NEW are folders of policies; left out, both are the shipped ones. --with, --suspend, --vs and --layers change the
after side: NEW, or where that is left out OLD. With OLD alone and no change, NEW is the shipped library.

  licet compare --suspend kor/peaceful-purposes

  licet compare --on 2022-01-01 --vs 2023-01-01 --grid --exporters KOR,DEU --destinations UKR,POL --items K2,"155mm shell"

The transfers are those of the cases, of a file (--transfers: CSV whose columns are keys of a request, such as
exporter,destination,item,date,end_user.type,end_use; or JSON Lines of requests), or a grid.
"""
FailOn = Literal["looser", "stricter", "any"]
_CELL = "; "


def compare(
    old: Annotated[str | None, typer.Argument(metavar="OLD", help="The library before.", show_default=False)] = None,
    new: Annotated[str | None, typer.Argument(metavar="NEW", help="The library after.", show_default=False)] = None,
    with_: amendment_options.With = None,
    suspend: amendment_options.Suspend = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Decide every transfer on this date, not on its own.")
    ] = None,
    vs: Annotated[str | None, typer.Option(metavar="DATE", help="After: decide every transfer on this date.")] = None,
    layers: Annotated[
        str | None, typer.Option(metavar="LIST", help="After: only these layers: law, guideline, practice (commas).")
    ] = None,
    layers_before: Annotated[
        str | None, typer.Option(metavar="LIST", help="Before: only these layers; default all.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    cases: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Transfers of these cases; the default: OLD's cases, or the shipped ones."),
    ] = None,
    transfers: Annotated[
        str | None, typer.Option(metavar="FILE", help="Transfers of a CSV or JSON Lines file; `-`: standard input.")
    ] = None,
    strict_input: Annotated[
        bool, typer.Option("--strict-input", help="A row that is no transfer ends the command with exit code 5.")
    ] = False,
    grid: Annotated[bool, typer.Option("--grid", help="Transfers of a grid of the values below.")] = False,
    exporters: Annotated[
        str | None, typer.Option(metavar="LIST", help="Grid: exporters; default all encoded states.")
    ] = None,
    destinations: Annotated[str | None, typer.Option(metavar="LIST", help="Grid: destinations.")] = None,
    items: Annotated[str | None, typer.Option(metavar="LIST", help="Grid: items, or categories such as ML4.")] = None,
    dates: Annotated[str | None, typer.Option(metavar="LIST", help="Grid: dates; default today.")] = None,
    end_uses: Annotated[str | None, typer.Option(metavar="LIST", help="Grid: end uses; default left open.")] = None,
    end_users: Annotated[str | None, typer.Option(metavar="LIST", help="Grid: end users; default left open.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Show the transfers that stay as well.")] = False,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help="Exit 6 if a transfer flips so; one that is looser at one end and stricter at the other counts."
        ),
    ] = None,
    json_: options.Json = False,
    csv_: Annotated[
        bool, typer.Option("--csv", help="Print the transfers as CSV, the summary on standard error.")
    ] = False,
) -> None:
    """Print the flips and a summary by direction and by rule."""
    if json_ and csv_:
        raise typer.BadParameter("give one of --json and --csv")
    lists = {"exporters": exporters, "destinations": destinations, "items": items}
    lists |= {"dates": dates, "end-uses": end_uses, "end-users": end_users}
    _check_usage(old, new, with_, suspend, vs, layers, layers_before, cases, transfers, grid, lists)
    before, after = sides(old, new, with_, suspend, on, vs, layers, layers_before, strict)
    rows, total = _rows(before.library, old, cases, transfers, lists if grid else None)

    from licet import compare as comparing

    summary = comparing.Summary()
    shown: list[Brief] = []
    damaged: list[Damaged] = []
    for change in progress(
        comparing.compare(before, after, rows, default_date=datetime.date.today()), "transfers", total
    ):
        summary.add(change)
        if isinstance(change, comparing.Damaged):
            damaged.append(change)
        elif change.flips or all_:
            shown.append(change.brief())
    _check_rows(summary, damaged, strict_input)
    if json_:
        _print_json(before, after, shown, damaged, summary)
    else:
        from licet_cli.render.comparison import render_flips, render_summary
        from licet_cli.render.damaged import print_damaged

        print_damaged(damaged)
        if csv_:
            sys.stdout.write(_table(shown))
            print(render_summary(summary), file=sys.stderr)
        else:
            print(render_flips(shown, summary, before, after))
    raise typer.Exit(_exit(summary, fail_on))


def _check_usage(
    old: str | None,
    new: str | None,
    with_: list[str] | None,
    suspend: list[str] | None,
    vs: str | None,
    layers: str | None,
    layers_before: str | None,
    cases: str | None,
    transfers: str | None,
    grid: bool,
    lists: dict[str, str | None],
) -> None:
    if not (old or new or with_ or suspend or vs or layers or layers_before):
        raise typer.BadParameter("nothing to compare: give OLD and NEW, --with, --suspend, --vs or --layers")
    if sum(source is not None and source is not False for source in (cases, transfers, grid)) > 1:
        raise typer.BadParameter("give one of --cases, --transfers and --grid")
    given = [name for name, text in lists.items() if text is not None]
    if given and not grid:
        raise typer.BadParameter(f"--{given[0]} belongs to --grid")
    if grid and not (lists["destinations"] and lists["items"]):
        raise typer.BadParameter("--grid needs --destinations and --items")


def _rows(
    library: Library, old: str | None, cases: str | None, transfers: str | None, lists: dict[str, str | None] | None
) -> tuple[Iterable[Row | Damaged], int | None]:
    """The transfers, and how many they are where that is known."""
    from licet.compare import sources

    if lists is not None:
        values = {name.replace("-", "_"): _list(text, f"--{name}") for name, text in lists.items()}
        found = sources.grid(library, **values)
        return found, len(found)
    if transfers is not None:
        if transfers == "-":
            return sources.line_rows(_standard_input(), "standard input"), None
        return sources.file_rows(Path(transfers)), None
    from licet.cases import load_cases
    from licet.loading import shipped_folder

    folder = Path(cases) if cases is not None else None
    if folder is None and old is not None and (Path(old) / "cases").is_dir():
        folder = Path(old) / "cases"
    read = load_cases(folder) if folder is not None else load_cases(shipped_folder() / "cases", "cases")
    return sources.case_rows(read), len(read)


def _list(text: str | None, option: str) -> list[str]:
    if text is None:
        return []
    cells = [cell.strip() for cell in next(csv.reader([text], skipinitialspace=True), []) if cell.strip()]
    if not cells:
        raise InputError([Problem(f"{option} names nothing")])
    return cells


def _standard_input() -> Iterator[str]:
    with io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        yield from lines


def _check_rows(summary: Summary, damaged: list[Damaged], strict_input: bool) -> None:
    if damaged and (strict_input or not summary.transfers):
        raise InputError(problem for row in damaged for problem in row.problems)
    if not summary.transfers:
        raise InputError([Problem("there are no transfers to compare")])


def _exit(summary: Summary, fail_on: FailOn | None) -> int:
    if fail_on is None:
        return exits.OK
    counts = summary.directions
    failed = counts["incomparable"]
    failed += counts["looser"] if fail_on in ("looser", "any") else 0
    failed += counts["stricter"] if fail_on in ("stricter", "any") else 0
    return exits.EXPECTATION_FAILED if failed else exits.OK


def _print_json(before: Side, after: Side, shown: list[Brief], damaged: list[Damaged], summary: Summary) -> None:
    data = {
        "before": before.to_dict(),
        "after": after.to_dict(),
        "transfers": [change.to_dict() for change in shown],
        "damaged": [row.to_dict() for row in damaged],
        "summary": summary.to_dict(),
    }
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _table(shown: list[Brief]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    ends = [f"{side}_{part}" for side in ("before", "after") for part in ("date", "outcome", "worst", "best")]
    table.writerow(["id", "exporter", "destination", "items", *ends, "direction", "because", "causes"])
    for change in shown:
        reasons = dict.fromkeys((reason.rule, reason.cause) for reason in change.because)
        sides = [(side.date, side.outcome, side.worst, side.best) for side in (change.before, change.after)]
        table.writerow(
            [
                change.id,
                change.exporter,
                change.destination,
                _CELL.join(change.items),
                *sides[0],
                *sides[1],
                change.direction,
                _CELL.join(rule for rule, _ in reasons),
                _CELL.join(cause for _, cause in reasons),
            ]
        )
    return text.getvalue()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare", help=_HELP)(compare)
