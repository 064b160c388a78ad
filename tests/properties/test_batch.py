"""Tables come out row by row as the reference judges them."""

from __future__ import annotations

import datetime
import pickle
import random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import licet
from licet.batch import Judge
from licet.batch.answers import RowAnswer, name_in_tables
from licet.compare.keys import place
from licet.evaluate.evaluation import evaluate
from licet.evaluate.summary import conditions_of, grounds_of, unknown_of
from licet.library import Library
from tests.generators import libraries

Row = dict[str, str | None]


@pytest.fixture(scope="module")
def shipped() -> Library:
    return licet.load()


def reference(judge: Judge, row: Row) -> RowAnswer:
    """What the reference says of a row."""
    data: dict[str, Any] = {}
    for column in sorted(row, key=lambda name: name != "item"):
        if row[column]:
            place(data, column, row[column])  # type: ignore[arg-type]
    transfer = judge.library.transfer(data, default_date=judge.default_date)
    evaluation = evaluate(judge.library, transfer, judge.options)
    return RowAnswer(
        evaluation.interval,
        tuple(dict.fromkeys(ground.rule for ground in grounds_of(evaluation))),
        tuple(dict.fromkeys(f"{step.rule}: {step.needs}" for step in conditions_of(evaluation))),
        tuple(dict.fromkeys(name_in_tables(fact.term, transfer) for fact in unknown_of(evaluation))),
    )


