"""`licet consents`: who has to be asked, under which provision, and what would each say?"""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import TYPE_CHECKING

import typer

from licet_cli import options
from licet_cli.terminal import outcome, paint, wrapped
from licet_cli.transfer_options import takes_transfer

if TYPE_CHECKING:
    from licet.consents import Asked
    from licet.documents import Document

_HELP = """Who has to be asked besides the exporter, under which provision, and what would each say by its own law?

Origins (makers, component makers, licensors, former owners), transit states, brokers and holders in between:

  licet consents POL UKR Krab --on 2022-06-01
"""
_RULES = 4


@takes_transfer
def consents(
    document: Document,
    layers: options.Layers = None,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """List every state with a say, its claim and its own law's answer."""
    from licet.consents import consents as consents_of

    evaluation = options.library(policies).evaluate(
        document, layers=options.layers(layers), default_date=datetime.date.today()
    )
    asked = consents_of(evaluation)
    if json_:
        print(json.dumps([dataclasses.asdict(entry) for entry in asked], ensure_ascii=False, indent=2))
        return
    name = evaluation.library.world.countries.name
    transfer = evaluation.transfer
    items = ", ".join(item.name for item in transfer.items)
    print(paint(f"{name(transfer.exporter)} to {name(transfer.destination)}: {items}, on {transfer.date}", "bold"))
    if not asked:
        print("nobody but the exporter has to be asked: no origin, transit state or broker is known")
    for entry in asked:
        for line in _lines(entry, name(entry.state)):
            print(line)
    print(paint("Licet informs; it is not legal advice.", "dim"))


def _lines(asked: Asked, name: str) -> list[str]:
    what = f"{asked.role}, {asked.claim.replace('_', ' ')}" if asked.claim else asked.role
    share = f", {asked.share:.0%} of the value" if asked.share is not None else ""
    consent = f": consent {asked.consent}" if asked.consent else ""
    lines = ["", f"{paint(name, 'bold')} ({what}{share}; {asked.item}){consent}"]
    if asked.consent == "not needed":
        return [*lines, wrapped(f"the claim is lifted by {', '.join(asked.not_needed_by)}", "  ", "    ")]
    if asked.because:
        lines.append(wrapped(f"claim: {asked.because} ({asked.rule})", "  ", "    "))
    if asked.cite:
        lines.append(wrapped(f"{asked.cite.source}, {asked.cite.at}", "    "))
        if asked.cite.url:
            lines.append(paint(f"    {asked.cite.url}", "dim"))
    if asked.not_needed_by:
        lines.append(wrapped(f"perhaps not needed: {', '.join(asked.not_needed_by)}", "  ", "    "))
    span = "" if asked.worst == asked.best else f" ({asked.worst} to {asked.best})"
    if not asked.encoded:
        lines.append(f"  by its own law: {outcome(asked.by_its_law)}{span}; its law is not encoded")
        return lines
    lines.append(f"  by its own law: {outcome(asked.by_its_law)}{span}")
    for deciding in asked.deciding[:_RULES]:
        unsure = "" if deciding.certain else " (if the unknown facts are so)"
        text = f"- {deciding.because}{unsure} · {deciding.rule}; {deciding.cite.source}, {deciding.cite.at}"
        lines.append(wrapped(text, "    ", "      "))
    rest = asked.deciding[_RULES:]
    if rest:
        lines.append(wrapped(f"and {', '.join(d.rule for d in rest)}", "    ", "      "))
    return lines


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("consents", help=_HELP)(consents)
