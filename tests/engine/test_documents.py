"""YAML read safely: no surprises in scalars, every mistake placed, bombs refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from licet.documents import parse_bytes, parse_text, read_document


def data(text: str) -> object:
    document, problems = parse_text(text, "f.yaml")
    assert not problems
    return document.data


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("NO", "NO"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("true", True), ("False", False),
        ("010", "010"), ("12:30", "12:30"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("7", 7), ("-2.5", -2.5),
        ("1e3", 1000.0), ("~", None), ("null", None), ("2022-02-30", "2022-02-30"), ("'7'", "7"), ('"true"', "true"),
    ],
)  # fmt: skip
def test_scalars_are_what_they_look_like(written: str, expected: object) -> None:
    assert data(f"key: {written}") == {"key": expected}


def test_keys_are_text() -> None:
    assert data("NO: 1\n1: 2\ntrue: 3\n") == {"NO": 1, "1": 2, "true": 3}


def test_json_is_read_too() -> None:
    assert data('{\n\t"a": [1, null, false],\n\t"b": "x\\u00e9"\n}') == {"a": [1, None, False], "b": "xé"}


def test_positions() -> None:
    document, _ = parse_text("a: 1\nlist:\n  - name: x\n    'two': \"three\"\n", "f.yaml")
    assert str(document.span(("list", 0, "name"))) == "f.yaml:3:11"
    assert str(document.span(("list", 0, "two"), key=True)) == "f.yaml:4:5"
    assert str(document.span(("list", 0, "missing"))) == "f.yaml:3:5"


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", "the key `a` stands twice", "f.yaml:3:1"),
        ("a:\n\tb: 1\n", "a tab cannot indent YAML", "f.yaml:2:1"),
        (BOMB, "an anchor, `&a`: anchors and aliases are not used here", "f.yaml:1:4"),
        ("a: *x\n", "an alias, `*x`: anchors and aliases are not used here", "f.yaml:1:4"),
        ("a: !!python/object:os.system x\n", "a tag, `tag:yaml.org,2002:python/object:os.system`: tags are not used here", "f.yaml:1:4"),
        ("a: b: c\n", "not valid YAML: mapping values are not allowed in this context", "f.yaml:1:5"),
        ("a: 1\n---\nb: 2\n", "a second document: one file holds one document", "f.yaml:2:1"),
        ("[" * 100, "nested too deeply: the limit is 40 levels", "f.yaml:1:41"),
        ("{[a]: 1}\n", "a key that is a list or a map", "f.yaml:1:2"),
        ("a: \x07\n", "character U+0007 is not allowed in YAML", "f.yaml:1:1"),
    ],
)  # fmt: skip
def test_mistakes(text: str, message: str, place: str) -> None:
    _, problems = parse_text(text, "f.yaml")
    (problem,) = problems
    assert problem.message == message
    assert str(problem.span) == place


def test_bytes_that_are_not_utf8() -> None:
    _, (problem,) = parse_bytes(b"a: 1\nb: \xff\n", "f.yaml")
    assert problem.message == "the text is not UTF-8"
    assert str(problem.span) == "f.yaml:2:4"


def test_a_file_of_ten_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"- x\n" * 2_500_000)
    started = time.perf_counter()
    _, (problem,) = read_document(file, "big.yaml")
    assert time.perf_counter() - started < 1
    assert problem.message == "the file is too large: 10.0 MB, the limit is 1 MB"


def test_a_missing_file(tmp_path: Path) -> None:
    _, (problem,) = read_document(tmp_path / "none.yaml", "none.yaml")
    assert problem.message == "cannot read `none.yaml`: no such file or directory"
