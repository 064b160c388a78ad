"""Hypothesis strategies for transfers, amendments and whole libraries, and laws to assert over them.

>>> from hypothesis import given
>>> import licet
>>> from licet.strategies import never_looser, transfers
>>> old = licet.load()
>>> new = old.amend("amendment: bar on belligerents\\nsuspend: [kor/peaceful-purposes]\\n")
>>> law = never_looser(old, new)
>>> @given(transfers(old, against=new))
... def test_the_reform_loosens_nothing(transfer):
...     law(transfer)

Needs the extra ``testing``.
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis
except ImportError as error:  # pragma: no cover
    raise ImportError("licet.strategies needs Hypothesis: install `licet[testing]`") from error

from licet.strategies.amendments import amendments
from licet.strategies.laws import dated, explained, monotone, never_looser, never_stricter, only_affects, unchanged
from licet.strategies.libraries import libraries
from licet.strategies.transfers import transfers

__all__ = [
    "amendments",
    "dated",
    "explained",
    "libraries",
    "monotone",
    "never_looser",
    "never_stricter",
    "only_affects",
    "transfers",
    "unchanged",
]
del _hypothesis
