"""Generated Python functions that decide as the reference does, many times faster, with reasons as ids.

``compile_library(library)`` prepares a library; its :meth:`~licet.compiled.library.CompiledLibrary.decide` answers with a
:class:`~licet.compiled.verdict.Verdict`, whose ``explain()`` gives the reference's full decision when it is asked for.
"""

from __future__ import annotations

from licet.compiled.functions import LegFunction
from licet.compiled.library import CompiledLibrary, compile_library
from licet.compiled.verdict import Verdict

__all__ = ["CompiledLibrary", "LegFunction", "Verdict", "compile_library"]
