"""Transfers as requests: plain dicts with as few keys as they need, anywhere in the vocabulary or at a rule's edges."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from licet.aiming import Aim, aimed
from licet.aiming.pools import Pools
from licet.aiming.requests import merged
from licet.amend.applying import changed_rules
from licet.conditions import terms
from licet.conditions.tree import Plain
from licet.library import Library
from licet.mutation.mutants import conditions_of
from licet.policies.model import Rule
from licet.problems import InputError, Problem, did_you_mean
from licet.terms import VOCABULARY
from licet.terms.items import CATEGORY
from licet.terms.showings import SHOWINGS
from licet.terms.steps import APPROVALS, ASSURANCES, KNOWLEDGE, RISK_LEVEL, RISKS
from licet.terms.transfer import ACTIVITY, CHANNEL, CLAIM, END_USE, END_USER_TYPE, SUPPLIER
from licet.world.features import OTHER_ITEM_TERMS

Request = dict[str, Any]
Path = tuple[str | int, ...]

TYPICAL = "2023-06-01"
_FIRST, _LAST = datetime.date(2000, 1, 1), datetime.date(2026, 12, 31)
_FEW = 2
_STAYS = {"exporter", "destination", "date", "items", "via", "broker", "holders", "category", "origins"}
_HAS_A_KEY = {
    "activity",
    "channel",
    "contract_date",
    "end_use",
    "ownership_passes",
    "regulator",
    "supplier",
    "temporary",
    "value.usd",
}
_NO_HYPOTHETICAL = {"state", "role", "exporter", "destination", "date", "own_stock", "origin.claim", "origin.share"}


def transfers(
    library: Library, *, policy: str | None = None, rule: str | None = None, against: Library | None = None
) -> st.SearchStrategy[Request]:
    """Valid requests, which shrink to few keys.

    Args:
        library: whose countries, items and facts they speak of.
        policy: aim at the edges of this policy's rules: where each leaf of a condition decides, at, below and above every
            bound, on the days before and of every date, with a step outstanding, done or refused.
        rule: aim at this rule's edges only.
        against: another library, amended from this one: aim at the edges of the rules that differ, as they are in both.
            Where nothing differs, requests are drawn anywhere.

    Returns:
        A strategy of requests; what they do not say is unknown.

    Raises:
        InputError: there is no such policy or rule, or more than one aim is given.
    """
    if sum(aim is not None for aim in (policy, rule, against)) > 1:
        raise InputError([Problem("transfers are aimed at one of `policy`, `rule` and `against`")])
    if against is not None:
        sides = (library, against)
        differ = changed_rules(library, against)
        both = [(side, side.rules[name]) for name in differ for side in sides if name in side.rules]
        return _near(library, both) if both else _anywhere(_Words(library))
    if rule is not None:
        if rule not in library.rules:
            raise InputError([Problem(f"there is no rule `{rule}`", None, did_you_mean(rule, library.rules))])
        return _near(library, [(library, library.rules[rule])])
    if policy is not None:
        found = next((known for known in library.policies if known.id == policy), None)
        if found is None:
            names = [known.id for known in library.policies]
            raise InputError([Problem(f"there is no policy `{policy}`", None, did_you_mean(policy, names))])
        if not found.rules:
            raise InputError([Problem(f"the policy `{policy}` has no rules to aim at")])
        return _near(library, [(library, known) for known in found.rules])
    return _anywhere(_Words(library))


# anywhere


class _Words:
    """What requests about a library may hold, gathered once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        conditions = [condition for rule in library.rules.values() for condition in conditions_of(rule)]
        self.pools = Pools(library, conditions)
        self.read = sorted({name for condition in conditions for name in terms(condition)})
        self.countries = sorted(library.world.countries.names, key=lambda code: (code not in library.states, code))
        self.dates = self._dates()
        self.items = self._items()
        self.particulars = self._particulars()

    def _dates(self) -> st.SearchStrategy[str]:
        """A typical day, days before and of rules' dates, or any day."""
        edges = {date for rule in self.library.rules.values() for date in (rule.from_, rule.until) if date}
        near = sorted({day.isoformat() for date in edges for day in (date, date - datetime.timedelta(1))})
        choices = [st.just(TYPICAL), st.dates(_FIRST, _LAST).map(datetime.date.isoformat)]
        return st.one_of(*choices, *([st.sampled_from(near)] if near else []))

    def _items(self) -> st.SearchStrategy[Any]:
        names = sorted(item.name for item in self.library.world.catalogue.items.values())
        features = [name for name in self.read if name.startswith("item.") and name not in OTHER_ITEM_TERMS]
        claims = st.fixed_dictionaries(
            {"state": _one(self.countries)},
            optional={"claim": _one(CLAIM.members), "share": st.sampled_from([0.05, 0.1, 0.25, 0.5, 1])},
        )
        described = _some(
            {
                "lethal": st.booleans(),
                "origins": st.lists(claims, min_size=1, max_size=_FEW, unique_by=lambda claim: claim["state"]),
                **({"features": self._values(features, "item.")} if features else {}),
            },
            {"category": _one(CATEGORY.members)},
        )
        plain = _one(CATEGORY.members).map(lambda category: {"category": category})
        # shrinking prefers fewer draws, and the first of the shortest: a category alone
        return st.one_of(plain, *([st.sampled_from(names)] if names else []), described)

    def _particulars(self) -> st.SearchStrategy[Request]:
        """Everything that a request may leave out."""
        day = datetime.date.fromisoformat(TYPICAL)
        hypothetical = [
            name
            for name in self.read
            if VOCABULARY[name].kind == "fact"
            and not name.startswith(("item.", "end_user."))
            and name not in _HAS_A_KEY | _NO_HYPOTHETICAL
        ]
        state = _one(self.countries)
        levels = _one(RISK_LEVEL.members)
        return _some(
            {
                "end_use": _one(END_USE.members),
                "end_user": st.fixed_dictionaries({"type": _one(END_USER_TYPE.members)}),
                "supplier": _one(SUPPLIER.members),
                "channel": _one(CHANNEL.members),
                "activity": _one(ACTIVITY.members),
                "contract_date": st.sampled_from(self.pools.of("contract_date", day)),
                "temporary": st.booleans(),
                "ownership_passes": st.booleans(),
                "value_usd": st.sampled_from([0, 10_000, 1_000_000, 100_000_000]),
                "via": st.lists(state, min_size=1, max_size=1),
                "broker": state,
                "holders": st.lists(state, min_size=1, max_size=1),
                "assurances": _few(ASSURANCES, st.booleans()),
                "risks": st.one_of(levels, _few(RISKS, levels)),
                "knowledge": _few(KNOWLEDGE, st.booleans()),
                "approvals": _few(APPROVALS, _one(("granted", "refused"))),
                "consents": st.dictionaries(state, _one(("granted", "refused")), min_size=1, max_size=_FEW),
                "shown": st.lists(_one(tuple(SHOWINGS)), min_size=1, max_size=_FEW, unique=True),
                **({"facts": self._values(hypothetical, "")} if hypothetical else {}),
            },
        )

    def _values(self, names: Sequence[str], prefix: str) -> st.SearchStrategy[dict[str, Plain]]:
        """A few terms with values that matter to some rule."""
        day = datetime.date.fromisoformat(TYPICAL)

        def valued(name: str) -> st.SearchStrategy[tuple[str, Plain]]:
            return st.tuples(st.just(name.removeprefix(prefix)), st.sampled_from(self.pools.of(name, day)))

        pairs = st.sampled_from(list(names)).flatmap(valued)
        return st.lists(pairs, min_size=1, max_size=_FEW, unique_by=lambda pair: pair[0]).map(dict)


