"""The benchmarks compare like with like: what peers are given says what the reference says, and so do their translations."""

from __future__ import annotations

import datetime
import json
import operator
from collections.abc import Mapping
from dataclasses import replace

import pytest

from benchmarks import __main__ as command
from benchmarks import report
from benchmarks.licet_side import Licet, Truth
from benchmarks.measure import Spread, interleaved, turn
from benchmarks.peers import BATCH_PEERS, EXACT_PEERS, PEERS, batch_class, installed, peer_class
from benchmarks.policies import FACTS, STATES, Question, neutral, questions
from benchmarks.prepared import Bare, BareRule, bare
from benchmarks.result import DisagreementError, Result, Section, Settings
from benchmarks.sections import FIGURES
from benchmarks.sections.single import agree
from benchmarks.shipped import shipped
from licet.conditions.tree import All, Always, Any, Compare, Condition, Constant, Holds, Not, Plain, Within
from licet.outcome import Outcome
from licet.terms import NUMBER

ASKED = 120
DAY = datetime.timedelta(1)
_SIGNS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@pytest.fixture(scope="module")
def cases():
    """Three policies, the questions to each and the reference's answers."""
    library = neutral()
    asked = questions(ASKED)
    found = {"neutral": (bare(library), asked, [Truth(library, one.request) for one in asked])}
    for state in ("KOR", "DEU"):
        case = shipped(state, ASKED)
        truths = [Truth(case.library, one.request, strict=False) for one in case.questions]
        found[state] = (case.rules, case.questions, truths)
    return found


def holds(node: Condition, facts: Mapping[str, Plain]) -> bool:
    """A bare condition on known facts, in two truth values."""
    match node:
        case Always(value=value):
            return bool(value)
        case Holds(term=term):
            return facts[term] is True
        case Compare(term=term, operator=sign, right=right):
            other = right.value if isinstance(right, Constant) else facts[right.term]
            if sign not in ("==", "!=") and "none" in (facts[term], other):
                return False
            return _SIGNS[sign](facts[term], other)
        case Within(term=term, members=members, groups=groups):
            assert not groups
            return facts[term] in members
        case Not(part=part):
            return not holds(part, facts)
        case All(parts=parts):
            return all(holds(part, facts) for part in parts)
        case Any(parts=parts):
            return any(holds(part, facts) for part in parts)
    raise AssertionError(node)


@pytest.mark.parametrize("name", ["neutral", "KOR", "DEU"])
def test_bare_rules_say_what_the_reference_says(cases, name: str) -> None:
    rules, asked, truths = cases[name]
    assert {truth.outcome for truth in truths} >= {"blocked", "discretionary", "conditional", "allowed"}
    for question, truth in zip(asked, truths, strict=True):
        fired = [rule.id for rule in rules.rules if holds(rule.condition, question.facts)]
        assert (rules.outcome(fired), sorted(fired)) == (truth.outcome, truth.rules)
        own = [rule.id for rule in rules.of(str(question.facts["state"])) if holds(rule.scoped, question.facts)]
        assert own == fired


