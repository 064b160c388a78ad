"""A condition in plain language, for readers who do not write rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from licet.conditions.tree import (
    All,
    Always,
    Any,
    Compare,
    Condition,
    Constant,
    Defined,
    Holds,
    Limb,
    Not,
    Plain,
    Within,
)
from licet.terms import VOCABULARY

_LABELS = {
    "activity": "the activity",
    "channel": "the channel",
    "contract_date": "the day of the contract",
    "date": "the day of the decision",
    "destination": "the destination",
    "destination.armed_conflict": "the armed conflict in the destination",
    "destination.eu_embargo": "the EU arms embargo on the destination",
    "destination.un_embargo": "the UN arms embargo on the destination",
    "end_use": "the end use",
    "end_user.name": "the end user",
    "end_user.type": "the end user",
    "exporter": "the exporter",
    "item.att_category": "the item's heading in the Arms Trade Treaty",
    "item.category": "the item's category",
    "origin.claim": "the state's claim",
    "origin.share": "the state's share of the value",
    "regulator": "the regulator",
    "role": "the state's role",
    "state": "the state asked",
    "supplier": "the supplier",
    "value.usd": "the value in US dollars",
}
_ORDER = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}
_DATES = {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after"}
_SUBJECT = r"there|it|\{\w+\}(?:'s [\w-]+)?|the [\w-]+|[A-Z][\w-]+|ownership"
_QUESTION = re.compile(rf"(Is|Are|Was|Has|Have|Do|Does|Did) ({_SUBJECT}) (.+)\?\Z")
_NEGATED = {"is": "is not", "are": "are not", "was": "was not", "has": "has not", "have": "have not"}


def in_words(condition: Condition, country: Callable[[str], str] = str, group: Callable[[str], str] = str) -> str:
    """The condition as a clause of English; ``country`` and ``group`` give names for codes."""
    return _Speaker(country, group).say(condition)


class _Speaker:
    def __init__(self, country: Callable[[str], str], group: Callable[[str], str]) -> None:
        self.country = country
        self.group = group

    def say(self, node: Condition, *, negated: bool = False) -> str:
        match node:
            case Always(value=value):
                return "it is unknown whether" if value is None else "always" if value is not negated else "never"
            case Holds(term=term):
                return self._truth(term, negated)
            case Compare():
                return self._compare(node, negated)
            case Within():
                return self._within(node, negated)
            case Not(part=part):
                return self.say(part, negated=not negated)
            case Limb(part=part, cite=cite):
                return f"{self.say(part, negated=negated)} [{cite}]"
            case Defined(name=name):
                said = f"“{name.replace('_', ' ')}”"
                return f"not {said}" if negated else said
            case All(parts=parts) | Any(parts=parts):
                both = isinstance(node, All) is not negated  # not (a and b) is: not a or not b
                clauses = [self._grouped(part, both, negated) for part in parts]
                return (" and " if both else " or ").join(clauses)

    def _grouped(self, part: Condition, both: bool, negated: bool) -> str:
        said = self.say(part, negated=negated)
        inner = part
        while isinstance(inner, Not | Limb):
            negated = negated is not isinstance(inner, Not)
            inner = inner.part
        if (
            isinstance(inner, All | Any)
            and len(inner.parts) > 1
            and (isinstance(inner, All) is not negated) is not both
        ):
            return f"({said})"
        return said

    def _truth(self, term: str, negated: bool) -> str:
        question = VOCABULARY[term].question
        found = _QUESTION.match(question)
        if found is None:
            return f"the answer is {'no' if negated else 'yes'} to “{self._filled(question)}”"
        verb, subject, rest = found[1].lower(), found[2], found[3]
        if negated:
            verb = _NEGATED.get(verb, f"{verb} not")
        return self._filled(f"{subject} {verb} {rest}")

    def _compare(self, node: Compare, negated: bool) -> str:
        label = _label(node.term)
        kind = VOCABULARY[node.term].type
        if not isinstance(node.right, Constant):
            sign = {"==": "is", "!=": "is not"}.get(node.operator, _ORDER.get(node.operator, node.operator))
            said = f"{label} {sign} {_label(node.right.term)}"
            return f"not: {said}" if negated else said
        value = self._value(node.right.value, kind.base, node.term)
        if node.operator in ("==", "!="):
            return f"{label} is {'' if (node.operator == '==') is not negated else 'not '}{value}"
        words = _DATES if kind.base == "date" else _ORDER
        return f"{label} is {'not ' if negated else ''}{words[node.operator]} {value}"

    def _within(self, node: Within, negated: bool) -> str:
        base = VOCABULARY[node.term].type.base
        said = [f"a member of {self.group(name)}" for name in node.groups]
        said += [self._value(value, base, node.term) for value in node.members]
        if len(said) == 1:
            return f"{_label(node.term)} is {'not ' if negated else ''}{said[0]}"
        return f"{_label(node.term)} is {'none' if negated else 'one'} of {', '.join(said)}"

    def _value(self, value: Plain, base: str, term: str) -> str:
        if base == "country":
            return self.country(str(value))
        if base == "text":
            return f"“{value}”"
        if isinstance(value, float) and term.endswith("share"):
            return f"{value:.0%}"
        return str(value).replace("_", " ")

    def _filled(self, text: str) -> str:
        names = {"item": "the item", "destination": "the destination", "state": "the state asked"}
        return text.format(**names)


def _label(term: str) -> str:
    if term in _LABELS:
        return _LABELS[term]
    if term.startswith("risk."):
        return f"the risk of {term.removeprefix('risk.').replace('_', ' ')}"
    subject, _, rest = term.partition(".")
    known = {"item": "the item's", "destination": "the destination's", "end_user": "the end user's"}
    return f"{known.get(subject, subject)} {rest.replace('_', ' ')}".strip()
