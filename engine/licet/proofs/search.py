"""The smallest transfer with a property: with the fewest facts stated, and these as plain as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from licet.aiming.requests import request_of
from licet.conditions.tree import Plain
from licet.proofs.model import Choice, Model
from licet.proofs.solving import Formula, NotDecidedError, Solver

_PLACED = ("destination", "exporter", "item.category", "date")


@dataclass(frozen=True, slots=True)
class Found:
    """A transfer found.

    Attributes:
        values: the values of terms, as the request has to say them.
        stated: how many facts it states, besides its ends, its day and the item's category.
        read: of the formulas asked for, which hold of it.
        least: whether none states fewer; else the time was up while one was looked for.
    """

    values: Mapping[str, Plain | None]
    stated: int
    read: tuple[bool, ...] = ()
    least: bool = True


def solver_of(model: Model, timeout: float | None) -> Solver:
    """A solver that knows what the model's transfers are."""
    model.build()
    solver = Solver(model.logic, timeout)
    solver.add(*model.constraints)
    return solver


def smallest(
    model: Model, formula: Formula, read: Sequence[Formula] = (), *, timeout: float | None = None
) -> Found | None:
    """The smallest transfer of which a formula holds; None where there is none.

    Time that is up while a smaller one is looked for ends the search with what was found.

    Raises:
        NotDecidedError: the time is up before it is known whether there is one.
    """
    logic = model.logic
    if formula is logic.false:
        return None
    solver = solver_of(model, timeout)
    solver.add(formula)
    if not solver.satisfiable():
        return None
    stated = {
        term: logic.either([choice.formula for choice in choices if choice.stated])
        for term, choices in model.choices.items()
        if any(choice.stated for choice in choices)
    }
    chosen = _chosen(model, solver)
    holding = tuple(map(solver.holds, read))
    least = False
    try:
        for count in range(_stated(chosen) + 1):
            solver.add_scope()
            solver.add(logic.at_most([*stated.values()], count))
            if solver.satisfiable():
                break
            solver.drop_scope()
        least = True
        chosen = _plainest(model, solver, _chosen(model, solver), stated)
        holding = tuple(map(solver.holds, read))
    except NotDecidedError:
        pass  # a transfer was found: it is an answer, if not the smallest
    return Found(_values(model, chosen), _stated(chosen), holding, least)


def _stated(chosen: Mapping[str, Choice]) -> int:
    return sum(choice.stated for choice in chosen.values())


def _chosen(model: Model, solver: Solver) -> dict[str, Choice]:
    return {
        term: next(choice for choice in choices if solver.holds(choice.formula))
        for term, choices in model.choices.items()
    }


def _plainest(
    model: Model, solver: Solver, chosen: dict[str, Choice], stated: Mapping[str, Formula]
) -> dict[str, Choice]:
    """Term by term the plainest choice that still can be; what is not stated stays so."""
    said = [term for term in sorted(chosen) if chosen[term].stated]
    solver.add(*(model.logic.no(formula) for term, formula in stated.items() if term not in said))
    for term in [*said, *(term for term in _PLACED if term in chosen)]:
        for choice in model.choices[term]:
            if choice is chosen[term]:
                break
            if (choice.stated or term in _PLACED) and solver.satisfiable(choice.formula):
                chosen = _chosen(model, solver)
                break
        solver.add(chosen[term].formula)
    return chosen


def _values(model: Model, chosen: Mapping[str, Choice]) -> dict[str, Plain | None]:
    """What the request says."""
    values: dict[str, Plain | None] = {"state": model.state, "role": model.role}
    destination = str(chosen["destination"].value)
    exporter = chosen.get("exporter")
    values["destination"] = destination
    if model.role == "exporter":
        values["exporter"] = model.state
    elif exporter is not None:
        values["exporter"] = exporter.value
    else:
        taken = (destination, model.state)
        values["exporter"] = next(code for code in ("FRA", "POL", "ITA") if code not in taken)
    for term, choice in chosen.items():
        if term in ("item.category", "date") or choice.stated:
            name, _, group = term.partition(" in ")
            said = f"{values[name]} in {group}" if group and name in ("destination", "exporter") else term
            values[said] = choice.value
    return values


def request_of_found(found: Found, date: str) -> dict[str, Any]:
    """The transfer as a request; ``date`` is its day where the model leaves none to choose."""
    return request_of({"date": date, **found.values})
