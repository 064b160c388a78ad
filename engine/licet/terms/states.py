"""Facts about the destination, from the world's dated records."""

from __future__ import annotations

from licet.terms.kinds import TRUTH, Term, enum

ARMED_CONFLICT = enum("armed conflict", "none", "internal", "international")
EMBARGO = enum("embargo", "none", "non_state", "state")

TERMS = (
    Term(
        "destination.armed_conflict",
        ARMED_CONFLICT,
        "Is there an armed conflict on {destination}'s territory: none, internal or international?",
        holder="world",
    ),
    Term(
        "destination.conflict_imminent",
        TRUTH,
        "Does war threaten {destination}?",
        holder="world",
        presumed=False,
    ),
    Term(
        "destination.fights_abroad",
        TRUTH,
        "Do {destination}'s forces take part in a conflict outside its territory?",
        holder="world",
    ),
    Term(
        "destination.self_defence",
        TRUTH,
        "Is {destination} defending itself against an armed attack (UN Charter art. 51)?",
        holder="world",
    ),
    Term(
        "destination.yemen_war_party",
        TRUTH,
        "Does {destination} take a direct part in the war in Yemen?",
        holder="world",
    ),
    Term(
        "destination.un_embargo",
        EMBARGO,
        "Is {destination} under a binding UN Security Council arms embargo, and against whom?",
        holder="world",
    ),
    Term(
        "destination.eu_embargo",
        EMBARGO,
        "Is {destination} under an EU arms embargo, and against whom?",
        holder="world",
    ),
    Term(
        "destination.osce_embargo",
        TRUTH,
        "Is {destination} covered by an OSCE request to withhold arms?",
        holder="world",
    ),
    Term(
        "destination.broke_undertaking",
        TRUTH,
        "Has {destination} passed on arms against an undertaking it gave?",
        holder="authority",
        presumed=False,
    ),
    Term(
        "prior_denial_by_eu_member",
        TRUTH,
        "Did another EU member refuse an essentially identical transfer in the last three years?",
        holder="authority",
        presumed=False,
    ),
    Term(
        "expected_friction",
        TRUTH,
        "Does the authority expect diplomatic friction from this transfer?",
        holder="authority",
        presumed=False,
    ),
    Term(
        "deu.political_reasons",
        TRUTH,
        "Does Germany see special political reasons against this transfer to an ally?",
        holder="authority",
        presumed=False,
    ),
    Term(
        "swe.grave_democratic_deficit",
        TRUTH,
        "Has Sweden found grave deficiencies in {destination}'s democratic status?",
        holder="authority",
        presumed=False,
    ),
)
