"""Differences between decisions, the reasons for them, and where many transfers come from."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from licet.compare import Change, Damaged, Row, Side, Summary, compare, difference, direction
from licet.compare.keys import HEADS, key_mistake, place
from licet.compare.sources import file_rows, grid, line_rows
from licet.documents import Document
from licet.outcome import Interval, Outcome
from licet.problems import InputError
from tests import small

B, D, C, A = Outcome.BLOCKED, Outcome.DISCRETIONARY, Outcome.CONDITIONAL, Outcome.ALLOWED
INTERVALS = [Interval(low, high) for low in Outcome for high in Outcome if low <= high]
SHELLS = {
    "exporter": "KOR",
    "destination": "UKR",
    "items": ["155mm shell"],
    "date": "2023-01-30",
    "end_use": "combat",
    "end_user": {"type": "armed_forces"},
}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((B, B), (B, B), "same"), ((B, B), (B, A), "looser"), ((B, A), (A, A), "looser"), ((B, A), (B, B), "stricter"),
        ((D, C), (B, C), "stricter"), ((B, A), (D, C), "incomparable"), ((D, D), (B, A), "incomparable"),
    ],
)  # fmt: skip
def test_directions(before: tuple[Outcome, Outcome], after: tuple[Outcome, Outcome], expected: str) -> None:
    assert direction(Interval(*before), Interval(*after)) == expected


def test_a_direction_turns_round_and_agrees_with_both_ends() -> None:
    turned = {"looser": "stricter", "stricter": "looser", "same": "same", "incomparable": "incomparable"}
    for before, after in itertools.product(INTERVALS, INTERVALS):
        found = direction(before, after)
        assert direction(after, before) == turned[found]
        ups = {after.worst > before.worst, after.best > before.best}
        downs = {after.worst < before.worst, after.best < before.best}
        expected = {(False, False): "same", (True, False): "looser", (False, True): "stricter"}
        assert found == expected.get((True in ups, True in downs), "incomparable")


def change(before: Side, after: Side, **request: object) -> Change:
    (found,) = compare(before, after, [Row("x", Document("request", "", {**SHELLS, **request}))])
    assert isinstance(found, Change), found
    return found


def causes(found: Change) -> dict[str, str]:
    return {reason.rule: reason.cause for reason in found.reasons}


def side(*amendments: str, **options: object) -> Side:
    return Side(small.library().amend(*(f"amendment: x\n{text}\n" for text in amendments)), **options)  # type: ignore[arg-type]


def test_a_suspended_rule_is_the_reason_and_what_is_left_is_not() -> None:
    found = change(side(), side("suspend: [kor/no-lethal-aid]"))
    assert (found.direction, causes(found)) == ("looser", {"kor/no-lethal-aid": "removed"})
    told = found.difference()
    assert [ground.rule for ground in told.grounds.gone] == ["kor/no-lethal-aid"]
    assert [ground.rule for ground in told.grounds.new] == ["kor/peaceful-purposes"]
    assert [(pair.before.outcome, pair.after.outcome) for pair in told.legs.changed] == [("blocked", "discretionary")]


def test_a_rule_behind_another_changes_nothing_but_its_own_mention() -> None:
    found = change(side(), side("suspend: [kor/peaceful-purposes]"))
    assert (found.direction, found.reasons, found.other_reasons) == ("same", (), False)


def test_the_same_outcome_for_another_reason() -> None:
    mandatory = "replace: {kor/peaceful-purposes: {force: mandatory}}"
    found = change(side(), side("suspend: [kor/no-lethal-aid]", mandatory))
    assert (found.direction, found.reasons, found.other_reasons) == ("same", (), True)


def test_a_new_permit_and_the_rule_it_lifts_are_both_named() -> None:
    permit = """
add:
  - id: kor/waiver
    title: Waiver
    cite: {source: x, at: art. 1}
    layer: law
    effect: permit
    lifts: [kor/no-lethal-aid, kor/peaceful-purposes]
    because: it is waived
    confidence: unverified
sources: {x: {title: X}}
"""
    found = change(side(), side(permit))
    # the ground behind it was none of the reasons why the transfer was blocked
    assert causes(found) == {"kor/no-lethal-aid": "lifted", "kor/waiver": "added"}
    assert causes(change(side(permit), side())) == {"kor/no-lethal-aid": "not lifted", "kor/waiver": "removed"}
    (lifted,) = [reason for reason in found.reasons if reason.effect == "permit"]
    assert (lifted.before, lifted.after) == ("no", "yes")


def test_a_licence_duty_that_falls_is_named_with_the_rule_under_it() -> None:
    loose = "suspend: [kor/no-lethal-aid]"
    narrow = "replace: {kor/licence: {when: item.category == NL}}"
    found = change(side(loose), side(loose, narrow))
    assert causes(found) == {"kor/peaceful-purposes": "licence duty", "kor/licence": "changed"}


def test_dates_layers_facts_answers_and_legs_are_causes() -> None:
    from datetime import date

    early, late = date(2022, 1, 1), date(2022, 6, 1)
    assert causes(change(side(date=early), side(date=late))) == {"kor/no-lethal-aid": "began"}
    assert causes(change(side(date=late), side(date=early))) == {"kor/no-lethal-aid": "ended"}
    assert causes(change(side(), side(layers=("law",)))) == {"kor/no-lethal-aid": "not asked"}
    assert causes(change(side(layers=("law",)), side())) == {"kor/no-lethal-aid": "asked"}
    record = """
