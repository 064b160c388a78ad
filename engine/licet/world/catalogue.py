"""The item catalogue: systems by name and alias, with what rules ask about them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import field

from licet.conditions.tree import Plain
from licet.problems import nearest
from licet.records import dataclass

# generic nouns that may follow a name, and the categories they are said of; none: any
_GENERIC: dict[str, tuple[str, ...]] = {
    "system": (),
    "weapon": (),
    "tank": ("ML6",),
    "vehicle": ("ML6",),
    "rifle": ("ML1", "ML2"),
    "pistol": ("ML1",),
    "gun": ("ML1", "ML2"),
    "howitzer": ("ML2",),
    "launcher": ("ML2", "ML4"),
    "round": ("ML3",),
    "shell": ("ML3",),
    "missile": ("ML4",),
    "rocket": ("ML4",),
    "ship": ("ML9",),
    "boat": ("ML9",),
    "submarine": ("ML9",),
    "frigate": ("ML9",),
    "corvette": ("ML9",),
    "aircraft": ("ML10",),
    "fighter": ("ML10",),
    "jet": ("ML10",),
    "helicopter": ("ML10",),
    "drone": ("ML10",),
}


@dataclass(frozen=True, slots=True)
class OriginClaim:
    """A state's claim on an item: ``claim`` is complete, component, licensor or former_owner; ``share`` of its value."""

    state: str
    claim: str = "complete"
    share: float | None = None


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One system. A value that is missing is not known."""

    id: str
    name: str
    aliases: tuple[str, ...]
    category: str | None
    lethal: bool | None
    att_category: str | None
    features: Mapping[str, Plain] = field(default_factory=dict)
    origins: tuple[OriginClaim, ...] = ()
    source: str | None = None
    note: str | None = None


class Catalogue:
    """Look-up by name or alias.

    Names are compared without case, spaces, hyphens, dots and a plural s; a trailing generic noun ("Leopard 2A6 tank")
    may be left out. Nothing is guessed beyond that: a name that is merely alike is only suggested.
    """

    def __init__(self, items: Iterable[CatalogueItem]) -> None:
        found = {item.id: item for item in items}
        names: dict[str, str] = {}
        for item in found.values():
            for name in (item.id, item.name, *item.aliases):
                names.setdefault(fold(name), item.id)
        self.items: Mapping[str, CatalogueItem] = found
        self.names: Mapping[str, str] = names
        """Every name in the form in which names are compared, with its item's id."""

    @classmethod
    def prepared(cls, items: Mapping[str, CatalogueItem], names: Mapping[str, str]) -> Catalogue:
        """A catalogue of items by id, with the names that were found before."""
        catalogue = cls(())
        catalogue.items = items
        catalogue.names = names
        return catalogue

    def find(self, name: str) -> CatalogueItem | None:
        """The item of that name, or None."""
        key = self.names.get(fold(name))
        words = name.split()
        allowed: set[str] | None = None
        while key is None and len(words) > 1 and fold(words[-1]) in _GENERIC:
            categories = _GENERIC[fold(words.pop())]
            if categories:
                allowed = set(categories) if allowed is None else allowed & set(categories)
            key = self.names.get(fold(" ".join(words)))
        if key is None:
            return None
        found = self.items[key]
        # an "F-16 missile" is not the aircraft
        return found if allowed is None or found.category is None or found.category in allowed else None

    def nearest(self, name: str) -> CatalogueItem | None:
        """The item whose name is most like ``name``, or None where none is alike enough."""
        key = nearest(fold(name), self.names, cutoff=0.7)
        return None if key is None else self.items[self.names[key]]


@functools.lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """The form in which names are compared; a decimal point counts, so 12.7 mm is not 127 mm."""
    name = re.sub(r"(?<=\d)[.,](?=\d)", "_p_", name)
    words = re.sub(r"[^\w]+", " ", name.casefold().replace("×", "x")).replace("_", " ").split()
    return "".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words
    )
