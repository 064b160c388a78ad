"""A library: all policies and the world, ready to answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from licet.policies.model import Policy, Rule
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem, suggest
from licet.world.model import World

if TYPE_CHECKING:
    from pathlib import Path

    from licet.amend import Amendment
    from licet.batch.mapping import ColumnMapping
    from licet.decisions import Decision
    from licet.documents import Document
    from licet.evaluate.evaluation import Evaluation
    from licet.transfers.request import Request
    from licet.transfers.transfer import Transfer


@dataclass(frozen=True)
class Library:
    """Policies and world, as loaded by :func:`licet.load`.

    Attributes:
        policies: in the order of their ids.
        world: dated facts, countries, groups and the item catalogue.
        version: the version of Licet that read it.
        digest: ``sha256:…`` over the files it was read from.
    """

    policies: tuple[Policy, ...]
    world: World
    version: str
    digest: str

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """All rules by id, in the order of the policies."""
        return {rule.id: rule for policy in self.policies for rule in policy.rules}

    @cached_property
    def states(self) -> Mapping[str, Policy]:
        """The policies of single states, by alpha-3 code."""
        return {policy.state: policy for policy in self.policies if policy.state is not None}

    @cached_property
    def permits(self) -> Mapping[str, tuple[Rule, ...]]:
        """For each rule that may be lifted, the permits that name it, by id."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            for target in rule.lifts:
                found.setdefault(target, []).append(rule)
        return {target: tuple(sorted(permits, key=lambda permit: permit.id)) for target, permits in found.items()}

    def transfer(
        self, request: Request | Mapping[str, Any] | Document, *, default_date: datetime.date | None = None
    ) -> Transfer:
        """Resolve a request's names.

        Raises:
            InputError: the request is bad; ``problems`` has one entry for each mistake.
        """
        from licet.documents import Document
        from licet.transfers.resolving import read_request

        if isinstance(request, Document):
            return read_request(None, self.world, default_date=default_date, document=request)
        return read_request(request, self.world, default_date=default_date)

    def evaluate(
        self,
        request: Request | Mapping[str, Any] | Document | Transfer,
        *,
        layers: Iterable[Layer] = LAYERS,
        strict: bool = False,
        known_on: datetime.date | None = None,
        default_date: datetime.date | None = None,
    ) -> Evaluation:
        """Evaluate a transfer with the reference evaluator and keep the whole trace. Arguments as for :meth:`check`."""
        from licet.evaluate.evaluation import Options, evaluate
        from licet.transfers.transfer import Transfer

        chosen = frozenset(layers)
        for layer in sorted(chosen):
            if layer not in LAYERS:
                raise InputError([Problem(f"`{layer}` is not a layer", None, suggest(layer, LAYERS))])
        if not chosen:
            raise InputError([Problem("no layer is asked", None, "layers are " + ", ".join(f"`{x}`" for x in LAYERS))])
        options = Options(tuple(layer for layer in LAYERS if layer in chosen), strict, known_on)
        if not isinstance(request, Transfer):
            request = self.transfer(request, default_date=default_date)
        return evaluate(self, request, options)

    def amend(self, *amendments: Amendment | Path | str) -> Library:
        """A new library with amendments applied one after another; this one stays as it is.

        Args:
            amendments: amendments, or the files (or YAML texts) that hold them.

        Raises:
            InputError: an amendment is wrong, or names something that does not exist.
        """
        from licet.amend import Amendment, amend, read_amendment

        library = self
        for written in amendments:
            library = amend(library, written if isinstance(written, Amendment) else read_amendment(written))
        return library

    def check(
        self,
        request: Request | Mapping[str, Any] | Document | Transfer,
        *,
        layers: Iterable[Layer] = LAYERS,
        strict: bool = False,
        known_on: datetime.date | None = None,
    ) -> Decision:
        """May this transfer go ahead, and which rule says so?

        Args:
            request: a transfer; a dict of the request's form will do. It needs a ``date``: the library never reads
                the clock.
            layers: which layers of rules are asked: ``law``, ``guideline``, ``practice``.
            strict: values carried forward from a table that has ended, or presumed, count as unknown.
            known_on: answer as on that day: rules and records published later are not seen.

        Returns:
            A decision; the same arguments always give the same bytes of JSON.

        Raises:
            InputError: the request is bad; ``problems`` has one entry for each mistake.
        """
        from licet.evaluate.summary import decide

        return decide(self.evaluate(request, layers=layers, strict=strict, known_on=known_on))

    def decide(
        self,
        table: Any,
        *,
        mapping: ColumnMapping | None = None,
        layers: Iterable[Layer] = LAYERS,
        strict: bool = False,
        known_on: datetime.date | None = None,
        default_date: datetime.date | None = None,
    ) -> Any:
        """Judge a whole table of transfers, one row each.

        Args:
            table: an Arrow table, a polars or a pandas data frame whose columns are keys of a request (``exporter``,
                ``item``, ``end_user.type`` …).
            mapping: which of its columns mean which keys, where they are called otherwise.
            layers, strict, known_on: as in :meth:`check`.
            default_date: the date of rows without one.

        Returns:
            The same kind of table with the columns ``outcome``, ``worst``, ``best``, ``grounds``, ``conditions`` and
            ``unknown`` added; a row that is no request has none of them and says why in ``problems``.

        Raises:
            InputError: a column is no key of a request, or the extra ``batch`` is not installed.
        """
        from licet import extras

        extras.require("batch")
        from licet.batch.frames import decide_table
        from licet.batch.running import Asking

        asking = Asking(self, layers=tuple(layers), strict=strict, known_on=known_on, default_date=default_date)
        return decide_table(table, asking, mapping)
