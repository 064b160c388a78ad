"""What `licet levers` prints, word for word, with its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import compare, run

GOLDEN = Path(__file__).parent / "golden-levers"
SMALL = ["--policies", "tests/libraries/small"]
SHELLS = ["levers", "KOR", "UKR", "155mm shell", "--on", "2023-01-30", "--end-use", "combat"]
KRAB = ["levers", "POL", "UKR", "Krab", "--on", "2022-06-01"]
LEOPARD = ["levers", "KOR", "IND", "Leopard 2", "--on", "2022-06-01", "--end-use", "combat"]

CASES: dict[str, list[str]] = {
    "raise": [*SHELLS, *SMALL],
    "raise-to-allowed": [*LEOPARD, "--to", "allowed", *SMALL],
    "beyond-the-bound": [*LEOPARD, "--to", "allowed", "--max-size", "1", "--rules", *SMALL],
    "larger-sets": [*LEOPARD, "--to", "allowed", "--max-size", "8", "--rules", *SMALL],
    "only-rules": [*SHELLS, "--rules", *SMALL],
    "only-facts": [*LEOPARD, "--facts", *SMALL],
    "lower": ["levers", "DEU", "UKR", "155mm shell", "--on", "2023-06-01", "--lower", *SMALL],
    "lower-a-step": [*LEOPARD, "--lower", *SMALL],
    "origins": [*KRAB, *SMALL],
    "undetermined": ["levers", "DEU", "IND", "155mm shell", "--on", "2023-06-01", *SMALL],
    "settled": ["levers", "DEU", "IND", "155mm shell", "--on", "2023-06-01", "--settled", *SMALL],
    "also-the-world": ["levers", "DEU", "IND", "155mm shell", "--on", "2023-06-01", "--assume", "destination.armed_conflict=internal", "--also", "destination.armed_conflict", "--also", "destination.self_defence", *SMALL],
    "nothing-above": ["levers", "KOR", "IND", "helmet", "--on", "2022-02-01", "--risks", "low", "--assurance", "end_use_certificate", *SMALL],
    "already-so": [*SHELLS, "--to", "blocked", *SMALL],
    "misspelt-outcome": [*SHELLS, "--to", "alowed", *SMALL],
    "misspelt-fact": [*SHELLS, "--also", "destination.armd_conflict", *SMALL],
    "misspelt-country": ["levers", "KRO", "UKR", "helmet", *SMALL],
    "size-zero": [*SHELLS, "--max-size", "0", *SMALL],
    "json": [*LEOPARD, "--json", *SMALL],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(GOLDEN / f"{name}.txt", f"{text}--- exit {code}\n")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def test_json_has_everything_the_text_leaves_out() -> None:
    code, out, _ = run(*LEOPARD, "--lower", "--json", *SMALL)
    data = json.loads(out)
    assert code == 0
    assert data["direction"] == "lower" and data["target"] == "discretionary"
    assert all({"changes", "worst", "best"} <= set(one) for one in data["facts"])
