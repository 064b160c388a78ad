"""A matrix is the same answer as a check, for every pair."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import Any

import pytest

from licet.library import Library
from licet.matrix import COLUMNS, matrix, states_of
from licet.problems import InputError
from licet.reasons import decisive
from tests import small

DAY = datetime.date(2023, 1, 30)
SHELLS: dict[str, Any] = {"items": ["155mm shell"], "date": "2023-01-30", "end_use": "combat"}


def test_every_cell_is_what_check_says() -> None:
    library = small.library()
    found = matrix(library, SHELLS, ["KOR", "Germany", "FRA"], ["UKR", "IND", "KOR", "PRK"])
    assert found.exporters == ("KOR", "DEU", "FRA")
    assert ("KOR", "KOR") not in found.cells
    assert len(found.cells) == 11
    for (exporter, destination), cell in found.cells.items():
        decision = library.check({**SHELLS, "exporter": exporter, "destination": destination})
        assert (cell.outcome, cell.worst, cell.best) == (decision.outcome, decision.worst, decision.best)
        assert cell.rule is None or cell.rule in [ground.rule for ground in decision.grounds]
        assert (cell.unknown is not None) == (decision.outcome == "undetermined")
        assert (cell.because is None) == (decision.outcome == "allowed")
        reason = decisive(library.evaluate({**SHELLS, "exporter": exporter, "destination": destination}))
        if reason is not None:
            assert (cell.rule, cell.state, cell.because, cell.unknown) == (
                reason.rule,
                reason.state,
                reason.because,
                reason.unknown,
            )
    assert found.cells["KOR", "UKR"].rule == "kor/no-lethal-aid"
    assert found.cells["FRA", "IND"].unknown == "law of FRA"
    assert found.cells["DEU", "UKR"].because == "outstanding: the risk assessment of Germany"


def test_a_refusal_of_practice_tells_more_than_the_law_it_exercises() -> None:
    library = small.library().amend("amendment: both bind\nreplace: {kor/peaceful-purposes: {force: mandatory}}\n")
    request = {**SHELLS, "exporter": "KOR", "destination": "UKR", "end_user": {"type": "armed_forces"}}
    evaluation = library.evaluate(request)
    reason = decisive(evaluation)
    assert {g.rule for g in library.check(request).grounds} == {"kor/no-lethal-aid", "kor/peaceful-purposes"}
    assert reason is not None
    assert reason.rule == "kor/no-lethal-aid"


def test_defaults_are_all_encoded_states_and_all_members_of_the_united_nations(shipped: Library) -> None:
    codes = states_of(shipped, ["UN"], DAY)
    assert len(codes) == 193
    small_one = matrix(small.library(), SHELLS, None, ["UKR"])
    assert small_one.exporters == ("DEU", "KOR")
    with pytest.raises(InputError, match="`UN` is neither a country nor a group"):
        matrix(small.library(), SHELLS)


def test_groups_are_their_members_on_the_day() -> None:
    library = small.library()
    assert states_of(library, ["CLUB"], datetime.date(2018, 1, 1)) == ("DEU", "KOR", "POL")
    assert states_of(library, ["CLUB"], DAY) == ("DEU", "KOR")
    assert states_of(library, ["ukraine", "club", "DEU", "UA"], DAY) == ("UKR", "DEU", "KOR")
    with pytest.raises(InputError, match="`CLUB` has no members on 1990-01-01"):
        states_of(library, ["CLUB"], datetime.date(1990, 1, 1))


def test_every_wrong_name_is_said() -> None:
    with pytest.raises(InputError) as caught:
        states_of(small.library(), ["KRO", "CLUBB", "xyzzy quux", "no"], DAY)
    assert [(problem.message, problem.help) for problem in caught.value.problems] == [
        ("`KRO` is neither a country nor a group", "did you mean `KOR` (South Korea)?"),
        ("`CLUBB` is neither a country nor a group", "did you mean `CLUB`?"),
        (
            "`xyzzy quux` is neither a country nor a group",
            "a country's name or code, or the name of a group such as `NATO`",
        ),
        ("`no` is neither a country nor a group", "for Norway write `NOR`: YAML reads `no` as false"),
    ]


def test_bad_requests() -> None:
    library = small.library()
    with pytest.raises(InputError, match="not in the item catalogue"):
        matrix(library, {**SHELLS, "items": ["155mm shel"]}, ["KOR"], ["UKR"])
    with pytest.raises(InputError, match="the only exporter is the only destination"):
        matrix(library, SHELLS, ["KOR"], ["KOR"])
    with pytest.raises(InputError, match="no exporter is named"):
        matrix(library, SHELLS, [], ["KOR"])
    with pytest.raises(InputError) as caught:
        matrix(library, {**SHELLS, "items": ["155mm shel"], "end_use": "combt"}, ["KRO"], ["Ukrain", "UKR"])
    assert [problem.message for problem in caught.value.problems] == [
        "`combt` is not allowed as `end_use`",
        "`155mm shel` is not in the item catalogue",
        "`KRO` is neither a country nor a group",
        "`Ukrain` is neither a country nor a group",
    ]
    with pytest.raises(InputError, match="the key `date` is missing"):
        matrix(library, {"items": ["helmet"]}, ["KOR"], ["UKR"])


def test_ends_of_the_request_play_no_part() -> None:
    plain = matrix(small.library(), SHELLS, ["KOR"], ["UKR"])
    assert matrix(small.library(), {**SHELLS, "exporter": "FRA", "destination": "XXX"}, ["KOR"], ["UKR"]) == plain


def test_csv_and_plain_data_hold_every_cell_and_are_the_same_each_time() -> None:
    request = {**SHELLS, "items": ["155mm shell", {"name": 'a "thing", odd', "category": "ML3"}]}
    found, again = (matrix(small.library(), request, ["KOR", "DEU"], ["UKR", "IND"]) for _ in range(2))
    assert found.to_csv() == again.to_csv()
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["exporter"], row["destination"]) for row in rows] == list(found.cells)
    assert rows[0]["item"] == '155mm shell, a "thing", odd'
    assert json.dumps(found.to_dict()) == json.dumps(again.to_dict())
    assert [cell["outcome"] for cell in found.to_dict()["cells"]] == [row["outcome"] for row in rows]


def test_layers_and_strictness_reach_every_cell() -> None:
    law = matrix(small.library(), SHELLS, ["KOR"], ["UKR"], layers=("law",))
    assert (law.layers, law.cells["KOR", "UKR"].rule) == (("law",), "kor/peaceful-purposes")
    later = {**SHELLS, "date": "2026-02-01"}
    assert matrix(small.library(), later, ["KOR"], ["UKR"]).cells["KOR", "UKR"].outcome == "blocked"
    assert matrix(small.library(), later, ["KOR"], ["UKR"], strict=True).cells["KOR", "UKR"].outcome == "undetermined"
