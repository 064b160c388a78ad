"""From the numbers of rules to a row's outcome, its grounds and what is outstanding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from licet.conditions.tree import Always, Compare, Condition, Holds, parts
from licet.lowering.law import ScopedRule
from licet.outcome import Outcome
from licet.sql.layers import Layers, alias
from licet.sql.masks import HALF, LOW, clauses
from licet.sql.rows import Sql, bits_and, both, coalesce, either, inverse, literal, minus, name, times, unknown, when
from licet.sql.shape import Shape
from licet.sql.texts import SEPARATOR, chained, tail

if TYPE_CHECKING:
    from licet.sql.writing import Writing

_GROUP = 8
"""So many rules are looked at together when grounds are put into words: rows on which none of them bites pass at once."""


@dataclass(slots=True)
class BankedRule:
    """A rule with its place among the numbers.

    ``needs`` is false of a refusal, as of a requirement that was refused. ``bank`` and ``bit`` say where it stands.
    """

    scoped: ScopedRule
    condition: Condition
    needs: Condition
    bank: int = 0
    bit: int = 0

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.scoped.rule.id

    @property
    def requires(self) -> bool:
        """Whether it asks for steps."""
        return self.scoped.needs is not None

    def clauses(self, shape: Shape) -> int:
        """How many clauses of more than one place it takes."""
        return sum(len(clause) > 1 for clause in clauses(self.condition, shape))

    def put(self, bank: int, place: int) -> None:
        """Give it its place."""
        self.bank = bank
        self.bit = HALF << place


class Answers:
    """Writes what follows from the numbers ``p…`` (rules that hold) and ``n…`` (needs that are met) of each bank.

    From here on a rule's bit is that of the upper half: what may be is moved up to it.
    """

    def __init__(self, writing: Writing, banks: list[list[BankedRule]]) -> None:
        self.writing = writing
        self.banks = banks
        self.law = writing.law
        self.waiting: list[tuple[BankedRule, str, list[Sql]]] = []

    def prepare(self) -> None:
        """Name the facts that conditions are told from, before the first step is written."""
        for rule in self._by_id():
            if rule.scoped.needs is None:
                continue
            found: dict[str, list[list[Sql]]] = {}
            for step, guards in self._steps(rule.scoped.needs, []):
                found.setdefault(step, []).append(guards)
            for step, cases in found.items():
                # where there is one step, the rule waits for it whenever it waits
                sure = len(found) == 1 or any(not guards for guards in cases)
                tests = [] if sure else [either(*(both(*guards) for guards in cases))]
                self.waiting.append((rule, step, tests))

    def _steps(self, need: Condition, guards: list[Sql]) -> Iterator[tuple[str, list[Sql]]]:
        ready = self.writing.needs(need)
        if isinstance(ready, Always) and ready.value is not None:
            return
        here = guards if isinstance(ready, Always) else [*guards, unknown(self.writing.sql(ready))]
        match need:
            case Holds(term=term) | Compare(term=term):
                yield term, here
            case _:
                for part in parts(need):
                    yield from self._steps(part, here)

    def _by_id(self) -> list[BankedRule]:
        return sorted((rule for bank in self.banks for rule in bank), key=lambda rule: rule.id)

    # outcomes

    def judge(self, layers: Layers) -> None:
        """The steps up to ``worst`` and ``best``."""
        halves: list[Sql] = []
        bites: list[Sql] = []
        for index, bank in enumerate(self.banks, 1):
            requires = any(rule.requires for rule in bank)
            for column in ("p", "n") if requires else ("p",):
                number = name(f"{column}{index}")
                may = bits_and(number, literal(LOW))
                halves.append(alias(times(may, literal(HALF)), f"may_{column}{index}"))
                halves.append(alias(minus(number.copy(), may.copy()), f"sure_{column}{index}"))
            for end in ("may", "sure"):
                held = name(f"{end}_p{index}")
                if not requires:
                    bites.append(alias(held, f"{end}_bite{index}"))
                    continue
                refused = minus(literal(LOW * HALF), name(f"may_n{index}"))
                outstanding = minus(name(f"may_n{index}"), name(f"sure_n{index}"))
                bites.append(alias(bits_and(held, refused), f"{end}_bite{index}"))
                bites.append(alias(bits_and(held.copy(), outstanding), f"{end}_wait{index}"))
        layers.add("halves", halves)
        layers.add("bites", bites)
        if self.law.claim is None:
            layers.add("judged", [alias(self._end("may"), "worst"), alias(self._end("sure"), "best")])
            return
        layers.add("own_law", [alias(self._end("may"), "own_worst"), alias(self._end("sure"), "own_best")])
        lifted, consent = name("lifted"), name("consent")
        settled = either(coalesce(consent, exp.false()), coalesce(lifted, exp.false()))
        refused = inverse(coalesce(consent, exp.true()))
        allowed, blocked = literal("allowed"), literal("blocked")

        def asked(column: str) -> Sql:
            return when((_is(column, "allowed"), literal("conditional")), otherwise=name(column))

        worst = when((settled, allowed), (refused, blocked), otherwise=asked("own_worst"))
        best = when((either(settled, unknown(lifted)), allowed), (refused, blocked), otherwise=asked("own_best"))
        layers.add("judged", [alias(settled, "settled"), alias(worst, "worst"), alias(best, "best")])

    def _end(self, end: str) -> Sql:
        """The own law's outcome, given what may be or what surely is."""
        if not self.law.encoded and end == "may":
            return literal("blocked")  # anything may be the law
        cases: list[tuple[Sql, Sql]] = []
        for level in (Outcome.BLOCKED, Outcome.DISCRETIONARY):
            tests = [_some(f"{end}_bite{bank}", mask) for bank, mask in self._masks(level).items()]
            if tests:
                cases.append((either(*tests), literal(level.word)))
        tests = [
            exp.NEQ(this=name(f"{end}_wait{index}"), expression=literal(0))
            for index, bank in enumerate(self.banks, 1)
            if any(rule.requires for rule in bank)
        ]
        if tests:
            cases.append((either(*tests), literal(Outcome.CONDITIONAL.word)))
        return when(*cases, otherwise=literal("allowed")) if cases else literal("allowed")

    def _masks(self, level: Outcome) -> dict[int, int]:
        """By bank, the bits of the rules that come to an outcome."""
        found: dict[int, int] = {}
        for rule in self._by_id():
            if rule.scoped.against is level:
                found[rule.bank] = found.get(rule.bank, 0) | rule.bit
        return found

    # lists

    def columns(self, keys: Mapping[str, str], unread: bool) -> list[Sql]:
        """The columns of the result."""
        worst, best = name("worst"), name("best")
        outcome = when((exp.EQ(this=worst, expression=best), worst.copy()), otherwise=literal("undetermined"))
        grounds, conditions = self._grounds(), self._conditions()
        claim = self.law.claim
        if claim is not None:
            counts = both(inverse(name("settled")), unknown(name("consent")))
            own = when((unknown(name("consent")), literal("conditional")), otherwise=literal("blocked"))
            bites = both(inverse(name("settled")), exp.EQ(this=worst.copy(), expression=own))
            grounds = chained([_piece(bites, claim), when((counts, grounds), otherwise=literal(""))])
            conditions = chained(
                [_piece(counts.copy(), f"{claim}: consent"), when((counts.copy(), conditions), otherwise=literal(""))]
            )
        return [
            *(alias(name(step), column) for step, column in keys.items()),
            alias(outcome, "outcome"),
            alias(worst.copy(), "worst"),
            alias(best.copy(), "best"),
            alias(tail(grounds), "grounds"),
            alias(tail(conditions), "conditions"),
            alias(name("unread") if unread else literal(""), "unread"),
        ]

    def _grounds(self) -> Sql:
        cases = []
        for level in (Outcome.BLOCKED, Outcome.DISCRETIONARY, Outcome.CONDITIONAL):
            waits = level is Outcome.CONDITIONAL
            column = "may_wait" if waits else "may_bite"
            rules = [rule for rule in self._by_id() if (rule.requires if waits else rule.scoped.against is level)]
            if rules:
                cases.append((_is("worst", level.word), _listed([(rule, rule.id, []) for rule in rules], column)))
        return when(*cases, otherwise=literal("")) if cases else literal("")

    def _conditions(self) -> Sql:
        return _listed([(rule, f"{rule.id}: {step}", tests) for rule, step, tests in self.waiting], "may_wait")


def _listed(entries: list[tuple[BankedRule, str, list[Sql]]], column: str) -> Sql:
    """The entries whose rule's bit is set, one after another."""
    texts: list[Sql] = []
    for start in range(0, len(entries), _GROUP):
        some = entries[start : start + _GROUP]
        masks: dict[int, int] = {}
        for rule, _, _ in some:
            masks[rule.bank] = masks.get(rule.bank, 0) | rule.bit
        any_of_them = either(*(_some(f"{column}{bank}", mask) for bank, mask in masks.items()))
        pieces = [_piece(both(_some(f"{column}{rule.bank}", rule.bit), *tests), text) for rule, text, tests in some]
        texts.append(when((any_of_them, chained(pieces)), otherwise=literal("")))
    return chained(texts)


def _piece(test: Sql, text: str) -> Sql:
    return when((test, literal(SEPARATOR + text)), otherwise=literal(""))


def _some(column: str, mask: int) -> Sql:
    """Whether any bit of a mask is set."""
    return exp.NEQ(this=exp.Paren(this=bits_and(name(column), literal(mask))), expression=literal(0))


def _is(column: str, word: str) -> Sql:
    return exp.EQ(this=name(column), expression=literal(word))


__all__ = ["Answers", "BankedRule"]
