"""The decision: the outcome with its reasons, and its JSON form (design: the decision, a contract)."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from licet.records import dataclass


@dataclass(frozen=True, slots=True)
class LegName:
    """A leg: ``state`` in ``role`` about the item of that index."""

    state: str
    role: str
    item: int


@dataclass(frozen=True, slots=True)
class Cite:
    """A pinpoint citation: the source's title, the place in it, its address."""

    source: str
    at: str
    url: str | None = None
    checked: str | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact that a rule read; ``value`` None is unknown. ``from_`` is its provenance (JSON: ``from``)."""

    term: str
    value: str | int | float | bool | None
    from_: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule on which the worst outcome rests. ``certain`` is False where unknown facts may still spare it."""

    rule: str
    title: str
    effect: str
    force: str
    layer: str
    leg: LegName
    outcome: str
    certain: bool
    because: str
    cite: Cite | None
    exercises: tuple[str, ...] = ()
    facts: tuple[FactRead, ...] = ()


@dataclass(frozen=True, slots=True)
class LegOutcome:
    """What one leg comes to. ``encoded`` is False where the state's own law is not in the library."""

    state: str
    role: str
    item: int
    outcome: str
    worst: str
    best: str
    policies: tuple[str, ...]
    encoded: bool


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A step that somebody still has to do; ``from_`` says who (JSON: ``from``)."""

    rule: str
    needs: str
    from_: str | None
    leg: LegName
    because: str
    cite: Cite | None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Consideration:
    """Something the authority has to weigh, or should know."""

    rule: str
    title: str
    layer: str
    leg: LegName
    because: str
    cite: Cite | None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Lifted:
    """A rule that would bite, and the permit that sets it aside."""

    rule: str
    by: str
    leg: LegName
    because: str
    cite: Cite | None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that nobody stated and no record gives, and which mattered."""

    term: str
    value: str | int | float | bool | None
    carried_from: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class UnknownFact:
    """A fact on which the outcome depends, the question that settles it, and the outcomes it decides between."""

    term: str
    question: str
    holder: str
    decides_between: tuple[str, str]


@dataclass(frozen=True, slots=True)
class LibraryName:
    """Which library answered."""

    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request.

    ``outcome`` is one of the chain's four words or ``undetermined``; ``worst`` and ``best`` are the ends of its interval;
    ``reach`` how far the outstanding steps can still take it, all refused and all done; ``mode`` says which evaluation
    answered.
    """

    outcome: str
    worst: str
    best: str
    date: str
    layers: tuple[str, ...]
    reach: tuple[str, str]
    mode: str
    grounds: tuple[Ground, ...]
    legs: tuple[LegOutcome, ...]
    conditions: tuple[Outstanding, ...]
    considerations: tuple[Consideration, ...]
    lifted: tuple[Lifted, ...]
    assumptions: tuple[Assumption, ...]
    unknown: tuple[UnknownFact, ...]
    library: LibraryName

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain data, in the order of the contract."""
        return typing.cast(dict[str, Any], _encode(self))

    def to_json(self) -> str:
        """The decision as JSON text; the same decision always gives the same bytes."""
        import json

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Decision:
        """The decision that :meth:`to_dict` came from.

        Raises:
            ValueError: the data is not a decision's.
        """
        try:
            return typing.cast(Decision, _decode(cls, data))
        except (KeyError, TypeError) as error:
            raise ValueError("the data is not a decision") from error

    @classmethod
    def from_json(cls, text: str) -> Decision:
        """The decision that :meth:`to_json` came from."""
        import json

        return cls.from_dict(json.loads(text))


def _encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): _encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return [_encode(part) for part in value] if isinstance(value, tuple) else value


def _decode(type_: Any, data: Any) -> Any:
    if typing.get_origin(type_) is types.UnionType:
        inner = [part for part in typing.get_args(type_) if dataclasses.is_dataclass(part)]
        return _decode(inner[0], data) if inner and data is not None else data
    if typing.get_origin(type_) is tuple:
        arguments = typing.get_args(type_)
        return tuple(_decode(arguments[0], part) for part in data)
    if not dataclasses.is_dataclass(type_):
        return data
    hints = typing.get_type_hints(type_)
    build: Any = type_
    return build(**{f.name: _decode(hints[f.name], data[f.name.rstrip("_")]) for f in dataclasses.fields(type_)})
