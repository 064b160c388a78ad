"""`licet schema`: JSON Schemas for editors and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from licet_cli.options import Json


def schema(
    name: Annotated[
        str, typer.Argument(help="request, decision, policy, instrument, items, records or case.")
    ] = "request",
    json_: Json = False,
) -> None:
    """Print the JSON Schema of a format (always JSON).

    In an editor that knows YAML language servers, put `# yaml-language-server: $schema=request.schema.json` on top of a file.
    """
    schemas: dict[str, Callable[[], dict[str, Any]]] = {
        "request": _request,
        "decision": _decision,
        "policy": lambda: _model("licet.policies.schema", "PolicyFile"),
        "instrument": _instrument,
        "items": lambda: _model("licet.world.schema", "ItemsFile"),
        "records": lambda: _model("licet.world.schema", "RecordsFile"),
        "case": lambda: _model("licet.cases", "CaseEntry"),
    }
    if name not in schemas:
        from licet.problems import InputError, Problem, suggest

        raise InputError([Problem(f"there is no schema `{name}`", None, suggest(name, [*schemas]))])
    data = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schemas[name]()}
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _model(module: str, name: str) -> dict[str, Any]:
    import importlib

    model = getattr(importlib.import_module(module), name)
    return dict(model.model_json_schema(by_alias=True, mode="validation"))


def _instrument() -> dict[str, Any]:
    """The instrument's schema with that of its rules."""
    data = _model("licet.policies.schema", "InstrumentFile")
    rule = _model("licet.policies.schema", "RuleEntry")
    data.setdefault("$defs", {}).update(rule.pop("$defs", {}))
    data["$defs"]["RuleEntry"] = rule
    data["properties"]["rules"]["items"] = {"$ref": "#/$defs/RuleEntry"}
    return data


def _request() -> dict[str, Any]:
    """The request's schema, with the shorthands that the reader accepts."""
    from licet.terms.steps import RISK_LEVEL

    data = _model("licet.transfers.request", "Request")
    definitions = data["$defs"]
    for holder in (data, definitions["StateAnswers"]):
        written = holder["properties"]["risks"]
        holder["properties"]["risks"] = {"anyOf": [{"enum": list(RISK_LEVEL.members)}, written]}
    data["properties"]["items"]["items"] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Item"}]}
    origins = definitions["Item"]["properties"]["origins"]["anyOf"][0]
    origins["items"] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Origin"}]}
    return data


def _decision() -> dict[str, Any]:
    from pydantic import TypeAdapter

    from licet.decisions import Decision

    data: dict[str, Any] = TypeAdapter(Decision).json_schema()
    for definition in data.get("$defs", {}).values():
        properties = definition.get("properties", {})
        for key in [key for key in properties if key.endswith("_")]:
            properties[key.rstrip("_")] = properties.pop(key)
            definition["required"] = [name.rstrip("_") for name in definition.get("required", ())]
    return data


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(schema)
