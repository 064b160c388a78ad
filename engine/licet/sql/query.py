"""The query: everything that binds a leg, judged for every row of a table of transfers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from licet.evaluate.evaluation import Options
from licet.lowering.law import LegLaw, Scope, lower
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem, suggest
from licet.sql.dialects import known_dialect, require_sqlglot
from licet.sql.foreign import claimants, lifts
from licet.sql.table import Column, Table, columns_read
from licet.terms.transfer import ROLE
from licet.transfers.transfer import Role

if TYPE_CHECKING:
    from licet.conditions.tree import Condition
    from licet.library import Library


def query(
    library: Library,
    state: str,
    date: datetime.date,
    *,
    dialect: str = "duckdb",
    role: Role = "exporter",
    layers: Iterable[Layer] = LAYERS,
    strict: bool = False,
    known_on: datetime.date | None = None,
    table: str = "transfers",
    have: Iterable[str] | Mapping[str, str] | None = None,
    key: Iterable[str] = (),
) -> str:
    """One SQL query that judges the leg of ``state`` for every row of a table, as the reference does.

    Args:
        library: the library.
        state: whose leg is judged, by alpha-3 code: its own law and the treaties that bind it.
        date: the day on which all rows are judged.
        dialect: one of :data:`licet.sql.DIALECTS`.
        role: in which role the state is asked.
        layers, strict, known_on: as in :meth:`licet.Library.check`.
        table: the table of transfers, as the dialect writes it.
        have: the columns it has, of those of :func:`columns`, or each with the name under which it stands there;
            ``*`` means all that are expected, and so does None. The others count as not stated.
        key: the columns that name a row in the result; none: all that are read.

    Returns:
        the query: of each row its key, ``outcome``, ``worst``, ``best``, ``grounds`` and ``conditions`` (ids of rules, and
        rules with the steps they wait for, separated by ``; ``), and ``unread``: the columns whose value is none that is
        known, and so counts as unknown.

    Raises:
        InputError: a name is wrong, or sqlglot is not installed.
    """
    require_sqlglot()
    from licet.sql.writing import Writing

    law = _Law(library, state, date, role, layers, strict, known_on)
    known_dialect(dialect)
    columns_there = Table(table, law.columns(), have, dialect, role)
    return Writing(library, law.law, law.options, columns_there, law.lifts, law.claimants, dialect).text([*key])


def columns(
    library: Library,
    state: str,
    date: datetime.date,
    *,
    role: Role = "exporter",
    layers: Iterable[Layer] = LAYERS,
    strict: bool = False,
    known_on: datetime.date | None = None,
) -> tuple[Column, ...]:
    """The columns that the law of a leg reads, in the order of a request; the arguments are those of :func:`query`.

    Raises:
        InputError: a name is wrong.
    """
    return _Law(library, state, date, role, layers, strict, known_on).columns()


class _Law:
    """The law of a leg, and what has to be known for it."""

    def __init__(
        self,
        library: Library,
        state: str,
        date: datetime.date,
        role: Role,
        layers: Iterable[Layer],
        strict: bool,
        known_on: datetime.date | None,
    ) -> None:
        problems: list[Problem] = []
        chosen = [*layers]
        if state not in library.states:
            problems.append(Problem(f"there is no policy of `{state}`", None, suggest(state, [*library.states], 20)))
        if role not in ROLE.members:
            problems.append(Problem(f"`{role}` is not a role", None, suggest(role, ROLE.members)))
        problems += [
            Problem(f"`{layer}` is not a layer", None, suggest(layer, LAYERS))
            for layer in chosen
            if layer not in LAYERS
        ]
        if not chosen:
            problems.append(Problem("no layer is asked", None, suggest("", LAYERS)))
        if problems:
            raise InputError(problems)
        self.options = Options(tuple(layer for layer in LAYERS if layer in chosen), strict, known_on)
        self.scope = Scope(state, role, date)
        self.law: LegLaw = lower(library, self.scope, self.options)
        self.claimants: tuple[str, ...] = ()
        self.lifts: dict[str, Condition] = {}
        if "foreign_consents" in self._terms(self._conditions()):
            self.claimants = claimants(library, state)
            self.lifts = lifts(library, self.scope, self.options, self.claimants)

    def columns(self) -> tuple[Column, ...]:
        """The columns that the law reads."""
        found = self._terms([*self._conditions(), *self.lifts.values()])
        consent = ["consent"] if self.law.claim is not None else []
        own = [term for term in found if self.scope.role == "origin" or not term.startswith("origin.")]
        always = ["destination"] + ([] if self.scope.role == "exporter" else ["exporter"] if self.claimants else [])
        return columns_read(dict.fromkeys([*always, *own, *consent]), self.scope.state, self.claimants)

    def _conditions(self) -> list[Condition]:
        found = [scoped.condition for scoped in self.law.rules]
        found += [scoped.needs for scoped in self.law.rules if scoped.needs is not None]
        return [*found, self.law.lifted] if self.law.claim is not None else found

    @staticmethod
    def _terms(conditions: Iterable[Condition]) -> dict[str, None]:
        from licet.conditions.tree import terms

        return dict.fromkeys(term for condition in conditions for term in terms(condition))
