"""Requests of ordinary form, checked without the request's pydantic model: importing that takes longer than an answer.

:func:`read_form` accepts a part of what :class:`licet.transfers.request.Request` accepts and gives the same values. What it
does not know, or finds wrong, it leaves to the model, which also says what is wrong.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from typing import Any

from licet.conditions.tree import NOTHING
from licet.terms.items import ATT_CATEGORY, CATEGORY
from licet.terms.kinds import Type
from licet.terms.steps import RISK_LEVEL, RISKS
from licet.terms.transfer import ACTIVITY, CHANNEL, CLAIM, END_USE, END_USER_TYPE, SUPPLIER

ALL_RISKS = "*"
"""The key under which a level stands that was given for all risks at once."""

_ANSWERS = ("granted", "refused", "pending")
_LARGEST = 1e300


class Form:
    """A request, an item, an origin or an end user: the attributes of its model, and which of them were given."""

    def __init__(self, defaults: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self.__dict__.update(defaults)
        self.__dict__.update(given)
        self.model_fields_set = set(given)


class _NotPlainError(Exception):
    """The model has to read it."""


def read_form(data: Any) -> Form | None:
    """A request's data as the model would read it; None where the model has to.

    Args:
        data: plain data of a document.
    """
    try:
        return _read(data, _REQUEST, _REQUEST_DEFAULTS, ("exporter", "destination", "items"))
    except (_NotPlainError, ValueError):
        return None


def _read(
    data: Any, readers: Mapping[str, _Reader], defaults: Mapping[str, Any], required: Collection[str] = ()
) -> Form:
    if data.__class__ is not dict or not all(name in data for name in required):
        raise _NotPlainError
    given = {}
    for name, value in data.items():
        reader = readers.get(name)
        if reader is None:
            raise _NotPlainError
        given[name] = reader(value)
    return Form(defaults, given)


_Reader = Callable[[Any], Any]


def _of(class_: type) -> _Reader:
    def read(value: Any) -> Any:
        if value.__class__ is not class_:
            raise _NotPlainError
        return value

    return read


_truth = _of(bool)
_map = _of(dict)


def _text(value: Any) -> Any:
    if value.__class__ is not str or not value:
        raise _NotPlainError
    return value


def _country(value: Any) -> Any:
    return _text(_text(value).strip())


def _date(value: Any) -> Any:
    return datetime.date.fromisoformat(_text(value))


def _date_or_none(value: Any) -> Any:
    return value if value == NOTHING else _date(value)


def _number(least: float, most: float, *, more: bool = False) -> _Reader:
    def read(value: Any) -> Any:
        if value.__class__ not in (int, float) or not least <= value <= most or (more and value == least):
            raise _NotPlainError
        return value

    return read


def _one_of(words: Collection[str]) -> _Reader:
    known = frozenset(words)

    def read(value: Any) -> Any:
        if value.__class__ is not str or value not in known:
            raise _NotPlainError
        return value

    return read


def _member(type_: Type) -> _Reader:
    return _one_of(type_.members)


def _list(part: _Reader) -> _Reader:
    def read(value: Any) -> Any:
        if value.__class__ is not list:
            raise _NotPlainError
        return [part(entry) for entry in value]

    return read


def _map_of(part: _Reader) -> _Reader:
    def read(value: Any) -> Any:
        return {_text(key): None if entry is None else part(entry) for key, entry in _map(value).items()}

    return read


_level = _member(RISK_LEVEL)
_levels = _map_of(_level)


def _risks(value: Any) -> Any:
    if value.__class__ is str:
        return dict.fromkeys(RISKS, _level(value)) | {ALL_RISKS: value}
    if value.__class__ is dict and ALL_RISKS in value:
        raise _NotPlainError
    return _levels(value)


def _origin(value: Any) -> Any:
    return _read({"state": value} if value.__class__ is str else value, _ORIGIN, _ORIGIN_DEFAULTS, ("state",))


def _item(value: Any) -> Any:
    return _read({"name": value} if value.__class__ is str else value, _ITEM, _ITEM_DEFAULTS)


def _items(value: Any) -> Any:
    if not value:
        raise _NotPlainError
    return _list(_item)(value)


def _end_user(value: Any) -> Any:
    return _read(value, _END_USER, _END_USER_DEFAULTS)


_truths = _map_of(_truth)
_answers = _map_of(_one_of(_ANSWERS))
_ORIGIN: dict[str, _Reader] = {"state": _country, "claim": _member(CLAIM), "share": _number(0, 1)}
_ORIGIN_DEFAULTS: dict[str, Any] = {"claim": None, "share": None}
_ITEM: dict[str, _Reader] = {
    "name": _text,
    "category": _member(CATEGORY),
    "lethal": _truth,
    "att_category": _member(ATT_CATEGORY),
    "quantity": _number(0, _LARGEST, more=True),
    "features": _map,
    "origins": _list(_origin),
}
_ITEM_DEFAULTS: dict[str, Any] = {**dict.fromkeys(_ITEM), "features": {}}
_END_USER: dict[str, _Reader] = {"name": _text, "type": _member(END_USER_TYPE)}
_END_USER_DEFAULTS: dict[str, Any] = dict.fromkeys(_END_USER)
_REQUEST: dict[str, _Reader] = {
    "exporter": _country,
    "destination": _country,
    "date": _date,
    "contract_date": _date_or_none,
    "activity": _member(ACTIVITY),
    "channel": _member(CHANNEL),
    "supplier": _member(SUPPLIER),
    "items": _items,
    "end_user": _end_user,
    "end_use": _member(END_USE),
    "temporary": _truth,
    "ownership_passes": _truth,
    "regulator": _text,
    "value_usd": _number(0, _LARGEST),
    "holders": _list(_country),
    "via": _list(_country),
    "broker": _country,
    "consents": _answers,
    "assurances": _truths,
    "risks": _risks,
    "knowledge": _truths,
    "approvals": _answers,
    "shown": _list(_text),
    "facts": _map,
}
_REQUEST_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(_REQUEST),
    **{key: [] for key in ("holders", "via", "shown")},
    **{key: {} for key in ("consents", "assurances", "risks", "knowledge", "approvals", "by_state", "facts")},
}
