"""`licet lint`: is everything in the policies as it should be?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from licet.problems import InputError, Problem
from licet_cli import exits
from licet_cli.options import Json
from licet_cli.render.problems import print_problems


def lint(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A folder of policies; default the shipped ones.")
    ] = None,
    json_: Json = False,
) -> None:
    """Check every file of the policies: mistakes (exit 5), then findings of style and upkeep (exit 6)."""
    from licet.loading import load

    try:
        # mistakes are to be seen with their places: the cache has none
        library = load(folder, cache=False)
    except InputError as error:
        if json_:
            print(json.dumps({"errors": [problem_data(p) for p in error.problems], "findings": []}, indent=2))
        else:
            print_problems(error.problems)
        raise typer.Exit(exits.BAD_INPUT) from None
    from licet.policies.lint import lint as findings_of

    findings = findings_of(library)
    if json_:
        print(json.dumps({"errors": [], "findings": [problem_data(p) for p in findings]}, indent=2))
    else:
        for finding in findings:
            print(finding.render())
        count = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
        print(f"{len(library.rules)} rules of {len(library.policies)} policies, {count}")
    raise typer.Exit(exits.EXPECTATION_FAILED if findings else exits.OK)


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
    app.command("lint")(lint)
