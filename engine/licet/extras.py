"""Optional dependencies: one clear error where something is asked of one that is not installed."""

from __future__ import annotations

import importlib

from licet.problems import InputError, Problem

_EXTRAS = {"batch": ("pyarrow", "numpy"), "spark": ("pyspark", "pyarrow", "numpy")}


def require(extra: str) -> None:
    """See that an extra's packages are there.

    Args:
        extra: ``batch`` or ``spark``.

    Raises:
        InputError: one is missing; the help says how to install it.
    """
    for package in _EXTRAS[extra]:
        try:
            importlib.import_module(package)
        except ImportError:
            help_text = f"pip install 'licet[{extra}]'"
            raise InputError([Problem(f"this needs `{package}`, which is not installed", None, help_text)]) from None
