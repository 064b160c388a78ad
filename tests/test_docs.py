"""What docs/ shows runs as written: the files of the guide to testing, its commands, and the test that guards a reform."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, find, settings

from licet.library import Library
from licet.strategies import never_looser, transfers
from tests.golden import ROOT

GUIDE = (ROOT / "docs" / "testing-policies.md").read_text(encoding="utf-8")
REFORM = (ROOT / "docs" / "what-would-change.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "examples" / "test_reform.py"
FOUND = any(point.value == "licet.pytest_plugin" for point in entry_points(group="pytest11"))
PROGRAMS = {
    "licet": ["-c", "from licet_cli.main import run; run()"],
    "pytest": ["-m", "pytest", "-p", "no:cacheprovider", *([] if FOUND else ["-p", "licet.pytest_plugin"])],
}


def commands(page: str) -> list[tuple[str, list[str]]]:
    """Each command with the lines the page shows of its output."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(re.findall(r"```console\n(.*?)```", page, re.DOTALL)).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def run(command: str, folder: Path) -> tuple[int, str]:
    program, *arguments = shlex.split(command)
    environment = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "PYTEST_ADDOPTS")}
    done = subprocess.run(
        [sys.executable, *PROGRAMS[program], *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={**environment, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def same(shown: str, printed: str) -> bool:
    """Word for word, but for numbers; what pytest prints before a line of an error does not count."""
    bare = re.sub(r"^E +(AssertionError: )?", "", printed)
    one, other = ([re.sub(r"^\d+(\.\d+)?$", "N", word) for word in line.split()] for line in (shown, bare))
    return one == other


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, which fills as the guide goes on."""
    return tmp_path_factory.mktemp("guide")


def write_files(folder: Path, text: str) -> None:
    for content, name in re.findall(r"```(?:yaml|python)\n(# (\S+)\n.*?)```", text, re.DOTALL):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


@pytest.mark.parametrize(("command", "shown"), commands(GUIDE), ids=[command for command, _ in commands(GUIDE)])
def test_a_command_of_the_guide(command: str, shown: list[str], folder: Path) -> None:
    write_files(folder, GUIDE.split(f"$ {command}\n")[0])
    code, printed = run(command, folder)
    fails = any("asks for" in line or "is looser" in line for line in shown)
    assert (code != 0) is fails, printed
    lines = printed.splitlines()
    assert shown
    for wanted in shown:
        assert any(same(wanted, line) for line in lines), printed


def test_every_strategy_and_law_is_in_the_guide() -> None:
    import licet.strategies

    for name in licet.strategies.__all__:
        assert f"`{name}(" in GUIDE


def test_the_guard_of_a_reform_is_shown_as_it_runs() -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", REFORM, re.DOTALL)
    assert shown == EXAMPLE.read_text(encoding="utf-8")
    code, printed = run("pytest docs/examples/test_reform.py", ROOT)
    assert code == 0, printed


def test_the_guard_bites(shipped: Library) -> None:
    """The transfer shown breaks the law under the proposal that goes too far, and drawn transfers find such a one."""
    (shown,) = re.findall(r"```text\n(.*?)```", REFORM, re.DOTALL)
    transfer = yaml.safe_load("".join(line for line in shown.splitlines(True) if line.startswith("  ")))
    without = "korea-without-peaceful-purposes.yaml"
    too_far = shipped.amend(ROOT / "policies" / "proposals" / without)
    with pytest.raises(AssertionError) as caught:
        never_looser(shipped, too_far)(transfer)
    assert set(shown.splitlines()) <= set(str(caught.value).splitlines())
    generate = settings(database=None, phases=[Phase.generate], max_examples=300)

    def bites(drawn: dict[str, Any]) -> bool:
        facts = drawn.get("facts", {}) | {"destination.self_defence": False}
        try:
            never_looser(shipped, too_far)(drawn | {"facts": facts})
        except AssertionError:
            return True
        return False

    find(transfers(shipped, against=too_far), bites, settings=generate)
