"""Rows to judge in batches, written and read in every form: for the tests of `licet.batch`."""

from __future__ import annotations

import csv
import datetime
import io
import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pycountry
from pyarrow import ipc

from licet.batch.running import Asking
from tests import small

DAY = datetime.date(2023, 6, 1)
NAMES = ("exporter", "destination", "item", "date", "end_use", "end_user.type")
VALUES: dict[str, tuple[str | None, ...]] = {
    "exporter": ("KOR", "Germany", "DEU"),
    "destination": ("UKR", "India", "POL", "Norway"),
    "item": ("155mm shell", "helmet", "Krab"),
    "date": ("2022-01-01", "2023-01-30", None),
    "end_use": ("combat", "training", None),
    "end_user.type": ("armed_forces", "police", None),
}
REFORM = "amendment: reform\nsuspend: [kor/no-lethal-aid]\n"
COUNTRIES = [
    country.alpha_3 for country in pycountry.countries if small.library().world.countries.find(country.alpha_3)
]
ANSWER = ["outcome", "worst", "best", "grounds", "conditions", "unknown"]


def asking(**more: Any) -> Asking:
    return Asking(small.library(), default_date=DAY, **more)


def table(count: int, seed: int = 1) -> Any:
    chance = random.Random(seed)
    columns = {name: [chance.choice(values) for _ in range(count)] for name, values in VALUES.items()}
    return pa.table({"id": [f"row {number}" for number in range(count)], **columns})


def write(rows: Any, path: Path, **options: Any) -> Path:
    if ".csv" in path.name:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(rows.column_names)
        writer.writerows([["" if cell is None else cell for cell in row.values()] for row in rows.to_pylist()])
        path.write_text(text.getvalue(), encoding="utf-8")
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows.to_pylist()), encoding="utf-8")
    elif path.suffix == ".parquet":
        pq.write_table(rows, path, **options)
    else:
        with ipc.new_file(path, rows.schema) as writer:
            writer.write_table(rows, max_chunksize=options.get("row_group_size"))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    if path.is_dir():
        return [row for part in sorted(path.glob("*.parquet")) for row in pq.ParquetFile(part).read().to_pylist()]
    if ".csv" in path.name:
        with pa.input_stream(path, compression="detect") as file:
            lines = io.StringIO(file.read().decode(), newline="")
        return [{key: cell or None for key, cell in row.items()} for row in csv.DictReader(lines)]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".parquet":
        return pq.ParquetFile(path).read().to_pylist()
    with ipc.open_file(path) as reader:
        return reader.read_all().to_pylist()


def rejected(out: Path) -> list[dict[str, str]]:
    path = out.with_name(f"{out.name}.rejected.csv")
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))) if path.exists() else []


def outcome(row: dict[str, Any]) -> str:
    """What the reference says of a row."""
    request = {"exporter": row["exporter"], "destination": row["destination"], "items": [row["item"]]}
    request |= {"date": row.get("date") or DAY, "end_use": row.get("end_use")}
    return small.library().check({**request, "end_user": {"type": row.get("end_user.type")}}).outcome
