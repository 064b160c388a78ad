"""`licet rule ID`: everything about one rule."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from licet.problems import InputError, Problem, did_you_mean
from licet_cli.options import Json, Policies, library
from licet_cli.render.rules import render_rule, rule_data


def rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="The rule's id, such as kor/peaceful-purposes.")],
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """Print one rule: what it says, its provision, dates and condition, what lifts it, what exercises it."""
    loaded = library(policies)
    found = loaded.rules.get(name)
    if found is None:
        raise InputError([Problem(f"there is no rule `{name}`", None, did_you_mean(name, loaded.rules))])
    if json_:
        print(json.dumps(rule_data(found, loaded), ensure_ascii=False, indent=2))
    else:
        print(render_rule(found, loaded))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rule")(rule)
