"""`licet ask`: an interview that asks only what can still change the outcome."""

from __future__ import annotations

import datetime
import json
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from licet.problems import InputError, Problem
from licet_cli import exits, options
from licet_cli.transfer_options import takes_transfer

if TYPE_CHECKING:
    from licet.documents import Document

_HELP = """Asks only what can still change the outcome, most decisive question first, and stops when it is settled.

Start from nothing, from exporter, destination and item, or from a request file; flags say what is known already:

  licet ask KOR ARE Cheongung-II --on 2024-06-01 --save request.yaml

An empty answer or `unknown` leaves a question open, `?` says why it is asked, `back` takes the last answer back, `quit`
stops. Answers may also come line by line from standard input.
"""


@takes_transfer
def ask(
    document: Document,
    what: Annotated[
        list[str] | None, typer.Argument(metavar="FILE | EXPORTER DESTINATION ITEM", show_default=False)
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(
            "--save", metavar="FILE", help="Write the request there, over what is there, for `licet check FILE`."
        ),
    ] = None,
    layers: options.Layers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Put the questions, then print the decision and leave with its exit code."""
    from licet.interview import Interview
    from licet_cli.interview import converse

    if save is not None:
        _check_place(save)
    interview = Interview(
        options.library(policies),
        document,
        layers=options.layers(layers),
        strict=strict,
        today=datetime.date.today(),
    )
    converse(interview, quiet=json_)
    if save is not None and interview.complete:
        _save(interview.request, save)
    decision = interview.decision
    if json_:
        data = {"request": interview.request, "decision": None if decision is None else decision.to_dict()}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    elif decision is None:
        print("no outcome: the questions without which there is no transfer were not answered")
    else:
        from licet_cli.render.decision import render_decision

        assert interview.evaluation is not None
        print(render_decision(interview.evaluation, decision))
        flags = [*(["--layers", layers] if layers else []), *(["--strict"] if strict else [])]
        if save is not None:
            print(f"saved: licet check {shlex.join([str(save), *flags])}")
    raise typer.Exit(exits.OPEN if decision is None else exits.of_decision(decision.outcome, decision.worst))


def _check_place(path: Path) -> None:
    """What cannot be saved in the end is said before anything is asked."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise InputError([Problem(f"cannot write `{path}`: there is no folder `{path.parent}`")])
    if path.is_dir():
        raise InputError([Problem(f"cannot write `{path}`: it is a folder")])
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InputError([Problem(f"cannot write `{path}`: it may not be written")])


def _save(request: dict[str, object], path: Path) -> None:
    import yaml

    from licet_cli.files import write

    text = yaml.safe_dump(request, allow_unicode=True, sort_keys=False, width=100)
    write(path, f"# written by `licet ask`\n{text}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ask", help=_HELP)(ask)
