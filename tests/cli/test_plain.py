"""Command lines of `licet check` that are read without typer mean what they mean to typer."""

from __future__ import annotations

import functools
import gc
import inspect
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import typer.main
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.cache import folder
from licet.documents import Document
from licet.loading import load
from licet.problems import InputError
from licet_cli import main, plain
from licet_cli.application import COMMANDS, application
from licet_cli.commands import check as check_module
from licet_cli.plain import read_check
from licet_cli.transfer_options import transfer_document
from tests.golden import ROOT

GROUP: Any = typer.main.get_command(application(["check"]))
CHECK: Any = GROUP.commands["check"]
ENDS = ["KOR", "UKR", "helmet"]
OWN = {name: p.default for name, p in inspect.signature(check_module.check).parameters.items() if name != "document"}
Read = tuple[Any, dict[str, Any]] | str | None
"""The request's data and the command's own values; or what is wrong with them; or None where the command line is refused."""


def by_typer(arguments: list[str]) -> Read:
    """What the command is called with by typer."""
    found: list[Any] = []

    @functools.wraps(check_module.check)
    def recorder(document: Document, **own: Any) -> None:
        found.append((document.data, own))

    with mock.patch.object(check_module, "check", recorder):
        command: Any = typer.main.get_command(application(["check"]))
    try:
        command(["check", *arguments], standalone_mode=False)
    except InputError as error:
        return str(error)
    except Exception:
        return None
    return found[0] if found else None


def by_plain(arguments: list[str]) -> Read:
    """What the command is called with where its command line is read without typer."""
    given = read_check(list(arguments))
    if given is None:
        return None
    try:
        return transfer_document(**given.transfer).data, {**OWN, **given.own}
    except InputError as error:
        return str(error)


def test_the_options_are_those_declared() -> None:
    declared: dict[str, tuple[str, bool]] = {}
    lists = set()
    for parameter in CHECK.params:
        if parameter.param_type_name != "option":
            continue
        for option in (*parameter.opts, *parameter.secondary_opts):
            declared[option] = (parameter.name, parameter.is_flag)
        if parameter.multiple:
            lists.add(parameter.name)
    declared = {option: of for option, of in declared.items() if of[0] != "help"}
    known = {option: (name, True) for option, (name, _) in plain.FLAGS.items()}
    known |= {option: (name, False) for option, name in plain._VALUED.items()}
    assert known == declared
    assert set(plain.LISTS) == lists
    truths = {
        option: option not in parameter.secondary_opts
        for parameter in CHECK.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    assert {option: truth for option, (_, truth) in plain.FLAGS.items()} == {
        option: truths[option] for option in plain.FLAGS
    }


EVERYTHING = [
    *(part for name in plain.TEXTS for part in (plain._option(name), "word")),
    *(part for name in plain.LISTS for part in (plain._option(name), "a=b", plain._option(name), "c=d")),
    *("--quantity", "3", "--value-usd=2.50", "--policies", "somewhere", *plain.FLAGS),
]


@pytest.mark.parametrize(
    "arguments",
    [
        ENDS,
        ["tests/cli/requests/transfer.yaml", "--on", "2022-01-01"],
        [*ENDS, "--on", "2023-01-30", "--end-use", "combat"],
        ["KOR", "--on=2023-01-30", "UKR", "--json", "155mm shell"],
        [*ENDS, "--on", "a", "--on", "b", "--lethal", "--not-lethal", "--consent", "A=granted", "--consent=B=refused"],
        [*ENDS, *EVERYTHING],
    ],
)  # fmt: skip
def test_ordinary_command_lines(arguments: list[str]) -> None:
    found = by_plain(arguments)
    assert isinstance(found, tuple)
    assert found == by_typer(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["KOR", "UKR"],
        [*ENDS, "more"],
        [*ENDS, "--help"],
        ["-h"],
        ["-"],
        ["--", *ENDS],
        [*ENDS, "--end", "combat"],
        [*ENDS, "--on"],
        [*ENDS, "--on", "--json"],
        [*ENDS, "--on="],
        [*ENDS, "--json=true"],
        [*ENDS, "--quantity", "many"],
        [*ENDS, "--quantity", "-1"],
        [*ENDS, "--quantity", "1e3"],
        [*ENDS, "--quantity", "²"],
        ["", "UKR", "helmet"],
    ],
)
def test_the_rest_is_left_to_typer(arguments: list[str]) -> None:
    assert read_check(arguments) is None


WORDS = st.sampled_from(
    [
        *ENDS,
        *plain.FLAGS,
        *plain._VALUED,
        "--on=x",
        "--quantity=2",
        "--quantity",
        "5",
        "a=b",
        "-1",
        "--",
        "-h",
        "x.yaml",
    ]
)


@settings(max_examples=150, deadline=None)
@given(arguments=st.lists(WORDS, max_size=7))
def test_never_otherwise_than_typer(arguments: list[str]) -> None:
    found = by_plain(arguments)
    if found is not None:
        assert found == by_typer(arguments)


def test_every_command_is_a_module_of_its_name() -> None:
    assert set(COMMANDS) == {path.stem for path in (ROOT / "cli" / "licet_cli" / "commands").glob("[a-z]*.py")}
    assert list(typer.main.get_command(application(["--help"])).commands) == list(COMMANDS)  # type: ignore[attr-defined]


def test_a_command_is_imported_alone() -> None:
    assert list(typer.main.get_command(application(["rules", "kor"])).commands) == ["rules"]  # type: ignore[attr-defined]
    assert len(typer.main.get_command(application(["ruls"])).commands) == len(COMMANDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("run", "unwanted"),
    [
        ("import licet", "pydantic typer yaml json dataclasses"),
        ("import licet; licet.load; licet.Library; licet.Decision; licet.InputError", "pydantic typer yaml"),
        ("import licet; licet.load().check(REQUEST)", "pydantic typer yaml hashlib"),
        ("from licet_cli.main import run; run()", "pydantic typer yaml hashlib"),
    ],
)
def test_imports_stay_light(run: str, unwanted: str, tmp_path: Path) -> None:
    request = {"exporter": "KOR", "destination": "UKR", "date": "2023-01-30", "items": ["155mm shell"]}
    code = (
        f"import sys, atexit\nREQUEST = {request!r}\n"
        f"atexit.register(lambda: print([n for n in {unwanted.split()!r} if n in sys.modules], file=sys.stderr))\n{run}"
    )
    environment = {**os.environ, "LICET_CACHE": str(tmp_path)}
    arguments = [sys.executable, "-c", code, "check", *ENDS, "--on", "2023-01-30"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LICET_CACHE", str(tmp_path))
        patch.setattr(folder, "_SETTLED", -(10**18))  # files that were changed just now count as old
        load()
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.stderr == "[]\n"


def test_an_interrupt_is_no_traceback() -> None:
    with mock.patch.object(main, "_run", side_effect=KeyboardInterrupt), pytest.raises(SystemExit) as exit_:
        main.run()
    gc.enable()
    assert exit_.value.code == 130
