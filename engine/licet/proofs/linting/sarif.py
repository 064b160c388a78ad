"""A report as SARIF 2.1.0, which code hosts and editors show beside the lines."""

from __future__ import annotations

from typing import Any

from licet.proofs.linting.findings import TITLES, Code, Finding
from licet.proofs.linting.report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
BASE = "POLICIES"
_LEVELS = {"gap-between-versions": "note"}


def sarif(report: Report, version: str, prefix: str | None = None) -> dict[str, Any]:
    """The report as a SARIF log.

    Args:
        report: what was found.
        version: of Licet.
        prefix: where the folder of policies is, seen from where paths begin (``policies/``); None: paths are relative to
            that folder, under the base id ``POLICIES``.
    """
    codes = [*TITLES]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "licet lint",
                "semanticVersion": version,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {
                        "level": "warning",
                        "message": {"text": f"{one.question} of {one.rule}: not decided in {one.seconds:g} s"},
                        "associatedRule": {"id": one.question, "index": codes.index(one.question)},
                    }
                    for one in report.undecided
                ],
            }
        ],
        "results": [_result(finding, codes, prefix) for finding in report.findings],
    }
    if prefix is None:
        run["originalUriBaseIds"] = {BASE: {"description": {"text": "the folder of policies"}}}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": TITLES[code]},
        "help": {"text": f"see docs/lint/{code}.md"},
        "defaultConfiguration": {"level": _LEVELS.get(code, "warning")},
    }


def _result(finding: Finding, codes: list[Code], prefix: str | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS.get(finding.code, "warning"),
        "message": {"text": finding.message},
        "partialFingerprints": {"finding/v1": f"{finding.code} {finding.rule} {finding.about or ''}".strip()},
        "properties": {"rule": finding.rule, "about": finding.about, "witness": [*finding.witness]},
    }
    if finding.span is not None:
        place = {"uri": _uri(f"{prefix or ''}{finding.span.file}")}
        if prefix is None:
            place["uriBaseId"] = BASE
        region = {"startLine": finding.span.line, "startColumn": finding.span.column}
        result["locations"] = [{"physicalLocation": {"artifactLocation": place, "region": region}}]
    if finding.justified is not None:
        result["suppressions"] = [{"kind": "external", "justification": finding.justified}]
    return result


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/-._~")
