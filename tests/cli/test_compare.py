"""What `whatif` and `compare` print, word for word, with their exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.golden import compare, run

HERE = Path(__file__).parent
SMALL_FOLDER = "tests/libraries/small"
SMALL = ["--policies", SMALL_FOLDER]
INPUTS = "tests/cli/compare-inputs"
SHELLS = ["KOR", "UKR", "155mm shell", "--on", "2023-01-30", "--end-use", "combat"]
GRID = ["--grid", "--exporters", "KOR,Germany", "--destinations", "UKR,IND,KOR", "--items", 'ML4,"155mm shell"']

CASES: dict[str, list[str]] = {
    "whatif-suspend": ["whatif", *SHELLS, "--suspend", "kor/no-lethal-aid", *SMALL],
    "whatif-suspend-a-policy": ["whatif", *SHELLS, "--suspend", "kor/*", *SMALL],
    "whatif-with": ["whatif", *SHELLS[:3], "--on", "2022-01-01", "--end-use", "combat", "--end-user", "armed_forces", "--with", f"{INPUTS}/reform.yaml", *SMALL],
    "whatif-with-less": ["whatif", "DEU", "UKR", "155mm shell", "--on", "2023-01-30", "--given", "destination.self_defence=false", "--with", f"{INPUTS}/reform.yaml", *SMALL],
    "whatif-with-nothing": ["whatif", *SHELLS, "--with", f"{INPUTS}/nothing.yaml", *SMALL],
    "whatif-assume": ["whatif", "DEU", "IND", "155mm shell", "--on", "2022-06-01", "--given", "destination.self_defence=false", "--assume", "destination.armed_conflict=international", *SMALL],
    "whatif-change": ["whatif", "POL", "UKR", "Krab", "--on", "2022-06-01", "--change", "consents.KOR=refused", *SMALL],
    "whatif-vs": ["whatif", *SHELLS[:3], "--on", "2022-01-01", "--vs", "2022-06-01", "--end-use", "combat", *SMALL],
    "whatif-layers": ["whatif", *SHELLS, "--layers", "law", *SMALL],
    "whatif-layers-before": ["whatif", *SHELLS, "--layers-before", "law", "--layers", "law,practice", *SMALL],
    "whatif-json": ["whatif", *SHELLS, "--suspend", "kor/no-lethal-aid", "--json", *SMALL],
    "whatif-of-nothing": ["whatif", *SHELLS, *SMALL],
    "whatif-misspelt-rule": ["whatif", *SHELLS, "--suspend", "kor/no-lethal-ade", *SMALL],
    "whatif-rule-with-yaml": ["whatif", *SHELLS, "--suspend", "a: [b", *SMALL],
    "whatif-misspelt-fact": ["whatif", *SHELLS, "--assume", "destination.armed_conflct=none", *SMALL],
    "whatif-misspelt-change": ["whatif", *SHELLS, "--change", "end_usr.type=police", "--change", "risks.ihll=low", "--change", "broker", *SMALL],
    "whatif-no-file": ["whatif", *SHELLS, "--with", f"{INPUTS}/nowhere.yaml", *SMALL],
    "whatif-misspelt-proposal": ["whatif", *SHELLS, "--with", "korea-without-peaceful-purpose", *SMALL],
    "whatif-wrong-amendment": ["whatif", *SHELLS, "--with", f"{INPUTS}/wrong.yaml", *SMALL],
    "whatif-help": ["whatif", "--help"],
    "compare-cases": ["compare", SMALL_FOLDER, "--suspend", "kor/no-lethal-aid"],
    "compare-all": ["compare", SMALL_FOLDER, "--with", f"{INPUTS}/reform.yaml", "--transfers", f"{INPUTS}/transfers.csv", "--all"],
    "compare-json-lines": ["compare", SMALL_FOLDER, SMALL_FOLDER, "--with", f"{INPUTS}/reform.yaml", "--transfers", f"{INPUTS}/transfers.jsonl"],
    "compare-grid": ["compare", SMALL_FOLDER, "--on", "2022-01-01", "--vs", "2022-06-01", *GRID, "--end-uses", "combat,stockpile"],
    "compare-layers": ["compare", SMALL_FOLDER, "--layers", "law", *GRID, "--dates", "2022-06-01,2023-06-01"],
    "compare-csv": ["compare", SMALL_FOLDER, "--vs", "2022-03-01", "--transfers", f"{INPUTS}/transfers.csv", "--csv", "--all"],
    "compare-json": ["compare", SMALL_FOLDER, "--vs", "2022-03-01", "--transfers", f"{INPUTS}/transfers.csv", "--json"],
    "compare-damaged": ["compare", SMALL_FOLDER, "--suspend", "kor/*", "--transfers", f"{INPUTS}/damaged.csv"],
    "compare-damaged-strict": ["compare", SMALL_FOLDER, "--suspend", "kor/*", "--transfers", f"{INPUTS}/damaged.csv", "--strict-input"],
    "compare-damaged-json-lines": ["compare", SMALL_FOLDER, "--suspend", "kor/*", "--transfers", f"{INPUTS}/damaged.jsonl"],
    "compare-bad-header": ["compare", SMALL_FOLDER, "--suspend", "kor/*", "--transfers", f"{INPUTS}/bad-header.csv"],
    "compare-no-file": ["compare", SMALL_FOLDER, "--suspend", "kor/*", "--transfers", f"{INPUTS}/nowhere.csv"],
    "compare-no-folder": ["compare", "tests/libraries/smal", SMALL_FOLDER],
    "compare-misspelt-grid": ["compare", SMALL_FOLDER, "--suspend", "kor/*", "--grid", "--destinations", "UKR,Ukrain", "--items", "helmt", "--dates", "2022-13-01", "--end-uses", "combt", "--end-users", "army"],
    "compare-of-nothing": ["compare"],
    "compare-two-sources": ["compare", "--suspend", "kor/*", "--grid", "--cases", "x", "--destinations", "UKR", "--items", "helmet"],
    "compare-grid-of-nothing": ["compare", "--suspend", "kor/*", "--grid"],
    "compare-exporters-without-grid": ["compare", "--suspend", "kor/*", "--exporters", "KOR"],
    "compare-help": ["compare", "--help"],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(HERE / "golden-compare" / f"{name}.txt", f"{text}--- exit {code}\n")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in (HERE / "golden-compare").glob("*.txt")} == set(CASES)


@pytest.mark.parametrize(
    ("fail_on", "flags", "code"),
    [
        ("looser", ["--suspend", "kor/no-lethal-aid"], 6),
        ("stricter", ["--suspend", "kor/no-lethal-aid"], 0),
        ("any", ["--suspend", "kor/no-lethal-aid"], 6),
        ("looser", ["--with", f"{INPUTS}/nothing.yaml"], 0),
        ("any", ["--with", f"{INPUTS}/nothing.yaml"], 0),
    ],
)
def test_fail_on(fail_on: str, flags: list[str], code: int) -> None:
    assert run("compare", SMALL_FOLDER, *flags, "--fail-on", fail_on)[0] == code


def test_a_table_from_standard_input_is_read_as_the_file_is() -> None:
    command = ["compare", SMALL_FOLDER, "--suspend", "kor/*", "--transfers"]
    table = (HERE / "compare-inputs" / "transfers.csv").read_text(encoding="utf-8")
    assert run(*command, "-", stdin=table) == run(*command, f"{INPUTS}/transfers.csv")


def test_an_empty_table_and_an_empty_line_are_bad_input() -> None:
    for table in ("", "\n\n", "exporter,destination,item\n"):
        code, out, err = run("compare", SMALL_FOLDER, "--suspend", "kor/*", "--transfers", "-", stdin=table)
        assert (code, out) == (5, "")
        assert err == "error: there are no transfers to compare\n"


def test_csv_and_json_tell_of_the_same_flips() -> None:
    command = ["compare", SMALL_FOLDER, "--vs", "2022-03-01", "--transfers", f"{INPUTS}/transfers.csv"]
    rows = list(csv.DictReader(io.StringIO(run(*command, "--csv")[1])))
    flips = json.loads(run(*command, "--json")[1])["transfers"]
    assert rows and len(rows) == len(flips)
    for row, flip in zip(rows, flips, strict=True):
        assert row["direction"] == flip["direction"]
        assert (row["before_worst"], row["after_best"]) == (flip["before"]["worst"], flip["after"]["best"])
        assert set(row["because"].split("; ")) == {reason["rule"] for reason in flip["because"]}


def test_a_difference_in_json_has_the_entries_of_the_two_decisions() -> None:
    before = json.loads(run("check", *SHELLS, "--json", *SMALL)[1])
    found = json.loads(run("whatif", *SHELLS, "--suspend", "kor/no-lethal-aid", "--json", *SMALL)[1])
    assert found["grounds"]["gone"] == before["grounds"]
    assert {key: before[key] for key in found["before"]} == found["before"]


def test_the_after_side_sets_the_exit_code() -> None:
    assert run("check", *SHELLS, *SMALL)[0] == 3
    assert run("whatif", *SHELLS, "--suspend", "kor/*", *SMALL)[0] == 0
    assert run("whatif", *SHELLS, "--suspend", "kor/no-lethal-aid", *SMALL)[0] == 4
