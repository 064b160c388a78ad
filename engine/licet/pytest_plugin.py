"""A pytest plugin: case files are collected as tests, and the rules they exercise are counted.

It does nothing unless case files are named, by ``--licet-cases PATH`` or by ``licet_cases`` in pytest's configuration::

    [tool.pytest.ini_options]
    licet_cases = ["policies/cases"]

Every case is one test; it is skipped where the state's law is not encoded. ``--licet-coverage`` lists the rules that bite in
no case, ``--licet-fail-under PERCENT`` makes the run fail where too few do. Write ``--licet-cases=PATH`` with ``=``: in a
path that stands alone pytest looks for its configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from licet.cases import Case
    from licet.evaluate.evaluation import Evaluation
    from licet.library import Library

_BITES = "licet_bites"
_ASKED = "licet_policies"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("licet", "export-law cases")
    group.addoption(
        "--licet-cases", action="append", default=[], metavar="PATH", help="a file or folder of cases to run as tests"
    )
    group.addoption("--licet-policies", metavar="DIR", help="the policies they are put to (default: the shipped ones)")
    group.addoption("--licet-coverage", action="store_true", help="report which rules bite in the cases")
    group.addoption(
        "--licet-policy",
        action="append",
        default=[],
        metavar="POLICY",
        help="count the rules of this policy only (default: every policy that binds a leg some case is about)",
    )
    group.addoption(
        "--licet-fail-under", type=float, metavar="PERCENT", help="fail where a smaller share of the rules bites"
    )
    parser.addini("licet_cases", "files or folders of cases to run as tests", type="paths", default=[])
    parser.addini("licet_policies", "the folder of policies that cases are put to")


def pytest_configure(config: pytest.Config) -> None:
    """Where case files are named, collect them and count the rules."""
    named = [config.invocation_params.dir / path for path in config.getoption("--licet-cases")]
    configured = list(config.getini("licet_cases"))
    _check_options(config, bool(named or configured))
    if not named and not configured:
        return
    paths = [path.resolve() for path in (*named, *configured)]
    for path in paths:
        if not path.exists():
            raise pytest.UsageError(f"there is no file or folder of cases `{path}`")
    config.pluginmanager.register(LicetPlugin(config, paths, bool(named)), "licet-cases")
    # files that were named are run; configured ones join a run of the whole suite
    whole = config.args_source is not pytest.Config.ArgsSource.ARGS
    joining = [path.resolve() for path in (*named, *(configured if whole else ()))]
    asked = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    for path in dict.fromkeys(joining):
        if not any(path.is_relative_to(other) for other in asked):
            config.args.append(str(path))


def _check_options(config: pytest.Config, has_cases: bool) -> None:
    percent = config.getoption("--licet-fail-under")
    if percent is not None and not 0 <= percent <= 100:
        raise pytest.UsageError(f"--licet-fail-under takes 0 to 100 per cent, not `{percent:g}`")
    asked = {
        "--licet-coverage": config.getoption("--licet-coverage"),
        "--licet-fail-under": percent is not None,
        "--licet-policy": bool(config.getoption("--licet-policy")),
    }
    for option, given in asked.items():
        if given and not has_cases:
            raise pytest.UsageError(f"{option} has no cases to count: name them with --licet-cases=PATH")


class LicetPlugin:
    """Collects the case files of one run and counts the rules that bite in them."""

    def __init__(self, config: pytest.Config, paths: list[Path], named: bool) -> None:
        self.config = config
        self.paths = paths
        self.named = named
        self.ran = False
        self.bites: set[str] = set()
        self.asked: set[str] = set()
        self._library: Library | None = None
        self.fail_under: float | None = config.getoption("--licet-fail-under")
        self.counting: bool = config.getoption("--licet-coverage") or self.fail_under is not None
        self.short = False

    @property
    def library(self) -> Library:
        """The library that the cases are put to."""
        if self._library is None:
            from licet.loading import load
            from licet.problems import InputError

            named, configured = self.config.getoption("--licet-policies"), self.config.getini("licet_policies")
            base = self.config.inipath.parent if self.config.inipath is not None else self.config.rootpath
            folder = self.config.invocation_params.dir / named if named else base / configured if configured else None
            try:
                self._library = load(folder)
            except InputError as error:
                raise pytest.UsageError(str(error)) from None
        return self._library

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Take the named files, and the YAML files in the named folders."""
        found = file_path.resolve()
        inside = found.suffix == ".yaml" and any(path.is_dir() and found.is_relative_to(path) for path in self.paths)
        if found not in self.paths and not inside:
            return None
        collector: CaseFile = CaseFile.from_parent(parent, path=file_path)
        collector.plugin = self
        return collector

    # counting; results come by reports, so that runs spread over several processes count too

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count the rules that bit in a case."""
        if report.when == "call":
            self.ran = self.ran or any(name == _BITES for name, _ in report.user_properties)
            for name, value in report.user_properties:
                if name == _BITES:
                    self.bites |= set(str(value).split())
                elif name == _ASKED:
                    self.asked |= set(str(value).split())

    def coverage(self) -> list[tuple[str, list[str], list[str]]]:
        """For each policy that is counted, the rules that bite and those that do not."""
        wanted = {name.lower() for name in self.config.getoption("--licet-policy")}
        return [
            (
                policy.id,
                [rule.id for rule in policy.rules if rule.id in self.bites],
                [rule.id for rule in policy.rules if rule.id not in self.bites],
            )
            for policy in self.library.policies
            if policy.rules and policy.id in (wanted or self.asked)
        ]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Load the library, and refuse policies that do not exist, before anything runs."""
        if not any(isinstance(item, CaseItem) for item in session.items):
            return
        known = {policy.id for policy in self.library.policies}
        for name in self.config.getoption("--licet-policy"):
            if name.lower() not in known:
                raise pytest.UsageError(f"there is no policy `{name}`")

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail where too few rules bite."""
        if self.fail_under is None or hasattr(self.config, "workerinput") or session.config.option.collectonly:
            return
        if not self.ran and not self.named:
            return  # configured cases that did not join this run
        self.short = 100 * _share(self.coverage()) < self.fail_under
        if self.short and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Report the rules that bite and those that do not."""
        if not self.counting or self.config.option.collectonly or not (self.ran or self.short):
            return
        rows = self.coverage()
        terminalreporter.section("rules that bite in cases")
        for policy, bite, idle in rows:
            total = len(bite) + len(idle)
            terminalreporter.write_line(f"{policy:<8} {len(bite):>4} of {total:<4} {_percent(len(bite) / total)}")
            if bite and self.config.option.verbose > 0:
                terminalreporter.write_line(_wrapped("bite: ", bite))
            if idle:
                terminalreporter.write_line(_wrapped("do not: ", idle))
        terminalreporter.write_line(f"{'all':<8} {_percent(_share(rows))}")
        if self.short:
            text = f"{_percent(_share(rows))} of the rules bite; --licet-fail-under asks for {self.fail_under:g} %"
            terminalreporter.write_line(text, red=True)


