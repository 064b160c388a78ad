"""`licet sql`: a state's law as one SQL query over a table of transfers."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Annotated

import typer

from licet.problems import InputError, Problem, did_you_mean
from licet_cli import options
from licet_cli.terminal import wrapped

if TYPE_CHECKING:
    from licet.library import Library
    from licet.sql import Column

_HELP = """Print one SQL query that judges a state's leg of every transfer in a table, as `check` would on that day.

  licet sql kor --on 2023-01-30 --have destination,item,end_use --key id | duckdb

POLICY is a state's policy or a country: its own law and every treaty that binds it are in the query. `--columns` lists the
columns that this law reads; NULL in one of them is unknown. The result has outcome, worst, best, grounds (the rules behind
the worst outcome), conditions (what is outstanding) and unread (columns whose value is none that is known).
"""


def sql(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="A state's policy: kor, deu … or a country.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; default today.")] = None,
    dialect: Annotated[
        str, typer.Option(metavar="NAME", help="duckdb, spark, postgres, bigquery, snowflake or trino.")
    ] = "duckdb",
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="As what the state is asked: exporter, origin, transit, broker, holder.")
    ] = "exporter",
    table: Annotated[
        str, typer.Option(metavar="NAME", help="The table of transfers; with duckdb also a Parquet or CSV file.")
    ] = "transfers",
    have: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="The columns the table has (commas), NAME or NAME=COLUMN; `*`: all that are expected. "
            "Others count as not stated. Default: *.",
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            metavar="LIST", help="Columns that name a row in the result (commas); default: all that are read."
        ),
    ] = None,
    columns: Annotated[
        bool, typer.Option("--columns", help="List the columns instead, with what each may hold.")
    ] = False,
    layers: options.Layers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    known_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day: later publications are not seen.")
    ] = None,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print the query, or the columns that it reads."""
    from licet.sql import columns as columns_of
    from licet.sql import query

    loaded = options.library(policies)
    state = _state(loaded, policy)
    day = options.date(on, "--on") or datetime.date.today()
    chosen, known = options.layers(layers), options.date(known_on, "--known-on")
    if columns:
        read = columns_of(loaded, state, day, role=role, layers=chosen, strict=strict, known_on=known)  # type: ignore[arg-type]
        print(json.dumps([_data(column) for column in read], ensure_ascii=False, indent=2) if json_ else _listed(read))
        return
    text = query(
        loaded,
        state,
        day,
        dialect=dialect,
        role=role,  # type: ignore[arg-type]
        layers=chosen,
        strict=strict,
        known_on=known,
        table=table,
        have=None if have is None else _have(have),
        key=_names(key or ""),
    )
    if not json_:
        print(text, end="")
        return
    data = {"state": state, "role": role, "date": day.isoformat(), "dialect": dialect, "table": table, "query": text}
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _state(loaded: Library, written: str) -> str:
    code = loaded.world.countries.find(written)
    if code is not None and code in loaded.states:
        return code
    if any(policy.id == written.lower() for policy in loaded.policies):
        help_text = "a query judges a state's leg, with the treaties that bind it: name the state"
        raise InputError([Problem(f"`{written}` is no state's policy", None, help_text)])
    names = [policy.id for policy in loaded.states.values()]
    raise InputError([Problem(f"there is no policy `{written}`", None, did_you_mean(written, names))])


def _names(written: str) -> list[str]:
    return [name.strip() for name in written.split(",") if name.strip()]


def _have(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _names(written):
        key, _, column = name.partition("=")
        found[key.strip()] = column.strip()
    if not found:
        raise InputError([Problem("--have names no column", None, "`licet sql POLICY --columns` lists them")])
    return found


def _data(column: Column) -> dict[str, object]:
    return {
        "name": column.name,
        "type": column.type,
        "meaning": column.meaning,
        "values": list(column.values),
        "expected": column.expected,
    }


def _listed(read: tuple[Column, ...]) -> str:
    lines = []
    for title, expected in (("expected", True), ("read when named in --have", False)):
        lines.append(f"{title}:")
        for column in read:
            if column.expected is expected:
                lines.append(f"  {column.name} ({column.type})")
                lines.append(wrapped(column.meaning, "      "))
                if column.values:
                    lines.append(wrapped("one of: " + ", ".join(column.values), "      "))
    return "\n".join(lines)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sql", help=_HELP)(sql)
