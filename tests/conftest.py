from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from licet.library import Library

settings.register_profile(
    "default",
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=2000)
settings.load_profile("default")


@pytest.fixture(scope="session")
def shipped() -> Library:
    """The library that comes with Licet."""
    import licet

    return licet.load()
