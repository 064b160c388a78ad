"""A state's law as SQL: what the query reads, and that it says what the reference says, in three databases."""

from __future__ import annotations

import datetime
import os
import random
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import licet
from licet.evaluate.evaluation import Options
from licet.library import Library
from licet.policies.words import LAYERS
from licet.sql import DIALECTS, Column, columns, query
from licet.transfers.transfer import Role
from tests import small
from tests.engine.sql_rows import OUTPUT, expected, random_row

sqlglot = pytest.importorskip("sqlglot", reason="the extra `sql` is not installed")
DAY = datetime.date(2023, 1, 30)
Row = dict[str, Any]


def cases(
    library: Library,
    state: str,
    role: Role,
    date: datetime.date,
    options: Options,
    read: Sequence[Column],
    count: int,
) -> list[tuple[Row, tuple[str, ...]]]:
    """Random rows, each with what the reference says."""
    dice = random.Random(f"{state} {role} {date} {options} {len(read)}")
    found: list[tuple[Row, tuple[str, ...]]] = []
    while len(found) < count:
        row = random_row(dice, library, tuple(read), dice.choice([0.2, 0.6, 1.0]))
        if state in (row["destination"], row.get("exporter")) or row.get("exporter") == row["destination"]:
            continue
        answer = expected(library, row, state, role, date, options)
        if answer is not None:
            found.append((row, (*answer, "")))
    return found


def in_duckdb(text: str, rows: Sequence[Row], read: Sequence[Column]) -> list[tuple[str, ...]]:
    duckdb = pytest.importorskip("duckdb", reason="the extra `sql` is not installed")
    connection = duckdb.connect()
    connection.execute(_create(read, "VARCHAR", "DOUBLE"))
    marks = ", ".join("?" for _ in range(len(read) + 1))
    connection.executemany(f"INSERT INTO transfers VALUES ({marks})", _values(rows, read))
    return _answers(connection.execute(text).fetchall())


def _create(read: Sequence[Column], text: str, number: str) -> str:
    types = {"truth": "BOOLEAN", "number": number}
    described = ", ".join(f'"{column.name}" {types.get(column.type, text)}' for column in read)
    return f"CREATE TABLE transfers (id INTEGER, {described})"


def _values(rows: Sequence[Row], read: Sequence[Column]) -> list[list[Any]]:
    return [[place, *(row[column.name] for column in read)] for place, row in enumerate(rows)]


