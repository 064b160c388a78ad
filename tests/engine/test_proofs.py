"""Claims: how they are read, of which days they are proved, what refutes them; and what is said where nothing is."""

from __future__ import annotations

import builtins
import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

pytest.importorskip("z3")

from licet.compare.sides import Side
from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.outcome import Outcome
from licet.problems import InputError
from licet.proofs import (
    ClaimResult,
    Days,
    Part,
    PartComparison,
    claim_scope,
    compare,
    exact,
    load_claims,
    parse_statement,
    prove,
    prove_claims,
    together,
    witness,
)
from licet.proofs.saving import cases_of_comparison, write_cases
from licet.proofs.solving import Logic, NotDecidedError, Solver
from tests import small

D = datetime.date
DAY = D(2023, 1, 30)


def claim(text: str, state: str = "KOR", days: Days | None = None, **rest: Any) -> ClaimResult:
    library = small.library()
    statement, mistakes = parse_statement(text, claim_scope(library, [state.lower()]))
    assert not mistakes, mistakes
    part = Part(state, rest.pop("role", "exporter"), rest.pop("of", None))
    (result,) = prove(library, [statement], part, days or Days.on(DAY), rest.pop("options", Options()), **rest)
    return result


# the language


@pytest.mark.parametrize(
    ("text", "message", "start", "length"),
    [
        ("destination.un_embargo == total implies outcome == blocked", "`total` is not an embargo", 26, 5),
        ("item.lethal implies outcome == bloked", "`bloked` is not an outcome", 31, 6),
        (
            "item.lethal implies (end_use == combat implies worst == blocked)",
            "`implies` cannot stand in brackets",
            39,
            7,
        ),
        ("implies outcome == blocked", "`implies` needs a condition on both sides", 0, 7),
        ("outcome > undetermined", "`undetermined` has no order", 0, 22),
        ("item.lethl implies worst == blocked", "there is no fact `item.lethl`", 0, 10),
    ],
)
def test_mistakes_have_a_place(text: str, message: str, start: int, length: int) -> None:
    _, mistakes = parse_statement(text, claim_scope(small.library()))
    assert [(m.message, m.start, m.length) for m in mistakes] == [(message, start, length)]


def test_the_word_in_quotes_is_no_implication() -> None:
    statement, mistakes = parse_statement('end_user.name == "what it implies"', claim_scope(small.library()))
    assert not mistakes and not statement.given


def test_definitions_of_the_policy_are_known() -> None:
    _, mistakes = parse_statement("weapon implies worst == blocked", claim_scope(small.library(), ["kor"]))
    assert not mistakes
    _, mistakes = parse_statement("weapon implies worst == blocked", claim_scope(small.library()))
    assert mistakes


# claims on a day


def test_proved_and_refuted() -> None:
    assert claim("destination == UKR and item.lethal implies outcome == blocked").status == "proved"
    found = claim("destination == UKR implies outcome == blocked")
    assert found.status == "refuted" and found.counterexample is not None
    assert found.counterexample.request["destination"] == "UKR"
    assert found.counterexample.stated == 0, "whether it is lethal is left open"
    assert found.counterexample.answer.interval == (Outcome.BLOCKED, Outcome.CONDITIONAL)


def test_what_is_claimed_has_to_be_certain() -> None:
    """An outcome that is open between blocked and allowed is neither `== blocked` nor `!= blocked`."""
    given = "destination == UKR and item.category == ML4"
    assert claim(f"{given} implies outcome == blocked").status == "refuted"
    assert claim(f"{given} implies outcome != blocked").status == "refuted"
    assert claim(f"{given} implies worst == blocked or best >= conditional or item.lethal").status == "proved"


def test_undetermined_is_a_word_for_open_outcomes() -> None:
    assert claim("destination == UKR and item.lethal implies outcome != undetermined").status == "proved"
    found = claim("outcome != undetermined")
    assert found.counterexample is not None
    assert not found.counterexample.answer.interval.settled
    assert claim("outcome == undetermined or worst == best").status == "proved"


def test_outcomes_in_a_set() -> None:
    given = "destination == UKR and item.category == ML4 implies"
    assert claim(f"{given} outcome in {{blocked, conditional, discretionary, allowed}}").status == "proved"
    assert claim(f"{given} outcome in {{blocked, undetermined}}").status == "refuted", "not lethal, it is conditional"
    assert claim(f"{given} worst in {{blocked, discretionary}} or not item.lethal").status == "proved"
    assert claim(f"{given} item.lethal or worst not in {{discretionary, allowed}}").status == "refuted", "own use"


