"""A policy as one SQL query: the reference's answer on one kind of leg, for every row of a table of transfers."""

from __future__ import annotations

from licet.sql.dialects import DIALECTS
from licet.sql.query import columns, query
from licet.sql.table import Column

__all__ = ["DIALECTS", "Column", "columns", "query"]
