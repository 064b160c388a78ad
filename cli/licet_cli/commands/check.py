"""`licet check`: may this transfer go ahead, and which rule says so?"""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Annotated

from licet_cli import exits, values

if TYPE_CHECKING:
    import typer

    from licet.documents import Document
    from licet_cli import options

_HELP = """May this transfer go ahead, and which rule says so?

One argument is a request file (YAML or JSON), or `-` for standard input. Three are exporter, destination and item:

  licet check KOR UKR "155mm shell" --on 2023-01-30 --end-use combat

Flags fill in the rest; together with a file they win over it.
"""


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
    exact: Annotated[
        bool, typer.Option("--exact", help="The tightest interval, and which unknown facts decide (needs z3).")
    ] = False,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print the decision on one transfer and leave with its exit code."""
    asked = values.layers(layers)
    known = values.date(known_on, "--known-on")
    evaluation = values.library(policies).evaluate(
        document,
        layers=asked,
        strict=strict,
        known_on=known,
        default_date=datetime.date.today(),  # nothing but the command line reads the clock
    )
    from licet.evaluate.summary import decide

    decision = decide(evaluation)
    tightest = None
    if exact:
        from licet.proofs import exact as exactly

        tightest = exactly(evaluation)
        evaluation, decision = tightest.evaluation, tightest.decision
    if json_:
        import json

        data = decision.to_dict()
        if explain:
            from licet.evaluate.trace import trace

            data["trace"] = trace(evaluation)
        if tightest is not None:
            data["exact"] = tightest.to_dict()
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        from licet_cli.render.decision import render_decision

        print(render_decision(evaluation, decision, brief=explain))
        if tightest is not None:
            from licet_cli.render.exact import render_exact

            print(render_exact(tightest))
        if explain:
            from licet_cli.render.explanation import render_explanation

            print(render_explanation(evaluation))
    sys.exit(exits.of_decision(decision.outcome, decision.worst))


def register(app: typer.Typer) -> None:
    """Add the command."""
    from licet_cli.transfer_options import takes_transfer

    app.command("check", help=_HELP)(takes_transfer(check))
