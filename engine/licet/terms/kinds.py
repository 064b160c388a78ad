"""What a term of the vocabulary is: its type, its kind, and who can say what it is."""

from __future__ import annotations

from typing import Literal

from licet.records import dataclass

Kind = Literal["fact", "step", "showing"]
"""*Facts* are true of the transfer or the world; *steps* have still to be done by somebody; *showings* are special
reasons an authority may find exceptionally (design: three kinds of terms)."""

Base = Literal["truth", "country", "enum", "scale", "number", "date", "text"]


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a term's value.

    ``members`` names the values of an ``enum`` (unordered) or a ``scale`` (lowest first); empty for other bases.
    """

    base: Base
    name: str
    members: tuple[str, ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether ``<`` and its like mean something."""
        return self.base in ("scale", "number", "date")


TRUTH = Type("truth", "yes or no")
COUNTRY = Type("country", "country")
NUMBER = Type("number", "number")
DATE = Type("date", "date")
TEXT = Type("text", "name")


def enum(name: str, *members: str) -> Type:
    """An unordered enumeration."""
    return Type("enum", name, members)


def scale(name: str, *members: str) -> Type:
    """An enumeration in order, lowest first."""
    return Type("scale", name, members)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary.

    Attributes:
        name: dotted name as rules write it (``destination.armed_conflict``).
        type: the type of its value.
        question: what to ask a person who can answer; ``{destination}``, ``{state}``, ``{item}`` are filled in.
        kind: fact, step or showing.
        holder: who can say or do it: ``requester``, ``world``, ``exporter``, ``end user``, ``origin``, ``authority`` ...
        optional: whether ``none`` (there is no such thing) is a possible value, which is not unknown.
        presumed: for adverse circumstances that are exceptional: the value taken where nothing says otherwise. It is
            listed among the decision's assumptions, and it is unknown under ``strict``.
        categories: the military-list categories to which a special item class can belong at all; for an item of
            another category the answer is no. Empty: any.
    """

    name: str
    type: Type
    question: str
    kind: Kind = "fact"
    holder: str = "requester"
    optional: bool = False
    presumed: bool | str | None = None
    categories: tuple[str, ...] = ()
