"""Laws to assert over drawn transfers: each takes a transfer and says readably where it is broken."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml

from licet.amend.applying import changed_rules
from licet.conditions.parsing import parse
from licet.conditions.tree import Condition
from licet.decisions import Decision
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import decide
from licet.evaluate.truth import truth
from licet.library import Library
from licet.mutation.mutants import changed
from licet.policies.loading import world_scope
from licet.problems import InputError, Problem, did_you_mean
from licet.transfers.transfer import Transfer

Drawn = Mapping[str, Any] | Transfer
Law = Callable[[Drawn], None]
"""Takes a transfer; raises AssertionError where the law is broken."""

_SHOWN = 6


def never_looser(old: Library, new: Library) -> Law:
    """No transfer comes out better under ``new`` than under ``old``, neither at worst nor at best."""

    def law(drawn: Drawn) -> None:
        before, after = _both(old, new, drawn)
        if after.interval.worst > before.interval.worst or after.interval.best > before.interval.best:
            raise AssertionError(_message("the new library is looser on this transfer", drawn, before, after))

    return law


def never_stricter(old: Library, new: Library) -> Law:
    """No transfer comes out worse under ``new`` than under ``old``, neither at worst nor at best."""

    def law(drawn: Drawn) -> None:
        before, after = _both(old, new, drawn)
        if after.interval.worst < before.interval.worst or after.interval.best < before.interval.best:
            raise AssertionError(_message("the new library is stricter on this transfer", drawn, before, after))

    return law


def unchanged(old: Library, new: Library) -> Law:
    """Every transfer comes out the same under both libraries, on the same grounds."""

    def law(drawn: Drawn) -> None:
        before, after = _both(old, new, drawn)
        if _result(before) != _result(after):
            raise AssertionError(_message("the new library answers differently on this transfer", drawn, before, after))

    return law


def only_affects(old: Library, new: Library, where: str | Callable[[Drawn], bool]) -> Law:
    """Only transfers of a kind come out differently under ``new``.

    Args:
        old, new: the libraries.
        where: which may change: a condition as rules write it (``destination == UKR and item.lethal``), which holds or may
            hold on some leg, or a function of the drawn transfer.

    Raises:
        InputError: the condition is wrong.
    """
    condition = _condition(old, where) if isinstance(where, str) else None

    def law(drawn: Drawn) -> None:
        before, after = _both(old, new, drawn)
        if _result(before) == _result(after):
            return
        if condition is not None:
            free = any(truth(condition, leg.facts) is not False for leg in (*before.legs, *after.legs))
        else:
            assert not isinstance(where, str)
            free = where(drawn)
        if not free:
            what = f"`{where}`" if isinstance(where, str) else "what may change"
            raise AssertionError(_message(f"this transfer is outside {what} and changes", drawn, before, after))

    return law


def monotone(library: Library) -> Law:
    """Taking a known fact away never narrows what may come out: a missing fact unlocks nothing."""

    def law(drawn: Drawn) -> None:
        transfer = _transfer(library, drawn)
        known = library.evaluate(transfer, strict=True)
        for term, less in _with_less(transfer):
            unknown = library.evaluate(less, strict=True)
            if any(leg.facts.value(term).value is not None for leg in unknown.legs):
                continue  # the world knows it: then nothing was taken away
            inside = unknown.interval.worst <= known.interval.worst <= known.interval.best <= unknown.interval.best
            if not inside:
                raise AssertionError(_message(f"less is decided once `{term}` is known", drawn, unknown, known))

    return law


def dated(library: Library, rule: str) -> Law:
    """A rule has no say outside its dates: there every transfer comes out as if it did not exist.

    The transfer is put on its own day and on the last day before the rule and the first day after it.

    Raises:
        InputError: there is no such rule.
    """
    if rule not in library.rules:
        raise InputError([Problem(f"there is no rule `{rule}`", None, did_you_mean(rule, library.rules))])
    known = library.rules[rule]
    without = changed(library, {rule: None})
    edges = [known.from_ - datetime.timedelta(1)] if known.from_ else []
    edges += [known.until] if known.until else []

    def law(drawn: Drawn) -> None:
        transfer = _transfer(library, drawn)
        for day in (transfer.date, *edges):
            if known.holds_on(day):
                continue
            moved = replace(transfer, date=day)
            before, after = library.evaluate(moved), without.evaluate(moved)
            if _result(before) != _result(after):
                message = f"`{rule}` is not in force on {day} and changes the outcome"
                raise AssertionError(_message(message, drawn, after, before))

    return law


def explained(library: Library) -> Law:
    """Every outcome below allowed names its grounds or what is outstanding."""

    def law(drawn: Drawn) -> None:
        evaluation = library.evaluate(_transfer(library, drawn))
        decision = decide(evaluation)
        if decision.worst != "allowed" and not decision.grounds and not decision.unknown:
            raise AssertionError(_message("the outcome has no reason", drawn, evaluation, evaluation))

    return law


def _both(old: Library, new: Library, drawn: Drawn) -> tuple[Evaluation, Evaluation]:
    return old.evaluate(_transfer(old, drawn)), new.evaluate(_transfer(new, drawn))


def _transfer(library: Library, drawn: Drawn) -> Transfer:
    return drawn if isinstance(drawn, Transfer) else library.transfer(drawn)


def _result(evaluation: Evaluation) -> tuple[Any, ...]:
    grounds = {(ground.rule, ground.leg) for ground in decide(evaluation).grounds}
    return evaluation.interval, grounds


def _condition(library: Library, text: str) -> Condition:
    condition, mistakes = parse(text, world_scope(library.world))
    if mistakes:
        raise InputError([Problem(f"{mistake.message} in `{text}`", None, mistake.help) for mistake in mistakes])
    return condition


def _with_less(transfer: Transfer) -> Iterator[tuple[str, Transfer]]:
    """The transfer without each of its known facts in turn."""
    for term in transfer.assumed:
        yield term, replace(transfer, assumed={name: v for name, v in transfer.assumed.items() if name != term})
    for term in transfer.values:
        if term not in transfer.assumed:
            yield term, replace(transfer, values={name: v for name, v in transfer.values.items() if name != term})
    for term in {term for item in transfer.items for term in item.values} - set(transfer.assumed):
        items = tuple(
            replace(item, values={name: v for name, v in item.values.items() if name != term})
            for item in transfer.items
        )
        yield term, replace(transfer, items=items)


# messages


def _message(what: str, drawn: Drawn, before: Evaluation, after: Evaluation) -> str:
    lines = [what, *(f"  {line}" for line in _shown(drawn))]
    lines += [f"before: {_outcome(decide(before))}", f"after:  {_outcome(decide(after))}"]
    differing = changed_rules(before.library, after.library) if before.library is not after.library else {}
    if differing:
        named = [f"{name} ({how})" for name, how in differing.items()]
        rest = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
        lines.append(f"rules that differ: {', '.join(named[:_SHOWN])}{rest}")
    return "\n".join(lines)


def _shown(drawn: Drawn) -> list[str]:
    if not isinstance(drawn, Transfer):
        return yaml.safe_dump(dict(drawn), sort_keys=False, allow_unicode=True).splitlines()
    items = ", ".join(item.name for item in drawn.items)
    lines = [f"{drawn.exporter} to {drawn.destination}: {items}, on {drawn.date}"]
    stated = {**{term: value.value for term, value in drawn.values.items()}, **drawn.assumed}
    return lines + [f"{term}: {value}" for term, value in sorted(stated.items())]


def _outcome(decision: Decision) -> str:
    span = f" ({decision.worst} to {decision.best})" if decision.outcome == "undetermined" else ""
    grounds = [f"{g.rule} ({g.leg.state} {g.leg.role}: {g.because})" for g in decision.grounds]
    rest = f" and {len(grounds) - _SHOWN} more" if len(grounds) > _SHOWN else ""
    because = f"; because of {', '.join(grounds[:_SHOWN])}{rest}" if grounds else ""
    return f"{decision.outcome}{span}{because}"
