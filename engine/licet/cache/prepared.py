"""A library as bytes, in parts that can be read alone: an answer needs few of the policies, groups and items."""

from __future__ import annotations

import dataclasses
import io
import marshal
import pickle
import zlib
from typing import Any

from licet.cache.deferred import Deferred, Entries, defer
from licet.library import Library
from licet.policies.model import Policy, Rule
from licet.world.catalogue import Catalogue
from licet.world.model import ConflictYear, Group, World

_MARK = b"licet 1\n"
_HEAD = len(_MARK) + 8
_POLICY = ("id", "title", "state", "binds", "since", "authority", "note")
_POLICY_PARTS = ("instruments", "rules", "consent")
_GROUP = ("name", "title", "complete", "source")
_WORLD = (
    "countries",
    "embargoes",
    "conflict_years",
    "conflict_source",
    "records",
    "complete",
    "entities",
    "sources",
)


def to_bytes(library: Library) -> bytes:
    """A library's prepared form."""
    parts: list[bytes] = []

    def part(data: bytes) -> int:
        parts.append(data)
        return len(parts) - 1

    def pickled(value: Any) -> int:
        return part(_pickled(value))

    world = library.world
    rules = {rule.id: at for at, policy in enumerate(library.policies) for rule in policy.rules}
    permits = {target: tuple(permit.id for permit in found) for target, found in library.permits.items()}
    conflicts = {key: (year.armed_conflict, year.fights_abroad) for key, year in world.conflicts.items()}
    head = {
        "version": library.version,
        "digest": library.digest,
        "policies": [
            (_values(policy, _POLICY), pickled(_values(policy, _POLICY_PARTS))) for policy in library.policies
        ],
        "rules": part(marshal.dumps(rules)),
        "permits": part(marshal.dumps(permits)),
        "world": {name: pickled(getattr(world, name)) for name in _WORLD},
        "groups": [(_values(group, _GROUP), pickled(group.members)) for group in world.groups.values()],
        "conflicts": part(marshal.dumps(conflicts)),
        "names": part(marshal.dumps(dict(world.catalogue.names))),
        "items": part(marshal.dumps({key: pickled(item) for key, item in world.catalogue.items.items()})),
    }
    ends = [0]
    for data in parts:
        ends.append(ends[-1] + len(data))
    first = _pickled((marshal.dumps(ends), head))
    rest = b"".join((len(first).to_bytes(4, "little"), first, *parts))
    return b"".join((_MARK, zlib.adler32(rest).to_bytes(4, "little"), rest))


def from_bytes(data: bytes) -> Library:
    """The library of a prepared form; its policies' rules and its world are read from ``data`` when they are asked for.

    Raises:
        ValueError: the bytes are damaged, or not of this form.
    """
    view = memoryview(data)
    if view[: len(_MARK)] != _MARK:
        raise ValueError("not a prepared library")
    if zlib.adler32(view[len(_MARK) + 4 :]) != int.from_bytes(view[len(_MARK) : len(_MARK) + 4], "little"):
        raise ValueError("a damaged prepared library")
    start = _HEAD + int.from_bytes(view[_HEAD - 4 : _HEAD], "little")
    marks, head = pickle.loads(view[_HEAD:start])
    return _Parts(view[start:], marshal.loads(marks)).library(head)


class _Pickler(pickle.Pickler):
    """Writes a frozen dataclass as a call of its class: that is read in half the time of its own way with slots."""

    def reducer_override(self, value: Any) -> Any:
        class_ = type(value)
        if getattr(getattr(class_, "__dataclass_params__", None), "frozen", False):
            return class_, tuple(getattr(value, field.name) for field in dataclasses.fields(value))
        return NotImplemented


def _pickled(value: Any) -> bytes:
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()


def _values(instance: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(instance, name) for name in names)


def _partly(class_: Any, names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    """An instance with some attributes only."""
    instance = object.__new__(class_)
    for name, value in zip(names, values, strict=True):
        object.__setattr__(instance, name, value)
    return instance


class _Parts:
    """The parts of a prepared form."""

    def __init__(self, view: memoryview, ends: list[int]) -> None:
        self.view = view
        self.ends = ends

    def bytes(self, at: int) -> memoryview:
        return self.view[self.ends[at] : self.ends[at + 1]]

    def pickled(self, at: int) -> Any:
        return pickle.loads(self.bytes(at))

    def plain(self, at: int) -> Any:
        return marshal.loads(self.bytes(at))

    def deferred(self, instance: Deferred, names: tuple[str, ...], at: int) -> None:
        """Leave attributes out that are read from one part: the value of a single name, a tuple of several."""

        def read() -> dict[str, Any]:
            value = self.pickled(at)
            return dict(zip(names, value if len(names) > 1 else (value,), strict=True))

        defer(instance, names, read)

    def library(self, head: dict[str, Any]) -> Library:
        policies = []
        for values, at in head["policies"]:
            policy: Policy = _partly(Policy, _POLICY, values)
            self.deferred(policy, _POLICY_PARTS, at)
            policies.append(policy)
        found = Library(tuple(policies), self.world(head), head["version"], head["digest"])
        by_id: dict[int, dict[str, Rule]] = {}

        def rule(name: str) -> Rule:
            at = places[name]
            if at not in by_id:
                by_id[at] = {each.id: each for each in policies[at].rules}
            return by_id[at][name]

        places: dict[str, int] = self.plain(head["rules"])
        # in the place where the library keeps them once they are asked for
        found.__dict__["rules"] = Entries({name: name for name in places}, rule)
        found.__dict__["permits"] = Entries(
            self.plain(head["permits"]), lambda names: tuple(rule(name) for name in names)
        )
        return found

    def world(self, head: dict[str, Any]) -> World:
        world: World = object.__new__(World)
        for name, at in head["world"].items():
            self.deferred(world, (name,), at)
        defer(world, ("groups",), lambda: {"groups": self.groups(head["groups"])})
        defer(world, ("conflicts",), lambda: {"conflicts": self.conflicts(head["conflicts"])})
        defer(world, ("catalogue",), lambda: {"catalogue": self.catalogue(head["items"], head["names"])})
        return world

    def groups(self, heads: list[tuple[Any, int]]) -> dict[str, Group]:
        groups: dict[str, Group] = {}
        for values, at in heads:
            group: Group = _partly(Group, _GROUP, values)
            self.deferred(group, ("members",), at)
            groups[group.name] = group
        return groups

    def conflicts(self, at: int) -> Entries[tuple[str, int], ConflictYear]:
        return Entries(self.plain(at), lambda year: ConflictYear(*year))

    def catalogue(self, items: int, names: int) -> Catalogue:
        return Catalogue.prepared(Entries(self.plain(items), self.pickled), self.plain(names))
