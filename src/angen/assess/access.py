"""Who sees where units stand, who waives, who finds; who rates, appeals, decides and follows up.

A cycle belongs to the area it rates and is run by whoever rates there. Before it is published nobody
else sees its results; afterwards each sees those of the own reach. A unit appeals for itself alone:
the level above it does not. That the hand that confirms is another one is checked by the action.
"""

from __future__ import annotations

from django.db.models import Q

from angen.assess.models import (
    Appeal,
    Circular,
    CircularRecipient,
    Consequence,
    Correction,
    Cycle,
    Hint,
    Result,
    Scoring,
    SelfReport,
    Snapshot,
    Tour,
    TourFinding,
)
from angen.assess.states import PUBLIC, TOLD, AppealState
from angen.kernel.access import NOBODY, Actor, Rule, rule, within
from angen.orgs.models import Agency, Area, Officer


def _areas(actor: Actor, permission: str) -> Q:
    """Areas within reach; an actor of one body reaches the area of that body."""
    bodies = [reach.key for reach in actor.reach(permission) if reach.kind == "body"]
    found = within(actor, permission, area="path")
    if bodies:
        found |= Q(pk__in=Agency.objects.filter(pk__in=bodies).values("area"))
    return found


@rule("assess.see_standing", Area, "查看达标情况")
def see_standing(actor: Actor) -> Q:
    """The area of the assignment and all below it."""
    return _areas(actor, "assess.see_standing")


@rule("assess.waive_standard", Area, "豁免标准")
def waive_standard(actor: Actor) -> Q:
    """Waivers are given from above."""
    return _areas(actor, "assess.waive_standard")


@rule("assess.open_finding", Area, "登记申报不实问题")
def open_finding(actor: Actor) -> Q:
    """The office that verifies opens and settles findings."""
    return _areas(actor, "assess.open_finding")


SEE, RUN, APPEAL = "assess.see_results", "assess.run_cycle", "assess.appeal"
SCORE = "assess.score_item"


def _under(actor: Actor, permission: str, lookup: str) -> Q:
    """Records whose area, found by ``lookup``, lies within reach of the permission."""
    bodies = [reach.key for reach in actor.reach(permission) if reach.kind == "body"]
    found = within(actor, permission, area=f"{lookup}__path")
    if bodies:
        found |= Q(**{f"{lookup}__in": Agency.objects.filter(pk__in=bodies).values("area")})
    return found


def _own_unit(actor: Actor, permission: str) -> Q:
    """Records of the very unit of a role, not of those below it."""
    paths = [reach.key for reach in actor.reach(permission) if reach.kind == "area"]
    bodies = [reach.key for reach in actor.reach(permission) if reach.kind == "body"]
    if not paths and not bodies:
        return NOBODY
    units = Agency.objects.filter(pk__in=bodies).values("area")
    return Q(unit__path__in=paths) | Q(unit__in=units)


@rule("assess.open_cycle", Area, "组织考核评价")
def open_cycle(actor: Actor) -> Q:
    """Ratings are run for the area of the assignment and below."""
    return _areas(actor, RUN)


@rule(SCORE, Area, "人工评分")
def score_item(actor: Actor) -> Q:
    """Whoever rates or visits gives points to the units of the reach."""
    return _areas(actor, SCORE)


def _run(permission: str) -> Rule:
    def found(actor: Actor) -> Q:
        return _under(actor, permission, "area")

    return found


rule(RUN, Cycle, "评定考核结果")(_run(RUN))
rule("assess.confirm_cycle", Cycle, "确认考核结果")(_run("assess.confirm_cycle"))
rule("assess.publish_cycle", Cycle, "公布考核结果")(_run("assess.publish_cycle"))


@rule("assess.see_cycles", Cycle, "查看考核评价")
def see_cycles(actor: Actor) -> Q:
    """Those one runs, and published ones in which units of the own reach were rated."""
    rated = Result.objects.filter(_under(actor, SEE, "unit"), current=True)
    return _under(actor, RUN, "area") | Q(state__in=PUBLIC, pk__in=rated.values("cycle"))


@rule(SEE, Result, "查看评定结果")
def see_results(actor: Actor) -> Q:
    """Published results of the reach, and all of the cycles one runs."""
    return _under(actor, RUN, "cycle__area") | (
        _under(actor, SEE, "unit") & Q(cycle__state__in=PUBLIC, current=True)
    )


