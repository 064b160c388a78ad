"""Requests of the common plain form, read without the full reader: one item by name, words from the lists, no detail.

Whatever is not plain, or not right, is left to the full reader, which also says what is wrong.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from licet.compiled.facts import item_facts
from licet.conditions.tree import Plain
from licet.problems import InputError
from licet.terms.steps import ASSURANCES, KNOWLEDGE, RISK_LEVEL, RISKS
from licet.terms.transfer import ACTIVITY, CHANNEL, END_USE, END_USER_TYPE, SUPPLIER
from licet.transfers.transfer import Step, TransferItem

if TYPE_CHECKING:
    from licet.library import Library

_KEPT = 100_000
"""How many spellings of items, countries and dates are kept before they are forgotten."""
_WORDS: dict[str, frozenset[Any]] = {
    "end_use": frozenset(END_USE.members),
    "channel": frozenset(CHANNEL.members),
    "supplier": frozenset(SUPPLIER.members),
    "activity": frozenset(ACTIVITY.members),
}
_TRUTHS = frozenset(("temporary", "ownership_passes"))
_END_USERS = frozenset(END_USER_TYPE.members)
_EVERY_RISK: dict[str, dict[str, Step]] = {
    level: {
        **{f"risk.{name}": level for name in RISKS},
        **({f"no_knowledge.{name}": True for name in KNOWLEDGE} if level == "low" else {}),
    }
    for level in RISK_LEVEL.members
}


@dataclass(frozen=True, slots=True)
class PlainItem:
    """An item by name: as the full reader resolves it, and its known values."""

    item: TransferItem
    facts: Mapping[str, Plain]
    origins: frozenset[str]


@dataclass(slots=True)
class PlainRequest:
    """A request that was read without the full reader."""

    exporter: str
    destination: str
    date: datetime.date
    item: PlainItem
    facts: dict[str, Plain]
    steps: Mapping[str, Step]


class Plainly:
    """Reads plain requests; what it has met before (countries, items, dates) it looks up."""

    def __init__(self, library: Library, strict: bool) -> None:
        self.library = library
        self.strict = strict
        self._countries: dict[str, str] = {}
        self._items: dict[str, PlainItem] = {}
        self._dates: dict[str, datetime.date] = {}

    def read(self, request: Mapping[str, Any]) -> PlainRequest | None:
        """The request, or None where the full reader has to read it."""
        try:
            (name,) = request["items"]
            item = self._items.get(name) or self._item(name)
            exporter = self._countries.get(request["exporter"]) or self._country(request["exporter"])
            destination = self._countries.get(request["destination"]) or self._country(request["destination"])
            date = self._dates.get(request["date"]) or self._date(request["date"])
        except (KeyError, TypeError, ValueError, InputError):
            return None
        if item is None or exporter is None or destination is None or date is None:
            return None
        facts: dict[str, Plain] = {"activity": "export", "regulator": "none", "date": request["date"]}
        steps: dict[str, Step] = {}
        for key, value in request.items():
            words = _WORDS.get(key)
            if words is not None:
                if value.__class__ is not str or value not in words:
                    return None
                facts[key] = value
            elif key in _TRUTHS:
                if value.__class__ is not bool:
                    return None
                facts[key] = value
            elif key not in ("exporter", "destination", "date", "items") and not self._part(key, value, facts, steps):
                return None
        return PlainRequest(exporter, destination, date, item, facts, steps)

    def _part(self, key: str, value: Any, facts: dict[str, Plain], steps: dict[str, Step]) -> bool:
        """Read one of the keys with parts; False where the full reader has to."""
        match key:
            case "end_user":
                if value.__class__ is not dict or value.keys() != {"type"}:
                    return False
                type_ = value["type"]
                if type_.__class__ is not str or type_ not in _END_USERS:
                    return False
                facts["end_user.type"] = type_
                return True
            case "contract_date":
                if value.__class__ is not str or (value != "none" and self._date(value) is None):
                    return False
                facts["contract_date"] = value
                return True
            case "risks":
                if value.__class__ is not str or value not in _EVERY_RISK:
                    return False
                steps.update(_EVERY_RISK[value])
                return True
            case "assurances":
                if value.__class__ is not dict:
                    return False
                for name, given in value.items():
                    if name not in ASSURANCES or given.__class__ is not bool:
                        return False
                    steps[f"assurance.{name}"] = given
                return True
            case _:
                return False

    def _country(self, written: Any) -> str | None:
        code = self.library.world.countries.find(written) if written.__class__ is str else None
        if code is not None:
            _keep(self._countries, written, code)
        return code

    def _date(self, written: Any) -> datetime.date | None:
        # only the full form: others mean the same day, but are another text
        if written.__class__ is not str or len(written) != 10 or written[4] != "-":
            return None
        day = datetime.date.fromisoformat(written)
        _keep(self._dates, written, day)
        return day

    def _item(self, name: Any) -> PlainItem | None:
        if name.__class__ is not str:
            return None
        ends = {"exporter": "KOR", "destination": "POL", "date": "2020-01-01"}
        item = self.library.transfer({**ends, "items": [name]}).items[0]
        found = PlainItem(item, item_facts(item, {}, self.strict), frozenset(origin.state for origin in item.origins))
        _keep(self._items, name, found)
        return found


def _keep(kept: dict[str, Any], key: str, value: Any) -> None:
    if len(kept) >= _KEPT:
        kept.clear()
    kept[key] = value
