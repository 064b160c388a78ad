"""Peak memory, each in a process of its own: a policy of 3,000 rules and 200 questions; and the shipped library."""

from __future__ import annotations

from benchmarks.measure import say
from benchmarks.peers import PEERS, installed
from benchmarks.result import Result, Section, Settings
from benchmarks.worker import ask

_ONES = tuple(entry for entry in PEERS if entry.name != "cedarpy_batch")


def run(settings: Settings) -> Result:
    """Megabytes. Every contestant's process holds the library the rules come from as well: ``import`` plus some 20 MB."""
    result = Result()
    # in a hurry only one peer's
    peers = [entry.name for entry in _ONES[: 1 if settings.quick else None] if installed(entry)]
    for what in ("import", "shipped", "licet", *peers):
        try:
            megabytes = ask("memory", what)["mb"]
        except RuntimeError as error:
            say(f"  {what}: {error}")
            continue
        result.figures[f"memory_mb_{what}"] = megabytes
        say(f"  {what}: {megabytes:.0f} MB")
    return result


SECTION = Section(
    "memory",
    tuple(f"memory_mb_{what}" for what in ("import", "shipped", "licet", *(entry.name for entry in _ONES))),
    run,
)
