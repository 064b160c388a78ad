"""The arguments and flags that describe a transfer, shared by every command that asks about one."""

from __future__ import annotations

import functools
import sys
import typing
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from licet.problems import InputError, Problem
from licet_cli import arguments

if TYPE_CHECKING:
    import typer

    from licet.documents import Document

Texts = list[str] | None


def transfer_document(
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
    feature: Annotated[Texts, typer.Option(metavar="NAME=VALUE", help="A feature of the item.")] = None,
    quantity: Annotated[float | None, typer.Option(help="How many.")] = None,
    value_usd: Annotated[float | None, typer.Option(help="The value in US dollars.")] = None,
    origin: Annotated[
        Texts, typer.Option(metavar="STATE[:CLAIM[:SHARE]]", help="A state with a re-export claim; `none`: nobody.")
    ] = None,
    via: Annotated[Texts, typer.Option(metavar="STATE", help="A transit state.")] = None,
    holder: Annotated[Texts, typer.Option(metavar="STATE", help="A buyer in between that re-exports.")] = None,
    broker: Annotated[str | None, typer.Option(metavar="STATE", help="The broker's state.")] = None,
    regulator: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which of the state's regulators decides.")
    ] = None,
    consent: Annotated[Texts, typer.Option(metavar="STATE=granted", help="granted, refused or pending.")] = None,
    assurance: Annotated[Texts, typer.Option(metavar="NAME[=true]", help="end_use_certificate, no_reexport …")] = None,
    risks: Annotated[
        Texts, typer.Option("--risks", metavar="LEVEL | NAME=LEVEL", help="`low` for all, or ihl=clear …")
    ] = None,
    knowledge: Annotated[Texts, typer.Option(metavar="NAME=false", help="atrocity_crimes=false")] = None,
    approval: Annotated[Texts, typer.Option(metavar="NAME=granted", help="un_committee=granted …")] = None,
    shown: Annotated[Texts, typer.Option(metavar="NAME", help="A special reason found: special_interest …")] = None,
    temporary: Annotated[
        bool | None, typer.Option("--temporary/--for-good", help="Whether the goods come back.")
    ] = None,
    assume: Annotated[
        Texts, typer.Option(metavar="FACT=VALUE", help="A hypothetical: destination.armed_conflict=none")
    ] = None,
) -> Document:
    """The request's document, of a file or of arguments, with the flags over it."""
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
        "value_usd": value_usd,
        "via": via,
        "holders": holder,
        "broker": broker,
        "regulator": regulator,
        "consents": arguments.pairs(consent or (), "--consent"),
        "assurances": arguments.pairs(assurance or (), "--assurance", bare=True),
        "risks": arguments.risks(risks) if risks else None,
        "knowledge": arguments.pairs(knowledge or (), "--knowledge"),
        "approvals": arguments.pairs(approval or (), "--approval", bare="granted"),
        "shown": shown,
        "temporary": temporary,
        "facts": arguments.pairs(assume or (), "--assume"),
    }
    return _document(what, item, flags)


def takes_transfer(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the transfer's arguments and flags; it gets them as one ``document`` argument.

    A flag that the command declares itself goes to the command, not to the document. A command that declares ``item``
    gets the document of a request without ends: the item's name, or a request file, is its one argument. One that declares
    ``what`` with a default may be given nothing at all: the document then holds the flags alone.
    """
    import inspect

    import typer

    from licet_cli import options

    own = {name: p for name, p in inspect.signature(command).parameters.items() if name != "document"}
    shared = dict(inspect.signature(transfer_document).parameters)
    if "item" in own:
        del shared["what"]

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        flags = {name: given.pop(name) for name in shared if name not in own}
        if "item" in own:
            flags["what"] = _without_ends(given["item"])
        elif "what" in own:
            flags["what"] = given["what"] or []
        command(document=transfer_document(**flags), **given)

    # modules that are imported without typer import these for type checkers only
    known = {"Document": Any, "typer": typer, "options": options}
    hints = typing.get_type_hints(_transfer_hints(), include_extras=True, localns=known)
    hints |= typing.get_type_hints(command, include_extras=True, localns=known)
    hints.pop("document", None)
    parameters = [
        p.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[name]) for name, p in (shared | own).items()
    ]
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {**{name: hints[name] for name in (shared | own)}, "return": None}
    return wrapper


def _without_ends(item: str) -> list[str]:
    """The arguments of a request whose ends do not count: a file, or an item between no states."""
    from pathlib import Path

    is_file = item == "-" or Path(item).suffix in (".yaml", ".yml", ".json")
    return [item] if is_file else ["", "", item]


def _transfer_hints() -> Any:
    """``transfer_document`` without its return type, which is imported for type checkers only."""
    shown = dict(transfer_document.__annotations__)
    shown.pop("return")
    return type("Hints", (), {"__annotations__": shown, "__module__": __name__})


def _document(what: list[str], item: dict[str, Any], flags: dict[str, Any]) -> Document:
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
    if not what:
        return Document("arguments", "", arguments.merge({"items": [item]} if item else {}, flags))
    if len(what) != 3:
        import typer

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
    from pathlib import Path

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
