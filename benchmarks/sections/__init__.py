"""The parts of the benchmarks, in the order in which they are run and shown."""

from __future__ import annotations

from benchmarks.result import Section
from benchmarks.sections import batch, growth, memory, parquet, proofs, shipped, single, texts, unknown

SECTIONS: tuple[Section, ...] = (
    single.SECTION,
    unknown.SECTION,
    shipped.SECTION,
    texts.SECTION,
    growth.SECTION,
    batch.SECTION,
    parquet.SECTION,
    proofs.SECTION,
    memory.SECTION,
)
FIGURES: tuple[str, ...] = tuple(figure for section in SECTIONS for figure in section.figures)
"""All figures, in order."""
