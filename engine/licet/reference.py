"""A reference page for a policy: rules in plain language, their law, what lifts them, the cases that exercise them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from licet.conditions.tree import Condition, Defined, walk
from licet.conditions.words import in_words
from licet.coverage import coverage
from licet.library import Library
from licet.policies.model import Policy, Rule

if TYPE_CHECKING:
    from licet.cases import Case


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which a policy's rules changed."""

    date: datetime.date
    begins: tuple[str, ...]
    ends: tuple[str, ...]


def timeline(policy: Policy) -> list[Change]:
    """The days on which rules of a policy begin or end, in order."""
    days: dict[datetime.date, tuple[list[str], list[str]]] = {}
    for rule in policy.rules:
        if rule.from_ is not None:
            days.setdefault(rule.from_, ([], []))[0].append(rule.id)
        if rule.until is not None:
            days.setdefault(rule.until, ([], []))[1].append(rule.id)
    return [Change(day, tuple(begins), tuple(ends)) for day, (begins, ends) in sorted(days.items())]


def exercised_by(library: Library, cases: Iterable[Case]) -> dict[str, list[str]]:
    """For each rule, the cases on whose leg it bites, lifts or is weighed.

    Raises:
        InputError: a case's transfer is wrong.
    """
    from licet.cases import transfer_document

    found: dict[str, list[str]] = {}
    for case in cases:
        wanted = case.entry.leg
        touched: set[str] = set()
        for leg in library.evaluate(transfer_document(case)).legs:
            if (leg.leg.state, leg.leg.role) != (wanted.state, wanted.role):
                continue
            for result in leg.rules:
                if result.condition is not False:
                    touched.add(result.rule.id)
                touched |= {lift.permit.id for lift in result.lifts if result.own is not False}
        for name in touched:
            found.setdefault(name, []).append(case.entry.id)
    return found


def page(
    policy: Policy, library: Library, cases: Mapping[str, list[str]], examples: Mapping[str, str] | None = None
) -> str:
    """The policy's page in Markdown.

    Args:
        policy: whose page.
        library: the library it is from.
        cases: which cases exercise which rule.
        examples: for rules, a transfer in which each decides, in words (:func:`licet.proofs.examples.example`).
    """
    return "\n".join(_Page(policy, library, cases, examples or {}).lines()) + "\n"


def index(library: Library) -> str:
    """The page that lists all policies, in Markdown."""
    lines = ["# The law in this library", "", "| policy | rules | provisions left out |", "|---|---|---|"]
    totals: dict[str, list[int]] = {}
    for entry in coverage(library):
        total = totals.setdefault(entry.policy, [0, 0])
        total[0] += len(entry.rules)
        total[1] += len(entry.left_out)
    for policy in library.policies:
        rules, left_out = totals.get(policy.id, [0, 0])
        lines.append(f"| [{policy.title}]({policy.id}.md) | {rules} | {left_out} |")
    lines += ["", f"Library {library.version}, `{library.digest}`. Licet informs; it is not legal advice.", ""]
    return "\n".join(lines)