def test_the_law_alone_is_a_side_of_its_own() -> None:
    assert claim("law.best == blocked implies best == blocked").status == "proved"
    found = claim("worst == law.worst")
    assert found.status == "refuted" and found.counterexample is not None
    assert found.counterexample.law is not None
    assert found.counterexample.answer.interval.worst < found.counterexample.law.interval.worst


def test_steps_and_showings_can_be_given() -> None:
    refused = "assurance.end_use_certificate == false and item.category == ML4 and not own_stock and destination != KOR"
    assert claim(f"{refused} implies outcome == blocked").status == "proved"
    # a certificate nobody has refused is outstanding, not refused
    assert claim("item.category == ML4 and not own_stock implies outcome == blocked").status == "refuted"


def test_a_part_of_the_law() -> None:
    assert claim("best == blocked implies best == allowed", of="pact").status == "refuted"
    assert claim("destination == UKR and item.lethal implies worst == blocked", of="kor/export-act").status == "refuted"
    assert claim("destination == UKR and item.lethal implies worst == blocked", of="kor/practice").status == "proved"
    with pytest.raises(InputError, match="no instrument `practise`"):
        claim("worst == blocked", of="kor/practise")


def test_world_recorded_or_free() -> None:
    """What the records say of a destination is so, unless requests may assume otherwise."""
    text = "destination == UKR implies destination.armed_conflict == international"
    assert claim(text).status == "proved"
    found = claim(text, records="free")
    assert found.counterexample is not None
    assert "destination.armed_conflict" in found.counterexample.request["facts"]


def test_strict_knows_no_presumption() -> None:
    text = "item.category == ML4 implies not item.component or item.component"
    assert claim(text).status == "proved"
    assert claim(text, options=Options(strict=True)).status == "refuted"


def test_what_an_item_is_says_what_it_is_not() -> None:
    assert claim("item.manpads implies item.category == ML4").status == "proved"
    assert claim("item.category == ML6 implies not item.manpads", options=Options(strict=True)).status == "proved"
    assert (
        claim("item.category == ML3 and item.att_category == ammunition implies item.category == ML3").status
        == "proved"
    )
    found = claim("item.category == ML3 implies item.att_category == ammunition")
    assert found.counterexample is not None
    assert found.counterexample.request["items"][0]["att_category"] != "ammunition"


def test_the_destination_may_be_the_state_itself() -> None:
    found = claim("destination != KOR")
    assert found.counterexample is not None and found.counterexample.request["destination"] == "KOR"
    assert claim("destination != KOR", role="origin").status == "proved", "such a leg does not exist"


def test_origin_legs_have_their_claim() -> None:
    assert claim("consent == true implies outcome == allowed", role="origin").status == "proved"
    assert claim("worst <= conditional or consent == true", role="origin").status == "proved"


# days


def test_all_days() -> None:
    text = "destination == UKR and item.lethal implies outcome == blocked"
    found = claim(text, days=Days())
    assert found.status == "refuted" and found.counterexample is not None
    assert found.counterexample.request["date"] < "2022-04-08"
    found = claim(text, days=Days(D(2022, 4, 8)))
    assert found.status == "proved" and found.stretches > 1
    assert claim(text, days=Days(D(2022, 4, 7))).status == "refuted"


def test_every_stretch_is_asked() -> None:
    """The one day on which it fails is found, wherever it is in the range."""
    text = "item.category == ML4 and end_use == combat and item.lethal and not own_stock"
    text += " and destination != KOR and end_user.type == armed_forces implies worst <= discretionary"
    assert claim(text, days=Days(D(2020, 1, 1), D(2024, 8, 21))).status == "proved"
    found = claim(text, days=Days(D(2020, 1, 1), D(2024, 8, 22)))
    assert found.counterexample is not None and found.counterexample.request["date"] == "2024-08-21"


def test_a_day_that_is_compared_stays_open() -> None:
    """A claim that compares the day with the contract's is asked of every day."""
    text = "contract_date < date or contract_date == date or contract_date > date"
    assert claim(text, days=Days(D(2020, 1, 1), D(2020, 3, 1))).status == "refuted", "unknown, or none"
    text = "contract_date <= date implies not contract_date > date"
    assert claim(text, days=Days(D(2020, 1, 1), D(2020, 3, 1))).status == "proved"
    day = Days.on(D(2020, 1, 1))
    for sign in ("<", "==", ">"):
        assert claim(f"contract_date {sign} date implies outcome == blocked", days=day).status == "refuted", sign
    assert claim("contract_date != date", days=Days(D(2020, 1, 1), D(2020, 3, 1))).status == "refuted"
    found = claim("contract_date >= date", days=Days(D(2020, 1, 1), D(2020, 3, 1)))
    assert found.status == "refuted"


