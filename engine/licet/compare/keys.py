"""One value of a request under a key with dots (``end_user.type``, ``consents.DEU``): columns of a table, and changes."""

from __future__ import annotations

import re
from typing import Any

from licet.problems import suggest
from licet.terms.steps import APPROVALS, ASSURANCES, KNOWLEDGE, RISKS
from licet.transfers.request import EndUser, Item, Request

_LISTS = ("via", "holders", "shown")
_MAPS: dict[str, tuple[str, ...] | None] = {
    "assurances": tuple(ASSURANCES),
    "risks": tuple(RISKS),
    "knowledge": tuple(KNOWLEDGE),
    "approvals": tuple(APPROVALS),
    "end_user": tuple(EndUser.model_fields),
    "item": tuple(Item.model_fields),
    "consents": None,  # any country
    "facts": None,  # any fact; its own dots belong to its name
    "by_state": None,
}
_ALONE = ("risks", "item")
"""Maps that may also stand alone: one level for all risks, an item's name."""
_TEXT = ("item", "item.name", "end_user.name")
HEADS: tuple[str, ...] = tuple("item" if name == "items" else name for name in Request.model_fields)
"""What a key may begin with."""


def key_mistake(key: str) -> tuple[str, str | None] | None:
    """What is wrong with a key, as a message and a help; None where it is one of a request's."""
    head, dot, rest = key.partition(".")
    if head not in HEADS:
        return f"unknown key `{key}`", suggest(head, HEADS, at_most=40)
    if head not in _MAPS:
        return (f"`{head}` has no parts", f"write `{head}` alone") if dot else None
    known = _MAPS[head]
    if not rest:
        alone = head in _ALONE and not dot
        return None if alone else (f"`{head}` needs a part", f"write `{head}.{known[0] if known else 'NAME'}`")
    part = "features" if key.startswith("item.features.") else rest  # names of steps have dots of their own
    if known is not None and part not in known:
        return f"unknown key `{key}`", suggest(rest, [f"{head}.{name}" for name in known], at_most=16)
    if key.startswith("item.features") and rest.count(".") != 1:
        return "`item.features` needs a part", "write `item.features.range_km`"
    if head == "by_state" and "." not in rest:
        return "`by_state` needs a state and a key", "write `by_state.DEU.risks` or `by_state.DEU.risks.ihl`"
    return None


def place(data: dict[str, Any], key: str, text: str) -> None:
    """Put a value, as written, under a key of a request's data; the key is one that :func:`key_mistake` passes.

    Numbers and truth values are read as in YAML, lists are separated by ``;`` or ``|``. What belongs to the item goes to
    all items that are there; ``item`` itself replaces them.
    """
    value = _read(key, text)
    head, _, rest = key.partition(".")
    if head == "item":
        if rest in ("", "name"):
            data["items"] = [{"name": value}]
            return
        data["items"] = [_item(item) for item in _items(data)]
        for item in data["items"]:
            _put(item, rest.split("."), value)
    elif head == "facts":
        _put(data, ["facts", rest], value)
    elif head == "risks" and not rest:
        data["risks"] = value
    else:
        _put(data, _path(head, rest), value)


def _path(head: str, rest: str) -> list[str]:
    """The steps to a value; the last may have dots of its own: ``approvals.kor.unification_minister``."""
    if not rest:
        return [head]
    return [head, *rest.split(".", 2)] if head == "by_state" else [head, rest]


def _read(key: str, text: str) -> Any:
    text = text.strip()
    if key in _TEXT:
        return text
    if key.split(".")[0] in _LISTS or (key.startswith("by_state.") and key.endswith(".shown")):
        return _split(text)
    if key == "item.origins":
        return [] if text.lower() == "none" else [_origin(part) for part in _split(text)]
    return scalar(text)


def scalar(text: str) -> Any:
    """A truth value, a number or text, as YAML 1.2 reads them: ``NO`` is Norway."""
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if re.fullmatch(r"-?(0|[1-9]\d{0,17})", text):
        return int(text)
    if re.fullmatch(r"-?(0|[1-9]\d*)\.\d+", text):
        return float(text)
    return text


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|]", text) if part.strip()]


def _origin(text: str) -> dict[str, Any]:
    state, *rest = (part.strip() for part in text.split(":"))
    origin: dict[str, Any] = {"state": state}
    if rest and rest[0]:
        origin["claim"] = rest[0]
    if len(rest) > 1:
        origin["share"] = scalar(rest[1])
    return origin


def _items(data: dict[str, Any]) -> list[Any]:
    items = data.get("items")
    return items if isinstance(items, list) and items else [{}]


def _item(item: Any) -> dict[str, Any]:
    return dict(item) if isinstance(item, dict) else {"name": item}


def _put(data: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        inner = data.get(step)
        if isinstance(inner, str) and step == "risks":
            inner = dict.fromkeys(RISKS, inner)
        data[step] = inner = dict(inner) if isinstance(inner, dict) else {}
        data = inner
    data[path[-1]] = value
