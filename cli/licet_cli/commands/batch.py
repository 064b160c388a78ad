"""`licet batch`: every row of a file judged, into another file."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from licet.problems import InputError, Problem
from licet_cli import amendment_options, exits, options
from licet_cli.progress import progress

if TYPE_CHECKING:
    from licet.batch.mapping import ColumnMapping
    from licet.batch.running import Asking
    from licet.batch.sources import Source
    from licet.batch.summary import Summary
    from licet.library import Library

_HELP = """Judge every row of a file and write it to another with outcome, worst, best, grounds, conditions and unknown facts.

  licet batch transfers.csv judged.parquet

  licet batch licences.parquet judged.parquet --columns mapping.yaml --with korea-without-peaceful-purposes

  licet batch --grid grid.yaml judged.parquet

IN is CSV, JSON Lines, Parquet or Arrow by its ending (text may be .gz or .zst), or a folder of Parquet files. OUT likewise;
without an ending it is a folder of Parquet files. Columns are keys of a request: exporter, destination, item,
item.category, date, end_use, end_user.type, consents.DEU, risks ...

Rows that are no transfer go to OUT.rejected.csv with the reasons, and the exit code is 6; it is 0 where all were answered.
"""
Engine = Literal["auto", "licet", "spark"]


def batch(
    paths: Annotated[
        list[Path], typer.Argument(metavar="IN OUT", help="What is read and what is written.", show_default=False)
    ],
    columns: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A mapping in YAML: columns, constants, values, keep, others.")
    ] = None,
    keep_others: Annotated[
        bool, typer.Option("--keep-others", help="Hand columns that are not known on unread.")
    ] = False,
    grid: Annotated[
        Path | None, typer.Option("--grid", metavar="FILE", help="In place of IN: all combinations of these values.")
    ] = None,
    with_: amendment_options.With = None,
    suspend: amendment_options.Suspend = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The date of rows without one; default today.")] = None,
    layers: options.Layers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    known_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day: later publications are not seen.")
    ] = None,
    add: Annotated[
        str | None, typer.Option(metavar="LIST", help="Only these columns of the answer (commas), such as outcome.")
    ] = None,
    prefix: Annotated[str, typer.Option(metavar="TEXT", help="Before the names of the added columns.")] = "",
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many processes work; default one for each core.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it is there.")] = False,
    engine: Annotated[
        Engine, typer.Option(help="Who works: Licet, or a local Spark over a folder of Parquet; auto is Licet.")
    ] = "auto",
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Write the output and print the counts."""
    source_path, out = _paths(paths, grid)
    if grid is not None and (columns or keep_others):
        raise typer.BadParameter("a grid has no columns to map: --columns and --keep-others belong to IN")
    if engine == "spark" and (grid is not None or resume):
        raise typer.BadParameter(f"Spark knows no {'--grid' if grid is not None else '--resume'}")
    from licet import extras

    extras.require("spark" if engine == "spark" else "batch")
    library = options.library(policies)
    asking = _asking(library, with_, suspend, on, layers, strict, known_on, add, prefix)
    mapping = _mapping(columns, keep_others)
    if engine == "spark":
        from licet.batch.spark import decide_folder

        summary = decide_folder(source_path or out, out, asking, mapping=mapping, workers=workers, force=force)
    else:
        summary = _run(_source(grid, source_path, library), out, asking, mapping, workers, resume, force)
    _print(summary, out, json_)
    raise typer.Exit(exits.EXPECTATION_FAILED if summary.rejected else exits.OK)


def _paths(paths: list[Path], grid: Path | None) -> tuple[Path | None, Path]:
    wanted = 1 if grid is not None else 2
    if len(paths) != wanted:
        raise typer.BadParameter("with --grid give OUT alone" if grid is not None else "give IN and OUT")
    return (None if grid is not None else paths[0]), paths[-1]


def _asking(
    library: Library,
    with_: list[str] | None,
    suspend: list[str] | None,
    on: str | None,
    layers: str | None,
    strict: bool,
    known_on: str | None,
    add: str | None,
    prefix: str,
) -> Asking:
    from licet.batch.running import Asking

    names = None if add is None else tuple(name.strip() for name in add.split(",") if name.strip())
    if names == ():
        raise InputError([Problem("--add names no column", None, "leave it out to add all")])
    return Asking(
        library,
        amendment_options.amended(library, with_, suspend) if with_ or suspend else None,
        options.layers(layers),
        strict,
        options.date(known_on, "--known-on"),
        options.date(on, "--on") or datetime.date.today(),
        prefix,
        names,
    )


def _mapping(columns: Path | None, keep_others: bool) -> ColumnMapping:
    import dataclasses

    from licet.batch.mapping import ColumnMapping, read_mapping

    mapping = read_mapping(columns) if columns is not None else ColumnMapping()
    return dataclasses.replace(mapping, others="keep") if keep_others else mapping


def _source(grid: Path | None, path: Path | None, library: Library) -> Path | Source:
    if path is not None:
        return path
    from licet.batch.grid import read_grid

    assert grid is not None
    return read_grid(grid, library)


def _run(
    source: Path | Source,
    out: Path,
    asking: Asking,
    mapping: ColumnMapping,
    workers: int | None,
    resume: bool,
    force: bool,
) -> Summary:
    from licet.batch.running import decide_file

    def watch(parts: Iterator[Summary], total: int | None) -> Iterable[Summary]:
        return progress(parts, "rows", total, size=lambda part: part.rows)

    try:
        return decide_file(
            source,
            out,
            asking,
            mapping=mapping,
            workers=workers or os.cpu_count() or 1,
            resume=resume,
            force=force,
            watch=watch,
        )
    except KeyboardInterrupt:
        print("interrupted; --resume goes on", file=sys.stderr)
        raise typer.Exit(exits.INTERNAL) from None


def _print(summary: Summary, out: Path, json_: bool) -> None:
    from licet_cli.render.batch import rejected_line, render_batch

    if summary.rejected:
        print(rejected_line(summary), file=sys.stderr)
    if json_:
        print(json.dumps({"output": str(out), **summary.to_dict()}, ensure_ascii=False, indent=2))
    else:
        print(render_batch(summary, out))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("batch", help=_HELP)(batch)
