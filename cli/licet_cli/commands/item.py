"""`licet item NAME`: what the catalogue says of an item."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from licet.problems import InputError, Problem
from licet.world.catalogue import CatalogueItem
from licet_cli.options import Json, Policies, library
from licet_cli.terminal import paint, wrapped


def item(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="A name, or part of one.")],
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """Find items in the catalogue by name, alias or part of a name."""
    from licet.world.catalogue import fold

    catalogue = library(policies).world.catalogue
    name = " ".join(words)
    exact = catalogue.find(name)
    part = fold(name)
    found = [
        entry
        for entry in catalogue.items.values()
        if entry is exact or any(part in fold(known) for known in (entry.name, *entry.aliases))
    ]
    if not found:
        near = catalogue.nearest(name)
        hint = f"did you mean `{near.name}`?" if near else None
        raise InputError([Problem(f"`{name}` is not in the item catalogue", None, hint)])
    found.sort(key=lambda entry: (entry is not exact, entry.name))
    if json_:
        print(json.dumps([_data(entry) for entry in found], ensure_ascii=False, indent=2))
        return
    for entry in found:
        data = _data(entry)
        print(paint(entry.name, "bold"))
        lethal = {True: "lethal", False: "not lethal", None: "lethality not settled"}[entry.lethal]
        print(f"  {entry.category or 'category not settled'}, {lethal}, ATT: {entry.att_category or 'not settled'}")
        if entry.aliases:
            print(wrapped("also " + ", ".join(entry.aliases), "  ", "    "))
        if entry.features:
            print(wrapped(", ".join(f"{key} = {_word(value)}" for key, value in entry.features.items()), "  ", "    "))
        if entry.origins:
            claims = (f"{claim['state']} ({claim['claim']})" for claim in data["origins"])
            print(wrapped("usual origins: " + ", ".join(claims), "  ", "    "))
        if entry.note:
            print(wrapped(entry.note, "  ", "    "))


def _word(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _data(entry: CatalogueItem) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "aliases": list(entry.aliases),
        "category": entry.category,
        "lethal": entry.lethal,
        "att_category": entry.att_category,
        "features": dict(entry.features),
        "origins": [{"state": o.state, "claim": o.claim, "share": o.share} for o in entry.origins],
        "source": entry.source,
        "note": entry.note,
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("item")(item)
