"""Facts about the destination, from the world's dated records."""

from __future__ import annotations

from licet.terms.kinds import TRUTH, Term, enum

ARMED_CONFLICT = enum("armed conflict", "none", "internal", "international")
EMBARGO = enum("embargo", "none", "non_state", "state")

POL_GROUNDS = {
    "defence_needs": "Do the needs of Poland's defence or security call for a refusal?",
    "important_interest": "Does an important foreign-policy or economic interest of Poland call for a refusal?",
    "listed_country": "Does the Council of Ministers' list ban trade in {item} with {destination}?",
    "applicant_unreliable": "Is the applicant no warrant of lawful trade?",
    "applicant_broke_rules": "Has the applicant broken the rules on trade in strategic goods?",
    "unlawful_production": "Could {item} serve unlawful production or upkeep of arms, or one against Poland?",
    "weapons_of_mass_destruction": "Could {item} serve weapons of mass destruction or their delivery?",
    "harms_allies": "Would the transfer harm the security of Poland or its allies, or be used against them?",
    "recipient_conduct": "Does {destination} back terrorism, break its international duties or stay outside arms control?",
    "beyond_means": "Do the arms exceed {destination}'s technical and economic means?",
    "origin_limits": "Would the transfer break limits of the state of origin that Poland accepted?",
}

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
    Term(
        "che.grave_rights_violations",
        TRUTH,
        "Has Switzerland found that {destination} violates human rights gravely and systematically?",
        holder="authority",
        presumed=False,
    ),
    Term(
        "jpn.unsc_measure_target",
        TRUTH,
        "Does the Security Council take measures against {destination} to restore peace after an armed attack?",
        holder="authority",
        presumed=False,
    ),
    *(Term(f"pol.{key}", TRUTH, question, holder="authority", presumed=False) for key, question in POL_GROUNDS.items()),
)
