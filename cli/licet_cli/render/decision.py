"""A decision as text: the outcome and the decisive reason first, then conditions, considerations, what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from licet.decisions import Cite, Decision, Ground, Lifted
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import PRESUMED
from licet_cli.render.steps import step_lines, step_summary
from licet_cli.terminal import outcome, paint, wrapped

_SHOWN = 3
NOTICE = "Licet informs; it is not legal advice."


def render_decision(evaluation: Evaluation, decision: Decision, *, brief: bool = False) -> str:
    """The answer for people; ``brief`` leaves out what the explanation repeats."""
    name = evaluation.library.world.countries.name
    lines = [_headline(evaluation, decision), *_reason(evaluation, decision)]
    lines += _section("unknown: the outcome depends on", [_question(unknown) for unknown in decision.unknown])
    if not brief and decision.outcome != "conditional":
        lines += _section("other grounds", list(_other_grounds(decision)))
    lines += _section("outstanding", step_lines(decision.conditions, name))
    if not brief:
        lines += _section("set aside", list(_lifted(decision)))
        lines += _section("to be weighed", list(_considerations(decision)))
        lines += _section("legs", _legs(evaluation, decision))
    lines += _section("taken as given", list(_assumptions(decision)))
    more = "" if brief else " --explain shows every rule with its facts."
    notice = f"{NOTICE} Library {decision.library.version}, {decision.library.digest[7:19]}.{more}"
    return "\n".join([*lines, "", paint(notice, "dim")])


def _headline(evaluation: Evaluation, decision: Decision) -> str:
    transfer = evaluation.transfer
    name = evaluation.library.world.countries.name
    items = ", ".join(item.name for item in transfer.items)
    what = f"{name(transfer.exporter)} to {name(transfer.destination)}: {items}, on {decision.date}"
    layers = "" if len(decision.layers) == 3 else f" ({' and '.join(decision.layers)} only)"
    return f"{outcome(decision.outcome)}  {what}{layers}"


def _reason(evaluation: Evaluation, decision: Decision) -> list[str]:
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
        open_steps = [condition for condition in decision.conditions if condition.certain]
        steps = step_summary(open_steps, evaluation.library.world.countries.name)
        return [wrapped(f"because these are outstanding: {steps}", "  "), _reach(decision)]
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


def _other_grounds(decision: Decision) -> Iterable[list[str]]:
    """The next grounds after the decisive one; the rest by name."""
    others = _grounds(decision)[1:]
    for ground in others[:_SHOWN]:
        yield _ground(ground)
    if others[_SHOWN:]:
        names = ", ".join(f"{ground.rule} ({ground.leg.state})" for ground in others[_SHOWN:])
        yield [wrapped(f"and {len(others) - _SHOWN} more: {names}", "  ", "    ")]


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


def _question(unknown: Any) -> list[str]:
    low, high = unknown.decides_between
    return [
        wrapped(f"? {unknown.question}", "  ", "    "),
        f"    {unknown.term}: between {outcome(low)} and {outcome(high)}",
    ]


def _lifted(decision: Decision) -> Iterable[list[str]]:
    """What was set aside, gathered by the permit that does it."""
    grouped: dict[tuple[str, str], list[Lifted]] = {}
    for lifted in decision.lifted:
        grouped.setdefault((lifted.by, lifted.leg.state), []).append(lifted)
    for (permit, state), found in grouped.items():
        names = ", ".join(
            dict.fromkeys(lifted.rule if lifted.certain else f"{lifted.rule} (perhaps)" for lifted in found)
        )
        text = f"- by {permit} ({state}), because {found[0].because}: {names}"
        yield [wrapped(text, "  ", "    "), *cite_lines(found[0].cite, "    ")]


def _considerations(decision: Decision) -> Iterable[list[str]]:
    """What each state has to weigh, by title."""
    grouped: dict[str, dict[str, None]] = {}
    for consideration in decision.considerations:
        perhaps = "" if consideration.certain else " (perhaps)"
        entry = f"{consideration.title}{perhaps} ({consideration.rule})"
        grouped.setdefault(consideration.leg.state, {})[entry] = None
    for state, entries in grouped.items():
        yield [wrapped(f"- {state}: {'; '.join(entries)}", "  ", "    ")]


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
    presumed: list[str] = []
    for assumption in decision.assumptions:
        if assumption.term in closed and assumption.value == "none":
            continue
        value = ("yes" if assumption.value else "no") if isinstance(assumption.value, bool) else assumption.value
        if assumption.carried_from is None and (assumption.because or "").startswith(PRESUMED):
            presumed.append(f"{assumption.term} {value}")
            continue
        since = f" (last record {assumption.carried_from})" if assumption.carried_from else ""
        why = f": {assumption.because}" if assumption.because else ""
        yield [wrapped(f"- {assumption.term} = {value}{since}{why}", "  ", "    ")]
    if presumed:
        yield [wrapped(f"- as {PRESUMED}: {', '.join(dict.fromkeys(presumed))}", "  ", "    ")]


def _section(title: str, entries: Sequence[list[str]]) -> list[str]:
    if not entries:
        return []
    lines = ["", paint(title, "bold")]
    for entry in entries:
        lines += entry
    return lines