@rule("assess.see_snapshots", Snapshot, "查看事实快照")
def see_snapshots(actor: Actor) -> Q:
    """A snapshot holds the facts of all units: whoever runs the cycle."""
    return _under(actor, RUN, "cycle__area")


@rule("assess.see_corrections", Correction, "查看结果更正")
def see_corrections(actor: Actor) -> Q:
    """Like the results they put right."""
    return _under(actor, RUN, "cycle__area") | (
        _under(actor, SEE, "unit") & Q(cycle__state__in=PUBLIC)
    )


@rule("assess.see_scorings", Scoring, "查看人工评分")
def see_scorings(actor: Actor) -> Q:
    """Those who run or score, and the unit itself once the result is published."""
    return (
        _under(actor, RUN, "cycle__area")
        | _under(actor, SCORE, "unit")
        | (_under(actor, SEE, "unit") & Q(cycle__state__in=PUBLIC))
    )


@rule("assess.keep_scorings", Scoring, "上传评分依据")
def keep_scorings(actor: Actor) -> Q:
    """Evidence hangs on a score while its cycle is being rated."""
    return _under(actor, SCORE, "unit") & Q(cycle__state="draft")


@rule("assess.report_points", Area, "自评")
def report_points(actor: Actor) -> Q:
    """A unit reports for itself alone: the level above it does not."""
    paths = [r.key for r in actor.reach("assess.report_points") if r.kind == "area"]
    bodies = [r.key for r in actor.reach("assess.report_points") if r.kind == "body"]
    own = Q(pk__in=Agency.objects.filter(pk__in=bodies).values("area"))
    return Q(path__in=paths) | own


@rule("assess.see_self_reports", SelfReport, "查看自评")
def see_self_reports(actor: Actor) -> Q:
    """The unit, whoever assesses it, and whoever runs the cycle."""
    return (
        _own_unit(actor, "assess.report_points")
        | _under(actor, SCORE, "unit")
        | _under(actor, RUN, "cycle__area")
    )


@rule("assess.keep_self_reports", SelfReport, "上传自评依据")
def keep_self_reports(actor: Actor) -> Q:
    """Evidence is the unit's, and hangs on a report until it is reviewed."""
    return _own_unit(actor, "assess.report_points") & Q(state="reported", cycle__state="draft")


@rule("assess.review_report", SelfReport, "审核自评")
def review_report(actor: Actor) -> Q:
    """Whoever gives points to the unit, from outside of it."""
    return _under(actor, SCORE, "unit") & ~_own_unit(actor, "assess.report_points")


@rule("assess.settle_score", Scoring, "裁定评分")
def settle_score(actor: Actor) -> Q:
    """Whoever answers for the cycle."""
    return _under(actor, "assess.settle_score", "cycle__area")


@rule(APPEAL, Result, "提出申诉")
def appeal(actor: Actor) -> Q:
    """The unit's own published result."""
    return _own_unit(actor, APPEAL) & Q(current=True, cycle__state__in=PUBLIC)


@rule("assess.see_appeals", Appeal, "查看申诉")
def see_appeals(actor: Actor) -> Q:
    """Of the reach, and of the cycles one runs."""
    return _under(actor, RUN, "cycle__area") | _under(actor, SEE, "unit")


@rule("assess.keep_appeals", Appeal, "补充或撤回申诉")
def keep_appeals(actor: Actor) -> Q:
    """The own appeal, while it is open."""
    return _own_unit(actor, APPEAL) & Q(state=AppealState.ASKED)


@rule("assess.decide_appeal", Appeal, "复核申诉")
def decide_appeal(actor: Actor) -> Q:
    """Whoever answers for the cycle."""
    return _under(actor, "assess.decide_appeal", "cycle__area")


@rule("assess.see_consequences", Consequence, "查看结果运用")
def see_consequences(actor: Actor) -> Q:
    """Of the reach, and of the cycles one runs."""
    return _under(actor, RUN, "cycle__area") | _under(actor, SEE, "unit")


@rule("assess.handle_consequence", Consequence, "办理结果运用")
def handle_consequence(actor: Actor) -> Q:
    """Whoever answers for the cycle."""
    return _under(actor, "assess.handle_consequence", "cycle__area")


@rule("assess.report_consequence", Consequence, "报告整改")
def report_consequence(actor: Actor) -> Q:
    """The unit itself."""
    return _own_unit(actor, "assess.report_consequence")


