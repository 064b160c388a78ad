"""Parquet in, Parquet out: ``licet batch`` on real shipped law, one leg a row, as a user runs it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import licet
from benchmarks.licet_side import has_batch_command
from benchmarks.measure import Spread, say
from benchmarks.result import DisagreementError, Result, Section, Settings
from benchmarks.worker import error_line, memory_of

_RUN = "from licet_cli.main import run; run()"
_CHECKED = 100
_LOOK = 0.02
"""Seconds between two looks at how much memory the command has."""


def run(settings: Settings) -> Result:
    """A file decided as a whole, start and reading and writing included, on all cores that there are."""
    result = Result()
    if not has_batch_command():
        say("  left out: there is no `licet batch`, or no pyarrow: pip install pyarrow")
        return result
    sizes = {"24m": 24_000_000} if settings.quick else {"1m": 1_000_000, "32m": 32_000_000}
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in sizes.items():
            _measure(result, Path(folder), name, rows, 1 if settings.quick else 3)
    times = result.times[f"parquet_{list(sizes)[-1]}"]["licet"]
    result.figures["parquet_rows_per_second"] = list(sizes.values())[-1] / times.median
    return result


def _measure(result: Result, folder: Path, name: str, rows: int, rounds: int) -> None:
    from benchmarks.tables import write_transfers

    say(f"  {rows:,} rows")
    source = folder / f"in-{name}.parquet"
    write_transfers(source, rows)
    seconds, most = [], 0.0
    for number in range(rounds):
        target = folder / f"out-{name}-{number}.parquet"
        took, had = _batch(source, target, folder)
        seconds.append(took)
        most = max(most, had)
        if number == 0:
            _check(source, target, rows)
        target.unlink()
    result.times[f"parquet_{name}"] = {"licet": Spread(tuple(seconds))}
    result.figures[f"parquet_peak_mb_{name}"] = most


def _batch(source: Path, target: Path, folder: Path) -> tuple[float, float]:
    """Run the command: seconds, and the most memory it and its children were seen with, in megabytes."""
    start = time.perf_counter()
    most = 0.0
    with (folder / "stderr").open("w+b") as said:
        command = [sys.executable, "-c", _RUN, "batch", str(source), str(target)]
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        while started.poll() is None:
            most = max(most, memory_of(started.pid) or 0.0)
            time.sleep(_LOOK)
        seconds = time.perf_counter() - start
        if started.returncode:
            said.seek(0)
            text = said.read().decode(errors="replace")
            raise RuntimeError(f"licet batch ended with {started.returncode}: {error_line(text)}")
    return seconds, most


def _check(source: Path, target: Path, rows: int) -> None:
    """Every row is there, and some of them are as the reference decides them.

    Raises:
        DisagreementError: they are not.
    """
    import pyarrow.parquet as pq

    written = pq.ParquetFile(target)
    if written.metadata.num_rows != rows:
        raise DisagreementError(f"{rows} rows went in, {written.metadata.num_rows} came out")
    asked = next(pq.ParquetFile(source).iter_batches(_CHECKED)).to_pylist()
    said = next(written.iter_batches(_CHECKED)).to_pylist()
    library = licet.load()
    for row, answer in zip(asked, said, strict=True):
        request = {
            "exporter": row["exporter"],
            "destination": row["destination"],
            "date": row["date"],
            "items": [{"category": row["item.category"], "lethal": row["item.lethal"]}],
            "end_use": row["end_use"],
            "end_user": {"type": row["end_user.type"]},
            "supplier": row["supplier"],
        }
        outcome = library.check(request).outcome
        if answer["outcome"] != outcome:
            raise DisagreementError(f"licet batch says {answer['outcome']} of {row}, the reference {outcome}")


SECTION = Section(
    "parquet", ("parquet_rows_per_second", "parquet_peak_mb_1m", "parquet_peak_mb_24m", "parquet_peak_mb_32m"), run
)
