"""What `licet matrix` prints, writes and draws, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import compare, run

GOLDEN = Path(__file__).parent / "golden-matrix"
SMALL = ["--policies", "tests/libraries/small"]
ON = ["--on", "2023-01-30"]
SHELLS = ["matrix", "155mm shell", *ON, "--end-use", "combat", *SMALL]
GRID = [*SHELLS, "--exporters", "KOR,Germany,FRA", "--destinations", "UKR,IND,CLUB,PRK,SAU"]
MANY = "CLUB,FRA,GBR,USA,NOR,SWE,FIN,DNK,POL,ITA,ESP,PRT,CHE,AUT,BEL,NLD,CZE,JPN,CAN,AUS"

CASES: dict[str, list[str]] = {
    "text": GRID,
    "explain": [*GRID, "--explain"],
    "json": [*SHELLS, "--exporters", "KOR", "--destinations", "UKR,IND", "--json"],
    "default-exporters": [*SHELLS, "--destinations", "UKR,IND"],
    "law-only": [*GRID, "--layers", "law"],
    "suspended": [*GRID, "--suspend", "kor/*"],
    "wrapped": [*SHELLS, "--exporters", MANY, "--destinations", "UKR,IND"],
    "a-file": ["matrix", "tests/cli/requests/transfer.yaml", "--exporters", "KOR", "--destinations", "UKR,IND", *SMALL],
    "not-in-the-catalogue": ["matrix", "radar", "--category", "ML5", *ON, "--exporters", "KOR", "--destinations", "IND", *SMALL],
    "misspelt-states": [*SHELLS, "--exporters", "KRO,KOR", "--destinations", "Ukrain,CLUBB,NATO"],
    "misspelt-item": ["matrix", "155mm shel", *ON, "--destinations", "UKR", "--end-use", "combt", *SMALL],
    "no-item": ["matrix", *SMALL],
    "no-exporter": [*SHELLS, "--exporters", ",", "--destinations", "UKR"],
    "itself": [*SHELLS, "--exporters", "KOR", "--destinations", "KOR"],
    "map-of-whom": [*GRID, "--map", "map.svg"],
    "map-of-another": [*GRID, "--map", "map.svg", "--exporter", "Norway"],
    "map-of-nobody": [*GRID, "--map", "map.svg", "--exporter", "Norwey"],
    "exporter-without-map": [*GRID, "--exporter", "KOR"],
    "nowhere-to-write": [*GRID, "--csv", "nowhere/table.csv"],
    "no-file": ["matrix", "nowhere.yaml", *SMALL],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(GOLDEN / f"{name}.txt", f"{text}--- exit {code}\n")


def test_files(tmp_path: Path) -> None:
    files = {"--csv": tmp_path / "table.csv", "--svg": tmp_path / "heat-map.svg", "--map": tmp_path / "world-map.svg"}
    flags = [part for flag, path in files.items() for part in (flag, str(path))]
    code, out, err = run(*GRID, *flags, "--exporter", "KOR")
    assert (code, err) == (0, "")
    assert out == run(*GRID)[1]
    for path in files.values():
        compare(GOLDEN / path.name, path.read_text(encoding="utf-8"))


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def test_letters_are_coloured_where_colour_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from licet.matrix import matrix
    from licet_cli.render.matrix import render_matrix
    from tests import small

    found = matrix(small.library(), {"items": ["155mm shell"], "date": "2023-01-30"}, ["KOR"], ["UKR"])
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31;1mB\x1b[0m" in render_matrix(found)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in render_matrix(found)
