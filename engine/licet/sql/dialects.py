"""What differs between databases, beyond what sqlglot translates by itself."""

from __future__ import annotations

import importlib

from licet.problems import InputError, Problem, suggest

DIALECTS = ("duckdb", "spark", "postgres", "bigquery", "snowflake", "trino")
"""The dialects that are tested."""
_HELP = "run `pip install 'licet[sql]'`"


def require_sqlglot() -> None:
    """Make sure that SQL can be written.

    Raises:
        InputError: the package `sqlglot` is not installed.
    """
    try:
        importlib.import_module("sqlglot")
    except ImportError:
        raise InputError([Problem("SQL needs the package `sqlglot`, which is not installed", None, _HELP)]) from None


def known_dialect(written: str) -> str:
    """The dialect of that name.

    Raises:
        InputError: there is none.
    """
    if written not in DIALECTS:
        raise InputError([Problem(f"`{written}` is not a dialect", None, suggest(written, DIALECTS))])
    return written


def column_name(key: str, dialect: str) -> str:
    """How a key is written as a column's name: BigQuery allows no dots."""
    return key.replace(".", "_") if dialect == "bigquery" else key


def fenced(dialect: str) -> bool:
    """Whether the planner would copy a step's expressions into the next one, again and again, unless it is kept from it."""
    return dialect in ("duckdb", "postgres")
