"""Roles as prose: who may do what, and how far it reaches.

A role maps permissions to a reach: ``AREA`` the subtree of the assignment's area, ``BODY`` its
agency, ``OWN`` the account itself, ``ALL`` everything. Nothing is inherited in silence: each class
lists what it may. The three administrators are separate people (三员分立).
"""

from __future__ import annotations

from typing import ClassVar, Final

ALL: Final = "all"
AREA: Final = "area"
BODY: Final = "body"
OWN: Final = "own"

# What every person who works in supervision may do with the records of a reach.
SEE_LEDGERS = (
    "orgs.see_agencies",
    "orgs.see_people",
    "orgs.see_village_officers",
    "orgs.see_areas",
    "capacity.see_training",
    "capacity.see_equipment",
    "capacity.see_funds",
    "capacity.see_documents",
    "capacity.see_people_records",
    "enterprises.see",
    "plans.see",
    "inspections.see",
    "rulebook.see_packs",
    "assess.see_standing",
    "assess.see_results",
    "assess.see_tours",
    "assess.see_tour_findings",
    "worklist.see_deadline",
)
# What everybody who enforces may do with official papers.
HANDLE_PAPERS = ("papers.see_paper", "papers.issue", "papers.serve")
KEEP_LEDGERS = (
    "orgs.keep_people",
    "orgs.keep_statements",
    "capacity.keep_training",
    "capacity.keep_equipment",
    "capacity.keep_funds",
    "capacity.keep_documents",
    "capacity.keep_people_records",
    "desk.import_records",
)
# Enterprises: what a township writes, and what the level above decides.
KEEP_ENTERPRISES = (
    "enterprises.keep",
    "enterprises.appoint",
    "enterprises.sign_letter",
    "enterprises.rate",
    "enterprises.register_hazard",
    "enterprises.merge",
    "enterprises.link_account",
)
# Plans and draws: what the body that inspects writes, and what another hand or level decides.
KEEP_PLANS = (
    "plans.keep",
    "plans.keep_catalogue",
    "plans.keep_conflicts",
    "plans.run_draw",
    "plans.contribute",
    "plans.decide_replacement",
)
DECIDE_PLANS = ("plans.approve", "plans.file", "plans.keep_rounds")
# Ratings: who runs them, and what a unit that is rated may do.
RUN_RATINGS = (
    "assess.run_cycle",
    "assess.confirm_cycle",
    "assess.publish_cycle",
    "assess.score_item",
    "assess.settle_score",
    "assess.decide_appeal",
    "assess.handle_consequence",
    "assess.draft_circular",
    "assess.approve_circular",
)
# What looks wrong in the records below, and visits from above (月督月查, 安全生产巡查).
OVERSEE = (
    "assess.see_hints",
    "assess.check_hint",
    "assess.plan_tour",
    "assess.run_tour",
    "assess.accept_tour",
)
ANSWER_RATINGS = (
    "assess.appeal",
    "assess.report_points",
    "assess.report_consequence",
    "assess.answer_tour",
    "assess.see_personal_record",
)
DECIDE_ENTERPRISES = ("enterprises.supervise", "enterprises.file_hazard")
# Visits and hazards: what officers do on site, what the head of an office decides, and what a
# county or a city decides.
INSPECT = (
    "inspections.inspect",
    "inspections.follow",
    "inspections.order",
    "inspections.handle_finding",
    "inspections.propose_listing",
)
DECIDE_INSPECTIONS = (
    "inspections.approve",
    "inspections.answer_extension",
    "inspections.lift",
    "inspections.keep_materials",
)
DECIDE_LISTINGS = ("inspections.decide_listing",)


class Role:
    """Base of the roles. ``home`` is the name of the URL of the role's first screen."""

    key: ClassVar[str]
    label: ClassVar[str]
    home: ClassVar[str] = "assess:home"
    second_factor: ClassVar[bool] = False
    may: ClassVar[dict[str, str]]


def reaching(reach: str, *permissions: str) -> dict[str, str]:
    """Give each permission the same reach."""
    return dict.fromkeys(permissions, reach)


class VillageOfficer(Role):
    """Finds, dissuades and reports in one village; sees the village's own standing and people."""

    key, label = "village_officer", "村（社区）安全员"
    may = reaching(
        AREA,
        "orgs.see_areas",
        "orgs.see_village_officers",
        "enterprises.see",
        "inspections.see",
        "inspections.report_finding",
        "assess.see_standing",
    )


class TownshipOfficer(Role):
    """Supervises in one township: sees its ledgers, keeps the own training and field days.

    Enters what the villages recommend and reviews it; a colleague approves.
    """

    key, label = "township_officer", "乡镇执法人员"
    may = (
        reaching(AREA, *SEE_LEDGERS)
        | reaching(AREA, "orgs.recommend_village_officer", "orgs.review_village_officer")
        | reaching(AREA, *HANDLE_PAPERS)
        | reaching(AREA, *INSPECT)
        | reaching(AREA, "enterprises.sign_letter")
        | reaching(AREA, "plans.contribute")
        | reaching(OWN, "capacity.keep_people_records", "assess.see_personal_record")
    )


class TownshipHead(Role):
    """Runs the township office: keeps every ledger, approves village officers for the township."""

    key, label = "township_head", "乡镇安监办主任"
    may = reaching(
        AREA,
        *SEE_LEDGERS,
        *KEEP_LEDGERS,
        *HANDLE_PAPERS,
        *KEEP_ENTERPRISES,
        *KEEP_PLANS,
        *INSPECT,
        *DECIDE_INSPECTIONS,
        *ANSWER_RATINGS,
        "papers.void",
        "worklist.lead_office",
        "orgs.recommend_village_officer",
        "orgs.review_village_officer",
        "orgs.approve_village_officer",
    )


