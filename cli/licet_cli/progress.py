"""Progress of long work, on standard error and only where that is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_EVERY = 0.1
_BAR = 24


def progress(
    items: Iterable[T], noun: str, total: int | None = None, size: Callable[[T], int] = lambda _: 1
) -> Iterator[T]:
    """The items as they come, with a bar that is gone when the last has come.

    Args:
        items: what is worked on.
        noun: what they are called, in the plural.
        total: how many there are, where that is known.
        size: for how many an item counts.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    shown = 0.0
    number = 0
    try:
        for item in items:
            number += size(item)
            now = time.monotonic()
            if now - shown >= _EVERY:
                shown = now
                print(f"\r{_line(number, noun, total)}", end="", file=sys.stderr, flush=True)
            yield item
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _line(number: int, noun: str, total: int | None) -> str:
    if not total:
        return f"{number} {noun}"
    full = min(_BAR, _BAR * number // total)
    return f"[{'#' * full}{'.' * (_BAR - full)}] {number}/{total} {noun}"
