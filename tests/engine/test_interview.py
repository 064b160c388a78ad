"""The interview, question by question, on the small library."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest

from licet.conditions.tree import All, Compare, Condition, Constant, Holds, Not
from licet.conditions.tree import Any as Any_
from licet.interview import Interview, Question
from licet.interview.candidates import probes
from licet.interview.placing import place
from licet.interview.questions import START, answers_of, read_answer
from licet.library import Library
from licet.problems import InputError
from licet.terms import VOCABULARY
from tests import generators as gen
from tests import small
from tests.engine.test_levers import library, rule

TODAY = datetime.date(2022, 6, 1)
SHELLS: dict[str, Any] = {"exporter": "DEU", "destination": "IND", "items": ["155mm shell"], "date": "2023-06-01"}


def interview(**request: Any) -> Interview:
    return Interview(small.library(), request, today=TODAY)


def asked(talk: Interview) -> Question:
    question = talk.next_question()
    assert question is not None
    return question


def say(talk: Interview, *answers: str) -> Interview:
    for text in answers:
        talk.answer(text)
    return talk


def problem(talk: Interview, text: str) -> str:
    with pytest.raises(InputError) as caught:
        talk.answer(text)
    (one,) = caught.value.problems
    return f"{one.message} | {one.help}"


# from nothing


def test_it_begins_with_what_every_transfer_needs() -> None:
    talk = interview()
    keys = []
    for text in ("south korea", "ua", "helmets", ""):
        assert talk.decision is None
        keys.append(asked(talk).key)
        talk.answer(text)
    assert keys == ["exporter", "destination", "items", "date"]
    assert talk.request == {
        "exporter": "KOR",
        "destination": "UKR",
        "items": [{"name": "helmets"}],
        "date": "2022-06-01",
    }
    assert talk.decision is not None


def test_answers_that_are_not_understood_are_asked_again() -> None:
    talk = interview()
    assert problem(talk, "KRO") == "`KRO` is not a country | did you mean `KOR` (South Korea)?"
    assert problem(talk, "").startswith("there is no transfer without this | write a country")
    assert asked(talk).key == "exporter"
    say(talk, "KOR", "UKR")
    assert problem(talk, "helmt").startswith("`helmt` is not in the item catalogue | did you mean `helmet`?")
    say(talk, "field kitchen, nl")
    assert problem(talk, "1.6.2022") == "`1.6.2022` is not a date | write it as YYYY-MM-DD"
    assert talk.request["items"] == [{"name": "field kitchen", "category": "NL"}]


def test_without_a_day_for_today_the_date_has_to_be_said() -> None:
    talk = Interview(small.library(), {"exporter": "KOR", "destination": "UKR", "items": ["helmet"]})
    assert asked(talk).default is None
    assert problem(talk, "").startswith("there is no transfer without this")


def test_what_is_given_is_not_asked_and_what_is_wrong_in_it_is_said_at_once() -> None:
    assert asked(interview(exporter="KOR", items=["helmet"])).key == "destination"
    assert asked(interview(exporter="KOR", destination="UKR", items=[{"quantity": 3}])).key == "items"
    with pytest.raises(InputError, match="`combt` is not allowed as `end_use`"):
        interview(end_use="combt")
    with pytest.raises(InputError, match="`Ukrain` is not a country"):
        interview(destination="Ukrain")


def test_what_flags_said_of_the_item_stays_when_it_is_named() -> None:
    talk = say(interview(exporter="KOR", destination="UKR", date="2022-06-01", items=[{"quantity": 3}]), "helmet")
    assert talk.request["items"] == [{"name": "helmet", "quantity": 3}]


# facts


def test_it_says_why_it_asks() -> None:
    question = asked(interview(exporter="DEU", destination="IND", items=["155mm shell"], date="2023-06-01"))
    assert question.key == "destination.armed_conflict" or question.key == "destination.self_defence"
    assert question.between == ("blocked", "conditional")
    assert [reason.rule for reason in question.why] == ["deu/no-arms-to-conflict"]
    assert question.why[0].cite is not None and question.why[0].cite.at == "III.7"


def test_a_settled_outcome_ends_it() -> None:
    talk = interview(exporter="KOR", destination="UKR", items=["155mm shell"], date="2022-06-01")
    assert talk.next_question() is None and talk.settled
    with pytest.raises(ValueError, match="no question"):
        talk.answer("yes")


def test_the_nearest_answer_is_named_and_a_beginning_is_enough() -> None:
    talk = interview(exporter="KOR", destination="IND", items=["155mm shell"], date="2022-06-01")
    while asked(talk).key != "end_use":
        talk.answer("unknown")
    assert problem(talk, "combt") == "`combt` is not an answer to this | did you mean `combat`?"
    assert "one of `national_defence`" in problem(talk, "zzz")
    talk.answer("National Defence")
    assert talk.request["end_use"] == "national_defence"
    talk.back()
    talk.answer("humanit")
    assert talk.request["end_use"] == "humanitarian"


def test_unknown_is_an_answer_and_the_question_does_not_come_back() -> None:
    talk = interview(**SHELLS)
    seen = []
    while (question := talk.next_question()) is not None:
        seen.append(question.key)
        talk.answer("")
        assert len(seen) < 12
    assert len(seen) == len(set(seen)) == talk.asked
    assert not talk.settled


def test_a_share_is_written_into_the_origins_as_they_are_known() -> None:
    known = {"state": "KOR", "claim": "component", "share": 0.18}
    item = {"name": "Krab", "origins": [known, {"state": "DEU", "claim": "component"}]}
    talk = interview(
        exporter="POL",
        destination="IND",
        items=[item],
        date="2022-06-01",
        consents={"Germany": "refused", "KOR": "granted"},
    )
    assert asked(talk).key == "origin.share@DEU"
    assert problem(talk, "7").endswith("write a share from 0 to 1")
    talk.answer("0.1")
    assert talk.request["items"][0]["origins"] == [known, {"state": "DEU", "claim": "component", "share": 0.1}]


START_OF_ALL = {"exporter": "KOR", "destination": "UKR", "items": [{"category": "ML1"}], "date": "2022-06-01"}


def conditions(*names: str) -> tuple[Condition, ...]:
    return tuple(Holds(name) for name in names)


def test_facts_that_only_count_together_are_asked_all_the_same() -> None:
    lib: Library = library(
        kor=[
            rule("kor/a", "refuse", All(conditions("item.small_arms", "kor.own_use"))),
            rule("kor/b", "refuse", All(conditions("item.usa_mde", "destination.yemen_war_party"))),
        ]
    )
    talk = Interview(lib, START_OF_ALL, strict=True)
    keys = []
    for text in ("yes", "no", "yes", "yes"):
        if (question := talk.next_question()) is None:
            break
        keys.append(question.key)
        talk.answer(text)
    assert len(keys) >= 3 and talk.settled


def test_facts_that_cannot_matter_any_more_are_not_asked() -> None:
    either = [Any_((Holds(name), Not(Holds(name)))) for name in ("item.small_arms", "item.usa_mde")]
    lib = library(kor=[rule("kor/a", "refuse", All((*conditions("destination.yemen_war_party"), *either)))])
    talk = Interview(lib, START_OF_ALL)
    assert asked(talk).key == "destination.yemen_war_party"
    # with that unknown, neither of the others, nor both together, changes the rule
    talk.answer("unknown")
    assert talk.decision is not None and len(talk.decision.unknown) == 3
    assert talk.next_question() is None


def test_the_most_decisive_question_comes_first() -> None:
    combat = Compare("end_use", "==", Constant("combat", VOCABULARY["end_use"].type))
    lib = library(
        kor=[
            rule("kor/a", "refuse", All((combat, *conditions("item.small_arms")))),
            rule("kor/b", "refuse", All((combat, *conditions("destination.yemen_war_party")))),
            rule("kor/c", "refuse", *conditions("destination.fights_abroad"), force="discretionary"),
            rule("kor/d", "refuse", *conditions("item.usa_mde")),
        ]
    )
    talk = Interview(lib, START_OF_ALL)
    assert talk.decision is not None
    assert talk.decision.unknown[0].term == "end_use"  # most rules ask it, and alone it decides nothing
    assert asked(talk).key == "item.usa_mde"


def test_two_items_are_told_apart() -> None:
    lib = library(kor=[rule("kor/a", "refuse", *conditions("item.usa_mde"))])
    items = [{"name": "one", "category": "ML1"}, {"name": "two", "category": "ML1"}]
    talk = Interview(lib, {"exporter": "KOR", "destination": "UKR", "items": items, "date": "2022-06-01"})
    assert (asked(talk).key, asked(talk).text) == (
        "item.usa_mde#1",
        "Is one major defense equipment under United States law?",
    )
    talk.answer("no")
    assert asked(talk).key == "item.usa_mde#2"
    talk.answer("yes")
    assert talk.request["items"][1]["features"] == {"usa_mde": True}
    assert talk.decision is not None and talk.decision.outcome == "blocked"


def test_who_supplies_is_asked_where_the_rule_reads_the_states_own_stock() -> None:
    lib = library(kor=[rule("kor/a", "refuse", Holds("own_stock"))])
    talk = Interview(
        lib, {"exporter": "KOR", "destination": "UKR", "items": [{"category": "ML1"}], "date": "2022-06-01"}
    )
    question = asked(talk)
    assert (question.key, question.answers) == ("supplier", ("company", "state"))
    assert [reason.rule for reason in question.why] == ["kor/a"]
    talk.answer("state")
    assert talk.request["supplier"] == "state"


def test_a_membership_that_the_world_leaves_open_is_asked() -> None:
    lib = library(kor=[rule("kor/a", "refuse", gen.Within("destination", (), ("CLUB",)))])
    talk = Interview(
        lib, {"exporter": "KOR", "destination": "UKR", "items": [{"category": "ML1"}], "date": "2022-06-01"}
    )
    assert asked(talk).key == "UKR in CLUB"
    assert problem(talk, "perhaps") == "`perhaps` is neither yes nor no | answer `yes`, `no` or `unknown`"
    talk.answer("n")
    assert talk.request["facts"] == {"UKR in CLUB": False}
    assert talk.settled


# steps


def test_steps_come_after_the_facts_consents_first_and_each_state_is_asked_for_its_own() -> None:
    talk = interview(exporter="KOR", destination="IND", items=["Leopard 2"], date="2022-06-01", end_use="training")
    keys = []
    while (question := talk.next_question()) is not None:
        keys.append(question.key)
        talk.answer({"consent": "granted", "risk": "low"}.get(question.term.partition(".")[0], "yes"))
        assert len(keys) < 12
    assert keys[0] in ("destination.armed_conflict", "consent@DEU") or keys[0].startswith("destination")
    assert "consent@DEU" in keys and "risk.ihl@KOR" in keys and "risk.ihl@DEU" not in keys
    assert talk.request["by_state"]["KOR"] == {"risks": {"ihl": "low"}, "knowledge": {"atrocity_crimes": False}}


def test_all_risks_of_a_state_at_once() -> None:
    talk = interview(exporter="KOR", destination="IND", items=["helmet"], date="2022-06-01")
    while not asked(talk).key.startswith("risk."):
        talk.answer("")
    assert problem(talk, "all lw") == "`lw` is not an answer to this | did you mean `low`?"
    talk.answer("all low")
    assert talk.request["risks"] == {"ihl": "low"}


def test_a_state_named_in_words_is_the_same_state() -> None:
    by_state = {"South Korea": {"risks": {"aggression": "low"}}}
    talk = interview(
        exporter="KOR", destination="IND", items=["Leopard 2"], date="2022-06-01", end_use="training", by_state=by_state
    )
    while asked(talk).key != "risk.ihl@KOR":
        talk.answer("")
    talk.answer("low")
    assert talk.request["by_state"] == {"KOR": {"risks": {"aggression": "low", "ihl": "low"}}}


def test_where_steps_can_only_do_harm_they_are_not_asked() -> None:
    paper = Holds("assurance.end_use_certificate")
    lib = library(kor=[rule("kor/a", "refuse", force="discretionary"), rule("kor/b", "require", needs=paper)])
    talk = Interview(
        lib, {"exporter": "KOR", "destination": "UKR", "items": [{"category": "ML1"}], "date": "2022-06-01"}
    )
    assert talk.next_question() is None


def test_a_claim_whose_consent_can_raise_the_outcome_is_asked_though_it_is_settled() -> None:
    lib = library(kor=[], deu=[rule("deu/a", "refuse")])
    item = {"category": "ML1", "origins": ["DEU"]}
    talk = Interview(lib, {"exporter": "KOR", "destination": "UKR", "items": [item], "date": "2022-06-01"})
    assert talk.settled and asked(talk).key == "consent@DEU"
    talk.answer("granted")
    assert talk.next_question() is None
    assert talk.decision is not None and talk.decision.outcome == "allowed"


def test_steps_that_only_count_together_are_asked_all_the_same() -> None:
    def either(*names: str) -> Condition:
        return Any_(conditions(*names))

    lib = library(
        kor=[
            rule("kor/a", "require", needs=either("assurance.end_use_certificate", "approval.parliament")),
            rule("kor/b", "require", needs=either("assurance.no_reexport", "approval.un_committee")),
        ]
    )
    talk = Interview(lib, START_OF_ALL)
    keys = []
    for text in ("no", "yes", "yes", "yes"):
        if (question := talk.next_question()) is None:
            break
        keys.append(question.key)
        talk.answer(text)
    assert len(keys) == len(set(keys)) == 3
    assert talk.decision is not None and talk.decision.outcome == "allowed"


# back


def test_back_goes_as_far_as_the_first_question() -> None:
    talk = say(interview(), "KOR", "UKR")
    assert talk.back() and talk.back() and not talk.back()
    assert (talk.request, asked(talk).key, talk.asked) == ({}, "exporter", 0)


def test_what_is_handed_in_and_out_is_not_shared() -> None:
    given: dict[str, Any] = {**SHELLS, "facts": {"destination.armed_conflict": "none"}}
    talk = Interview(small.library(), given)
    talk.request["exporter"] = "KOR"
    given["facts"]["destination.armed_conflict"] = "internal"
    assert talk.request["exporter"] == "DEU"
    assert talk.request["facts"] == {"destination.armed_conflict": "none"}


@pytest.mark.parametrize("kind", ["fact", "step"])
def test_every_answer_to_every_question_has_its_place_in_the_request(kind: str) -> None:
    lib = small.library()
    base = {"exporter": "POL", "destination": "UKR", "items": ["Krab"], "date": "2022-06-01"}
    before = lib.evaluate(base)
    not_asked = {"state", "role", "activity", "own_stock", "origin.claim", "foreign_consents", *START}
    for term in VOCABULARY.values():
        if term.kind != kind or term.name in not_asked:
            continue
        of_state = term.name in ("consent", "origin.share")
        for state in ("DEU",) if of_state else (None, "DEU") if kind == "step" else (None,):
            answers, form = answers_of(term.name)
            question = Question(term.name, "", term.name, state, 0, answers, form)
            read = [read_answer(question, text, lib.world) for text in answers]
            for value in [*read, *probes(before, question)]:
                data = copy.deepcopy(base)
                place(data, question, value, before.transfer)
                leg = next(leg for leg in lib.evaluate(data).legs if leg.leg.state == (state or "POL"))
                found = leg.facts.step(term.name) if kind == "step" else leg.facts.value(term.name).value
                assert found == value, term.name
