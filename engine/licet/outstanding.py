"""Outstanding steps in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from licet.decisions import Outstanding
from licet.terms.steps import APPROVALS, ASSURANCES


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
                words.append(approval_in_words(key, person))
    if risks:
        who = "; ".join(dict.fromkeys(name(condition.from_) for condition in risks if condition.from_))
        words.append(f"the risk assessment of {who}")
    return "; ".join(dict.fromkeys(words))


def approval_in_words(key: str, person: str) -> str:
    """An approval in words; what names the destination is said of "the destination"."""
    text = APPROVALS.get(key, key)
    return text.replace("{destination}", "the destination").replace("{state}", person).replace("{item}", "the item")