def assert_same(judge: Judge, rows: list[Row]) -> None:
    """Every row's outcome, ends, grounds and conditions are the reference's; the unknown facts are, as a set."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns})
    answer = judge.decide(table)
    assert not answer.rejected
    assert answer.columns.num_rows == len(rows)
    for row, found in zip(rows, answer.columns.to_pylist(), strict=True):
        expected = reference(judge, row)
        assert found["outcome"] == expected.interval.word, row
        assert (found["worst"], found["best"]) == (expected.interval.worst.word, expected.interval.best.word), row
        assert found["grounds"].split("; ") == list(expected.grounds) or not (found["grounds"] or expected.grounds), row
        assert found["conditions"] == "; ".join(expected.conditions), row
        unknown = set(found["unknown"].split("; ")) - {""}
        assert unknown == set(expected.unknown), row


SMALL = {
    "exporter": ["KOR", "DEU", "POL"],
    "destination": ["UKR", "USA", "POL"],
    "date": ["2021-12-31", "2022-01-01", "2022-06-01", "2022-06-02"],
    "item.category": ["ML1", "ML10"],
    "item.lethal": ["true", "false", None],
    "item.origins": ["none", "DEU", "POL:component:0.2", "DEU;POL"],
    "end_use": ["combat", "humanitarian", "stockpile", None],
    "end_user.type": ["armed_forces", "company", None],
    "contract_date": ["2020-01-01", "2022-01-01", "none", None],
    "value_usd": ["0", "50", "100", None],
    "supplier": ["state", "company", None],
    "assurances.end_use_certificate": ["true", "false", None],
    "risks.ihl": ["low", "clear", None],
    "approvals.parliament": ["granted", "refused", None],
    "consents.DEU": ["granted", "refused", "pending", None],
    "shown": ["special_interest", "emergency;special_interest", None],
    "facts.destination.self_defence": ["true", None, None, None, None, None],
    "via": ["DEU", None, None],
    "broker": ["POL", None, None],
}
rows_of_small = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in SMALL.items()}), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    "options", [{}, {"strict": True}, {"known_on": datetime.date(2022, 1, 15)}, {"layers": ("law", "practice")}]
)
@settings(max_examples=40)
@given(library=libraries(), rows=rows_of_small)
def test_generated(library: Library, rows: list[Row], options: dict[str, Any]) -> None:
    judge = Judge(library, list(SMALL), **options)
    assert_same(judge, rows)
    assert_same(judge, rows[::-1])  # what is remembered is remembered rightly


DATES = ["2013-05-01", "2016-11-11", "2020-02-29", "2022-03-01", "2023-01-30", "2024-08-21", "2026-05-05"]


@pytest.mark.parametrize("strict", [False, True])
def test_shipped(shipped: Library, strict: bool) -> None:
    dice = random.Random(f"batch {strict}")
    items = [*shipped.world.catalogue.items]
    countries = [*shipped.states, "UKR", "RUS", "SAU", "IND", "LBY", "ISR", "TUR", "Brazil", "PRK", "fr"]
    rows: list[Row] = []
    for _ in range(200):
        exporter, destination = dice.sample(countries, 2)
        row: Row = {
            "exporter": exporter,
            "destination": destination,
            "date": dice.choice(DATES),
            "item": dice.choice(items),
            "end_use": dice.choice(["combat", "national_defence", "stockpile", "humanitarian", None]),
            "end_user.type": dice.choice(["armed_forces", "police", "company", None]),
            "supplier": dice.choice(["state", "company", None]),
            "channel": dice.choice(["commercial", "gift", "government_sale", None]),
            "temporary": dice.choice(["true", "false", None, None]),
            "risks": dice.choice(["low", "clear", None, None]),
            "knowledge.atrocity_crimes": dice.choice(["true", None, None]),
            "assurances.end_use_certificate": dice.choice(["true", "false", None]),
            "consents.USA": dice.choice(["granted", None]),
            "consents.DEU": dice.choice(["granted", "refused", None, None]),
            "shown": dice.choice(["special_interest", None]),
            "via": dice.choice(["DEU", None, None, None]),
            "broker": dice.choice(["GBR", None, None, None]),
            "facts.kor.own_use": dice.choice(["true", None, None, None]),
        }
        rows.append({**row, "exporter": exporter, "destination": destination})
    rows = [
        {**row, **{side: shipped.world.countries.find(row[side]) for side in ("exporter", "destination")}}  # type: ignore[arg-type]
        for row in rows
    ]
    judge = Judge(shipped, list(rows[0]), strict=strict)
    assert_same(judge, rows)
    assert_same(pickle.loads(pickle.dumps(judge)), rows[:20])


def test_what_is_no_request_is_told_apart(shipped: Library) -> None:
    table = pa.table(
        {
            "exporter": ["KOR", "Korea", "Koraea", None, "KOR"],
            "destination": ["UKR", "Ukraine", "UKR", "UKR", "POL"],
            "item": ["155mm shell", "155 mm shell", "155mm shell", "K2", "K2"],
            "date": ["2023-01-30", "2023-01-30", "2023-01-30", "2023-01-30", "2023-02-30"],
            "end_use": ["combat", "combat", "combat", "combat", "war"],
        }
    )
    answer = Judge(shipped, table.column_names).decide(table)
    assert answer.accepted is not None
    assert answer.accepted.tolist() == [True, True, False, False, False]
    assert answer.columns["outcome"].to_pylist() == ["blocked", "blocked"]
    said = {row: [problem.message for problem in problems] for row, problems in answer.rejected}
    assert said == {
        2: ["`Koraea` is not a country"],
        3: ["the key `exporter` is missing"],
        4: ["`2023-02-30` is not a day of the calendar", "`war` is not allowed as `end_use`"],
    }


def test_columns_are_keys_of_a_request(shipped: Library) -> None:
    with pytest.raises(licet.InputError) as found:
        Judge(shipped, ["exporter", "destination", "iten", "end_use", "end_use"])
    assert [problem.message for problem in found.value.problems] == [
        "unknown column `iten`",
        "the column `end_use` stands twice",
        "the column `item` is missing",
    ]


def test_names_of_steps_may_have_dots(shipped: Library) -> None:
    row: Row = {
        "exporter": "KOR",
        "destination": "PRK",
        "date": "2023-01-30",
        "item": "helmets",
        "approvals.kor.unification_minister": "granted",
        "by_state.KOR.approvals.kor.unification_minister": "refused",
    }
    judge = Judge(shipped, list(row))
    assert_same(judge, [row, {**row, "by_state.KOR.approvals.kor.unification_minister": None}])
    with pytest.raises(licet.InputError) as found:
        Judge(shipped, ["exporter", "destination", "item", "approvals.kor.unification_minster"])
    assert found.value.problems[0].message == "unknown column `approvals.kor.unification_minster`"
