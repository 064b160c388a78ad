"""What every command prints, word for word, with its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import compare, run

HERE = Path(__file__).parent
SMALL = ["--policies", "tests/libraries/small"]
REQUESTS = "tests/cli/requests"

CASES: dict[str, list[str]] = {
    "check-blocked": ["check", "KOR", "UKR", "155mm shell", "--on", "2023-01-30", "--end-use", "combat", *SMALL],
    "check-law-only": ["check", "KOR", "UKR", "155mm shell", "--on", "2023-01-30", "--end-use", "combat", "--layers", "law", *SMALL],
    "check-conditional": ["check", "KOR", "IND", "helmet", "--on", "2022-02-01", *SMALL],
    "check-allowed": ["check", "KOR", "IND", "helmet", "--on", "2022-02-01", "--risks", "low", "--assurance", "end_use_certificate", *SMALL],
    "check-undetermined": ["check", "DEU", "IND", "155mm shell", "--on", "2023-06-01", *SMALL],
    "check-not-encoded": ["check", "FRA", "IND", "helmet", "--on", "2022-02-01", *SMALL],
    "check-file": ["check", f"{REQUESTS}/transfer.yaml", *SMALL],
    "check-file-and-flags": ["check", f"{REQUESTS}/transfer.yaml", "--on", "2022-01-01", "--consent", "DEU=refused", *SMALL],
    "check-explain": ["check", f"{REQUESTS}/transfer.yaml", "--explain", *SMALL],
    "check-carried": ["check", "KOR", "UKR", "155mm shell", "--on", "2025-06-01", *SMALL],
    "check-json": ["check", "KOR", "UKR", "155mm shell", "--on", "2023-01-30", "--json", *SMALL],
    "check-assume": ["check", "DEU", "IND", "155mm shell", "--on", "2023-06-01", "--assume", "destination.armed_conflict=none", "--shown", "special_interest", *SMALL],
    "check-misspelt-arguments": ["check", "KRO", "Ukrain", "155mm shel", "--on", "2023-1-30", "--end-use", "combt", "--risks", "lo", *SMALL],
    "check-misspelt-file": ["check", f"{REQUESTS}/misspelt.yaml", *SMALL],
    "check-unresolved-file": ["check", f"{REQUESTS}/unresolved.yaml", "--on", "2023-01-30", *SMALL],
    "check-not-yaml": ["check", f"{REQUESTS}/not-yaml.yaml", *SMALL],
    "check-a-list": ["check", f"{REQUESTS}/a-list.yaml", *SMALL],
    "check-no-file": ["check", f"{REQUESTS}/nowhere.yaml", *SMALL],
    "check-layer-that-is-none": ["check", "KOR", "UKR", "helmet", "--layers", "laws,practice", *SMALL],
    "check-option-without-value": ["check", "KOR", "UKR", "helmet", "--consent", "DEU", *SMALL],
    "check-two-arguments": ["check", "KOR", "UKR", *SMALL],
    "consents": ["consents", "POL", "UKR", "Krab", "--on", "2022-06-01", *SMALL],
    "consents-of-nobody": ["consents", "POL", "UKR", "helmet", "--on", "2022-06-01", *SMALL],
    "consents-json": ["consents", "POL", "UKR", "Krab", "--on", "2022-06-01", "--json", *SMALL],
    "citations": ["citations", *SMALL],
    "citations-stale": ["citations", "--stale", "30", "--on", "2026-03-01", *SMALL],
    "docs": ["docs", "pact", *SMALL],
    "docs-misspelt": ["docs", "pakt", *SMALL],
    "docs-of-nothing": ["docs", *SMALL],
    "rules": ["rules", *SMALL],
    "rules-of-a-policy": ["rules", "Korea", "--on", "2023-01-30", "--layers", "law", *SMALL],
    "rules-unknown-policy": ["rules", "kro", *SMALL],
    "rule": ["rule", "kor/peaceful-purposes", *SMALL],
    "rule-permit": ["rule", "deu/ukraine-2022", *SMALL],
    "rule-json": ["rule", "kor/peaceful-purposes", "--json", *SMALL],
    "rule-misspelt": ["rule", "kor/peacefull-purposes", *SMALL],
    "facts": ["facts", "Ukraine", "--on", "2022-03-01", *SMALL],
    "facts-misspelt": ["facts", "Ukrain", *SMALL],
    "item": ["item", "leopard", *SMALL],
    "item-misspelt": ["item", "leoprad 2", *SMALL],
    "lint": ["lint", "tests/libraries/small"],
    "lint-broken": ["lint", "tests/broken/misspelt-fact"],
    "lint-broken-json": ["lint", "tests/broken/misspelt-fact", "--json"],
    "test": ["test", *SMALL],
    "test-verbose": ["test", "-v", "--state", "Korea", *SMALL],
    "coverage": ["coverage", *SMALL],
    "coverage-of-a-policy": ["coverage", "kor", *SMALL],
    "help": ["--help"],
    "help-check": ["check", "--help"],
    "version": ["--version"],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(HERE / "golden" / f"{name}.txt", f"{text}--- exit {code}\n")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in (HERE / "golden").glob("*.txt")} == set(CASES)


def test_a_request_from_standard_input() -> None:
    request = (HERE / "requests" / "transfer.yaml").read_text()
    from_file = run("check", f"{REQUESTS}/transfer.yaml", *SMALL)
    assert run("check", "-", *SMALL, stdin=request) == from_file
    code, out, err = run("check", "-", *SMALL, stdin="exporter: [\n")
    assert (code, out) == (5, "")
    assert err.startswith("error: standard input:2:1: not valid YAML")


@pytest.mark.parametrize("name", ["request", "decision", "policy", "instrument", "items", "records", "case"])
def test_schemas_are_json(name: str) -> None:
    import json

    code, out, _ = run("schema", name)
    assert code == 0
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_output_to_a_closed_pipe_is_no_traceback() -> None:
    import subprocess
    import sys

    command = "from licet_cli.main import run; run()"
    done = subprocess.run(
        f"{sys.executable} -c '{command}' rules | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
