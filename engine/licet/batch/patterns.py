"""What settles a leg's answer, column by column; rows in which the same columns hold have the same answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from licet.batch.arrays import Flags
from licet.batch.kleene import Columns, Leaf, Side, both, column, either, negated, somewhere
from licet.conditions.tree import Always, Condition, Holds, Within, terms
from licet.evaluate.summary import LAW_OF
from licet.lowering.law import LegLaw
from licet.outcome import ALLOWED, ANYTHING, Interval, Outcome, Truth, exactly
from licet.transfers.transfer import Role


@dataclass(frozen=True, slots=True)
class LegAnswer:
    """What a leg comes to.

    ``unknown``: the terms on which it depends, each with the worst outcome at stake; ``conditions``: the rules with
    steps outstanding, each with the step; ``lifted``: on an origin's leg, whether it need not be asked.
    """

    state: str
    role: Role
    interval: Interval
    grounds: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[Outcome, str], ...]
    lifted: Truth = False


class Bite(NamedTuple):
    """Rule ``place`` may come to ``outcome``, and no rule to anything worse."""

    place: int
    outcome: Outcome


class Best(NamedTuple):
    """Some rule certainly comes to ``outcome``, and none to anything worse."""

    outcome: Outcome


class Step(NamedTuple):
    """Rule ``place`` still asks for a step."""

    place: int
    step: str


class Open(NamedTuple):
    """A rule that would come to ``outcome`` depends on a term; of a claim's lift the outcome is None."""

    outcome: Outcome | None
    term: str


class Claim(NamedTuple):
    """The claim is lifted, or consent is given, certainly or maybe."""

    what: Literal["lifted", "consent"]
    certain: bool


Name = Bite | Best | Step | Open | Claim
_COUNTRIES = ("destination", "exporter")
_LEVELS = (Outcome.BLOCKED, Outcome.DISCRETIONARY, Outcome.CONDITIONAL)


