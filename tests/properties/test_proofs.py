"""What the solver says of all transfers is what the reference says of each: by brute force, on small vocabularies."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

pytest.importorskip("z3")

import licet
from licet.compare.sides import Side
from licet.conditions.tree import Condition, terms
from licet.evaluate.evaluation import Evaluation, Options, evaluate
from licet.library import Library
from licet.lowering import Scope, lower
from licet.mutation import mutants
from licet.outcome import Interval, Outcome
from licet.proofs import Days, Part, claim_scope, compare, exact, parse_statement, prove, witness
from licet.proofs.parts import leg_answer
from licet.transfers.transfer import Transfer
from tests.generators import DATE, FACTS, MEMBERSHIPS, Known, knowledge, libraries, replace

PARTS = [Part("KOR"), Part("DEU", "origin"), Part("KOR", of="kor"), Part("DEU", "origin", of="deu/act")]
OPTIONS = [Options(), Options(strict=True)]


def _mutant(library: Library, index: int, state: str = "KOR") -> Library:
    found = [*mutants(library, library.states[state])]
    return found[index % len(found)].library(library) if found else library


def _answer(library: Library, transfer: Transfer, part: Part, options: Options) -> Interval | None:
    evaluation = evaluate(library, transfer, options)
    if all((leg.leg.state, leg.leg.role) != (part.state, part.role) for leg in evaluation.legs):
        return None
    return leg_answer(evaluation, part).interval


@settings(max_examples=30)
@pytest.mark.parametrize("part", PARTS, ids=["exporter", "origin", "policy", "instrument"])
@given(library=libraries(), index=st.integers(0, 400), known=st.lists(knowledge(), min_size=8, max_size=8))
def test_a_mutant_is_told_apart_or_no_transfer_tells_it(
    part: Part, library: Library, index: int, known: list[Known]
) -> None:
    """Witnesses replay (an internal error otherwise), and where there is none, no drawn transfer is one."""
    other = _mutant(library, index, part.state)
    for options in OPTIONS[index % 2 : index % 2 + 1]:
        before = Side(library, DATE, options.layers, options.strict)
        (found,) = compare(before, replace(before, library=other), [part], default_date=DATE, records="free")
        for one in known:
            transfer = _without_own_memberships(one, part.state).transfer()
            old, new = (_answer(side, transfer, part, options) for side in (library, other))
            if old is None or new is None:
                continue
            lower_, higher = new[0] < old[0] or new[1] < old[1], new[0] > old[0] or new[1] > old[1]
            assert found.stricter is not None or not lower_
            assert found.looser is not None or not higher


def _without_own_memberships(known: Known, state: str) -> Known:
    """Transfers do not assume that the state whose law is asked is another than it is."""
    return replace(known, memberships={pair: v for pair, v in known.memberships.items() if pair[0] != state})


def _everything(names: list[str], library: Library) -> Iterator[dict[str, object]]:
    pools = [[None, *FACTS[name]] for name in names]
    for values in itertools.product(*pools):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


@settings(max_examples=25)
@given(library=libraries(), index=st.integers(0, 400))
def test_brute_force_finds_no_smaller_witness(library: Library, index: int) -> None:
    """Over every way to state or leave open the facts a small law reads: the same verdict, and as few facts."""
    other = _mutant(library, index)
    conditions = [
        condition
        for side in (library, other)
        for scoped in lower(side, Scope("KOR", "exporter", DATE), Options()).rules
        for condition in (scoped.condition, *([scoped.needs] if scoped.needs is not None else []))
    ]
    read = sorted({name for condition in conditions for name in terms(condition)})
    facts = [name for name in read if name in FACTS]
    assume(len(facts) <= 3 and "destination" not in read and not any(name.startswith("shown.") for name in read))
    assume(not _steps(read))
    before = Side(library, DATE)
    (found,) = compare(before, Side(other, DATE), [Part("KOR")], default_date=DATE, records="free")
    least: dict[str, int] = {}
    for values in _everything(facts, library):
        transfer = Known(values, {}, {}, {}, frozenset(), ()).transfer()
        old, new = (_answer(side, transfer, Part("KOR"), Options()) for side in (library, other))
        assert old is not None and new is not None
        for name, moved in (
            ("stricter", new[0] < old[0] or new[1] < old[1]),
            ("looser", new[0] > old[0] or new[1] > old[1]),
        ):
            if moved:
                least[name] = min(least.get(name, 99), len(values))
    assert {name: one.stated for name, one in found.witnesses.items()} == least


def _steps(read: list[str]) -> bool:
    from licet.terms import VOCABULARY

    return any(VOCABULARY[name].kind == "step" for name in read)


CLAIMS = [
    "item.lethal implies worst <= conditional",
    "outcome != blocked",
    "destination == UKR and end_use == combat implies best <= discretionary or worst == allowed",
    "value.usd >= 50 implies not outcome == allowed",
    "law.worst == blocked implies worst == blocked",
    "own_stock or end_user.type == company implies worst == best",
]


@settings(max_examples=25)
@given(
    library=libraries(),
    text=st.sampled_from(CLAIMS),
    known=st.lists(knowledge(), min_size=8, max_size=8),
)
def test_a_proved_claim_holds_of_every_transfer_drawn(library: Library, text: str, known: list[Known]) -> None:
    from licet.proofs.language import claim_truth

    statement, mistakes = parse_statement(text, claim_scope(library))
    assert not mistakes
    part = Part("KOR")
    (result,) = prove(library, [statement], part, Days.on(DATE), Options(), records="free")
    assert result.status in ("proved", "refuted")
    if result.status == "refuted":
        return  # it was replayed
    for one in known:
        evaluation = evaluate(library, one.transfer(), Options())
        law = evaluate(library, one.transfer(), Options(layers=("law",)))
        answers = {"": leg_answer(evaluation, part).interval, "law.": leg_answer(law, part).interval}
        facts = evaluation.legs[0].facts
        truths = [claim_truth(condition, facts, answers) for condition in statement.conditions]
        assert truths[-1] is True or not all(truths[:-1])


# exact intervals


def _completions(evaluation: Evaluation, known: Known) -> Iterator[Known]:
    """All ways in which what is unknown may turn out."""
    facts = [name for name in FACTS if name not in known.facts]
    pairs = [pair for pair in MEMBERSHIPS if pair not in known.memberships]
    values = [[*FACTS[name], *_beyond(name)] for name in facts] + [[True, False] for _ in pairs]
    for chosen in itertools.product(*values):
        yield replace(
            known,
            facts={**known.facts, **dict(zip(facts, chosen, strict=False))},
            memberships={**known.memberships, **dict(zip(pairs, chosen[len(facts) :], strict=True))},  # type: ignore[arg-type]
        )


def _beyond(name: str) -> list[object]:
    """Values that generated rules tell from those that generated transfers have."""
    return {
        "end_use": ["training"],
        "end_user.type": ["police"],
        "contract_date": ["2021-01-01", "2023-01-01", "2021-06-01"],
        "value.usd": [60, 75, 10],
    }.get(name, [])


@settings(max_examples=25)
@given(library=libraries(), known=knowledge())
def test_exact_is_the_hull_of_all_completions(library: Library, known: Known) -> None:
    library = _without_lapsed(library)
    unknown = [name for name in FACTS if name not in known.facts]
    assume(len(unknown) <= 4)
    evaluation = evaluate(library, known.transfer(), Options())
    found = exact(evaluation)
    ends = [evaluate(library, one.transfer(), Options()).interval for one in _completions(evaluation, known)]
    assert all(end.settled for end in ends)
    assert found.interval == Interval(min(end.worst for end in ends), max(end.best for end in ends))
    kleene = evaluation.interval
    assert kleene.worst <= found.interval.worst <= found.interval.best <= kleene.best
    assert found.decision.mode == "exact"
    assert found.interval.settled or found.depends_on


def _without_lapsed(library: Library) -> Library:
    """What is unknown by nature has no completions."""
    return Library(
        tuple(
            replace(policy, rules=tuple(replace(rule, seen=None) for rule in policy.rules))
            for policy in library.policies
        ),
        library.world,
        "0",
        "sha256:0",
    )


@settings(max_examples=25)
@given(library=libraries(), known=knowledge())
def test_answers_that_decide_do(library: Library, known: Known) -> None:
    """Stating them gives the outcome exactly, and no part of a set does; what it depends on settles it."""
    evaluation = evaluate(library, known.transfer(), Options())
    found = exact(evaluation)
    for one in found.deciding[:6]:
        for left_out in (None, *one.answers):
            said = [answer for answer in one.answers if answer is not left_out]
            told = exact(evaluate(library, _told(known, said).transfer(), Options()))
            if left_out is None:
                assert told.interval == Interval(one.outcome, one.outcome)
            else:
                assert not told.interval.settled


def _told(known: Known, answers: list[object]) -> Known:
    facts, memberships = dict(known.facts), dict(known.memberships)
    for answer in answers:
        term, value = answer.term, answer.value  # type: ignore[attr-defined]
        if " in " in term:
            state, group = term.split(" in ")
            memberships[state, group] = value
        else:
            facts[term] = value
    return replace(known, facts=facts, memberships=memberships)


# the shipped library


@pytest.fixture(scope="module")
def shipped() -> Library:
    return licet.load()


@pytest.mark.parametrize("state", ["KOR", "SWE"])
def test_shipped_mutants_are_told_apart_or_equal(shipped: Library, state: str) -> None:
    """Random requests never show a difference in a direction that was proved impossible."""
    from tests.properties.test_compiled import random_request

    dice = random.Random(f"proofs {state}")
    day = datetime.date(2023, 6, 1)
    listed = [*mutants(shipped, shipped.states[state])]
    requests = []
    while len(requests) < 20:
        request = random_request(dice, shipped) | {"exporter": state, "date": day.isoformat()}
        if request["destination"] != state:
            requests.append(shipped.transfer(request))
    told = 0
    for mutant in dice.sample(listed, 5):
        other = mutant.library(shipped)
        (found,) = compare(Side(shipped), Side(other), [Part(state)], default_date=day, records="free")
        told += found.verdict != "equivalent"
        for transfer in requests:
            old, new = (_answer(side, transfer, Part(state), Options()) for side in (shipped, other))
            assert old is not None and new is not None
            assert found.stricter is not None or (new[0] >= old[0] and new[1] >= old[1])
            assert found.looser is not None or (new[0] <= old[0] and new[1] <= old[1])
    assert told


def test_shipped_rules_decide_in_their_witness(shipped: Library) -> None:
    for name in ("kor/no-lethal-aid-to-ukraine", "un/afg-taliban", "deu/ukraine-2022", "kor/export-permit"):
        found = witness(shipped, name)
        assert found is not None, name
        assert found.answer.interval != found.without.interval
        if shipped.rules[name].effect in ("refuse", "require"):
            assert found.alone


def test_shipped_exact_is_within(shipped: Library) -> None:
    from tests.properties.test_compiled import random_request

    dice = random.Random("exact")
    for _ in range(12):
        evaluation = shipped.evaluate(random_request(dice, shipped))
        found = exact(evaluation)
        worst, best = evaluation.interval
        assert worst <= found.interval.worst <= found.interval.best <= best
        assert {fact.term for fact in found.decision.unknown} <= set(found.depends_on)


def test_an_unknown_fact_that_stands_twice_is_one_fact() -> None:
    """`x or not x`: Kleene's logic leaves it open, the exact mode does not."""
    from licet.conditions.tree import Any, Holds, Not

    library = _one_rule(Any((Holds("item.lethal"), Not(Holds("item.lethal")))))
    evaluation = evaluate(library, Known({}, {}, {}, {}, frozenset(), ()).transfer(), Options())
    assert evaluation.interval == Interval(Outcome.BLOCKED, Outcome.ALLOWED)
    found = exact(evaluation)
    assert found.interval == Interval(Outcome.BLOCKED, Outcome.BLOCKED)
    assert [ground.rule for ground in found.decision.grounds] == ["kor/rule"]


def _one_rule(when: Condition) -> Library:
    from licet.conditions.tree import Compare, Constant
    from licet.policies.model import Instrument, Policy, Rule
    from licet.terms import COUNTRY
    from tests.generators import CITE, library_of

    rule = Rule(
        id="kor/rule",
        title="rule",
        policy="kor",
        instrument="act",
        cite=CITE,
        layer="law",
        effect="refuse",
        force="mandatory",
        because="of a reason",
        confidence="verified",
        when=when,
    )
    policy = Policy(
        id="kor",
        title="kor",
        state="KOR",
        binds=Compare("state", "==", Constant("KOR", COUNTRY)),
        since=None,
        authority=None,
        instruments=(Instrument("kor", "act.yaml", "act", ("kor/rule",), ()),),
        rules=(rule,),
        consent=None,
    )
    return library_of((policy,))
