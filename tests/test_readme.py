"""Every command of the README runs as written, and every line of output it shows is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.golden import ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def console() -> list[tuple[str, list[str]]]:
    """Each command with the lines the README shows of its output."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line.strip())
    return found


@pytest.mark.parametrize(("command", "shown"), console(), ids=[command for command, _ in console()])
def test_command(command: str, shown: list[str]) -> None:
    answers, pipe, command = command.rpartition(" | ")
    program, *arguments = shlex.split(command)
    assert program == "licet"
    written = ROOT / "judged.parquet"
    there = written.exists()
    code, out, err = run(*arguments, stdin=answers.removeprefix("echo ") + "\n" if pipe else None)
    if not there:
        written.unlink(missing_ok=True)
    assert code in (0, 3, 4), err
    assert "Traceback" not in err
    printed = [line.strip() for line in out.splitlines()]
    for line in shown:
        assert line in printed


def test_the_program() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(program, "README.md", "exec"), names)
    assert names["decision"].outcome == "blocked"  # type: ignore[attr-defined]


def test_the_two_commands_are_those_of_ci() -> None:
    script = (Path(ROOT) / ".ci" / "run").read_text(encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL):
        assert block in script
