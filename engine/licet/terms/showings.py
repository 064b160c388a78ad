"""Showings: special reasons an authority may find exceptionally. Not shown until stated."""

from __future__ import annotations

from licet.terms.kinds import TRUTH, Term

SHOWINGS = {
    "special_interest": "a special foreign- or security-policy interest",
    "presidential_waiver": "a presidential waiver",
    "emergency": "an emergency that the law recognises",
    "deu.treaty_obligation": "an obligation under an inter-state treaty to let the goods move",
    "deu.joint_project": "that the goods come from a joint project under the agreement on arms export controls",
    "deu.enablement": "that the goods are delivered under a contract of the government's enablement measures",
    "swe.follow_on": "that it is a follow-on delivery tied to an export Sweden permitted before",
    "swe.embargo_exemption": "that an exemption in the embargo decision covers it",
    "un.exempt_purpose": "a purpose for which the Security Council lets its committee exempt the supply",
    "nld.no_conflict_use": "that it is beyond doubt that the goods will not be used in the conflict the policy names",
    "nld.follow_on": "that the goods maintain, replace or repair what was licensed before",
    "nld.alliance_obligation": "that the delivery honours an obligation to the EU, NATO or another such organisation",
    "nld.defensive_only": "that the goods can clearly serve defence only",
    "nor.partner_control": "that a partner's export control is enough for parts that nobody can tell as Norwegian",
    "usa.component_rule": "that its parts meet the component rule (not significant, below notification values)",
    "usa.commerce_part": "that its parts are under the Department of Commerce (600 series), not on the Munitions List",
    "usa.exemption_applies": "that parties and goods are within an ITAR exemption for the country",
    "usa.extraordinary_circumstances": "extraordinary circumstances, certified to Congress",
    "usa.waiver_614": "a presidential waiver under section 614 of the Foreign Assistance Act",
    "usa.cluster_standard": "a dud rate of at most one per cent and limits on use written into the agreement",
    "usa.indonesia_certification": "that Indonesia's forces meet the conditions of the appropriations act",
    "usa.s400_gone": "that Türkiye no longer has the S-400 and will not acquire it again",
    "che.built_in": "that the parts are built into another product abroad and the Swiss share stays under the threshold",
    "che.spare_part": "that it is a spare part for materiel licensed before, with nothing since against that licence",
    "che.usual_trade": "that the materiel is not for the fighting and does not exceed the usual trade",
    "gbr.open_licence": "that an open general licence for which the exporter is registered covers it",
    "gbr.global_pool": "that the parts go to the common stock of the F-35 programme, not to a known user",
    "gbr.like_for_like": "that it replaces equipment no longer to be had and harms no British interest",
    "jpn.exempted": "that a Chief Cabinet Secretary's statement takes it out of the Three Principles on Arms Exports",
    "jpn.acsa": "that it is provided under an agreement on the mutual supply of goods and services",
    "jpn.partner_control": "that the recipient's own control system is enough for the case",
    "jpn.special_circumstances": "special circumstances in view of Japan's security needs",
    "pol.agreed_before": "that the delivery was agreed before 20 September 2023",
}

TERMS = tuple(
    Term(f"shown.{key}", TRUTH, f"Has {{state}} found {what}?", "showing", "authority")
    for key, what in SHOWINGS.items()
)