@st.composite
def _anywhere(draw: st.DrawFn, words: _Words) -> Request:
    exporter = draw(_one(words.countries))
    destination = draw(_one([code for code in words.countries if code != exporter]))
    request = {
        "exporter": exporter,
        "destination": destination,
        "date": draw(words.dates),
        "items": [draw(words.items)],
    }
    return request | draw(words.particulars)


@st.composite
def _some(
    draw: st.DrawFn,
    optional: Mapping[str, st.SearchStrategy[Any]],
    required: Mapping[str, st.SearchStrategy[Any]] | None = None,
) -> dict[str, Any]:
    """A map with the required keys and about a quarter of the others; each key can go without moving another."""
    found = {key: draw(values) for key, values in (required or {}).items()}
    for key, values in optional.items():
        if draw(st.integers(0, 3)) == 3:
            found[key] = draw(values)
    return found


def _one(members: Sequence[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(list(members))


def _few(keys: Mapping[str, str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(list(keys)), values, min_size=1, max_size=_FEW)


# at a rule's edges

Aimed = tuple[Library, Rule]


class _Targets:
    """Rules to aim at, each in its library; what is aimed at one is made once, when it is first asked for."""

    def __init__(self, rules: Sequence[Aimed]) -> None:
        self.rules = rules
        self._aims: dict[int, list[Aim]] = {}

    def aims(self, index: int) -> list[Aim]:
        if index not in self._aims:
            self._aims[index] = list(aimed(*self.rules[index]))
        return self._aims[index]


@st.composite
def _near_one(draw: st.DrawFn, words: _Words, targets: _Targets) -> Request:
    aims = targets.aims(draw(st.integers(0, len(targets.rules) - 1)))
    if not aims:
        return draw(_anywhere(words))
    request = draw(st.sampled_from(aims)).request
    for path in _may_go(request):
        # now and then a fact is not known; a counterexample loses what it does not need
        if draw(st.integers(0, 9)) == 0:
            request = _without(request, path)
    if draw(st.integers(0, 3)) == 3:  # now and then something more is
        request = merged(draw(words.particulars), request)
    return request


def _near(library: Library, rules: Sequence[Aimed]) -> st.SearchStrategy[Request]:
    return _near_one(_Words(library), _Targets(rules))


def _may_go(request: Request) -> list[Path]:
    """Ways to what a request can do without: all but the ends, the day, the item's category and other states asked."""
    places: dict[Path, Mapping[str, Any]] = {(): request, ("items", 0): request["items"][0]}
    found: list[Path] = []
    for head, values in places.items():
        for key in sorted(set(values) - _STAYS):
            value = values[key]
            inner = sorted(value) if isinstance(value, dict) else []
            found += [(*head, key, name) for name in inner] if len(inner) > 1 else [(*head, key)]
    return found


def _without(values: Any, path: Path) -> Any:
    """Maps (and lists of them) without what stands at the end of a path, nor a map that is empty without it."""
    step, *rest = path
    if isinstance(values, list):
        return [_without(value, tuple(rest)) if index == step else value for index, value in enumerate(values)]
    if not rest:
        return {key: value for key, value in values.items() if key != step}
    left = {key: _without(value, tuple(rest)) if key == step else value for key, value in values.items()}
    return {key: value for key, value in left.items() if key != step or value}
