"""Batches from file to file: every form, every row accounted for, nothing of a Parquet file lost."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import ipc

from licet.batch import blocks, parquet_splice, thrift
from licet.batch.mapping import ColumnMapping
from licet.batch.running import decide_file
from licet.batch.text_source import Records
from licet.compare.difference import direction
from licet.problems import InputError
from tests import small
from tests.engine.batch_rows import ANSWER, DAY, NAMES, REFORM, asking, outcome, read, rejected, table, write


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
