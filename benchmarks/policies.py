"""A neutral policy of any size, and requests to put to it; the same for the same numbers, on every machine.

The policy is a real library of rules on real terms of the vocabulary, and states nobody's law. 60 rules bind the six
jurisdictions that requests come from; whatever there is beyond them never binds a request: rules of other states, of
other years, for other destinations. So the work to be done for a request stays the same while the library grows.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any as Anything

from licet.conditions.tree import All, Any, Compare, Condition, Constant, Holds, Not, Operator, Plain, Within
from licet.library import Library
from licet.policies.model import Citation, Instrument, Policy, Rule, Source
from licet.policies.words import Effect, Force
from licet.terms import COUNTRY, VOCABULARY
from licet.world.countries import Countries
from licet.world.model import World

STATES = ("CZE", "DEU", "KOR", "NOR", "POL", "SWE")
"""The jurisdictions that requests come from."""
# fmt: off
OTHER_STATES = (
    "ARG", "AUS", "AUT", "BEL", "BGR", "BRA", "CAN", "CHE", "CHL", "DNK", "ESP", "EST", "FIN", "FRA", "GBR",
    "GRC", "HRV", "HUN", "IRL", "ITA", "JPN", "LTU", "LVA", "NLD", "NZL", "PRT", "ROU", "SVK", "SVN", "ZAF",
)
# fmt: on
DESTINATIONS = ("EGY", "IDN", "IND", "IRQ", "MYS", "PER", "PHL", "QAT", "SAU", "TUR", "UKR", "VNM")
OTHER_DESTINATIONS = ("AGO", "BHR", "COL", "DZA", "ETH", "GEO", "KAZ", "KEN", "KWT", "LKA", "MAR", "MEX", "NGA", "OMN")
DATES = tuple(datetime.date(year, month, 1) for year in (2023, 2024) for month in (1, 3, 5, 7, 9, 11))

CORE = 60
"""The rules that bind; a smaller policy has only these."""

_TRUTHS = (
    "item.lethal",
    "item.protective",
    "item.f35_part",
    "item.nuclear_weapon",
    "item.chemical_weapon",
    "item.jpn_five_purposes",
    "item.deu_air_sea_defence",
    "item.jpn_licence_built",
    "item.jpn_joint_development",
    "item.kor_russia_list",
    "temporary",
    "ownership_passes",
    "own_forces_movement",
    "end_user.un_listed",
    "end_user.listed",
    "prior_denial_by_eu_member",
    "expected_friction",
    "licensed_before_stop",
    "use_in_darfur",
    "usa.coup",
    "usa.gross_violations",
    "usa.restricts_us_aid",
    "usa.substantial_violation",
    "usa.ineligible_party",
)
_ENUMS = (
    "end_use",
    "end_user.type",
    "channel",
    "supplier",
    "item.category",
    "item.nor_category",
    "item.swe_class",
)
_NUMBERS = {
    "value.usd": (10_000, 100_000, 1_000_000, 10_000_000),
    "item.calibre_mm": (9, 40, 105, 155),
    "item.range_km": (1, 30, 150, 300),
    "item.payload_kg": (5, 50, 200, 500),
}
_DATES = {"contract_date": ("2019-06-01", "2020-06-01", "2021-06-01", "2022-06-01")}
FACTS = (*_TRUTHS, *_ENUMS, *_NUMBERS, *_DATES)
"""The 36 facts that rules read; state, destination and date come besides.

