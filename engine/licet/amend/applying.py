"""Reading an amendment against the library it changes, and applying it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from licet.amend.schema import AmendmentFile, MembershipEntry, Redate, RuleChange
from licet.conditions.tree import Condition, Defined, walk
from licet.documents import Document, KeyPath, parse_text, read_document
from licet.library import Library
from licet.policies.definitions import Definitions
from licet.policies.loading import world_scope
from licet.policies.model import Policy, Rule, Source
from licet.policies.reading import PolicyReader, sources_of
from licet.policies.references import resolve
from licet.policies.schema import InstrumentFile, RuleEntry
from licet.policies.written import ConditionReader
from licet.problems import InputError, Problem, did_you_mean, sort_key
from licet.terms import VOCABULARY
from licet.validation import validate
from licet.world.features import typed
from licet.world.model import Group, Period, Record, World


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a library, as read from its document; it is checked when it is applied."""

    title: str
    status: str
    document: Document
    entry: AmendmentFile

    @property
    def digest(self) -> str:
        """``sha256:…`` of its text."""
        return f"sha256:{hashlib.sha256(self.document.text.encode()).hexdigest()}"


def read_amendment(source: Path | str | Document) -> Amendment:
    """Read an amendment from a file, from YAML text (a string with a line break) or from a document.

    Raises:
        InputError: it cannot be read, or its form is wrong; one problem for each mistake.
    """
    problems: list[Problem] = []
    if isinstance(source, str) and "\n" in source:
        document, problems = parse_text(source, "amendment")
    elif isinstance(source, Document):
        document = source
    else:
        document, problems = read_document(Path(source), str(source))
    if not problems and not isinstance(document.data, dict):
        problems = [Problem("an amendment is a map of keys", document.span(), "it begins with `amendment:`")]
    if problems:
        raise InputError(problems)
    entry, problems = validate(AmendmentFile, document)
    if problems or entry is None:
        raise InputError(sorted(problems, key=sort_key))
    return Amendment(entry.amendment, entry.status, document, entry)


def suspend(library: Library, rules: Iterable[str]) -> Library:
    """The library without these rules (``kor/*`` names all of a policy).

    Raises:
        InputError: a name is no rule's.
    """
    listed = "\n".join(f"  - {name}" for name in rules)
    return amend(library, read_amendment(f"amendment: suspended rules\nsuspend:\n{listed}\n"))


def amend(library: Library, amendment: Amendment) -> Library:
    """A new library with the amendment applied; the old one stays as it is.

    Raises:
        InputError: the amendment names a rule, group or fact that does not exist, or what comes of it is no library.
    """
    return _Amending(library, amendment).amended()


