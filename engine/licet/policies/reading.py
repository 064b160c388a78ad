"""From the documents of one policy's folder to its rules."""

from __future__ import annotations

from dataclasses import dataclass

from licet.conditions.parsing import Scope
from licet.conditions.tree import TRUE, Compare, Condition, Constant
from licet.documents import Document, KeyPath
from licet.policies.definitions import Definitions
from licet.policies.model import Citation, Consent, Instrument, LeftOut, Policy, Rule, Source, default_consent
from licet.policies.schema import CiteEntry, ConsentEntry, InstrumentFile, PolicyFile, RuleEntry, SourceEntry
from licet.policies.words import Layer
from licet.policies.written import ConditionReader
from licet.problems import Problem, did_you_mean
from licet.terms import COUNTRY
from licet.validation import validate

_BINDS_TERMS = {"state", "role", "date"}


@dataclass(slots=True)
class PolicyReader:
    """Reads one policy; ``problems`` collects everything that is wrong with its files."""

    folder: str
    scope: Scope
    problems: list[Problem]

    def read(self, head: Document, files: list[Document]) -> Policy | None:
        """The policy of a folder: ``head`` is its ``policy.yaml``, ``files`` its instruments in a fixed order."""
        entry, problems = validate(PolicyFile, head)
        self.problems += problems
        definitions = Definitions(self.scope)
        sources: dict[str, Source] = {}
        if entry is None:
            # the instruments are still checked as far as they stand alone
            for document in files:
                self.problems += validate(InstrumentFile, document)[1]
            return None
        if entry.policy != self.folder:
            self._problem(f"the policy `{entry.policy}` stands in the folder `{self.folder}`", head, ("policy",))
        sources = sources_of(entry.sources)
        definitions.add(entry.definitions, head)
        definitions.read_all()
        self.problems += definitions.problems
        binds = self._binds(entry, head, definitions)
        consent = self._consent(entry, head, sources)
        instruments: list[Instrument] = []
        rules: list[Rule] = []
        for document in files:
            found = self._instrument(entry.policy, document, definitions, sources)
            if found is not None:
                instruments.append(found[0])
                rules += found[1]
        return Policy(
            id=entry.policy,
            title=entry.title,
            state=entry.state,
            binds=binds,
            since=entry.since,
            authority=entry.authority,
            instruments=tuple(instruments),
            rules=tuple(rules),
            consent=consent,
            note=entry.note,
        )

    def _binds(self, entry: PolicyFile, head: Document, definitions: Definitions) -> Condition:
        if entry.state is not None:
            if entry.state not in self.scope.countries:
                hint = did_you_mean(entry.state, self.scope.countries)
                self._problem(f"`{entry.state}` is not a country", head, ("state",), hint)
            if entry.binds is None:
                return Compare("state", "==", Constant(entry.state, COUNTRY))
        elif entry.binds is None:
            self._problem("the policy binds nobody: it needs `state` or `binds`", head, ())
            return TRUE
        reader = ConditionReader(head, definitions.scope)
        binds = reader.read(entry.binds, ("binds",))
        self.problems += reader.problems
        from licet.conditions import terms

        for term in terms(binds):
            if term not in _BINDS_TERMS:
                self._problem(
                    f"`binds` reads `{term}`: it may read `state`, `role`, `date` and groups only", head, ("binds",)
                )
        return binds

    def _consent(self, entry: PolicyFile, head: Document, sources: dict[str, Source]) -> Consent | None:
        if entry.state is None:
            if entry.consent is not None:
                self._problem("only a state's policy has a re-export claim", head, ("consent",))
            return None
        written: ConsentEntry | None = entry.consent
        if written is None:
            return default_consent(entry.policy, entry.title)
        cite = self.cite(written.cite, sources, head, ("consent", "cite"))
        return Consent(f"{entry.policy}/consent", written.title, cite, written.because, written.confidence)

    def _instrument(
        self, policy: str, document: Document, shared: Definitions, policy_sources: dict[str, Source]
    ) -> tuple[Instrument, list[Rule]] | None:
        entry, problems = validate(InstrumentFile, document)
        self.problems += problems
        if entry is None:
            return None
        sources = policy_sources | sources_of(entry.sources)
        definitions = shared.with_file(entry.definitions, document)
        definitions.read_all()
        self.problems += definitions.problems
        rules = []
        for index in range(len(entry.rules)):
            written, problems = validate(RuleEntry, document, ("rules", index))
            self.problems += problems
            if written is not None:
                path: KeyPath = ("rules", index)
                rules.append(self.rule(policy, entry, written, document, path, definitions.scope, sources))
        left_out = []
        for index, left in enumerate(entry.left_out):
            source = self._source(left.source, sources, document, ("left_out", index, "source"))
            left_out.append(LeftOut(left.at, source, left.title, left.reason, left.note))
        ids = tuple(rule.id for rule in rules)
        return Instrument(policy, document.name, entry.instrument, ids, tuple(left_out)), rules

    def rule(
        self,
        policy: str,
        file: InstrumentFile,
        entry: RuleEntry,
        document: Document,
        path: KeyPath,
        scope: Scope,
        sources: dict[str, Source],
    ) -> Rule:
        """One rule from its entry at ``path``; ``file`` gives the layer and confidence where the entry has none."""
        self._check_shape(policy, entry, document, path)
        reader = ConditionReader(document, scope)
        when = TRUE if entry.when is None else reader.read(entry.when, (*path, "when"))
        unless = reader.read_alternatives(entry.unless, (*path, "unless"))
        needs = None if entry.needs is None else reader.read(entry.needs, (*path, "needs"))
        if not reader.problems:
            permit = entry.effect == "permit"
            reader.require_kinds(when, (*path, "when"), showings=permit)
            for exception in unless:
                reader.require_kinds(exception, (*path, "unless"), showings=not permit)
            if needs is not None:
                reader.require_steps(needs, (*path, "needs"))
        self.problems += reader.problems
        layer: Layer | None = entry.layer or file.layer
        if layer is None:
            self._problem(f"`{entry.id}` has no `layer`, nor has its file", document, path)
        confidence = entry.confidence or file.confidence
        if confidence is None:
            self._problem(f"`{entry.id}` has no `confidence`, nor has its file", document, path)
        return Rule(
            id=entry.id,
            title=entry.title,
            policy=policy,
            instrument=file.instrument,
            cite=self.cite(entry.cite, sources, document, (*path, "cite")),
            layer=layer or "law",
            effect=entry.effect,
            force=entry.force or "mandatory",
            because=entry.because,
            confidence=confidence or "unverified",
            when=when,
            unless=unless,
            needs=needs,
            under=entry.under,
            lifts=tuple(entry.lifts or ()),
            leaves_room=entry.leaves_room,
            exercises=tuple(entry.exercises or ()),
            from_=entry.from_,
            until=entry.until,
            seen=entry.seen,
            published=entry.published,
            annulled=entry.annulled,
            interpretation=entry.interpretation,
            note=entry.note,
            span=document.span((*path, "id")),
        )

    def _check_shape(self, policy: str, entry: RuleEntry, document: Document, path: KeyPath) -> None:
        name = entry.id
        if not name.startswith(f"{policy}/"):
            self._problem(f"the id `{name}` does not begin with `{policy}/`", document, (*path, "id"))
        elif name == f"{policy}/consent":
            self._problem(f"`{name}` is the re-export claim: write it in `policy.yaml`", document, (*path, "id"))
        wanted = {"require": "needs", "permit": "lifts"}.get(entry.effect)
        if wanted is not None and getattr(entry, wanted) is None:
            self._problem(f"`{name}` is a {entry.effect} without `{wanted}`", document, (*path, "effect"))
        for key in ("needs", "lifts"):
            if key != wanted and getattr(entry, key) is not None:
                self._problem(f"a {entry.effect} has no `{key}`", document, (*path, key), key=True)
        if entry.force is not None and entry.effect in ("weigh", "permit"):
            self._problem(f"a {entry.effect} has no `force`", document, (*path, "force"), key=True)
        if entry.force == "presumption" and entry.effect == "require":
            self._problem("a require is `mandatory` or `discretionary`", document, (*path, "force"))
        if entry.from_ and entry.until and entry.until <= entry.from_:
            message = f"`until` {entry.until} is not after `from` {entry.from_}"
            self._problem(message, document, (*path, "until"))
        if entry.under is not None and entry.effect == "permit":
            self._problem("a permit is under no gate", document, (*path, "under"), key=True)

    def cite(self, entry: CiteEntry, sources: dict[str, Source], document: Document, path: KeyPath) -> Citation:
        """A citation from its entry at ``path``."""
        source = self._source(entry.source, sources, document, (*path, "source"))
        checked = entry.checked or source.checked
        return Citation(source, entry.at, entry.url or source.url, checked)

    def _source(self, key: str, sources: dict[str, Source], document: Document, path: KeyPath) -> Source:
        source = sources.get(key)
        if source is None:
            hint = did_you_mean(key, sources) or ("`sources` is empty" if not sources else None)
            self._problem(f"there is no source `{key}`", document, path, hint)
            return Source(key, key)
        return source

    def _problem(
        self, message: str, document: Document, path: KeyPath, help_text: str | None = None, *, key: bool = False
    ) -> None:
        self.problems.append(Problem(message, document.span(path, key=key), help_text))


def sources_of(entries: dict[str, SourceEntry]) -> dict[str, Source]:
    """Sources from their entries, by key."""
    return {key: Source(key, e.title, e.native, e.url, e.checked) for key, e in entries.items()}
