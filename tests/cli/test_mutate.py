"""What `licet mutate` prints, word for word, with its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import compare, run

HERE = Path(__file__).parent
SMALL = ["--policies", "tests/libraries/small"]

CASES: dict[str, list[str]] = {
    "policy": ["mutate", "kor", *SMALL],
    "country-and-treaty": ["mutate", "Germany", "pact", *SMALL],
    "limit": ["mutate", "kor", "--limit", "4", *SMALL],
    "limit-json": ["mutate", "kor", "--limit", "4", "--json", *SMALL],
    "few-probes": ["mutate", "pact", "--probes", "tests/cli/probes", *SMALL],
    "fail-under": ["mutate", "pact", "--probes", "tests/cli/probes", "--fail-under", "90", "--limit", "6", *SMALL],
    "misspelt": ["mutate", "kro", *SMALL],
    "no-cases": ["mutate", "kor", "--cases", "nowhere.yaml", *SMALL],
    "no-probes": ["mutate", "kor", "--probes", "nowhere", *SMALL],
    "record-nowhere": ["mutate", "kor", "--record", *SMALL],
    "record-to-a-file": ["mutate", "kor", "--record", "--probes", "README.md", *SMALL],
    "bad-limit": ["mutate", "kor", "--limit", "0", *SMALL],
    "nothing": ["mutate"],
    "help": ["mutate", "--help"],
}


@pytest.mark.parametrize("name", CASES)
def test_output(name: str) -> None:
    code, out, err = run(*CASES[name])
    assert "Traceback" not in err
    text = f"$ licet {' '.join(CASES[name])}\n{out}"
    text += f"--- standard error\n{err}" if err else ""
    compare(HERE / "golden-mutate" / f"{name}.txt", f"{text}--- exit {code}\n")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in (HERE / "golden-mutate").glob("*.txt")} == set(CASES)


def test_recorded_probes_are_used_and_a_stale_answer_is_reported(tmp_path: Path) -> None:
    probes = ["--probes", str(tmp_path)]
    code, out, err = run("mutate", "kor", "--record", *probes, *SMALL)
    assert (code, err) == (0, "")
    assert out.startswith("kor: ") and " new, 0 gone, 0 answered differently" in out
    code, out, _ = run("mutate", "kor", "--limit", "3", *probes, *SMALL)
    assert code == 0 and " probes, recorded" in out
    file = tmp_path / "kor.jsonl"
    lines = file.read_text().splitlines()
    changed = {**json.loads(lines[1]), "answer": "nothing"}
    file.write_text("\n".join([lines[0], json.dumps(changed), *lines[2:]]) + "\n")
    code, out, _ = run("mutate", "kor", "--limit", "3", *probes, *SMALL)
    assert code == 6 and "1 probe is answered differently than recorded" in out
    code, out, _ = run("mutate", "kor", "--record", *probes, *SMALL)
    assert code == 0 and "1 answered differently" in out
    file.write_text("\n".join([lines[0], lines[1].replace('"exporter": "KOR"', '"exporter": "KRO"')]) + "\n")
    code, out, err = run("mutate", "kor", *probes, *SMALL)
    assert (code, out) == (5, "") and "no longer fits: `KRO` is not a country" in err
    file.write_text("nonsense\n")
    code, out, err = run("mutate", "kor", *probes, *SMALL)
    assert (code, out) == (5, "") and "not a recorded probe" in err
