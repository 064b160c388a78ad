"""`licet ask` with answers from a pipe: whole conversations, word for word."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden import ROOT, compare, run

GOLDEN = Path(__file__).parent / "golden-ask"
SMALL = ["--policies", "tests/libraries/small"]

# arguments, and the answers line by line
CASES: dict[str, tuple[list[str], list[str]]] = {
    "from-nothing": ([], ["KRO", "KOR", "Indai", "India", "155mm shel", "155mm shell", "1.6.2022", "2022-06-01", "?", "combt", "training", "", "granted", "all low", "yes"]),
    "settled-at-once": (["KOR", "UKR", "155mm shell", "--on", "2023-01-30"], []),
    "settled-by-one-answer": (["DEU", "IND", "155mm shell", "--on", "2023-06-01"], ["?", "perhaps", "no"]),
    "everything-unknown": (["DEU", "IND", "155mm shell", "--on", "2023-06-01"], ["unknown", "", "pending"]),
    "back-and-quit": (["KOR", "IND", "155mm shell", "--on", "2022-06-01"], ["back", "training", "back", "combat", "quit"]),
    "input-ends": (["KOR", "IND", "155mm shell", "--on", "2022-06-01"], []),
    "quit-before-there-is-a-transfer": ([], ["KOR", "quit"]),
    "consents": (["POL", "UKR", "Krab", "--on", "2022-06-01"], ["?", "granted", "refused"]),
    "a-file": (["tests/cli/requests/transfer.yaml"], []),
    "json-before-there-is-a-transfer": (["--json"], ["KOR"]),
    "misspelt-arguments": (["KRO", "IND", "155mm shel", "--on", "2023-06-01", "--end-use", "combt"], []),
    "two-arguments": (["KOR", "IND"], []),
    "no-file": (["nowhere.yaml"], []),
    "nowhere-to-save": (["--save", "nowhere/request.yaml"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_conversation(name: str) -> None:
    arguments, answers = CASES[name]
    code, out, err = run("ask", *arguments, *SMALL, stdin="".join(f"{answer}\n" for answer in answers))
    assert "Traceback" not in err
    text = f"$ licet ask {' '.join(arguments)}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    text = text.replace(datetime.date.today().isoformat(), "TODAY")
    compare(GOLDEN / f"{name}.txt", f"{text}--- exit {code}\n")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def test_what_is_saved_is_what_check_reads(tmp_path: Path) -> None:
    saved = tmp_path / "request.yaml"
    answers = "KOR\nNorway\nLeopard 2\n2022-06-01\ntraining\ngranted\nyes\nlow\nno\n"
    code, out, _ = run("ask", "--save", str(saved), *SMALL, stdin=answers)
    assert f"saved: licet check {saved}" in out
    checked, said, err = run("check", str(saved), *SMALL)
    assert (checked, err) == (code, "")
    decision = out[out.rindex("\n\n", 0, out.index("South Korea to Norway")) :].strip()
    assert said.strip().splitlines()[0] == decision.splitlines()[0]
    # and asking again goes on where it stopped
    again, more, _ = run("ask", str(saved), *SMALL, stdin="")
    assert again == code
    assert "Which state exports?" not in more


def test_the_command_to_check_it_judges_as_the_interview_did(tmp_path: Path) -> None:
    saved = tmp_path / "request.yaml"
    saved.write_text("exporter: DEU\n")  # what is there is written over
    begun = ["ask", "KOR", "UKR", "155mm shell", "--on", "2023-01-30"]
    code, out, _ = run(*begun, "--layers", "law", "--strict", "--save", str(saved), *SMALL, stdin="combat\n")
    command = out.strip().splitlines()[-1]
    assert command == f"saved: licet check {saved} --layers law --strict"
    again, said, _ = run(*command.removeprefix("saved: licet ").split(), *SMALL)
    assert again == code
    assert said.strip() in out


def test_a_folder_is_no_place_to_save_and_that_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    code, out, err = run("ask", "--save", str(tmp_path), *SMALL, stdin="KOR\n")
    assert (code, out) == (5, "")
    assert err.strip() == f"error: cannot write `{tmp_path}`: it is a folder"


def test_nothing_is_saved_while_there_is_no_transfer(tmp_path: Path) -> None:
    saved = tmp_path / "request.yaml"
    code, _, _ = run("ask", "--save", str(saved), *SMALL, stdin="KOR\n")
    assert code == 4
    assert not saved.exists()


def test_with_json_the_conversation_is_on_standard_error() -> None:
    code, out, err = run(
        "ask", "KOR", "IND", "155mm shell", "--on", "2022-06-01", "--json", *SMALL, stdin="combat\npolice\n"
    )
    data = json.loads(out)
    assert data["request"]["end_use"] == "combat"
    assert data["decision"]["outcome"] == "discretionary"
    assert "What are the goods to be used for?" in err
    assert code == 4


def test_answers_that_are_not_text_are_one_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from licet_cli.main import run; run()", "ask", *SMALL],
        input=b"\xff\xfe\n",
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr.decode().startswith("error: ")
