"""Types and small workings of number columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.int64]

_DENSE = 1 << 22
"""Up to so many possible keys a table of flags is quicker than sorting."""
_PLACES = 1 << 25
"""Up to so many possible keys (128 MB) answers are kept by place."""
_MIX = np.uint64(0x9E3779B97F4A7C15)


def distinct(keys: Keys, size: int) -> tuple[Keys, Codes]:
    """The distinct keys, each below ``size``, in order; and for each key its place among them."""
    if size <= _DENSE:
        seen = np.zeros(size, np.bool_)
        seen[keys] = True
        found = np.flatnonzero(seen)
        places = np.zeros(size, np.int32)
        places[found] = np.arange(len(found), dtype=np.int32)
        return found, places[keys]
    found, inverse = np.unique(keys, return_inverse=True)
    return found, inverse.astype(np.int32)


def distinct_rows(flags: list[Flags], count: int) -> tuple[npt.NDArray[np.uint64], Codes]:
    """The distinct rows of columns of truth values, packed as words, and for each row its place among them."""
    words = np.zeros((-(-len(flags) // 64) or 1, count), np.uint64)
    for place, column in enumerate(flags):
        words[place // 64] |= column.astype(np.uint64) << np.uint64(place % 64)
    mixed = np.zeros(count, np.uint64)
    for word in words:
        mixed = (mixed ^ word) * _MIX
        mixed ^= mixed >> np.uint64(29)
    _, first, inverse = np.unique(mixed, return_index=True, return_inverse=True)
    rows = words[:, first]
    if not np.array_equal(rows[:, inverse], words):  # two rows with one hash: sort them in full
        rows, inverse = np.unique(words, axis=1, return_inverse=True)
    return rows.T, inverse.reshape(-1).astype(np.int32)


def places_set(words: npt.NDArray[np.uint64]) -> list[int]:
    """The places of the set bits of one packed row."""
    found = []
    for number, word in enumerate(words.tolist()):
        while word:
            lowest = word & -word
            found.append(64 * number + lowest.bit_length() - 1)
            word ^= lowest
    return found


def grown(array: npt.NDArray[Any], size: int, fill: int) -> npt.NDArray[Any]:
    """The array, at least ``size`` long; what is new holds ``fill``."""
    if len(array) >= size:
        return array
    longer = np.full(max(size, 2 * len(array)), fill, array.dtype)
    longer[: len(array)] = array
    return longer


def key_table(size: int) -> KeyTable | DenseTable:
    """A table for keys below ``size``: by place where there are few possible keys, hashed where there are many."""
    return DenseTable(size) if size <= _PLACES else KeyTable()


class DenseTable:
    """Remembers a number for each of not too many possible keys, by place."""

    def __init__(self, size: int) -> None:
        self._numbers: Codes = np.zeros(size, np.int32)  # one more than the number; memory is used as it fills
        self.filled = 0

    def find(self, keys: Keys) -> Codes:
        """The number of each key; -1 where it is not known."""
        found: Codes = self._numbers[keys]
        found -= 1
        return found

    def add(self, keys: Keys, numbers: Codes) -> None:
        """Remember distinct keys that are not known yet."""
        self._numbers[keys] = numbers + 1
        self.filled += len(keys)

    def items(self) -> tuple[Keys, Codes]:
        """All keys with their numbers."""
        kept = np.flatnonzero(self._numbers)
        return kept, self._numbers[kept] - 1


class KeyTable:
    """Remembers a number for each of many keys: a hash table in two columns.

    Args:
        most: how many keys are kept; when there are more, all are forgotten.
    """

    def __init__(self, most: int = 1 << 23) -> None:
        self.most = most
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.filled = 0
        self._room(1 << 12)

    def _room(self, size: int) -> None:
        self._keys: Keys = np.full(size, -1, np.int64)
        self._numbers: Codes = np.zeros(size, np.int32)
        self._shift = np.uint64(64 - size.bit_length() + 1)

    def find(self, keys: Keys) -> Codes:
        """The number of each key; -1 where it is not known."""
        slots = self._slots(keys)
        found = self._numbers[slots]
        at = self._keys[slots]
        found[at == -1] = -1
        rows = np.flatnonzero((at != keys) & (at != -1))
        while len(rows):
            slots[rows] = (slots[rows] + 1) & (len(self._keys) - 1)
            at_rows = self._keys[slots[rows]]
            found[rows] = np.where(at_rows == keys[rows], self._numbers[slots[rows]], -1)
            rows = rows[(at_rows != keys[rows]) & (at_rows != -1)]
        return found

    def add(self, keys: Keys, numbers: Codes) -> None:
        """Remember distinct keys that are not known yet."""
        if self.filled + len(keys) > self.most:
            self.clear()
        if 2 * (self.filled + len(keys)) > len(self._keys):
            old = np.flatnonzero(self._keys != -1)
            old_keys, old_numbers = self._keys[old], self._numbers[old]
            self._room(1 << int(4 * (self.filled + len(keys)) - 1).bit_length())
            self._place(old_keys, old_numbers)
        self._place(keys, numbers)
        self.filled += len(keys)

    def items(self) -> tuple[Keys, Codes]:
        """All keys with their numbers."""
        kept = np.flatnonzero(self._keys != -1)
        return self._keys[kept], self._numbers[kept]

    def _slots(self, keys: Keys) -> Keys:
        mixed = keys.astype(np.uint64) * _MIX
        return (mixed >> self._shift).astype(np.int64)

    def _place(self, keys: Keys, numbers: Codes) -> None:
        slots = self._slots(keys)
        waiting = np.arange(len(keys))
        while len(waiting):
            at = slots[waiting]
            free = self._keys[at] == -1
            # of several that want one free slot the last written gets it, the others go on
            self._keys[at[free]] = keys[waiting[free]]
            placed = self._keys[at] == keys[waiting]
            self._numbers[at[placed]] = numbers[waiting[placed]]
            waiting = waiting[~placed]
            slots[waiting] = (slots[waiting] + 1) & (len(self._keys) - 1)
