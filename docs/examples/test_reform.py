"""Guards two reforms: whoever changes a proposal, or the law under it, hears what else it moves."""

from pathlib import Path

from hypothesis import given, settings

import licet
from licet.strategies import never_looser, never_stricter, only_affects, transfers

PROPOSALS = Path(__file__).parents[2] / "policies" / "proposals"
TODAY = licet.load()
NARROWED = TODAY.amend(PROPOSALS / "korea-narrow-peaceful-purposes.yaml")
DECIDED = TODAY.amend(PROPOSALS / "korea-as-germany-norway-sweden.yaml")


@settings(deadline=None)
@given(transfers(TODAY, against=NARROWED))
def test_narrowing(transfer):
    """It hinders nobody, and helps only those who defend themselves."""
    never_stricter(TODAY, NARROWED)(transfer)
    facts = transfer.get("facts", {}) | {"destination.self_defence": False}
    never_looser(TODAY, NARROWED)(transfer | {"facts": facts})


@settings(deadline=None)
@given(transfers(TODAY, against=DECIDED))
def test_decision_for_ukraine(transfer):
    """It hinders nobody, and concerns Ukraine alone."""
    never_stricter(TODAY, DECIDED)(transfer)
    only_affects(TODAY, DECIDED, "destination == UKR")(transfer)
