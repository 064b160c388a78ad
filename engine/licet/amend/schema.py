"""What an amendment file may hold."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from licet.policies.schema import CiteEntry, Date, Model, SourceEntry, Text, Written
from licet.policies.words import Confidence, Force, Layer
from licet.world.schema import GroupEntry, RecordEntry

Status = Literal["hypothetical", "proposal", "bill", "adopted"]


class RuleChange(Model):
    """New values for some keys of a rule; what is not named stays."""

    title: Text | None = None
    cite: CiteEntry | None = None
    from_: Date | None = Field(None, alias="from")
    until: Date | None = None
    layer: Layer | None = None
    force: Force | None = None
    under: Text | None = None
    when: Written = None
    unless: Written = None
    needs: Written = None
    lifts: list[Text] | None = None
    leaves_room: bool | None = None
    because: Text | None = None
    confidence: Confidence | None = None
    interpretation: Text | None = None
    note: Text | None = None


class Redate(Model):
    """New dates of a rule; ``none`` takes a date away."""

    from_: Date | Literal["none"] | None = Field(None, alias="from")
    until: Date | Literal["none"] | None = None


class MembershipEntry(Model):
    """A membership that is added, or with ``remove`` all of a state's memberships of a group taken away."""

    group: Text
    state: Text
    from_: Date | None = Field(None, alias="from")
    until: Date | None = None
    remove: bool = False


class WorldChanges(Model):
    """Changes of the world; an added record wins over those it overlaps."""

    records: list[RecordEntry] = Field(default_factory=list)
    groups: dict[str, GroupEntry] = Field(default_factory=dict)
    memberships: list[MembershipEntry] = Field(default_factory=list)


class AmendmentFile(Model):
    """An overlay over a library."""

    amendment: Text
    status: Status = "hypothetical"
    layer: Layer | None = None
    confidence: Confidence | None = None
    sources: dict[str, SourceEntry] = Field(default_factory=dict)
    cite: CiteEntry | None = None
    definitions: dict[str, Written] = Field(default_factory=dict)
    suspend: list[Text] = Field(default_factory=list)
    redate: dict[str, Redate] = Field(default_factory=dict)
    replace: dict[str, RuleChange] = Field(default_factory=dict)
    add: list[Any] = Field(default_factory=list)
    world: WorldChanges | None = None
    note: Text | None = None
