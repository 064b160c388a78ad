"""A batch from a file to a file: plan, parts by several processes, one output in the order of the input."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet import extras
from licet.batch import resume as resuming
from licet.batch.blocks import BLOCK
from licet.batch.forms import PARQUET_FOLDER, form_of
from licet.batch.mapping import ColumnMapping, Plan, plan
from licet.batch.sources import PIECE_ROWS, Source, Task, open_source
from licet.batch.summary import Summary
from licet.policies.words import LAYERS, Layer
from licet.problems import InputError, Problem

if TYPE_CHECKING:
    from licet.batch.judge import Judge
    from licet.batch.sinks import Layout
    from licet.batch.work import Work
    from licet.library import Library

Watch = Callable[[Iterator[Summary], int | None], Iterable[Summary]]
"""Is given the parts' summaries as they are done, and how many rows there are: a place to show progress."""


@dataclass(frozen=True)
class Asking:
    """How a batch is asked: as for :meth:`licet.Library.check`, before and after a change.

    Attributes:
        library: before.
        after: with the change; None where there is none.
        layers, strict, known_on: as there.
        default_date: the date of rows without one.
        prefix: before the names of the added columns.
        add: which columns are added (``outcome``, ``worst`` …), with their ``_after`` where there is a change; all
            where None.
    """

    library: Library
    after: Library | None = None
    layers: tuple[Layer, ...] = LAYERS
    strict: bool = False
    known_on: datetime.date | None = None
    default_date: datetime.date | None = None
    prefix: str = ""
    add: tuple[str, ...] | None = None


def decide_file(
    source: Path | Source,
    out: Path,
    asking: Asking,
    *,
    mapping: ColumnMapping | None = None,
    workers: int = 1,
    resume: bool = False,
    force: bool = False,
    piece_rows: int = PIECE_ROWS,
    watch: Watch = lambda parts, _: parts,
) -> Summary:
    """Judge every row of an input and write it with the answer.

    Args:
        source: a file, a folder of Parquet files, or another source such as a grid.
        out: the output; its form is told by its ending, without one it is a folder of Parquet files. Rows that are no
            transfer go to ``<out>.rejected.csv``.
        asking: the library and how it is asked.
        mapping: what the columns mean.
        workers: how many processes work; with several, a script that calls this has to be importable.
        resume: go on with an interrupted run.
        force: replace an output that is there.
        piece_rows: about how many rows are judged at once.
        watch: a place to show progress.

    Returns:
        The counts; ``answered + rejected`` are all rows of the input.

    Raises:
        InputError: the input, the mapping or a column is wrong, or the output is there already. Rows that are wrong
            raise nothing.
    """
    extras.require("batch")
    out = Path(out)
    as_folder = not out.suffix
    form = PARQUET_FOLDER if as_folder else form_of(out)
    opened = open_source(source, piece_rows=piece_rows) if isinstance(source, Path) else source
    if isinstance(source, Path) and source.resolve() == out.resolve():
        raise InputError([Problem("the output is the input")])
    mapping = mapping or ColumnMapping()
    planned = plan(mapping, opened.columns, asking.library, name=opened.name, where=opened.where)
    work, layout = _work(opened, planned, asking, form)
    manifest = _manifest(opened, planned, asking, layout, as_folder, piece_rows)
    try:
        unfinished = resuming.begin(out, manifest, resume=resume, force=force)
        work = dataclasses.replace(work, folder=unfinished.folder)
        total = Summary(compared=asking.after is not None)
        parts = dict(unfinished.done)
        pending = _Pending(opened.tasks(), unfinished.done)
        for _ in watch(_done(work, pending, parts, workers), opened.total):
            pass
        if not pending.count:
            parts[0] = work.do(0, _Nothing(opened))
        ordered = [parts[number] for number in range(max(pending.count, 1))]
        for part in ordered:
            total.add(part)
        unfinished.finish(layout, ordered, as_folder=as_folder)
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise InputError([Problem(f"cannot write `{error.filename or out}`: {reason}")]) from None
    total.where = str(unfinished.rejected) if total.rejected else None
    return total


def judges_of(asking: Asking, planned: Plan) -> tuple[Judge, ...]:
    """The judges of a table: one, or two where there is a change."""
    from licet.batch.judge import Judge

    return tuple(
        Judge(
            library,
            planned.columns,
            layers=asking.layers,
            strict=asking.strict,
            known_on=asking.known_on,
            default_date=asking.default_date,
        )
        for library in (asking.library, asking.after)
        if library is not None
    )


