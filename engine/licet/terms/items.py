"""Facts of the item. ``features`` in a request or in the catalogue set every one of them except category and lethal."""

from __future__ import annotations

from licet.terms.kinds import NUMBER, TRUTH, Term, enum

MILITARY_LIST = tuple(f"ML{number}" for number in range(1, 23))
CATEGORY = enum("category", *MILITARY_LIST, "DU", "NL")
ATT_CATEGORY = enum(
    "ATT category",
    "battle_tank",
    "armoured_combat_vehicle",
    "large_calibre_artillery",
    "combat_aircraft",
    "attack_helicopter",
    "warship",
    "missile",
    "small_arms",
    "ammunition",
    "parts",
    "none",
)
NOR_CATEGORY = enum("Norwegian category", "A", "B")
SWE_CLASS = enum("Swedish class", "KS", "OK", "unclassified")

# what the German War Weapons List can reach: no electronics, protection, training or production gear, software, technology
WAR_WEAPON_CATEGORIES = tuple(
    category
    for category in MILITARY_LIST
    if category not in ("ML11", "ML13", "ML14", "ML17", "ML18", "ML20", "ML21", "ML22")
)

TERMS = (
    Term("item.category", CATEGORY, "Which Common Military List category is {item} (ML1 to ML22, DU, NL)?"),
    Term("item.lethal", TRUTH, "Is {item} lethal?"),
    Term("item.att_category", ATT_CATEGORY, "Under which heading of ATT articles 2 to 4 does {item} fall?"),
    Term(
        "item.small_arms",
        TRUTH,
        "Is {item} a small arm or light weapon, or ammunition for one?",
        categories=("ML1", "ML2", "ML3", "ML4"),
    ),
    Term(
        "item.small_arms_production",
        TRUTH,
        "Is {item} production equipment or technology for small arms, light weapons or their ammunition?",
        presumed=False,
        categories=("ML18", "ML22"),
    ),
    Term("item.component", TRUTH, "Is {item} a part or component rather than a complete system?", presumed=False),
    Term(
        "item.deu_war_weapon",
        TRUTH,
        "Is {item} on the German War Weapons List?",
        categories=WAR_WEAPON_CATEGORIES,
    ),
    Term("item.handgun", TRUTH, "Is {item} a pistol or revolver?", presumed=False, categories=("ML1",)),
    Term("item.sniper_rifle", TRUTH, "Is {item} a sniper rifle?", presumed=False, categories=("ML1",)),
    Term(
        "item.deu_air_sea_defence",
        TRUTH,
        "Is {item} among the goods of Germany's General Licence no. 48 (air and maritime defence)?",
        presumed=False,
    ),
    Term(
        "item.deu_usable_in_gaza",
        TRUTH,
        "Could {item} be used in the Gaza Strip, and not only against attack from outside?",
        categories=MILITARY_LIST,
    ),
    Term(
        "item.nor_category",
        NOR_CATEGORY,
        "Is {item} category A (weapons, ammunition) or B in Norway's guidelines?",
        presumed="B",  # weapons are known by category and lethality; A beyond them is rare
    ),
    Term(
        "item.swe_class",
        SWE_CLASS,
        "Is {item} for combat (KS) or other military equipment (OK) in Sweden?",
        presumed="unclassified",
    ),
    Term("item.deu_taurus", TRUTH, "Is {item} the Taurus cruise missile?", presumed=False, categories=("ML4",)),
    Term(
        "item.kor_defence_material",
        TRUTH,
        "Is {item} designated defence material under Korea's DAP Act?",
        categories=MILITARY_LIST,
    ),
    Term(
        "item.kor_russia_list", TRUTH, "Is {item} on Korea's situational list for Russia and Belarus?", presumed=False
    ),
    Term(
        "item.protective", TRUTH, "Is {item} protective clothing or equipment (helmet, vest, shelter)?", presumed=False
    ),
    Term("item.riot_agent", TRUTH, "Is {item} a riot-control agent?", presumed=False, categories=("ML7",)),
    Term(
        "item.ground_to_air",
        TRUTH,
        "Is {item} a ground-to-air missile or a system for one, other than a portable one?",
        presumed=False,
        categories=("ML4",),
    ),
    Term("item.manpads", TRUTH, "Is {item} a portable air-defence missile?", presumed=False, categories=("ML4",)),
    Term("item.anti_personnel_mine", TRUTH, "Is {item} an anti-personnel mine?", presumed=False, categories=("ML4",)),
    Term("item.cluster_munition", TRUTH, "Is {item} a cluster munition?", presumed=False, categories=("ML3", "ML4")),
    Term(
        "item.mtcr_category_1",
        TRUTH,
        "Is {item} a complete rocket or unmanned aircraft able to carry 500 kg over 300 km (MTCR Category I)?",
        presumed=False,
        categories=("ML4", "ML10"),
    ),
    Term("item.nuclear_weapon", TRUTH, "Is {item} a nuclear weapon or a part for one?", presumed=False),
    Term("item.biological_weapon", TRUTH, "Is {item} a biological weapon?", presumed=False),
    Term("item.chemical_weapon", TRUTH, "Is {item} a chemical weapon?", presumed=False),
    Term(
        "item.blinding_laser",
        TRUTH,
        "Is {item} a laser weapon made to blind for good?",
        presumed=False,
        categories=("ML5", "ML15", "ML19"),
    ),
    Term("item.f35_part", TRUTH, "Is {item} a part of the F-35 aircraft?", presumed=False),
    Term(
        "item.usa_mde",
        TRUTH,
        "Is {item} major defense equipment under United States law?",
        categories=MILITARY_LIST,
    ),
    Term(
        "item.usa_long_range_strike",
        TRUTH,
        "Is {item} a missile for striking ground targets more than 150 km away?",
        presumed=False,
        categories=("ML4",),
    ),
    Term("item.f22", TRUTH, "Is {item} an F-22 or technology of it?", presumed=False, categories=("ML10", "ML22")),
    Term("item.f35", TRUTH, "Is {item} an F-35 or support for one?", presumed=False, categories=("ML10", "ML22")),
    Term(
        "item.fin_cartridge_component",
        TRUTH,
        "Is {item} cartridge cases, primers, powder or bullets that are no defence materiel?",
        presumed=False,
        categories=("NL", "DU"),
    ),
    Term(
        "item.jpn_five_purposes",
        TRUTH,
        "Is {item} made for rescue, transport, warning, surveillance or minesweeping (Japan's five purposes)?",
        presumed=False,
    ),
    Term(
        "item.jpn_licence_built",
        TRUTH,
        "Is {item} a product that Japan builds under licence from {destination}?",
        presumed=False,
    ),
    Term(
        "item.jpn_gcap",
        TRUTH,
        "Is {item} the fighter Japan develops with Britain and Italy (GCAP)?",
        presumed=False,
        categories=("ML10",),
    ),
    Term(
        "item.jpn_joint_development",
        TRUTH,
        "Is {item} developed or produced jointly by Japan and a security partner?",
        presumed=False,
    ),
    Term(
        "item.eu_annex_iv",
        TRUTH,
        "Is {item} on Annex IV of the Union's dual-use regulation (the most sensitive goods)?",
        presumed=False,
        categories=("DU",),
    ),
    Term(
        "item.nld_semiconductor_equipment",
        TRUTH,
        "Is {item} on the Dutch list of advanced equipment for making semiconductors?",
        presumed=False,
        categories=("DU",),
    ),
    Term(
        "item.pol_new_equipment",
        TRUTH,
        "Is {item} one of the new weapons that Poland buys to modernise its own forces?",
        presumed=False,
    ),
    Term("item.calibre_mm", NUMBER, "What is the calibre of {item} in millimetres?"),
    Term("item.range_km", NUMBER, "What is the range of {item} in kilometres?"),
    Term("item.payload_kg", NUMBER, "What is the payload of {item} in kilograms?"),
)
