"""Transfers aimed at a rule: in which it bites, in which one leaf of its condition decides, on its first and last days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from licet.aiming.goals import Edge, Goal, edges, lifted_by, own, policy_of, reached, whole_definitions
from licet.aiming.pools import Pools
from licet.aiming.requests import request_of
from licet.aiming.solving import Order, Solver
from licet.conditions.printing import expression
from licet.conditions.tree import Condition, Plain, Within, terms, walk
from licet.library import Library
from licet.outcome import Truth
from licet.policies.model import Rule
from licet.terms import VOCABULARY
from licet.world.lookup import member

ROLES = ("exporter", "origin", "transit", "broker", "holder")
DAY = datetime.timedelta(1)
TYPICAL = datetime.date(2023, 6, 1)
_ACTIVITIES = {"origin": "export", "holder": "export", "transit": "transit", "broker": "brokering"}


@dataclass(frozen=True, slots=True)
class Aim:
    """A transfer with the rule it is aimed at.

    Attributes:
        rule: the rule's id.
        at: in words, what it is to show.
        values: of the terms that matter to it, by term; a step that is None is outstanding.
        state, role: the leg to look at.
        bites: what the rule's condition (a permit's, a gate's) has to come to on that leg, or None where either will do.
    """

    rule: str
    at: str
    values: Mapping[str, Plain | None]
    state: str
    role: str
    bites: Truth

    @property
    def request(self) -> dict[str, Any]:
        """The transfer, with no more keys than it needs."""
        return request_of(self.values)


def aimed(
    library: Library, rule: Rule, *, done: set[tuple[str, str]] | None = None, order: Order = tuple
) -> Iterator[Aim]:
    """Transfers at every edge of a rule.

    It bites, on a typical day and on the days before and of each of its dates; each leaf of its conditions alone decides,
    both ways, with comparisons at, below and above their bound; its gate fails; each permit lifts it; each step it needs is
    outstanding, done and refused.

    Args:
        library: where the rule stands.
        rule: any rule; of a permit, a rule that it lifts is made to bite.
        done: leaves of definitions (with the definition's name) that were aimed at for another rule and need not be
            again; those aimed at are added.
        order: in which order alternatives are tried.
    """
    yield from _Aiming(library, rule, set() if done is None else done, order).all()


def solve(
    library: Library, rule: Rule, goals: Sequence[Goal], date: datetime.date, role: str, order: Order = tuple
) -> dict[str, Plain] | None:
    """Values of terms that meet goals about a rule on a day in a role; None where there seem to be none.

    Terms on which the goals do not rest are left out, but for the state, role, exporter, destination and date.
    """
    pools = Pools(library, [condition for condition, _ in goals])
    policy = policy_of(library, rule)
    read = list(dict.fromkeys(name for condition, _ in goals for name in terms(condition)))
    for state in (policy.state,) if policy.state else _states(pools, policy.binds, date):
        domains = _domains(pools, read, date, role, str(state))
        found = Solver(library.world, date, role, order).solve(goals, domains)
        if found is None:
            continue
        values: dict[str, Plain] = {term: left[0] for term, left in found.items()}
        values |= {"state": str(state), "role": role, "date": date.isoformat()}
        placed = _placed(values, found, role)
        if placed is not None:
            return placed | _memberships(library, goals, placed, date)
    return None


def _states(pools: Pools, binds: Condition, date: datetime.date) -> list[Plain]:
    named = [*pools.named("state"), *Pools(pools.library, [binds]).of("state", date)]
    return list(dict.fromkeys([*named, "DEU", "KOR"]))


def _domains(
    pools: Pools, read: Iterable[str], date: datetime.date, role: str, state: str
) -> dict[str, tuple[Plain, ...]]:
    domains: dict[str, tuple[Plain, ...]] = {}
    for term in read:
        match term:
            case "state":
                domains[term] = (state,)
            case "role":
                domains[term] = (role,)
            case "date":
                domains[term] = (date.isoformat(),)
            case "own_stock":
                domains["own_stock"] = (False,)
                domains.setdefault("supplier", pools.of("supplier", date))
            case "activity" if role in _ACTIVITIES:
                domains[term] = (_ACTIVITIES[role],)
            case "origin.claim" | "origin.share" if role != "origin":
                domains[term] = ("none",)
            case "origin.claim":
                domains[term] = tuple(value for value in pools.of(term, date) if value != "none")
            case "origin.share":
                shares = [v for v in pools.of(term, date) if isinstance(v, int | float) and 0 <= v <= 1]
                domains[term] = (*shares, 0.5)
            case "destination" if role != "exporter":
                domains[term] = tuple(value for value in pools.of(term, date) if value != state)
            case "exporter" if role == "exporter":
                domains[term] = (state,)
            case "exporter":
                domains[term] = tuple(value for value in pools.of(term, date) if value != state)
            case _ if VOCABULARY[term].kind == "step":
                kind = VOCABULARY[term].type
                domains[term] = kind.members if kind.base == "scale" else (True, False)
            case _:
                domains[term] = pools.of(term, date)
    return domains


def _placed(values: dict[str, Plain], found: Mapping[str, tuple[Plain, ...]], role: str) -> dict[str, Plain] | None:
    """The values with an exporter and a destination; they differ from each other and from a state asked besides them."""
    state = values["state"]
    destinations = found.get("destination", (*(c for c in ("URY", "CHL") if c != state),))
    exporters = (state,) if role == "exporter" else found.get("exporter", ("SVK", "HRV"))
    for exporter in exporters:
        for destination in destinations:
            apart = exporter != destination and destination != state and exporter != state
            if apart or role == "exporter":
                return {**values, "exporter": exporter, "destination": destination}
    return None


def _memberships(
    library: Library, goals: Iterable[Goal], values: Mapping[str, Plain], date: datetime.date
) -> dict[str, Plain]:
    """Memberships on which the goals rest and which the world leaves open: taken as no."""
    found: dict[str, Plain] = {}
    for node in (node for condition, _ in goals for node in walk(condition)):
        if isinstance(node, Within) and node.term in values:
            state = str(values[node.term])
            for group in node.groups:
                if member(library.world, group, state, date) is None:
                    found[f"{state} in {group}"] = False
    return found


class _Aiming:
    def __init__(self, library: Library, rule: Rule, done: set[tuple[str, str]], order: Order) -> None:
        self.library = library
        self.rule = rule
        self.done = done
        self.order = order
        self.policy = policy_of(library, rule)
        self.steps = _steps(rule)
        self.permit = rule.effect == "permit"

    def all(self) -> Iterator[Aim]:
        day = self.day()
        yield from self._aims("bites", [(own(self.rule), True)], day, True)
        yield from self._dates()
        yield from self._edges(day)
        yield from self._gate(day)
        yield from self._permits(day)
        yield from self._needs(day)

    # days

    def span(self, target: str | None = None) -> tuple[datetime.date, datetime.date]:
        """The first and last day on which the rule can bite: in force, its gate (and target) too, law encoded."""
        members = [self.rule]
        if self.rule.under is not None:
            members.append(self.library.rules[self.rule.under])
        lifted = self.library.rules.get(target) if target is not None else None
        if lifted is not None:
            members.append(lifted)
            under = lifted.under
            members += [self.library.rules[under]] if under is not None else []
        firsts = [rule.from_ for rule in members if rule.from_]
        firsts += [self.policy.since] if self.policy.since else []
        lasts = [rule.until - DAY for rule in members if rule.until]
        lasts += [rule.seen for rule in members if rule.seen]
        return max(firsts, default=datetime.date.min), min(lasts, default=datetime.date.max)

    def day(self, target: str | None = None) -> datetime.date:
        first, last = self.span(target)
        return max(first, min(TYPICAL, last))

    def _dates(self) -> Iterator[Aim]:
        for name, date in (("from", self.rule.from_), ("until", self.rule.until)):
            if date is None:
                continue
            for day, word in ((date - DAY, "the day before"), (date, "the day of")):
                # out of force too the condition is met, so that only the date decides
                yield from self._aims(f"{word} `{name}` {date}", [(own(self.rule), True)], day, True, roles=1)

    # conditions

    def _edges(self, day: datetime.date) -> Iterator[Aim]:
        for edge in edges(own(self.rule)):
            key = (edge.definition or "", _setting(edge))
            if edge.definition is not None and key in self.done:
                continue
            found: list[Aim] = []
            for date in (day, *self._other_days(day)):
                found = found or list(self._aims(f"`{key[1]}` decides", list(edge.goals), date, None, roles=1))
            if found:
                self.done.add(key)
            elif not self.permit:
                # what a permit lifts whenever it bites still shows as lifted
                bound = [(self.policy.binds, True), *edge.goals]
                found = list(self._solved(f"`{key[1]}` decides, lifted or not", bound, day, None, 1))
            yield from found
        yield from self._definitions(day)

    def _other_days(self, day: datetime.date) -> list[datetime.date]:
        """Days to try where something cannot be met on the typical one: the ends of the span, and days that are named."""
        first, last = self.span()
        found = [date for date in (first, last) if date.year not in (datetime.MINYEAR, datetime.MAXYEAR)]
        for named in Pools(self.library, [own(self.rule)]).named("date"):
            date = datetime.date.fromisoformat(str(named))
            found += [date - DAY, date, date + DAY]
        return [date for date in dict.fromkeys(found) if date != day and first <= date <= last]

    def _definitions(self, day: datetime.date) -> Iterator[Aim]:
        """A definition's leaves are aimed at once; wherever else it stands, it is aimed at as a whole."""
        for node, siblings in whole_definitions(own(self.rule)):
            for wanted in (True, False):
                at = f"`{node.name}` decides, {'yes' if wanted else 'no'}"
                yield from self._aims(at, [*siblings, (node, wanted)], day, None, roles=1)

    # gates, permits, steps

    def _gate(self, day: datetime.date) -> Iterator[Aim]:
        if self.rule.under is None:
            return
        gate = self.library.rules[self.rule.under]
        goals: list[Goal] = [(self.policy.binds, True), (own(self.rule), True)]
        yield from self._solved(f"the gate `{gate.id}` does not hold", [*goals, (own(gate), False)], day, False, 1)
        for permit in self.library.permits.get(gate.id, ()):
            day = self.day(permit.id)
            if not all(rule.holds_on(day) for rule in (self.rule, gate, permit)):
                continue
            aim = [*goals, (own(gate), True), (own(permit), True)]
            bites: Truth = None if permit.seen is not None and day > permit.seen else False
            yield from self._solved(f"the gate `{gate.id}` is lifted by `{permit.id}`", aim, day, bites, 1)

    def _permits(self, day: datetime.date) -> Iterator[Aim]:
        if not self.permit:
            return
        for target in self.rule.lifts:
            day = self.day(target)
            goals = lifted_by(self.library, self.rule, target, day)
            if goals is not None and self.rule.holds_on(day):
                roles = 1 if target in self.library.rules else ("origin",)
                aim = [*goals, (own(self.rule), True)]
                yield from self._solved(f"lifts `{target}`", aim, day, True, roles, outstanding=self._asks(target))

    def _needs(self, day: datetime.date) -> Iterator[Aim]:
        if self.rule.needs is None:
            return
        reach = reached(self.library, self.rule, day)
        if reach is None:
            return
        for edge in edges(self.rule.needs):
            goals = [*reach, (own(self.rule), True), *edge.goals]
            yield from self._solved(f"`{_setting(edge)}` decides what it needs", goals, day, True, 1, outstanding=())

    # from goals to aims

    def _aims(
        self, at: str, goals: list[Goal], day: datetime.date, bites: Truth, roles: int | Sequence[str] = 2
    ) -> Iterator[Aim]:
        """Aims that meet goals about the rule's own condition, with nothing else in its way."""
        if not self.permit:
            reach = reached(self.library, self.rule, day)
            if reach is not None:
                yield from self._solved(at, [*reach, *goals], day, bites, roles)
            return
        for target in self.rule.lifts:
            target_goals = lifted_by(self.library, self.rule, target, self._day_with(target, day))
            if target_goals is None:
                continue
            where = roles if target in self.library.rules else ("origin",)
            on = self._day_with(target, day)
            found = list(self._solved(at, [*target_goals, *goals], on, bites, where, outstanding=self._asks(target)))
            if found:
                yield from found
                return
        for target in self.rule.lifts:  # where another permit holds whenever this one does, both are named
            shared = self.library.rules.get(target)
            if shared is not None and shared.holds_on(day):
                alike = [(self.policy.binds, True), (own(shared), True), *goals]
                found = list(self._solved(at, alike, day, None, roles, outstanding=self._asks(target)))
                if found:
                    yield from found
                    return

    def _asks(self, target: str) -> list[str]:
        return _steps(self.library.rules[target]) if target in self.library.rules else []

    def _day_with(self, target: str, day: datetime.date) -> datetime.date:
        """The day, or where the target is not in force on it and the day is only typical, one on which both are."""
        rule = self.library.rules.get(target)
        if rule is None or rule.holds_on(day) or day in self._borders():
            return day
        return self.day(target)

    def _borders(self) -> set[datetime.date]:
        dates = [date for date in (self.rule.from_, self.rule.until) if date]
        return {*dates, *(date - DAY for date in dates)}

    def _solved(
        self,
        at: str,
        goals: Sequence[Goal],
        day: datetime.date,
        bites: Truth,
        roles: int | Sequence[str],
        *,
        outstanding: Sequence[str] | None = None,
    ) -> Iterator[Aim]:
        """Aims that meet the goals, in the first roles in which they can be met; these steps are left outstanding."""
        wanted = ROLES if isinstance(roles, int) else roles
        left = roles if isinstance(roles, int) else len(roles)
        if not self.rule.holds_on(day):
            bites = False
        elif self.permit and self.rule.seen is not None and day > self.rule.seen:
            bites = None if bites else bites  # its renewal was not seen
        for role in wanted:
            values = solve(self.library, self.rule, goals, day, role, self.order)
            if values is None:
                continue
            # a rule whose steps are outstanding shows that it bites
            stated: dict[str, Plain | None] = values | dict.fromkeys(self.steps if outstanding is None else outstanding)
            yield Aim(self.rule.id, at, stated, str(values["state"]), role, bites)
            left -= 1
            if left == 0:
                return


def _steps(rule: Rule) -> list[str]:
    return list(dict.fromkeys(terms(rule.needs))) if rule.needs is not None else []


def _setting(edge: Edge) -> str:
    condition, wanted = edge.goals[-1]
    text = expression(condition)
    return text if wanted else f"not ({text})"
