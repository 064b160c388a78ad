"""Batches from file to file: every form, every row accounted for, the same bytes after an interruption, bounded memory."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow")

import numpy as np  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from pyarrow import ipc  # noqa: E402

from licet.batch import blocks, parquet_splice, thrift  # noqa: E402
from licet.batch.frames import decide_table  # noqa: E402
from licet.batch.grid import grid, parse_grid  # noqa: E402
from licet.batch.mapping import ColumnMapping, parse_mapping  # noqa: E402
from licet.batch.running import Asking, decide_file  # noqa: E402
from licet.batch.text_source import Records  # noqa: E402
from licet.compare.difference import direction  # noqa: E402
from licet.problems import InputError  # noqa: E402
from tests import small  # noqa: E402

DAY = datetime.date(2023, 6, 1)
NAMES = ("exporter", "destination", "item", "date", "end_use", "end_user.type")
VALUES: dict[str, tuple[str | None, ...]] = {
    "exporter": ("KOR", "Germany", "DEU"),
    "destination": ("UKR", "India", "POL", "Norway"),
    "item": ("155mm shell", "helmet", "Krab"),
    "date": ("2022-01-01", "2023-01-30", None),
    "end_use": ("combat", "training", None),
    "end_user.type": ("armed_forces", "police", None),
}
REFORM = "amendment: reform\nsuspend: [kor/no-lethal-aid]\n"
COUNTRIES = [
    country.alpha_3 for country in pycountry.countries if small.library().world.countries.find(country.alpha_3)
]
ANSWER = ["outcome", "worst", "best", "grounds", "conditions", "unknown"]


def asking(**more: Any) -> Asking:
    return Asking(small.library(), default_date=DAY, **more)


def table(count: int, seed: int = 1) -> Any:
    chance = random.Random(seed)
    columns = {name: [chance.choice(values) for _ in range(count)] for name, values in VALUES.items()}
    return pa.table({"id": [f"row {number}" for number in range(count)], **columns})


def write(rows: Any, path: Path, **options: Any) -> Path:
    if ".csv" in path.name:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(rows.column_names)
        writer.writerows([["" if cell is None else cell for cell in row.values()] for row in rows.to_pylist()])
        path.write_text(text.getvalue(), encoding="utf-8")
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows.to_pylist()), encoding="utf-8")
    elif path.suffix == ".parquet":
        pq.write_table(rows, path, **options)
    else:
        with ipc.new_file(path, rows.schema) as writer:
            writer.write_table(rows, max_chunksize=options.get("row_group_size"))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    if path.is_dir():
        return [row for part in sorted(path.glob("*.parquet")) for row in pq.ParquetFile(part).read().to_pylist()]
    if ".csv" in path.name:
        with pa.input_stream(path, compression="detect") as file:
            lines = io.StringIO(file.read().decode(), newline="")
        return [{key: cell or None for key, cell in row.items()} for row in csv.DictReader(lines)]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".parquet":
        return pq.ParquetFile(path).read().to_pylist()
    with ipc.open_file(path) as reader:
        return reader.read_all().to_pylist()


def rejected(out: Path) -> list[dict[str, str]]:
    path = out.with_name(f"{out.name}.rejected.csv")
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))) if path.exists() else []


def outcome(row: dict[str, Any]) -> str:
    """What the reference says of a row."""
    request = {"exporter": row["exporter"], "destination": row["destination"], "items": [row["item"]]}
    request |= {"date": row.get("date") or DAY, "end_use": row.get("end_use")}
    return small.library().check({**request, "end_user": {"type": row.get("end_user.type")}}).outcome


@pytest.mark.parametrize("before", ["in.csv", "in.jsonl", "in.parquet", "in.arrow"])
@pytest.mark.parametrize(
    "after", ["out.csv", "out.csv.gz", "out.csv.zst", "out.jsonl", "out.parquet", "out.arrow", "folder"]
)
def test_every_form_gives_the_answers_of_the_reference_in_the_order_of_the_input(
    tmp_path: Path, before: str, after: str
) -> None:
    rows = table(60)
    source = write(rows, tmp_path / before, row_group_size=25)
    out = tmp_path / after
    summary = decide_file(source, out, asking(), piece_rows=25)
    found = read(out)
    assert [row["outcome"] for row in found] == [outcome(row) for row in rows.to_pylist()]
    for row, was in zip(found, rows.to_pylist(), strict=True):
        assert {key: row.get(key) for key in was} == was
        assert [*row][-6:] == ANSWER
    assert (summary.rows, summary.answered, summary.rejected) == (60, 60, 0)
    assert summary.outcomes == {word: sum(row["outcome"] == word for row in found) for word in summary.outcomes}
    assert {path.name for path in tmp_path.iterdir()} == {before, after}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_several_processes_write_the_same_bytes_as_one(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 4000)
    source = write(table(400), tmp_path / f"in.{form}", row_group_size=90)
    for workers in (1, 2):
        decide_file(source, tmp_path / f"out{workers}.{form}", asking(), piece_rows=90, workers=workers)
    assert (tmp_path / f"out1.{form}").read_bytes() == (tmp_path / f"out2.{form}").read_bytes()


# damage

HEADER = ",".join(("id", *NAMES))
DAMAGED: dict[str, bytes] = {
    "too-few": b"1,KOR,UKR,helmet", "too-many": b"1,KOR,UKR,helmet,,,,", "no-country": b"1,KOR,Atlantis,helmet,,,",
    "no-date": b"1,KOR,UKR,helmet,2023-02-30,,", "no-text": b"1,KOR,UKR,helm\xe9t,,,", "open": b'1,KOR,UKR,"helmet,,,',
    "empty": b",,,,,,", "no-use": b"1,KOR,UKR,helmet,,combt,",
}  # fmt: skip
GOOD = (
    b"1,KOR,UKR,helmet,,,",
    b'2,KOR,"UKR",155mm shell,2022-01-01,combat,',
    b'"3\nand more, of ""3""",DEU,POL,Krab,,,',
)


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.sampled_from([*GOOD, *DAMAGED.values(), b""]), max_size=25),
    block=st.sampled_from([20, 150, 1 << 20]),
    crlf=st.booleans(),
    end=st.booleans(),
)
def test_every_row_is_answered_or_rejected_whatever_stands_around_it(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], block: int, crlf: bool, end: bool
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    newline = b"\r\n" if crlf else b"\n"
    (folder / "in.csv").write_bytes(newline.join([HEADER.encode(), *lines]) + (newline if end else b""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block)
        summary = decide_file(folder / "in.csv", folder / "out.csv", asking())
    rows = [line for line in lines if line]
    good = [line for line in rows if line in GOOD]
    assert (summary.answered, summary.rejected) == (len(good), len(rows) - len(good))
    assert [row["id"][0] for row in read(folder / "out.csv")] == [line.decode().strip('"')[0] for line in good]
    bad = rejected(folder / "out.csv")
    wanted = [(number, line) for number, line in enumerate(rows, 1) if line not in GOOD]
    assert [(int(row["row"]), row["text"]) for row in bad] == [
        (number, line.decode("utf-8", "backslashreplace")) for number, line in wanted
    ]
    places = [
        2 + sum(before.count(b"\n") + 1 for before in lines[:n])
        for n, line in enumerate(lines)
        if line in DAMAGED.values()
    ]
    assert [row["place"] for row in bad] == [f"line {place}" for place in places]
    assert all(row["reasons"] for row in bad)


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.lists(st.text('a",;\n é', max_size=6), min_size=3, max_size=3), min_size=1, max_size=12),
    cut=st.integers(1, 200),
)
def test_records_are_cut_where_csv_says(rows: list[list[str]], cut: int) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    written = text.getvalue().encode()
    records = Records(",")
    spans = [*records.spans(written)]
    assert [next(csv.reader(io.StringIO(written[a:b].decode(), newline=""))) for a, b, _, _ in spans] == rows
    assert not any(open_ for *_, open_ in spans)
    assert records.last_end(written[:cut]) in {0, *(b for _, b, _, _ in spans)}


