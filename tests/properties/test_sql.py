"""Generated laws as SQL say of generated transfers what the reference says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from licet.evaluate.evaluation import Options, evaluate
from licet.library import Library
from licet.sql import columns, query
from licet.sql.table import key_of
from licet.transfers.transfer import Role
from tests.engine.sql_rows import answer_of, leg_of
from tests.generators import DATE, Known, knowledge, libraries, replace

duckdb: Any = pytest.importorskip("duckdb", reason="the extra `sql` is not installed")
pytest.importorskip("sqlglot", reason="the extra `sql` is not installed")


def row_of(known: Known) -> dict[str, Any]:
    """What a generated transfer knows, by column."""
    row: dict[str, Any] = {"destination": "UKR", "item.category": "ML1"}
    for term, value in {**known.facts, **known.steps}.items():
        key = key_of(term, "KOR")
        row[key] = ("granted" if value else "refused") if key.startswith("approvals.") else value
    row["shown"] = ";".join(sorted(name.removeprefix("shown.") for name in known.shown))
    return row


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("role", ["exporter", "origin"])
@settings(max_examples=25)
@given(library=libraries(), known=knowledge())
def test_generated(role: Role, strict: bool, library: Library, known: Known) -> None:
    # memberships are the world's, not a row's; and no item here has a name
    state = "KOR" if role == "exporter" else "DEU"
    known = replace(known, memberships={}, origins=() if role == "exporter" else ("DEU",))
    options = Options(strict=strict)
    leg = leg_of(evaluate(library, known.transfer(), options), state, role)
    assert leg is not None
    row = row_of(known) | {"exporter": "KOR"}
    if "DEU" in known.consents and role == "origin":
        row["consents.DEU"] = "granted" if known.consents["DEU"] else "refused"
    read = [column for column in columns(library, state, DATE, role=role, strict=strict) if column.name != "item"]
    text = query(library, state, DATE, role=role, strict=strict, have=[column.name for column in read], key=["id"])
    types = {"truth": "BOOLEAN", "number": "DOUBLE"}
    connection = duckdb.connect()
    named = ", ".join(f'"{column.name}" {types.get(column.type, "TEXT")}' for column in read)
    connection.execute(f"CREATE TABLE transfers (id INT, {named})")
    values = [1, *(row.get(column.name) for column in read)]
    connection.execute(f"INSERT INTO transfers VALUES ({', '.join('?' for _ in values)})", values)
    assert connection.execute(text).fetchall() == [(1, *answer_of(leg), "")]
