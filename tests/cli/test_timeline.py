"""What `licet timeline` prints and draws, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import compare, run

GOLDEN = Path(__file__).parent / "golden-timeline"
SMALL = ["--policies", "tests/libraries/small"]
SHELLS = ["timeline", "KOR", "UKR", "155mm shell", "--end-use", "combat", "--end-user", "armed_forces", *SMALL]
YEARS = ["--from", "2014-01-01", "--to", "2025-01-31"]
KRAB = ["timeline", "POL", "UKR", "Krab", "--from", "2021-12-01", "--to", "2024-12-31", *SMALL]

CASES: dict[str, list[str]] = {
    "text": [*SHELLS, *YEARS],
    "all": [*SHELLS, *YEARS, "--all"],
    "json": [*SHELLS, "--from", "2022-04-01", "--to", "2022-04-10", "--json"],
    "law-only": [*SHELLS, "--from", "2022-01-01", "--to", "2025-01-31", "--layers", "law"],
    "suspended": [*SHELLS, *YEARS, "--suspend", "kor/no-lethal-aid"],
    "legs": KRAB,
    "a-file": ["timeline", "tests/cli/requests/transfer.yaml", "--from", "2022-01-01", "--to", "2023-12-31", *SMALL],
    "a-day": [*SHELLS, "--from", "2022-04-08", "--to", "2022-04-08"],
    "turned-dates": [*SHELLS, "--from", "2025-01-31", "--to", "2014-01-01"],
    "no-date": [*SHELLS, "--from", "2014-02-30", "--to", "2025-01-31"],
    "one-day-only": [*SHELLS, "--on", "2022-04-08"],
    "misspelt": ["timeline", "KRO", "Ukrain", "155mm shel", *YEARS, *SMALL],
    "no-such-rule": [*SHELLS, *YEARS, "--suspend", "kor/no-lethal-aids"],
    "nowhere-to-write": [*SHELLS, *YEARS, "--svg", "nowhere/picture.svg"],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(GOLDEN / f"{name}.txt", f"{text}--- exit {code}\n")


@pytest.mark.parametrize(("name", "arguments"), [("shells", [*SHELLS, *YEARS]), ("krab", KRAB)])
def test_pictures(name: str, arguments: list[str], tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    assert run(*arguments, "--svg", str(path))[0] == 0
    compare(GOLDEN / f"{name}.svg", path.read_text(encoding="utf-8"))


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def test_years_default_to_the_last_ten() -> None:
    code, out, _ = run(*SHELLS, "--to", "2024-02-29")
    assert code == 0
    assert "2014-02-28 to 2024-02-29" in out
