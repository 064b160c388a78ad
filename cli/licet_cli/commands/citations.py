"""`licet citations`: which sources the rules rest on, and which are due for another look."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Annotated

import typer

from licet_cli import exits
from licet_cli.options import Json, Policies, date, library
from licet_cli.terminal import paint, wrapped


def citations(
    stale: Annotated[
        int | None, typer.Option(metavar="DAYS", min=0, help="Only sources not checked in so many days; exit 6 if any.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Counted from this day; default today.")
    ] = None,
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """List the sources with the day they were checked and how many rules rest on them, longest ago first."""
    from licet.citations import citations as citations_of
    from licet.citations import stale as stale_of

    loaded = library(policies)
    day = date(on, "--on") or datetime.date.today()
    found = citations_of(loaded) if stale is None else stale_of(loaded, stale, day)
    if json_:
        data = [dataclasses.asdict(source) | {"checked": str(source.checked or "") or None} for source in found]
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for source in found:
            when = str(source.checked) if source.checked else "never checked"
            print(wrapped(f"{when}  {source.title} ({_count(len(source.rules), 'rule')})", "", "  "))
            if source.url:
                print(paint(f"  {source.url}", "dim"))
        due = "" if stale is None else f" not checked in the {stale} days before {day}"
        print(paint(f"{_count(len(found), 'source')}{due}", "bold"))
    raise typer.Exit(exits.EXPECTATION_FAILED if stale is not None and found else exits.OK)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("citations")(citations)
