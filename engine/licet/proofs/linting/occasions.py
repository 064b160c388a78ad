"""Whether a condition can be true of any transfer: asked on one day of every stretch on which its law is the same."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from licet.conditions.parsing import NOTHING
from licet.conditions.tree import FALSE, Compare, Condition, Constant, Reference, Within, walk
from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.lowering.days import membership_days
from licet.lowering.folding import conjunction_of, fold
from licet.lowering.law import Scope, ScopedRule, _Lowering
from licet.policies.model import Rule
from licet.proofs.days import world_days
from licet.proofs.model import Model
from licet.proofs.search import solver_of
from licet.proofs.solving import Formula, Logic
from licet.proofs.views import Records, View
from licet.proofs.witnesses import ROLES
from licet.terms import VOCABULARY
from licet.transfers.transfer import Role

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Occasion:
    """One state's legs in one role on days on which the law is the same: from ``day`` to before ``until``."""

    state: str
    role: Role
    day: Day
    until: Day


class Place:
    """The law on one occasion, rule by rule: what is settled there is put in.

    A permit that was not confirmed up to the day may hold or not; a condition in which it stands is then not certain.
    """

    def __init__(self, occasions: Occasions, state: str, role: Role, day: Day) -> None:
        self.occasions = occasions
        self._lowering = _Lowering(occasions.library, Scope(state, role, day), occasions.options)

    def binds(self, rule: Rule) -> Condition:
        """When the rule's policy binds."""
        return self._lowering.binds(self.occasions.policies[rule.policy])

    def own(self, rule: Rule) -> Condition:
        """When the policy binds, ``when`` holds and no ``unless``."""
        return conjunction_of([self.binds(rule), self._lowering.own(rule)])

    def reached(self, rule: Rule) -> Condition:
        """As :meth:`own`, and the licence duty under which the rule is examined applies."""
        return conjunction_of([self.own(rule), self._lowering.gate(rule)])

    def gate(self, rule: Rule) -> Condition:
        """When the licence duty applies under which the rule is examined."""
        return self._lowering.gate(rule)

    def fold(self, condition: Condition) -> Condition:
        """A condition with what is settled put in."""
        return fold(condition, self._lowering.facts)

    def biting(self, rule: Rule) -> ScopedRule | None:
        """A refusal or requirement with all that decides whether it bites; None where it cannot, or is not in force."""
        return self._lowering.rule(self.occasions.policies[rule.policy], rule)

    def lifted(self, target: str) -> Condition:
        """When any permit that names the target holds."""
        return self._lowering.lifted(target)


Asked = Callable[[Place], Condition]