def test_damaged_lines_of_json_are_set_aside(tmp_path: Path) -> None:
    good = '{"exporter": "KOR", "destination": "UKR", "items": [{"name": "Krab", "origins": [{"state": "DEU", "share": 0.1}]}], "end_user": {"type": "police"}, "date": "2023-01-30"}'
    lines = [good, "{", "[1]", '{"exporter": "KOR"}', good.replace("KOR", "Korrea"), '{"exporter": "KOR", "exporter": "DEU"}', "",
             good.replace('[{"name"', '["K2", {"name"'), good.replace("Krab", "Kr\\u00e4b"), good]  # fmt: skip
    (tmp_path / "in.jsonl").write_bytes("\n".join(lines).encode() + b'\n{"exporter": "K\xe9"}\n')
    summary = decide_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl", asking())
    assert (summary.answered, summary.rejected) == (2, 8)
    written = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line.startswith(good[:-1] + ', "outcome": "') for line in written] == [True, True]
    assert [row["place"] for row in rejected(tmp_path / "out.jsonl")] == [
        f"line {n}" for n in (2, 3, 4, 5, 6, 8, 9, 11)
    ]
    assert [row["text"] for row in rejected(tmp_path / "out.jsonl")][:3] == lines[1:4]
    request = {**json.loads(good)}
    assert json.loads(written[0])["outcome"] == small.library().check(request).outcome


