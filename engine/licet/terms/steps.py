"""Steps: what somebody still has to do or find. Outstanding until the request says otherwise."""

from __future__ import annotations

from licet.terms.kinds import TRUTH, Term, scale

RISK_LEVEL = scale("risk", "low", "likely", "clear", "overriding")
RISKS = {
    "ihl": "serious violations of international humanitarian law",
    "human_rights": "serious violations of human rights",
    "internal_repression": "internal repression",
    "aggression": "aggressive use against another state",
    "regional_stability": "harm to regional peace and stability",
    "terrorism": "terrorism",
    "organised_crime": "transnational organised crime",
    "gender_violence": "gender-based violence or violence against women and children",
    "diversion": "diversion to another user or use",
    "development": "hampering sustainable development",
}
ASSURANCES = {
    "end_use_certificate": "an end-use certificate",
    "no_reexport": "an undertaking not to re-export without consent",
    "post_shipment_control": "consent to checks on the spot after delivery",
    "new_for_old": "an undertaking to destroy the weapons that are replaced",
    "import_certificate": "an import certificate of the destination",
    "own_territory": "an undertaking to use the goods inside its own recognised territory only",
}
APPROVALS = {
    "un_committee": "approval of the Security Council's sanctions committee",
    "un_notified": "notice to the Security Council's sanctions committee",
    "un_council": "a decision of the Security Council that approves the supply in advance",
    "host_government": "authorisation by the destination's government",
    "host_notified": "notice to the destination's government",
    "parliament": "consent of parliament",
    "notified_congress": "notification of Congress",
    "denier_consulted": "consultation of the member state that refused before",
    "swe.security_reasons": "a finding that security or defence reasons speak for the transfer",
    "swe.no_foreign_policy_conflict": "a finding that it does not conflict with obligations or foreign policy",
    "swe.surplus": "a finding that the Swedish state no longer needs the materiel",
    "nor.verified_need": "a verified need of the Ukrainian defence authorities",
    "kor.unification_minister": "approval of Korea's Minister of Unification",
    "nor.safe_route": "a safe delivery over established routes",
    "ecowas.exemption": "an exemption granted by the ECOWAS Commission",
    "nor.government": "a decision of the Norwegian Government that {destination} may buy weapons",
    "dnk.foreign_ministry": "an opinion of Denmark's Foreign Ministry that does not speak against it",
    "dnk.foreign_policy_committee": "consultation of the Danish parliament's Foreign Policy Committee",
    "dnk.sender_permit": "the export permission of the state the goods are sent from, where it asks for one",
    "dnk.receiver_permit": "the import permission of the state that receives the goods, where it asks for one",
    "dnk.dispensation": "a Danish dispensation for the transport",
    "fin.no_policy_obstacle": "a finding of Finland's foreign ministry that no policy obstacle exists",
    "fin.president": "a decision of Finland's President on the Government's proposal",
    "est.minister": "a permit of the competent Estonian minister for goods that come back",
    "est.government": "a decision of the Estonian Government on the gift",
    "usa.eligibility": "a presidential finding that {destination} may be furnished defence articles",
    "usa.grant_authority": "an authority to grant the goods (military assistance, excess articles, Ukraine initiative)",
    "usa.drawdown": "a presidential determination to draw down stocks, reported to Congress",
    "usa.leahy_vetting": "a vetting of the unit that finds no gross violation of human rights",
    "usa.military_edge": "a determination that Israel's qualitative military edge is not harmed",
    "usa.assurances_nsm_20": "credible assurances on humanitarian law and on humanitarian aid",
    "usa.pilots_trained": "completed training of {destination}'s pilots",
    "usa.brokering": "approval of the brokering by the Department of State",
    "che.foreign_policy": "a finding that it is not contrary to international law or Swiss foreign policy",
    "jpn.positive_meaning": "a finding that it serves peace and international cooperation or Japan's security",
    "jpn.security_council": "a decision of Japan's National Security Council",
    "jpn.cabinet": "a decision of the Japanese Cabinet on this transfer",
}
KNOWLEDGE = {"atrocity_crimes": "genocide, crimes against humanity or war crimes"}

TERMS = (
    Term("consent", TRUTH, "Has {state} consented to the transfer?", "step", "origin"),
    Term("foreign_consents", TRUTH, "Have all states with a re-export claim consented?", "step", "origin"),
    *(
        Term(f"assurance.{key}", TRUTH, f"Has {{destination}} given {what}?", "step", "end user")
        for key, what in ASSURANCES.items()
    ),
    *(
        Term(f"risk.{key}", RISK_LEVEL, f"How high is the risk of {what}?", "step", "authority")
        for key, what in RISKS.items()
    ),
    *(
        Term(
            f"no_knowledge.{key}", TRUTH, f"Is it clear that {{state}} knows of no use for {what}?", "step", "authority"
        )
        for key, what in KNOWLEDGE.items()
    ),
    *(Term(f"approval.{key}", TRUTH, f"Is there {what}?", "step", "authority") for key, what in APPROVALS.items()),
)
