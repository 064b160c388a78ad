"""What the world's YAML files may hold."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from licet.terms.items import ATT_CATEGORY, CATEGORY
from licet.terms.transfer import CLAIM
from licet.validation import OneOf, iso_date, plain_text

Date = Annotated[datetime.date, BeforeValidator(iso_date)]
Text = Annotated[str, BeforeValidator(plain_text), Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class SourceEntry(_Model):
    """Where records come from."""

    title: Text
    url: Text | None = None
    checked: Date | None = None
    licence: Text | None = None
    note: Text | None = None


class SourcesFile(RootModel[dict[str, SourceEntry]]):
    """``sources.yaml``."""


class GroupEntry(_Model):
    """A group's name in words, and whether absence means no."""

    title: Text
    complete: bool = False
    source: Text | None = None
    note: Text | None = None


class GroupsFile(RootModel[dict[str, GroupEntry]]):
    """``groups.yaml``."""


class EntityEntry(_Model):
    """An end user that rules name."""

    name: Text
    aliases: list[Text] = Field(default_factory=list)
    state: Text | None = None
    source: Text | None = None
    note: Text | None = None


class EntitiesFile(RootModel[dict[str, EntityEntry]]):
    """``entities.yaml``."""


class RecordEntry(_Model):
    """A day-exact fact about a state."""

    state: Text
    term: Text
    value: Any
    from_: Date | None = Field(None, alias="from")
    until: Date | None = None
    seen: Date | None = None
    published: Date | None = None
    source: Text | None = None
    confidence: Literal["verified", "secondary", "unverified"]
    note: Text | None = None


class TableEntry(_Model):
    """Whether no record means no."""

    complete: bool = False
    note: Text | None = None


class RecordsFile(_Model):
    """``records.yaml``."""

    tables: dict[str, TableEntry] = Field(default_factory=dict)
    records: list[RecordEntry] = Field(default_factory=list)


class OriginEntry(_Model):
    """A state's claim on an item."""

    state: Text
    claim: Annotated[str, OneOf(CLAIM)] = "complete"
    share: float | int | None = Field(None, ge=0, le=1)
    source: Text | None = None
    note: Text | None = None


class ItemEntry(_Model):
    """One system of the catalogue."""

    id: Text
    name: Text
    aliases: list[Text] = Field(default_factory=list)
    category: Annotated[str, OneOf(CATEGORY)] | None = None
    lethal: bool | None = None
    att_category: Annotated[str, OneOf(ATT_CATEGORY)] | None = None
    features: dict[str, Any] = Field(default_factory=dict)
    origins: list[OriginEntry] = Field(default_factory=list)
    source: Text | None = None
    note: Text | None = None


class ItemsFile(RootModel[list[ItemEntry]]):
    """A file of ``items/``."""
