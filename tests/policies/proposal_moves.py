"""Transfers before and after each proposal, worked out by law."""

from __future__ import annotations

from typing import Any, NamedTuple

from licet.decisions import Decision
from licet.library import Library

WITHOUT = "korea-without-peaceful-purposes"
NARROW = "korea-narrow-peaceful-purposes"
DECISION = "korea-as-germany-norway-sweden"
BAR = "korea-bars-belligerents"
ASSEMBLY = "korea-assembly-consent"
JAPAN = "japan-without-fighting-bar"
SWISS = "switzerland-revision-2025"
GERMAN = "germany-export-control-act"
ABSOLUTE = "norway-1959-absolute"
CRITERION_7 = "eu-criterion-7-mandatory"

ARMY: dict[str, Any] = {"end_user": {"type": "armed_forces"}, "end_use": "national_defence"}
FIGHT: dict[str, Any] = {"end_user": {"type": "armed_forces"}, "end_use": "combat"}
POLICE: dict[str, Any] = {"end_user": {"type": "police"}, "end_use": "internal_security"}
PAPERS = {"end_use_certificate": True, "no_reexport": True}
DONE: dict[str, Any] = {"risks": "low", "assurances": PAPERS, "knowledge": {"atrocity_crimes": False}}
GIFT = {"supplier": "state", "channel": "gift"}
SALE = {"supplier": "company", "channel": "commercial"}
LAW = {"layers": ("law",)}
NIGHT_VISION = {"name": "night-vision device", "features": {"kor_defence_material": False}}
PATRIOT = "PAC-3 missile built in Japan"
SHELLS = "155 mm shells"
GEPARD = "35 mm Gepard ammunition"
IRIS_T = {"name": "IRIS-T", "features": {"deu_war_weapon": True}}
RISKS = (
    "ihl",
    "human_rights",
    "internal_repression",
    "aggression",
    "regional_stability",
    "terrorism",
    "organised_crime",
    "gender_violence",
    "diversion",
    "development",
)


def found(**levels: str) -> dict[str, Any]:
    """Every risk low but those named, and the papers given."""
    return {**DONE, "risks": dict.fromkeys(RISKS, "low") | levels}


def at(conflict: str) -> dict[str, Any]:
    return {"facts": {"destination.armed_conflict": conflict}}


class Move(NamedTuple):
    proposal: str
    exporter: str
    destination: str
    item: Any
    date: str
    rest: dict[str, Any]
    before: str
    after: str
    leg: str | None = None


