"""What the parameters of each URL stand for, as far as that is a record or an area."""

from __future__ import annotations

from typing import Any

# A pack and a standard that governs townships, and one of each that does not exist.
PACKS, STANDARDS = ("national", "no-such-pack"), ("township-duty", "no-such-standard")

# URLs with the primary key of a record, and what else they take.
OF_RECORD: dict[str, tuple[str, dict[str, tuple[Any, ...]]]] = {
    "desk:file": ("desk.StoredFile", {}),
    "desk:file_detach": ("desk.StoredFile", {}),
    "orgs:account": ("orgs.Account", {}),
    "orgs:account_close": ("orgs.Account", {}),
    "orgs:account_reopen": ("orgs.Account", {}),
    "orgs:account_reset": ("orgs.Account", {}),
    "orgs:account_unlock": ("orgs.Account", {}),
    "orgs:account_reset_second_factor": ("orgs.Account", {}),
    "orgs:account_assign": ("orgs.Account", {}),
    "orgs:account_end_role": ("orgs.RoleAssignment", {}),
    "orgs:officer_sight": ("orgs.Officer", {}),
    "orgs:appointment_end": ("orgs.Appointment", {}),
    "orgs:appointment_workplace": ("orgs.Appointment", {}),
    "orgs:certificate_suspend": ("orgs.Certificate", {}),
    "orgs:certificate_lift": ("orgs.Certificate", {}),
    "orgs:certificate_check": ("orgs.Certificate", {}),
    "orgs:village_officer_move": (
        "orgs.VillageOfficer",
        {"name": ("review", "approve", "reject", "end", "no-such-move")},
    ),
    "orgs:key_unit_move": (
        "orgs.KeyListEntry",
        {"name": ("approve", "reject", "end", "no-such-move")},
    ),
    "capacity:session": ("capacity.Session", {}),
    "capacity:enrol": ("capacity.Session", {}),
    "assess:waiver": ("assess.Waiver", {}),
    "assess:finding": ("assess.Finding", {}),
    "assess:cycle": ("assess.Cycle", {}),
    "assess:cycle_step": (
        "assess.Cycle",
        {"name": ("run", "confirm", "return", "publish", "no-such-step")},
    ),
    "assess:scorings": ("assess.Cycle", {}),
    "assess:scoring_settle": ("assess.Scoring", {}),
    "assess:self_page": ("assess.Cycle", {}),
    "assess:self_review": ("assess.SelfReport", {}),
    "assess:appeal": ("assess.Appeal", {}),
    "assess:appeal_step": (
        "assess.Appeal",
        {"name": ("uphold", "reject", "withdraw", "no-such-step")},
    ),
    "assess:circular_draft": ("assess.Cycle", {}),
    "assess:circular": ("assess.Circular", {}),
    "assess:circular_write": ("assess.Circular", {}),
    "assess:circular_preview": ("assess.Circular", {}),
    "assess:circular_data": ("assess.Circular", {}),
    "assess:circular_read": ("assess.CircularRecipient", {}),
    "assess:circular_step": (
        "assess.Circular",
        {"name": ("submit", "return", "approve", "issue", "no-such-step")},
    ),
    "assess:consequence": ("assess.Consequence", {}),
    "assess:consequence_step": (
        "assess.Consequence",
        {"name": ("circulate", "schedule", "submit", "return", "accept", "close", "no-such-step")},
    ),
    "assess:personal": ("orgs.Officer", {}),
    "assess:hint": ("assess.Hint", {}),
    "assess:hint_step": ("assess.Hint", {"name": ("explain", "confirm", "no-such-step")}),
    "assess:tour": ("assess.Tour", {}),
    "assess:tour_step": ("assess.Tour", {"name": ("start", "tell", "cancel", "no-such-step")}),
    "assess:tour_take_step": ("assess.Tour", {}),
    "assess:tour_enter": ("assess.Tour", {}),
    "assess:tour_finding_step": (
        "assess.TourFinding",
        {"name": ("report", "return", "accept", "no-such-step")},
    ),
    "enterprises:split": ("enterprises.Merge", {}),
    "enterprises:responsible_end": ("enterprises.Responsible", {}),
    "enterprises:unlink": ("enterprises.EnterpriseAccount", {}),
    "enterprises:hazard_report": ("enterprises.MajorHazard", {}),
    "enterprises:hazard_move": (
        "enterprises.MajorHazard",
        {"name": ("file", "reassess", "close", "no-such-move")},
    ),
    "enterprises:file": ("enterprises.Enterprise", {}),
    "enterprises:rename": ("enterprises.Enterprise", {}),
    "enterprises:supervise": ("enterprises.Enterprise", {}),
    "enterprises:appoint": ("enterprises.Enterprise", {}),
    "enterprises:letter": ("enterprises.Enterprise", {}),
    "enterprises:rate": ("enterprises.Enterprise", {}),
    "enterprises:account": ("enterprises.Enterprise", {}),
    "enterprises:hazard": ("enterprises.Enterprise", {}),
    "enterprises:merge": ("enterprises.Enterprise", {}),
    "inspections:visit": ("inspections.Inspection", {}),
    "inspections:find": ("inspections.Inspection", {}),
    "inspections:visit_step": (
        "inspections.Inspection",
        {
            "name": (
                *("edit", "submit", "return", "approve", "cancel", "begin", "join", "sheet"),
                *("handout", "sign", "heed", "no-such-step"),
            )
        },
    ),
    "inspections:sheet": ("inspections.Inspection", {"sector": ("general", "no-such-sheet")}),
    "inspections:answer": ("inspections.Inspection", {"sector": ("general", "no-such-sheet")}),
    "inspections:finding": (
        "inspections.Hazard",
        {"name": ("correct", "measure", "withdraw", "no-such-act")},
    ),
    # Inspections: papers, orders, rechecks, extensions.
    "inspections:visit_paper": (
        "inspections.Inspection",
        {"kind": ("scheme", "record", "no-such-paper")},
    ),
    "inspections:order_new": ("inspections.Inspection", {}),
    "inspections:decision_new": ("inspections.Inspection", {}),
    "inspections:order": ("inspections.Order", {}),
    "inspections:order_paper": ("inspections.Order", {}),
    "inspections:recheck_new": ("inspections.Order", {}),
    "inspections:order_step": ("inspections.Order", {"name": ("void", "lift", "no-such-step")}),
    "inspections:hazard_done": ("inspections.Hazard", {}),
    "inspections:extension_new": ("inspections.Hazard", {}),
    "inspections:extension_answer": ("inspections.Extension", {}),
    "papers:paper": ("papers.Paper", {}),
    "papers:content": ("papers.Paper", {}),
    "papers:void": ("papers.Paper", {}),
    "papers:serve": ("papers.Paper", {}),
    "papers:receipt": ("papers.Paper", {}),
    "plans:plan": ("plans.AnnualPlan", {}),
    "plans:plan_step": (
        "plans.AnnualPlan",
        {
            "name": (
                *("figures", "days", "key", "visit", "submit", "return", "approve", "file"),
                *("publish", "change", "no-such-step"),
            )
        },
    ),
    "plans:draw": ("plans.Draw", {}),
    "plans:draw_step": (
        "plans.Draw",
        {"name": ("contribute", "commit", "secret", "reveal", "publish", "abandon", "no-such")},
    ),
    "plans:replace": ("plans.DrawnObject", {}),
    "plans:replacement_decide": (
        "plans.Replacement",
        {"name": ("approve", "refuse", "no-such-decision")},
    ),
    "plans:replace_object": ("plans.DrawnObject", {}),
    "plans:object_decide": (
        "plans.ObjectReplacement",
        {"name": ("approve", "refuse", "no-such-decision")},
    ),
    "plans:shortfall": ("plans.AnnualPlan", {"month": (3, 13)}),
    "plans:round": ("plans.CrossRound", {}),
    "plans:campaign": ("plans.Campaign", {}),
    "plans:campaign_step": (
        "plans.Campaign",
        {
            "name": (
                *("list", "scope", "drawn", "approve", "file", "start", "finish", "cancel"),
                "no-such-step",
            )
        },
    ),
    "plans:campaign_item_remove": ("plans.CampaignItem", {}),
    # Open to everybody once they are published; those of the walk are still being prepared.
    "portal:plan": ("plans.AnnualPlan", {}),
    "portal:draw": ("plans.Draw", {}),
    "portal:draw_json": ("plans.Draw", {}),
    "worklist:notice": ("worklist.Notice", {}),
    "inspections:hazard": ("inspections.Hazard", {}),
    "inspections:listing_new": ("inspections.Hazard", {}),
    "inspections:hazard_step": (
        "inspections.Hazard",
        {"name": ("plan", "accept", "report", "grade", "urge", "dismiss", "no-such-step")},
    ),
    "inspections:self_check_new": ("enterprises.Enterprise", {}),
    "inspections:self_check": ("inspections.SelfCheck", {}),
    "inspections:self_check_told": ("inspections.SelfCheck", {}),
    "inspections:self_check_more": ("inspections.SelfCheck", {}),
    "inspections:verify_hazard": ("inspections.Hazard", {}),
    "inspections:verify_report": ("inspections.VillageFinding", {}),
    "inspections:village_finding": ("inspections.VillageFinding", {}),
    "inspections:village_step": (
        "inspections.VillageFinding",
        {"name": ("take", "answer", "no-such-step")},
    ),
    "inspections:listing": ("inspections.Listing", {}),
    "inspections:listing_step": (
        "inspections.Listing",
        {
            "name": (
                *("list", "refuse", "publish", "progress", "ask", "return", "delist"),
                "no-such-step",
            )
        },
    ),
}
# URLs with the code of an area, and what else they take.
OF_AREA: dict[str, dict[str, tuple[Any, ...]]] = {
    "orgs:area_rename": {},
    "orgs:area_move": {},
    "orgs:area_add": {},
    "orgs:area_abolish": {},
    "assess:area": {},
    "assess:finding_open": {},
    "assess:rating_history": {},
    "assess:tour_monthly": {},
    "assess:tour_plan": {},
    "assess:three": {},
    "assess:why": {"pack": PACKS, "standard": STANDARDS},
    "assess:waive": {"pack": PACKS, "standard": STANDARDS},
}