world:
  records:
    - {state: IND, term: armed_conflict, value: international, from: 2000-01-01, source: x, confidence: unverified}
"""
    found = change(side(), side(record), destination="IND", end_use="stockpile")
    (reason,) = [reason for reason in found.reasons if reason.rule == "kor/peaceful-purposes"]
    assert reason.cause == "facts"
    assert [(fact.term, fact.after) for fact in reason.facts] == [("destination.armed_conflict", "international")]


def test_what_a_request_changes_is_told_too() -> None:
    from licet.compare import compare_evaluations

    def judged(**request: object) -> object:
        return small.library().evaluate({"exporter": "POL", "destination": "UKR", "date": "2022-06-01", **request})

    krab = {"items": [{"name": "Krab", "origins": ["KOR"]}]}
    granted = judged(**krab, consents={"KOR": "granted"})
    refused = judged(**krab, consents={"KOR": "refused"})
    alone = judged(items=[{"name": "Krab", "origins": []}])
    told = causes(compare_evaluations("x", refused, granted, {}))  # type: ignore[arg-type]
    assert told["kor/consent"] == "answers"
    still_open = judged(**krab)
    told = causes(compare_evaluations("x", still_open, granted, {}))  # type: ignore[arg-type]
    assert told == {"kor/no-lethal-aid": "consent", "kor/consent": "answers"}
    # the law of Poland is not encoded, so that leg stays open and names no reason of its own
    assert causes(compare_evaluations("x", alone, refused, {})) == {"kor/consent": "leg"}  # type: ignore[arg-type]


def test_differences_leave_out_what_is_the_same() -> None:
    decision = small.library().check(SHELLS)
    told = difference(decision, decision)
    assert not told.changes
    assert told.to_dict()["grounds"] == {"gone": [], "new": [], "changed": []}


def test_a_policy_that_only_one_library_has_is_not_overlooked() -> None:
    whole = small.library()
    less = replace(whole, policies=tuple(policy for policy in whole.policies if policy.id != "pact"))
    request: dict[str, object] = {
        "destination": "IND",
        "items": ["helmet"],
        "end_use": "stockpile",
        "date": "2022-02-01",
    }
    request["assurances"] = {"end_use_certificate": True}
    told = change(Side(less), Side(whole), **request)
    assert (told.direction, causes(told)) == ("stricter", {"pact/overriding-risk": "added"})
    assert {step.rule for step in told.difference().conditions.new} == {"pact/overriding-risk"}
    assert causes(change(Side(whole), Side(less), **request)) == {"pact/overriding-risk": "removed"}


def test_the_summary_counts_transfers_once_for_each_rule() -> None:
    rows = [Row(str(number), Document("request", "", SHELLS)) for number in range(3)]
    rows.append(Row("helmets", Document("request", "", {**SHELLS, "items": ["helmet"]})))
    rows.append(Row("damaged", Document("request", "", {**SHELLS, "exporter": "KRO"})))
    summary = Summary()
    for found in compare(side(), side("suspend: [kor/no-lethal-aid]"), rows):
        summary.add(found)
    assert (summary.transfers, summary.flips, summary.damaged) == (4, 3, 1)
    assert summary.to_dict()["rules"] == [{"rule": "kor/no-lethal-aid", "cause": "removed", "looser": 3}]
    assert summary.to_dict()["moves"] == [{"before": "blocked", "after": "discretionary", "transfers": 3}]


def test_a_request_without_a_date_is_damaged_unless_both_sides_have_one() -> None:
    from datetime import date

    row = Row("x", Document("request", "", {key: value for key, value in SHELLS.items() if key != "date"}))
    day, later = date(2023, 1, 30), date(2023, 2, 1)
    assert isinstance(next(compare(side(), side(date=day), [row])), Damaged)
    assert isinstance(next(compare(side(date=day), side(date=later), [row])), Change)
    assert isinstance(next(compare(side(), side(), [row], default_date=day)), Change)


# keys and rows


def test_keys_place_values() -> None:
    data: dict[str, object] = {"items": ["Krab"], "risks": "low"}
    for key, text in [
        ("item.category", "ML2"), ("item.origins", "KOR:component:0.2; DEU"), ("item.features.range_km", "40.5"),
        ("end_user.name", "007"), ("consents.DEU", "granted"), ("via", "ROU|MDA"), ("risks.ihl", "clear"),
        ("facts.destination.self_defence", "true"), ("by_state.DEU.risks.ihl", "low"), ("temporary", "false"),
        ("by_state.DEU.shown", "emergency"),
    ]:  # fmt: skip
        assert key_mistake(key) is None, key
        place(data, key, text)
    (item,) = data["items"]  # type: ignore[misc]
    assert item == {
        "name": "Krab",
        "category": "ML2",
        "origins": [{"state": "KOR", "claim": "component", "share": 0.2}, {"state": "DEU"}],
        "features": {"range_km": 40.5},
    }
    assert data["end_user"] == {"name": "007"}
    assert data["via"] == ["ROU", "MDA"]
    assert data["risks"]["ihl"] == "clear" and data["risks"]["terrorism"] == "low"  # type: ignore[index]
    assert data["facts"] == {"destination.self_defence": True}
    assert data["by_state"] == {"DEU": {"risks": {"ihl": "low"}, "shown": ["emergency"]}}
    assert data["temporary"] is False


@pytest.mark.parametrize(
    "key",
    ["enduse", "end_use.x", "end_user", "end_user.typ", "item.features", "item.x", "risks.", "facts", "by_state.DEU",
     "assurances", "consents", "item.features.a.b", "", "items"],
)  # fmt: skip
def test_keys_that_are_none(key: str) -> None:
    assert key_mistake(key) is not None


def test_every_head_of_a_request_can_be_a_key() -> None:
    parts = {
        "end_user": "type", "consents": "DEU", "assurances": "no_reexport", "knowledge": "atrocity_crimes",
        "approvals": "parliament", "facts": "item.lethal", "by_state": "DEU.risks",
    }  # fmt: skip
    for head in HEADS:
        assert key_mistake(f"{head}.{parts[head]}" if head in parts else head) is None


def rows(text: str) -> list[Row | Damaged]:
    def lines() -> Iterator[str]:
        yield from text.splitlines(keepends=True)

    return list(line_rows(lines(), "t"))


def test_damaged_rows_say_their_line_and_the_others_are_read() -> None:
    found = rows('exporter,destination,item\nKOR,UKR,"two\nlines"\n\nKOR,UKR\nKOR,"U"KR,helmet\nKOR,IND,helmet\n')
    assert [type(row) for row in found] == [Row, Damaged, Damaged, Row]
    spans = [row.span if isinstance(row, Row) else row.problems[0].span for row in found]
    assert [span and span.line for span in spans] == [2, 5, 6, 7]
    assert found[-1].id == "KOR IND helmet"


def test_bytes_that_are_not_utf8_damage_their_row_only(tmp_path: Path) -> None:
    for name, content in [
        ("a.csv", b"exporter,destination,item\nKOR,UKR,h\xff\nKOR,UKR,helmet\n"),
        ("b.jsonl", b'{"exporter": "KOR", "items": ["\xff"]}\n{"exporter": "KOR"}\n'),
    ]:
        (tmp_path / name).write_bytes(content)
        bad, good = file_rows(tmp_path / name)
        assert isinstance(bad, Damaged) and bad.problems[0].message == "the text is not UTF-8"
        assert isinstance(good, Row)


def test_a_table_may_begin_with_a_mark_and_use_semicolons_or_tabs(tmp_path: Path) -> None:
    for delimiter in ";\t":
        path = tmp_path / "t.csv"
        path.write_text(
            "\ufeffexporter,destination,item\nNorway,UKR,helmet\n".replace(",", delimiter), encoding="utf-8"
        )
        (row,) = file_rows(path)
        assert isinstance(row, Row)
        assert row.document.data == {"exporter": "Norway", "destination": "UKR", "items": [{"name": "helmet"}]}


def test_the_item_comes_before_what_is_said_of_it() -> None:
    (row,) = rows("item.lethal,exporter,item,destination\nfalse,KOR,helmet,UKR\n")
    assert isinstance(row, Row)
    assert row.document.data["items"] == [{"name": "helmet", "lethal": False}]


def test_a_grid_has_every_combination_once_and_no_state_to_itself() -> None:
    found = grid(
        small.library(),
        exporters=["Korea", "KOR", "DEU"],
        destinations=["UKR", "KOR"],
        items=["helmet", "ml4"],
        dates=["2022-01-01", "2023-01-01"],
        end_uses=["combat"],
    )
    listed = list(found)
    assert len(listed) == len(found) == 3 * 2 * 2
    assert len({row.id for row in listed}) == len(listed)
    pairs = {(row.document.data["exporter"], row.document.data["destination"]) for row in listed}
    assert pairs == {("KOR", "UKR"), ("DEU", "UKR"), ("DEU", "KOR")}
    assert {"category": "ML4"} in [row.document.data["items"][0] for row in listed]


def test_a_grid_without_exporters_has_every_encoded_state() -> None:
    found = grid(small.library(), destinations=["UKR"], items=["helmet"])
    assert list(found.exporters) == ["DEU", "KOR"]


def test_all_mistakes_of_a_grid_at_once() -> None:
    with pytest.raises(InputError) as error:
        grid(small.library(), exporters=["KRO"], destinations=["X"], items=["helmt"], dates=["1"], end_uses=["combt"])
    assert len(error.value.problems) == 5
