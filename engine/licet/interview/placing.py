"""Putting an answer into a request, where the request's form has its place."""

from __future__ import annotations

from typing import Any

from licet.interview.questions import Question
from licet.terms.steps import RISKS
from licet.transfers.transfer import Transfer

_TOP = {
    "channel": "channel",
    "supplier": "supplier",
    "contract_date": "contract_date",
    "temporary": "temporary",
    "ownership_passes": "ownership_passes",
    "end_use": "end_use",
    "regulator": "regulator",
    "value.usd": "value_usd",
}
_ITEM = ("category", "lethal", "att_category")
_GROUPS = {"risk": "risks", "assurance": "assurances", "approval": "approvals", "no_knowledge": "knowledge"}
Request = dict[str, Any]


def place(request: Request, question: Question, value: Any, transfer: Transfer | None) -> None:
    """Write a value into the request.

    Args:
        request: the request, which is changed.
        question: what was asked.
        value: what :func:`read_answer` made of the answer.
        transfer: the transfer so far, for origins that the catalogue names; None while there is none.
    """
    term = question.term
    subject, _, key = term.partition(".")
    if term == "items":
        # flags may have said of the item what its name does not
        given = request.get("items") or [{}]
        request["items"] = [{**value, **(given[0] if isinstance(given[0], dict) else {})}]
    elif question.required:
        request[term] = value
    elif term in _TOP:
        request[_TOP[term]] = value
    elif term == "consent":
        _map(request, "consents")[question.state or ""] = "granted" if value else "refused"
    elif subject in _GROUPS:
        place_step(request, question.state, term, value)
    elif term in ("end_user.type", "end_user.name"):
        _map(request, "end_user")[key] = value
    elif term == "origin.share" and transfer is not None:
        _share(request, question, value, transfer)
    elif subject == "item":
        item = _item(request, question.item or 0)
        if key in _ITEM:
            item[key] = value
        else:
            _map(item, "features")[key] = value
    else:
        _map(request, "facts")[term] = value


def place_step(request: Request, state: str | None, term: str, value: Any) -> None:
    """Write a step's answer: of one state, or for all."""
    subject, _, key = term.partition(".")
    holder = request if state is None else _map(_map(request, "by_state"), state)
    group = _GROUPS[subject]
    if isinstance(holder.get(group), str):  # one level for all risks
        holder[group] = dict.fromkeys(RISKS, holder[group])
    answers = _map(holder, group)
    if subject == "approval":
        answers[key] = "granted" if value else "refused"
    else:
        answers[key] = not value if subject == "no_knowledge" else value


def _map(holder: Request, key: str) -> Request:
    found = holder.get(key)
    if not isinstance(found, dict):
        found = holder[key] = {}
    return found


def _item(request: Request, index: int) -> Request:
    written = request["items"][index]
    item: Request = written if isinstance(written, dict) else {"name": written}
    request["items"][index] = item
    return item


def _share(request: Request, question: Question, value: Any, transfer: Transfer) -> None:
    """The origins written out, as they are known, with one state's share."""
    index = question.item or 0
    origins = []
    for origin in transfer.items[index].origins:
        written: Request = {"state": origin.state, "claim": origin.claim}
        if origin.share is not None:
            written["share"] = origin.share
        if origin.state == question.state:
            written["share"] = value
        origins.append(written)
    _item(request, index)["origins"] = origins
