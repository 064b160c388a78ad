"""Tables for the batch: the questions of the neutral policy as encoded columns, and a file of transfers under shipped law."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any as Anything

import licet
from benchmarks.policies import Question
from licet.terms import VOCABULARY
from licet.terms.items import MILITARY_LIST

EXPORTER = "DEU"
"""Whose licensing database it is."""
DATES = tuple(f"{year}-{month:02d}-15" for year in range(2019, 2025) for month in range(1, 13))


def flat(request: dict[str, Anything]) -> dict[str, Anything]:
    """A request of one item as a row: ``{"end_user.type": ..., "item.category": ...}``."""
    row: dict[str, Anything] = {}
    for key, value in request.items():
        if key == "items":
            for name, part in value[0].items():
                if isinstance(part, dict):
                    row |= {f"item.{name}.{inner}": each for inner, each in part.items()}
                elif name not in ("name", "origins"):
                    row[f"item.{name}"] = part
        elif isinstance(value, dict):
            row |= {f"{key}.{inner}": each for inner, each in value.items()}
        else:
            row[key] = value
    return row


def encoded(questions: Sequence[Question], rows: int) -> Anything:
    """An Arrow table of so many rows, the questions over and over; words are dictionaries of codes."""
    import pyarrow as pa

    table = pa.Table.from_pylist([flat(question.request) for question in questions])
    columns = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        columns[name] = column.dictionary_encode() if pa.types.is_string(column.type) else column
    return repeated(pa.table(columns), rows)


def repeated(table: Anything, rows: int) -> Anything:
    """A table over and over, in one piece, cut at so many rows."""
    import pyarrow as pa

    times = -(-rows // table.num_rows)
    return pa.concat_tables([table] * times).combine_chunks().slice(0, rows)


def write_transfers(path: Path, rows: int, *, seed: int = 4) -> None:
    """A Parquet file like one state's licensing database: transfers under the shipped law, each of one leg."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    library = licet.load()
    block = min(rows, 250_000)
    chance = random.Random(seed)
    values: dict[str, Sequence[Anything]] = {
        "exporter": (EXPORTER,),
        "destination": sorted(library.world.countries.names),
        "date": DATES,
        "item.category": MILITARY_LIST,
        "item.lethal": (True, False),
        "end_use": VOCABULARY["end_use"].type.members,
        "end_user.type": VOCABULARY["end_user.type"].type.members,
        "supplier": VOCABULARY["supplier"].type.members,
    }
    table = pa.table({name: chance.choices(known, k=block) for name, known in values.items()})
    table = pa.concat_tables([table] * 4).combine_chunks()  # a million rows a group, as such files have
    block *= 4
    written = 0
    with pq.ParquetWriter(path, table.schema) as writer:
        while written < rows:
            writer.write_table(table.slice(0, rows - written))
            written += block
