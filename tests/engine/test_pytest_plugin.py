"""The plugin collects case files as tests, only where they are named, and counts the rules that bite."""

from __future__ import annotations

import shutil
import textwrap
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import licet_cli.commands.test  # noqa: F401  what a run in this process imports, it drops again: import it before
from licet.cases import load_cases, run_cases
from tests.small import FOLDER, library

pytest_plugins = ["pytester"]

# where the distribution is installed, pytest finds the plugin by its entry point
FOUND = any(point.value == "licet.pytest_plugin" for point in entry_points(group="pytest11"))
PLUGIN = [] if FOUND else ["-p", "licet.pytest_plugin"]
# with `=`, or pytest takes the folder for one of its arguments and looks for its configuration there
SMALL = [f"--licet-policies={FOLDER}"]
CASES = str(FOLDER / "cases")


list(run_cases(library(), load_cases(FOLDER / "cases")))


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def test_without_case_files_it_does_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_mine(): pass")
    pytester.path.joinpath("cases.yaml").write_text("- not a case\n")
    result = run(pytester)
    result.assert_outcomes(passed=1)
    assert "collected 1 item" in result.stdout.str() and "rules that bite" not in result.stdout.str()


def test_cases_that_are_named_are_tests(pytester: pytest.Pytester) -> None:
    result = run(pytester, f"--licet-cases={CASES}", *SMALL)
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    assert result.ret == 1


def test_a_failure_reads_like_licet_test(pytester: pytest.Pytester) -> None:
    from tests.golden import run as command

    _, printed, _ = command("test", "--policies", str(FOLDER))
    result = run(pytester, f"--licet-cases={CASES}", *SMALL)
    block = printed.split("\n\n")[0].splitlines()
    assert block[0].startswith("differs  2023-DEU-UKR-helmets")
    result.stdout.fnmatch_lines([line.replace("[", "[[]") for line in block])
    assert "Traceback" not in result.stdout.str()


def test_cases_of_the_configuration_join_the_whole_suite_only(pytester: pytest.Pytester) -> None:
    shutil.copytree(CASES, pytester.path / "cases")
    pytester.makeini(f"[pytest]\nlicet_cases = cases\nlicet_policies = {FOLDER}\n")
    mine = pytester.makepyfile(test_mine="def test_mine(): pass")
    run(pytester).assert_outcomes(passed=2, failed=1, skipped=1)
    run(pytester, str(mine)).assert_outcomes(passed=1)
    run(pytester, "cases").assert_outcomes(passed=1, failed=1, skipped=1)


def test_cases_can_be_chosen_by_name(pytester: pytest.Pytester) -> None:
    run(pytester, f"--licet-cases={CASES}", *SMALL, "-k", "KOR").assert_outcomes(passed=1, deselected=2)


def test_coverage_names_the_rules_that_do_not_bite(pytester: pytest.Pytester) -> None:
    result = run(pytester, f"--licet-cases={CASES}", *SMALL, "--licet-coverage", "--licet-policy", "KOR")
    result.stdout.fnmatch_lines(["kor * of *", "    do not: kor/peaceful-purposes, kor/own-use"])
    assert "deu " not in result.stdout.str().split("rules that bite")[1].split("short test summary")[0]


def test_coverage_counts_a_rule_that_bites(pytester: pytest.Pytester) -> None:
    case = """
    - id: shells
      title: Shells in fighting
      transfer: {exporter: KOR, destination: IND, date: 2022-01-30, items: [{category: ML3, lethal: true}], end_use: combat, end_user: {type: company}}
      leg: {state: KOR, role: exporter}
      outcome: blocked
      accept: [discretionary]
      kind: rule
      basis: none
    """
    path = pytester.path / "mine.yaml"
    path.write_text(textwrap.dedent(case))
    options = ["--licet-cases", "mine.yaml", *SMALL, "--licet-coverage", "--licet-policy", "kor", "-v"]
    result = run(pytester, *options)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["    bite: *kor/peaceful-purposes*"])


@pytest.mark.parametrize(("percent", "code"), [("10", 0), ("99", 1)])
def test_a_threshold(pytester: pytest.Pytester, percent: str, code: int) -> None:
    options = [f"--licet-cases={CASES}", *SMALL, "-k", "KOR", "--licet-fail-under", percent]
    result = run(pytester, *options)
    assert result.ret == code
    short = "--licet-fail-under asks for 99 %" in result.stdout.str()
    assert short is (code == 1)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--licet-cases", "nowhere"], "there is no file or folder of cases"),
        ([f"--licet-cases={CASES}", "--licet-policies", "nowhere"], "there is no folder"),
        ([f"--licet-cases={CASES}", *SMALL, "--licet-coverage", "--licet-policy", "kro"], "there is no policy `kro`"),
        (["--licet-coverage"], "--licet-coverage has no cases to count: name them with --licet-cases=PATH"),
        (["--licet-fail-under", "50"], "--licet-fail-under has no cases to count"),
        ([f"--licet-cases={CASES}", "--licet-fail-under", "150"], "takes 0 to 100 per cent, not `150`"),
    ],
)
def test_what_is_not_there(pytester: pytest.Pytester, options: list[str], says: str) -> None:
    result = run(pytester, *options)
    text = result.stdout.str() + result.stderr.str()
    assert says in text
    assert "Traceback" not in text and "INTERNALERROR" not in text
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_named_file_is_read_whatever_its_name(pytester: pytest.Pytester) -> None:
    (Path(pytester.path) / "cases.txt").write_text("- id: x\n")
    result = run(pytester, "--licet-cases", "cases.txt", *SMALL)
    assert "the key `leg` is missing" in result.stdout.str()


def test_a_threshold_is_silent_where_configured_cases_do_not_join(pytester: pytest.Pytester) -> None:
    shutil.copytree(CASES, pytester.path / "cases")
    ini = f"[pytest]\nlicet_cases = cases\nlicet_policies = {FOLDER}\naddopts = --licet-fail-under=99\n"
    pytester.makeini(ini)
    mine = pytester.makepyfile(test_mine="def test_mine(): pass")
    result = run(pytester, str(mine))
    assert result.ret == 0 and "rules that bite" not in result.stdout.str()
    assert "--licet-fail-under asks for 99 %" in run(pytester).stdout.str()


def test_a_misspelt_outcome(pytester: pytest.Pytester) -> None:
    text = (FOLDER / "cases" / "cases.yaml").read_text().replace("outcome: blocked", "outcome: bloked", 1)
    (Path(pytester.path) / "cases.yaml").write_text(text)
    printed = run(pytester, "--licet-cases", "cases.yaml", *SMALL).stdout.str()
    assert "`bloked` is not allowed as `outcome`" in printed and "did you mean `blocked`?" in printed


def test_a_file_that_holds_no_cases(pytester: pytest.Pytester) -> None:
    path = Path(pytester.path) / "broken.yaml"
    path.write_text("- id: x\n  titel: y\n")
    result = run(pytester, "--licet-cases", "broken.yaml", *SMALL)
    text = result.stdout.str()
    assert "unknown key `titel`" in text and "did you mean `title`" in text
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_a_transfer_that_cannot_be_read(pytester: pytest.Pytester) -> None:
    text = (FOLDER / "cases" / "cases.yaml").read_text().replace("destination: UKR", "destination: UKX", 1)
    (Path(pytester.path) / "cases.yaml").write_text(text)
    result = run(pytester, "--licet-cases", "cases.yaml", *SMALL, "-k", "KOR")
    result.assert_outcomes(failed=1, deselected=2)
    assert "`UKX` is not a country" in result.stdout.str()
