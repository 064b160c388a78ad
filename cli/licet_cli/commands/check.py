"""`licet check`: may this transfer go ahead, and which rule says so?"""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Annotated

import typer

from licet_cli import exits, options
from licet_cli.transfer_options import takes_transfer

if TYPE_CHECKING:
    from licet.documents import Document

_HELP = """May this transfer go ahead, and which rule says so?

One argument is a request file (YAML or JSON), or `-` for standard input. Three are exporter, destination and item:

  licet check KOR UKR "155mm shell" --on 2023-01-30 --end-use combat

Flags fill in the rest; together with a file they win over it.
"""


@takes_transfer
def check(
    document: Document,
    layers: options.Layers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    known_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day: later publications are not seen.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the whole tree: leg, rule, citation, facts, lifts.")
    ] = False,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print the decision on one transfer and leave with its exit code."""
    asked = options.layers(layers)
    known = options.date(known_on, "--known-on")
    evaluation = options.library(policies).evaluate(
        document,
        layers=asked,
        strict=strict,
        known_on=known,
        default_date=datetime.date.today(),  # nothing but the command line reads the clock
    )
    from licet.evaluate.summary import decide

    decision = decide(evaluation)
    if json_:
        data = decision.to_dict()
        if explain:
            from licet.evaluate.trace import trace

            data["trace"] = trace(evaluation)
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        from licet_cli.render.decision import render_decision
        from licet_cli.render.explanation import render_explanation

        print(render_decision(evaluation, decision, brief=explain))
        if explain:
            print(render_explanation(evaluation))
    raise typer.Exit(exits.of_decision(decision.outcome, decision.worst))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=_HELP)(check)
