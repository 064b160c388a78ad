"""The solver: z3 where it is installed, asked for propositional formulas only, with a limit of time."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterable, Sequence
from typing import Any

from licet.problems import InputError, Problem

Formula = Any
"""A z3 formula (z3 has no types)."""

MISSING = Problem("proofs need the solver z3, which is not installed", None, "pip install 'licet[prove]'")


class NotDecidedError(Exception):
    """The solver gave up; ``seconds`` is the limit it had."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not decided in {seconds:g} s")
        self.seconds = seconds


class Logic:
    """Formulas, written with as little as they need; constants fall away.

    Raises:
        InputError: z3 is not installed.
    """

    def __init__(self) -> None:
        try:
            import z3
        except ImportError:
            raise InputError([MISSING]) from None
        self.z3 = z3
        self.context = z3.Context()
        self.true: Formula = z3.BoolVal(True, self.context)
        self.false: Formula = z3.BoolVal(False, self.context)
        self._count = 0

    def variable(self, name: str) -> Formula:
        """A new truth variable."""
        self._count += 1
        return self.z3.Bool(f"{name}#{self._count}", self.context)

    def either(self, parts: Iterable[Formula]) -> Formula:
        """The disjunction."""
        return self._join(parts, self.true, self.false, self.z3.Z3_mk_or)

    def both(self, parts: Iterable[Formula]) -> Formula:
        """The conjunction."""
        return self._join(parts, self.false, self.true, self.z3.Z3_mk_and)

    def no(self, part: Formula) -> Formula:
        """The negation."""
        if part is self.true:
            return self.false
        if part is self.false:
            return self.true
        z3 = self.z3
        return z3.BoolRef(z3.Z3_mk_not(self.context.ref(), part.as_ast()), self.context)

    def same(self, one: Formula, other: Formula) -> bool:
        """Whether two formulas are written alike, and so mean the same."""
        return bool(one.eq(other))

    def _join(self, parts: Iterable[Formula], end: Formula, neutral: Formula, make: Any) -> Formula:
        found: dict[int, Formula] = {}
        for part in parts:
            if part is end:
                return end
            if part is not neutral:
                found[part.as_ast().value] = part
        if len(found) <= 1:
            return next(iter(found.values()), neutral)
        z3 = self.z3
        listed = list(found.values())
        array = (z3.Ast * len(listed))()
        for place, part in enumerate(listed):
            array[place] = part.as_ast()
        return z3.BoolRef(make(self.context.ref(), len(listed), array), self.context)

    def exactly_one(self, parts: Sequence[Formula]) -> Formula:
        """Exactly one of the variables is true."""
        if len(parts) == 1:
            return parts[0]
        z3 = self.z3
        array, ones = (z3.Ast * len(parts))(), (ctypes.c_int * len(parts))()
        for place, part in enumerate(parts):
            array[place], ones[place] = part.as_ast(), 1
        return z3.BoolRef(z3.Z3_mk_pbeq(self.context.ref(), len(parts), array, ones, 1), self.context)

    def at_most(self, parts: Sequence[Formula], bound: int) -> Formula:
        """At most so many of the formulas are true."""
        if len(parts) <= bound:
            return self.true
        if bound == 0:
            return self.no(self.either(parts))
        return self.z3.AtMost(*parts, bound)


class Solver:
    """One conversation with the solver; what is asserted stays.

    Args:
        logic: the formulas' home.
        timeout: seconds for everything asked of it together; None: no limit.
    """

    def __init__(self, logic: Logic, timeout: float | None = None) -> None:
        self.logic = logic
        self.timeout = timeout
        self._end = None if timeout is None else time.monotonic() + timeout
        self._solver = logic.z3.SimpleSolver(ctx=logic.context)
        self._model: Any = None

    def add(self, *formulas: Formula) -> None:
        """Assert formulas."""
        self._solver.add(*formulas)

    def add_scope(self) -> None:
        """What is asserted from here on may be dropped again."""
        self._solver.push()

    def drop_scope(self) -> None:
        """Forget what was asserted since :meth:`add_scope`."""
        self._solver.pop()

    def satisfiable(self, *assumptions: Formula) -> bool:
        """Whether all that was asserted can be true together with the assumptions.

        Raises:
            NotDecidedError: the time is up.
        """
        if self._end is not None:
            assert self.timeout is not None
            left = self._end - time.monotonic()
            if left <= 0:
                raise NotDecidedError(self.timeout)
            self._solver.set("timeout", max(1, int(left * 1000)))
        said = self._solver.check(*assumptions)
        if said == self.logic.z3.sat:
            self._model = self._solver.model()
            return True
        if said == self.logic.z3.unsat:
            return False
        if self.timeout is None:
            raise AssertionError(f"the solver gave up: {self._solver.reason_unknown()}")
        raise NotDecidedError(self.timeout)

    def holds(self, formula: Formula) -> bool:
        """Whether a formula is true in the model found last."""
        return bool(self.logic.z3.is_true(self._model.eval(formula, model_completion=True)))
