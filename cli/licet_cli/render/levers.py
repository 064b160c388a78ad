"""Levers as text: the sets first, short, then what each rule in them says."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from licet.evaluate.evaluation import Evaluation
from licet.levers import FactLever, FactSet, Levers, RuleLever, RuleSet
from licet.terms import VOCABULARY
from licet.terms.showings import SHOWINGS
from licet.terms.steps import APPROVALS, ASSURANCES, KNOWLEDGE
from licet_cli.render.decision import NOTICE, cite_lines
from licet_cli.terminal import outcome, paint, wrapped

_SHOWN = 12
_NAMED = 8
_MOST = 5
_EFFECTS = {
    "refuse": "refusal",
    "require": "requirement",
    "weigh": "licence duty: with it goes all that is examined under it",
    "permit": "permit",
    "consent": "re-export claim",
}
_HOLDERS = {"requester": "the parties", "exporter": "the exporter", "world": "the world", "authority": "the authority"}


def render_levers(evaluation: Evaluation, found: Levers) -> str:
    """The answer for people."""
    transfer = evaluation.transfer
    name = evaluation.library.world.countries.name
    items = ", ".join(item.name for item in transfer.items)
    ends = f" ({found.worst} to {found.best})" if found.worst != found.best else ""
    head = f"{name(transfer.exporter)} to {name(transfer.destination)}: {items}, on {transfer.date}"
    lines = [f"{outcome(found.outcome)}{ends}  {head}"]
    if found.target is None:
        least = "lowest" if found.direction == "lower" else "highest"
        lines.append(f"  {found.worst} is the {least} outcome: nothing can {found.direction} it")
        return "\n".join([*lines, "", paint(NOTICE, "dim")])
    bound = "at most" if found.direction == "lower" else "at least"
    settled = ", settled" if found.settled else ""
    at_worst = "" if found.worst == found.best else " at worst"
    lines.append(f"  what would {found.direction} it{at_worst} to {bound} {outcome(found.target)}{settled}")
    if found.not_encoded and found.direction == "raise":
        names = " and of ".join(name(state) for state in found.not_encoded)
        lines.append(wrapped(f"the law of {names} is not encoded: what it says cannot be changed here", "  "))
    if found.rules is not None:
        lines += ["", *_rules(found)]
    if found.facts is not None:
        lines += ["", *_facts(found, name)]
    return "\n".join([*lines, "", paint(NOTICE, "dim")])


# rules


def _rules(found: Levers) -> list[str]:
    assert found.rules is not None
    what = "permits" if found.direction == "lower" else "rules"
    if not found.rules:
        return [paint(f"{what} to suspend", "bold"), *_no_rules(found, what)]
    several = f": any one of these {len(found.rules)}" if len(found.rules) > 1 else ""
    lines = [paint(f"{what} to suspend, at most {found.max_rules} together{several}", "bold")]
    for number, one in enumerate(found.rules[:_SHOWN], 1):
        lines.append(wrapped(f"{number}. {' and '.join(rule.rule for rule in one.rules)}{_after(one)}", "  ", "     "))
    lines += _rest(len(found.rules))
    lines.append("")
    said = {rule.rule: rule for one in found.rules[:_SHOWN] for rule in one.rules}
    for name in sorted(said):
        lines += _rule(said[name])
    return lines


def _no_rules(found: Levers, what: str) -> list[str]:
    if not found.beyond:
        none = f"no set of at most {found.max_rules} {what} is enough" if found.settled else f"no {what} can do it"
        return [f"  {none}"]
    head = f"no set of at most {found.max_rules} is enough; this one has {len(found.beyond)}, and needs each:"
    return [wrapped(f"{head} {', '.join(found.beyond)}", "  ", "    ")]


def _rule(rule: RuleLever) -> list[str]:
    places = list(dict.fromkeys(f"{leg.state} {leg.role}" for leg in rule.legs))
    where = f": {', '.join(places)}" if places else ""
    lines = [wrapped(f"{rule.rule} ({_EFFECTS[rule.effect]}, {rule.layer}){where}", "  ", "    ")]
    lines.append(wrapped(rule.because, "    "))
    return lines + cite_lines(rule.cite, "    ")


# facts and steps


def _facts(found: Levers, name: Callable[[str], str]) -> list[str]:
    assert found.facts is not None
    title = "facts and steps to change"
    if not found.facts:
        return [
            paint(title, "bold"),
            f"  no step, and no set of at most {found.max_facts} fact{'s' if found.max_facts > 1 else ''}, is enough",
        ]
    title += f", at most {found.max_facts} fact{'s' if found.max_facts > 1 else ''} together"
    if len(found.facts) > 1:
        title += f": any one of these {len(found.facts)}"
    lines = [paint(title, "bold")]
    for number, one in enumerate(found.facts[:_SHOWN], 1):
        said = _said(one.changes, name)
        if len(said) == 1:
            lines.append(wrapped(f"{number}. {said[0]}{_after(one)}", "  ", "     "))
            continue
        lines.append(f"  {number}. all of{_after(one)}")
        lines += [wrapped(f"- {text}", "     ", "       ") for text in said]
    return lines + _rest(len(found.facts))


def _said(changes: Iterable[FactLever], name: Callable[[str], str]) -> list[str]:
    """The changes in words, a state's risk findings together."""
    risks: dict[tuple[str, str], list[str]] = {}
    said: list[str] = []
    for change in changes:
        if change.term.startswith("risk."):
            key = (change.holder, str(change.values[0]))
            risks.setdefault(key, []).append(change.term.removeprefix("risk.").replace("_", " "))
        else:
            said.append(_one(change, name))
    for (holder, level), names in risks.items():
        what = "risk" if len(names) == 1 else "risks"
        said.append(f"{name(holder)} finds {level} the {what} of {', '.join(names)}")
    return said


def _one(change: FactLever, name: Callable[[str], str]) -> str:
    kind, _, key = change.term.partition(".")
    who = _HOLDERS.get(change.holder) or name(change.holder)
    done = change.values[0] is True
    if change.kind == "fact":
        was = "not known now" if change.was is None else f"now {_plain(change.was)}"
        return f"{change.term} is {_values(change)} ({was}; {who} can say)"
    match kind:
        case "consent":
            return f"{who} {'consents' if done else 'refuses its consent'}"
        case "assurance":
            return f"{who} {'gives' if done else 'refuses'} {ASSURANCES.get(key, key)}"
        case "no_knowledge":
            return f"{who} finds that it knows of {'no use' if done else 'a use'} for {KNOWLEDGE.get(key, key)}"
        case "shown":
            return f"{who} {'finds' if done else 'no longer finds'} {SHOWINGS.get(key, key)}"
        case _:
            text = APPROVALS.get(key, key).format(destination="the destination", state=who, item="the item")
            return f"{who}: {text}{'' if done else ' is refused'}"


def _values(change: FactLever) -> str:
    """The values that will do; where most do, those that do not."""
    members = VOCABULARY[change.term].type.members
    others = [value for value in members if value not in change.values]
    if len(change.values) > _MOST and len(others) < len(change.values):
        return f"anything but {_list(others)}"
    return _list([_plain(value) for value in change.values])


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _after(one: RuleSet | FactSet) -> str:
    if one.worst == one.best:
        return f" → {outcome(one.worst)}"
    return f" → {one.worst} to {one.best}"


def _rest(count: int) -> list[str]:
    return [f"  and {count - _SHOWN} more: --json lists all"] if count > _SHOWN else []
