"""`licet timeline`: a transfer's outcome through the years."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from licet_cli import amendment_options, files, options
from licet_cli.progress import progress
from licet_cli.transfer_options import takes_transfer

if TYPE_CHECKING:
    from licet.documents import Document

_HELP = """A transfer's outcome through the years: the exact days on which it changes, and what changed.

The transfer is given as for `check`; a date in a request file plays no part:

  licet timeline KOR UKR "155mm shell" --end-use combat --from 2010-01-01 --to 2026-11-01

Without --all, days on which only considerations, assumptions or sources changed are counted, not shown.
"""
_YEARS = 10


@takes_transfer
def timeline(
    document: Document,
    on: Annotated[str | None, typer.Option("--on", hidden=True)] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=f"The first day; default {_YEARS} years before --to.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day; default today.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Show every change, also of what is only to be weighed.")] = False,
    suspend: amendment_options.Suspend = None,
    with_: amendment_options.With = None,
    layers: options.Layers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    known_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day: later publications are not seen.")
    ] = None,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it as SVG into this file.")] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it as PNG; needs the extra `pictures`.")
    ] = None,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print the segments of a transfer's timeline, and draw them where asked."""
    if on is not None:
        raise typer.BadParameter("a timeline has no single day: give --from and --to", param_hint="'--on'")
    from licet.timeline import timeline as timeline_of

    last = options.date(to, "--to") or datetime.date.today()
    first = options.date(from_, "--from") or last.replace(year=max(1, last.year - _YEARS), day=min(last.day, 28))
    if png is not None:
        from licet.pictures.png import require_png

        require_png()
    library = amendment_options.amended(options.library(policies), with_, suspend)
    found = timeline_of(
        library,
        document,
        first,
        last,
        layers=options.layers(layers),
        strict=strict,
        known_on=options.date(known_on, "--known-on"),
        watch=lambda days: progress(days, "days", len(days)),
    )
    if svg is not None or png is not None:
        from licet.pictures.timeline import timeline_picture

        files.write_pictures(timeline_picture(found), svg, png)
    if json_:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    from licet_cli.render.timeline import render_timeline

    print(render_timeline(found, every=all_))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("timeline", help=_HELP)(timeline)
