"""What a policy file may hold: pydantic models of the YAML, before its conditions are read."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from licet.policies.words import Confidence, Effect, Force, Layer, Reason
from licet.validation import iso_date, plain_text

Date = Annotated[datetime.date, BeforeValidator(iso_date)]
Text = Annotated[str, BeforeValidator(plain_text), Field(min_length=1)]
Written = Any
"""A condition as written: text, a list or a map; read by ``policies.reading``."""


class Model(BaseModel):
    """Strict, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class SourceEntry(Model):
    """A text that rules cite."""

    title: Text
    native: Text | None = None
    url: Text | None = None
    checked: Date | None = None
    note: Text | None = None


class CiteEntry(Model):
    """A pinpoint citation: a source of the file or the policy, and the place in it."""

    source: Text
    at: Text
    url: Text | None = None
    checked: Date | None = None


class RuleEntry(Model):
    """One rule as written."""

    id: Text
    title: Text
    cite: CiteEntry
    from_: Date | None = Field(None, alias="from")
    until: Date | None = None
    seen: Date | None = None
    published: Date | None = None
    annulled: Date | None = None
    layer: Layer | None = None
    effect: Effect
    force: Force | None = None
    under: Text | None = None
    when: Written = None
    unless: Written = None
    needs: Written = None
    lifts: list[Text] | None = None
    leaves_room: bool = False
    exercises: list[Text] | None = None
    because: Text
    confidence: Confidence | None = None
    interpretation: Text | None = None
    note: Text | None = None


class ConsentEntry(Model):
    """On what a state's re-export claim rests."""

    title: Text
    cite: CiteEntry
    because: Text
    confidence: Confidence
    interpretation: Text | None = None
    note: Text | None = None


class LeftOutEntry(Model):
    """A provision that is not a rule, and why."""

    at: Text
    source: Text
    title: Text
    reason: Reason
    note: Text | None = None


class InstrumentFile(Model):
    """A file of a policy's folder: one instrument."""

    instrument: Text
    layer: Layer | None = None
    confidence: Confidence | None = None
    sources: dict[str, SourceEntry] = Field(default_factory=dict)
    definitions: dict[str, Written] = Field(default_factory=dict)
    rules: list[Any] = Field(default_factory=list)
    """Entries of :class:`RuleEntry`, checked one by one, so that a mistake in one hides none in another."""
    left_out: list[LeftOutEntry] = Field(default_factory=list)
    note: Text | None = None


class PolicyFile(Model):
    """``policy.yaml``: what a policy's instruments share."""

    policy: Text
    title: Text
    state: Text | None = None
    binds: Written = None
    since: Date | None = None
    authority: Text | None = None
    sources: dict[str, SourceEntry] = Field(default_factory=dict)
    definitions: dict[str, Written] = Field(default_factory=dict)
    consent: ConsentEntry | None = None
    note: Text | None = None