def test_rejected_rows_of_parquet_are_set_aside_with_all_their_columns(tmp_path: Path) -> None:
    rows = table(50).append_column("licence", pa.array([[number, None] for number in range(50)]))
    wrong = pa.array(
        ["Atlantis" if number in (3, 44) else name for number, name in enumerate(rows["destination"].to_pylist())]
    )
    rows = rows.set_column(rows.column_names.index("destination"), "destination", wrong)
    write(rows, tmp_path / "in.parquet", row_group_size=10)
    mapping = ColumnMapping(keep=("licence",))
    summary = decide_file(tmp_path / "in.parquet", tmp_path / "out.parquet", asking(), mapping=mapping, piece_rows=20)
    assert (summary.answered, summary.rejected) == (48, 2)
    bad = rejected(tmp_path / "out.parquet")
    assert [(row["row"], row["place"]) for row in bad] == [("4", "in.parquet row 4"), ("45", "in.parquet row 45")]
    assert json.loads(bad[0]["text"]) == rows.slice(3, 1).to_pylist()[0]
    kept = [row for row in rows.to_pylist() if row["destination"] != "Atlantis"]
    assert [{key: row[key] for key in kept[0]} for row in read(tmp_path / "out.parquet")] == kept


# Parquet as bytes


@pytest.mark.parametrize("bad", [False, True])
def test_columns_of_parquet_are_handed_on_as_they_are(tmp_path: Path, bad: bool) -> None:
    count = 3000
    rows = table(count)
    more = {
        "day": pa.array([datetime.date(2020, 1, 1) + datetime.timedelta(n) for n in range(count)]),
        "at": pa.array([n * 1000 for n in range(count)], pa.timestamp("us", "Europe/Oslo")),
        "value": pa.array([None if n % 7 else n / 3 for n in range(count)]),
        "tags": pa.array([["a", None][: n % 3] for n in range(count)]),
        "who": pa.array([{"name": f"n{n}", "of": [n]} for n in range(count)]),
        "big": pa.array(["x"] * count, pa.large_string()),
        "raw": pa.array([bytes([n % 256]) for n in range(count)]),
    }
    for name, column in more.items():
        rows = rows.append_column(name, column)
    if bad:
        rows = rows.set_column(1, "exporter", pa.array(["Nowhere" if n == 1500 else "KOR" for n in range(count)]))
    write(rows, tmp_path / "in.parquet", row_group_size=400, compression="zstd")
    out = tmp_path / "out.parquet"
    decide_file(tmp_path / "in.parquet", out, asking(), mapping=ColumnMapping(others="keep"), piece_rows=800)
    found = pq.ParquetFile(out).read()
    wanted = rows.filter(pa.array([not bad or n != 1500 for n in range(count)]))
    assert found.select(rows.column_names).equals(wanted)
    assert found.schema.field("day").type == pa.date32() and found.schema.field("big").type == pa.large_string()
    # whole row groups were copied: they keep the compression they had
    metadata = pq.ParquetFile(out).metadata
    kinds = [metadata.row_group(n).column(0).compression for n in range(metadata.num_row_groups)]
    assert kinds.count("ZSTD") == (6 if bad else 8)
    for module, count_rows in (("duckdb", _by_duckdb), ("polars", _by_polars)):
        if module in sys.modules or _there(module):
            assert count_rows(out) == wanted.num_rows


