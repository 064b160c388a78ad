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

TERMS = (
    Term("state", COUNTRY, "Which state's law is asked?"),
    Term("role", ROLE, "In which role is {state} asked?"),
    Term("exporter", COUNTRY, "Which state exports?"),
    Term("destination", COUNTRY, "Which state is the final destination?"),
    Term("date", DATE, "On which date is the transfer decided?"),
    Term("activity", ACTIVITY, "What is done: export, import, transit, brokering or a transfer of technology?"),
    Term("channel", CHANNEL, "In which legal form: commercial, government sale, gift, loan, lease, licensed production?"),
    Term("supplier", SUPPLIER, "Who supplies: a company, or the state from its own stock?"),
    Term("own_stock", TRUTH, "Does {state} supply from its own stock?"),
    Term("contract_date", DATE, "When was the contract concluded?", optional=True),
    Term("temporary", TRUTH, "Do the goods come back?"),
    Term("ownership_passes", TRUTH, "Does ownership pass to another state or person?"),
    Term("regulator", TEXT, "Which of the state's regulators is competent?", optional=True),
    Term("value.usd", NUMBER, "What is the value in US dollars?"),
    Term("end_user.type", END_USER_TYPE, "Who is the end user?"),
    Term("end_user.name", TEXT, "What is the end user called?", optional=True),
    Term(
        "end_user.listed",
        TRUTH,
        "Is the end user on a sanctions list of the United Nations or the European Union?",
        holder="authority",
        presumed=False,
    ),
    Term("end_use", END_USE, "What are the goods to be used for?"),
    Term("origin.claim", CLAIM, "On what does {state} base its claim to be asked?", holder="origin", optional=True),
    Term(
        "origin.share", NUMBER, "Which share of the value is {state}'s (0 to 1)?", holder="origin", optional=True
    ),
)
