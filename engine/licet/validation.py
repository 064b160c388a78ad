"""From a document to a pydantic model, with every mistake as a :class:`Problem` at its place."""

from __future__ import annotations

import copy
import datetime
import re
import types
import typing
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError, core_schema

from licet.documents import Document, KeyPath
from licet.problems import Problem, suggest
from licet.problems import show as show
from licet.terms import Type

Model = TypeVar("Model", bound=BaseModel)


def iso_date(value: Any) -> Any:
    """Read an ISO date; an impossible one is said to be so."""
    if value is None or isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", value):
                raise PydanticCustomError("licet", "`{value}` is not a day of the calendar", {"value": value}) from None
    raise PydanticCustomError(
        "licet", "`{value}` is not a date", {"value": show(value), "help": "write it as YYYY-MM-DD"}
    )


def plain_text(value: Any) -> Any:
    """Accept numbers where text is expected: ``at: 34`` means the text "34"."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks text as one of the members of a vocabulary type: ``Annotated[str, OneOf(END_USE)]``."""

    type: Type

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.literal_schema(list(self.type.members))


def validate(model: type[Model], document: Document, path: KeyPath = ()) -> tuple[Model | None, list[Problem]]:
    """Check the data at ``path`` against a model.

    Returns the model and one problem for each mistake. With mistakes, the model is what is left without the wrong values,
    or None: good only for finding more mistakes in the same run.
    """
    data = document.data
    for step in path:
        data = data[step]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems = [_problem(model, document, path, detail) for detail in details]
    rest = copy.deepcopy(data)
    if not all(_prune(rest, _visible(document, path, detail["loc"])[len(path) :]) for detail in details):
        return None, problems
    try:
        return model.model_validate(rest), problems
    except ValidationError:
        return None, problems


def _prune(data: Any, location: KeyPath) -> bool:
    """Take the wrong value at ``location`` out of ``data``; False where that cannot be done without moving others."""
    for step in location[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return True  # a wrong value further up is out already
    if not location or not isinstance(data, dict):
        return False
    data.pop(location[-1], None)
    return True


def _problem(model: type[BaseModel], document: Document, path: KeyPath, detail: Any) -> Problem:
    location: KeyPath = _visible(document, path, detail["loc"])
    kind: str = detail["type"]
    context: dict[str, Any] = detail.get("ctx") or {}
    value = detail["input"]
    span = document.span(location)
    match kind:
        case "missing":
            name = str(detail["loc"][-1])
            return Problem(f"the key `{name}` is missing", document.span(location[:-1] or path))
        case "extra_forbidden":
            name = str(detail["loc"][-1])
            fields = fields_at(model, detail["loc"][:-1])
            return Problem(
                f"unknown key `{name}`", document.span(location, key=True), suggest(name, fields, at_most=16)
            )
        case "literal_error" | "enum":
            expected = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            key = next((step for step in reversed(detail["loc"]) if isinstance(step, str)), None)
            where = f"as `{key}`" if key else "here"
            return Problem(f"`{show(value)}` is not allowed {where}", span, suggest(str(value), expected, at_most=24))
        case "licet" | "licet_value":
            return Problem(detail["msg"], span, context.get("help"))
        case "bool_type" | "bool_parsing":
            return Problem(f"`{show(value)}` is not a truth value", span, "write `true` or `false`")
        case "string_too_short":
            return Problem("the text is empty", span)
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(f"expected a map of keys, found {_found(value)}", span)
        case "list_type":
            return Problem(f"expected a list, found {_found(value)}", span)
        case "string_type":
            return Problem(f"expected text, found {_found(value)}", span)
        case "int_type" | "float_type" | "int_from_float" | "int_parsing" | "float_parsing":
            return Problem(f"expected a number, found {_found(value)}", span)
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            bound = next(iter(context.values()), "")
            words = kind.replace("_", " ").replace("equal", "or equal to").replace("than or", "than or")
            return Problem(f"`{show(value)}` is out of range: it has to be {words} {bound}", span)
        case "too_short":
            return Problem(f"the {'text' if isinstance(value, str) else 'list'} is empty", span)
        case _:
            message = str(detail["msg"])
            return Problem(message[:1].lower() + message[1:].rstrip("."), span)


def _found(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the truth value `{show(value)}`"
    if isinstance(value, int | float):
        return f"the number `{show(value)}`"
    return show(value) if isinstance(value, dict | list) else f"the text `{show(value)}`"


def _visible(document: Document, path: KeyPath, location: tuple[Any, ...]) -> KeyPath:
    """A pydantic location without the steps that only name a branch of a union."""
    result: KeyPath = path
    for step in location:
        longer = (*result, step)
        if longer in document.values or step == location[-1]:
            result = longer
    return result


def fields_at(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """The keys that the model at ``location`` inside ``model`` allows, as written in YAML."""
    current: Any = model
    for step in location:
        current = _step(current, step)
        if current is None:
            return []
    current = _model_in(current)
    return [field.alias or name for name, field in current.model_fields.items()] if current else []


def _step(current: Any, step: Any) -> Any:
    container = _model_in(current)
    if container is not None and isinstance(step, str):
        for name, field in container.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
        return current if step == container.__name__ else None
    for argument in reversed(_arguments(current)):
        if argument is not type(None) and argument is not str:
            return argument
    return None


def _arguments(annotation: Any) -> tuple[Any, ...]:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        inner = [argument for argument in typing.get_args(annotation) if argument is not type(None)]
        return typing.get_args(inner[-1]) if len(inner) == 1 and typing.get_args(inner[0]) else tuple(inner)
    return typing.get_args(annotation)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType, typing.Annotated):
        for argument in typing.get_args(annotation):
            found = _model_in(argument)
            if found is not None:
                return found
    return None
