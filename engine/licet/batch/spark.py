"""A folder of Parquet files judged by Spark: the same judge, in Spark's Python processes."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet import extras
from licet.batch.mapping import ColumnMapping, plan
from licet.batch.resume import rejected_file
from licet.batch.running import Asking, judges_of
from licet.batch.sources import open_source, row_texts
from licet.batch.summary import Summary
from licet.batch.work import REJECTED_HEADER, added_columns, check_names, counted, judged, reasons
from licet.problems import InputError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

_BAD = "_licet_rejected"
"""The column by which rows that are no transfer are told apart; in them the first added column has the reasons."""


def decide_folder(
    source: Path,
    out: Path,
    asking: Asking,
    *,
    mapping: ColumnMapping | None = None,
    workers: int | None = None,
    force: bool = False,
    session: Any = None,
) -> Summary:
    """Judge every row of a folder of Parquet files and write them as a folder of Parquet files.

    The rows keep no order. Those that are no transfer go to ``<out>.rejected.csv``.

    Args:
        source: a Parquet file or a folder of them.
        out: the output's folder.
        asking: the library and how it is asked.
        mapping: what the columns mean.
        workers: how many cores a local session has; all where None.
        force: replace an output that is there.
        session: a Spark session; where None, a local one is begun and ended.

    Raises:
        InputError: the input, the mapping or a column is wrong, Spark is missing, or the output is there already.
    """
    extras.require("spark")
    if out.suffix:
        raise InputError([Problem(f"`{out}` is a file's name", None, "Spark writes a folder: leave the ending out")])
    if out.exists() and not force:
        raise InputError([Problem(f"`{out}` is there", None, "--force replaces it")])
    opened = open_source(source)
    planned = plan(mapping or ColumnMapping(), opened.columns, asking.library, name=opened.name, where=opened.where)
    if asking.add is not None:  # the counts need both ends
        asking = replace(asking, add=(*asking.add, "worst", "best"))
    chosen = added_columns(asking.after is not None, asking.add)
    check_names([asking.prefix + name for name in chosen], planned.kept)
    own = session is None
    try:
        session = session or _session(workers)
        frame = session.read.parquet(str(source.resolve()))
        schema = _schema([frame.schema[name] for name in planned.kept], [asking.prefix + name for name in chosen])
        judging = _Judging(asking, planned, chosen, frame.columns)
        unfinished = out.with_name(f"{out.name}.parts")
        plain = frame.toDF(*(f"c{number}" for number in range(len(frame.columns))))  # a dot in a name is Spark's own
        judged_rows = plain.mapInArrow(judging, schema)
        judged_rows.write.mode("overwrite").partitionBy(_BAD).parquet(str(unfinished.resolve()))
    finally:
        if own and session is not None:
            session.stop()
    return _finish(unfinished, out, asking, planned.kept, asking.prefix + chosen[0])


def _session(workers: int | None) -> Any:
    import os
    import sys
    import warnings

    from pyspark.sql import SparkSession

    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # its processes need Licet, too
    session = (
        SparkSession.builder.master(f"local[{workers or '*'}]")
        .appName("licet")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "200000")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def _schema(kept: list[Any], added: list[str]) -> Any:
    from pyspark.sql.types import IntegerType, StringType, StructField, StructType

    fields = [*kept, *(StructField(name, StringType()) for name in added), StructField(_BAD, IntegerType())]
    return StructType(fields)


class _Judging:
    """What a Python process of Spark does with its rows."""

    def __init__(self, asking: Asking, planned: Any, chosen: tuple[str, ...], columns: list[str]) -> None:
        self.asking = asking
        self.planned = planned
        self.chosen = chosen
        self.columns = columns

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import numpy as np
        import pyarrow as pa

        judges = _judges(self.asking, self.planned)
        for batch in batches:
            table = pa.Table.from_batches([batch]).rename_columns(self.columns)
            found = judged(judges, self.planned.request_table(table))
            columns = found.columns.select(list(self.chosen))
            plain = [column.cast(pa.string()) for column in columns.columns]
            bad = np.zeros(table.num_rows, np.int32)
            if found.accepted is not None:
                places = np.cumsum(found.accepted, dtype=np.int64) - 1
                plain = [column.take(pa.array(places, mask=~found.accepted)) for column in plain]
                first = plain[0].to_pylist()
                for row, problems in found.rejected:
                    first[row] = reasons(problems)
                    bad[row] = 1
                plain[0] = pa.array(first, pa.string())
            kept = table.select(list(self.planned.kept))
            names = [*kept.column_names, *(self.asking.prefix + name for name in self.chosen), _BAD]
            whole = pa.table([*kept.columns, *plain, pa.array(bad)], names=names)
            yield from whole.combine_chunks().to_batches()


_KEPT: dict[tuple[Any, ...], Any] = {}


def _judges(asking: Asking, planned: Any) -> Any:
    """The judges of a process, which keep what they have learnt from task to task."""
    after = asking.after.digest if asking.after is not None else None
    key = (asking.library.digest, after, repr(planned), asking.layers, asking.strict, asking.known_on)
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = judges_of(asking, planned)
    return _KEPT[key]


def _finish(unfinished: Path, out: Path, asking: Asking, kept: Iterable[str], first: str) -> Summary:
    from pyarrow import parquet

    summary = Summary(compared=asking.after is not None)
    good, bad = unfinished / f"{_BAD}=0", unfinished / f"{_BAD}=1"
    rejected = unfinished / "rejected.csv"
    if bad.is_dir():
        with rejected.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(REJECTED_HEADER)
            for path in sorted(bad.glob("*.parquet")):
                table = parquet.ParquetFile(path).read()
                texts = row_texts(table.select([*kept]), range(table.num_rows))
                for why, text in zip(table.column(first).to_pylist(), texts, strict=True):
                    summary.rejected += 1
                    writer.writerow([summary.rejected, "", why, text])
    whole = unfinished / "whole"
    whole.mkdir()
    for number, path in enumerate(sorted(good.glob("*.parquet")) if good.is_dir() else ()):
        summary.add(_counts(path, asking))
        path.replace(whole / f"part-{number:05d}.parquet")
    where = rejected_file(out)
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink(missing_ok=True)
    where.unlink(missing_ok=True)
    if rejected.exists():
        rejected.replace(where)
        summary.where = str(where)
    whole.replace(out)
    shutil.rmtree(unfinished)
    return summary


def _counts(path: Path, asking: Asking) -> Summary:
    """The counts of a file of answered rows."""
    from pyarrow import parquet

    ends = [asking.prefix + name for name in ("worst", "best")]
    ends += [f"{name}_after" for name in ends] if asking.after is not None else []
    summary = Summary(compared=asking.after is not None)
    with parquet.ParquetFile(path, read_dictionary=ends) as file:
        for batch in file.iter_batches(1 << 18, columns=ends):
            summary.add(counted(*(batch.column(name) for name in ends)))
    return summary
