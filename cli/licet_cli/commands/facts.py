"""`licet facts STATE`: what the world records of a state on a day."""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Any

import typer

from licet.problems import InputError
from licet_cli.options import Json, Policies, date, library
from licet_cli.terminal import paint, wrapped


def facts(
    state: Annotated[str, typer.Argument(metavar="STATE", help="A country's name or code.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; default today.")] = None,
    known_on: Annotated[str | None, typer.Option(metavar="DATE", help="Only what was known on that day.")] = None,
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """Print what is recorded of a state: conflicts, embargoes, memberships, each with its source."""
    from licet.terms import VOCABULARY
    from licet.world.lookup import embargoes_on, member, state_fact

    loaded = library(policies)
    world = loaded.world
    code = world.countries.find(state)
    if code is None:
        raise InputError([world.countries.problem(state)])
    day = date(on, "--on") or datetime.date.today()
    known = date(known_on, "--known-on")
    values = {
        name: state_fact(world, name.removeprefix("destination."), code, day, known_on=known)
        for name in VOCABULARY
        if name.startswith("destination.")
    }
    groups = {name: member(world, name, code, day, known) for name in world.groups}
    embargoes = embargoes_on(world, code, day, known)
    law = loaded.states.get(code)
    data: dict[str, Any] = {
        "state": code,
        "name": world.countries.name(code),
        "date": day.isoformat(),
        "policy": law.id if law else None,
        "facts": [
            {
                "term": name,
                "value": v.value,
                "from": v.provenance,
                "source": _source(world, v.source),
                "carried_from": v.until,
            }
            for name, v in values.items()
        ],
        "groups": [name for name, inside in groups.items() if inside],
        "unknown_groups": [name for name, inside in groups.items() if inside is None],
        "embargoes": [
            {
                "authority": e.authority,
                "target": e.target,
                "from": str(e.period.from_) if e.period.from_ else None,
                "until": str(e.period.until) if e.period.until else None,
                "instruments": e.instruments,
                "confidence": e.confidence,
            }
            for e in embargoes
        ],
    }
    if json_:
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    print(paint(f"{data['name']} ({code}) on {data['date']}", "bold"))
    print(f"its law is encoded as `{law.id}`" if law else "its law is not encoded")
    for fact in data["facts"]:
        value = fact["value"]
        shown = "unknown" if value is None else "yes" if value is True else "no" if value is False else value
        since = f", last record {fact['carried_from']}" if fact["carried_from"] else ""
        why = "" if value is None else f"  ({fact['from']}{since})"
        print(f"  {fact['term']:<34} {shown}{why}")
        if fact["source"] and fact["from"] != "presumed":
            print(wrapped(fact["source"], " " * 6))
    print(wrapped("groups: " + (", ".join(data["groups"]) or "none"), "  ", "    "))
    for embargo in data["embargoes"]:
        head = f"embargo: {embargo['authority']} against {embargo['target']}, from {embargo['from']}"
        print(wrapped(f"{head}: {embargo['instruments']}", "  ", "    "))


def _source(world: Any, key: str | None) -> str | None:
    if key is None or key not in world.sources:
        return key
    source = world.sources[key]
    return source.title if source.url is None else f"{source.title}, {source.url}"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("facts")(facts)
