"""Mutation reports, as people and as programs read them."""

from __future__ import annotations

import json
from typing import Any

from licet.mutation import MutantResult, MutationReport, PolicyReport
from licet.mutation.places import Places
from licet_cli.terminal import paint, wrapped

_STALE_SHOWN = 10


def print_report(report: MutationReport, places: Places, made: list[str]) -> None:
    """Print for each policy who noticed how many mutants, then those that nobody did; ``made``: probes not recorded."""
    for policy in report.policies:
        kind = "made on the spot" if policy.policy in made else "recorded"
        print(
            paint(f"{policy.policy}", "bold")
            + f"  {percent(policy.score)} of {len(policy.results) - policy.count('equivalent')} mutants noticed: "
            f"{policy.count('case')} by cases, {policy.count('probe')} by probes, {len(policy.survivors)} by nobody"
        )
        set_aside = policy.count("equivalent")
        print(f"  {policy.probes} probes, {kind}" + (f"; {set_aside} set aside as equivalent" if set_aside else ""))
        _print_stale(policy)
        for result in policy.survivors:
            placed = places.placed(result.mutant)
            where = f"{placed.span.file}:{placed.span.line}" if placed.span else placed.policy
            part = f"{placed.part}: " if placed.part else ""
            print(f"  {where}: {paint(placed.subject, 'cyan')}")
            print(wrapped(f"{part}{placed.what}", "    ", "      "))


def _print_stale(policy: PolicyReport) -> None:
    if not policy.stale:
        return
    count = len(policy.stale)
    noun = "probe is" if count == 1 else "probes are"
    print(paint(f"  {count} {noun} answered differently than recorded; --record writes the answers anew", "yellow"))
    for probe in policy.stale[:_STALE_SHOWN]:
        request = json.dumps(probe.request, ensure_ascii=False)
        print(wrapped(f"{probe.rule}, {probe.at}: was {probe.answer.interval}; {request}", "    ", "      "))
    if count > _STALE_SHOWN:
        print(f"    and {count - _STALE_SHOWN} more")


def percent(share: float) -> str:
    """A share in per cent, rounded down, so that 100 % means all."""
    return f"{int(share * 1000) / 10:g} %"


def report_data(report: MutationReport, places: Places) -> list[dict[str, Any]]:
    """The report as plain data."""
    return [
        {
            "policy": policy.policy,
            "score": round(policy.score, 4),
            "mutants": len(policy.results),
            "noticed_by_cases": policy.count("case"),
            "noticed_by_probes": policy.count("probe"),
            "equivalent": policy.count("equivalent"),
            "survived": len(policy.survivors),
            "probes": policy.probes,
            "stale": [{"rule": probe.rule, "at": probe.at, "request": probe.request} for probe in policy.stale],
            "results": [_result_data(result, places) for result in policy.results],
        }
        for policy in report.policies
    ]


def _result_data(result: MutantResult, places: Places) -> dict[str, Any]:
    placed = places.placed(result.mutant)
    return {
        "mutant": placed.id,
        "file": placed.span.file if placed.span else None,
        "line": placed.span.line if placed.span else None,
        "verdict": result.verdict,
        "by": result.by,
    }
