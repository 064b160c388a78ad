"""Values of terms written down as a request that a person could have written, with as few keys as they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licet.conditions.tree import Plain
from licet.terms import VOCABULARY
from licet.world.features import OTHER_ITEM_TERMS

_TOP = {
    "channel": "channel",
    "contract_date": "contract_date",
    "end_use": "end_use",
    "ownership_passes": "ownership_passes",
    "regulator": "regulator",
    "supplier": "supplier",
    "temporary": "temporary",
    "value.usd": "value_usd",
}
_PLACED = ("state", "role", "exporter", "destination", "date", "own_stock", "origin.claim", "origin.share", "activity")
_THIRD = ("CZE", "SVN", "LVA")


def request_of(values: Mapping[str, Plain | None], default_category: str = "ML11") -> dict[str, Any]:
    """A request in which terms have these values on the leg that ``state`` and ``role`` name.

    Args:
        values: by term; ``state``, ``role``, ``exporter``, ``destination`` and ``date`` have to be there. A step whose
            value is None is outstanding. ``XYZ in GROUP`` assumes a membership.
        default_category: of the item where ``item.category`` is not among the values.
    """
    state, role = str(values["state"]), values["role"]
    item: dict[str, Any] = {"category": values.get("item.category", default_category)}
    request: dict[str, Any] = {
        "exporter": values["exporter"],
        "destination": values["destination"],
        "date": values["date"],
        "items": [item],
    }
    if role == "exporter" and values.get("activity", "export") != "export":
        request["activity"] = values["activity"]
    elif role == "origin":
        item["origins"] = [_origin(state, values)]
    elif role == "transit":
        request["via"] = [state]
    elif role == "broker":
        request["broker"] = state
    elif role == "holder":
        request["holders"] = [state]
    for term in sorted(values):
        if term not in _PLACED and term != "item.category":
            _write(request, item, term, values[term], state)
    return request


def _origin(state: str, values: Mapping[str, Plain | None]) -> Any:
    claim, share = values.get("origin.claim"), values.get("origin.share")
    if claim is None and share is None:
        return state
    written: dict[str, Any] = {"state": state, "claim": claim or "complete"}
    return written if share is None else {**written, "share": share}


def _write(request: dict[str, Any], item: dict[str, Any], term: str, value: Plain | None, state: str) -> None:
    head, _, rest = term.partition(".")
    if term in _TOP:
        request[_TOP[term]] = value
    elif term in OTHER_ITEM_TERMS:
        item[rest] = value
    elif head == "item":
        item.setdefault("features", {})[rest] = value
    elif term in ("end_user.type", "end_user.name"):
        if value != "none":
            request.setdefault("end_user", {})[rest] = value
        elif rest == "name":
            request.setdefault("facts", {})[term] = value
    elif head == "shown":
        if value:
            request.setdefault("shown", []).append(rest)
    elif term in VOCABULARY and VOCABULARY[term].kind == "step":
        _write_step(request, item, term, value, state)
    else:
        request.setdefault("facts", {})[term] = value


def _write_step(request: dict[str, Any], item: dict[str, Any], term: str, value: Plain | None, state: str) -> None:
    head, _, rest = term.partition(".")
    granted = {True: "granted", False: "refused", None: None}
    match head:
        case "consent":
            request.setdefault("consents", {})[state] = granted[value]  # type: ignore[index]
        case "foreign_consents":
            # another state with a claim, whose answer is what is asked for
            taken = {state, request["exporter"], request["destination"]}
            other = next(code for code in _THIRD if code not in taken)
            if value is not True:
                item.setdefault("origins", []).append(other)
                request.setdefault("consents", {})[other] = granted[value]  # type: ignore[index]
        case "risk":
            request.setdefault("risks", {})[rest] = value
        case "no_knowledge":
            request.setdefault("knowledge", {})[rest] = None if value is None else not value
        case "approval":
            request.setdefault("approvals", {})[rest] = granted[value]  # type: ignore[index]
        case _:
            request.setdefault("assurances", {})[rest] = value


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A request with another laid over it: maps are merged, a list of one item with a list of one item too."""
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            result[key] = merged(old, value)
        elif key == "items" and isinstance(old, list) and len(old) == len(value) == 1:
            result[key] = [merged(old[0], value[0])]
        else:
            result[key] = value
    return result
