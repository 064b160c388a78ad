"""`licet rules`: which rules there are."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from licet.problems import InputError, Problem, did_you_mean
from licet_cli.options import Json, Layers, Policies, date, layers, library
from licet_cli.render.rules import rule_data, rule_line


def rules(
    policy: Annotated[str | None, typer.Argument(help="Only this policy: kor, att … or a country.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Only rules in force on that day.")] = None,
    effect: Annotated[str | None, typer.Option(help="refuse, require, weigh or permit.")] = None,
    reads: Annotated[str | None, typer.Option(metavar="FACT", help="Only rules that read this fact.")] = None,
    layers_: Layers = None,
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """List the rules, one a line: id, effect, force, layer, dates, title."""
    loaded = library(policies)
    day = date(on, "--on")
    asked = layers(layers_)
    wanted = None
    if policy is not None:
        code = loaded.world.countries.find(policy)
        names = [p.id for p in loaded.policies]
        if code is not None and code in loaded.states:
            wanted = loaded.states[code].id
        elif policy.lower() in names:
            wanted = policy.lower()
        else:
            raise InputError([Problem(f"there is no policy `{policy}`", None, did_you_mean(policy, names))])
    from licet.conditions import terms

    found = []
    for rule in loaded.rules.values():
        read = {
            term for part in (rule.when, *rule.unless, *([rule.needs] if rule.needs else [])) for term in terms(part)
        }
        if (
            (wanted is None or rule.policy == wanted)
            and (day is None or rule.holds_on(day))
            and (effect is None or rule.effect == effect)
            and rule.layer in asked
            and (reads is None or reads in read)
        ):
            found.append(rule)
    if json_:
        print(json.dumps([rule_data(rule, loaded) for rule in found], ensure_ascii=False, indent=2))
        return
    for rule in found:
        print(rule_line(rule))
    print(f"{len(found)} rules")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rules")(rules)