class CaseFile(pytest.File):
    """A file of cases."""

    plugin: LicetPlugin

    def collect(self) -> Iterator[CaseItem]:
        """One test for each case."""
        from licet.cases import load_cases
        from licet.problems import InputError

        try:
            cases = load_cases(self.path)
        except InputError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            yield CaseItem.from_parent(self, name=case.entry.id, case=case, plugin=self.plugin)


class CaseItem(pytest.Item):
    """One case: the law's answer on its leg is among those it accepts."""

    def __init__(self, *, case: Case, plugin: LicetPlugin, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        self.plugin = plugin

    def runtest(self) -> None:
        """Put the case's transfer to the library."""
        from licet.cases import judge, result_lines, transfer_document
        from licet.problems import InputError

        try:
            evaluation = self.plugin.library.evaluate(transfer_document(self.case))
        except InputError as error:
            raise CaseFailedError(str(error)) from None
        result = judge(self.case, evaluation)
        if result.outcome is not None and not result.encoded:
            pytest.skip(f"the law of {self.case.entry.leg.state} is not encoded")
        if self.plugin.counting:
            wanted = (self.case.entry.leg.state, self.case.entry.leg.role)
            legs = [leg for leg in evaluation.legs if (leg.leg.state, leg.leg.role) == wanted]
            self.user_properties.append((_BITES, " ".join(sorted(set(_biting(evaluation))))))
            self.user_properties.append((_ASKED, " ".join(sorted({name for leg in legs for name in leg.policies}))))
        if result.outcome is None or not result.agrees:
            raise CaseFailedError("\n".join(result_lines(result)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What `licet test` prints of the case, without a traceback."""
        if isinstance(excinfo.value, CaseFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the case in its file."""
        return self.path, self.case.span.line - 1, self.name


class CaseFailedError(Exception):
    """The law does not answer as the case accepts."""


def _biting(evaluation: Evaluation) -> Iterator[str]:
    """Rules whose condition holds on some leg, and permits that lift something there."""
    for leg in evaluation.legs:
        for result in leg.rules:
            if result.condition is True:
                yield result.rule.id
            if result.gate is not False:
                yield from (lift.permit.id for lift in result.lifts if lift.holds is True)
        if leg.claim is not None:
            yield from (lift.permit.id for lift in leg.claim.lifts if lift.holds is True)


def _share(rows: Iterable[tuple[str, list[str], list[str]]]) -> float:
    listed = list(rows)
    bite, total = sum(len(row[1]) for row in listed), sum(len(row[1]) + len(row[2]) for row in listed)
    return bite / total if total else 0.0


def _percent(share: float) -> str:
    return f"{int(share * 1000) / 10:g} %"


def _wrapped(head: str, names: Iterable[str]) -> str:
    import textwrap

    text = head + ", ".join(names)
    return textwrap.fill(text, 100, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)
