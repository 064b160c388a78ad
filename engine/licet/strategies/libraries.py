"""Strategies for whole libraries and for transfers in them, small enough to read when they shrink."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from licet.conditions.printing import expression
from licet.conditions.tree import (
    All,
    Always,
    Compare,
    Condition,
    Constant,
    Holds,
    Not,
    Operator,
    Within,
)
from licet.conditions.tree import Any as AnyOf
from licet.library import Library
from licet.policies.model import Citation, Consent, Instrument, Policy, Rule, Source
from licet.policies.words import Effect, Force
from licet.terms import COUNTRY, VOCABULARY
from licet.transfers.transfer import Answers, Transfer, TransferItem
from licet.values import Value
from licet.world.catalogue import OriginClaim
from licet.world.countries import Countries
from licet.world.model import Group, Period, World

DATE = datetime.date(2022, 6, 1)
STATES = ("KOR", "DEU", "POL", "UKR", "USA")
COUNTRIES = Countries.load()
SOURCE = Source("act", "Act", url="https://example.org", checked=DATE)
CITE = Citation(SOURCE, "art. 1", SOURCE.url, SOURCE.checked)

# the facts that generated rules read, with the values that matter to them
FACTS: dict[str, tuple[object, ...]] = {
    "item.lethal": (True, False),
    "end_use": ("combat", "humanitarian", "stockpile"),
    "end_user.type": ("armed_forces", "company"),
    "contract_date": ("2020-01-01", "2022-01-01", "none"),
    "value.usd": (0, 50, 100),
    "destination.armed_conflict": ("none", "internal", "international"),
    "destination.self_defence": (True, False),
    "supplier": ("state", "company"),
}
# those that the world leaves open: what it records is known already
MEMBERSHIPS = [(state, "CLUB") for state in ("DEU", "UKR", "USA")]
STEPS = ("assurance.end_use_certificate", "risk.ihl", "approval.parliament", "foreign_consents")
SHOWINGS = ("shown.special_interest", "shown.emergency")


_PERMIT: tuple[Effect, ...] = ("permit",)
_PRESUMPTION: tuple[Force, ...] = ("presumption",)
_EQUALITY: tuple[Operator, ...] = ("==", "!=")
_SIGNS: tuple[Operator, ...] = ("<", "<=", ">", ">=", *_EQUALITY)


def _constant(term: str, value: object) -> Constant:
    return Constant(value, VOCABULARY[term].type)  # type: ignore[arg-type]


@st.composite
def leaves(draw: st.DrawFn) -> Condition:
    """A condition of one fact."""
    kind = draw(st.sampled_from(["truth", "enum", "order", "within", "group", "country", "own", "role"]))
    match kind:
        case "truth":
            return Holds(draw(st.sampled_from(["item.lethal", "destination.self_defence"])))
        case "enum":
            term = draw(st.sampled_from(["end_use", "end_user.type", "destination.armed_conflict"]))
            equality: Operator = draw(st.sampled_from(_EQUALITY))
            return Compare(term, equality, _constant(term, draw(st.sampled_from(FACTS[term]))))
        case "order":
            term = draw(st.sampled_from(["contract_date", "value.usd"]))
            values = ["2021-01-01", "2022-01-01"] if term == "contract_date" else [0, 50, 75]
            sign: Operator = draw(st.sampled_from(_SIGNS))
            return Compare(term, sign, _constant(term, draw(st.sampled_from(values))))
        case "within":
            members = draw(st.lists(st.sampled_from(FACTS["end_use"]), min_size=1, max_size=2, unique=True))
            return Within("end_use", tuple(members), ())  # type: ignore[arg-type]
        case "group":
            term = draw(st.sampled_from(["destination", "state"]))
            return Within(term, (), (draw(st.sampled_from(["CLUB", "UNION"])),))
        case "country":
            return Compare("destination", "==", Constant(draw(st.sampled_from(STATES)), COUNTRY))
        case "own":
            return Holds("own_stock")
        case _:
            role = draw(st.sampled_from(["exporter", "origin"]))
            return Compare("role", "==", _constant("role", role))


def conditions(depth: int = 2) -> st.SearchStrategy[Condition]:
    """Conditions over facts, nested up to ``depth``."""
    return st.recursive(
        st.one_of(leaves(), st.sampled_from([Always(True)])),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=1, max_size=2).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=1, max_size=2).map(lambda parts: AnyOf(tuple(parts))),
        ),
        max_leaves=2**depth,
    )


@st.composite
def needs(draw: st.DrawFn) -> Condition:
    """A positive expression over steps."""

    def atom() -> st.SearchStrategy[Condition]:
        return st.sampled_from(STEPS).map(
            lambda name: Compare(name, "<", _constant(name, "clear")) if name.startswith("risk.") else Holds(name)
        )

    parts = tuple(draw(st.lists(atom(), min_size=1, max_size=2)))
    return All(parts) if draw(st.booleans()) else AnyOf(parts)


@st.composite
def rules(draw: st.DrawFn, name: str, policy: str, liftable: tuple[str, ...] = (), gates: tuple[str, ...] = ()) -> Rule:
    """One rule; a permit lifts some of ``liftable``, any other may be under one of ``gates``."""
    effects: list[Effect] = ["refuse", "require", *(_PERMIT if liftable else ())]
    effect = draw(st.sampled_from(effects))
    permit = effect == "permit"
    forces: list[Force] = ["mandatory", "discretionary", *(_PRESUMPTION if effect == "refuse" else ())]
    force = draw(st.sampled_from(forces))
    unless: list[Condition] = draw(st.lists(conditions(1), max_size=1))
    if draw(st.booleans()):
        unless.append(Holds(draw(st.sampled_from(SHOWINGS)))) if not permit else None
    seen = draw(st.sampled_from([None, None, None, datetime.date(2022, 1, 1)]))
    return Rule(
        id=name,
        title=name,
        policy=policy,
        instrument="act",
        cite=CITE,
        layer=draw(st.sampled_from(["law", "guideline", "practice"])),
        effect=effect,
        force="mandatory" if permit else force,
        because="of a reason",
        confidence="verified",
        when=draw(conditions()),
        unless=tuple(unless),
        needs=draw(needs()) if effect == "require" else None,
        lifts=tuple(draw(st.lists(st.sampled_from(liftable), min_size=1, max_size=2, unique=True))) if permit else (),
        under=draw(st.sampled_from([None, *gates])) if gates and not permit else None,
        from_=draw(st.sampled_from([None, datetime.date(2022, 1, 1), datetime.date(2022, 6, 1)])),
        until=draw(st.sampled_from([None, None, datetime.date(2022, 6, 2)])),
        seen=seen,
    )


@st.composite
def policies(draw: st.DrawFn, state: str) -> Policy:
    """A state's policy of a few rules, a gate and permits that lift them."""
    name = state.lower()
    gate = Rule(
        id=f"{name}/gate",
        title="gate",
        policy=name,
        instrument="act",
        cite=CITE,
        layer="law",
        effect="weigh",
        force="mandatory",
        because="a licence is needed",
        confidence="verified",
        when=draw(conditions(1)),
    )
    count = draw(st.integers(0, 4))
    plain = tuple(draw(rules(f"{name}/r{number}", name, (), (gate.id,))) for number in range(count))
    liftable = (gate.id, f"{name}/consent", *(rule.id for rule in plain))
    permits = tuple(
        replace(draw(rules(f"{name}/p{number}", name, liftable)), effect="permit", needs=None, force="mandatory")
        for number in range(draw(st.integers(0, 2)))
    )
    permits = tuple(permit if permit.lifts else replace(permit, lifts=(liftable[0],)) for permit in permits)
    everything = (gate, *plain, *permits)
    return Policy(
        id=name,
        title=name,
        state=state,
        binds=Compare("state", "==", Constant(state, COUNTRY)),
        since=None,
        authority=None,
        instruments=(Instrument(name, "act.yaml", "act", tuple(rule.id for rule in everything), ()),),
        rules=everything,
        consent=Consent(f"{name}/consent", "consent", None, "it has to be asked", "verified"),
    )


