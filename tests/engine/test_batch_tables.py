"""Grids, the mapping of columns, and tables in memory."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from licet.batch.frames import decide_table
from licet.batch.grid import grid, parse_grid
from licet.batch.mapping import ColumnMapping, parse_mapping
from licet.batch.running import decide_file
from licet.problems import InputError
from tests import small
from tests.engine.batch_rows import COUNTRIES, asking, outcome, read, table

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
