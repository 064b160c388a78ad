"""The whole tree of an evaluation as plain data: leg, rule, citation, condition, facts with value and provenance, lifts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any as AnyValue

from licet.conditions.printing import expression
from licet.conditions.tree import Compare, Condition, Defined, Holds, Limb, Within, parts
from licet.evaluate.evaluation import ClaimResult, Evaluation, LegResult
from licet.evaluate.facts import LegFacts
from licet.evaluate.rules import Lift, RuleResult
from licet.evaluate.summary import claim_cite, facts_read, rule_cite
from licet.evaluate.truth import needs_truth, truth
from licet.outcome import Truth
from licet.policies.model import Rule

Tree = dict[str, AnyValue]


def trace(evaluation: Evaluation) -> list[Tree]:
    """One tree for each leg, in the order of the decision's legs."""
    return [_leg(evaluation, leg) for leg in evaluation.legs]


def _leg(evaluation: Evaluation, leg: LegResult) -> Tree:
    return {
        "state": leg.leg.state,
        "role": leg.leg.role,
        "item": leg.leg.item,
        "name": leg.facts.item.name,
        "outcome": leg.interval.word,
        "worst": leg.interval.worst.word,
        "best": leg.interval.best.word,
        "encoded": leg.encoded,
        "policies": list(leg.policies),
        "claim": None if leg.claim is None else _claim(leg.claim, leg),
        "rules": [_rule(evaluation, result, leg.facts) for result in leg.rules],
    }


def _claim(claim: ClaimResult, leg: LegResult) -> Tree:
    return {
        "rule": claim.claim.id,
        "title": claim.claim.title,
        "consent": {True: "granted", False: "refused", None: "open"}[claim.consent],
        "because": claim.claim.because,
        "cite": _plain_cite(claim_cite(claim.claim)),
        "lifts": [_lift(lift, leg.facts) for lift in claim.lifts],
    }


def _rule(evaluation: Evaluation, result: RuleResult, facts: LegFacts) -> Tree:
    rule = result.rule
    tree: Tree = {
        "rule": rule.id,
        "title": rule.title,
        "effect": rule.effect,
        "force": rule.force if rule.effect in ("refuse", "require") else None,
        "layer": rule.layer,
        "holds": word(result.condition),
        "outcome": result.interval.word,
        "because": rule.because,
        "cite": _plain_cite(rule_cite(rule)),
        "from": rule.from_.isoformat() if rule.from_ else None,
        "until": rule.until.isoformat() if rule.until else None,
        "when": condition_tree(rule.when, facts),
        "unless": [condition_tree(part, facts) for part in rule.unless],
        "lifts": [_lift(lift, facts) for lift in result.lifts],
    }
    if rule.under is not None:
        tree["under"] = {"rule": rule.under, "holds": word(result.gate)}
    if rule.needs is not None:
        tree["needs"] = {
            "text": expression(rule.needs),
            "done": {True: "done", False: "refused", None: "outstanding"}[needs_truth(rule.needs, facts)],
            "outstanding": list(result.outstanding),
        }
    if rule.exercises:
        tree["exercises"] = list(rule.exercises)
    if rule.interpretation:
        tree["interpretation"] = rule.interpretation
    return tree


def _lift(lift: Lift, facts: LegFacts) -> Tree:
    permit: Rule = lift.permit
    return {
        "by": permit.id,
        "holds": word(lift.holds),
        "because": permit.because,
        "cite": _plain_cite(rule_cite(permit)),
        "when": condition_tree(permit.when, facts),
        "unless": [condition_tree(part, facts) for part in permit.unless],
    }


def condition_tree(condition: Condition, facts: LegFacts) -> Tree:
    """A condition with the truth of every part and the facts its leaves read."""
    tree: Tree = {"text": expression(condition), "holds": word(truth(condition, facts))}
    if isinstance(condition, Limb):
        tree["cite"] = condition.cite
    inner = list(parts(condition))
    if inner:
        tree["parts"] = [condition_tree(part, facts) for part in inner]
        if isinstance(condition, Defined):
            tree["definition"] = True
    else:
        tree["facts"] = list(_leaf_facts(condition, facts))
    return tree


def _leaf_facts(condition: Condition, facts: LegFacts) -> Iterable[Tree]:
    if not isinstance(condition, Holds | Compare | Within):
        return
    for fact in facts_read((condition,), facts):
        value = facts.value(fact.term)
        read: Tree = {"term": fact.term, "value": fact.value, "from": fact.from_, "source": fact.source}
        if value.until is not None:
            read["carried_from"] = value.until
        if value.note is not None:
            read["note"] = value.note
        yield read
    if isinstance(condition, Within):
        state = facts.value(condition.term).value
        for group in condition.groups if state is not None else ():
            yield {
                "term": f"{state} in {group}",
                "value": facts.member(group, str(state)),
                "from": "recorded",
                "source": None,
            }


def word(value: Truth) -> str:
    """A truth value as the trace prints it."""
    return {True: "yes", False: "no", None: "unknown"}[value]


def _plain_cite(cite: AnyValue) -> Tree | None:
    if cite is None:
        return None
    return {
        "source": cite.source,
        "at": cite.at,
        "url": cite.url,
        "checked": cite.checked,
        "confidence": cite.confidence,
    }
