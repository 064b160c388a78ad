"""Licet: may this arms transfer go ahead, and which rule says so?

>>> import licet
>>> decision = licet.load().check({"exporter": "KOR", "destination": "UKR", "date": "2023-01-30",
...                                "items": ["155mm shell"], "end_use": "combat"})
>>> decision.outcome
'blocked'

Licet informs; it is not legal advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_EXPORTS = {
    "load": "licet.loading",
    "Library": "licet.library",
    "Decision": "licet.decisions",
    "Evaluation": "licet.evaluate.evaluation",
    "Request": "licet.transfers.request",
    "Transfer": "licet.transfers.transfer",
    "InputError": "licet.problems",
    "Problem": "licet.problems",
    "Span": "licet.problems",
    "Outcome": "licet.outcome",
    "Interval": "licet.outcome",
}

__all__ = [*_EXPORTS, "__version__"]

if TYPE_CHECKING:
    from licet.decisions import Decision as Decision
    from licet.evaluate.evaluation import Evaluation as Evaluation
    from licet.library import Library as Library
    from licet.loading import load as load
    from licet.outcome import Interval as Interval
    from licet.outcome import Outcome as Outcome
    from licet.problems import InputError as InputError
    from licet.problems import Problem as Problem
    from licet.problems import Span as Span
    from licet.transfers.request import Request as Request
    from licet.transfers.transfer import Transfer as Transfer


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: ``import licet`` stays light."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'licet' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
