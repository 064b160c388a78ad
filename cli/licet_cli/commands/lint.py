"""`licet lint`: is everything in the policies as it should be?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from licet.problems import InputError, Problem
from licet_cli import exits
from licet_cli.options import Json, Policies
from licet_cli.progress import progress
from licet_cli.render.problems import print_problems

if TYPE_CHECKING:
    from licet.proofs.linting import Report

_HELP = """Check every file of the policies: mistakes (exit 5), then findings of style and upkeep (exit 6).

  licet lint DIR

By proof: rules that can never fire or never decide, exceptions and lifts of nothing, dates that do not meet; of all
policies, or of those named (exit 6: a finding that nobody justifies, or a question not decided in time):

  licet lint --by-proof kor deu --sarif lint.sarif
"""


def lint(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DIR|POLICY",
            help="A folder of policies; default the shipped ones. By proof: the policies, by id; default all.",
            show_default=False,
        ),
    ] = None,
    by_proof: Annotated[bool, typer.Option("--by-proof", help="Ask what can never be, for all transfers.")] = False,
    policies: Policies = None,
    timeout: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0, help="By proof: for each question put to the solver; default 10."),
    ] = None,
    sarif: Annotated[
        Path | None, typer.Option("--sarif", metavar="FILE", help="By proof: write the findings as SARIF 2.1.0.")
    ] = None,
    json_: Json = False,
) -> None:
    """Check a folder of policies."""
    from licet.loading import load

    if sarif is not None and not sarif.absolute().parent.is_dir():
        raise InputError([Problem(f"there is no folder `{sarif.parent}`", None, "--sarif names the file to write")])
    folder, chosen = _named(names or [], policies)
    if not by_proof and (chosen or timeout is not None or sarif is not None):
        # a folder without a slash in its name
        if timeout is not None or sarif is not None or policies is not None or folder is not None or len(chosen) > 1:
            raise typer.BadParameter("policies, --timeout and --sarif go with --by-proof")
        folder = Path(chosen[0])
    try:
        # mistakes are to be seen with their places: the cache has none
        library = load(folder, cache=False)
    except InputError as error:
        if json_:
            print(json.dumps({"errors": [problem_data(p) for p in error.problems], "findings": []}, indent=2))
        else:
            print_problems(error.problems)
        raise typer.Exit(exits.BAD_INPUT) from None
    if by_proof:
        from licet.loading import shipped_folder
        from licet.proofs.linting import lint_by_proof, read_justifications

        justifications = read_justifications(folder or shipped_folder(), library)
        report = lint_by_proof(
            library,
            chosen,
            timeout=10 if timeout is None else timeout,
            justifications=justifications,
            through=lambda rules: progress(rules, "rules", len(rules)),
        )
        if sarif is not None:
            _write(sarif, report, folder or shipped_folder())
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if json_ else _text(report))
        raise typer.Exit(exits.EXPECTATION_FAILED if report.open or report.undecided else exits.OK)
    from licet.policies.lint import lint as findings_of

    findings = findings_of(library)
    if json_:
        print(json.dumps({"errors": [], "findings": [problem_data(p) for p in findings]}, indent=2))
    else:
        for finding in findings:
            print(finding.render())
        print(f"{len(library.rules)} rules of {len(library.policies)} policies, {_count(len(findings), 'finding')}")
    raise typer.Exit(exits.EXPECTATION_FAILED if findings else exits.OK)


def _named(names: list[str], policies: Path | None) -> tuple[Path | None, list[str]]:
    """The folder and the policies that are named: what has a slash in it, or is a dot, is a folder."""
    folders = [name for name in names if "/" in name or "\\" in name or name in (".", "..")]
    if len(folders) + (policies is not None) > 1:
        raise typer.BadParameter("give one folder of policies")
    folder = Path(folders[0]) if folders else policies
    return folder, [name for name in dict.fromkeys(names) if name not in folders]


def _text(report: Report) -> str:
    lines: list[str] = []
    for finding in report.open:
        lines.append(Problem(f"{finding.message} ({finding.code})", finding.span).render())
        if finding.witness:
            lines.append(f"  witness: {', '.join(finding.witness)}")
        lines.append(f"  see {finding.page}")
    lines += [f"{one.rule}: {one.question} not decided in {one.seconds:g} s" for one in report.undecided]
    justified = len(report.findings) - len(report.open)
    counts = [_count(report.rules, "rule"), _count(len(report.open), "finding")]
    counts += [f"{justified} justified"] if justified else []
    counts += [f"{len(report.undecided)} not decided"] if report.undecided else []
    return "\n".join([*lines, ", ".join(counts)])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _write(path: Path, report: Report, folder: Path) -> None:
    """Write SARIF; paths begin where the command is given, where the policies are below it."""
    from licet import __version__
    from licet.proofs.linting import sarif

    try:
        prefix: str | None = f"{folder.resolve().relative_to(Path.cwd()).as_posix()}/".removeprefix("./")
    except ValueError:
        prefix = None
    text = json.dumps(sarif(report, __version__, prefix), ensure_ascii=False, indent=2)
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(f"cannot write `{path}`: {(error.strerror or 'no reason given').lower()}")]) from None


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem as plain data."""
    span = problem.span
    return {
        "message": problem.message,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "help": problem.help,
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint", help=_HELP)(lint)
