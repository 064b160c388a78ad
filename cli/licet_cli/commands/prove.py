"""`licet prove`: what holds for every transfer: two versions compared, claims proved or refuted by a witness."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from licet.problems import InputError, Problem, Span
from licet_cli import amendment_options, exits, options
from licet_cli.progress import progress
from licet_cli.sides import sides

if TYPE_CHECKING:
    from licet.compare import Side
    from licet.conditions.tree import Condition
    from licet.library import Library
    from licet.proofs import ClaimReport, Part, PartComparison, Statement

_HELP = """What holds for every transfer, not only for those tried: proved, or refuted by the smallest transfer that shows it.

Compare two versions of the law, given as for `licet compare`:

  licet prove --on 2022-01-01 --vs 2023-01-01 --state DEU

  licet prove --with korea-without-peaceful-purposes --state KOR --given "destination in NATO"

Prove a claim, or files of claims (exit code 6: refuted, or not decided in time):

  licet prove --that 'destination.un_embargo == state implies worst == blocked' --state KOR --on 2023-01-30

  licet prove --claims policies/claims

A step nobody has taken is outstanding and a fact nobody has stated unknown, in some of the transfers: all are meant.
"""
FailOn = Literal["looser", "stricter", "any"]
Within = Literal["outcome", "grounds"]
WorldFacts = Literal["recorded", "free"]
_ROLES = ("exporter", "origin", "transit", "broker", "holder")
_DIRECTIONS = {"looser": ("looser",), "stricter": ("stricter",), "any": ("looser", "stricter")}


def prove(
    old: Annotated[str | None, typer.Argument(metavar="OLD", help="The library before.", show_default=False)] = None,
    new: Annotated[str | None, typer.Argument(metavar="NEW", help="The library after.", show_default=False)] = None,
    that: Annotated[
        str | None,
        typer.Option("--that", metavar="CLAIM", help="A claim to prove: conditions, outcome words, implies."),
    ] = None,
    claims: Annotated[
        str | None, typer.Option("--claims", metavar="PATH", help="A file of claims, or a folder of such files.")
    ] = None,
    with_: amendment_options.With = None,
    suspend: amendment_options.Suspend = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day of the decisions; default today.")] = None,
    vs: Annotated[str | None, typer.Option(metavar="DATE", help="After: decide on this day.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Of a claim: all days from --on to before this one.")
    ] = None,
    always: Annotated[bool, typer.Option("--always", help="Of a claim: all days.")] = False,
    layers: Annotated[
        str | None, typer.Option(metavar="LIST", help="(After:) only these layers: law, guideline, practice (commas).")
    ] = None,
    layers_before: Annotated[
        str | None, typer.Option(metavar="LIST", help="Before: only these layers; default all.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count carried and presumed values as unknown.")] = False,
    state: Annotated[
        list[str] | None, typer.Option(metavar="STATE", help="Whose law; may be repeated; default every encoded state.")
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option(metavar="ROLE", help="In which role; may be repeated; default exporter.")
    ] = None,
    all_roles: Annotated[bool, typer.Option("--all-roles", help="In every role.")] = False,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="POLICY", help="Only its rules count: `att`, or an instrument `kor/practice`."),
    ] = None,
    given: Annotated[
        str | None, typer.Option(metavar="CONDITION", help="Only transfers of which this certainly holds.")
    ] = None,
    within: Annotated[Within, typer.Option(help="What has to be equal: outcomes, or their grounds too.")] = "outcome",
    world: Annotated[
        WorldFacts,
        typer.Option(help="`free`: transfers may assume what the world records of the destination otherwise."),
    ] = "recorded",
    timeout: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=0, help="For each question put to the solver.")
    ] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="Exit 6 if a comparison is that, or not decided.")] = None,
    save: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the transfers found as cases to this file.")
    ] = None,
    json_: options.Json = False,
    policies: options.Policies = None,
) -> None:
    """Print what was proved; the witnesses were put to the reference evaluator."""
    if that is not None and claims is not None:
        raise typer.BadParameter("give one of --that and --claims")
    if all_roles and role:
        raise typer.BadParameter("give one of --role and --all-roles")
    asserting = that is not None or claims is not None
    for name, value in {"OLD": old, "NEW": new, "--vs": vs, "--layers-before": layers_before}.items():
        if asserting and value is not None:
            raise typer.BadParameter(f"{name} belongs to comparisons, not to claims")
    for name, given_ in {"--fail-on": fail_on is not None, "--within": within != "outcome"}.items():
        if asserting and given_:
            raise typer.BadParameter(f"{name} belongs to comparisons, not to claims")
    for name, given_ in {"--until": until is not None, "--always": always}.items():
        if that is None and given_:
            raise typer.BadParameter(f"{name} belongs to --that")
    if old is not None and policies is not None:
        raise typer.BadParameter("give one of OLD and --policies")
    if claims is not None:
        taken = {"--state": state, "--role": role, "--of": of, "--given": given, "--on": on, "--layers": layers}
        for name, value_ in taken.items():
            if value_ is not None:
                raise typer.BadParameter(f"{name} stands in the claims themselves")
    chosen_roles = _ROLES if all_roles else _known_roles(role)
    if asserting:
        library = amendment_options.amended(options.library(policies), with_, suspend)
        if claims is not None:
            reports = _prove_files(library, Path(claims), timeout)
        else:
            assert that is not None
            days = (options.date(on, "--on"), options.date(until, "--until"), always)
            parts = _parts(library, state, chosen_roles, of)
            reports = _prove_one(library, that, given, parts, days, layers, strict, world, timeout)
        _print_claims(reports, json_, quiet=claims is not None)
        _save(save, "claims", reports)
        proved = all(report.status == "proved" for report in reports)
        raise typer.Exit(exits.OK if proved else exits.EXPECTATION_FAILED)
    if not (old or new or with_ or suspend or vs or layers or layers_before):
        raise typer.BadParameter(
            "nothing to prove: give --that, --claims, or two versions (OLD and NEW, --with, --suspend, --vs, --layers)"
        )
    before, after = sides(
        old,
        new,
        with_,
        suspend,
        on,
        vs,
        layers,
        layers_before,
        strict,
        policies=policies,
        default_date=datetime.date.today(),
    )
    compared = _compare(before, after, state, chosen_roles, of, given, within, world, timeout)
    if json_:
        from licet.proofs import together

        data = {
            "before": before.to_dict(),
            "after": after.to_dict(),
            "given": given,
            "verdict": together(compared),
            "parts": [part.to_dict() for part in compared],
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        from licet_cli.render.prove import render_comparison

        print(render_comparison(before, after, compared, given))
    _save(save, "comparison", compared)
    raise typer.Exit(_exit(compared, fail_on))


# comparisons


def _compare(
    before: Side,
    after: Side,
    state: list[str] | None,
    roles: Sequence[str],
    of: str | None,
    given: str | None,
    within: Within,
    world: WorldFacts,
    timeout: float | None,
) -> list[PartComparison]:
    from licet import proofs

    parts = _parts(before.library, state, roles, of, after.library)
    condition = None if given is None else _condition(given, before.library, parts)
    assert before.date is not None
    found = proofs.compare(
        before,
        after,
        parts,
        default_date=before.date,
        given=condition,
        within=within,
        records=world,
        timeout=timeout,
    )
    return [*progress(found, "kinds of legs", len(parts))]


def _exit(compared: Sequence[PartComparison], fail_on: FailOn | None) -> int:
    if fail_on is None:
        return exits.OK
    wanted = {*_DIRECTIONS[fail_on], "incomparable", "not decided"}
    return exits.EXPECTATION_FAILED if any(part.verdict in wanted for part in compared) else exits.OK


# claims


def _prove_one(
    library: Library,
    that: str,
    given: str | None,
    parts: Sequence[Part],
    days: tuple[datetime.date | None, datetime.date | None, bool],
    layers: str | None,
    strict: bool,
    world: WorldFacts,
    timeout: float | None,
) -> list[ClaimReport]:
    from licet.proofs import single_claim

    on, until, always = days
    if always and (on is not None or until is not None):
        raise typer.BadParameter("give --always, or --on and --until")
    if on is not None and until is not None and until <= on:
        raise InputError([Problem(f"the range of days ends on {until}, before it begins")])
    statement = _statement(that, "--that", library, parts)
    condition = None if given is None else _condition(given, library, parts)
    first = on if on is not None or always or until is not None else datetime.date.today()
    asked = options.layers(layers)
    return [
        single_claim(
            library,
            that,
            statement,
            condition,
            parts,
            first,
            until,
            asked,
            one_day=until is None and not always,
            strict=strict,
            records=world,
            timeout=timeout,
            through=_through,
        )
    ]


def _prove_files(library: Library, path: Path, timeout: float | None) -> list[ClaimReport]:
    from licet.proofs import load_claims, prove_claims

    claims = load_claims(path, library)
    return [*prove_claims(library, claims, timeout=timeout, through=_through)]


def _through(stretches: Sequence[Any]) -> Iterable[Any]:
    return progress(stretches, "stretches of days", len(stretches))


def _print_claims(reports: Sequence[ClaimReport], json_: bool, *, quiet: bool) -> None:
    if json_:
        print(json.dumps([report.to_dict() for report in reports], ensure_ascii=False, indent=2))
        return
    from licet_cli.render.prove import render_claims

    print(render_claims(reports, many=quiet))


# what is asked of


def _known_roles(written: list[str] | None) -> tuple[str, ...]:
    from licet.problems import suggest

    wrong = [role for role in written or () if role not in _ROLES]
    if wrong:
        raise InputError([Problem(f"`{role}` is not a role", None, suggest(role, _ROLES)) for role in wrong])
    return tuple(dict.fromkeys(written or ("exporter",)))


def _parts(
    library: Library, written: list[str] | None, roles: Sequence[str], of: str | None, other: Library | None = None
) -> list[Part]:
    from licet.proofs import Part
    from licet.proofs.parts import rules_of

    countries = library.world.countries
    codes: list[str] = []
    problems = []
    for text in written or ():
        code = countries.find(text)
        if code is None:
            problems.append(countries.problem(text, None))
        else:
            codes.append(code)
    if problems:
        raise InputError(problems)
    if of is not None:
        rules_of(library, of)
    if not codes:
        policy = next((p for p in library.policies if of is not None and p.id == of.partition("/")[0]), None)
        known = {**library.states, **(other.states if other is not None else {})}
        codes = [policy.state] if policy is not None and policy.state is not None else sorted(known)
    return [Part(code, role, of) for code in dict.fromkeys(codes) for role in roles]  # type: ignore[arg-type]


def _statement(text: str, option: str, library: Library, parts: Sequence[Part]) -> Statement:
    from licet.proofs import claim_scope, parse_statement

    states = {part.state for part in parts}
    policies = {policy.id for policy in library.policies if len(states) == 1 and policy.state in states}
    policies |= {part.of.partition("/")[0] for part in parts if part.of is not None}
    statement, mistakes = parse_statement(text, claim_scope(library, sorted(policies)))
    if mistakes:
        line = text.replace("\n", " ")
        raise InputError([Problem(m.message, Span(option, 1, m.start + 1, m.length, line), m.help) for m in mistakes])
    return statement


def _condition(text: str, library: Library, parts: Sequence[Part]) -> Condition:
    from licet.proofs.language import speaks_of_outcomes

    statement = _statement(text, "--given", library, parts)
    if statement.given or speaks_of_outcomes(statement.then):
        raise InputError([Problem("--given is a condition: outcomes and `implies` stand in --that")])
    return statement.then


# saving


def _save(path: str | None, kind: Literal["claims", "comparison"], found: Sequence[Any]) -> None:
    if path is None:
        return
    from licet.proofs.saving import cases_of_claims, cases_of_comparison, write_cases

    of: Callable[[Sequence[Any]], list[dict[str, Any]]] = cases_of_claims if kind == "claims" else cases_of_comparison
    write_cases(Path(path), of(found))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("prove", help=_HELP)(prove)
