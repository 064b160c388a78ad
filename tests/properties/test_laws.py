"""The laws of the semantics, over generated libraries and transfers (strict: nothing carried or presumed stands in)."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from licet.decisions import Decision
from licet.evaluate.evaluation import Evaluation
from licet.evaluate.summary import decide
from licet.library import Library
from licet.outcome import Outcome
from licet.policies.model import Policy
from tests import generators as gen


def judge(library: Library, known: gen.Known) -> Evaluation:
    return library.evaluate(known.transfer(), strict=True)


def with_rules(library: Library, policy: str, change: object) -> Library:
    changed = tuple(
        replace(p, rules=change(p.rules)) if p.id == policy else p  # type: ignore[operator]
        for p in library.policies
    )
    return gen.library_of(changed)


@given(gen.libraries(), gen.knowledge(), gen.knowledge(complete=True))
def test_learning_a_fact_never_widens_the_interval(library: Library, less: gen.Known, rest: gen.Known) -> None:
    more = replace(
        less,
        facts={**rest.facts, **less.facts},
        memberships={**rest.memberships, **less.memberships},
    )
    before, after = judge(library, less).interval, judge(library, more).interval
    assert before.worst <= after.worst <= after.best <= before.best


@given(gen.libraries(), gen.knowledge(), st.data())
def test_a_missing_fact_never_unlocks(library: Library, known: gen.Known, data: st.DataObject) -> None:
    if not known.facts:
        return
    lost = data.draw(st.sampled_from(sorted(known.facts)))
    less = replace(known, facts={key: value for key, value in known.facts.items() if key != lost})
    assert judge(library, less).interval.worst <= judge(library, known).interval.worst


@given(gen.libraries(), gen.knowledge(complete=True))
def test_a_complete_request_settles_every_rule_that_did_not_lapse(library: Library, known: gen.Known) -> None:
    fresh = gen.library_of(
        tuple(replace(p, rules=tuple(replace(rule, seen=None) for rule in p.rules)) for p in library.policies)
    )
    assert judge(fresh, known).interval.settled


@given(gen.libraries(), gen.knowledge(), st.sampled_from(["kor", "deu", "pol"]), st.data())
def test_adding_a_refusal_or_requirement_never_raises(
    library: Library, known: gen.Known, policy: str, data: st.DataObject
) -> None:
    rule = data.draw(gen.rules(f"{policy}/new", policy))
    after = judge(with_rules(library, policy, lambda rules: (*rules, rule)), known).interval
    before = judge(library, known).interval
    assert after.worst <= before.worst
    assert after.best <= before.best


@given(gen.libraries(), gen.knowledge(), st.sampled_from(["kor", "deu", "pol"]), st.data())
def test_adding_a_permit_never_lowers(library: Library, known: gen.Known, policy: str, data: st.DataObject) -> None:
    own = next(p for p in library.policies if p.id == policy)
    targets = (*tuple(rule.id for rule in own.rules if rule.effect != "permit"), f"{policy}/consent")
    rule = data.draw(gen.rules(f"{policy}/new", policy, targets).filter(lambda rule: rule.effect == "permit"))
    after = judge(with_rules(library, policy, lambda rules: (*rules, rule)), known).interval
    before = judge(library, known).interval
    assert after.worst >= before.worst
    assert after.best >= before.best


@given(gen.libraries(), gen.knowledge(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_origins_never_matters(library: Library, known: gen.Known, random: object) -> None:
    def shuffled(policy: Policy) -> Policy:
        rules = list(policy.rules)
        random.shuffle(rules)  # type: ignore[attr-defined]
        return replace(policy, rules=tuple(rules))

    other = gen.library_of(tuple(shuffled(policy) for policy in library.policies))
    turned = replace(known, origins=tuple(reversed(known.origins)))
    assert decide(judge(other, turned)).to_json() == decide(judge(library, known)).to_json()


@given(gen.libraries(), gen.knowledge(), st.data())
def test_doing_a_step_never_lowers_and_refusing_one_never_raises(
    library: Library, known: gen.Known, data: st.DataObject
) -> None:
    open_steps = [name for name in gen.STEPS[:-1] if name not in known.steps]
    open_steps += [state for state in ("DEU", "POL") if state not in known.consents]
    if not open_steps:
        return
    step = data.draw(st.sampled_from(open_steps))
    before = judge(library, known).interval

    def answered(done: bool) -> gen.Known:
        if step in ("DEU", "POL"):
            return replace(known, consents={**known.consents, step: done})
        answer: object = ("low" if done else "overriding") if step.startswith("risk.") else done
        return replace(known, steps={**known.steps, step: answer})

    done, refused = judge(library, answered(True)).interval, judge(library, answered(False)).interval
    assert done.worst >= before.worst and done.best >= before.best
    assert refused.worst <= before.worst and refused.best <= before.best


@given(gen.libraries(), gen.knowledge())
def test_reach_is_what_comes_of_doing_or_refusing_every_outstanding_step(library: Library, known: gen.Known) -> None:
    found = judge(library, known)

    def all_answered(done: bool) -> gen.Known:
        steps = {
            name: (("low" if done else "overriding") if name.startswith("risk.") else done) for name in gen.STEPS[:-1]
        }
        return replace(
            known,
            steps={**steps, **known.steps},
            consents={**dict.fromkeys(("DEU", "POL"), done), **known.consents},
        )

    assert judge(library, all_answered(True)).interval.best == found.reach.best
    assert judge(library, all_answered(False)).interval.worst == found.reach.worst


@given(gen.libraries(), gen.knowledge())
def test_suspending_all_grounds_raises_the_worst_outcome(library: Library, known: gen.Known) -> None:
    found = judge(library, known)
    worst = found.interval.worst
    if worst is Outcome.ALLOWED:
        return
    grounds = {ground.rule for ground in decide(found).grounds}
    assert grounds
    claims = {name for name in grounds if name.endswith("/consent")}
    policies = []
    for policy in library.policies:
        rules = tuple(rule for rule in policy.rules if rule.id not in grounds)
        gone = {target for rule in policy.rules for target in rule.lifts} & grounds
        rules = tuple(replace(rule, lifts=tuple(x for x in rule.lifts if x not in gone)) for rule in rules)
        if f"{policy.id}/consent" in claims:
            template = replace(policy.rules[0], under=None)
            permit = replace(
                template,
                id=f"{policy.id}/suspended",
                effect="permit",
                when=gen.Always(True),
                unless=(),
                lifts=(f"{policy.id}/consent",),
                from_=None,
                until=None,
                seen=None,
            )
            rules = (*rules, permit)
        policies.append(replace(policy, rules=rules))
    assert judge(gen.library_of(tuple(policies)), known).interval.worst > worst


@given(gen.libraries(), gen.knowledge())
def test_decisions_survive_json(library: Library, known: gen.Known) -> None:
    decision = decide(judge(library, known))
    assert Decision.from_json(decision.to_json()) == decision
    assert json.loads(decision.to_json()) == decision.to_dict()


@given(gen.libraries(), gen.knowledge())
def test_an_open_outcome_names_a_fact_that_settles_it_or_a_lapsed_rule(library: Library, known: gen.Known) -> None:
    found = judge(library, known)
    if found.interval.settled:
        assert not decide(found).unknown
        return
    lapsed = any(rule.seen is not None for policy in library.policies for rule in policy.rules)
    assert decide(found).unknown or lapsed