class Occasions:
    """Questions about a library's rules, each asked wherever the rule may bind.

    Args:
        library: the law and the world.
        timeout: seconds for each question put to the solver.
    """

    def __init__(self, library: Library, timeout: float | None = None) -> None:
        self.library = library
        self.timeout = timeout
        self.options = Options()
        self.policies = {policy.id: policy for policy in library.policies}
        self.place = lru_cache(maxsize=4096)(self._place)
        self._members = lru_cache(maxsize=None)(self._membership_days)
        self._stretches: dict[tuple[object, ...], tuple[tuple[Day, Day], ...]] = {}

    def _place(self, state: str, role: Role, day: Day) -> Place:
        return Place(self, state, role, day)

    def _membership_days(self, state: str) -> frozenset[Day]:
        return frozenset(membership_days(self.library.world, {state}))

    def states(self, rules: Sequence[Rule]) -> Iterator[str]:
        """The states that all of the rules may bind, of those that the rules do not tell apart one: encoded ones first."""
        own = {self.policies[rule.policy].state for rule in rules} - {None}
        if len(own) > 1:
            return
        if own:
            yield next(state for state in own if state is not None)
            return
        world = self.library.world
        leaves = [node for condition in self._read(rules) for node in walk(condition)]
        groups = sorted({group for node in leaves if isinstance(node, Within) for group in node.groups})
        named = {str(member) for node in leaves if isinstance(node, Within) for member in node.members}
        named |= {str(n.right.value) for n in leaves if isinstance(n, Compare) and isinstance(n.right, Constant)}
        seen: set[object] = set()
        for code in dict.fromkeys([*self.library.states, *world.countries.names]):
            alike = code if code in named else tuple(world.groups[group].members.get(code, ()) for group in groups)
            if alike not in seen or code in self.library.states:
                seen.add(alike)
                yield code

    def of(
        self, rules: Sequence[Rule], roles: Collection[Role] = ROLES, others: Sequence[Rule] = ()
    ) -> Iterator[Occasion]:
        """All occasions on which the rules are in force together, the latest days first.

        ``others``: further rules whose law is to be the same on all days of an occasion, in force or not.
        """
        named = self._named([*rules, *others])
        read = self._read([*rules, *others])
        open_ = any(_reads_the_day(condition) for condition in read)
        ids = (*(rule.id for rule in rules), None, *(rule.id for rule in others))
        for state in self.states(rules):
            key = (ids, self._members(state))
            found = self._stretches.get(key)
            if found is None:
                found = self._stretches[key] = tuple(self._days(rules, named, read, state))
            for day, until in found:
                for role in roles:
                    yield Occasion(state, role, day, until if open_ else day)

    def _days(
        self, rules: Sequence[Rule], named: Sequence[Rule], read: Collection[Condition], state: str
    ) -> Iterator[tuple[Day, Day]]:
        edges = {Day.min, *self._members(state), *world_days(self.library.world, read)}
        for rule in named:
            edges |= {day for day in (rule.from_, rule.until) if day is not None}
            if rule.seen is not None and rule.seen != Day.max:
                edges.add(rule.seen + datetime.timedelta(1))
        edges |= {*_compared(read)}
        listed = [*sorted(edges), Day.max]
        for first, until in reversed([*pairwise(listed)]):
            if all(self.options.sees(rule, first) for rule in rules):
                yield first, until

    def _named(self, rules: Iterable[Rule]) -> list[Rule]:
        """The rules, their gates and all permits of both."""
        library = self.library
        found = [*rules]
        found += [library.rules[rule.under] for rule in rules if rule.under is not None]
        found += [permit for rule in [*found] for permit in library.permits.get(rule.id, ())]
        return [*dict.fromkeys(found)]

    def _read(self, rules: Iterable[Rule]) -> list[Condition]:
        found: list[Condition] = []
        for rule in self._named(rules):
            found += [self.policies[rule.policy].binds, rule.when, *rule.unless]
        return [*dict.fromkeys(found)]

    def ever(
        self, rules: Sequence[Rule], asked: Asked, *, records: Records = "recorded", roles: Collection[Role] = ROLES
    ) -> Occasion | None:
        """The first occasion on which a condition can be true of a transfer about which everything is known.

        Args:
            rules: the rules that are in force on it.
            asked: gives the condition, as it stands on an occasion.
            records: whether a transfer may assume what the world records otherwise.
            roles: in which roles.

        Returns:
            None where there is none: it can never be true.

        Raises:
            NotDecidedError: the time is up.
        """
        refuted: set[object] = set()
        logic = Logic()
        for occasion in self.of(rules, roles):
            condition = asked(self.place(occasion.state, occasion.role, occasion.day))
            if condition == FALSE:
                continue
            # the same question has been answered unless the world has changed: that the profile tells
            if self._possible(logic, occasion, condition, records, refuted):
                return occasion
        return None

    def view(self, occasion: Occasion) -> View:
        """The side from which the transfers of an occasion are seen."""
        until = occasion.until if occasion.until > occasion.day else None
        return View(self.library.world, occasion.day, self.options, until)

    def _possible(
        self, logic: Logic, occasion: Occasion, condition: Condition, records: Records, refuted: set[object]
    ) -> bool:
        view = self.view(occasion)
        model = Model(logic, occasion.state, occasion.role, [view], [(view, condition)], records)
        key = None if view.until is not None else (occasion.role, condition, model.profile)
        if key is not None and key in refuted:
            return False
        formula = model.pair(view, condition).possible
        found = False
        if formula is not logic.false:
            solver = solver_of(model, self.timeout)
            solver.add(formula, known(model))
            found = solver.satisfiable()
        if not found and key is not None:
            refuted.add(key)
        return found


def known(model: Model) -> Formula:
    """That everything is known of a transfer that can be: no fact unsaid that somebody could state.

    Call it when all formulas have been read: a model learns of memberships while they are.
    """
    logic = model.logic
    open_: list[Formula] = []
    for term, choices in model.choices.items():
        group = term.partition(" in ")
        if group[1] or (term.startswith("destination.") and VOCABULARY[term].presumed is not None):
            continue
        if not group[1] and VOCABULARY[term].kind == "step":
            continue
        unsaid = [choice.formula for choice in choices if choice.value is None]
        if len(unsaid) == len(choices):
            continue
        if term == "origin.share":
            unsaid += [choice.formula for choice in choices if choice.value == NOTHING]  # what no request can say
        if term.startswith("destination."):
            view = model.views[0]
            silent = [
                choice.formula for choice in model.of("destination") if view.record(term, str(choice.value)) is None
            ]
            unsaid = [logic.both([formula, logic.either(silent)]) for formula in unsaid]
        open_ += unsaid
    return logic.no(logic.either(open_))


def _reads_the_day(condition: Condition) -> bool:
    return any(
        isinstance(node, Compare) and isinstance(node.right, Reference) and "date" in (node.term, node.right.term)
        for node in walk(condition)
    )


def _compared(conditions: Iterable[Condition]) -> Iterator[Day]:
    from licet.lowering.days import _compared as compared

    return compared(conditions, lambda term: None)


__all__ = ["Occasion", "Occasions", "Place", "known"]
