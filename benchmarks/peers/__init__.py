"""The peers, one module each, all from the same syntax tree.

Each module has its class or classes; :data:`PEERS` lists them. A peer is imported when it is measured, and not before.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass

from benchmarks.peers.base import BatchPeer, Peer


@dataclass(frozen=True, slots=True)
class Entry:
    """A peer: its name in the figures, its class, what to import and what to install."""

    name: str
    place: str
    module: str
    package: str
    label: str


PEERS = (
    Entry("datalogic", "datalogic:Datalogic", "datalogic_py", "datalogic-py", "datalogic-py, as generated"),
    Entry("datalogic_factored", "datalogic:Factored", "datalogic_py", "datalogic-py", "datalogic-py, factored by hand"),
    Entry("zen", "zen_engine:Zen", "zen", "zen-engine", "zen-engine"),
    Entry("cel", "common_expression:Cel", "cel", "common-expression-language", "common-expression-language"),
    Entry("regorus", "rego:Regorus", "regorus", "celine-regorus", "regorus (Rego)"),
    Entry("cedarpy", "cedar:Cedar", "cedarpy", "cedarpy", "cedarpy, one call each"),
    Entry("cedarpy_batch", "cedar:CedarBatch", "cedarpy", "cedarpy", "cedarpy, a batch"),
)
EXACT_PEERS = (
    Entry(
        "datalogic_exact", "datalogic:Exact", "datalogic_py", "datalogic-py", "datalogic-py, two formulas for each rule"
    ),
    next(entry for entry in PEERS if entry.name == "cel"),
)
"""Those that are exact where facts are unknown."""
BATCH_PEERS = (Entry("openfisca", "openfisca:Openfisca", "openfisca_core", "openfisca-core", "openfisca-core"),)


def installed(entry: Entry) -> bool:
    """Whether what a peer needs is installed."""
    return importlib.util.find_spec(entry.module) is not None


def peer_class(entry: Entry) -> type[Peer]:
    """The class of a peer of :data:`PEERS`."""
    module, name = entry.place.split(":")
    found: type[Peer] = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)
    return found


def batch_class(entry: Entry) -> type[BatchPeer]:
    """The class of a peer of :data:`BATCH_PEERS`."""
    module, name = entry.place.split(":")
    found: type[BatchPeer] = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)
    return found