def world() -> World:
    """A world with one complete and one incomplete group and no records."""
    members: dict[str, tuple[Period, ...]] = {"KOR": (Period(),), "POL": (Period(until=datetime.date(2022, 1, 1)),)}
    return World(
        COUNTRIES,
        groups={
            "CLUB": Group("CLUB", "the club", False, None, members),
            "UNION": Group("UNION", "the union", True, None, members),
        },
    )


WORLD = world()


class Drawn(Library):
    """A generated library; a failing test prints it a rule a line."""

    def __repr__(self) -> str:
        lines = [f"library of {', '.join(policy.title.upper() for policy in self.policies)}"]
        return "\n  ".join(lines + [_line(rule) for rule in self.rules.values()])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        for index, line in enumerate(repr(self).splitlines()):
            if index:
                printer.break_()
            printer.text(line)


def _line(rule: Rule) -> str:
    words = [f"{rule.id}: {rule.effect}"]
    words += [rule.force] if rule.effect in ("refuse", "require") else []
    words += [f"needs {expression(rule.needs)}"] if rule.needs is not None else []
    words += [f"when {expression(rule.when)}"] + [f"unless {expression(part)}" for part in rule.unless]
    words += [f"lifts {', '.join(rule.lifts)}"] if rule.lifts else []
    words += [f"under {rule.under}"] if rule.under else []
    dates = {"from": rule.from_, "until": rule.until, "seen": rule.seen}
    words += [f"{name} {date}" for name, date in dates.items() if date is not None]
    words += [f"({rule.layer})"] if rule.layer != "law" else []
    return " ".join(words)


