"""`--json` on every command: valid JSON on standard output, and nothing else there."""

from __future__ import annotations

import json

import pytest

from tests.golden import run

SMALL = ["--policies", "tests/libraries/small"]
COMMANDS = [
    ["check", "KOR", "UKR", "helmet", "--on", "2023-01-30", *SMALL],
    ["check", "KOR", "UKR", "helmet", "--on", "2023-01-30", "--explain", *SMALL],
    ["consents", "POL", "UKR", "Krab", "--on", "2023-01-30", *SMALL],
    ["rules", *SMALL],
    ["rule", "kor/licence", *SMALL],
    ["facts", "UKR", "--on", "2023-01-30", *SMALL],
    ["item", "krab", *SMALL],
    ["lint", "tests/libraries/small"],
    ["test", *SMALL],
    ["coverage", *SMALL],
    ["citations", *SMALL],
    ["docs", *SMALL],
    ["schema", "decision"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(command[:2]) for command in COMMANDS])
def test_json(command: list[str]) -> None:
    code, out, err = run(*command, "--json")
    assert json.loads(out)
    assert code in (0, 3, 4, 6) and "Traceback" not in err


def test_a_decision_has_the_shape_of_its_schema() -> None:
    schema = json.loads(run("schema", "decision")[1])
    decision = json.loads(run("check", "KOR", "UKR", "155 mm shell", "--on", "2023-01-30", "--json", *SMALL)[1])
    assert set(decision) == set(schema["properties"])
    ground = schema["$defs"]["Ground"]["properties"]
    assert set(decision["grounds"][0]) == set(ground)
    assert set(decision["grounds"][0]["facts"][0]) == set(schema["$defs"]["FactRead"]["properties"])