def _there(module: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(module) is not None


def _by_duckdb(path: Path) -> int:
    import duckdb

    return int(
        duckdb.sql(f"select count(id), count(distinct id) from '{path}' where outcome is not null").fetchall()[0][1]
    )


def _by_polars(path: Path) -> int:
    import polars

    return int(polars.read_parquet(path)["id"].n_unique())


def test_a_footer_is_written_as_it_was_read(tmp_path: Path) -> None:
    path = write(
        table(100), tmp_path / "in.parquet", row_group_size=9, write_page_index=True, bloom_filter_options=None
    )
    original = parquet_splice.Original(path)
    assert path.read_bytes()[original.begins : -8] == thrift.written(original.footer)


def test_columns_described_in_another_way_are_written_anew(tmp_path: Path) -> None:
    moments = pa.array([n * 1_000_000_000 for n in range(20)], pa.timestamp("ns"))
    rows = table(20).append_column("at", moments)
    rows = rows.set_column(1, "exporter", pa.array(["KOR"] * 10 + ["Nowhere"] + ["DEU"] * 9))
    write(rows, tmp_path / "in.parquet", row_group_size=5, use_deprecated_int96_timestamps=True)
    mapping = ColumnMapping(keep=("at",))
    decide_file(tmp_path / "in.parquet", tmp_path / "out.parquet", asking(), mapping=mapping, piece_rows=5)
    found = read(tmp_path / "out.parquet")
    assert [row["exporter"] for row in found] == ["KOR"] * 10 + ["DEU"] * 9
    assert [row["at"] for row in found] == [moments[n].as_py() for n in range(20) if n != 10]


@pytest.mark.parametrize("form", ["parquet", "arrow", "arrows"])
def test_rows_that_stand_together_in_large_numbers_are_judged_in_pieces(tmp_path: Path, form: str) -> None:
    rows = table(100)
    places = ["Atlantis" if n in (7, 55, 99) else "UKR" for n in range(100)]
    rows = rows.set_column(rows.column_names.index("destination"), "destination", pa.array(places))
    path = tmp_path / f"in.{form}"
    if form == "arrows":
        with ipc.new_stream(path, rows.schema) as writer:
            writer.write_table(rows)
    else:
        write(rows, path)
    summary = decide_file(path, tmp_path / "out.jsonl", asking(), piece_rows=10)
    assert (summary.answered, summary.rejected) == (97, 3)
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == [f"row {n}" for n in range(100) if places[n] == "UKR"]
    bad = rejected(tmp_path / "out.jsonl")
    assert [row["row"] for row in bad] == ["8", "56", "100"]
    assert [row["place"].split()[-1] for row in bad] == ["8", "56", "100"]
    assert [json.loads(row["text"])["id"] for row in bad] == ["row 7", "row 55", "row 99"]


def test_a_folder_of_parquet_is_read_file_by_file_and_must_be_of_one_schema(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "2023").mkdir(parents=True)
    write(table(30, 1), folder / "2023" / "b.parquet")
    write(table(20, 2), folder / "a.parquet")
    decide_file(folder, tmp_path / "out.jsonl", asking())
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == [f"row {n}" for n in (*range(30), *range(20))]
    write(table(5).drop(["end_use"]), folder / "c.parquet")
    with pytest.raises(InputError, match=r"c.parquet` has no column `end_use`"):
        decide_file(folder, tmp_path / "out2.jsonl", asking())


def test_an_input_without_rows_gives_an_output_without_rows(tmp_path: Path) -> None:
    for form in ("csv", "parquet", "arrow"):
        write(table(3).slice(0, 0), tmp_path / f"in.{form}")
        for after in ("csv", "jsonl", "parquet", "arrow"):
            summary = decide_file(tmp_path / f"in.{form}", tmp_path / f"{form}.{after}", asking())
            assert (summary.rows, read(tmp_path / f"{form}.{after}")) == (0, [])


# a change


def test_before_and_after_a_change_as_the_reference_has_them(tmp_path: Path) -> None:
    rows = table(200)
    after = small.library().amend(REFORM)
    write(rows, tmp_path / "in.parquet", row_group_size=50)
    summary = decide_file(
        tmp_path / "in.parquet", tmp_path / "out.parquet", asking(after=after, prefix="x_"), piece_rows=50
    )
    found = read(tmp_path / "out.parquet")
    for row in found:
        request = {"exporter": row["exporter"], "destination": row["destination"], "items": [row["item"]]}
        request |= {"date": row["date"] or DAY, "end_use": row["end_use"], "end_user": {"type": row["end_user.type"]}}
        one, other = small.library().evaluate(request).interval, after.evaluate(request).interval
        assert (row["x_outcome"], row["x_outcome_after"], row["x_direction"]) == (
            one.word,
            other.word,
            direction(one, other),
        )
    assert summary.flips == sum(row["x_direction"] != "same" for row in found) > 0
    assert sum(count for *_, count in summary.moved()) == summary.flips
    assert summary.directions["looser"] == sum(row["x_direction"] == "looser" for row in found)


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


# grids


def test_a_grid_has_every_combination_once_and_never_all_at_once() -> None:
    values: dict[str, list[str]] = {
        "exporters": ["KOR", "DEU"], "destinations": ["UKR", "KOR", "IND"], "items": ["ML4", "ML6"],
        "end_uses": ["combat", "training", "resale"], "dates": ["2022-01-01", "2023-01-01"],
    }  # fmt: skip
    found = grid(small.library(), **values, piece_rows=7)
    wanted = [row for row in itertools.product(*values.values()) if row[0] != row[1]]
    rows = [tuple(row.values()) for batch in found for row in batch.to_pylist()]
    assert rows == wanted and len(found) == len(wanted) == 60
    assert max(batch.num_rows for batch in found) == 7


def test_a_grid_of_billions_has_a_length_and_a_first_row() -> None:
    found = grid(
        small.library(),
        exporters=COUNTRIES,
        destinations=COUNTRIES,
        end_uses=["all"],
        end_users=["all"],
        months=("1990-01", "2029-12"),
    )
    assert len(found) > 40_000_000_000
    assert next(found.batches()).num_rows == found.piece_rows
    last = found.rows(len(found) - 1, len(found))
    assert last.to_pylist()[0]["date"] == "2029-12-01"


def test_mistakes_of_a_grid_are_said_at_their_places() -> None:
    text = "exporters: [KOR]\ndestinations: [UKR, Ukrain]\nitems: [ML44]\nend_uses: [combt]\nmonths: {first: 2022-13, last: 2022-01}\n"
    with pytest.raises(InputError) as caught:
        parse_grid(text, small.library())
    places = {(str(problem.span), problem.message.split("`")[1]) for problem in caught.value.problems}
    assert places == {("grid:2:21", "Ukrain"), ("grid:3:9", "ML44"), ("grid:4:12", "combt"), ("grid:5:17", "2022-13")}


# what columns mean

MAPPING = """
columns: {Ziel: destination, Ware: item, Wer: end_user.type}
constants: {exporter: KOR, temporary: false}
values:
  end_user.type: {Heer: armed_forces, Marine: armed_forces, unbekannt: null}
keep: [Wert]
"""


def test_a_mapping_renames_translates_and_fills_in(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "Ziel;Ware;Wer;Wert;id\nUkraine;155mm shell;Heer;1,5;a\nUKR;helmet;police;;b\nIND;Krab;unbekannt;x;c\nIND;Krab;Marine;x;d\n"
    )
    summary = decide_file(tmp_path / "in.csv", tmp_path / "out.csv", asking(), mapping=parse_mapping(MAPPING))
    assert summary.rejected == 0
    found = read(tmp_path / "out.csv")
    assert [row["Wert"] for row in found] == ["1,5", None, "x", "x"]
    who = ["armed_forces", "police", None, "armed_forces"]
    for row, kind in zip(found, who, strict=True):
        request = {"exporter": "KOR", "destination": row["Ziel"], "item": row["Ware"], "end_user.type": kind}
        assert row["outcome"] == outcome(request)


@pytest.mark.parametrize(
    ("text", "place", "message", "help_text"),
    [
        ("colums: {a: item}", "m:1:1", "unknown key `colums`", "did you mean `columns`?"),
        ("columns: {a: itm}", "m:1:14", "unknown key `itm`", "did you mean `item`?"),
        ("columns: {destnation: item}", "m:1:11", "`in.csv` has no column `destnation`", "did you mean `destination`?"),
        ("columns: {a: item}", "in.csv:1:22", "unknown column `end_usr.type`", "did you mean `end_user.type`?"),
        ("columns: {a: exporter}", None, "`exporter` is given", None),
        ("constants: {channel: gft}", "m:1:22", "`gft` is not allowed", "did you mean `gift`?"),
        ("constants: {exporter: KOR}", None, "`exporter` is given", None),
        ("values: {end_use: {x: combt}}", "m:1:23", "`combt` is not allowed", "did you mean `combat`?"),
        ("values: {end_use: {x: combat}}", "m:1:10", "no column gives `end_use`", None),
        ("others: maybe", "m:1:9", "`maybe` is not allowed", "one of"),
        ("keep: [nothing]", "m:1:8", "`in.csv` has no column `nothing`", "its columns are"),
    ],
)  # fmt: skip
def test_mistakes_of_a_mapping_are_said_with_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, place: str | None, message: str, help_text: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("exporter,destination,end_usr.type,a\nKOR,UKR,police,helmet\n")
    with pytest.raises(InputError) as caught:
        decide_file(Path("in.csv"), Path("out.csv"), asking(), mapping=parse_mapping(text, "m"))
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert found, caught.value
    if place is not None:
        assert str(found[0].span) == place
    if help_text is not None:
        assert help_text in (found[0].help or "")
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


# tables in memory


def test_tables_in_memory_come_back_as_they_are_with_the_answers() -> None:
    rows = table(6).set_column(2, "destination", pa.array(["UKR", "Atlantis", "IND", "POL", "UKR", None]))
    found = decide_table(rows, asking())
    assert found.select(rows.column_names).equals(rows)
    good = [row for number, row in enumerate(rows.to_pylist()) if number not in (1, 5)]
    assert [word for word in found["outcome"].to_pylist() if word] == [outcome(row) for row in good]
    assert [text is None for text in found["problems"].to_pylist()] == [True, False, True, True, True, False]
    assert [word is None for word in found["unknown"].to_pylist()] == [False, True, False, False, False, True]
    batch = decide_table(rows.to_batches()[0], asking(add=("outcome",)))
    assert isinstance(batch, pa.RecordBatch) and batch.column("outcome").to_pylist() == found["outcome"].to_pylist()


def test_a_polars_frame_stays_one() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.from_arrow(table(6))
    found = decide_table(frame, asking())
    assert isinstance(found, polars.DataFrame) and found.select(frame.columns).equals(frame)
    assert found["outcome"].to_list() == [outcome(row) for row in frame.to_dicts()]
    with pytest.raises(InputError, match=r"collect\(\) it first"):
        decide_table(frame.lazy(), asking())


def test_a_pandas_frame_stays_one() -> None:
    pandas = pytest.importorskip("pandas")
    frame = table(6).to_pandas().set_index("id")
    found = decide_table(frame, asking())
    assert isinstance(found, pandas.DataFrame) and found.index.equals(frame.index)
    assert found["outcome"].tolist() == [outcome(row) for row in table(6).to_pylist()]


@pytest.mark.parametrize("wrong", [[1], {"exporter": ["KOR"]}, None])
def test_what_is_no_table_is_said_to_be_none(wrong: Any) -> None:
    with pytest.raises(InputError, match="is no table"):
        decide_table(wrong, asking())


def test_a_column_of_an_answer_is_not_overwritten() -> None:
    rows = table(3).append_column("outcome", pa.array(["a", "b", "c"]))
    with pytest.raises(InputError, match="`outcome` already"):
        decide_table(rows, asking(), ColumnMapping(others="keep"))
    found = decide_table(rows, asking(prefix="licet_"), ColumnMapping(others="keep"))
    assert found["outcome"].to_pylist() == ["a", "b", "c"] and found["licet_outcome"].null_count == 0


def test_codes_are_written_with_the_words_in_use_in_order() -> None:
    from licet.batch.sinks import _in_order

    words = pa.array([f"word {number}" for number in reversed(range(5000))])
    column = pa.DictionaryArray.from_arrays(pa.array(np.array([4999, 7, 4999], np.int32)), words)
    few = _in_order(pa.table({"grounds": column}))
    assert few["grounds"].to_pylist() == ["word 0", "word 4992", "word 0"]
    assert few["grounds"].chunk(0).dictionary.to_pylist() == ["word 0", "word 4992"]
