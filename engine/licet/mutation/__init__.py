"""Mutation testing of policies: which small changes of a rule does no case and no recorded probe notice?

:mod:`~licet.mutation.mutants` lists the changes, :mod:`~licet.mutation.probes` the transfers with recorded answers that
guard a policy, :mod:`~licet.mutation.running` puts one to the other.
"""

from __future__ import annotations

from licet.mutation.mutants import Mutant, mutants
from licet.mutation.probes import Probe, ProbeSet, fresh_probes
from licet.mutation.recorded import read_equivalents, read_probes, write_probes
from licet.mutation.running import MutantResult, MutationReport, PolicyReport, mutate

__all__ = [
    "Mutant",
    "MutantResult",
    "MutationReport",
    "PolicyReport",
    "Probe",
    "ProbeSet",
    "fresh_probes",
    "mutants",
    "mutate",
    "read_equivalents",
    "read_probes",
    "write_probes",
]
