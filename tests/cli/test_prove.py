"""What `licet prove` and `licet check --exact` print, word for word, with their exit codes."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("z3")

from tests.golden import ROOT, compare, run

GOLDEN = Path(__file__).parent / "golden-prove"
SMALL = ["--policies", "tests/libraries/small"]
ON = ["--on", "2023-01-30"]
AID = ["prove", "--suspend", "kor/no-lethal-aid", "--state", "KOR", *SMALL]
CLAIM = "destination == UKR and item.lethal implies outcome == blocked"
INPUTS = "tests/cli/prove-inputs"

CASES: dict[str, list[str]] = {
    "looser": [*AID, *ON],
    "all-roles": [*AID, *ON, "--all-roles"],
    "equivalent": ["prove", "--suspend", "kor/no-lethal-aid", "--given", "destination != UKR", *ON, *SMALL],
    "dates": ["prove", "--on", "2022-02-25", "--vs", "2022-04-08", *SMALL],
    "layers": ["prove", "--layers-before", "law", "--layers", "law,practice", *ON, "--state", "KOR", *SMALL],
    "grounds": ["prove", "--suspend", "kor/peaceful-purposes", "--state", "KOR", *ON, "--within", "grounds", *SMALL],
    "instrument": ["prove", "--suspend", "kor/no-lethal-aid", "--of", "kor/export-act", *ON, *SMALL],
    "fail-on-looser": [*AID, *ON, "--fail-on", "looser"],
    "fail-on-stricter": [*AID, *ON, "--fail-on", "stricter"],
    "proved": ["prove", "--that", CLAIM, "--state", "KOR", *ON, *SMALL],
    "refuted": ["prove", "--that", "destination == UKR implies outcome == blocked", "--state", "KOR", *ON, *SMALL],
    "given": ["prove", "--that", "outcome == blocked", "--given", "destination == UKR and item.lethal", "--state", "KOR", *ON, *SMALL],
    "always": ["prove", "--that", CLAIM, "--state", "KOR", "--always", *SMALL],
    "range": ["prove", "--that", CLAIM, "--state", "KOR", "--on", "2022-04-08", "--until", "2023-01-01", *SMALL],
    "the-law-alone": ["prove", "--that", "worst == law.worst", "--state", "KOR", *ON, *SMALL],
    "free-world": ["prove", "--that", "destination == UKR implies destination.armed_conflict == international", "--state", "KOR", "--world", "free", *ON, *SMALL],
    "not-decided": ["prove", "--that", "outcome != blocked", "--state", "KOR", "--timeout", "0.000000001", *ON, *SMALL],
    "claims": ["prove", "--claims", f"{INPUTS}/claims.yaml", *SMALL],
    "claims-json": ["prove", "--claims", f"{INPUTS}/claims.yaml", "--json", *SMALL],
    "wrong-claims": ["prove", "--claims", f"{INPUTS}/wrong.yaml", *SMALL],
    "no-claims": ["prove", "--claims", f"{INPUTS}/missing.yaml", *SMALL],
    "json": [*AID, *ON, "--json"],
    "nothing-to-prove": ["prove", *SMALL],
    "two-modes": ["prove", "--that", CLAIM, "--claims", f"{INPUTS}/claims.yaml", *SMALL],
    "misspelt-value": ["prove", "--that", "destination.un_embargo == total implies outcome == blocked", "--state", "KOR", *ON, *SMALL],
    "misspelt-state": ["prove", "--that", CLAIM, "--state", "KRO", *ON, *SMALL],
    "misspelt-role": ["prove", "--that", CLAIM, "--role", "exporteur", *ON, *SMALL],
    "misspelt-policy": ["prove", "--that", CLAIM, "--of", "kro", *ON, *SMALL],
    "outcome-given": [*AID, *ON, "--given", "worst == blocked"],
    "bad-date": ["prove", "--that", CLAIM, "--state", "KOR", "--on", "2023-02-30", *SMALL],
    "exact": ["check", "KOR", "UKR", "x", "--category", "ML4", "--on", "2023-01-30", "--exact", *SMALL],
    "exact-settled": ["check", "KOR", "UKR", "155mm shell", "--on", "2023-01-30", "--exact", *SMALL],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(GOLDEN / f"{name}.txt", f"{text}--- exit {code}\n")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def test_witnesses_are_saved_as_cases(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    assert run(*AID, *ON, "--save", str(file))[0] == 0
    assert run("test", str(file), *SMALL)[0] == 6, "they say what the version after answers"
    code, _, err = run(*AID, *ON, "--save", str(tmp_path / "none" / "cases.yaml"))
    assert code == 5 and "cannot be written" in err


def test_exact_in_json() -> None:
    code, out, _ = run(*CASES["exact"], "--json")
    data = json.loads(out)
    assert code == 4 and data["mode"] == "exact"
    assert data["exact"]["depends_on"] == ["item.lethal"]
    assert {one["outcome"] for one in data["exact"]["deciding"]} == {"blocked", "conditional"}


def test_without_z3_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "z3.py").write_text("raise ImportError('no z3')\n", encoding="utf-8")
    for arguments in (CASES["proved"], CASES["looser"], CASES["exact"]):
        done = subprocess.run(
            [sys.executable, "-c", "from licet_cli.main import run; run()", *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "NO_COLOR": "1"},
            check=False,
        )
        assert done.returncode == 5
        assert done.stderr == (
            "error: proofs need the solver z3, which is not installed\n  help: pip install 'licet[prove]'\n"
        )


def test_the_page_shows_what_is_said() -> None:
    page = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
    shown: list[tuple[str, list[str]]] = []
    for line in "".join(re.findall(r"```console\n(.*?)```", page, re.DOTALL)).splitlines():
        if line.startswith("$ "):
            shown.append((line[2:], []))
        else:
            shown[-1][1].append(line)
    assert len(shown) >= 6
    for command, lines in shown:
        code, out, err = run(*shlex.split(command)[1:])
        assert code in (0, 4, 6) and not err, f"{command}: {err}"
        for line in lines:
            assert line in out, command


def test_the_claims_of_the_page_are_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "claims.yaml").write_text(text, encoding="utf-8")
    code, out, err = run("prove", "--claims", str(tmp_path / "claims.yaml"))
    assert not err and code in (0, 6), out
    assert "proved  kor-aid-to-ukraine" in out