def library_of(policies: tuple[Policy, ...]) -> Library:
    """A library of these policies."""
    return Drawn(tuple(sorted(policies, key=lambda policy: policy.id)), WORLD, "0", "sha256:0")


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """A library in which every state that can have a leg is encoded."""
    return library_of(tuple(draw(policies(state)) for state in ("KOR", "DEU", "POL")))


@dataclass(frozen=True)
class Known:
    """What a generated transfer knows: facts, memberships, steps, consents, showings."""

    facts: dict[str, object]
    memberships: dict[tuple[str, str], bool]
    steps: dict[str, object]
    consents: dict[str, bool]
    shown: frozenset[str]
    origins: tuple[str, ...]

    def transfer(self) -> Transfer:
        """The transfer; what is known stands as hypotheticals, so that worldly facts can be known too."""
        return Transfer(
            exporter="KOR",
            destination="UKR",
            date=DATE,
            items=(
                TransferItem(
                    "thing",
                    {"item.category": Value("ML1", "stated")},
                    tuple(OriginClaim(state) for state in self.origins),
                    True,
                ),
            ),
            values={},
            activity="export",
            consents=self.consents,
            answers=Answers(self.steps, self.shown),  # type: ignore[arg-type]
            by_state={},
            assumed=self.facts,  # type: ignore[arg-type]
            memberships=self.memberships,
        )


@st.composite
def knowledge(draw: st.DrawFn, complete: bool = False) -> Known:
    """What is known of a transfer; ``complete``: every fact and membership is."""

    def some(keys: object) -> list[object]:
        listed = list(keys)  # type: ignore[call-overload]
        return listed if complete else [key for key in listed if draw(st.booleans())]

    facts = {name: draw(st.sampled_from(FACTS[name])) for name in some(FACTS)}  # type: ignore[index]
    memberships = {pair: draw(st.booleans()) for pair in some(MEMBERSHIPS)}
    steps: dict[str, object] = {}
    for name in STEPS[:-1]:
        if draw(st.booleans()):
            values = ("low", "likely", "clear", "overriding") if name.startswith("risk.") else (True, False)
            steps[name] = draw(st.sampled_from(values))
    return Known(
        facts=facts,  # type: ignore[arg-type]
        memberships=memberships,  # type: ignore[arg-type]
        steps=steps,
        consents={state: draw(st.booleans()) for state in ("DEU", "POL") if draw(st.booleans())},
        shown=frozenset(draw(st.lists(st.sampled_from(SHOWINGS), max_size=2))),
        origins=tuple(draw(st.lists(st.sampled_from(["DEU", "POL"]), max_size=2, unique=True))),
    )