def _work(source: Source, planned: Plan, asking: Asking, form: Any) -> tuple[Work, Layout]:
    import pyarrow as pa

    from licet.batch.sinks import Layout
    from licet.batch.work import Work, added_columns, check_names

    chosen = added_columns(asking.after is not None, asking.add)
    added = tuple(asking.prefix + name for name in chosen)
    check_names(added, planned.kept)
    types = source.schema()
    kept = pa.schema([types.field(name) for name in planned.kept])
    layout = Layout(form, kept, added, dropped=frozenset(source.columns) - {*planned.kept})
    layout = dataclasses.replace(layout, copied=form.kind == "parquet" and _can_copy(source, layout))
    wanted = {*planned.read} if layout.copied else {*planned.read, *planned.kept}
    columns = tuple(name for name in source.columns if name in wanted)
    return Work(judges_of(asking, planned), planned, layout, columns, chosen, Path()), layout


def _can_copy(source: Source, layout: Layout) -> bool:
    """Whether row groups can stand beside ones that are written anew: the files describe the columns as we do."""
    from licet.batch.arrow_source import ParquetSource
    from licet.batch.sinks import describes_as_written

    return isinstance(source, ParquetSource) and all(describes_as_written(path, layout.kept) for path in source.files)


def _manifest(
    source: Source, planned: Plan, asking: Asking, layout: Layout, as_folder: bool, piece_rows: int
) -> dict[str, Any]:
    return {
        "version": asking.library.version,
        "input": source.identity(),
        "library": asking.library.digest,
        "after": asking.after.digest if asking.after is not None else None,
        "mapping": dataclasses.asdict(planned),
        "output": {
            "form": dataclasses.asdict(layout.form),
            "columns": [f"{field.name}: {field.type}" for field in layout.schema()],
            "folder": as_folder,
        },
        "options": {
            "layers": list(asking.layers),
            "strict": asking.strict,
            "known_on": asking.known_on,
            "default_date": asking.default_date,
            "piece": [piece_rows, BLOCK],
        },
    }


class _Nothing:
    """The task of an input without rows."""

    def __init__(self, source: Source) -> None:
        self.schema = source.schema()

    def pieces(self, columns: Sequence[str]) -> Iterator[Any]:
        from licet.batch.sources import Piece

        yield Piece(self.schema.empty_table(), 0, lambda _: [])


class _Pending:
    """The tasks that are not done yet, with their numbers; ``count`` says how many there were in all."""

    def __init__(self, tasks: Iterable[Task], done: Iterable[int]) -> None:
        self.count = 0
        self._tasks = iter(tasks)
        self._done = frozenset(done)

    def __iter__(self) -> Iterator[tuple[int, Task]]:
        for task in self._tasks:
            self.count += 1
            if self.count - 1 not in self._done:
                yield self.count - 1, task


def _done(work: Work, pending: _Pending, parts: dict[int, Summary], workers: int) -> Iterator[Summary]:
    """Do the tasks; each part's summary when it is there, in ``parts`` by number."""
    yield from [*parts.values()]
    tasks = iter(pending)
    first = list(itertools.islice(tasks, 2))
    tasks = itertools.chain(first, tasks)
    if workers < 2 or len(first) < 2:
        for number, task in tasks:
            parts[number] = work.do(number, task)
            yield parts[number]
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=(work,))
    try:
        running: dict[Future[Summary], int] = {}
        for number, task in tasks:
            running[pool.submit(_do, number, task)] = number
            if len(running) > workers:
                yield from _collect(running, parts)
        while running:
            yield from _collect(running, parts)
    except BrokenProcessPool:
        help_text = "what is done is kept: --resume goes on; fewer --workers need less memory"
        raise InputError([Problem("a worker process was ended from outside", None, help_text)]) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _collect(running: dict[Future[Summary], int], parts: dict[int, Summary]) -> Iterator[Summary]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        number = running.pop(future)
        parts[number] = future.result()
        yield parts[number]


_WORK: list[Work] = []


def _start(work: Work) -> None:
    """Make a process ready: it is alone on its core, and does not outlive the one that began it."""
    import gc

    import pyarrow as pa

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_cpu_count(1)
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # what a judge learns stays
    _WORK[:] = [work]
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _do(number: int, task: Task) -> Summary:
    return _WORK[0].do(number, task)
