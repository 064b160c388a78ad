"""What no change of facts can bring about: it keeps the search small. Learning a fact only narrows an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from licet.evaluate.evaluation import Evaluation, Options, evaluate
from licet.levers.changes import Change, Choice, Wanted, apply, with_every_step, without_facts
from licet.library import Library
from licet.terms import VOCABULARY


class Bounds:
    """Bounds on what can come of changing facts, whatever the steps.

    Args:
        evaluation: the transfer as it is.
        wanted: the outcome asked for.
    """

    def __init__(self, evaluation: Evaluation, wanted: Wanted) -> None:
        self.evaluation = evaluation
        self.wanted = wanted
        self.helped = with_every_step(evaluation.transfer, done=not wanted.lower)
        # steps are refused only to lower the outcome
        self.harmed = self.helped if wanted.lower else evaluation.transfer
        self.library = evaluation.library

    def possible(self, group: Sequence[Choice]) -> bool:
        """False where no values of these facts give the outcome, whatever the steps."""
        open_facts = [choice.term for choice in group if choice.state is None]
        if _recorded(open_facts):
            return True
        shown = [
            Change(choice.term, choice.state, choice.classes[0][0]) for choice in group if choice.state is not None
        ]
        unknown = without_facts(apply(self.helped, shown), open_facts)
        interval = evaluate(self.library, unknown, self._options(open_facts)).interval
        return interval.worst <= self.wanted.target if self.wanted.lower else interval.best >= self.wanted.target

    def narrow(self, choices: Sequence[Choice]) -> Library:
        """The library without the rules that stay out of the way (that cannot bite low enough) whatever is changed."""
        open_facts = [choice.term for choice in choices if choice.state is None]
        if _recorded(open_facts):
            return self.library
        unknown = without_facts(self.harmed, open_facts)
        # a showing speaks for the transfer only: without any of them nothing is better
        unknown = replace(
            unknown,
            answers=replace(unknown.answers, shown=frozenset()),
            by_state={state: replace(answers, shown=frozenset()) for state, answers in unknown.by_state.items()},
        )
        far = evaluate(self.library, unknown, self._options(open_facts))
        top = max(self.wanted.targets)
        kept = {
            result.rule.id
            for leg in far.legs
            for result in leg.rules
            if (result.interval.worst <= top if self.wanted.lower else result.interval.worst < top)
        }
        rules = self.library.rules
        kept |= {gate for name in kept if (gate := rules[name].under) is not None}
        claims = {leg.claim.claim.id for leg in far.legs if leg.claim is not None}
        kept |= {rule.id for rule in rules.values() if not {*rule.lifts}.isdisjoint(kept | claims)}
        policies = tuple(
            replace(policy, rules=tuple(rule for rule in policy.rules if rule.id in kept))
            for policy in self.library.policies
        )
        return Library(policies, self.library.world, self.library.version, self.library.digest)

    def _options(self, unknown: Sequence[str]) -> Options:
        """A presumed fact is unknown only if nothing is presumed at all."""
        presumed = any(VOCABULARY[term].presumed is not None for term in unknown)
        return replace(self.evaluation.options, strict=True) if presumed else self.evaluation.options


def _recorded(terms: Sequence[str]) -> bool:
    """Whether the world or the catalogue answers where the request is silent: such facts cannot be made unknown."""
    return any(term.startswith(("item.", "destination.")) for term in terms)
