"""Attributes and entries that are read from a prepared library when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
_LOCK = RLock()


class Deferred:
    """Base of slotted classes whose instances may leave attributes out until they are read.

    Apart from the moment at which an attribute is read, an instance is like one made by the class: it is compared, copied and
    pickled with all its attributes.
    """

    __slots__ = ("_deferred",)

    if TYPE_CHECKING:
        _deferred: dict[str, Callable[[], Mapping[str, Any]]]
    else:

        def __getattr__(self, name):
            """Read an attribute that was left out; called only where an attribute is missing."""
            if name == "_deferred":
                raise AttributeError(name)
            with _LOCK:
                read = getattr(self, "_deferred", {}).pop(name, None)
                if read is not None:
                    for each, value in read().items():
                        object.__setattr__(self, each, value)
            return object.__getattribute__(self, name)

    def __getstate__(self) -> Any:
        """The attributes, all of them read; how and from where is nobody else's business."""
        names = [name for class_ in type(self).__mro__ for name in class_.__dict__.get("__slots__", ())]
        return None, {name: getattr(self, name) for name in names if name != "_deferred"}


def defer(instance: Deferred, names: tuple[str, ...], read: Callable[[], Mapping[str, Any]]) -> None:
    """Leave attributes of an instance out until one of them is asked for; ``read`` gives the values of them all."""
    deferred = getattr(instance, "_deferred", None)
    if deferred is None:
        deferred = {}
        object.__setattr__(instance, "_deferred", deferred)
    deferred.update(dict.fromkeys(names, read))


class Entries(Mapping[Key, Value]):
    """A mapping whose values are read one by one; copied and pickled as a dict of them all.

    Args:
        places: where the value of each key is, in the order of the mapping.
        read: reads the value at a place.
    """

    def __init__(self, places: Mapping[Key, Any], read: Callable[[Any], Value]) -> None:
        self._places = places
        self._read = read
        self._found: dict[Key, Value] = {}

    def __getitem__(self, key: Key) -> Value:
        found = self._found.get(key, self)
        if found is self:
            found = self._found.setdefault(key, self._read(self._places[key]))
        return found  # type: ignore[return-value]

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type[dict[Key, Value]], tuple[dict[Key, Value]]]:
        return dict, (dict(self),)

    def get(self, key: Any, default: Any = None) -> Any:
        """As of a dict."""
        return self[key] if key in self._places else default
