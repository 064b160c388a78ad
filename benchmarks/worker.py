"""Work that is measured in a process of its own: ``python -m benchmarks.worker TASK ARGUMENTS`` prints one JSON object."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any as Anything

if TYPE_CHECKING:
    from benchmarks.policies import Question
    from benchmarks.prepared import Bare

MEGABYTE = 1024 * 1024


def ask(task: str, *arguments: object) -> dict[str, Anything]:
    """Run a task in a process of its own and return what it says.

    Raises:
        RuntimeError: it failed; the text is its last line on standard error.
    """
    command = [sys.executable, "-m", "benchmarks.worker", task, *(str(argument) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(error_line(done.stderr))
    answer: dict[str, Anything] = json.loads(done.stdout)
    return answer


def error_line(text: str) -> str:
    """The line of what a process said on standard error that says what was wrong."""
    said = text.strip().splitlines() or ["it said nothing"]
    wrong = re.compile(r"(error|[\w.]+Error): ")
    return next((line for line in reversed(said) if wrong.match(line)), said[-1])


def peak() -> float:
    """The most memory that this process ever had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # ru_maxrss would be the parent's where that was larger
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        assert found is not None
        return int(found[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / MEGABYTE if sys.platform == "darwin" else most / 1024


def memory_of(pid: int) -> float | None:
    """The memory that a process and all its children have right now, in megabytes; None where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
                    for child in (task / "children").read_text().split()]  # fmt: skip
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+)", status)
    own = int(found[1]) / 1024 if found else 0.0
    return own + sum(memory_of(child) or 0.0 for child in children)


# tasks


def batch(case: str, rows: str, rounds: str) -> dict[str, Anything]:
    """Licet's batch and OpenFisca on the same encoded columns, on one core, in interleaved rounds: seconds for each.

    The case is ``neutral`` or a state whose shipped policy it is.
    """
    _one_core()
    from benchmarks.licet_side import Truth, has_batch, table_judge
    from benchmarks.measure import quiet
    from benchmarks.peers import BATCH_PEERS, batch_class, installed
    from licet.outcome import Outcome

    library, rules, asked = _case(case)
    truths = [Truth(library, question.request, strict=case == "neutral") for question in asked[:500]]
    turns: dict[str, Anything] = {}
    if has_batch():
        from benchmarks.tables import encoded

        table = encoded(asked, int(rows))
        decide = table_judge(library, table.column_names)
        said = decide(encoded(asked[: len(truths)], len(truths)))
        _same("licet", _column(said, "outcome"), truths)
        turns["licet"] = lambda: decide(table)
    if installed(BATCH_PEERS[0]):
        peer = batch_class(BATCH_PEERS[0])(rules)
        columns = peer.columns([question.facts for question in asked])
        outcome, fired = peer.judge(columns)
        _same("openfisca", [Outcome(int(code)).word for code in outcome[: len(truths)]], truths)
        for index, truth in enumerate(truths):
            if sorted(rule for rule, column in fired.items() if column[index]) != truth.rules:
                raise ValueError("openfisca fires other rules than the reference")
        many = peer.repeated(columns, int(rows))
        turns["openfisca"] = lambda: peer.judge(many)
    times: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(int(rounds)):
        with quiet():
            for name, take in turns.items():
                start = time.perf_counter()
                take()
                times[name].append(time.perf_counter() - start)
    return {"times": times}


def _case(case: str) -> tuple[Anything, Bare, list[Question]]:
    from benchmarks.policies import neutral, questions
    from benchmarks.prepared import bare
    from benchmarks.shipped import shipped, unremarkable

    if case == "neutral":
        return neutral(), bare(neutral()), questions(_DIFFERENT)
    found = shipped(case, _DIFFERENT)
    return found.library, found.rules, unremarkable(found)


_DIFFERENT = 5_000
"""Different rows of a table; after them it begins anew."""


def memory(what: str) -> dict[str, Anything]:
    """The memory that something takes: bare ``licet``, the ``shipped`` library compiled, or a contestant's name."""
    import licet

    if what == "shipped":
        from benchmarks.licet_side import Licet
        from benchmarks.policies import DESTINATIONS

        library = licet.load()
        engine = Licet(library, strict=False)
        for state in library.states:
            for destination in DESTINATIONS:
                items = [{"name": "thing", "category": "ML1"}]
                engine.decide({"exporter": state, "destination": destination, "date": "2024-05-01", "items": items})
    elif what != "import":
        _judge_all(what)
    return {"mb": peak(), "version": licet.__version__}


def _judge_all(what: str) -> None:
    from benchmarks.licet_side import Licet
    from benchmarks.peers import PEERS, peer_class
    from benchmarks.policies import neutral, questions
    from benchmarks.prepared import bare

    library, asked = neutral(3000), questions(200)
    if what == "licet":
        engine = Licet(library)
        for question in asked:
            engine.leg(question)
        return
    entry = next(entry for entry in PEERS if entry.name == what)
    peer = peer_class(entry)(bare(library))
    for question in asked:
        peer.judge(peer.facts(question.facts))


def _one_core() -> None:
    """Stay on one core, if the system lets us, and let libraries start no more threads than that."""
    for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _column(table: Anything, name: str) -> list[Anything]:
    column = table[name] if not hasattr(table, "column") else table.column(name)
    listed: list[Anything] = column.to_pylist() if hasattr(column, "to_pylist") else list(column)
    return listed


def _same(name: str, outcomes: Sequence[str], truths: Sequence[Anything]) -> None:
    if list(outcomes) != [truth.outcome for truth in truths]:
        raise ValueError(f"{name} answers otherwise than the reference")


TASKS: dict[str, Callable[..., dict[str, Anything]]] = {"batch": batch, "memory": memory}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
