"""Frozen slotted dataclasses, made in a third of the time: an answer from a prepared library needs some sixty of them.

``from licet.records import dataclass`` in place of ``from dataclasses import dataclass``: to a type checker it is the same
decorator, and the classes behave the same. The standard one compiles each method by itself, and freezing twice more; here a
class's ``__init__``, ``__eq__`` and ``__hash__`` are compiled at once, and what needs no compiling is shared by all classes.
Only ``@dataclass(frozen=True, slots=True)`` is made so; with other arguments it is the standard decorator.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(class_=None, /, **options):
        """As :func:`dataclasses.dataclass`."""
        if class_ is not None or options != {"frozen": True, "slots": True}:
            make = dataclasses.dataclass(**options)
            return make if class_ is None else make(class_)
        return _frozen


def _frozen(class_: type[Any]) -> type[Any]:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(class_)
    fields = dataclasses.fields(made)
    if not all(field.init and field.compare and field.hash is None and not field.kw_only for field in fields):
        raise TypeError("such a field needs the standard decorator")
    known: dict[str, Any] = {"_set": object.__setattr__, "_left_out": dataclasses.MISSING}
    parameters, body = [], []
    for field in fields:
        name = field.name
        if field.default is not dataclasses.MISSING:
            known[f"_of_{name}"] = field.default
            parameters.append(f"{name}=_of_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            known[f"_of_{name}"] = field.default_factory
            parameters.append(f"{name}=_left_out")
            body.append(f"  if {name} is _left_out: {name} = _of_{name}()")
        else:
            parameters.append(name)
        body.append(f"  _set(self, {name!r}, {name})")
    own = f"({''.join(f'self.{field.name}, ' for field in fields)})"
    source = (
        f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(body or ["  pass"]) + "\n"
        "def __eq__(self, other):\n"
        "  if other.__class__ is not self.__class__: return NotImplemented\n"
        f"  return {own} == {own.replace('self.', 'other.')}\n"
        "def __hash__(self):\n"
        f"  return hash({own})\n"
    )
    methods: dict[str, Any] = {}
    exec(source, known, methods)
    methods["__init__"].__annotations__ = {**{field.name: field.type for field in fields}, "return": None}
    for name, method in {**methods, **_SHARED}.items():
        if name in methods:
            method.__qualname__ = f"{made.__qualname__}.{name}"
        if class_.__dict__.get(name) is None:
            setattr(made, name, method)
    made.__dataclass_params__.frozen = made.__dataclass_params__.eq = True
    return made  # type: ignore[no-any-return]


def _repr(self: Any) -> str:
    values = ", ".join(
        f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr
    )
    return f"{type(self).__qualname__}({values})"


def _set(self: Any, name: str, value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED = {
    "__repr__": _repr,
    "__setattr__": _set,
    "__delattr__": _delete,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