# comparisons


def compared(before: Side, after: Side, part: Part | None = None, **rest: Any) -> PartComparison:
    (found,) = compare(before, after, [part or Part("KOR")], default_date=DAY, **rest)
    return found


def test_directions() -> None:
    library = small.library()
    without = library.amend("amendment: x\nsuspend: [kor/no-lethal-aid]\n")
    other = library.amend("amendment: y\nsuspend: [kor/own-use, kor/no-lethal-aid]\n")
    assert compared(Side(library), Side(library)).verdict == "equivalent"
    assert compared(Side(library), Side(without)).verdict == "looser"
    assert compared(Side(without), Side(library)).verdict == "stricter"
    assert compared(Side(library), Side(other)).verdict == "incomparable"
    found = compared(Side(library), Side(without))
    assert found.looser is not None and found.looser.request["destination"] == "UKR"
    assert found.looser.stated == 0
    assert together([found, compared(Side(without), Side(library))]) == "incomparable"


def test_dates_and_restrictions() -> None:
    library = small.library()
    before, after = Side(library, D(2022, 4, 7)), Side(library, D(2022, 4, 8))
    assert compared(before, after).verdict == "stricter"
    scope = claim_scope(library)
    given, _ = parse_statement("destination != UKR", scope)
    assert compared(before, after, given=given.then).verdict == "equivalent"


def test_grounds_count_where_they_are_asked_for() -> None:
    library = small.library()
    kor = library.states["KOR"]
    twice = replace(library.rules["kor/no-lethal-aid"], id="kor/twice")
    others = tuple(policy for policy in library.policies if policy is not kor)
    doubled = Library((replace(kor, rules=(*kor.rules, twice)), *others), library.world, "0", "sha256:0")
    plain = compared(Side(library), Side(doubled))
    assert plain.verdict == "equivalent" and not plain.witnesses
    found = compared(Side(library), Side(doubled), within="grounds")
    assert found.verdict == "equivalent" and found.grounds is not None
    assert "kor/twice" in found.grounds.after.grounds and "kor/twice" not in found.grounds.before.grounds


def test_witnesses_become_cases(tmp_path: Path) -> None:
    from licet.cases import load_cases, run_cases

    library = small.library()
    without = library.amend("amendment: x\nsuspend: [kor/no-lethal-aid]\n")
    found = compared(Side(library), Side(without))
    file = tmp_path / "cases.yaml"
    write_cases(file, cases_of_comparison([found]))
    assert yaml.safe_load(file.read_text(encoding="utf-8"))
    assert all(result.agrees for result in run_cases(without, load_cases(file)))
    assert not all(result.agrees for result in run_cases(library, load_cases(file)))


# files of claims


def load(text: str, tmp_path: Path) -> list[Any]:
    file = tmp_path / "claims.yaml"
    file.write_text(text, encoding="utf-8")
    return load_claims(file, small.library())


CHANGE = """
- id: aid
  title: the answer on lethal aid changes when the position is announced
  state: KOR
  given: destination == UKR and item.lethal and end_use == stockpile
  dates: {from: 2022-04-01, until: 2022-05-01}
  changes_on: DAYS
  why: it was announced then
"""


@pytest.mark.parametrize(
    ("days", "status", "note"),
    [
        ("2022-04-08", "proved", None),
        ("[2022-04-08, 2022-04-20]", "refuted", "the answer does not change on 2022-04-20"),
        ("2022-04-20", "refuted", "the answer changes on 2022-04-08 too"),
    ],
)
def test_the_days_on_which_an_answer_changes(days: str, status: str, note: str | None, tmp_path: Path) -> None:
    claims = load(CHANGE.replace("DAYS", days), tmp_path)
    (report,) = prove_claims(small.library(), claims)
    assert (report.status, report.results[0].note) == (status, note)
    if note is not None and "too" in note:
        assert report.results[0].change is not None