None is a fact about the destination: Licet knows those from its world, which would be an advantage over the peers.
"""

_SOURCE = Source("benchmark", "Generated for benchmarks; nobody's law", url="https://example.org", checked=DATES[0])
_CITE = Citation(_SOURCE, "art. 1", _SOURCE.url, _SOURCE.checked)
_KINDS: tuple[tuple[Effect, Force], ...] = (
    ("refuse", "mandatory"),
    ("refuse", "discretionary"),
    ("require", "mandatory"),
    ("refuse", "presumption"),
    ("require", "mandatory"),
)
_STEPS = ("assurance.end_use_certificate", "assurance.no_reexport", "approval.parliament")
_ORDER: tuple[Operator, ...] = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Question:
    """One leg to be judged: the plain value of every known term, and the same as a request.

    ``facts`` has the scope as well (``state``, ``role``, ``destination``, ``date`` as ISO text), and showings; Licet is given
    those besides, with the answers to steps.
    """

    facts: dict[str, Plain]
    request: dict[str, Anything]
    date: datetime.date
    steps: Mapping[str, bool | str] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()


def neutral(rules: int = CORE, *, states: int = len(STATES), seed: int = 1) -> Library:
    """A neutral policy.

    Args:
        rules: how many; beyond 60 they never bind a request.
        states: jurisdictions that bind, with ten rules each; more than six take further real states.
        seed: of the generator.
    """
    chance = random.Random(seed)
    binding = (STATES + OTHER_STATES)[:states]
    own: dict[str, list[Rule]] = {state: [] for state in binding}
    core = min(rules, CORE if states == len(STATES) else 10 * states)
    for number in range(core):
        state = binding[number % len(binding)]
        own[state].append(_rule(chance, state, len(own[state])))
    elsewhere = tuple(state for state in OTHER_STATES if state not in binding)
    for number in range(rules - core):
        state = binding[number % len(binding)]
        match number % 3:
            case 0:
                state = elsewhere[number // 3 % len(elsewhere)]
                own.setdefault(state, []).append(_rule(chance, state, len(own.get(state, []))))
            case 1:
                year = 2000 + number % 15
                dates = (datetime.date(year, 1, 1), datetime.date(year + 5, 1, 1))
                own[state].append(_rule(chance, state, len(own[state]), dates=dates))
            case _:
                there = Compare("destination", "==", Constant(chance.choice(OTHER_DESTINATIONS), COUNTRY))
                own[state].append(_rule(chance, state, len(own[state]), scope=there))
    policies = tuple(_policy(state, found) for state, found in sorted(own.items()))
    return Library(policies, World(Countries.load()), "0", f"sha256:{rules}-{states}-{seed}")


def questions(count: int, *, known: bool = True, states: int = len(STATES), seed: int = 2) -> list[Question]:
    """Questions for :func:`neutral`; where not ``known``, of each about a third of the facts is missing.

    A request has to say the item's category; it is always known.
    """
    chance = random.Random(seed + known)
    asked = []
    for _ in range(count):
        facts = {term: _value(chance, term) for term in FACTS}
        if not known:
            facts = {t: value for t, value in facts.items() if t == "item.category" or chance.random() > 1 / 3}
        state = chance.choice((STATES + OTHER_STATES)[:states])
        destination, date = chance.choice(DESTINATIONS), chance.choice(DATES)
        scope: dict[str, Plain] = {
            "state": state,
            "role": "exporter",
            "exporter": state,
            "destination": destination,
            "date": date.isoformat(),
        }
        asked.append(Question(scope | facts, request_of(state, destination, date, facts), date))
    return asked


_OF_THE_LEG = ("state", "role", "exporter", "destination", "date", "own_stock", "origin.claim", "origin.share")
_KEYS = {
    term: tuple(key.split("."))
    for term, key in {
        "end_use": "end_use",
        "end_user.type": "end_user.type",
        "channel": "channel",
        "supplier": "supplier",
        "temporary": "temporary",
        "ownership_passes": "ownership_passes",
        "contract_date": "contract_date",
        "value.usd": "value_usd",
        "activity": "activity",
    }.items()
}
"""Where a request says a fact, if it has a key of its own."""


def request_of(
    exporter: str, destination: str, date: datetime.date, facts: Mapping[str, Plain], origins: Sequence[str] = ()
) -> dict[str, Anything]:
    """The request that states these facts, the item's category among them; what has no key of its own is assumed."""
    item: dict[str, Anything] = {"name": "thing", "category": facts["item.category"], "origins": list(origins)}
    request: dict[str, Anything] = {"exporter": exporter, "destination": destination, "date": date.isoformat()}
    request["items"] = [item]
    for term, value in facts.items():
        if term in _OF_THE_LEG or " in " in term or term == "item.category":
            continue
        if term in _KEYS:
            here = request
            for step in _KEYS[term][:-1]:
                here = here.setdefault(step, {})
            here[_KEYS[term][-1]] = value
        elif term.startswith("shown."):
            if value:
                request.setdefault("shown", []).append(term.removeprefix("shown."))
        elif term in ("item.lethal", "item.att_category"):
            item[term.removeprefix("item.")] = value
        elif term.startswith("item."):
            item.setdefault("features", {})[term.removeprefix("item.")] = value
        else:
            request.setdefault("facts", {})[term] = value
    return request


