"""What `licet sql` prints, word for word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import compare, run

GOLDEN = Path(__file__).parent / "golden-sql"
SMALL = ["--policies", "tests/libraries/small"]
ON = ["--on", "2023-01-30"]
KOR = ["sql", "kor", *ON, *SMALL]
FEW = ["--have", "destination,item,end_use=purpose", "--key", "id"]

CASES: dict[str, list[str]] = {
    "query": [*KOR, *FEW],
    "columns": [*KOR, "--columns"],
    "columns-json": [*KOR, "--columns", "--json"],
    "bigquery": [*KOR, "--dialect", "bigquery", "--table", "trade.transfers", "--have", "destination,item.category,end_use"],
    "a-treaty": ["sql", "att", *ON],
    "no-policy": ["sql", "koor", *SMALL],
    "no-column": [*KOR, "--have", "item,end_us"],
    "nothing-had": [*KOR, "--have", ","],
    "no-dialect": [*KOR, "--dialect", "oracle"],
    "no-role": [*KOR, "--role", "exporting"],
    "no-table": [*KOR, "--table", "a; b"],
    "no-layer": [*KOR, "--layers", "lore"],
    "no-day": ["sql", "kor", "--on", "2023-13-01", *SMALL],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    pytest.importorskip("sqlglot", reason="the extra `sql` is not installed")
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(GOLDEN / f"{name}.txt", f"{text}--- exit {code}\n")


def test_json_holds_the_query() -> None:
    pytest.importorskip("sqlglot", reason="the extra `sql` is not installed")
    data = json.loads(run(*KOR, *FEW, "--json")[1])
    assert data["query"] == run(*KOR, *FEW)[1]
    assert (data["state"], data["role"], data["date"], data["dialect"]) == ("KOR", "exporter", "2023-01-30", "duckdb")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)