class CountyBrigade(Role):
    """Enforces in one county and looks after its townships: agencies, grants, certificates."""

    key, label = "county_brigade", "县执法大队人员"
    may = reaching(
        AREA,
        *SEE_LEDGERS,
        *KEEP_LEDGERS,
        *HANDLE_PAPERS,
        *KEEP_ENTERPRISES,
        *KEEP_PLANS,
        *DECIDE_ENTERPRISES,
        *DECIDE_PLANS,
        *INSPECT,
        *DECIDE_INSPECTIONS,
        *DECIDE_LISTINGS,
        "papers.void",
        "worklist.lead_office",
        "papers.keep_letterheads",
        "orgs.keep_agencies",
        "orgs.keep_grants",
        "orgs.suspend_certificate",
        "orgs.sight_officer",
        "orgs.propose_key_unit",
        "assess.score_item",
        *OVERSEE,
        *ANSWER_RATINGS,
    )


class LegalReviewer(Role):
    """Reviews decisions of one county; sees who holds which certificate and authority.

    The reviewer must not be one of those reviewed, so keeps no ledger.
    """

    key, label = "legal_reviewer", "法制审核人员"
    second_factor = True
    may = reaching(
        AREA,
        "orgs.see_agencies",
        "orgs.see_people",
        "orgs.see_areas",
        "enterprises.see",
        "inspections.see",
        "papers.see_paper",
        "rulebook.see_packs",
        "assess.see_standing",
    )


class CityOffice(Role):
    """The city safety committee office: verifies, finds, circulates, waives, installs packs."""

    key, label = "city_office", "市安委办人员"
    may = reaching(
        AREA,
        *SEE_LEDGERS,
        *KEEP_LEDGERS,
        *HANDLE_PAPERS,
        *KEEP_ENTERPRISES,
        *KEEP_PLANS,
        *DECIDE_ENTERPRISES,
        *DECIDE_PLANS,
        *INSPECT,
        *DECIDE_INSPECTIONS,
        *DECIDE_LISTINGS,
        "papers.void",
        "worklist.lead_office",
        "papers.keep_letterheads",
        "orgs.keep_agencies",
        "orgs.keep_grants",
        "orgs.keep_areas",
        "orgs.suspend_certificate",
        "orgs.verify_certificate",
        "orgs.sight_officer",
        "orgs.propose_key_unit",
        "orgs.decide_key_unit",
        "orgs.see_key_lists",
        "assess.open_finding",
        "assess.waive_standard",
        *RUN_RATINGS,
        *OVERSEE,
        "assess.see_personal_record",
        "rulebook.install_pack",
    )


class ProvincialBureau(Role):
    """The provincial bureau: key lists, equipment, training and standing of the whole province.

    Verifies and suspends certificates, which the province issues. Leaves the ledgers of people,
    funds, conditions and grants to those who answer for them.
    """

    key, label = "provincial_bureau", "省应急厅人员"
    may = reaching(
        AREA,
        *SEE_LEDGERS,
        *HANDLE_PAPERS,
        *DECIDE_LISTINGS,
        "papers.void",
        "worklist.lead_office",
        "papers.keep_letterheads",
        "orgs.keep_areas",
        "orgs.keep_agencies",
        "orgs.suspend_certificate",
        "orgs.verify_certificate",
        "orgs.sight_officer",
        "orgs.propose_key_unit",
        "orgs.decide_key_unit",
        "orgs.see_key_lists",
        "capacity.keep_training",
        "capacity.keep_equipment",
        "desk.import_records",
        "assess.open_finding",
        "assess.waive_standard",
        *RUN_RATINGS,
        *OVERSEE,
        "assess.see_personal_record",
        "rulebook.install_pack",
    )


class EnterpriseUser(Role):
    """Speaks for one enterprise; sees that enterprise and nothing else."""

    key, label = "enterprise_user", "企业用户"
    home = "inspections:own"
    may = reaching(OWN, "enterprises.see", "inspections.see", "inspections.answer")


class SystemAdministrator(Role):
    """Opens accounts and keeps the area tree; sees no business record and gives no rights."""

    key, label = "system_admin", "系统管理员"
    home, second_factor = "orgs:accounts", True
    may = reaching(
        AREA,
        "orgs.see_accounts",
        "orgs.open_account",
        "orgs.see_areas",
        "orgs.keep_areas",
        "worklist.keep_local_days",
        "desk.import_records",
    )


class SecurityAdministrator(Role):
    """Gives and takes roles, unlocks accounts; never for the own account."""

    key, label = "security_admin", "安全管理员"
    home, second_factor = "orgs:accounts", True
    may = reaching(AREA, "orgs.see_accounts", "orgs.assign_role", "orgs.unlock_account")


class AuditAdministrator(Role):
    """Reads and verifies the sealed log; changes nothing."""

    key, label = "audit_admin", "审计管理员"
    home, second_factor = "audit:log", True
    may = reaching(ALL, "audit.see_log", "audit.verify_log")


ROLES: dict[str, type[Role]] = {
    role.key: role
    for role in (
        VillageOfficer,
        TownshipOfficer,
        TownshipHead,
        CountyBrigade,
        LegalReviewer,
        CityOffice,
        ProvincialBureau,
        EnterpriseUser,
        SystemAdministrator,
        SecurityAdministrator,
        AuditAdministrator,
    )
}
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
