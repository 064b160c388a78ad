"""Facts of the transfer and of the leg that is judged."""

from __future__ import annotations

from licet.terms.kinds import COUNTRY, DATE, NUMBER, TEXT, TRUTH, Term, enum

ROLE = enum("role", "exporter", "origin", "transit", "broker", "holder")
ACTIVITY = enum("activity", "export", "import", "transit", "brokering", "technology")
CHANNEL = enum("channel", "commercial", "government_sale", "gift", "loan", "lease", "licensed_production")
SUPPLIER = enum("supplier", "company", "state")
END_USER_TYPE = enum(
    "end user type",
    "armed_forces",
    "police",
    "intelligence",
    "civil_government",
    "international_organisation",
    "un_mission",
    "company",
    "individual",
    "non_state_armed_group",
)
END_USE = enum(
    "end use",
    "national_defence",
    "combat",
    "internal_security",
    "peacekeeping",
    "training",
    "humanitarian",
    "demining",
    "mine_training",
    "stockpile",
    "resale",
    "research",
    "sport",
    "destruction",
    "civilian",
)
CLAIM = enum("claim", "complete", "component", "licensor", "former_owner")

KOR_CIRCUMSTANCES = {
    "own_use": "Are the goods for Korea's own troops or missions abroad, or to repair its own warship or aircraft?",
    "urgent_repair": "Are the goods parts for the urgent repair of a ship or aircraft, for its safe running?",
    "repeat_order": "Same item, same government, within two years of a permit, and no other state's consent needed?",
    "spare_parts": "Spares of a permitted item, same government, within five years, no other state's consent needed?",
    "repair_return": "Does a repaired or replaced item go back to the same end user, no other state's consent needed?",
    "weapons_use_suspected": "Is use of {item} for weapons known or suspected, or did the authority say so?",
    "source_state_licensed": "Has the exporting state, a member of the control regimes, licensed the brokered export?",
    "agreement_limit": "Does an agreement of Korea with another government stand against the export of {item}?",
    "domestic_ground": "Is there ruinous competition, a lack of quality or support, or a broken technology contract?",
    "contract_before_listing": "Was the contract concluded before {item} was put on the list for Russia and Belarus?",
    "own_subsidiary": "Is the buyer the exporter's own subsidiary?",
}

USA_FINDINGS = {
    "substantial_violation": "Was {destination} found to have used American arms in substantial breach of agreements?",
    "gross_violations": "Was {destination}'s government found to engage in a pattern of gross human rights violations?",
    "restricts_us_aid": "Does {destination} restrict American humanitarian aid, to the knowledge of the President?",
    "coup": "Was {destination}'s elected head of government found to have been deposed by a military coup?",
    "ineligible_party": "Is a party to the transfer barred from American licences (conviction, debarment, sanctions)?",
}
NORDIC_CIRCUMSTANCES = {
    "dnk.carrier": "Is somebody under Danish law only the carrier of the goods between two other countries?",
    "dnk.foreign_state_property": "Do the goods stay the property of a foreign state that moves them out of Denmark?",
    "fin.us_defence_cooperation": "Does the movement fall under Finland's defence agreement with the United States?",
}

TERMS = (
    Term("state", COUNTRY, "Which state's law is asked?"),
    Term("role", ROLE, "In which role is {state} asked?"),
    Term("exporter", COUNTRY, "Which state exports?"),
    Term("destination", COUNTRY, "Which state is the final destination?"),
    Term("date", DATE, "On which date is the transfer decided?"),
    Term("activity", ACTIVITY, "What is done: export, import, transit, brokering or a transfer of technology?"),
    Term(
        "channel", CHANNEL, "In which legal form: commercial, government sale, gift, loan, lease, licensed production?"
    ),
    Term("supplier", SUPPLIER, "Who supplies: a company, or the state from its own stock?"),
    Term("own_stock", TRUTH, "Does {state} supply from its own stock?"),
    Term("contract_date", DATE, "When was the contract concluded?", optional=True),
    Term("temporary", TRUTH, "Do the goods come back?", presumed=False),
    Term("ownership_passes", TRUTH, "Does ownership pass to another state or person?", presumed=True),
    Term("reloaded", TRUTH, "Do the goods change their means of transport in {state}?", presumed=True),
    Term(
        "own_forces_movement",
        TRUTH,
        "Does a state move its own arms, or have them moved, for its own use abroad?",
        presumed=False,
    ),
    Term("regulator", TEXT, "Which of the state's regulators is competent?", optional=True),
    Term("value.usd", NUMBER, "What is the value in US dollars?"),
    Term("end_user.type", END_USER_TYPE, "Who is the end user?"),
    Term("end_user.name", TEXT, "What is the end user called?", optional=True),
    Term(
        "end_user.un_listed",
        TRUTH,
        "Is the end user on a United Nations sanctions list that bars arms, or acting for somebody who is?",
        holder="authority",
        presumed=False,
    ),
    Term(
        "end_user.listed",
        TRUTH,
        "Is the end user on a sanctions list of the United Nations or the European Union?",
        holder="authority",
        presumed=False,
    ),
    Term("end_use", END_USE, "What are the goods to be used for?"),
    Term(
        "use_in_darfur",
        TRUTH,
        "Are the goods meant for use in Darfur?",
        holder="authority",
        presumed=False,
    ),
    Term("origin.claim", CLAIM, "On what does {state} base its claim to be asked?", holder="origin", optional=True),
    Term("origin.share", NUMBER, "Which share of the value is {state}'s (0 to 1)?", holder="origin", optional=True),
    Term(
        "origin.deu_exempt_component",
        TRUTH,
        "Is the German part on the list of exceptions to the de-minimis rule, in essence war weapons?",
        holder="origin",
    ),
    *(
        Term(f"usa.{key}", TRUTH, question, holder="authority", presumed=False)
        for key, question in USA_FINDINGS.items()
    ),
    *(Term(f"kor.{key}", TRUTH, question, presumed=False) for key, question in KOR_CIRCUMSTANCES.items()),
    Term(
        "licensed_before_stop",
        TRUTH,
        "Is the delivery made under a licence that {state} granted before it stopped granting new ones?",
        presumed=False,
    ),
    *(Term(key, TRUTH, question, presumed=False) for key, question in NORDIC_CIRCUMSTANCES.items()),
)
