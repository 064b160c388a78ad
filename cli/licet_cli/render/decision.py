"""A decision as text: the outcome and the decisive reason first, then conditions, considerations, what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from licet.decisions import Cite, Decision, Ground, Outstanding
from licet.evaluate.evaluation import Evaluation
from licet_cli.terminal import outcome, paint, wrapped

NOTICE = "Licet informs; it is not legal advice."


def render_decision(evaluation: Evaluation, decision: Decision, *, brief: bool = False) -> str:
    """The answer for people; ``brief`` leaves out what the explanation repeats."""
    lines = [_headline(evaluation, decision), *_reason(decision)]
    if not brief:
        lines += _section("other grounds", [_ground(g) for g in _grounds(decision)[1:]])
    lines += _section("outstanding", _conditions(evaluation, decision))
    lines += _section("unknown: the outcome depends on", [_question(u) for u in decision.unknown])
    if not brief:
        lines += _section("set aside", list(_lifted(decision)))
        lines += _section("to be weighed", list(_considerations(decision)))
        lines += _section("legs", _legs(evaluation, decision))
    lines += _section("taken as given", list(_assumptions(decision)))
    lines += ["", paint(f"{NOTICE} Library {decision.library.version}, {decision.library.digest[7:19]}.", "dim")]
    return "\n".join(lines)


def _headline(evaluation: Evaluation, decision: Decision) -> str:
    transfer = evaluation.transfer
    name = evaluation.library.world.countries.name
    items = ", ".join(item.name for item in transfer.items)
    what = f"{name(transfer.exporter)} to {name(transfer.destination)}: {items}, on {decision.date}"
    layers = "" if len(decision.layers) == 3 else f" ({' and '.join(decision.layers)} only)"
    return f"{outcome(decision.outcome)}  {what}{layers}"


def _reason(decision: Decision) -> list[str]:
    """The decisive sentence."""
    if decision.outcome == "undetermined":
        asked = decision.unknown[0].question if decision.unknown else ""
        lines = [
            wrapped(f"between {decision.worst} and {decision.best}, because something is not known: {asked}", "  ")
        ]
        grounds = _grounds(decision)
        if grounds:
            lines += [f"  at worst {line.lstrip()}" if i == 0 else line for i, line in enumerate(_ground(grounds[0]))]
        return lines
    if decision.outcome == "conditional":
        steps = _unique(_step(c.needs, c.from_) for c in decision.conditions if c.certain)
        return [wrapped(f"nothing stands in the way once these are done: {', '.join(steps)}", "  "), _reach(decision)]
    if decision.outcome == "allowed":
        reason = "no rule in force stands in the way and no step is outstanding"
        return [wrapped(reason, "  ")]
    grounds = _grounds(decision)
    return _ground(grounds[0], lead="because ") if grounds else []


def _grounds(decision: Decision) -> Sequence[Ground]:
    """Certain grounds first, then refusals before requirements; the same rule on several items is shown once."""
    unique: dict[tuple[str, str, str], Ground] = {}
    for ground in decision.grounds:
        unique.setdefault((ground.rule, ground.leg.state, ground.leg.role), ground)
    order = {"practice": 0, "law": 1, "guideline": 2}
    return sorted(unique.values(), key=lambda g: (not g.certain, g.effect != "refuse", order[g.layer]))


def _ground(ground: Ground, lead: str = "") -> list[str]:
    because = f"{lead}{ground.because}" if lead else ground.because
    unsure = "" if ground.certain else " (if the unknown facts are so)"
    lines = [wrapped(f"{because}{unsure}", "  ", "    ")]
    force = f", {ground.force}" if ground.effect in ("refuse", "require") else ""
    head = f"{ground.leg.state} {ground.leg.role} · {ground.rule} ({ground.layer}{force})"
    lines.append(wrapped(head, "    "))
    lines += cite_lines(ground.cite, "    ")
    if ground.exercises:
        lines.append(wrapped(f"exercises {', '.join(ground.exercises)}", "    "))
    return lines


def cite_lines(cite: Cite | None, indent: str) -> list[str]:
    """A citation: title and place, its confidence where the text was not read, its address."""
    if cite is None:
        return []
    doubt = {"secondary": " [from a secondary source]", "unverified": " [text not read]"}.get(cite.confidence or "", "")
    lines = [wrapped(f"{cite.source}, {cite.at}{doubt}", indent)]
    if cite.url:
        lines.append(paint(f"{indent}{cite.url}", "dim"))
    return lines


def _reach(decision: Decision) -> str:
    low, high = decision.reach
    return f"  every outstanding step done: {outcome(high)}; every one refused: {outcome(low)}"


def _conditions(evaluation: Evaluation, decision: Decision) -> list[list[str]]:
    grouped: dict[tuple[str, str | None], list[Outstanding]] = {}
    for condition in decision.conditions:
        grouped.setdefault((condition.needs, condition.from_), []).append(condition)
    entries = []
    for (needs, from_), conditions in grouped.items():
        rules = _unique(
            f"{c.rule} ({c.leg.state})" if c.certain else f"{c.rule} ({c.leg.state}, perhaps)" for c in conditions
        )
        first = conditions[0]
        cite = f"; {first.cite.source}, {first.cite.at}" if first.cite else ""
        entries.append([wrapped(f"- {_step(needs, from_)}: {', '.join(rules)}{cite}", "  ", "    ")])
    return entries


def _step(needs: str, from_: str | None) -> str:
    """A step in words."""
    from licet.terms.steps import APPROVALS, ASSURANCES, RISKS

    kind, _, key = needs.partition(".")
    who = f" ({from_})" if from_ else ""
    match kind:
        case "consent":
            return f"consent of {from_}"
        case "foreign_consents":
            return "consent of the states with a re-export claim"
        case "assurance":
            return f"{ASSURANCES.get(key, key)}{who}"
        case "risk":
            return f"assessment of the risk of {RISKS.get(key, key)}{who}"
        case "no_knowledge":
            return f"a finding that nothing is known of a use for atrocity crimes{who}"
        case "approval":
            return f"{APPROVALS.get(key, key)}{who}"
        case _:
            return f"{needs}{who}"


def _question(unknown: Any) -> list[str]:
    low, high = unknown.decides_between
    return [
        wrapped(f"? {unknown.question}", "  ", "    "),
        f"    {unknown.term}: between {outcome(low)} and {outcome(high)}",
    ]


def _lifted(decision: Decision) -> Iterable[list[str]]:
    for lifted in decision.lifted:
        perhaps = "" if lifted.certain else "perhaps "
        text = f"- {lifted.rule} ({lifted.leg.state}), {perhaps}lifted by {lifted.by}: {lifted.because}"
        yield [wrapped(text, "  ", "    "), *cite_lines(lifted.cite, "    ")]


def _considerations(decision: Decision) -> Iterable[list[str]]:
    seen: dict[tuple[str, str], None] = {}
    for consideration in decision.considerations:
        key = (consideration.rule, consideration.leg.state)
        if key in seen:
            continue
        seen[key] = None
        text = f"- {consideration.because} · {consideration.rule} ({consideration.leg.state})"
        yield [wrapped(text, "  ", "    ")]


def _legs(evaluation: Evaluation, decision: Decision) -> list[list[str]]:
    if len(decision.legs) == 1 and decision.legs[0].encoded:
        return []
    entries = []
    for leg in decision.legs:
        item = evaluation.transfer.items[leg.item].name if len(evaluation.transfer.items) > 1 else ""
        span = "" if leg.worst == leg.best else f" ({leg.worst} to {leg.best})"
        law = "" if leg.encoded else "; its own law is not encoded"
        name = evaluation.library.world.countries.name(leg.state)
        entries.append(
            [f"  {leg.state} {leg.role:<9} {outcome(leg.outcome)}{span}  {name}{', ' + item if item else ''}{law}"]
        )
    return entries


def _assumptions(decision: Decision) -> Iterable[list[str]]:
    closed = [a.term for a in decision.assumptions if a.value == "none" and a.term in ("origins", "via", "broker")]
    if closed:
        words = {"origins": "no other state's re-export claim", "via": "no transit", "broker": "no broker"}
        yield [wrapped(f"- {', '.join(words[term] for term in closed)} (not mentioned)", "  ", "    ")]
    for assumption in decision.assumptions:
        if assumption.term in closed and assumption.value == "none":
            continue
        value = ("yes" if assumption.value else "no") if isinstance(assumption.value, bool) else assumption.value
        since = f" (last record {assumption.carried_from})" if assumption.carried_from else ""
        why = f": {assumption.because}" if assumption.because else ""
        yield [wrapped(f"- {assumption.term} = {value}{since}{why}", "  ", "    ")]


def _section(title: str, entries: Sequence[list[str]]) -> list[str]:
    if not entries:
        return []
    lines = ["", paint(title, "bold")]
    for entry in entries:
        lines += entry
    return lines


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
