"""Lint by proof: each finding on a rule that has it and on one that nearly has; brute force as oracle; SARIF and justifications."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("z3")

import licet
from licet.conditions.parsing import parse
from licet.conditions.tree import Condition
from licet.evaluate.rules import RuleResult
from licet.library import Library
from licet.policies.loading import world_scope
from licet.policies.model import Rule
from licet.problems import InputError
from licet.proofs.linting import TITLES, Justification, Report, lint_by_proof, read_justifications, sarif
from licet_cli.commands.lint import _text
from tests import small
from tests.golden import ROOT, run

HEAD = "instrument: More\nlayer: law\nconfidence: verified\nrules:\n"
REFUSE = "effect: refuse, because: of a reason"


def rule(name: str, rest: str, at: str = "art. 1") -> str:
    return f"  - {{id: kor/{name}, title: '{name}', cite: {{source: act, at: {at}}}, {rest}}}\n"


def linted(tmp_path: Path, *rules: str, **rest: Any) -> Report:
    folder = tmp_path / "library"
    shutil.copytree(small.FOLDER, folder)
    (folder / "states" / "kor" / "more.yaml").write_text(HEAD + "".join(rules), encoding="utf-8")
    return lint_by_proof(licet.load(folder, cache=False), ["kor"], **rest)


def found(report: Report) -> set[tuple[str, str, str | None]]:
    assert not report.undecided
    return {(finding.code, finding.rule.removeprefix("kor/"), finding.about) for finding in report.findings}


def test_the_small_library_is_clean() -> None:
    report = lint_by_proof(small.library())
    assert (report.rules, report.findings, report.undecided) == (9, (), ())


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        ("when: item.lethal and not item.lethal", "its `when` is true of no transfer"),
        ("when: 'end_use == combat and end_use in {sport, training}'", "its `when` is true of no transfer"),
        ("when: 'value.usd < 5 and value.usd > 7'", "its `when` is true of no transfer"),
        ("when: state == DEU", "its `when` is true of no transfer"),
        ("when: end_use == combat, unless: [end_use == combat]", "its exceptions cover all of its `when`"),
        (
            "when: item.category == NL, under: kor/licence",
            "`kor/licence`, under which it is examined, never applies where it would",
        ),
    ],
)
def test_a_rule_that_can_never_fire(tmp_path: Path, rest: str, reason: str) -> None:
    report = linted(tmp_path, rule("dead", f"{rest}, {REFUSE}"))
    (finding,) = report.findings
    assert (finding.code, finding.message) == ("never-fires", f"`kor/dead` can never fire: {reason}")
    assert finding.span is not None
    assert (finding.span.file, finding.span.line) == ("states/kor/more.yaml", 5)


def test_a_rule_that_a_permit_always_lifts(tmp_path: Path) -> None:
    refusal = rule("dead", f"when: end_use == combat and item.lethal, {REFUSE}")
    permit = rule("spare", "when: end_use == combat, effect: permit, lifts: [kor/dead], because: of another")
    (finding,) = linted(tmp_path, refusal, permit).findings
    assert (finding.rule, finding.witness) == ("kor/dead", ("kor/spare",))


@pytest.mark.parametrize(
    "rest",
    [
        "when: 'end_use == combat or item.lethal and not item.lethal'",
        "when: 'value.usd > 5 and value.usd < 6'",
        "when: end_use == combat, unless: [end_use == combat and item.lethal]",
        "when: 'contract_date < date'",
        "when: 'role == holder'",
        "when: 'destination in CLUB and exporter not in CLUB'",
        # true only if the world is another than is recorded
        "when: 'destination == NOR and destination.armed_conflict == internal'",
        # in force on one day only
        "from: 2011-03-01, until: 2011-03-02, when: 'destination in CLUB'",
    ],
)
def test_a_rule_that_can_fire(tmp_path: Path, rest: str) -> None:
    assert not {code for code, _, _ in found(linted(tmp_path, rule("live", f"{rest}, {REFUSE}")))} - {"never-decides"}


def test_a_lapsed_permit_may_lift_nothing_later(tmp_path: Path) -> None:
    refusal = rule("refusal", f"from: 2020-01-01, when: end_use == combat, {REFUSE}")
    permit = rule(
        "permit",
        "from: 2019-01-01, seen: 2022-01-01, when: end_use == combat, effect: permit, lifts: [kor/refusal], because: so",
    )
    assert found(linted(tmp_path, refusal, permit)) == set()


def test_exceptions_and_permits_that_can_never_apply(tmp_path: Path) -> None:
    rules = [
        rule("a", f"when: end_use == combat, unless: [end_use == sport, item.lethal], {REFUSE}"),
        rule("p", "when: item.lethal and not item.lethal, effect: permit, lifts: [kor/a], because: of one"),
        rule("q", "when: end_use == sport, effect: permit, lifts: [kor/a, kor/end-use-certificate], because: of one"),
        rule("r", "until: 2001-01-01, when: end_use == combat, effect: permit, lifts: [kor/b], because: of one"),
        rule("b", f"from: 2001-01-01, when: end_use == combat and item.lethal, {REFUSE}"),
    ]
    assert found(linted(tmp_path, *rules)) == {
        ("exception-never-applies", "a", "end_use == sport"),
        ("permit-never-applies", "p", None),
        ("lift-lifts-nothing", "q", "kor/a"),
        ("lift-lifts-nothing", "r", "kor/b"),
    }


def test_a_rule_that_never_decides(tmp_path: Path) -> None:
    rules = [
        rule("narrow", f"when: end_use == combat and item.lethal, force: discretionary, {REFUSE}"),
        rule("wide", f"when: end_use == combat, {REFUSE}"),
        rule("weak", f"when: end_use == training, {REFUSE}"),
        rule("over-weak", f"when: 'end_use in {{training, sport}}', force: discretionary, {REFUSE}"),
        rule("before", f"from: 2000-01-01, when: end_use == internal_security, {REFUSE}"),
        rule("later", f"from: 2000-01-02, when: end_use == internal_security, {REFUSE}"),
        # asks for a paper, and refuses where it is refused: worse than a discretion that bites wherever it does
        rule("papers", "effect: require, needs: assurance.no_reexport, when: end_use == destruction, because: so"),
        rule("soft", f"when: 'end_use in {{destruction, demining}}', force: discretionary, {REFUSE}"),
    ]
    report = linted(tmp_path, *rules)
    assert found(report) == {("never-decides", "narrow", "kor/wide"), ("never-decides", "later", "kor/before")}
    assert "kor/wide" in _text(report)


def test_of_two_rules_that_cover_each_other_the_later_is_found(tmp_path: Path) -> None:
    rules = [rule(name, f"when: end_use == combat, {REFUSE}") for name in ("two", "one")]
    assert found(linted(tmp_path, *rules)) == {("never-decides", "two", "kor/one")}


def test_gaps_and_overlaps(tmp_path: Path) -> None:
    def version(name: str, first: str, last: str, when: str = "item.lethal", rest: str = REFUSE) -> str:
        until = f"until: {last}, " if last else ""
        return rule(name, f"from: {first}, {until}when: '{when}', {rest}")

    rules = [
        version("met-2001", "2001-01-01", "2005-01-01"),
        version("met-2005", "2005-01-01", ""),
        version("gap-2001", "2001-01-01", "2005-01-01"),
        version("gap", "2005-01-02", "", "end_use == combat"),
        version("over-2001", "2001-01-01", "2005-01-02", "end_use == sport"),
        version("over", "2005-01-01", "", "end_use == sport"),
        version("apart-2001", "2001-01-01", "2005-01-02", "end_use == training"),
        version("apart", "2005-01-01", "", "end_use == internal_security"),
        version(
            "used",
            "2000-01-01",
            "",
            "destination == UKR",
            f"{REFUSE}, layer: practice, exercises: [kor/gap-2001, kor/gap]",
        ),
    ]
    dated = {one for one in found(linted(tmp_path, *rules)) if one[0] != "never-decides"}
    assert dated == {
        ("gap-between-versions", "gap", "kor/gap-2001"),
        ("gap-between-versions", "used", "kor/gap"),
        ("overlapping-versions", "over", "kor/over-2001"),
    }


def test_what_is_not_decided_is_said(tmp_path: Path) -> None:
    report = linted(tmp_path, rule("live", f"when: end_use == combat, {REFUSE}"), timeout=0)
    assert ("kor/live", "never-fires") in {(one.rule, one.question) for one in report.undecided}
    assert not report.findings
    assert "kor/live: never-fires not decided in 0 s" in _text(report)


def test_an_unknown_policy() -> None:
    with pytest.raises(InputError, match="there is no policy `kro`"):
        lint_by_proof(small.library(), ["kro"])


# brute force

# the last of each is named by no condition, and stands for all that none names
USES = ("combat", "training", "sport", "civilian")
ENDS = ("armed_forces", "un_mission", "individual", "police")
LEAVES = ["item.lethal", *(f"end_use == {use}" for use in USES[:-1]), *(f"end_user.type == {end}" for end in ENDS[:-1])]
conditions = st.recursive(
    st.sampled_from(LEAVES),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(lambda x: f"({x[0]} {x[1]} {x[2]})"),
        parts.map(lambda part: f"not ({part})"),
    ),
    max_leaves=4,
)
forces = st.sampled_from(["mandatory", "discretionary"])


def condition(text: str) -> Condition:
    parsed, mistakes = parse(text, world_scope(small.library().world))
    assert not mistakes
    return parsed


def library_of(*rules: Rule) -> Library:
    library = small.library()
    kor = next(policy for policy in library.policies if policy.id == "kor")
    return replace(library, policies=(replace(kor, rules=rules),))


@settings(max_examples=60, deadline=None)
@example(
    # whether a permit of the wider rule holds hangs on a fact of which the narrower one says nothing
    when="not (end_use == combat)",
    unless="end_use == combat",
    other="end_use == training",
    lifting="(end_user.type == armed_forces and end_user.type == un_mission)",
    one="mandatory",
    two="mandatory",
)
@given(when=conditions, unless=conditions, other=conditions, lifting=conditions, one=forces, two=forces)
def test_brute_force(when: str, unless: str, other: str, lifting: str, one: Any, two: Any) -> None:
    base = small.library().rules["kor/no-lethal-aid"]
    bare = replace(base, unless=(), exercises=(), from_=None, seen=None, layer="law")
    first = replace(bare, id="kor/b", when=condition(when), unless=(condition(unless),), force=one)
    second = replace(bare, id="kor/c", when=condition(other), force=two)
    permit = replace(bare, id="kor/p", effect="permit", lifts=("kor/b",), when=condition(lifting))
    asked = (first, second, permit)
    # each part as the whole condition of a rule of its own shows where it holds
    parts = {"kor/x": unless, "kor/y": when, "kor/q": lifting}
    probes = [replace(bare, id=name, when=condition(text)) for name, text in parts.items()]
    library = library_of(*asked, *probes)
    seen: list[dict[str, RuleResult]] = []
    for lethal, use, end in itertools.product((True, False), USES, ENDS):
        request = {
            "exporter": "KOR",
            "destination": "POL",
            "date": "2020-01-01",
            "items": [{"category": "ML4", "lethal": lethal}],
            "end_use": use,
            "end_user": {"type": end},
        }
        (leg,) = (leg for leg in library.evaluate(request).legs if leg.leg.role == "exporter")
        seen.append({result.rule.id: result for result in leg.rules})
    b, c = ([result[name] for result in seen] for name in ("kor/b", "kor/c"))

    def covers(over: list[RuleResult], under: list[RuleResult]) -> bool:
        pairs = [(x, y) for x, y in zip(over, under, strict=True) if y.condition]
        return bool(pairs) and all(x.condition and x.interval.best <= y.interval.worst for x, y in pairs)

    expected = set()
    if not any(result.condition for result in b):
        expected.add(("never-fires", "kor/b"))
    else:
        if not any(result["kor/x"].condition and result["kor/y"].condition for result in seen):
            expected.add(("exception-never-applies", "kor/b"))
        if covers(c, b) and not covers(b, c):
            expected.add(("never-decides", "kor/b"))
    if not any(result.condition for result in c):
        expected.add(("never-fires", "kor/c"))
    elif covers(b, c):
        expected.add(("never-decides", "kor/c"))
    if not any(result["kor/q"].condition for result in seen):
        expected.add(("permit-never-applies", "kor/p"))
    elif not any(result.own and any(lift.holds for lift in result.lifts) for result in b):
        expected.add(("lift-lifts-nothing", "kor/p"))
    said = {(finding.code, finding.rule) for finding in lint_by_proof(library_of(*asked)).findings}
    assert said == expected


# justifications and SARIF


def test_findings_are_justified_in_place_and_stale_ones_found(tmp_path: Path) -> None:
    span = small.library().rules["kor/licence"].span
    assert span is not None
    meant = [
        Justification("kor/dead", "never-fires", None, "kept for the record", span),
        Justification("kor/licence", "never-fires", None, "it was once", span),
        Justification("deu/ukraine-2022", "never-fires", None, "not asked", span),
    ]
    report = linted(tmp_path, rule("dead", f"when: state == DEU, {REFUSE}"), justifications=meant)
    assert [(one.code, one.rule, one.justified) for one in report.findings] == [
        ("stale-justification", "kor/licence", None),
        ("never-fires", "kor/dead", "kept for the record"),
    ]
    assert [one.rule for one in report.open] == ["kor/licence"]
    assert _text(report).endswith("6 rules, 1 finding, 1 justified")
    log = sarif(report, "0.1.0", "policies/")
    stale, dead = log["runs"][0]["results"]
    assert dead["suppressions"] == [{"kind": "external", "justification": "kept for the record"}]
    assert "suppressions" not in stale
    place = dead["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "policies/states/kor/more.yaml"},
        "region": {"startLine": 5, "startColumn": place["region"]["startColumn"]},
    }
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in (stale, dead)] == ["stale-justification", "never-fires"]
    under_base = sarif(report, "0.1.0")["runs"][0]
    assert under_base["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "states/kor/more.yaml",
        "uriBaseId": "POLICIES",
    }
    assert "POLICIES" in under_base["originalUriBaseIds"]
    json.dumps(log)


def test_a_file_of_justifications_is_read_with_all_its_mistakes(tmp_path: Path) -> None:
    (tmp_path / "lint").mkdir()
    text = (
        "- {rule: kor/licence, code: never-fires, reason: so}\n"
        "- {rule: kor/licnce, code: never-fires, reason: so}\n"
        "- {rule: kor/licence, code: never-fire, reason: so}\n"
        "- {rule: kor/licence, code: never-fires}\n"
    )
    (tmp_path / "lint" / "justified.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_justifications(tmp_path, small.library())
    assert [problem.span.line for problem in caught.value.problems if problem.span] == [2, 3, 4]
    assert caught.value.problems[0].help == "did you mean `kor/licence`?"


def test_every_code_has_a_page() -> None:
    for code in TITLES:
        page = (ROOT / "docs" / "lint" / f"{code}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {code}\n")
        assert all(f"## {part}" in page for part in ("Avoid", "Prefer", "Why")), code


def test_every_justification_of_the_shipped_library_names_a_rule() -> None:
    library = licet.load()
    assert read_justifications(licet.loading.shipped_folder(), library)


# the command


def test_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(small.FOLDER, folder)
    dead = rule("dead", f"when: state == DEU, {REFUSE}")
    (folder / "states" / "kor" / "more.yaml").write_text(HEAD + dead, encoding="utf-8")
    out = tmp_path / "lint.sarif"
    code, said, wrong = run("lint", "--by-proof", str(folder), "--sarif", str(out), "kor")
    assert (code, wrong) == (6, "")
    first, *_, page, last = said.splitlines()
    assert first.startswith("states/kor/more.yaml:5:")
    assert first.endswith("`kor/dead` can never fire: its `when` is true of no transfer (never-fires)")
    assert (page, last) == ("  see docs/lint/never-fires.md", "6 rules, 1 finding")
    log = json.loads(out.read_text(encoding="utf-8"))
    assert (log["version"], len(log["runs"][0]["results"])) == ("2.1.0", 1)
    code, said, _ = run("lint", "--by-proof", "--policies", str(folder), "deu", "--json")
    assert (code, json.loads(said)) == (0, {"rules": 3, "findings": [], "undecided": []})
    (folder / "lint").mkdir()
    meant = "- {rule: kor/dead, code: never-fires, reason: kept}\n"
    (folder / "lint" / "justified.yaml").write_text(meant, encoding="utf-8")
    assert run("lint", "--by-proof", str(folder))[:2] == (0, "10 rules, 0 findings, 1 justified\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--by-proof", "kro"], 5, "there is no policy `kro`"),
        (["--by-proof", "./nowhere"], 5, "there is no folder `nowhere`"),
        (["--by-proof", "kor", "--sarif", "nowhere/x.sarif"], 5, "there is no folder `nowhere`"),
        (["tests/libraries/small", "kor"], 2, "go with --by-proof"),
        (["--timeout", "3"], 2, "go with --by-proof"),
        (["--by-proof", "tests/libraries/small", "--policies", "policies"], 2, "give one folder of policies"),
    ],
)
def test_bad_input(arguments: list[str], code: int, said: str) -> None:
    found, _, wrong = run("lint", *arguments)
    assert found == code
    assert said in wrong
    assert "Traceback" not in wrong
