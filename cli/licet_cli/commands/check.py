"""`licet check`: may this transfer go ahead, and which rule says so?"""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from licet.problems import InputError, Problem
from licet_cli import arguments, exits, options

if TYPE_CHECKING:
    from licet.documents import Document

_HELP = """May this transfer go ahead, and which rule says so?

One argument is a request file (YAML or JSON), or `-` for standard input. Three are exporter, destination and item:

  licet check KOR UKR "155mm shell" --on 2023-01-30 --end-use combat

Flags fill in the rest; together with a file they win over it.
"""


def check(
    what: Annotated[list[str], typer.Argument(metavar="FILE | EXPORTER DESTINATION ITEM", show_default=False)],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The date of the decision; default today.")
    ] = None,
    end_use: Annotated[str | None, typer.Option(help="combat, national_defence, humanitarian, stockpile …")] = None,
    end_user: Annotated[str | None, typer.Option(help="armed_forces, police, company, un_mission …")] = None,
    end_user_name: Annotated[str | None, typer.Option(metavar="NAME", help="What the end user is called.")] = None,
    supplier: Annotated[str | None, typer.Option(help="company, or state (its own stock).")] = None,
    channel: Annotated[str | None, typer.Option(help="commercial, government_sale, gift, loan, lease …")] = None,
    activity: Annotated[str | None, typer.Option(help="export, import, transit, brokering, technology.")] = None,
    contract_date: Annotated[
        str | None, typer.Option(metavar="DATE", help="When the contract was concluded, or none.")
    ] = None,
    category: Annotated[str | None, typer.Option(help="ML1 to ML22, DU, NL: for items not in the catalogue.")] = None,
    lethal: Annotated[bool | None, typer.Option("--lethal/--not-lethal", help="Whether the item is lethal.")] = None,
    feature: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A feature of the item.")] = None,
    quantity: Annotated[float | None, typer.Option(help="How many.")] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(metavar="STATE[:CLAIM[:SHARE]]", help="A state with a re-export claim; `none`: nobody."),
    ] = None,
    via: Annotated[list[str] | None, typer.Option(metavar="STATE", help="A transit state.")] = None,
    holder: Annotated[
        list[str] | None, typer.Option(metavar="STATE", help="A buyer in between that re-exports.")
    ] = None,
    broker: Annotated[str | None, typer.Option(metavar="STATE", help="The broker's state.")] = None,
    consent: Annotated[
        list[str] | None, typer.Option(metavar="STATE=granted", help="granted, refused or pending.")
    ] = None,
    assurance: Annotated[
        list[str] | None, typer.Option(metavar="NAME[=true]", help="end_use_certificate, no_reexport …")
    ] = None,
    risks: Annotated[
        list[str] | None, typer.Option("--risks", metavar="LEVEL | NAME=LEVEL", help="`low` for all, or ihl=clear …")
    ] = None,
    knowledge: Annotated[list[str] | None, typer.Option(metavar="NAME=false", help="atrocity_crimes=false")] = None,
    approval: Annotated[list[str] | None, typer.Option(metavar="NAME=granted", help="un_committee=granted …")] = None,
    shown: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A special reason found: special_interest …")
    ] = None,
    temporary: Annotated[
        bool | None, typer.Option("--temporary/--for-good", help="Whether the goods come back.")
    ] = None,
    assume: Annotated[
        list[str] | None, typer.Option(metavar="FACT=VALUE", help="A hypothetical: destination.armed_conflict=none")
    ] = None,
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
    item: dict[str, Any] = {
        "category": category,
        "lethal": lethal,
        "quantity": quantity,
        "features": arguments.pairs(feature or (), "--feature", bare=True),
        "origins": None
        if origin is None
        else []
        if origin == ["none"]
        else [arguments.origin(text) for text in origin],
    }
    flags: dict[str, Any] = {
        "date": on,
        "end_use": end_use,
        "end_user": {"type": end_user, "name": end_user_name} if end_user or end_user_name else None,
        "supplier": supplier,
        "channel": channel,
        "activity": activity,
        "contract_date": contract_date,
        "via": via,
        "holders": holder,
        "broker": broker,
        "consents": arguments.pairs(consent or (), "--consent"),
        "assurances": arguments.pairs(assurance or (), "--assurance", bare=True),
        "risks": arguments.risks(risks) if risks else None,
        "knowledge": arguments.pairs(knowledge or (), "--knowledge"),
        "approvals": arguments.pairs(approval or (), "--approval", bare="granted"),
        "shown": shown,
        "temporary": temporary,
        "facts": arguments.pairs(assume or (), "--assume"),
    }
    asked = options.layers(layers)
    known = options.date(known_on, "--known-on")
    document = _request(what, item, flags)
    library = options.library(policies)
    evaluation = library.evaluate(
        document,
        layers=asked,
        strict=strict,
        known_on=known,
        default_date=datetime.date.today(),  # the only place where Licet reads the clock
    )
    from licet.decisions import decide

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


def _request(what: list[str], item: dict[str, Any], flags: dict[str, Any]) -> Document:
    from licet.documents import Document

    item = {key: value for key, value in item.items() if value is not None and value != {}}
    flags = {key: _without_none(value) for key, value in flags.items() if value is not None}
    if len(what) == 1:
        document = read_request_file(what[0])
        document.data = arguments.merge(document.data, flags)
        if item and isinstance(document.data, dict) and isinstance(document.data.get("items"), list):
            document.data["items"] = [
                arguments.merge({"name": entry} if isinstance(entry, str) else entry, item)
                for entry in document.data["items"]
            ]
        return document
    if len(what) != 3:
        raise typer.BadParameter(
            "give a request file, or exporter, destination and item", param_hint="'FILE | EXPORTER …'"
        )
    exporter, destination, name = what
    data = {"exporter": exporter, "destination": destination, "items": [{"name": name, **item}]}
    return Document("arguments", "", arguments.merge(data, flags))


def _without_none(value: Any) -> Any:
    return {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value


def read_request_file(name: str) -> Document:
    """A request's document from a file, or from standard input where ``name`` is ``-``.

    Raises:
        InputError: it cannot be read or parsed.
    """
    from licet.documents import SIZE_LIMIT, parse_bytes, read_document

    if name == "-":
        document, problems = parse_bytes(sys.stdin.buffer.read(SIZE_LIMIT + 1), "standard input")
    else:
        document, problems = read_document(Path(name), name)
    if not problems and not isinstance(document.data, dict):
        problems = [Problem("a request is a map of keys", document.span(), "it begins with `exporter:`")]
    if problems:
        raise InputError(problems)
    return document


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=_HELP)(check)
