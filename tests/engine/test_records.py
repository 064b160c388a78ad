"""Classes made by licet.records behave as those of the standard decorator."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

import licet.records


def define(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Pair:
        """A pair."""

        left: int
        right: tuple[int, ...] = (1,)
        more: dict[str, int] = field(default_factory=dict, repr=False)

        @property
        def both(self) -> tuple[Any, ...]:
            return self.left, self.right

        def __str__(self) -> str:
            return "a pair"

    return Pair


Pair = define(licet.records.dataclass)
Standard = define(dataclasses.dataclass)
Pair.__qualname__ = "Pair"  # as of a class of the module, so that it is pickled


def outcome(action: Callable[[Any], Any], class_: Any) -> Any:
    try:
        found = action(class_)
    except Exception as error:
        found = type(error), str(error).replace("Standard", "Pair")
    return repr(found).replace("define.<locals>.", "")


ACTIONS: dict[str, Callable[[Any], Any]] = {
    "positional": lambda c: c(1, (2,), {"a": 1}),
    "by name": lambda c: c(right=(), left=3),
    "str": lambda c: str(c(1)),
    "fields": lambda c: [(f.name, f.type, f.default) for f in dataclasses.fields(c)],
    "asdict": lambda c: dataclasses.asdict(c(1)),
    "is a dataclass": lambda c: (dataclasses.is_dataclass(c), c.__match_args__, c.__slots__, c.__doc__),
    "frozen": lambda c: (c.__dataclass_params__.frozen, c.__dataclass_params__.eq),
    "signature": lambda c: str(inspect.signature(c)).replace("<factory>", "") and list(inspect.signature(c).parameters),
    "annotations": lambda c: c.__init__.__annotations__,
    "replace": lambda c: dataclasses.replace(c(1), left=5),
    "replace what is none": lambda c: dataclasses.replace(c(1), middle=5),
    "too few": lambda c: c(),
    "too many": lambda c: c(1, (), {}, 4),
    "unknown name": lambda c: c(1, middle=2),
    "set": lambda c: setattr(c(1), "left", 2),
    "delete": lambda c: delattr(c(1), "left"),
    "equal": lambda c: (c(1) == c(1), c(1) == c(2), c(1) != c(1), c(1) == (1, (1,), {}), c(1) == 1),
    "unhashable part": lambda c: hash(c(1)),
    "hash": lambda c: (hash(c(1, (), ())) == hash(c(1, (), ())), hash(c(1, (), ())) == hash((1, (), ()))),
    "default made anew": lambda c: c(1).more is c(1).more,
    "property": lambda c: c(1).both,
    "no dict": lambda c: hasattr(c(1), "__dict__"),
    "copy": lambda c: (copy.copy(c(1)), copy.deepcopy(c(1)) == c(1)),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_as_the_standard_one(action: str) -> None:
    assert outcome(ACTIONS[action], Pair) == outcome(ACTIONS[action], Standard)


def test_pickled() -> None:
    assert pickle.loads(pickle.dumps(Pair(1, (2,), {"a": 3}))) == Pair(1, (2,), {"a": 3})


def test_matched() -> None:
    match Pair(1):
        case Pair(left, right=(one,)):
            assert (left, one) == (1, 1)
        case _:
            pytest.fail("not matched")


def test_own_methods_stay() -> None:
    @licet.records.dataclass(frozen=True, slots=True)
    class Own:
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    assert (Own("a") == Own("b"), hash(Own("a")), repr(Own("a"))) == (True, 7, "own")


def test_other_arguments_are_the_standard_decorator() -> None:
    @licet.records.dataclass
    class Open:
        name: str

    @licet.records.dataclass(slots=True, order=True)
    class Ordered:
        name: str

    one = Open("a")
    one.name = "b"
    assert one == Open("b")
    assert Ordered("a") < Ordered("b")


def test_a_field_that_it_cannot_make_is_refused() -> None:
    with pytest.raises(TypeError, match="standard decorator"):

        @licet.records.dataclass(frozen=True, slots=True)
        class Odd:
            name: str = field(compare=False)