MOVES = [
    # --- Korea without the criterion: what it governs flips, and it does not govern shells ---------------------------------------
    Move(WITHOUT, "KOR", "TUR", "tear gas", "2014-06-01", POLICE, "discretionary", "conditional"),
    Move(WITHOUT, "KOR", "TUR", "tear gas", "2014-06-01", {**POLICE, **DONE}, "discretionary", "allowed"),
    Move(WITHOUT, "KOR", "TUR", "tear gas", "2025-06-01", POLICE, "discretionary", "conditional"),
    Move(WITHOUT, "KOR", "PHL", NIGHT_VISION, "2023-01-30", FIGHT, "discretionary", "conditional"),
    Move(WITHOUT, "KOR", "UKR", NIGHT_VISION, "2023-01-30", FIGHT, "discretionary", "discretionary"),  # the second point
    Move(WITHOUT, "KOR", "UKR", SHELLS, "2023-01-30", FIGHT, "blocked", "blocked"),
    Move(WITHOUT, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, **LAW}, "discretionary", "discretionary"),
    Move(WITHOUT, "KOR", "UKR", SHELLS, "2025-01-30", {**FIGHT, **LAW}, "discretionary", "discretionary"),
    Move(WITHOUT, "KOR", "RUS", NIGHT_VISION, "2023-01-30", FIGHT, "blocked", "blocked"),
    Move(WITHOUT, "KOR", "MMR", "tear gas", "2022-06-01", POLICE, "discretionary", "discretionary"),
    Move(WITHOUT, "USA", "PHL", NIGHT_VISION, "2023-01-30", {**FIGHT, "activity": "brokering", "broker": "KOR"}, "discretionary", "conditional", "KOR broker"),
    # --- narrowed: for those who defend themselves, and nobody else ------------------------------------------------------------
    Move(NARROW, "KOR", "UKR", NIGHT_VISION, "2023-01-30", FIGHT, "discretionary", "conditional"),
    Move(NARROW, "KOR", "UKR", NIGHT_VISION, "2025-01-30", {**FIGHT, **DONE}, "discretionary", "allowed"),
    Move(NARROW, "KOR", "KWT", NIGHT_VISION, "2026-03-10", FIGHT, "discretionary", "conditional"),
    Move(NARROW, "KOR", "PHL", NIGHT_VISION, "2023-01-30", FIGHT, "discretionary", "undetermined"),  # nobody has said
    Move(NARROW, "KOR", "PHL", NIGHT_VISION, "2023-01-30", {**FIGHT, "facts": {"destination.self_defence": False}}, "discretionary", "discretionary"),
    Move(NARROW, "KOR", "TUR", "tear gas", "2014-06-01", POLICE, "discretionary", "discretionary"),
    Move(NARROW, "KOR", "UKR", SHELLS, "2023-01-30", FIGHT, "blocked", "blocked"),
    Move(NARROW, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, **LAW}, "discretionary", "discretionary"),
    Move(NARROW, "KOR", "RUS", NIGHT_VISION, "2022-02-26", {**FIGHT, **LAW}, "discretionary", "discretionary"),
    # --- a decision like the three others' ----------------------------------------------------------------------------------------
    Move(DECISION, "KOR", "UKR", SHELLS, "2023-01-30", FIGHT, "blocked", "conditional"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, **DONE}, "blocked", "allowed"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, **found(ihl="overriding")}, "blocked", "blocked"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, **DONE, "knowledge": {"atrocity_crimes": True}}, "blocked", "blocked"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2023-01-30", {"end_use": "combat"}, "blocked", "undetermined"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, "facts": {"expected_friction": True}}, "blocked", "discretionary"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, **LAW}, "discretionary", "discretionary"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2022-02-27", FIGHT, "discretionary", "discretionary"),
    Move(DECISION, "KOR", "UKR", SHELLS, "2022-02-28", FIGHT, "discretionary", "conditional"),
    Move(DECISION, "KOR", "UKR", NIGHT_VISION, "2025-01-30", FIGHT, "discretionary", "conditional"),
    Move(DECISION, "KOR", "UKR", "K9", "2026-08-01", {**FIGHT, "facts": {"destination.self_defence": True}}, "blocked", "conditional"),
    Move(DECISION, "KOR", "RUS", SHELLS, "2023-01-30", FIGHT, "blocked", "blocked"),
    Move(DECISION, "KOR", "ISR", SHELLS, "2024-06-01", FIGHT, "discretionary", "discretionary"),
    Move(DECISION, "USA", "UKR", {"name": SHELLS, "origins": ["KOR"]}, "2022-11-20", FIGHT, "blocked", "conditional", "KOR origin"),
    # --- a bar, or the Assembly's consent ------------------------------------------------------------------------------------------
    Move(BAR, "KOR", "UKR", SHELLS, "2023-01-30", {**FIGHT, **LAW}, "discretionary", "blocked"),
    Move(BAR, "KOR", "ISR", SHELLS, "2024-06-01", ARMY, "discretionary", "blocked"),
    Move(BAR, "KOR", "IND", "K9", "2023-01-30", ARMY, "conditional", "discretionary"),
    Move(BAR, "KOR", "POL", "K2", "2022-08-26", {**ARMY, **DONE}, "allowed", "allowed"),
    Move(BAR, "KOR", "UKR", "helmets", "2023-01-30", {"end_use": "humanitarian", **DONE}, "allowed", "allowed"),
    Move(ASSEMBLY, "KOR", "IND", "K9", "2023-01-30", {**ARMY, **DONE}, "allowed", "conditional"),
    Move(ASSEMBLY, "KOR", "IND", "K9", "2023-01-30", {**ARMY, **DONE, "approvals": {"parliament": "refused"}}, "allowed", "blocked"),
    Move(ASSEMBLY, "KOR", "IND", "K9", "2023-01-30", {**ARMY, **DONE, "approvals": {"parliament": "granted"}}, "allowed", "allowed"),
    Move(ASSEMBLY, "KOR", "POL", "K2", "2022-08-26", {**ARMY, **DONE}, "allowed", "allowed"),
    Move(ASSEMBLY, "KOR", "ARE", "Cheongung-II", "2024-06-01", {**ARMY, **DONE, **at("internal")}, "allowed", "allowed"),
    Move(ASSEMBLY, "POL", "IND", {"name": "K9", "origins": ["KOR"]}, "2023-01-30", {**ARMY, "approvals": {"parliament": "refused"}}, "conditional", "conditional", "KOR origin"),
    # --- Japan -----------------------------------------------------------------------------------------------------------------------
    Move(JAPAN, "USA", "UKR", PATRIOT, "2024-06-01", FIGHT, "blocked", "conditional", "JPN origin"),
    Move(JAPAN, "JPN", "PHL", "Type 88 anti-ship missile", "2026-06-01", {**ARMY, **at("international")}, "blocked", "conditional"),
    Move(JAPAN, "JPN", "GBR", "GCAP fighter", "2025-06-01", {**ARMY, **at("international")}, "conditional", "conditional"),
    Move(JAPAN, "JPN", "IND", "GCAP fighter", "2025-05-08", ARMY, "blocked", "conditional"),  # strikes between India and Pakistan
    Move(JAPAN, "JPN", "UKR", SHELLS, "2026-06-01", FIGHT, "blocked", "blocked"),  # no transfer agreement
    Move(JAPAN, "JPN", "UKR", SHELLS, "2024-06-01", FIGHT, "blocked", "blocked"),  # not on the list of cases
    # --- Switzerland -----------------------------------------------------------------------------------------------------------------
    Move(SWISS, "CHE", "POL", GEPARD, "2026-06-01", {**ARMY, **SALE, **at("internal")}, "blocked", "conditional"),
    Move(SWISS, "CHE", "POL", GEPARD, "2026-06-01", {**ARMY, **SALE, **at("international")}, "blocked", "discretionary"),
    Move(SWISS, "CHE", "POL", GEPARD, "2026-06-01", {**ARMY, **GIFT, **at("international")}, "blocked", "blocked"),  # state stock
    Move(SWISS, "CHE", "POL", GEPARD, "2026-06-01", {**ARMY, **SALE, **at("internal"), "facts": {**at("internal")["facts"], "che.grave_rights_violations": True}}, "blocked", "blocked"),
    Move(SWISS, "CHE", "COL", GEPARD, "2024-06-01", {**ARMY, **SALE}, "blocked", "blocked"),  # no partner state
    Move(SWISS, "CHE", "COL", GEPARD, "2024-06-01", {**ARMY, **SALE, "shown": ["emergency", "special_interest"]}, "blocked", "conditional"),
    Move(SWISS, "CHE", "COL", GEPARD, "2024-06-01", {**ARMY, **SALE, "shown": ["special_interest"]}, "blocked", "blocked"),
    Move(SWISS, "CHE", "USA", GEPARD, "2026-06-01", {**ARMY, **SALE}, "blocked", "blocked"),  # decision on the war with Iran
    Move(SWISS, "CHE", "USA", GEPARD, "2026-06-01", {**ARMY, **SALE, **LAW}, "discretionary", "conditional"),
    Move(SWISS, "DEU", "ISR", GEPARD, "2026-01-15", ARMY, "blocked", "allowed", "CHE origin"),
    Move(SWISS, "DEU", "QAT", GEPARD, "2026-01-15", ARMY, "conditional", "allowed", "CHE origin"),
    Move(SWISS, "DEU", "UKR", GEPARD, "2026-06-01", FIGHT, "blocked", "blocked", "CHE origin"),
    # --- Germany ---------------------------------------------------------------------------------------------------------------------
    Move(GERMAN, "DEU", "IND", "frigate parts", "2023-06-01", {**ARMY, **found(gender_violence="likely")}, "allowed", "blocked"),
    Move(GERMAN, "DEU", "IND", "frigate parts", "2023-06-01", {**ARMY, **LAW, **found(human_rights="likely")}, "allowed", "blocked"),
    Move(GERMAN, "DEU", "IND", "frigate parts", "2023-06-01", {**ARMY, **DONE}, "allowed", "allowed"),
    Move(GERMAN, "DEU", "ARE", "rifles", "2023-06-01", {**ARMY, **LAW}, "conditional", "blocked"),
    Move(GERMAN, "DEU", "ARE", "rifles", "2023-06-01", ARMY, "blocked", "blocked"),
    Move(GERMAN, "DEU", "SAU", IRIS_T, "2024-02-01", ARMY, "discretionary", "blocked"),
    Move(GERMAN, "DEU", "SAU", IRIS_T, "2024-02-01", {**ARMY, "shown": ["special_interest"]}, "conditional", "conditional"),
    Move(GERMAN, "DEU", "UKR", "rifles", "2023-06-01", FIGHT, "conditional", "conditional"),
    Move(GERMAN, "DEU", "POL", "rifles", "2023-06-01", ARMY, "conditional", "conditional"),
    # --- Norway ----------------------------------------------------------------------------------------------------------------------
    Move(ABSOLUTE, "NOR", "UKR", "M72 LAW", "2022-03-01", {**FIGHT, **GIFT}, "conditional", "blocked"),
    Move(ABSOLUTE, "NOR", "UKR", "M72 LAW", "2022-03-01", {**FIGHT, **GIFT, "shown": ["special_interest"]}, "conditional", "blocked"),
    Move(ABSOLUTE, "NOR", "UKR", SHELLS, "2024-02-01", {**FIGHT, **SALE}, "conditional", "blocked"),
    Move(ABSOLUTE, "NOR", "TUR", "M72 LAW", "2024-10-01", {**ARMY, **SALE}, "conditional", "blocked"),
    Move(ABSOLUTE, "NOR", "UKR", "helmets", "2022-03-01", {**FIGHT, **GIFT}, "conditional", "conditional"),  # no weapon
    Move(ABSOLUTE, "NOR", "POL", "M72 LAW", "2024-10-01", {**ARMY, **SALE}, "conditional", "conditional"),
    # --- the Union -------------------------------------------------------------------------------------------------------------------
    Move(CRITERION_7, "DEU", "IND", "frigate parts", "2023-06-01", {**ARMY, **found(diversion="likely")}, "discretionary", "blocked"),
    Move(CRITERION_7, "DEU", "IND", "frigate parts", "2023-06-01", {**ARMY, **DONE}, "allowed", "allowed"),
    Move(CRITERION_7, "SWE", "IND", "frigate parts", "2023-06-01", {**ARMY, **found(diversion="likely")}, "discretionary", "blocked"),
    Move(CRITERION_7, "NOR", "IND", "frigate parts", "2023-06-01", {**ARMY, **found(diversion="likely")}, "discretionary", "discretionary"),
    Move(CRITERION_7, "GBR", "IND", "frigate parts", "2023-06-01", {**ARMY, **found(diversion="likely")}, "discretionary", "discretionary"),
]  # fmt: skip


def check(library: Library, move: Move) -> Decision:
    rest = dict(move.rest)
    layers = rest.pop("layers", ("law", "guideline", "practice"))
    request = {"exporter": move.exporter, "destination": move.destination, "items": [move.item], "date": move.date}
    return library.check({**request, **rest}, layers=layers)


def outcome(decision: Decision, leg: str | None) -> str:
    if leg is None:
        return decision.outcome
    (found_leg,) = [entry for entry in decision.legs if f"{entry.state} {entry.role}" == leg]
    return found_leg.outcome
