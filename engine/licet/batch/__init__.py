"""Whole tables of transfers: judged by column, with the reference's outcomes, grounds and steps.

Needs the extra ``batch``; what is named here is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import Any

_WHERE = {
    "Answer": "answers",
    "Asking": "running",
    "ColumnMapping": "mapping",
    "Judge": "judge",
    "RowAnswer": "answers",
    "decide_file": "running",
    "grid": "grid",
    "read_grid": "grid",
    "read_mapping": "mapping",
}
__all__ = [*_WHERE]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