def one_state(rules: int, *, state: str = "KOR", seed: int = 1) -> Library:
    """A library of one state whose every rule may bind: for proofs, which look at all of them."""
    chance = random.Random(seed)
    policy = _policy(state, [_rule(chance, state, number) for number in range(rules)])
    return Library((policy,), World(Countries.load()), "0", f"sha256:{state}-{rules}-{seed}")


def _policy(state: str, rules: list[Rule]) -> Policy:
    name = state.lower()
    instrument = Instrument(name, "act.yaml", "act", tuple(rule.id for rule in rules), ())
    return Policy(
        id=name,
        title=name,
        state=state,
        binds=Compare("state", "==", Constant(state, COUNTRY)),
        since=None,
        authority=None,
        instruments=(instrument,),
        rules=tuple(rules),
        consent=None,
    )


def _rule(
    chance: random.Random,
    state: str,
    number: int,
    *,
    dates: tuple[datetime.date, datetime.date] | None = None,
    scope: Condition | None = None,
) -> Rule:
    effect, force = _KINDS[number % len(_KINDS)]
    leaves = [_leaf(chance) for _ in range(chance.randint(2, 3))]
    alternatives = Any(tuple(_leaf(chance) for _ in range(2)))
    parts: list[Condition] = [*leaves, alternatives]
    if scope is not None:
        parts.insert(0, scope)
    elif number % 4 == 0:
        parts.insert(0, Within("destination", tuple(sorted(chance.sample(DESTINATIONS, 4))), ()))
    if number % 5 == 2:
        parts[-1] = Not(All(tuple(_leaf(chance) for _ in range(2))))
    from_, until = dates or (datetime.date(2015, 1, 1) if number % 3 == 0 else None, None)
    name = state.lower()
    return Rule(
        id=f"{name}/rule-{number}",
        title=f"Rule {number}",
        policy=name,
        instrument="act",
        cite=_CITE,
        layer="law",
        effect=effect,
        force=force,
        because="the benchmark wants a reason",
        confidence="verified",
        when=All(tuple(parts)),
        unless=(_leaf(chance),) if number % 2 else (),
        needs=Holds(_STEPS[number % len(_STEPS)]) if effect == "require" else None,
        from_=from_,
        until=until,
    )


def _constant(term: str, value: Plain) -> Constant:
    return Constant(value, VOCABULARY[term].type)


def _leaf(chance: random.Random) -> Condition:
    kind = chance.choice(("truth", "truth", "truth", "enum", "within", "order"))
    if kind == "truth":
        held = Holds(chance.choice(_TRUTHS))
        return held if chance.random() < 0.7 else Not(held)
    if kind == "order":
        term = chance.choice((*_NUMBERS, *_DATES))
        thresholds: tuple[Plain, ...] = _DATES[term] if term in _DATES else _NUMBERS[term]
        return Compare(term, chance.choice(_ORDER), _constant(term, chance.choice(thresholds)))
    term = chance.choice(_ENUMS)
    members = VOCABULARY[term].type.members
    if kind == "enum" or len(members) < 4:
        sign: Operator = "==" if chance.random() < 0.5 else "!="
        return Compare(term, sign, _constant(term, chance.choice(members)))
    return Within(term, tuple(sorted(chance.sample(members, max(2, len(members) // 3)))), ())


def _value(chance: random.Random, term: str) -> Plain:
    if term in _TRUTHS:
        return chance.random() < 0.5
    if term in _NUMBERS:
        steps = _NUMBERS[term]
        return chance.randint(steps[0] // 2, steps[-1] * 3 // 2) if chance.random() < 0.5 else chance.choice(steps)
    if term in _DATES:
        return datetime.date(chance.randint(2018, 2022), chance.randint(1, 12), 1).isoformat()
    return chance.choice(VOCABULARY[term].type.members)


__all__ = [
    "CORE",
    "DATES",
    "DESTINATIONS",
    "FACTS",
    "OTHER_STATES",
    "STATES",
    "Question",
    "neutral",
    "questions",
    "request_of",
]
