"""`licet whatif`: one transfer before and after a change, reasons side by side."""

from __future__ import annotations

import copy
import datetime
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from licet.problems import InputError, Problem
from licet_cli import amendment_options, arguments, exits, options
from licet_cli.transfer_options import takes_transfer

if TYPE_CHECKING:
    from licet.documents import Document

_HELP = """What would change? One transfer before and after, with only what differs, side by side.

The transfer is given as for `check` and is the *before*. These flags make the *after*: --assume, --change, --suspend,
--with, --vs and --layers:

  licet whatif KOR UKR "155mm shell" --on 2023-01-30 --end-use combat --suspend kor/no-lethal-aid-to-ukraine

A hypothetical that holds on both sides is --given. The exit code is that of the decision after.
"""


@takes_transfer
def whatif(
    document: Document,
    assume: Annotated[
        list[str] | None,
        typer.Option(metavar="FACT=VALUE", help="After: a hypothetical, destination.armed_conflict=none"),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="After: another request, consents.DEU=granted, end_use=humanitarian"),
    ] = None,
    suspend: amendment_options.Suspend = None,
    with_: amendment_options.With = None,
    vs: Annotated[str | None, typer.Option(metavar="DATE", help="After: decided on this date.")] = None,
    layers: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="After: only these layers: law, guideline, practice (commas)."),
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option(metavar="FACT=VALUE", help="Before and after: a hypothetical.")
    ] = None,
    layers_before: Annotated[
        str | None, typer.Option(metavar="LIST", help="Before: only these layers; default all.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    known_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day: later publications are not seen.")
    ] = None,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print what differs between the decisions and leave with the exit code of the one after."""
    if not (assume or change or suspend or with_ or vs or layers or layers_before):
        raise typer.BadParameter("nothing would change: give --assume, --change, --suspend, --with, --vs or --layers")
    from licet.amend.applying import changed_rules
    from licet.compare import Side, compare_evaluations

    known = options.date(known_on, "--known-on")
    before_layers = options.layers(layers_before)
    after_layers = options.layers(layers) if layers is not None else before_layers
    date = options.date(vs, "--vs")
    old_document = _with_facts(document, given, "--given")
    new_document = _with_facts(_changed(old_document, change), assume, "--assume")
    library = options.library(policies)
    old = Side(library, None, before_layers, strict, known)
    new = Side(amendment_options.amended(library, with_, suspend), date, after_layers, strict, known)
    today = datetime.date.today()
    transfers = old.transfer(old_document, today), new.transfer(new_document, today)
    changed = changed_rules(old.library, new.library)
    result = compare_evaluations("", old.evaluate(transfers[0]), new.evaluate(transfers[1]), changed)
    difference = result.difference()
    changes = _said(assume, change, suspend, with_)
    if json_:
        data = {"changes": changes, **difference.to_dict(), "because": result.brief().to_dict()["because"]}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        from licet_cli.render.difference import render_difference

        print(render_difference(result, difference, changes))
    raise typer.Exit(exits.of_decision(difference.after.outcome, difference.after.worst))


def _said(
    assume: list[str] | None, change: list[str] | None, suspend: list[str] | None, with_: list[str] | None
) -> list[str]:
    """The changes in words; dates and layers stand with the decisions."""
    said = [f"assume {text}" for text in assume or ()]
    said += [f"change {text}" for text in change or ()]
    said += [f"with {text}" for text in with_ or ()]
    return said + [f"suspend {text}" for text in suspend or ()]


def _with_facts(document: Document, written: list[str] | None, option: str) -> Document:
    return _with(document, arguments.merge(document.data, {"facts": arguments.pairs(written or (), option)}))


def _changed(document: Document, written: list[str] | None) -> Document:
    from licet.compare.keys import key_mistake, place

    data: dict[str, Any] = copy.deepcopy(document.data)
    problems = []
    for text in written or ():
        key, equals, value = text.partition("=")
        mistake = key_mistake(key.strip())
        if not equals:
            problems.append(Problem(f"`{text}` of --change has no `=`", None, "write --change KEY=VALUE"))
        elif mistake is not None:
            problems.append(Problem(f"{mistake[0]} of --change", None, mistake[1]))
        else:
            place(data, key.strip(), value)
    if problems:
        raise InputError(problems)
    return _with(document, data)


def _with(document: Document, data: Any) -> Document:
    """The document with other data; what did not change keeps its place."""
    from licet.documents import Document

    return Document(document.name, document.text, data, document.values, document.keys)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("whatif", help=_HELP)(whatif)
