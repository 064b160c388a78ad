"""The worked example of docs/what-would-change.md: its table, its commands and what it says holds."""

from __future__ import annotations

import re
import shlex

import pytest

from licet.amend import suspend
from licet.decisions import Decision
from licet.library import Library
from tests.golden import ROOT, run
from tests.policies.proposal_moves import (
    ASSEMBLY,
    BAR,
    DECISION,
    DONE,
    FIGHT,
    LAW,
    NARROW,
    NIGHT_VISION,
    POLICE,
    SHELLS,
    WITHOUT,
    Move,
    check,
    found,
    outcome,
)

PAGE = (ROOT / "docs" / "what-would-change.md").read_text(encoding="utf-8")
FOLDER = ROOT / "policies" / "proposals"
SEOUL = Move(WITHOUT, "KOR", "UKR", SHELLS, "2023-01-30", FIGHT, "blocked", "blocked")
KRAB = {"name": "AHS Krab", "origins": [{"state": "KOR", "claim": "component"}, {"state": "DEU", "claim": "component"}]}
TABLE = {
    "shells to Ukraine": SEOUL,
    "the same, law only": SEOUL._replace(rest={**FIGHT, **LAW}),
    "night vision (no": SEOUL._replace(item=NIGHT_VISION),
    "the same to the Philippines": SEOUL._replace(item=NIGHT_VISION, destination="PHL"),
    "tear gas": SEOUL._replace(item="tear gas", destination="TUR", date="2014-06-01", rest=POLICE),
    "night vision to Russia": SEOUL._replace(item=NIGHT_VISION, destination="RUS"),
    "shells to Israel": SEOUL._replace(destination="ISR", date="2024-06-01"),
    "Korean shells": SEOUL._replace(
        exporter="USA", item={"name": SHELLS, "origins": ["KOR"]}, date="2022-11-20", leg="KOR origin"
    ),
    "Krab": SEOUL._replace(exporter="POL", item=KRAB, date="2022-06-01", leg="KOR origin"),
}


@pytest.fixture(scope="module")
def libraries(shipped: Library) -> dict[str, Library]:
    names = (WITHOUT, NARROW, DECISION, BAR, ASSEMBLY)
    return {"today": shipped} | {name: shipped.amend(FOLDER / f"{name}.yaml") for name in names}


def commands() -> list[tuple[list[str], list[str]]]:
    """Each command of the page with the lines it shows."""
    shown: list[tuple[list[str], list[str]]] = []
    for line in "".join(re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)).splitlines():
        if line.startswith("$ "):
            shown.append((shlex.split(line[2:]), []))
        else:
            shown[-1][1].append(line.strip())
    return shown


def grounds(decision: Decision) -> set[str]:
    return {ground.rule for ground in decision.grounds}


def test_the_table(libraries: dict[str, Library]) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
    rows = [row for row in rows if len(row) == 5][2:]
    assert len(rows) == len(TABLE)
    for (label, *cells), (start, move) in zip(rows, TABLE.items(), strict=True):
        assert label.startswith(start)
        columns = [libraries[name] for name in ("today", WITHOUT, NARROW, DECISION)]
        assert [cell.strip("*") for cell in cells] == [outcome(check(library, move), move.leg) for library in columns]
        assert [cell.startswith("**") for cell in cells] == [cell.strip("*") != cells[0] for cell in cells]


@pytest.mark.parametrize(("arguments", "lines"), commands(), ids=[" ".join(words[1:]) for words, _ in commands()])
def test_commands_print_what_is_shown(arguments: list[str], lines: list[str]) -> None:
    assert lines
    code, out, err = run(*arguments[1:])
    assert code in (0, 3, 4), err
    assert set(lines) <= {line.strip() for line in out.splitlines()}


def test_all_kinds_of_question_are_there() -> None:
    kinds = [arguments[1] for arguments, _ in commands()]
    assert (kinds.count("check"), kinds.count("whatif")) == (2, 9)


def test_three_locks_on_the_shells(shipped: Library) -> None:
    """The announcement, then the ground of war, and then only steps are left; the criterion is none of the locks."""
    assert grounds(check(shipped, SEOUL)) == {"kor/no-lethal-aid-to-ukraine"}
    unannounced = suspend(shipped, ["kor/no-lethal-aid-to-ukraine"])
    second = check(unannounced, SEOUL)
    assert (second.outcome, grounds(second)) == ("discretionary", {"kor/dap-war"})
    assert check(suspend(unannounced, ["kor/dap-war"]), SEOUL).outcome == "conditional"
    criteria = ["kor/peaceful-purposes", "kor/peaceful-purposes-2024", "kor/peace-and-security"]
    assert grounds(check(suspend(unannounced, criteria), SEOUL)) == {"kor/dap-war"}


def test_what_is_still_asked(libraries: dict[str, Library]) -> None:
    asked = {condition.rule for condition in check(libraries[DECISION], SEOUL).conditions}
    section = PAGE.split("## What is still asked")[1].split("Done, they give")[0]
    assert asked == set(re.findall(r"`((?:att|kor)/[a-z0-9-]+)`", section))
    done = SEOUL._replace(rest={**FIGHT, **DONE})
    assert check(libraries[DECISION], done).outcome == "allowed"
    guns = check(libraries[DECISION], SEOUL._replace(item="K9"))
    assert {condition.rule for condition in guns.conditions} - asked == {"att/11-diversion"}
    friction = SEOUL._replace(rest={**FIGHT, "facts": {"expected_friction": True}})
    assert check(libraries[DECISION], friction).outcome == "discretionary"
    assert check(libraries[DECISION], SEOUL._replace(rest={"end_use": "combat"})).outcome == "undetermined"


def test_no_korean_reform_frees_what_the_treaty_bars(libraries: dict[str, Library]) -> None:
    for library in libraries.values():
        for risk in ("ihl", "human_rights", "regional_stability", "terrorism", "organised_crime", "gender_violence"):
            decision = check(library, SEOUL._replace(rest={**FIGHT, **found(**{risk: "overriding"})}))
            assert decision.outcome == "blocked"
            assert {rule for rule in grounds(decision) if rule.startswith("att/7")}


def test_the_other_direction(libraries: dict[str, Library]) -> None:
    assert outcome(check(libraries[BAR], SEOUL._replace(rest={**FIGHT, **LAW})), None) == "blocked"
    howitzers = SEOUL._replace(destination="IND", item="K9", rest={**FIGHT, "end_use": "national_defence"})
    asked = {condition.rule for condition in check(libraries[ASSEMBLY], howitzers).conditions}
    assert "kor/assembly-consent" in asked
