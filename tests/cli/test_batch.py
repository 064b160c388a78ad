"""What `batch` prints and writes, word for word, with its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden import compare, run

pytest.importorskip("pyarrow")

HERE = Path(__file__).parent
SMALL = ["--policies", "tests/libraries/small", "--workers", "1"]
INPUTS = "tests/cli/batch-inputs"
DAY = ["--on", "2023-06-01"]
REFORM = ["--with", "tests/cli/compare-inputs/reform.yaml"]
SHORT = ["--add", "outcome,grounds,unknown"]

# `{out}` is a folder of the test's
CASES: dict[str, list[str]] = {
    "csv": [f"{INPUTS}/transfers.csv", "{out}/judged.csv", *DAY],
    "json-lines": [f"{INPUTS}/transfers.jsonl", "{out}/judged.jsonl", "--keep-others"],
    "csv-to-json-lines": [f"{INPUTS}/transfers.csv", "{out}/judged.jsonl", *DAY, *SHORT, "--prefix", "licet_"],
    "damaged": [f"{INPUTS}/damaged.csv", "{out}/judged.csv", *SHORT],
    "damaged-json": [f"{INPUTS}/damaged.csv", "{out}/judged.csv", *SHORT, "--json"],
    "with": [f"{INPUTS}/transfers.csv", "{out}/judged.csv", *DAY, *REFORM, *SHORT],
    "with-json": [f"{INPUTS}/transfers.csv", "{out}/judged.csv", *DAY, *REFORM, *SHORT, "--json"],
    "suspend": [f"{INPUTS}/transfers.csv", "{out}/judged.csv", *DAY, "--suspend", "kor/no-lethal-aid", "--add", "outcome"],
    "layers": [f"{INPUTS}/transfers.csv", "{out}/judged.csv", *DAY, "--layers", "law", *SHORT],
    "mapping": [f"{INPUTS}/deutsch.csv", "{out}/judged.csv", "--columns", f"{INPUTS}/deutsch.yaml", *SHORT],
    "grid": ["--grid", f"{INPUTS}/grid.yaml", "{out}/judged.csv", "--add", "outcome"],
    "wrong-mapping": [f"{INPUTS}/deutsch.csv", "{out}/judged.csv", "--columns", f"{INPUTS}/wrong.yaml"],
    "wrong-values": [f"{INPUTS}/deutsch.csv", "{out}/judged.csv", "--columns", f"{INPUTS}/wrong-values.yaml"],
    "wrong-grid": ["--grid", f"{INPUTS}/wrong-grid.yaml", "{out}/judged.csv"],
    "misspelt-column": [f"{INPUTS}/misspelt.csv", "{out}/judged.csv"],
    "column-of-an-answer": [f"{INPUTS}/outcome.csv", "{out}/judged.csv", "--keep-others"],
    "no-file": [f"{INPUTS}/nowhere.csv", "{out}/judged.csv"],
    "no-folder": [f"{INPUTS}/transfers.csv", "{out}/nowhere/judged.csv"],
    "no-parquet": [f"{INPUTS}", "{out}/judged.csv"],
    "unknown-form": [f"{INPUTS}/transfers.csv", "{out}/judged.xlsx"],
    "unknown-answer": [f"{INPUTS}/transfers.csv", "{out}/judged.csv", "--add", "outcom"],
    "one-path": [f"{INPUTS}/transfers.csv"],
    "grid-and-in": [f"{INPUTS}/transfers.csv", "{out}/judged.csv", "--grid", f"{INPUTS}/grid.yaml"],
    "spark-resume": [f"{INPUTS}/transfers.csv", "{out}/judged", "--engine", "spark", "--resume"],
    "help": ["--help"],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str, tmp_path: Path) -> None:
    arguments = [argument.replace("{out}", str(tmp_path)) for argument in CASES[name]]
    code, out, err = run("batch", *arguments, *([] if name == "help" else SMALL))
    assert "Traceback" not in err
    text = f"$ licet batch {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    for path in sorted(tmp_path.iterdir()):
        text += f"--- {path.name}\n{path.read_text(encoding='utf-8')}"
    text = text.replace(str(tmp_path), "{out}")
    compare(HERE / "golden-batch" / f"{name}.txt", f"{text}--- exit {code}\n")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in (HERE / "golden-batch").glob("*.txt")} == set(CASES)


def test_an_output_that_is_there_needs_force(tmp_path: Path) -> None:
    out = tmp_path / "judged.parquet"
    command = ["batch", f"{INPUTS}/transfers.csv", str(out), *DAY, *SMALL]
    assert run(*command)[0] == 0
    code, text, err = run(*command)
    assert (code, text) == (5, "") and err == f"error: `{out}` is there\n  help: --force replaces it\n"
    assert run(*command, "--force")[0] == 0


def test_a_missing_package_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError('no', name='pyarrow')\n")
    command = [sys.executable, "-c", "from licet_cli.main import run; run()", "batch", "a.csv", "b.csv"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 5
    assert done.stderr == "error: this needs `pyarrow`, which is not installed\n  help: pip install 'licet[batch]'\n"


@pytest.mark.skipif(
    shutil.which("java") is None or not os.environ.get("LICET_SPARK"),
    reason="needs Java, and is slow: LICET_SPARK=1 runs it",
)
def test_spark_writes_the_same_rows(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path / "in"
    folder.mkdir()
    names = ["id", "exporter", "destination", "item", "end_user.type"]
    places = ["UKR", "India", "Atlantis", "POL"]
    rows = [(str(number), "KOR", places[number % 4], "helmet", "police") for number in range(40)]
    for number in range(2):
        part = rows[number * 20 : number * 20 + 20]
        pq.write_table(
            pa.table([list(column) for column in zip(*part, strict=True)], names=names), folder / f"{number}.parquet"
        )
    found = {}
    for engine in ("licet", "spark"):
        command = [str(folder), str(tmp_path / engine), *DAY, "--engine", engine, *REFORM, "--json"]
        code, text, _ = run("batch", *command, *SMALL)
        assert code == 6
        data = json.loads(text)
        del data["output"], data["rejected_file"]
        files = sorted((tmp_path / engine).glob("*.parquet"))
        table = pa.concat_tables([pq.read_table(path).cast(pq.read_schema(files[0])) for path in files])
        answered = sorted(map(str, (list(row.values()) for row in table.to_pylist())))
        bad = sorted(line.split(",", 2)[2] for line in (tmp_path / f"{engine}.rejected.csv").read_text().splitlines())
        found[engine] = data, table.column_names, answered, bad
    assert found["licet"] == found["spark"]
    assert found["licet"][0]["rejected"] == 10
