"""Who sees, makes and decides visits, hazards, orders and listings.

A record is seen by the body that made it and by those in whose area the enterprise lies; it is
written by its body alone. An enterprise sees what was recorded of it. That the hand that approves
is another one than the hand that asks is checked by the actions.
"""

from __future__ import annotations

from django.db.models import Model, Q
from django.utils import timezone

from angen.enterprises.models import Enterprise, EnterpriseAccount
from angen.inspections.models import (
    Extension,
    Handout,
    Hazard,
    Inspection,
    InspectionOfficer,
    Listing,
    ListingProgress,
    Material,
    Order,
    Recheck,
    RecheckResult,
    SelfCheck,
    Sheet,
    VillageFinding,
)
from angen.inspections.states import InspectionState
from angen.kernel.access import EVERYBODY, NOBODY, Actor, Rule, rule, within
from angen.orgs.access.reach import within_area
from angen.orgs.models import Agency, Area

SEE = "inspections.see"
INSPECT = "inspections.inspect"
ANSWER = "inspections.answer"
# A county with its villages; of more areas a page is soon full in the order of the list.
FEW = 640


def bodies(actor: Actor, permission: str, agency: str) -> Q:
    """Records of bodies inside the reach. By subquery: bodies are few, visits are many."""
    inside = within(actor, permission, area="area__path", body="pk")
    if inside in (NOBODY, EVERYBODY):
        return inside
    return Q(**{f"{agency}__in": Agency.objects.filter(inside).values("pk")})


def places(actor: Actor, permission: str, area: str) -> Q:
    """Records of enterprises that lay inside the reach."""
    inside = within_area(actor, permission)
    if inside in (NOBODY, EVERYBODY):
        return inside
    return Q(**{f"{area}__in": Area.objects.filter(inside).values("pk")})


def ours(actor: Actor, permission: str, enterprise: str) -> Q:
    """Records of the enterprises the account speaks for today."""
    if not any(reach.kind == "own" for reach in actor.reach(permission)):
        return NOBODY
    links = EnterpriseAccount.objects.on(timezone.localdate()).filter(account=actor.pk)
    return Q(**{f"{enterprise}__in": links.values("enterprise")})


def nearby(actor: Actor, permission: str, agency: str = "agency", area: str = "area") -> Q:
    """What ``bodies`` and ``places`` allow, by key, where that is few; else no condition at all.

    Only to be put beside the rule, never in its place. With the keys at hand PostgreSQL knows how
    few records of a large table there are and fetches these, instead of looking through the whole
    table in order until a page is full. Two short queries.
    """
    if any(reach.kind == "own" for reach in actor.reach(permission)):
        return EVERYBODY
    inside = within(actor, permission, area="area__path", body="pk")
    around = within_area(actor, permission)
    if inside in (NOBODY, EVERYBODY) or around in (NOBODY, EVERYBODY):
        return EVERYBODY
    keys = list(Agency.objects.filter(inside).order_by().values_list("pk", flat=True)[: FEW + 1])
    codes = list(Area.objects.filter(around).order_by().values_list("pk", flat=True)[: FEW + 1])
    if max(len(keys), len(codes)) > FEW:
        return EVERYBODY
    return Q(**{f"{agency}__in": keys}) | Q(**{f"{area}__in": codes})


def around(actor: Actor, permission: str, agency: str = "agency", area: str = "area") -> Q:
    """What ``bodies`` and ``places`` allow, by joins; no condition where more is allowed.

    Only to be put beside the rule, never in its place. A record is looked at when its turn comes in
    the order of a list, while the rule's subqueries name all bodies and places first.
    """
    if any(reach.kind == "own" for reach in actor.reach(permission)):
        return EVERYBODY
    inside = within(actor, permission, area=f"{agency}__area__path", body=agency)
    there = within_area(actor, permission, f"{area}__")
    return EVERYBODY if EVERYBODY in (inside, there) else inside | there


def _seen(prefix: str = "", recorded: str = "") -> Rule:
    """Seen by body, place and, once recorded, by the enterprise itself."""

    def found(actor: Actor) -> Q:
        own = ours(actor, SEE, f"{prefix}enterprise")
        if recorded:
            own &= Q(**{recorded: InspectionState.RECORDED})
        staff = bodies(actor, SEE, f"{prefix}agency") | places(actor, SEE, f"{prefix}area")
        return staff | own

    return found


def _of_body(permission: str, agency: str = "agency") -> Rule:
    return lambda actor: bodies(actor, permission, agency)


# Permission, model, label, and the way to the visit (with the underscores at its end).
SEEN_BY_VISIT: tuple[tuple[str, type[Model], str, str], ...] = (
    (SEE, Inspection, "查看现场检查", ""),
    ("inspections.see_officers", InspectionOfficer, "查看检查人员", "inspection__"),
    ("inspections.see_sheets", Sheet, "查看检查表", "inspection__"),
    ("inspections.see_handouts", Handout, "查看普法发放", "inspection__"),
)
for _name, _model, _label, _way in SEEN_BY_VISIT:
    rule(_name, _model, _label)(_seen(_way, f"{_way}state"))

