"""`licet docs`: a reference page for each policy."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from licet.problems import InputError, Problem, did_you_mean
from licet_cli.options import Json, Policies, library
from licet_cli.progress import progress


def docs(
    policy: Annotated[str | None, typer.Argument(help="One policy, printed; without it all, written to --out.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the pages to this folder.")] = None,
    examples: Annotated[
        bool, typer.Option("--examples", help="With each rule the smallest transfer in which it decides (takes time).")
    ] = False,
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """Generate Markdown pages: rules in plain language, dates, citations, what lifts them, the cases that exercise them."""
    from licet.cases import load_cases
    from licet.loading import shipped_folder
    from licet.reference import exercised_by, index, page

    loaded = library(policies)
    names = [entry.id for entry in loaded.policies]
    if policy is not None and policy not in names:
        raise InputError([Problem(f"there is no policy `{policy}`", None, did_you_mean(policy, names))])
    if policy is None and out is None and not json_:
        raise typer.BadParameter("give a policy, or a folder with --out", param_hint="'[POLICY]'")
    folder = (policies or shipped_folder()) / "cases"
    cases = exercised_by(loaded, load_cases(folder)) if folder.is_dir() else {}
    chosen = [entry for entry in loaded.policies if policy in (None, entry.id)]
    shown: dict[str, str] = {}
    if examples:
        from licet.proofs.examples import example, witnesses

        for entry in chosen:
            found = witnesses(loaded, entry, watch=lambda rules: progress(rules, "rules", len(rules)))
            shown |= {rule: example(each) for rule, each in found.items() if each is not None}
    if json_:
        print(
            json.dumps({entry.id: page(entry, loaded, cases, shown) for entry in chosen}, ensure_ascii=False, indent=2)
        )
        return
    if out is None:
        print(page(chosen[0], loaded, cases, shown), end="")
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for entry in chosen:
            (out / f"{entry.id}.md").write_text(page(entry, loaded, cases, shown), encoding="utf-8")
        if policy is None:
            (out / "index.md").write_text(index(loaded), encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(f"cannot write to `{out}`: {(error.strerror or 'error').lower()}")]) from None
    print(f"{len(chosen)} pages written to {out}", file=sys.stderr)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("docs")(docs)
