"""The proposals: each applies to the shipped law, changes the rules it means to, and moves the transfers it should."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from licet import InputError
from licet.amend import read_amendment
from licet.amend.applying import changed_rules
from licet.cases import load_cases, run_cases
from licet.library import Library
from licet.loading import library_files, shipped_folder
from licet.outcome import ALLOWED, Interval, Outcome
from licet.policies.lint import lint
from licet.transfers.transfer import Transfer
from tests.policies.aim import aimed
from tests.policies.proposal_moves import (
    ABSOLUTE,
    ASSEMBLY,
    BAR,
    CRITERION_7,
    DECISION,
    GERMAN,
    JAPAN,
    MOVES,
    NARROW,
    SWISS,
    WITHOUT,
    Move,
    check,
    outcome,
)

FOLDER = shipped_folder() / "proposals"
FILES = sorted(FOLDER.glob("*.yaml"))

STATUS = {
    WITHOUT: "hypothetical",
    NARROW: "hypothetical",
    DECISION: "hypothetical",
    BAR: "bill",
    ASSEMBLY: "bill",
    JAPAN: "hypothetical",
    SWISS: "adopted",
    GERMAN: "proposal",
    ABSOLUTE: "hypothetical",
    CRITERION_7: "hypothetical",
}


def numberings(*names: str) -> set[str]:
    """Korean rules with their twins of 2024."""
    return {f"kor/{name}{tail}" for name in names for tail in ("", "-2024")}


def each(kind: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, kind)


CHANGED: dict[str, dict[str, str]] = {
    WITHOUT: each("removed", *numberings("peaceful-purposes"))
    | each("changed", *numberings("transit-criteria", "brokering-criteria", "situational-criteria"))
    # announced lines that named the criterion as one of their bases lose it
    | each(
        "changed",
        "kor/no-lethal-aid-to-ukraine",
        "kor/no-strategic-items-to-russia",
        "kor/no-strategic-items-to-belarus",
        "kor/no-arms-to-myanmar",
        "kor/myanmar-close-examination",
    ),
    NARROW: each(
        "changed", *numberings("peaceful-purposes", "peace-and-security", "transit-criteria", "brokering-criteria")
    ),
    DECISION: each("removed", "kor/no-lethal-aid-to-ukraine") | each("added", "kor/ukraine-2022"),
    BAR: each("added", "kor/states-at-war", "kor/states-in-disturbance"),
    ASSEMBLY: each("added", "kor/assembly-consent"),
    JAPAN: each("removed", "jpn/no-passing-on-to-fighting-states", "jpn/fighting-2026")
    | each("changed", "jpn/gcap-third-states-2024", "jpn/weapons-technology-2026"),
    SWISS: each("removed", "che/kmg-18-1", "che/kmg-18-2-export")
    | each(
        "added",
        "che/partners-in-conflict",
        "che/partners-veto",
        "che/declaration-on-demand",
        "che/passing-on",
        "che/article-22b",
    ),
    GERMAN: each(
        "changed",
        "deu/principles-human-rights-2019",
        "deu/principles-small-arms-2019",
        "deu/principles-special-interest-2019",
        "deu/post-shipment",
    )
    | each("added", "deu/act-human-rights-situation"),
    ABSOLUTE: each(
        "changed",
        "nor/1959-war",
        "nor/1959-civil-war",
        "nor/ukraine-state-gift",
        "nor/ukraine-allied-gift",
        "nor/ukraine-direct-sales",
        "nor/ukraine-technology",
        "nor/group-1-customer",
        "nor/group-2-buyer",
    ),
    CRITERION_7: each("changed", "eu/criterion-7"),
}

# Real decisions, of the states whose rules a proposal touches, that would come out otherwise.
CASES: dict[str, dict[str, tuple[str, str]]] = {
    WITHOUT: dict.fromkeys(
        ("2012-KOR-BHR-teargas", "2014-KOR-BHR-teargas", "2014-KOR-TUR-teargas"), ("discretionary", "conditional")
    ),
    NARROW: {},
    DECISION: {
        "2022-KOR-UKR-chiron": ("blocked", "conditional"),
        "2022-POL-UKR-krab-kor": ("discretionary", "conditional"),
        "2022-USA-UKR-155-kor": ("blocked", "conditional"),
        "2024-KOR-UKR-cheongung": ("blocked", "conditional"),
    },
    BAR: {
        "2022-POL-UKR-krab-kor": ("discretionary", "blocked"),
        "2026-KOR-ARE-interceptors": ("discretionary", "blocked"),
        **dict.fromkeys(
            ("2017-KOR-MMR-lpd", "2021-KOR-TUR-powerpack", "2022-KOR-EGY-k9", "2024-KOR-IRQ-cheongung"),
            ("conditional", "discretionary"),
        ),
    },
    ASSEMBLY: {},
    JAPAN: {"2023-USA-UKR-patriot-jpn": ("blocked", "conditional")},
    SWISS: {},
    GERMAN: {
        "2022-DEU-CHN-submarine-engine": ("discretionary", "undetermined"),
        **dict.fromkeys(
            (
                "2021-DEU-EGY-frigates",
                "2021-KOR-EGY-k9-engine-deu",
                "2023-BRA-PHL-guarani",
                "2024-DEU-SAU-irist",
                "2024-GBR-SAU-eurofighter-deu",
            ),
            ("discretionary", "blocked"),
        ),
    },
    ABSOLUTE: dict.fromkeys(
        (
            "2022-NOR-UKR-m109",
            "2022-NOR-UKR-m72",
            "2023-NOR-UKR-f16",
            "2023-NOR-UKR-leopard",
            "2024-NOR-TUR-normal",
            "2024-NOR-UKR-firm-sale-after",
            "2024-NOR-UKR-technology",
        ),
        ("conditional", "blocked"),
    ),
    CRITERION_7: {},
}


@pytest.fixture(scope="module")
def amended(shipped: Library) -> dict[str, Library]:
    return {path.stem: shipped.amend(path) for path in FILES}


def test_the_files_are_those_tested_and_listed() -> None:
    names = {path.stem for path in FILES}
    assert names == set(CHANGED) == set(CASES) == set(STATUS) == {move.proposal for move in MOVES}
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in names:
        assert f"| [{name}]({name}.yaml) | {STATUS[name]} |" in readme


def test_the_library_leaves_them_out() -> None:
    assert not [name for name, _ in library_files(shipped_folder()) if name.startswith("proposals")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_says_what_it_is_and_where_it_comes_from(path: Path) -> None:
    amendment = read_amendment(path)
    assert amendment.status == STATUS[path.stem]
    assert amendment.entry.cite is not None
    assert amendment.entry.cite.source in amendment.entry.sources
    assert all(source.url for source in amendment.entry.sources.values())
    assert amendment.entry.note


@pytest.mark.parametrize("name", CHANGED)
def test_it_changes_the_rules_it_means_to(name: str, shipped: Library, amended: dict[str, Library]) -> None:
    assert changed_rules(shipped, amended[name]) == CHANGED[name]
    assert amended[name].digest != shipped.digest


@pytest.mark.parametrize("name", CHANGED)
def test_what_comes_of_it_is_a_clean_library(name: str, shipped: Library, amended: dict[str, Library]) -> None:
    known = {problem.message for problem in lint(shipped)}
    assert [problem.message for problem in lint(amended[name]) if problem.message not in known] == []


@pytest.mark.parametrize(
    "move", MOVES, ids=lambda move: f"{move.proposal} {move.exporter} {move.destination} {move.date} {move.after}"
)
def test_transfers_move_as_they_should(move: Move, shipped: Library, amended: dict[str, Library]) -> None:
    before = outcome(check(shipped, move), move.leg)
    after = outcome(check(amended[move.proposal], move), move.leg)
    assert (before, after) == (move.before, move.after)


def _rises(before: str | None, after: str | None) -> bool:
    chain = [outcome.word for outcome in Outcome]
    # an undetermined answer lies between blocked and allowed: it rises to allowed only
    return (
        chain.index(after or "") > chain.index(before or "")
        if before in chain and after in chain
        else after == "allowed"
    )


@pytest.mark.parametrize("name", CASES)
def test_real_decisions_that_would_come_out_otherwise(name: str, shipped: Library, amended: dict[str, Library]) -> None:
    policies = {rule.split("/")[0] for rule in CHANGED[name]}
    states = {"DEU", "SWE"} if policies == {"eu"} else {policy.upper() for policy in policies}
    cases = [case for case in load_cases(shipped_folder() / "cases") if case.entry.leg.state in states]
    before = {result.case.entry.id: result.outcome for result in run_cases(shipped, cases)}
    after = {result.case.entry.id: result.outcome for result in run_cases(amended[name], cases)}
    assert before
    flips = {case: (before[case], after[case]) for case in before if before[case] != after[case]}
    assert {case: flips.get(case) for case in CASES[name]} == CASES[name]
    # decisions that were found since move the same way as these
    assert {_rises(*flip) for flip in flips.values()} <= {_rises(*flip) for flip in CASES[name].values()}


def test_an_absolute_line_cannot_be_lifted_by_decisions_of_the_government(shipped: Library) -> None:
    """Without taking the permits back, the line without room is refused: a decision cannot set it aside."""
    with pytest.raises(InputError) as caught:
        shipped.amend("amendment: absolute\nreplace:\n  nor/1959-war: {force: mandatory, leaves_room: false}\n")
    messages = " ".join(problem.message for problem in caught.value.problems)
    for permit in ("nor/ukraine-state-gift", "nor/ukraine-allied-gift", "nor/ukraine-direct-sales"):
        assert f"`{permit}` (practice) lifts `nor/1959-war` (guideline), a higher layer" in messages


def test_narrowing_frees_only_those_who_defend_themselves(shipped: Library, amended: dict[str, Library]) -> None:
    """The guard of a reform: with every fact known, nothing gets harder, and easier only in self-defence."""
    eased = 0
    for name in CHANGED[NARROW]:
        for transfer, state, role in itertools.islice(aimed(amended[NARROW].rules[name], amended[NARROW]), 40):
            before, after = (on_leg(library, transfer, state, role) for library in (shipped, amended[NARROW]))
            assert before.worst <= after.worst and before.best <= after.best
            if before != after:
                assert transfer.assumed["destination.self_defence"] is True
                eased += 1
    assert eased >= 5


def on_leg(library: Library, transfer: Transfer, state: str, role: str) -> Interval:
    legs = library.evaluate(transfer).legs
    return next((leg.law for leg in legs if (leg.leg.state, leg.leg.role) == (state, role)), ALLOWED)
