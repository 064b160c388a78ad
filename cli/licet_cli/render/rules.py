"""Rules as lines, as pages of text and as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from licet.conditions.printing import expression
from licet.conditions.tree import All, Condition, Defined, Limb, Not, parts, walk
from licet.conditions.tree import Any as AnyOf
from licet.library import Library
from licet.policies.model import Rule
from licet_cli.terminal import paint, wrapped


def rule_line(rule: Rule) -> str:
    """One line: id, effect, force, layer, dates, title."""
    force = f" {rule.force}" if rule.effect in ("refuse", "require") else ""
    return f"{rule.id:<44} {rule.effect + force:<24} {rule.layer:<9} {_dates(rule):<26} {rule.title}"


def _dates(rule: Rule) -> str:
    if rule.from_ is None and rule.until is None:
        return "always"
    return f"{rule.from_ or '…'} to {rule.until or '…'}"


def render_rule(rule: Rule, library: Library) -> str:
    """One rule as a page."""
    lines = [paint(rule.title, "bold"), f"{rule.id} · {rule.instrument}", ""]
    force = f", {rule.force}" if rule.effect in ("refuse", "require") else ""
    lines.append(f"effect      {rule.effect}{force}")
    lines.append(f"layer       {rule.layer}{'; its text leaves room for lower layers' if rule.leaves_room else ''}")
    lines.append(f"in force    {_dates(rule)}{f' (last confirmed {rule.seen})' if rule.seen else ''}")
    lines.append(wrapped(f"because     {rule.because}", "", " " * 12))
    lines.append(wrapped(f"provision   {rule.cite.source.title}, {rule.cite.at}", "", " " * 12))
    if rule.cite.source.native:
        lines.append(f"            {rule.cite.source.native}")
    if rule.cite.url:
        lines.append(f"            {rule.cite.url}")
    checked = f", checked {rule.cite.checked}" if rule.cite.checked else ""
    lines.append(f"confidence  {rule.confidence}{checked}")
    if rule.under:
        lines.append(f"under       {rule.under}")
    lines += ["", "when", *_condition(rule.when, 2)]
    for exception in rule.unless:
        lines += ["unless", *_condition(exception, 2)]
    if rule.needs is not None:
        lines += ["needs", *_condition(rule.needs, 2)]
    lines += _definitions(rule)
    lines += _names("lifts", rule.lifts)
    lines += _names("lifted by", [permit.id for permit in library.permits.get(rule.id, ())])
    lines += _names("exercises", rule.exercises)
    lines += _names("exercised by", [other.id for other in library.rules.values() if rule.id in other.exercises])
    lines += _names("gate of", [other.id for other in library.rules.values() if other.under == rule.id])
    if rule.interpretation:
        lines += ["", wrapped(f"reading: {rule.interpretation}", "", "  ")]
    if rule.note:
        lines += ["", wrapped(f"note: {rule.note}", "", "  ")]
    return "\n".join(lines)


def _condition(node: Condition, indent: int) -> list[str]:
    pad = " " * indent
    cite = ""
    while isinstance(node, Limb):
        cite = f"  ({node.cite})"
        node = node.part
    limbs = any(isinstance(part, Limb) for part in parts(node))
    if isinstance(node, All | AnyOf) and (limbs or len(expression(node)) > 80):
        head = "all of" if isinstance(node, All) else "any of"
        return [f"{pad}{head}{cite}", *(line for part in node.parts for line in _condition(part, indent + 2))]
    if isinstance(node, Not) and isinstance(node.part, All | AnyOf) and len(expression(node)) > 80:
        return [f"{pad}not{cite}", *_condition(node.part, indent + 2)]
    text = expression(node)
    return [wrapped(("always" if text == "true" else text) + cite, pad, pad + "  ")]


def _definitions(rule: Rule) -> Iterable[str]:
    found: dict[str, Condition] = {}
    for condition in (rule.when, *rule.unless, *([rule.needs] if rule.needs is not None else [])):
        for node in walk(condition):
            if isinstance(node, Defined):
                found.setdefault(node.name, node.body)
    for name, body in found.items():
        yield f"where {name}"
        yield from _condition(body, 2)


def _names(title: str, names: Iterable[str]) -> list[str]:
    listed = list(names)
    return [wrapped(f"{title}: {', '.join(listed)}", "", "  ")] if listed else []


def rule_data(rule: Rule, library: Library) -> dict[str, Any]:
    """A rule as plain data."""
    return {
        "id": rule.id,
        "title": rule.title,
        "policy": rule.policy,
        "instrument": rule.instrument,
        "effect": rule.effect,
        "force": rule.force if rule.effect in ("refuse", "require") else None,
        "layer": rule.layer,
        "leaves_room": rule.leaves_room,
        "from": str(rule.from_) if rule.from_ else None,
        "until": str(rule.until) if rule.until else None,
        "seen": str(rule.seen) if rule.seen else None,
        "published": str(rule.published) if rule.published else None,
        "under": rule.under,
        "when": expression(rule.when),
        "unless": [expression(part) for part in rule.unless],
        "needs": expression(rule.needs) if rule.needs is not None else None,
        "definitions": {
            node.name: expression(node.body)
            for condition in (rule.when, *rule.unless)
            for node in walk(condition)
            if isinstance(node, Defined)
        },
        "lifts": list(rule.lifts),
        "lifted_by": [permit.id for permit in library.permits.get(rule.id, ())],
        "exercises": list(rule.exercises),
        "because": rule.because,
        "cite": {
            "source": rule.cite.source.title,
            "native": rule.cite.source.native,
            "at": rule.cite.at,
            "url": rule.cite.url,
            "checked": str(rule.cite.checked) if rule.cite.checked else None,
        },
        "confidence": rule.confidence,
        "interpretation": rule.interpretation,
        "note": rule.note,
    }