def _answers(found: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    return [tuple(row[1:]) for row in sorted(found)]


def check(
    library: Library,
    state: str,
    role: Role = "exporter",
    date: datetime.date = DAY,
    have: str = "expected",
    count: int = 50,
    **options: Any,
) -> None:
    chosen = Options(options.get("layers", LAYERS), options.get("strict", False), options.get("known_on"))
    read = [
        column
        for column in columns(library, state, date, role=role, **options)
        if have == "all" or (column.expected if have == "expected" else column.name in have.split())
    ]
    judged = cases(library, state, role, date, chosen, read, count)
    text = query(library, state, date, role=role, have=[column.name for column in read], key=["id"], **options)
    assert in_duckdb(text, [row for row, _ in judged], read) == [answer for _, answer in judged]


@pytest.mark.parametrize("state", ["KOR", "DEU", "NOR", "USA"])
@pytest.mark.parametrize(("have", "strict"), [("expected", False), ("all", False), ("expected", True)])
def test_shipped(shipped: Library, state: str, have: str, strict: bool) -> None:
    check(shipped, state, have=have, strict=strict)


@pytest.mark.parametrize("have", ["expected", "all"])
@pytest.mark.parametrize(
    ("state", "role"), [("CHE", "origin"), ("KOR", "origin"), ("DEU", "transit"), ("USA", "broker")]
)
def test_other_roles(shipped: Library, state: str, role: Role, have: str) -> None:
    check(shipped, state, role, datetime.date(2022, 6, 1), have, 40)


@pytest.mark.parametrize("have", ["destination item", "destination item item.lethal", "destination item risks end_use"])
def test_few_columns(shipped: Library, have: str) -> None:
    check(shipped, "KOR", have=have, count=60)


def test_what_was_known_of_the_law_alone(shipped: Library) -> None:
    early = datetime.date(2015, 1, 1)
    check(shipped, "DEU", date=datetime.date(2021, 1, 1), layers=("law",), known_on=early)


def test_a_value_that_is_none_of_the_words_is_unknown_and_said_so() -> None:
    library = small.library()
    read = [column for column in columns(library, "KOR", DAY) if column.expected]
    plain = {column.name: None for column in read} | {"destination": "UKR", "item": "155mm shell"}
    rows = [plain, {**plain, "end_use": "Combat"}, {**plain, "destination": "Ukraine"}, {**plain, "item": "'; --"}]
    text = query(library, "KOR", DAY, key=["id"])
    first, misspelt, nowhere, unheard = in_duckdb(text, rows, read)
    assert first[-1] == ""
    assert misspelt == (*first[:-1], "end_use")
    assert nowhere[-1] == "destination" and nowhere[0] == "undetermined"
    assert unheard[-1] == "item" and unheard[0] == "undetermined"


def test_columns_under_other_names_and_keys() -> None:
    duckdb = pytest.importorskip("duckdb")
    library = small.library()
    have = {"destination": 'to "where"', "item": "what", "end_use": "use"}
    connection = duckdb.connect()
    connection.execute('CREATE TABLE s1 ("to ""where""" TEXT, what TEXT, "use" TEXT, no INT)')
    connection.execute("INSERT INTO s1 VALUES ('UKR', '155mm SHELL', 'combat', 7)")
    text = query(library, "KOR", DAY, table="s1", have=have, key=["no", "what"])
    (row,) = connection.execute(text).fetchall()
    assert [one[0] for one in connection.description] == ["no", "what", *OUTPUT]
    assert row[:3] == (7, "155mm SHELL", "blocked")
    (row,) = connection.execute(query(library, "KOR", DAY, table="s1", have=have)).fetchall()
    assert row[:4] == ("UKR", "155mm SHELL", "combat", "blocked")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_parses_again(dialect: str) -> None:
    assert_parses(small.library(), dialect)


@pytest.mark.parametrize("dialect", ["snowflake", "trino"])
def test_operators_that_are_functions_are_not_nested_too_deep(shipped: Library, dialect: str) -> None:
    assert_parses(shipped, dialect)


def assert_parses(library: Library, dialect: str) -> None:
    text = query(library, "KOR", DAY, dialect=dialect)
    parsed = sqlglot.parse(text, read=dialect)
    assert len([one for one in parsed if one is not None]) == 1
    assert text == query(library, "KOR", DAY, dialect=dialect)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"have": ["end_us"]}, "unknown key `end_us`"),
        ({"have": ["date"]}, "all rows are judged on one day: `date` is not read"),
        ({"have": ["facts.end_use"]}, "`facts.end_use` is not read"),
        ({"have": ["origin.share"]}, "the law reads no `origin.share` on such a leg"),
        ({"dialect": "oracle"}, "`oracle` is not a dialect"),
        ({"role": "buyer"}, "`buyer` is not a role"),
        ({"layers": ["lore"]}, "`lore` is not a layer"),
        ({"table": "a; DROP TABLE a"}, "`a; DROP TABLE a` is not the name of a table in duckdb"),
    ],
)
def test_what_is_wrong_is_said(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(licet.InputError) as found:
        query(small.library(), "KOR", DAY, **arguments)
    assert found.value.problems[0].message == said


# PostgreSQL, for real


def _postgres() -> Path | None:
    found = shutil.which("initdb")
    folders = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *([Path(found).parent] if found else []),
    ]
    needed = ("initdb", "postgres", "pg_isready")
    return next((folder for folder in folders if all((folder / name).exists() for name in needed)), None)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs = _postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    folder = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(folder, "nobody", "nogroup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, quiet = folder / "data", subprocess.DEVNULL
    subprocess.run(
        [*user, programs / "initdb", "-D", data, "-A", "trust", "-U", "licet", "--no-sync", "--locale=C", "-E", "UTF8"],
        check=True, stdout=quiet, cwd=folder,
    )  # fmt: skip
    server = subprocess.Popen(
        [*user, programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "", "-F"],
        stdout=quiet, stderr=quiet, cwd=folder,
    )  # fmt: skip
    try:
        ready = [programs / "pg_isready", "-q", "-h", folder, "-p", str(port), "-t", "20"]
        for _ in range(100):
            if subprocess.run(ready, check=False).returncode == 0:
                break
            server.poll()
            assert server.returncode is None, "PostgreSQL did not start"
            subprocess.run(["sleep", "0.1"], check=True)
        with psycopg.connect(host=str(folder), port=port, user="licet", dbname="postgres") as connection:
            yield connection
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(("state", "role", "have"), [("KOR", "exporter", "expected"), ("CHE", "origin", "all")])
def test_postgres(shipped: Library, postgres: Any, state: str, role: Role, have: str) -> None:
    read = [column for column in columns(shipped, state, DAY, role=role) if have == "all" or column.expected]
    judged = cases(shipped, state, role, DAY, Options(), read, 60)
    with postgres.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS transfers")
        cursor.execute(_create(read, "TEXT", "DOUBLE PRECISION"))
        marks = ", ".join(["%s"] * (len(read) + 1))
        cursor.executemany(f"INSERT INTO transfers VALUES ({marks})", _values([row for row, _ in judged], read))
        names = [column.name for column in read]
        cursor.execute(query(shipped, state, DAY, role=role, dialect="postgres", have=names, key=["id"]))
        found = _answers(cursor.fetchall())
    assert found == [answer for _, answer in judged]


# Spark, for real


def test_spark(shipped: Library, tmp_path: Path) -> None:
    pyspark = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    types = pytest.importorskip("pyspark.sql.types")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java")
    read = [column for column in columns(shipped, "KOR", DAY) if column.expected]
    judged = cases(shipped, "KOR", "exporter", DAY, Options(), read, 40)
    session = (
        pyspark.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", str(tmp_path))
        .getOrCreate()
    )
    try:
        kinds = {"truth": types.BooleanType(), "number": types.DoubleType()}
        fields = [types.StructField(column.name, kinds.get(column.type, types.StringType())) for column in read]
        schema = types.StructType([types.StructField("id", types.IntegerType()), *fields])
        session.createDataFrame(_values([row for row, _ in judged], read), schema).createOrReplaceTempView("transfers")
        text = query(shipped, "KOR", DAY, dialect="spark", key=["id"]).rstrip().removesuffix(";")
        found = _answers([tuple(row) for row in session.sql(text).collect()])
    finally:
        session.stop()
    assert found == [answer for _, answer in judged]
