"""The whole tree behind a decision as text: leg, rule, citation, facts read with their value and provenance, lifts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from licet.evaluate.evaluation import Evaluation
from licet.evaluate.trace import trace
from licet_cli.terminal import outcome, paint, wrapped

Tree = dict[str, Any]


def render_explanation(evaluation: Evaluation) -> str:
    """Every leg with every rule in force on it."""
    name = evaluation.library.world.countries.name
    lines: list[str] = []
    for leg in trace(evaluation):
        lines += [
            "",
            paint(f"{name(leg['state'])} as {leg['role']}, {leg['name']}: ", "bold") + outcome(leg["outcome"]),
        ]
        if not leg["encoded"]:
            lines.append(f"  the law of {name(leg['state'])} is not encoded")
        if leg["claim"]:
            lines += _claim(leg["claim"])
        for rule in leg["rules"]:
            lines += _rule(rule)
    return "\n".join(lines)


def _claim(claim: Tree) -> list[str]:
    lines = [f"  {claim['rule']}  consent {claim['consent']}", wrapped(claim["because"], "      ")]
    lines += _cite(claim["cite"])
    for lift in claim["lifts"]:
        lines += _lift(lift)
    return lines


def _rule(rule: Tree) -> list[str]:
    force = f", {rule['force']}" if rule["force"] else ""
    result = outcome(rule["outcome"]) if rule["effect"] in ("refuse", "require") else rule["holds"]
    lines = [f"  {rule['rule']}  ({rule['effect']}{force}; {rule['layer']})  {result}"]
    lines.append(wrapped(f"{rule['title']}: {rule['because']}", "      "))
    lines += _cite(rule["cite"])
    if "under" in rule:
        lines.append(f"      under {rule['under']['rule']}: {rule['under']['holds']}")
    lines += _condition("when", rule["when"], 6)
    for exception in rule["unless"]:
        lines += _condition("unless", exception, 6)
    if "needs" in rule:
        lines.append(wrapped(f"needs {rule['needs']['text']}: {rule['needs']['done']}", "      ", "        "))
    for lift in rule["lifts"]:
        lines += _lift(lift)
    if "exercises" in rule:
        lines.append(wrapped(f"exercises {', '.join(rule['exercises'])}", "      ", "        "))
    if "interpretation" in rule:
        lines.append(wrapped(f"reading: {rule['interpretation']}", "      ", "        "))
    return lines


def _lift(lift: Tree) -> list[str]:
    word = {"yes": "lifted by", "unknown": "perhaps lifted by"}[lift["holds"]]
    return [
        wrapped(f"{word} {lift['by']}: {lift['because']}", "      ", "        "),
        *_cite(lift["cite"], "        "),
        *_condition("when", lift["when"], 8),
        *(line for exception in lift["unless"] for line in _condition("unless", exception, 8)),
    ]


def _cite(cite: Tree | None, indent: str = "      ") -> list[str]:
    if cite is None:
        return []
    checked = f", checked {cite['checked']}" if cite["checked"] else ""
    lines = [wrapped(f"{cite['source']}, {cite['at']} ({cite['confidence']}{checked})", indent)]
    if cite["url"]:
        lines.append(paint(f"{indent}{cite['url']}", "dim"))
    return lines


def _condition(word: str, tree: Tree, indent: int) -> list[str]:
    if tree["text"] in ("true", "false") and "parts" not in tree:
        return []
    cite = f" ({tree['cite']})" if "cite" in tree else ""
    lines = [wrapped(f"{word} {tree['text']}{cite}: {tree['holds']}", " " * indent, " " * (indent + 2))]
    for fact in _facts(tree):
        lines.append(wrapped(_fact(fact), " " * (indent + 2), " " * (indent + 4)))
    return lines


def _facts(tree: Tree) -> Iterable[Tree]:
    """The facts of all leaves, each once."""
    seen: dict[str, Tree] = {}

    def collect(node: Tree) -> None:
        for fact in node.get("facts", ()):
            seen.setdefault(fact["term"], fact)
        for part in node.get("parts", ()):
            collect(part)

    collect(tree)
    return seen.values()


def _fact(fact: Tree) -> str:
    value = fact["value"]
    shown = (
        "unknown"
        if value is None
        else {True: "yes", False: "no"}.get(value, value)
        if isinstance(value, bool)
        else value
    )
    text = f"{fact['term']} = {shown}"
    if value is not None:
        text += f" ({fact['from']}"
        text += f" {fact['carried_from']}" if fact.get("carried_from") else ""
        text += f": {fact['source']}" if fact["source"] else ""
        text += f"; {fact['note']}" if fact.get("note") else ""
        text += ")"
    return text
