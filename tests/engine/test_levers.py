"""Levers, case by case: what each kind of rule, claim, step and fact contributes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from licet.amend import suspend
from licet.conditions.tree import TRUE, All, Compare, Condition, Constant, Holds, Not, Within
from licet.evaluate.evaluation import Evaluation, Options, evaluate
from licet.levers import Levers, levers
from licet.library import Library
from licet.outcome import Outcome
from licet.policies.model import Consent, Policy, Rule
from licet.problems import InputError
from licet.terms import COUNTRY, VOCABULARY
from tests import generators as gen
from tests import small

CERTIFICATE = Holds("assurance.end_use_certificate")
SELF_DEFENCE = Holds("destination.self_defence")  # unknown unless a test states it
COMBAT = Compare("end_use", "==", Constant("combat", VOCABULARY["end_use"].type))


def rule(name: str, effect: str, when: Condition = TRUE, needs: Condition | None = None, **rest: Any) -> Rule:
    return Rule(
        id=name,
        title=name,
        policy=name.split("/")[0],
        instrument="act",
        cite=gen.CITE,
        layer="law",
        effect=effect,  # type: ignore[arg-type]
        force=rest.pop("force", "mandatory"),
        because="of a reason",
        confidence="verified",
        when=when,
        needs=needs,
        **rest,
    )


def library(**rules: list[Rule]) -> Library:
    return gen.library_of(
        tuple(
            Policy(
                id=name,
                title=name,
                state=name.upper(),
                binds=Compare("state", "==", Constant(name.upper(), COUNTRY)),
                since=None,
                authority=None,
                instruments=(),
                rules=tuple(own),
                consent=Consent(f"{name}/consent", "consent", None, "it has to be asked", "verified"),
            )
            for name, own in rules.items()
        )
    )


def judged(lib: Library, origins: tuple[str, ...] = (), **known: Any) -> Evaluation:
    model = gen.Known({}, {}, {}, {}, frozenset(), origins)
    return evaluate(lib, replace(model, **known).transfer(), Options())


def rules_of(found: Levers) -> set[frozenset[str]]:
    assert found.rules is not None
    return {frozenset(one.rule for one in each.rules) for each in found.rules}


def facts_of(found: Levers) -> set[frozenset[tuple[str, str | None, tuple[Any, ...]]]]:
    assert found.facts is not None
    return {frozenset((c.term, c.state, c.values) for c in each.changes) for each in found.facts}


def sets(*names: str) -> set[frozenset[str]]:
    return {frozenset(name.split()) for name in names}


# rules


def test_every_rule_in_the_way_has_to_go_or_its_gate() -> None:
    lib = library(
        kor=[
            rule("kor/gate", "weigh"),
            rule("kor/a", "refuse", under="kor/gate"),
            rule("kor/b", "refuse", under="kor/gate"),
        ]
    )
    assert rules_of(levers(judged(lib), ask_facts=False)) == sets("kor/gate", "kor/a kor/b")


def test_a_rule_of_several_legs_goes_once_and_a_claim_takes_its_leg_along() -> None:
    lib = library(kor=[rule("kor/a", "refuse")], deu=[rule("deu/b", "refuse"), rule("deu/c", "refuse")])
    found = levers(judged(lib, ("DEU",)), to=Outcome.CONDITIONAL, ask_facts=False)
    assert rules_of(found) == sets("kor/a deu/consent", "kor/a deu/b deu/c")
    assert [(one.worst, one.best) for one in found.rules or ()] == [
        ("allowed", "allowed"),
        ("conditional", "conditional"),
    ]
    # an open claim is conditional at best: for more it has to go
    found = levers(judged(lib, ("DEU",)), to=Outcome.ALLOWED, ask_facts=False)
    assert rules_of(found) == sets("kor/a deu/consent")


def test_a_state_whose_claim_goes_need_not_consent_for_others_either() -> None:
    lib = library(kor=[rule("kor/others", "require", needs=Holds("foreign_consents"))], deu=[], pol=[])
    found = levers(judged(lib, ("DEU", "POL"), consents={"POL": True}), ask_facts=False)
    assert rules_of(found) == sets("deu/consent")
    refused = levers(judged(lib, ("DEU", "POL"), consents={"POL": False}), ask_facts=False)
    assert rules_of(refused) == sets("pol/consent")
    assert refused.target == "discretionary"


def test_nor_for_another_origin_whichever_is_named_first() -> None:
    lib = library(kor=[], deu=[rule("deu/others", "require", needs=Holds("foreign_consents"))], pol=[])
    for origins in (("DEU", "POL"), ("POL", "DEU")):
        found = levers(judged(lib, origins, consents={"POL": False}), ask_facts=False)
        assert rules_of(found) == sets("pol/consent")
        assert found.rules is not None and found.rules[0].worst == "conditional"


def test_law_that_is_not_encoded_cannot_be_suspended_but_its_claim_can() -> None:
    lib = library(kor=[])
    found = levers(judged(lib, ("DEU",)), ask_facts=False)
    assert rules_of(found) == sets("deu/consent")
    nobody = levers(judged(library(deu=[])), ask_facts=False)
    assert nobody.rules == () and nobody.beyond == ()


def test_above_the_bound_one_smallest_set_is_named() -> None:
    lib = library(kor=[rule(f"kor/{name}", "refuse") for name in "abc"])
    found = levers(judged(lib), ask_facts=False, max_rules=2)
    assert found.rules == () and found.beyond == ("kor/a", "kor/b", "kor/c")
    assert rules_of(levers(judged(lib), ask_facts=False, max_rules=3)) == sets("kor/a kor/b kor/c")


def test_above_the_bound_a_licence_duty_stands_for_all_that_is_under_it() -> None:
    gate = rule("kor/gate", "weigh")
    under = [rule(f"kor/{name}", "refuse", under="kor/gate") for name in "ab"]
    lib = library(kor=[gate, *under, *(rule(f"kor/{name}", "refuse") for name in "cd")])
    found = levers(judged(lib), ask_facts=False, max_rules=2)
    assert found.beyond == ("kor/c", "kor/d", "kor/gate")


def test_settled_asks_both_ends() -> None:
    lib = library(
        kor=[rule("kor/perhaps", "refuse", SELF_DEFENCE), rule("kor/paper", "require", SELF_DEFENCE, CERTIFICATE)]
    )
    assert rules_of(levers(judged(lib), ask_facts=False)) == sets("kor/perhaps")
    assert rules_of(levers(judged(lib), settled=True, ask_facts=False)) == sets("kor/perhaps kor/paper")


def test_to_lower_it_every_permit_that_certainly_lifts_has_to_go_and_the_gates_too() -> None:
    lib = library(
        kor=[
            rule("kor/gate", "weigh"),
            rule("kor/a", "refuse", under="kor/gate"),
            rule("kor/free", "permit", lifts=("kor/gate",)),
            rule("kor/spared", "permit", lifts=("kor/a",)),
            rule("kor/perhaps", "permit", SELF_DEFENCE, lifts=("kor/a",)),
        ]
    )
    assert rules_of(levers(judged(lib), lower=True, ask_facts=False)) == sets("kor/free kor/spared")
    settled = levers(judged(lib), lower=True, settled=True, ask_facts=False)
    assert rules_of(settled) == sets("kor/free kor/spared kor/perhaps")


def test_to_lower_it_a_state_may_have_to_be_asked_again() -> None:
    own = [rule("kor/others", "require", needs=Holds("foreign_consents"))]
    lib = library(kor=own, deu=[rule("deu/spared", "permit", lifts=("deu/consent",))])
    found = levers(judged(lib, ("DEU",)), lower=True, ask_facts=False)
    assert (found.target, rules_of(found)) == ("conditional", sets("deu/spared"))
    # granted: neither the claim nor the requirement would bite
    assert levers(judged(lib, ("DEU",), consents={"DEU": True}), lower=True, ask_facts=False).rules == ()
    refused = judged(lib, ("DEU",), consents={"DEU": False})
    assert rules_of(levers(refused, to=Outcome.BLOCKED, lower=True, ask_facts=False)) == sets("deu/spared")


def test_what_is_outstanding_is_low_enough_for_conditional() -> None:
    lib = library(
        kor=[rule("kor/paper", "require", needs=CERTIFICATE), rule("kor/spared", "permit", lifts=("kor/paper",))]
    )
    assert rules_of(levers(judged(lib), lower=True, ask_facts=False)) == sets("kor/spared")


# steps and facts


def test_steps_of_each_state_and_of_the_end_user() -> None:
    risk = Compare("risk.ihl", "<", Constant("clear", VOCABULARY["risk.ihl"].type))
    same = [("a", CERTIFICATE), ("b", risk)]
    lib = library(
        kor=[rule(f"kor/{name}", "require", needs=step) for name, step in same],
        deu=[rule(f"deu/{name}", "require", needs=step) for name, step in same],
    )
    found = levers(judged(lib, ("DEU",)), ask_rules=False)
    assert facts_of(found) == {
        frozenset(
            {
                ("assurance.end_use_certificate", None, (True,)),
                ("risk.ihl", "KOR", ("low",)),
                ("consent", "DEU", (True,)),
            }
        )
    }
    assert {c.term: c.holder for each in found.facts or () for c in each.changes} == {
        "assurance.end_use_certificate": "UKR",
        "risk.ihl": "KOR",
        "consent": "DEU",
    }
    lowered = levers(judged(lib, ("DEU",)), lower=True, ask_rules=False)
    assert len(facts_of(lowered)) == 4
    assert frozenset({("risk.ihl", "DEU", ("overriding",))}) in facts_of(lowered)


def test_values_that_rules_cannot_tell_apart_stand_together() -> None:
    lib = library(kor=[rule("kor/a", "refuse", COMBAT)])
    found = levers(judged(lib, facts={"end_use": "combat"}), ask_rules=False)
    ((change,),) = [one.changes for one in found.facts or ()]
    assert change.was == "combat" and change.holder == "requester"
    assert set(change.values) == set(VOCABULARY["end_use"].type.members) - {"combat"}


def test_facts_are_only_changed_together_where_neither_is_enough() -> None:
    company = Compare("end_user.type", "==", Constant("company", VOCABULARY["end_user.type"].type))
    lib = library(kor=[rule("kor/a", "refuse", COMBAT), rule("kor/b", "refuse", company)])
    known = {"end_use": "combat", "end_user.type": "company"}
    found = levers(judged(lib, facts=known), ask_rules=False)
    assert [{c.term for c in one.changes} for one in found.facts or ()] == [{"end_use", "end_user.type"}]
    assert levers(judged(lib, facts=known), ask_rules=False, max_facts=1).facts == ()


def test_the_world_stays_unless_it_is_asked_for() -> None:
    lib = library(kor=[rule("kor/a", "refuse", Not(SELF_DEFENCE))])
    evaluation = judged(lib, facts={"destination.self_defence": False})
    assert levers(evaluation, ask_rules=False).facts == ()
    found = levers(evaluation, ask_rules=False, also=["destination.self_defence"])
    assert facts_of(found) == {frozenset({("destination.self_defence", None, (True,))})}


def test_a_showing_is_each_states_own() -> None:
    lib = library(kor=[rule("kor/a", "refuse", unless=(Holds("shown.emergency"),))])
    assert facts_of(levers(judged(lib), ask_rules=False)) == {frozenset({("shown.emergency", "KOR", (True,))})}
    shown = judged(lib, shown=frozenset({"shown.emergency"}))
    assert facts_of(levers(shown, lower=True, ask_rules=False)) == {frozenset({("shown.emergency", "KOR", (False,))})}


def test_a_fact_may_be_enough_for_what_needs_a_step_otherwise() -> None:
    within = Within("end_use", ("combat", "training"), ())
    lib = library(kor=[rule("kor/paper", "require", All((within,)), CERTIFICATE)])
    found = facts_of(levers(judged(lib, facts={"end_use": "combat"}), ask_rules=False))
    assert frozenset({("assurance.end_use_certificate", None, (True,))}) in found
    assert {len(one) for one in found} == {1} and len(found) == 2


# what is asked


def test_nothing_is_above_allowed_or_below_blocked() -> None:
    assert levers(judged(library(kor=[]))).target is None
    assert levers(judged(library(kor=[rule("kor/a", "refuse")])), lower=True).target is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"to": Outcome.BLOCKED}, "the outcome is blocked: that is at least `blocked` already"),
        ({"also": ["destination.self_defense"]}, "there is no fact `destination.self_defense`"),
        ({"also": ["risk.ihl"]}, "`risk.ihl` is a step, which is looked at anyway"),
        ({"also": ["date"]}, "`date` says which transfer it is and cannot be changed"),
        ({"also": ["value.usd"]}, "`value.usd` is a number: only facts with a few values can be tried"),
    ],
)
def test_what_cannot_be_asked(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        levers(judged(library(kor=[rule("kor/a", "refuse")])), **arguments)
    assert caught.value.problems[0].message == message


def test_suspended_rules_are_as_if_they_were_not_there() -> None:
    lib = small.library()
    transfer = lib.transfer(
        {"exporter": "KOR", "destination": "UKR", "items": ["155mm shell"], "date": "2023-01-30", "end_use": "combat"}
    )
    for names in [
        ["kor/no-lethal-aid"],
        ["kor/own-use"],
        ["kor/end-use-certificate", "kor/no-lethal-aid"],
        [*lib.rules],
    ]:
        amended = evaluate(suspend(lib, names), transfer, Options())
        assert evaluate(lib, transfer, Options(suspended=frozenset(names))).interval == amended.interval