class Patterns:
    """One law over many rows: named columns of truth that settle what a row's answer is.

    What cannot show in an answer is left out, so that rows with one answer mostly have one pattern.

    Args:
        law: the law.
        columns: gives the truth of conditions in every row.
        count: how many rows there are.

    Attributes:
        names, flags: the columns that hold anywhere, by name.
    """

    def __init__(self, law: LegLaw, columns: Columns, count: int) -> None:
        self.law = law
        self.columns = columns
        self.count = count
        self.names: list[Name] = []
        self.flags: list[Flags] = []
        self._open: dict[Open, Side] = {}
        self._slots: list[tuple[Bite, Side]] = []
        self._certain: dict[Outcome, Side] = dict.fromkeys(_LEVELS, False)
        counts = self._claim()
        for place in range(len(law.rules)):
            self._rule(place, counts)
        self._levels()

    def _note(self, name: Name, side: Side) -> None:
        if somewhere(side):
            self.names.append(name)
            self.flags.append(column(side, self.count))

    def _open_leaves(self, condition: Condition, where: Side, outcome: Outcome | None) -> None:
        def note(node: Leaf | Always, rows: Side) -> None:
            for term in self._unknown(node):
                name = Open(outcome, term)
                self._open[name] = either(self._open.get(name, False), rows)

        self.columns.open_leaves(condition, where, note)

    def _unknown(self, node: Leaf | Always) -> Sequence[str]:
        """What is unknown where a leaf is: by the name of the column that would tell."""
        scope = self.law.scope
        if isinstance(node, Always):
            exporter = f"{scope.state} in " if scope.role == "exporter" else "???"
            return [name.replace(exporter, "exporter in ") for name in node.of]
        groups = node.groups if isinstance(node, Within) and node.term in _COUNTRIES else ()
        return [f"{node.term} in {group}" for group in groups] or [node.term]

    def _claim(self) -> Side:
        """Note what settles the claim; give the rows in which the leg's own rules count."""
        law = self.law
        if law.claim is None:
            return True
        lifted, consent = self.columns.pair(law.lifted), self.columns.pair(Holds("consent"))
        for what, pair in (("lifted", lifted), ("consent", consent)):
            self._note(Claim(what, False), pair.possible)  # type: ignore[arg-type]
            self._note(Claim(what, True), pair.certain)  # type: ignore[arg-type]
        self._open_leaves(law.lifted, True, None)
        return both(consent.unknown, negated(lifted.certain))

    def _rule(self, place: int, counts: Side) -> None:
        scoped = self.law.rules[place]
        condition = self.columns.pair(scoped.condition)
        possible, certain = both(condition.possible, counts), both(condition.certain, counts)
        if not somewhere(possible):
            return
        slots = [(scoped.against, possible, certain)]
        if scoped.needs is not None:
            needs = self.columns.pair(scoped.needs)
            refused = negated(needs.possible)
            slots = [
                (Outcome.CONDITIONAL, both(possible, needs.unknown), both(certain, needs.unknown)),
                (scoped.against, both(possible, refused), both(certain, refused)),
            ]
            self._steps(place, scoped.needs, both(possible, needs.unknown))
        for outcome, may, does in slots:
            self._slots.append((Bite(place, outcome), may))
            self._certain[outcome] = either(self._certain[outcome], does)
            self._open_leaves(scoped.condition, both(may, negated(does)), outcome)

    def _levels(self) -> None:
        """Note the rules at the worst level of each row, the best level, and the unknown facts below it."""
        worse: Side = False
        for level in _LEVELS:
            here = [(bite, may) for bite, may in self._slots if bite.outcome is level]
            for bite, may in here:
                self._note(bite, both(may, negated(worse)))
            for _, may in here:
                worse = either(worse, may)
        worse = False
        for level in _LEVELS:
            self._note(Best(level), both(self._certain[level], negated(worse)))
            worse = either(worse, self._certain[level])
            for name, where in self._open.items():
                if name.outcome is level:
                    # on an origin's leg the best is not that of the rules alone
                    self._note(name, where if self.law.claim is not None else both(where, negated(worse)))
        for name, where in self._open.items():
            if name.outcome is None:
                self._note(name, where)

    def _steps(self, place: int, needs: Condition, where: Side) -> None:
        found: dict[str, Side] = {}

        def note(node: Leaf | Always, rows: Side) -> None:
            assert not isinstance(node, Always)
            found[node.term] = either(found.get(node.term, False), rows)

        self.columns.open_leaves(needs, where, note)
        for step in dict.fromkeys(terms(needs)):
            self._note(Step(place, step), found.get(step, False))

    def answer(self, names: Sequence[Name]) -> LegAnswer:
        """The answer of a row in which the columns of these names hold, in their order."""
        law = self.law
        bites: list[Bite] = []
        steps: list[Step] = []
        opened: list[Open] = []
        best = Outcome.ALLOWED
        for name in names:
            match name:
                case Bite():
                    bites.append(name)
                case Step():
                    steps.append(name)
                case Open():
                    opened.append(name)
                case Best(outcome=best):
                    pass
        worst = bites[0].outcome if bites else Outcome.ALLOWED
        interval = Interval(worst, best)
        grounds: list[str] = []
        conditions: list[tuple[str, str]] = []
        lifted, consent = self._truth("lifted", names), self._truth("consent", names)
        counts = law.claim is None or (consent is None and lifted is not True)
        if not law.encoded:
            interval = interval.meet(ANYTHING)
        if law.claim is not None:
            if lifted is True or consent is True:
                interval = ALLOWED
            else:
                own = Outcome.BLOCKED if consent is False else Outcome.CONDITIONAL
                interval = exactly(own) if consent is False else interval.meet(exactly(own))
                if lifted is None:
                    interval = interval.hull(ALLOWED)
                if own == interval.worst:
                    grounds.append(law.claim)
                if consent is None:
                    conditions.append((law.claim, "consent"))
        if worst is interval.worst:
            grounds += [law.rules[place].rule.id for place, _ in bites]
        conditions += [(law.rules[place].rule.id, step) for place, step in steps]
        unknown = {
            (interval.worst if name.outcome is None else name.outcome, name.term)
            for name in opened
            if name.outcome is not None or lifted is None
        }
        if not law.encoded and counts:
            unknown.add((interval.worst, f"{LAW_OF}{law.scope.state}"))
        return LegAnswer(
            law.scope.state,
            law.scope.role,
            interval,
            tuple(grounds),
            tuple(conditions),
            tuple(sorted(unknown)),
            lifted if law.claim is not None else False,
        )

    def _truth(self, what: Literal["lifted", "consent"], names: Sequence[Name]) -> Truth:
        return True if Claim(what, True) in names else None if Claim(what, False) in names else False
