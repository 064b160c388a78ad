"""`licet mutate`: which small changes of a policy would nobody notice?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from licet.problems import InputError, Problem, did_you_mean
from licet_cli import exits
from licet_cli.options import Json, Policies, library
from licet_cli.progress import progress

if TYPE_CHECKING:
    from licet.library import Library
    from licet.mutation import ProbeSet
    from licet.policies.model import Policy

_HELP = """Which small changes of a policy would no case and no recorded probe notice?

Every rule is changed in small ways: an exception or a limb is dropped, a comparison flipped, a truth negated, `and` turned
into `or`, a date moved by a day or a year, a force or an effect changed, a lift, a gate or the whole rule dropped. A real
case notices when its answer leaves what it accepts, a probe (a transfer aimed at the edge of a rule) when its answer changes.

  licet mutate nor --limit 100

Probes with their answers stand in files, one for each policy; --record writes them anew, and the diff is the review. Without
such files probes are made on the spot.
"""


def mutate(
    policies: Annotated[list[str], typer.Argument(metavar="POLICY…", help="kor, att … or a country.")],
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="PATH", help="A file or folder of cases; default the library's.")
    ] = None,
    probes: Annotated[
        Path | None, typer.Option("--probes", metavar="DIR", help="The folder of recorded probes.")
    ] = None,
    record: Annotated[bool, typer.Option("--record", help="Record the probes' answers anew, and do no more.")] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many mutants of each policy.")
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", min=0, max=100, metavar="PERCENT", help="Exit 6 where fewer mutants are noticed."),
    ] = None,
    json_: Json = False,
    folder: Policies = None,
) -> None:
    """Make mutants, see who notices, list those that survive; exit 6 where a recorded answer is out of date."""
    from licet.loading import shipped_folder
    from licet.mutation import mutate as run
    from licet.mutation.places import Places
    from licet.mutation.recorded import EQUIVALENTS, read_equivalents
    from licet_cli.render.mutation import print_report, report_data

    loaded = library(folder)
    wanted = [_policy(loaded, name) for name in dict.fromkeys(policies)]
    where = probes if probes is not None else _recorded_folder(folder)
    if record:
        _record(loaded, wanted, where, json_)
        return
    if probes is not None and not probes.is_dir():
        raise InputError([Problem(f"there is no folder `{probes}`", None, "write it with --record")])
    sets, made = _probes(loaded, wanted, where)
    report = run(
        loaded,
        [policy.id for policy in wanted],
        _cases(cases, folder),
        sets,
        equivalents=read_equivalents(where / EQUIVALENTS) if where is not None else {},
        limit=limit,
        watch=lambda found: progress(found, "mutants", len(found)),
    )
    places = Places(folder or shipped_folder(), loaded)
    if json_:
        print(json.dumps(report_data(report, places), ensure_ascii=False, indent=2))
    else:
        print_report(report, places, made)
    failed = any(policy.stale or 100 * policy.score < (fail_under or 0) for policy in report.policies)
    raise typer.Exit(exits.EXPECTATION_FAILED if failed else exits.OK)


def _policy(loaded: Library, name: str) -> Policy:
    known = {policy.id: policy for policy in loaded.policies}
    code = loaded.world.countries.find(name)
    if code is not None and code in loaded.states:
        return loaded.states[code]
    if name.lower() not in known:
        raise InputError([Problem(f"there is no policy `{name}`", None, did_you_mean(name, known))])
    return known[name.lower()]


def _recorded_folder(folder: Path | None) -> Path | None:
    """In a checkout, the probes of the shipped policies."""
    from licet.loading import shipped_folder

    found = shipped_folder().parent / "tests" / "policies" / "golden"
    return found if folder is None and found.is_dir() else None


def _cases(path: Path | None, folder: Path | None) -> list:  # type: ignore[type-arg]
    from licet.cases import load_cases
    from licet.loading import shipped_folder

    if path is not None:
        return load_cases(path)
    default = (folder or shipped_folder()) / "cases"
    return load_cases(default, "cases") if default.is_dir() else []


def _probes(loaded: Library, wanted: list[Policy], where: Path | None) -> tuple[dict[str, ProbeSet], list[str]]:
    """The probes by policy, and the policies for which they were made on the spot."""
    from licet.mutation import fresh_probes, read_probes
    from licet.mutation.recorded import SUFFIX

    sets: dict[str, ProbeSet] = {}
    made: list[str] = []
    for policy in wanted:
        file = where / f"{policy.id}{SUFFIX}" if where is not None else None
        if file is not None and file.exists():
            sets[policy.id] = read_probes(file)
        else:
            sets[policy.id] = fresh_probes(loaded, policy)
            made.append(policy.id)
    return sets, made


def _record(loaded: Library, wanted: list[Policy], where: Path | None, json_: bool) -> None:
    from licet.mutation import fresh_probes, read_probes, write_probes
    from licet.mutation.recorded import SUFFIX, differences

    if where is None:
        raise InputError([Problem("--record needs a folder to write to", None, "name it with --probes DIR")])
    lines = []
    for policy in wanted:
        file = where / f"{policy.id}{SUFFIX}"
        old = read_probes(file) if file.exists() else None
        new = fresh_probes(loaded, policy)
        write_probes(file, new)
        changes = differences(old, new)
        lines.append({"policy": policy.id, "file": str(file), "probes": len(new.probes), **changes})
    if json_:
        print(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for line in lines:
        print(
            f"{line['policy']}: {line['probes']} probes in {line['file']}; "
            f"{line['added']} new, {line['gone']} gone, {line['changed']} answered differently"
        )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("mutate", help=_HELP)(mutate)
