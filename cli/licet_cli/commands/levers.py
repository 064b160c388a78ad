"""`licet levers`: which rules, and which facts and steps, would have to change for another outcome?"""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Annotated

import typer

from licet.problems import InputError, Problem, suggest
from licet_cli import options
from licet_cli.transfer_options import takes_transfer

if TYPE_CHECKING:
    from licet.documents import Document
    from licet.outcome import Outcome

_HELP = """What would have to change for another outcome? All smallest sets of rules, and of facts and steps.

A set is smallest if it is enough and no part of it is. Rules are suspended; facts and steps are changed by who holds them:

  licet levers POL UKR Krab --on 2022-06-01 --to conditional

Facts of the world and of the item stay as they are, unless --also names them.
"""


@takes_transfer
def levers(
    document: Document,
    to: Annotated[
        str | None, typer.Option("--to", metavar="OUTCOME", help="At least this outcome; default any rise.")
    ] = None,
    lower: Annotated[bool, typer.Option("--lower", help="What would lower it: to at most that outcome.")] = False,
    settled: Annotated[
        bool, typer.Option("--settled", help="The outcome has to be settled then: its best end counts too.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Only rules.")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="Only facts and steps.")] = False,
    max_size: Annotated[
        int | None,
        typer.Option("--max-size", metavar="N", min=1, help="Up to N rules, or N facts (default 5 and 2)."),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="FACT", help="A fact that may change too: destination.armed_conflict …"),
    ] = None,
    layers: options.Layers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print the smallest sets; the exit code is 0 whether there are any or not."""
    target = _outcome(to)
    evaluation = options.library(policies).evaluate(
        document, layers=options.layers(layers), strict=strict, default_date=datetime.date.today()
    )
    from licet.levers import MAX_FACTS, MAX_RULES
    from licet.levers import levers as levers_of
    from licet_cli.progress import progress

    found = levers_of(
        evaluation,
        to=target,
        lower=lower,
        settled=settled,
        ask_rules=rules or not facts,
        ask_facts=facts or not rules,
        max_rules=max_size or MAX_RULES,
        max_facts=max_size or MAX_FACTS,
        also=also or (),
        through=lambda groups: progress(groups, "groups of facts", len(groups)),
    )
    if json_:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        from licet_cli.render.levers import render_levers

        print(render_levers(evaluation, found))


def _outcome(written: str | None) -> Outcome | None:
    from licet.outcome import Outcome

    if written is None:
        return None
    words = [outcome.word for outcome in reversed(Outcome)]
    if written.lower() not in words:
        raise InputError([Problem(f"`{written}` of --to is not an outcome", None, suggest(written, words))])
    return Outcome[written.upper()]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("levers", help=_HELP)(levers)