@pytest.mark.parametrize("entry", PEERS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("name", ["neutral", "KOR", "DEU"])
def test_peers_say_what_the_reference_says(cases, name: str, entry) -> None:
    if not installed(entry):
        pytest.skip(f"{entry.package} is not installed")
    rules, asked, truths = cases[name]
    peer = peer_class(entry)(rules)
    facts = [peer.facts(question.facts) for question in asked]
    many = getattr(peer, "judge_many", None)
    agree(entry.name, many(facts) if many else [peer.judge(one) for one in facts], truths)


@pytest.mark.parametrize("name", ["neutral", "KOR"])
def test_licet_says_what_the_reference_says(cases, name: str) -> None:
    _, asked, truths = cases[name]
    engine = Licet(neutral()) if name == "neutral" else Licet(shipped(name, ASKED).library, strict=False)
    agree("licet", [engine.leg(question) for question in asked], truths)


def test_openfisca_says_what_the_reference_says(cases) -> None:
    if not installed(BATCH_PEERS[0]):
        pytest.skip("openfisca-core is not installed")
    rules, asked, truths = cases["neutral"]
    peer = batch_class(BATCH_PEERS[0])(rules)
    columns = peer.columns([question.facts for question in asked])
    outcome, fired = peer.judge(peer.repeated(columns, ASKED + 5))
    assert len(outcome) == ASKED + 5
    for row, truth in enumerate([*truths, *truths[:5]]):
        assert Outcome(int(outcome[row])).word == truth.outcome
        assert sorted(rule for rule, column in fired.items() if column[row]) == truth.rules


@pytest.mark.parametrize("entry", EXACT_PEERS, ids=lambda entry: entry.name)
def test_exact_peers_have_the_third_value(entry) -> None:
    if not installed(entry):
        pytest.skip(f"{entry.package} is not installed")
    library = neutral()
    asked = questions(ASKED, known=False)
    peer = peer_class(entry)(bare(library))
    truths = [Truth(library, question.request) for question in asked]
    assert {truth.outcome for truth in truths} > {"undetermined", "blocked", "allowed"}
    agree(entry.name, [peer.judge(peer.facts(question.facts)) for question in asked], truths)


@pytest.mark.parametrize("entry", PEERS[:-1], ids=lambda entry: entry.name)
def test_peers_tell_fractions_apart(entry) -> None:
    if not installed(entry):
        pytest.skip(f"{entry.package} is not installed")
    small = Compare("item.calibre_mm", "<", Constant(14.5, NUMBER))
    peer = peer_class(entry)(Bare((BareRule("small", "KOR", small, small, Outcome.BLOCKED),), {}))
    for calibre, outcome in ((14.4, "blocked"), (14.5, "allowed"), (15, "allowed")):
        facts = {"state": "KOR", "role": "exporter", "item.calibre_mm": calibre}
        assert peer.judge(peer.facts(facts))[0] == outcome


def test_dates_are_half_open() -> None:
    library = neutral()
    policy = library.policies[0]
    asked = next(one for one in questions(500) if one.facts["state"] == policy.state and fired(bare(library), one))
    name = fired(bare(library), asked)[0]
    for from_, until, holds_then in (
        (asked.date, None, True),
        (asked.date + DAY, None, False),
        (None, asked.date + DAY, True),
        (None, asked.date, False),
    ):
        rules = tuple(replace(rule, from_=from_, until=until) if rule.id == name else rule for rule in policy.rules)
        dated = replace(library, policies=(replace(policy, rules=rules), *library.policies[1:]))
        assert (name in fired(bare(dated), asked)) is holds_then
        assert fired(bare(dated), asked) == Truth(dated, asked.request).rules


# the neutral policy


def test_the_same_numbers_give_the_same_policy_and_questions() -> None:
    assert neutral(90).rules == neutral(90).rules
    assert [one.request for one in questions(5)] == [one.request for one in questions(5)]
    assert len(FACTS) == len(set(FACTS)) == 36


def test_rules_beyond_the_core_never_bind() -> None:
    core, more = bare(neutral()), bare(neutral(300))
    assert len(more.rules) == 300
    assert {rule.id for rule in core.rules} <= {rule.id for rule in more.rules}
    scopes = set(STATES)
    for question in questions(40):
        assert question.facts["state"] in scopes
        assert fired(more, question) == fired(core, question)


def fired(rules: Bare, question: Question) -> list[str]:
    """The rules that fire, by id."""
    return sorted(rule.id for rule in rules.rules if holds(rule.condition, question.facts))


# measuring and reporting


def test_an_answer_that_differs_is_refused(cases) -> None:
    _, _, truths = cases["neutral"]
    wrong = [("allowed", ["cze/rule-0"]) for _ in truths]
    with pytest.raises(DisagreementError, match="mine says allowed"):
        agree("mine", wrong, truths)


def test_rounds_are_interleaved_and_each_input_is_seen_first() -> None:
    seen: list[str] = []
    contestants = {name: turn(lambda one: seen.append(one), [name] * 3, lazy=True) for name in ("a", "b")}
    times = interleaved(contestants, rounds=3, seconds=0.0001, least=4)
    assert [len(spread.rounds) for spread in times.values()] == [3, 3]
    order = [name for name, before in zip(seen[1:], seen, strict=False) if name != before]
    assert len(order) >= 4  # warmed up one after another, then in turns


def test_ratios_are_taken_round_by_round() -> None:
    slow, fast = Spread((4.0, 40.0, 4.0)), Spread((1.0, 10.0, 2.0))
    assert slow.over(fast) == 4
    assert (fast.median, fast.least, fast.quartiles) == (2.0, 1.0, (1.5, 6.0))


@pytest.fixture
def one_section(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command with one section, which gives one of its two figures."""

    def run(settings: Settings) -> Result:
        assert settings.quick
        return Result({"single_us": 1.23456}, {"single": {"licet": Spread((1e-6, 2e-6)), "zen": Spread((2e-6, 6e-6))}})

    monkeypatch.setattr(command, "SECTIONS", (Section("single", ("single_us", "single_vs_zen"), run),))


@pytest.mark.usefixtures("one_section")
def test_json_is_one_object_and_what_is_missing_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--quick", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {"single_us": 1.235, "single_vs_zen": None}
    assert "single …" in told.err
    assert command.main(["--quick", "--json", "--only", "single_vs_zen"]) == 0
    assert json.loads(capsys.readouterr().out) == {"single_vs_zen": None}


@pytest.mark.usefixtures("one_section")
def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["--only", "singel"])
    assert left.value.code == 2
    assert "no section or figure `singel`" in capsys.readouterr().err


@pytest.mark.usefixtures("one_section")
def test_the_page_and_the_chart_are_written_between_the_markers(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    result, failed = command.measure(command.SECTIONS, Settings(quick=True))
    assert not failed
    page = tmp_path / "benchmarks.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    assert [path.name for path in report.write(result, tmp_path)] == [
        "benchmarks.md",
        "benchmarks.svg",
        "benchmarks-trend.csv",
    ]
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    assert "| zen-engine | 4 µs | 2 | 3 to 5 | 2.5 |" in text
    assert "zen-engine" in (tmp_path / "benchmarks.svg").read_text(encoding="utf-8")
    report.write(result, tmp_path)
    assert page.read_text(encoding="utf-8") == text
    head, *runs = (tmp_path / "benchmarks-trend.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("date,version,single_vs_datalogic,") and len(runs) == 2


def test_a_section_that_fails_leaves_its_figures_empty(capsys: pytest.CaptureFixture[str]) -> None:
    def run(settings: Settings) -> Result:
        raise DisagreementError("it says otherwise")

    result, failed = command.measure([Section("bad", ("a", "b"), run)], Settings(quick=True))
    assert failed
    assert result.figures == {"a": None, "b": None}
    assert "bad failed: it says otherwise" in capsys.readouterr().err


def test_the_figures_that_are_promised_are_there() -> None:
    promised = ("single_vs_datalogic", "single_vs_datalogic_factored", "single_vs_cedarpy", "growth_100_to_3000")
    assert {*promised, "batch_vs_openfisca", "parquet_rows_per_second"} <= set(FIGURES)
    assert len(FIGURES) == len(set(FIGURES))
