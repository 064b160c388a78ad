"""Outstanding steps in words, gathered by who has to do them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from licet.decisions import Outstanding
from licet.terms.steps import APPROVALS, ASSURANCES
from licet_cli.terminal import wrapped


def step_lines(conditions: Sequence[Outstanding], name: Callable[[str], str]) -> list[list[str]]:
    """One entry for each person and kind of step: what is outstanding, under which rules and provisions.

    ``name`` gives the short name of a country's code.
    """
    grouped: dict[tuple[str, str | None, str], list[Outstanding]] = {}
    for condition in conditions:
        kind, _, key = condition.needs.partition(".")
        # risks and assurances of one person make one entry, everything else stands alone
        alone = "" if kind in ("risk", "assurance") else key
        grouped.setdefault((kind, condition.from_, alone), []).append(condition)
    return [_entry(kind, who, found, name) for (kind, who, _), found in grouped.items()]


def _entry(kind: str, who: str | None, found: list[Outstanding], name: Callable[[str], str]) -> list[str]:
    keys = _unique(condition.needs.partition(".")[2] for condition in found)
    person = name(who) if who else "somebody"
    match kind:
        case "risk":
            text = f"{person} assesses the risks: {_list((key.replace('_', ' ') for key in keys), ', ')}"
        case "assurance":
            text = f"{person} gives {_list(ASSURANCES.get(key, key) for key in keys)}"
        case "consent":
            text = f"{person} consents to the re-export"
        case "foreign_consents":
            text = "every state with a re-export claim consents"
        case "no_knowledge":
            text = f"{person} finds that it knows of no use for atrocity crimes"
        case _:
            text = f"{person}: {_list(_approval(key, person) for key in keys)}"
    perhaps = "" if any(condition.certain for condition in found) else " (if the unknown facts are so)"
    lines = [wrapped(f"- {text}{perhaps}", "  ", "    ")]
    lines.append(wrapped(_list(_unique(condition.rule for condition in found), ", "), "    "))
    cites = _unique(f"{c.cite.source}, {c.cite.at}" for c in found if c.cite is not None)
    if len(cites) == 1:
        lines.append(wrapped(cites[0], "    "))
    return lines


def step_summary(conditions: Sequence[Outstanding], name: Callable[[str], str]) -> str:
    """The outstanding steps in one sentence, shortest first to read: assurances and consents named, risks counted."""
    words: list[str] = []
    risks = [condition for condition in conditions if condition.needs.startswith(("risk.", "no_knowledge."))]
    for condition in conditions:
        kind, _, key = condition.needs.partition(".")
        person = name(condition.from_) if condition.from_ else ""
        match kind:
            case "consent":
                words.append(f"the consent of {person}")
            case "foreign_consents":
                words.append("the consent of every state with a re-export claim")
            case "assurance":
                words.append(ASSURANCES.get(key, key))
            case "approval":
                words.append(_approval(key, person))
    if risks:
        who = _list(_unique(name(condition.from_) for condition in risks if condition.from_))
        words.append(f"the risk assessment of {who}")
    return _list(_unique(words))


def _approval(key: str, person: str) -> str:
    """An approval in words; what names the destination is said of "the destination"."""
    text = APPROVALS.get(key, key)
    return text.replace("{destination}", "the destination").replace("{state}", person).replace("{item}", "the item")


def _list(words: Iterable[str], joiner: str = "; ") -> str:
    return joiner.join(words)


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