class _Page:
    def __init__(
        self, policy: Policy, library: Library, cases: Mapping[str, list[str]], examples: Mapping[str, str]
    ) -> None:
        self.policy = policy
        self.library = library
        self.cases = cases
        self.examples = examples

    def lines(self) -> Iterator[str]:
        policy = self.policy
        yield f"# {policy.title}"
        yield ""
        yield f"Binds: {self._words(policy.binds)}."
        if policy.authority:
            yield f"Authority: {policy.authority}."
        if policy.since:
            yield f"Encoded since {policy.since}; earlier law counts as not encoded."
        if policy.consent is not None:
            cite = f" ({policy.consent.cite})" if policy.consent.cite else ""
            yield f"\nRe-export claim, `{policy.consent.id}`: {policy.consent.because}{cite}."
        yield from self._timeline()
        for entry in coverage(self.library):
            if entry.policy != policy.id:
                continue
            yield f"\n## {entry.instrument}"
            for rule in entry.rules:
                yield from self._rule(rule)
            if entry.left_out:
                yield "\n### Left out\n"
                yield "| provision | what | why |"
                yield "|---|---|---|"
                for left in entry.left_out:
                    note = f": {left.note}" if left.note else ""
                    yield f"| {left.source.title}, {left.at} | {left.title} | {left.reason.replace('_', ' ')}{note} |"

    def _timeline(self) -> Iterator[str]:
        changes = timeline(self.policy)
        if not changes:
            return
        yield "\n## Timeline\n"
        yield "| day | begins | ends |"
        yield "|---|---|---|"
        for change in changes:
            begins = ", ".join(f"[{name}](#{_anchor(name)})" for name in change.begins)
            ends = ", ".join(f"[{name}](#{_anchor(name)})" for name in change.ends)
            yield f"| {change.date} | {begins} | {ends} |"

    def _rule(self, rule: Rule) -> Iterator[str]:
        yield f'\n### <a id="{_anchor(rule.id)}"></a>{rule.title}\n'
        force = f", {rule.force}" if rule.effect in ("refuse", "require") else ""
        yield f"`{rule.id}`: **{rule.effect}**{force}; {rule.layer}; {_dates(rule)}.\n"
        yield f"{rule.because[:1].upper()}{rule.because[1:]}."
        yield ""
        link = f"[{rule.cite.source.title}]({rule.cite.url})" if rule.cite.url else rule.cite.source.title
        native = f" ({rule.cite.source.native})" if rule.cite.source.native else ""
        checked = f", checked {rule.cite.checked}" if rule.cite.checked else ""
        yield f"- Provision: {link}{native}, {rule.cite.at} ({rule.confidence}{checked})"
        yield f"- When: {self._words(rule.when)}"
        for exception in rule.unless:
            yield f"- Unless: {self._words(exception)}"
        if rule.needs is not None:
            yield f"- Needs: {self._words(rule.needs)}"
        for name, body in self._definitions(rule):
            yield f"- “{name.replace('_', ' ')}”: {self._words(body)}"
        if rule.id in self.examples:
            yield f"- An example: {self.examples[rule.id]}"
        if rule.under:
            yield f"- Under the gate `{rule.under}`"
        lifted = self.library.permits.get(rule.id, ())
        for title, names in (
            ("Lifts", rule.lifts),
            ("Lifted by", tuple(permit.id for permit in lifted)),
            ("Exercises", rule.exercises),
            ("Cases", tuple(self.cases.get(rule.id, ()))),
        ):
            if names:
                yield f"- {title}: {', '.join(f'`{name}`' for name in names)}"
        if rule.leaves_room:
            yield "- Its own text leaves room for a lower layer or another policy"
        if rule.interpretation:
            yield f"- Reading: {rule.interpretation}"
        if rule.note:
            yield f"- Note: {rule.note}"

    def _words(self, condition: Condition) -> str:
        world = self.library.world
        return in_words(condition, world.countries.name, lambda name: world.groups[name].title)

    def _definitions(self, rule: Rule) -> Iterator[tuple[str, Condition]]:
        found: dict[str, Condition] = {}
        for condition in (rule.when, *rule.unless, *([rule.needs] if rule.needs is not None else [])):
            for node in walk(condition):
                if isinstance(node, Defined):
                    found.setdefault(node.name, node.body)
        yield from found.items()


def _dates(rule: Rule) -> str:
    if rule.from_ is None and rule.until is None:
        text = "in force throughout"
    else:
        text = f"from {rule.from_ or 'the beginning'}" + (f" until {rule.until}" if rule.until else "")
    return text + (f", last confirmed {rule.seen}" if rule.seen else "")


def _anchor(name: str) -> str:
    return name.replace("/", "-")
