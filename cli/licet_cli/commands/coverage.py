"""`licet coverage`: which provisions are encoded, which are left out and why."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from licet.problems import InputError, Problem, did_you_mean
from licet_cli.options import Json, Policies, library
from licet_cli.progress import progress
from licet_cli.terminal import paint, wrapped


def coverage(
    policy: Annotated[str | None, typer.Argument(help="One policy: its provisions in full.")] = None,
    witnesses: Annotated[
        bool,
        typer.Option("--witnesses", help="Of one policy: whether some transfer shows each rule at work (takes time)."),
    ] = False,
    json_: Json = False,
    policies: Policies = None,
) -> None:
    """Print for each instrument how many provisions are rules, how many are left out and why, and how well they were read."""
    from licet.coverage import coverage as coverage_of

    loaded = library(policies)
    names = [p.id for p in loaded.policies]
    if policy is not None and policy not in names:
        raise InputError([Problem(f"there is no policy `{policy}`", None, did_you_mean(policy, names))])
    if witnesses and policy is None:
        raise typer.BadParameter("name the policy whose rules are to be shown at work", param_hint="'--witnesses'")
    shown: dict[str, str] = {}
    if witnesses:
        from licet.proofs.examples import example
        from licet.proofs.examples import witnesses as witnesses_of

        (own,) = (entry for entry in loaded.policies if entry.id == policy)
        found = witnesses_of(loaded, own, watch=lambda rules: progress(rules, "rules", len(rules)))
        shown = {rule: "no transfer" if each is None else example(each) for rule, each in found.items()}
    entries = [entry for entry in coverage_of(loaded) if policy in (None, entry.policy)]
    if json_:
        data: list[dict[str, Any]] = [
            {
                "policy": entry.policy,
                "instrument": entry.instrument,
                "file": entry.file,
                "rules": [
                    {
                        "rule": r.id,
                        "source": r.cite.source.title,
                        "at": r.cite.at,
                        "confidence": r.confidence,
                        **({"witness": shown.get(r.id)} if witnesses else {}),
                    }
                    for r in entry.rules
                ],
                "left_out": [
                    {
                        "source": left.source.title,
                        "at": left.at,
                        "title": left.title,
                        "reason": left.reason,
                        "note": left.note,
                    }
                    for left in entry.left_out
                ],
                "confidence": entry.confidence,
                "oldest_check": entry.oldest_check.isoformat() if entry.oldest_check else None,
            }
            for entry in entries
        ]
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    print(
        f"{'policy':<7} {'rules':>6} {'left out':>9} {'verified':>9} {'secondary':>10} {'unverified':>11}  "
        f"{'oldest check':<12}  instrument"
    )
    for entry in entries:
        c = entry.confidence
        print(
            f"{entry.policy:<7} {len(entry.rules):>6} {len(entry.left_out):>9} {c['verified']:>9} {c['secondary']:>10} "
            f"{c['unverified']:>11}  {entry.oldest_check or '-'!s:<12}  {entry.instrument}"
        )
        if policy is None:
            continue
        for rule in entry.rules:
            print(
                wrapped(
                    f"{rule.cite.at} ({rule.cite.source.key}): rule {rule.id} [{rule.confidence}]", "    ", "      "
                )
            )
            if witnesses:
                print(wrapped(f"decides: {shown.get(rule.id, 'not decided in time')}", "      ", "        "))
        for left in entry.left_out:
            why = left.reason.replace("_", " ")
            note = f"; {left.note}" if left.note else ""
            print(wrapped(f"{left.at} ({left.source.key}): {left.title}: left out, {why}{note}", "    ", "      "))
    rules = sum(len(entry.rules) for entry in entries)
    left_out = sum(len(entry.left_out) for entry in entries)
    verified = sum(entry.confidence["verified"] for entry in entries)
    share = f", {verified / rules:.0%} of the rules from the text itself" if rules else ""
    print(paint(f"{rules} rules, {left_out} provisions left out with a reason{share}", "bold"))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("coverage")(coverage)
