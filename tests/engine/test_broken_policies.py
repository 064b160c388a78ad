"""Every mistake in a policy file gives one clear message with its place; all of them in one run; golden files beside them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import licet
from licet.problems import InputError
from tests.golden import compare

BROKEN = Path(__file__).parent.parent / "broken"
FOLDERS = sorted(path for path in BROKEN.iterdir() if path.is_dir())


def problems(folder: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        licet.load(folder, cache=False)
    return caught.value


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_messages(folder: Path) -> None:
    compare(folder / "expected.txt", str(problems(folder)) + "\n")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_style(folder: Path) -> None:
    """Lower case, no full stop, a place, no type names of Python."""
    for problem in problems(folder).problems:
        assert problem.span is not None
        assert problem.span.line >= 1 and problem.span.column >= 1
        for text in (problem.message, problem.help or "x"):
            assert not text[0].isupper() or text.startswith("U+")
            assert not text.endswith(".")
            assert not re.search(r"\b(str|dict|NoneType|int|bool|tuple|pydantic|ValueError)\b", text)


def test_a_broken_file_of_the_shipped_size_costs_less_than_a_second(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(BROKEN / "misspelt-fact", tmp_path / "library")
    file = tmp_path / "library" / "states" / "kor" / "act.yaml"
    head, body = file.read_text().split("rules:\n")
    file.write_text(head + "rules:\n" + "".join(body.replace("kor/one", f"kor/r{number}") for number in range(400)))
    started = time.perf_counter()
    found = problems(tmp_path / "library").problems
    assert time.perf_counter() - started < 2  # generous: the machine may be busy
    assert len(found) == 800


def test_a_missing_folder() -> None:
    assert problems(BROKEN / "nowhere").problems[0].message.startswith("there is no folder")
