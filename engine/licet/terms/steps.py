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
    "nor.government": "a decision of the Norwegian Government that {destination} may buy weapons",
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