def test_claims_are_proved_together_and_reported_in_order(tmp_path: Path) -> None:
    text = """
- {id: b, title: b, state: all, that: worst <= allowed, why: w}
- {id: a, title: a, state: [KOR], dates: 2023-01-30, that: outcome == allowed, why: w}
- {id: c, title: c, policy: pact, dates: [2020-01-01, 2023-01-01], that: worst != discretionary, why: w}
"""
    reports = [*prove_claims(small.library(), load(text, tmp_path))]
    assert [(report.claim.entry.id, report.status) for report in reports] == [
        ("b", "proved"),
        ("a", "refuted"),
        ("c", "proved"),
    ]
    assert len(reports[2].results) == 4, "two states, two days"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: a, title: a, that: worst <= allowed, why: w}", "a claim has a `state`, a `policy` or both"),
        ("{id: a, title: a, state: KOR, why: w}", "a claim has one of `that` and `changes_on`"),
        ("{id: a, title: a, state: Korrea, that: worst <= allowed, why: w}", "`Korrea` is not a country"),
        ("{id: a, title: a, policy: kro, that: worst <= allowed, why: w}", "there is no policy `kro`"),
        ("{id: a, title: a, state: KOR, role: exporteur, that: worst <= allowed, why: w}", "`exporteur` is not"),
        ("{id: a, title: a, state: KOR, that: worst <= alowed, why: w}", "`alowed` is not an outcome"),
        ("{id: a, title: a, state: KOR, that: worst <= allowed}", "the key `why` is missing"),
        ("{id: a, title: a, state: KOR, dates: 2023-02-30, that: worst <= allowed, why: w}", "2023-02-30"),
        ("{id: a, title: a, state: KOR, given: x implies y, that: worst <= allowed, why: w}", "no fact `x`"),
        ("{id: a, title: a, state: KOR, given: item.lethal implies item.lethal, that: worst <= allowed, why: w}", "`given` is a condition"),
        ("{id: a, title: a, state: KOR, dates: {from: 2023-01-01, until: 2022-01-01}, that: worst <= allowed, why: w}", "ends before it begins"),
    ],
)  # fmt: skip
def test_wrong_claims_are_said_to_be(entry: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as found:
        load(f"- {entry}\n", tmp_path)
    assert message in "\n".join(problem.render() for problem in found.value.problems)
    assert all(problem.span is not None for problem in found.value.problems)


def test_a_claim_stands_once(tmp_path: Path) -> None:
    entry = "- {id: a, title: a, state: KOR, that: worst <= allowed, why: w}\n"
    with pytest.raises(InputError, match="stands twice"):
        load(entry * 2, tmp_path)


# what cannot be answered


def test_no_time_is_an_answer() -> None:
    solver = Solver(Logic(), 0.000001)
    with pytest.raises(NotDecidedError, match="not decided in 1e-06 s"):
        solver.satisfiable()
    found = claim("worst <= allowed and outcome != blocked", timeout=1e-9)
    assert (found.status, found.seconds) == ("not decided", 1e-9)
    library = small.library()
    without = library.amend("amendment: x\nsuspend: [kor/no-lethal-aid]\n")
    said = compared(Side(library), Side(without), timeout=1e-9)
    assert said.verdict == "not decided" and "looser" in said.not_decided


def test_without_the_solver_one_thing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "z3":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError) as found:
        claim("worst <= conditional")
    assert [(p.message, p.help) for p in found.value.problems] == [
        ("proofs need the solver z3, which is not installed", "pip install 'licet[prove]'")
    ]


# exact intervals and witnesses


def test_exact_says_which_facts_settle_it() -> None:
    library = small.library()
    request = {"exporter": "KOR", "destination": "UKR", "date": "2023-01-30", "items": [{"category": "ML4"}]}
    found = exact(library.evaluate(request))
    assert found.decision.mode == "exact"
    assert found.depends_on == ("item.lethal",)
    assert [(one.answers[0].term, one.answers[0].value, one.outcome) for one in found.deciding] == [
        ("item.lethal", False, Outcome.CONDITIONAL),
        ("item.lethal", True, Outcome.BLOCKED),
    ]
    assert found.complete


def test_law_that_is_not_encoded_stays_open() -> None:
    library = small.library()
    request = {"exporter": "FRA", "destination": "UKR", "date": "2023-01-30", "items": [{"category": "ML4"}]}
    found = exact(library.evaluate(request))
    assert found.interval == library.evaluate(request).interval
    assert "law of FRA" in found.depends_on


def test_rules_have_their_smallest_transfer() -> None:
    library = small.library()
    found = witness(library, "kor/no-lethal-aid")
    assert found is not None and found.alone
    assert found.request["destination"] == "UKR" and found.stated == 1
    permit = witness(library, "kor/own-use")
    assert permit is not None and permit.without.interval.worst < permit.answer.interval.worst
    gate = witness(library, "kor/licence")
    assert gate is not None
    assert witness(library, "kor/no-lethal-aid", date=D(2020, 1, 1)) is None, "not in force"
    with pytest.raises(InputError, match="no rule `kor/no-lethal-ade`"):
        witness(library, "kor/no-lethal-ade")
