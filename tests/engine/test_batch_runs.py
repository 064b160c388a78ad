"""Long batches: interrupted runs go on to the same bytes, in bounded memory."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from licet.batch import blocks
from licet.batch.mapping import ColumnMapping, parse_mapping
from licet.batch.running import decide_file
from licet.problems import InputError
from tests import small
from tests.engine.batch_rows import COUNTRIES, REFORM, asking, read, rejected, table, write

# interruption


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    rows = table(40_000).set_column(
        2, "destination", pa.array(["UKR" if n % 997 else "Atlantis" for n in range(40_000)])
    )
    write(rows, tmp_path / "in.csv")
    code = (
        "import sys, datetime\nfrom pathlib import Path\nfrom licet.batch import blocks, work\n"
        "from licet.batch.running import Asking, decide_file\nfrom tests import small\n"
        "blocks.BLOCK = 40_000\n"
        "if __name__ == '__main__':\n"
        "    decide_file(Path('in.csv'), Path('out.parquet'), Asking(small.library(), default_date=datetime.date(2023, 6, 1)),"
        " workers=2, resume='resume' in sys.argv)\n"
    )
    (tmp_path / "go.py").write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(small.FOLDER.parents[2])}
    command = [sys.executable, "go.py"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True)
    parts = tmp_path / "out.parquet.parts"
    until = time.monotonic() + 60
    while len([*parts.glob("0*.json")]) < 4 and time.monotonic() < until:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = {path.name: path.stat().st_mtime_ns for path in parts.glob("0*.part")}
    assert len(done) >= 4 and not (tmp_path / "out.parquet").exists()
    time.sleep(0.5)
    seen = shutil.copytree(parts, tmp_path / "kept")
    assert {path.name for path in seen.glob("*.json")} - {"manifest.json"} <= {f"{n:08d}.json" for n in range(200)}
    # begun anew it is not by accident
    with pytest.raises(InputError, match="interrupted run"):
        decide_file(tmp_path / "in.csv", tmp_path / "out.parquet", asking())
    assert subprocess.run([*command, "resume"], cwd=tmp_path, env=environment, check=False).returncode == 0
    assert not parts.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", 40_000)
        decide_file(tmp_path / "in.csv", tmp_path / "fresh.parquet", asking())
    assert (tmp_path / "out.parquet").read_bytes() == (tmp_path / "fresh.parquet").read_bytes()
    assert rejected(tmp_path / "out.parquet") == rejected(tmp_path / "fresh.parquet")
    assert len(rejected(tmp_path / "out.parquet")) == 41


class _StopError(Exception):
    pass


def _interrupt(source: Path, out: Path, after: int, **options: Any) -> None:
    def watch(parts: Any, _: int | None) -> Any:
        for number, part in enumerate(parts, 1):
            yield part
            if number == after:
                raise _StopError

    with pytest.raises(_StopError):
        decide_file(source, out, options.pop("asking", asking()), watch=watch, piece_rows=10, **options)


def test_only_what_is_not_done_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from licet.batch import work

    source = write(table(60), tmp_path / "in.parquet", row_group_size=10)
    out = tmp_path / "out.jsonl"
    _interrupt(source, out, 2)
    did: list[int] = []
    do = work.Work.do
    monkeypatch.setattr(work.Work, "do", lambda self, number, task: did.append(number) or do(self, number, task))
    summary = decide_file(source, out, asking(), piece_rows=10, resume=True)
    assert did == [2, 3, 4, 5] and summary.rows == 60
    assert [row["id"] for row in read(out)] == [f"row {n}" for n in range(60)]


@pytest.mark.parametrize("what", ["input", "library", "options", "mapping", "output"])
def test_a_run_is_not_gone_on_with_where_something_differs(tmp_path: Path, what: str) -> None:
    source = write(table(60), tmp_path / "in.parquet", row_group_size=10)
    out = tmp_path / "out.jsonl"
    _interrupt(source, out, 2)
    other = asking()
    mapping = ColumnMapping()
    if what == "input":
        write(table(60, 7), source, row_group_size=10)
    elif what == "library":
        other = dataclasses.replace(other, library=small.library().amend(REFORM))
    elif what == "options":
        other = dataclasses.replace(other, strict=True)
    elif what == "output":
        other = dataclasses.replace(other, add=("outcome",))
    else:
        mapping = parse_mapping("constants: {channel: gift}")
    with pytest.raises(InputError, match="cannot go on") as caught:
        decide_file(source, out, other, mapping=mapping, piece_rows=10, resume=True)
    assert len(caught.value.problems) == 1
    decide_file(source, out, other, mapping=mapping, piece_rows=10, force=True)
    assert len(read(out)) == 60


def test_an_output_that_is_there_is_not_replaced_unless_asked(tmp_path: Path) -> None:
    source = write(table(5), tmp_path / "in.csv")
    out = tmp_path / "out.csv"
    out.write_text("mine")
    for options in ({}, {"resume": True}):
        with pytest.raises(InputError, match=r"out.csv` is there"):
            decide_file(source, out, asking(), **options)
    assert out.read_text() == "mine"
    decide_file(source, out, asking(), force=True)
    assert len(read(out)) == 5
    with pytest.raises(InputError, match="the output is the input"):
        decide_file(source, source, asking(), force=True)
    assert len(read(source)) == 5


# memory


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    code = (
        "import sys, datetime, resource, dataclasses\nfrom pathlib import Path\nfrom licet.batch.running import *\n"
        "from licet.batch.grid import grid\nfrom tests import small\n"
        "months = ('2000-01', sys.argv[1])\n"
        "found = grid(small.library(), exporters=['KOR', 'DEU'], destinations=sys.argv[3].split(), items=['ML4', 'ML6', 'ML10'], end_uses=['all'],"
        " months=months, piece_rows=50_000)\n"
        "summary = decide_file(found, Path(sys.argv[2]), Asking(small.library()))\n"
        "print(summary.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(small.FOLDER.parents[2])}

    def run(last: str) -> tuple[int, int]:
        command = [sys.executable, "-c", code, last, str(tmp_path / f"{last}.parquet"), " ".join(COUNTRIES)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        rows, peak = done.stdout.split()
        return int(rows), int(peak)

    few, little = run("2000-09")
    many, much = run("2008-12")
    assert many > 10 * few > 1_000_000
    # the rows alone are 24 bytes of codes each and more
    assert much - little < 48, f"{few} rows took {little} MB, {many} rows {much} MB"
