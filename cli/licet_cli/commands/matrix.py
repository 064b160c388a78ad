"""`licet matrix`: exporters × destinations for an item."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from licet.problems import InputError, Problem
from licet_cli import amendment_options, files, options
from licet_cli.progress import progress
from licet_cli.transfer_options import takes_transfer

if TYPE_CHECKING:
    from licet.documents import Document
    from licet.matrix import Matrix

_HELP = """Exporters × destinations: the outcome of the same transfer for every pair, with the deciding rule.

One argument is the item, or a request file whose ends play no part; the flags are those of `check`:

  licet matrix "155mm shell" --exporters KOR,DEU,NOR --destinations NATO,UKR --on 2023-01-30 --end-use combat

Exporters are all states whose law is encoded unless named; destinations all members of the United Nations. A name is a
country's name or code, or a group's (`EU`, `NATO`), which stands for its members on the day.
"""


@takes_transfer
def matrix(
    document: Document,
    item: Annotated[str, typer.Argument(metavar="ITEM | FILE", show_default=False)],
    exporters: Annotated[str | None, typer.Option(metavar="LIST", help="Names, codes, groups (commas).")] = None,
    destinations: Annotated[str | None, typer.Option(metavar="LIST", help="Names, codes, groups (commas).")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print every pair with its deciding rule and why.")
    ] = False,
    suspend: amendment_options.Suspend = None,
    with_: amendment_options.With = None,
    layers: options.Layers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    known_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day: later publications are not seen.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write every pair as CSV into this file.")] = None,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw a heat map as SVG into this file.")] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw a heat map as PNG; needs the extra `pictures`.")
    ] = None,
    map_: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="FILE", help="Draw a world map of one exporter, SVG, or PNG by the file's ending."
        ),
    ] = None,
    exporter: Annotated[
        str | None, typer.Option("--exporter", metavar="STATE", help="Of --map: whose map, where there are several.")
    ] = None,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print the outcomes of all pairs, and write or draw them where asked."""
    from licet.matrix import matrix as matrix_of

    loaded = options.library(policies)
    if map_ is None and exporter is not None:
        raise typer.BadParameter("it says whose --map is drawn; who exports is --exporters", param_hint="'--exporter'")
    mapped = loaded.world.countries.find(exporter)
    if exporter is not None and mapped is None:
        raise InputError([loaded.world.countries.problem(exporter)])
    map_is_png = map_ is not None and map_.suffix.lower() == ".png"
    if png is not None or map_is_png:
        from licet.pictures.png import require_png

        require_png()
    found = matrix_of(
        amendment_options.amended(loaded, with_, suspend),
        document,
        _names(exporters),
        _names(destinations),
        default_date=datetime.date.today(),
        layers=options.layers(layers),
        strict=strict,
        known_on=options.date(known_on, "--known-on"),
        watch=lambda pairs: progress(pairs, "pairs", len(pairs)),
    )
    drawn = None if map_ is None else _map(found, mapped)
    if csv is not None:
        files.write(csv, found.to_csv())
    if svg is not None or png is not None:
        from licet.pictures.heatmap import heat_map

        files.write_pictures(heat_map(found), svg, png)
    if drawn is not None:
        files.write_pictures(drawn, None if map_is_png else map_, map_ if map_is_png else None)
    if json_:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    from licet_cli.render.matrix import render_matrix

    print(render_matrix(found, explain=explain))


def _names(written: str | None) -> list[str] | None:
    return None if written is None else [name.strip() for name in written.split(",") if name.strip()]


def _map(found: Matrix, exporter: str | None) -> str:
    from licet.pictures.worldmap import world_map

    if exporter is None and len(found.exporters) > 1:
        known = ", ".join(found.exporters)
        raise InputError([Problem("a map shows one exporter", None, f"say which with --exporter: {known}")])
    return world_map(found, exporter or found.exporters[0])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("matrix", help=_HELP)(matrix)