class _Amending:
    def __init__(self, library: Library, amendment: Amendment) -> None:
        self.library = library
        self.amendment = amendment
        self.entry = amendment.entry
        self.document = amendment.document
        self.problems: list[Problem] = []
        self.rules: dict[str, Rule] = dict(library.rules)

    def amended(self) -> Library:
        world = self._world()
        self._suspend()
        self._redate()
        self._replace(world)
        self._add(world)
        policies = self._policies()
        if not self.problems:
            policies, wrong = resolve(policies)
            self.problems += wrong
        if self.problems:
            raise InputError(sorted(self.problems, key=sort_key))
        digest = hashlib.sha256(f"{self.library.digest} {self.amendment.digest}".encode()).hexdigest()
        return Library(tuple(policies), world, self.library.version, f"sha256:{digest}")

    # rules

    def _suspend(self) -> None:
        for index, name in enumerate(self.entry.suspend):
            found = [
                known for known in self.rules if known == name or (name.endswith("*") and known.startswith(name[:-1]))
            ]
            if not found:
                self._no_rule(name, ("suspend", index))
            for gone_rule in found:
                del self.rules[gone_rule]
        # a permit with nothing left to lift, and a rule whose licence duty is gone, go too, until nothing more drops out
        while True:
            gone = set(self.library.rules) - set(self.rules)
            for name, rule in self.rules.items():
                if gone & {*rule.lifts, *rule.exercises}:
                    self.rules[name] = _without(rule, gone)
            dead = [
                name
                for name, rule in self.rules.items()
                if (rule.effect == "permit" and not rule.lifts) or rule.under in gone
            ]
            if not dead:
                return
            for name in dead:
                del self.rules[name]

    def _redate(self) -> None:
        for name, dates in self.entry.redate.items():
            rule = self._rule(name, ("redate", name))
            if rule is None:
                continue
            changed = _redated(rule, dates)
            if changed.from_ and changed.until and changed.until <= changed.from_:
                message = f"`until` {changed.until} of `{name}` is not after its `from` {changed.from_}"
                self._problem(message, ("redate", name))
            self.rules[name] = changed

    def _replace(self, world: World) -> None:
        for name, change in self.entry.replace.items():
            rule = self._rule(name, ("replace", name))
            if rule is not None:
                self.rules[name] = self._changed(rule, change, ("replace", name), world)

    def _changed(self, rule: Rule, change: RuleChange, path: KeyPath, world: World) -> Rule:
        reader = ConditionReader(self.document, self._definitions(rule.policy, world).scope)
        permit = rule.effect == "permit"
        new: dict[str, Any] = {}
        if change.when is not None:
            new["when"] = reader.read(change.when, (*path, "when"))
            reader.require_kinds(new["when"], (*path, "when"), showings=permit)
        if change.unless is not None:
            new["unless"] = reader.read_alternatives(change.unless, (*path, "unless"))
            for exception in new["unless"]:
                reader.require_kinds(exception, (*path, "unless"), showings=not permit)
        if change.needs is not None:
            if rule.effect != "require":
                self._problem(f"a {rule.effect} has no `needs`", (*path, "needs"), key=True)
            new["needs"] = reader.read(change.needs, (*path, "needs"))
            reader.require_steps(new["needs"], (*path, "needs"))
        self.problems += reader.problems
        if change.force is not None:
            if rule.effect in ("weigh", "permit") or (change.force == "presumption" and rule.effect == "require"):
                self._problem(f"a {rule.effect} cannot be `{change.force}`", (*path, "force"))
            new["force"] = change.force
        if change.cite is not None:
            new["cite"] = PolicyReader(rule.policy, world_scope(world), self.problems).cite(
                change.cite, self._sources(), self.document, (*path, "cite")
            )
        for key in ("title", "from_", "until", "layer", "under", "leaves_room", "because", "confidence", "note"):
            if getattr(change, key) is not None:
                new[key] = getattr(change, key)
        if change.lifts is not None:
            new["lifts"] = tuple(change.lifts)
        if change.interpretation is not None:
            new["interpretation"] = change.interpretation
        return replace(rule, **new, span=self.document.span(path, key=True))

    def _add(self, world: World) -> None:
        file = InstrumentFile(
            instrument=self.entry.amendment,
            layer=self.entry.layer,
            confidence=self.entry.confidence or "unverified",
        )
        names = {policy.id for policy in self.library.policies}
        for index in range(len(self.entry.add)):
            path: KeyPath = ("add", index)
            written, problems = validate(RuleEntry, self.document, path)
            self.problems += problems
            if written is None:
                continue
            policy = written.id.split("/")[0]
            if policy not in names:
                self._problem(f"there is no policy `{policy}`", (*path, "id"), did_you_mean(policy, names))
                continue
            if written.id in self.rules:
                self._problem(f"the rule `{written.id}` exists already", (*path, "id"), "change it under `replace`")
                continue
            reader = PolicyReader(policy, world_scope(world), self.problems)
            scope = self._definitions(policy, world).scope
            self.rules[written.id] = reader.rule(policy, file, written, self.document, path, scope, self._sources())

    def _definitions(self, policy: str, world: World) -> Definitions:
        """The amendment's definitions, and those that the policy's rules use already."""
        known: dict[str, Condition] = {}
        for rule in self.library.rules.values():
            if rule.policy != policy:
                continue
            for condition in (rule.when, *rule.unless, *([rule.needs] if rule.needs is not None else [])):
                known |= {node.name: node.body for node in walk(condition) if isinstance(node, Defined)}
        definitions = Definitions(world_scope(world), known=known)
        definitions.add(self.entry.definitions, self.document)
        definitions.read_all()
        self.problems += [problem for problem in definitions.problems if problem not in self.problems]
        return definitions

    def _sources(self) -> dict[str, Source]:
        return sources_of(self.entry.sources)

    def _policies(self) -> list[Policy]:
        found: list[Policy] = []
        for policy in self.library.policies:
            rules = tuple(rule for rule in self.rules.values() if rule.policy == policy.id)
            found.append(replace(policy, rules=rules))
        return found

    # the world

    def _world(self) -> World:
        changes = self.entry.world
        if changes is None:
            return self.library.world
        old = self.library.world
        groups = dict(old.groups)
        for name, entry in changes.groups.items():
            if name in groups:
                self._problem(f"the group `{name}` exists already", ("world", "groups", name), key=True)
            groups[name] = Group(name, entry.title, entry.complete, entry.source, {})
        for index, membership in enumerate(changes.memberships):
            self._membership(groups, membership, ("world", "memberships", index))
        records = dict(old.records)
        for index, record in enumerate(changes.records):
            path: KeyPath = ("world", "records", index)
            term = VOCABULARY.get(f"destination.{record.term}")
            if term is None:
                known = [name.removeprefix("destination.") for name in VOCABULARY if name.startswith("destination.")]
                self._problem(
                    f"there is no fact `{record.term}` of a state", (*path, "term"), did_you_mean(record.term, known)
                )
                continue
            if record.state not in old.countries:
                self.problems.append(old.countries.problem(record.state, self.document.span((*path, "state"))))
                continue
            value, wrong = typed(term, record.value, old.countries.names, self.document.span((*path, "value")))
            if wrong is not None or value is None:
                self.problems += [wrong] if wrong else []
                continue
            period = Period(record.from_, record.until, record.seen, record.published)
            new = Record(record.state, record.term, value, period, record.source, record.confidence, record.note)
            key = (record.state, record.term)
            records[key] = (new, *records.get(key, ()))  # the first that holds wins
        return replace(old, groups=groups, records=records)

    def _membership(self, groups: dict[str, Group], entry: MembershipEntry, path: KeyPath) -> None:
        group = groups.get(entry.group)
        if group is None:
            self._problem(f"there is no group `{entry.group}`", (*path, "group"), did_you_mean(entry.group, groups))
            return
        if entry.state not in self.library.world.countries:
            problem = self.library.world.countries.problem(entry.state, self.document.span((*path, "state")))
            self.problems.append(problem)
            return
        members = dict(group.members)
        if entry.remove:
            if members.pop(entry.state, None) is None:
                self._problem(f"`{entry.state}` is not in `{entry.group}`", (*path, "state"))
        else:
            members[entry.state] = (*members.get(entry.state, ()), Period(entry.from_, entry.until))
        groups[entry.group] = replace(group, members=members)

    # problems

    def _rule(self, name: str, path: KeyPath) -> Rule | None:
        rule = self.rules.get(name)
        if rule is None:
            self._no_rule(name, path, key=True)
        return rule

    def _no_rule(self, name: str, path: KeyPath, *, key: bool = False) -> None:
        self._problem(f"there is no rule `{name}`", path, did_you_mean(name, self.library.rules), key=key)

    def _problem(self, message: str, path: KeyPath, help_text: str | None = None, *, key: bool = False) -> None:
        self.problems.append(Problem(message, self.document.span(path, key=key), help_text))


def _without(rule: Rule, gone: set[str]) -> Rule:
    return replace(
        rule,
        lifts=tuple(name for name in rule.lifts if name not in gone),
        exercises=tuple(name for name in rule.exercises if name not in gone),
    )


def _redated(rule: Rule, dates: Redate) -> Rule:
    from_ = rule.from_ if dates.from_ is None else None if dates.from_ == "none" else dates.from_
    until = rule.until if dates.until is None else None if dates.until == "none" else dates.until
    return replace(rule, from_=from_, until=until)


def stack(library: Library, amendments: Sequence[Amendment]) -> Library:
    """Apply amendments one after another."""
    for amendment in amendments:
        library = amend(library, amendment)
    return library


def changed_rules(old: Library, new: Library) -> Mapping[str, str]:
    """The rules that differ between two libraries: ``added``, ``removed`` or ``changed``, by id."""
    found: dict[str, str] = {}
    for name in sorted({*old.rules, *new.rules}):
        if name not in old.rules:
            found[name] = "added"
        elif name not in new.rules:
            found[name] = "removed"
        elif replace(old.rules[name], span=None) != replace(new.rules[name], span=None):
            found[name] = "changed"
    return found
