"""The request: a transfer as people write it, in YAML, JSON or a Python dict. Unknown keys are errors."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from licet.problems import did_you_mean, show
from licet.terms.items import ATT_CATEGORY, CATEGORY
from licet.terms.steps import RISK_LEVEL, RISKS
from licet.terms.transfer import ACTIVITY, CHANNEL, CLAIM, END_USE, END_USER_TYPE, SUPPLIER
from licet.transfers.form import ALL_RISKS
from licet.validation import OneOf, iso_date, plain_text


def _date_or_none(value: Any) -> Any:
    return value if value == "none" else iso_date(value)


def _country(value: Any) -> Any:
    if isinstance(value, bool):  # YAML tools read `no` as false; say so where the country is looked up
        return "no" if value is False else "true"
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("licet", "`{value}` is not a country", {"value": show(value)})
    return value.strip()


def _risks(value: Any) -> Any:
    """One level for all risks, or a map; ``ALL_RISKS`` remembers the first."""
    if not isinstance(value, str):
        if isinstance(value, dict) and ALL_RISKS in value:
            raise PydanticCustomError("licet", "write one level for all risks in place of the map", {})
        return value
    if value not in RISK_LEVEL.members:
        levels = ", ".join(f"`{level}`" for level in RISK_LEVEL.members)
        help_text = did_you_mean(value, RISK_LEVEL.members) or f"one of {levels}, or a map of risks"
        raise PydanticCustomError("licet", "`{value}` is not a level of risk", {"value": value, "help": help_text})
    return dict.fromkeys(RISKS, value) | {ALL_RISKS: value}


Date = Annotated[datetime.date, BeforeValidator(iso_date)]
Text = Annotated[str, BeforeValidator(plain_text), Field(min_length=1)]
Country = Annotated[str, BeforeValidator(_country)]
Answer = Literal["granted", "refused", "pending"]
Level = Annotated[str, OneOf(RISK_LEVEL)]
Risks = Annotated[dict[str, Level | None], BeforeValidator(_risks)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Origin(_Model):
    """A state with a re-export claim on an item; ``share`` of its value from 0 to 1."""

    state: Country
    claim: Annotated[str, OneOf(CLAIM)] | None = None
    share: float | int | None = Field(None, ge=0, le=1)


def _origin(value: Any) -> Any:
    return {"state": value} if isinstance(value, str | bool) else value


def _item(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class Item(_Model):
    """What is transferred: a name from the catalogue, or a description; what is written here wins."""

    name: Text | None = None
    category: Annotated[str, OneOf(CATEGORY)] | None = None
    lethal: bool | None = None
    att_category: Annotated[str, OneOf(ATT_CATEGORY)] | None = None
    quantity: int | float | None = Field(None, gt=0)
    features: dict[str, Any] = Field(default_factory=dict)
    origins: list[Annotated[Origin, BeforeValidator(_origin)]] | None = None


class EndUser(_Model):
    """Who is to use the goods."""

    name: Text | None = None
    type: Annotated[str, OneOf(END_USER_TYPE)] | None = None


class StateAnswers(_Model):
    """What one state found, on its own legs; wins over the general answers."""

    risks: Risks = Field(default_factory=dict)
    knowledge: dict[str, bool | None] = Field(default_factory=dict)
    approvals: dict[str, Answer | None] = Field(default_factory=dict)
    assurances: dict[str, bool | None] = Field(default_factory=dict)
    shown: list[Text] = Field(default_factory=list)


class Request(_Model):
    """A transfer. Only ``exporter``, ``destination`` and one item are required; ``date`` where nothing else sets it."""

    exporter: Country
    destination: Country
    date: Date | None = None
    contract_date: Annotated[datetime.date | Literal["none"] | None, BeforeValidator(_date_or_none)] = None
    activity: Annotated[str, OneOf(ACTIVITY)] | None = None
    channel: Annotated[str, OneOf(CHANNEL)] | None = None
    supplier: Annotated[str, OneOf(SUPPLIER)] | None = None
    items: list[Annotated[Item, BeforeValidator(_item)]] = Field(min_length=1)
    end_user: EndUser | None = None
    end_use: Annotated[str, OneOf(END_USE)] | None = None
    temporary: bool | None = None
    ownership_passes: bool | None = None
    regulator: Text | None = None
    value_usd: float | int | None = Field(None, ge=0)
    holders: list[Country] = Field(default_factory=list)
    via: list[Country] = Field(default_factory=list)
    broker: Country | None = None
    consents: dict[str, Answer | None] = Field(default_factory=dict)
    assurances: dict[str, bool | None] = Field(default_factory=dict)
    risks: Risks = Field(default_factory=dict)
    knowledge: dict[str, bool | None] = Field(default_factory=dict)
    approvals: dict[str, Answer | None] = Field(default_factory=dict)
    by_state: dict[str, StateAnswers] = Field(default_factory=dict)
    shown: list[Text] = Field(default_factory=list)
    facts: dict[str, Any] = Field(default_factory=dict)