SEEN_BY_HAZARD: tuple[tuple[str, type[Model], str, str], ...] = (
    ("inspections.see_hazards", Hazard, "查看事故隐患", ""),
    ("inspections.see_extensions", Extension, "查看整改延期", "hazard__"),
    ("inspections.see_results", RecheckResult, "查看复查结果", "hazard__"),
    ("inspections.see_listings", Listing, "查看挂牌督办", "hazard__"),
    ("inspections.see_progress", ListingProgress, "查看督办进展", "listing__hazard__"),
)
for _name, _model, _label, _way in SEEN_BY_HAZARD:
    rule(_name, _model, _label)(_seen(_way))


def _by_enterprise(actor: Actor) -> Q:
    return (
        bodies(actor, SEE, "agency")
        | places(actor, SEE, "enterprise__area")
        | ours(actor, SEE, "enterprise")
    )


rule("inspections.see_orders", Order, "查看整改和处理决定")(_by_enterprise)
rule("inspections.see_rechecks", Recheck, "查看整改复查")(_by_enterprise)


@rule("inspections.see_self_checks", SelfCheck, "查看企业自查")
def see_self_checks(actor: Actor) -> Q:
    """With the place of the enterprise, and by the enterprise itself."""
    return places(actor, SEE, "enterprise__area") | ours(actor, SEE, "enterprise")


@rule("inspections.see_village_findings", VillageFinding, "查看村（社区）发现")
def see_village_findings(actor: Actor) -> Q:
    """With the village or the body that handles it."""
    return places(actor, SEE, "area") | bodies(actor, SEE, "agency")


# Permission, model, label: written by the body of the record.
WRITTEN: tuple[tuple[str, type[Model], str], ...] = (
    (INSPECT, Inspection, "开展现场检查"),
    ("inspections.approve", Inspection, "审批检查方案"),
    ("inspections.follow", Hazard, "跟踪隐患整改"),
    ("inspections.order", Hazard, "下达整改和处理决定"),
    ("inspections.answer_extension", Extension, "答复整改延期"),
    ("inspections.handle_finding", VillageFinding, "处理村（社区）发现"),
    ("inspections.lift", Order, "审查同意恢复"),
    ("inspections.see_materials", Material, "查看普法材料"),
    ("inspections.keep_materials", Material, "登记普法材料"),
)
WRITES_AS = {
    "inspections.answer_extension": "hazard__agency",
    "inspections.see_materials": "agency",
}
NAMED = {"inspections.see_materials": SEE}
for _name, _model, _label in WRITTEN:
    rule(_name, _model, _label)(_of_body(NAMED.get(_name, _name), WRITES_AS.get(_name, "agency")))


@rule("inspections.act_for", Agency, "以本机构名义检查")
def act_for(actor: Actor) -> Q:
    """Bodies inside the reach on whose behalf a visit is made."""
    return within(actor, INSPECT, area="area__path", body="pk")


@rule("inspections.answer", Hazard, "企业整改")
def answer(actor: Actor) -> Q:
    """The enterprise's own hazards: report done, ask for more time, accept own work."""
    return ours(actor, ANSWER, "enterprise")


@rule("inspections.report_finding", Area, "报告发现的隐患")
def report_finding(actor: Actor) -> Q:
    """Villages inside the reach of a village officer."""
    return within_area(actor, "inspections.report_finding")


@rule("inspections.propose_listing", Hazard, "提请挂牌督办")
def propose_listing(actor: Actor) -> Q:
    """Hazards the body follows up."""
    return bodies(actor, "inspections.propose_listing", "agency")


@rule("inspections.decide_listing", Listing, "决定挂牌督办")
def decide_listing(actor: Actor) -> Q:
    """Listings of the deciding body."""
    return bodies(actor, "inspections.decide_listing", "listed_by")


# Hazards outside visits: self-checks, files, village findings, listings.


@rule("inspections.self_check", Enterprise, "登记企业自查")
def self_check(actor: Actor) -> Q:
    """The enterprises the account speaks for."""
    return ours(actor, ANSWER, "pk")


@rule("inspections.keep_hazards", Hazard, "补充隐患资料")
def keep_hazards(actor: Actor) -> Q:
    """The body that follows it up and the enterprise itself: photographs, who removes it.

    While a visit goes on also the body that visits, which in a cross inspection is another one.
    """
    visiting = bodies(actor, INSPECT, "inspection__agency")
    visiting &= Q(inspection__state=InspectionState.UNDERWAY)
    followed = bodies(actor, "inspections.follow", "agency")
    return followed | visiting | ours(actor, ANSWER, "enterprise")


@rule("inspections.keep_findings", VillageFinding, "补充村（社区）发现资料")
def keep_findings(actor: Actor) -> Q:
    """Who reported it, and the body that handles it."""
    found = bodies(actor, "inspections.handle_finding", "agency")
    if actor.reach("inspections.report_finding"):
        found |= Q(reported_by=actor.pk)
    return found


@rule("inspections.report_listing", Listing, "报告督办进展和申请验收")
def report_listing(actor: Actor) -> Q:
    """The body that follows the hazard up on the spot, and the enterprise."""
    staff = bodies(actor, "inspections.propose_listing", "supervisor")
    return staff | ours(actor, ANSWER, "hazard__enterprise")
