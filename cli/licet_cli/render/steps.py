"""Outstanding steps in words, gathered by who has to do them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from licet.decisions import Outstanding
from licet.outstanding import approval_in_words, step_summary
from licet.terms.steps import ASSURANCES
from licet_cli.terminal import wrapped

__all__ = ["step_lines", "step_summary"]


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
            text = f"{person}: {_list(approval_in_words(key, person) for key in keys)}"
    perhaps = "" if any(condition.certain for condition in found) else " (if the unknown facts are so)"
    lines = [wrapped(f"- {text}{perhaps}", "  ", "    ")]
    lines.append(wrapped(_list(_unique(condition.rule for condition in found), ", "), "    "))
    cites = _unique(f"{c.cite.source}, {c.cite.at}" for c in found if c.cite is not None)
    if len(cites) == 1:
        lines.append(wrapped(cites[0], "    "))
    return lines


def _list(words: Iterable[str], joiner: str = "; ") -> str:
    return joiner.join(words)


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