rule("assess.draft_circular", Cycle, "起草考核通报")(_run("assess.draft_circular"))


@rule("assess.see_circulars", Circular, "查看考核通报")
def see_circulars(actor: Actor) -> Q:
    """Those one runs; issued ones sent to bodies of the reach."""
    sent = CircularRecipient.objects.filter(_under(actor, SEE, "agency__area"))
    return _under(actor, RUN, "cycle__area") | Q(state="issued", pk__in=sent.values("circular"))


@rule("assess.write_circular", Circular, "修改考核通报")
def write_circular(actor: Actor) -> Q:
    """Whoever drafts for the cycle."""
    return _under(actor, "assess.draft_circular", "cycle__area")


@rule("assess.approve_circular", Circular, "签发考核通报")
def approve_circular(actor: Actor) -> Q:
    """Whoever answers for the cycle; that it is another hand is checked by the action."""
    return _under(actor, "assess.approve_circular", "cycle__area")


@rule("assess.see_recipients", CircularRecipient, "查看通报收文")
def see_recipients(actor: Actor) -> Q:
    """All of the circulars one runs, and those of the own reach."""
    return _under(actor, RUN, "circular__cycle__area") | (
        _under(actor, SEE, "agency__area") & Q(circular__state="issued")
    )


@rule("assess.read_circular", CircularRecipient, "签收考核通报")
def read_circular(actor: Actor) -> Q:
    """For the very body of the reach, once it is issued."""
    paths = [reach.key for reach in actor.reach(SEE) if reach.kind == "area"]
    bodies = [reach.key for reach in actor.reach(SEE) if reach.kind == "body"]
    own = Q(agency__area__path__in=paths) | Q(agency__in=bodies)
    return own & Q(circular__state="issued")


@rule("assess.see_hints", Hint, "查看核查提示")
def see_hints(actor: Actor) -> Q:
    """Of the units below; the unit itself is asked by those who check."""
    return within(actor, "assess.see_hints", area="area__parent__path")


@rule("assess.check_hint", Hint, "核查提示")
def check_hint(actor: Actor) -> Q:
    """The level above: nobody checks the own unit."""
    return within(actor, "assess.check_hint", area="area__parent__path")


@rule("assess.plan_tour", Area, "安排督查巡查")
def plan_tour(actor: Actor) -> Q:
    """The own area, for its departments, and all below; the action says which of them."""
    return _areas(actor, "assess.plan_tour")


def _from_above(actor: Actor, permission: str, lookup: str) -> Q:
    """Tours made by a body of the reach."""
    return within(actor, permission, area=f"{lookup}__area__path", body=lookup)


@rule("assess.see_tours", Tour, "查看督查巡查")
def see_tours(actor: Actor) -> Q:
    """Those made from the reach, and those in the reach once they were told."""
    see = "assess.see_tours"
    return _from_above(actor, see, "agency") | (_under(actor, see, "area") & Q(state__in=TOLD))


@rule("assess.run_tour", Tour, "办理督查巡查")
def run_tour(actor: Actor) -> Q:
    """The level that visits."""
    return _from_above(actor, "assess.run_tour", "agency")


@rule("assess.see_tour_findings", TourFinding, "查看督查巡查问题")
def see_tour_findings(actor: Actor) -> Q:
    """Like the tours they belong to."""
    return Q(tour__in=Tour.objects.filter(see_tours(actor)).values("pk"))


@rule("assess.answer_tour", TourFinding, "报告督查巡查整改")
def answer_tour(actor: Actor) -> Q:
    """The very unit that answers, once it was told."""
    paths = [reach.key for reach in actor.reach("assess.answer_tour") if reach.kind == "area"]
    bodies = [reach.key for reach in actor.reach("assess.answer_tour") if reach.kind == "body"]
    own = Q(agency__area__path__in=paths) | Q(agency__in=bodies)
    return own & Q(tour__state__in=TOLD)


@rule("assess.accept_tour", TourFinding, "验收督查巡查整改")
def accept_tour(actor: Actor) -> Q:
    """The level that visited."""
    return _from_above(actor, "assess.accept_tour", "tour__agency")


@rule("assess.see_personal_record", Officer, "查看履职档案")
def see_personal_record(actor: Actor) -> Q:
    """The person, whoever leads the office, and the level above."""
    see = "assess.see_personal_record"
    return within(actor, see, area="agency__area__path", body="agency", own="account")
