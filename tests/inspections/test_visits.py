"""The scheme of a visit: its ground, its reach, the cap, the other body, and the head's approval."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.audit.models import Entry
from angen.inspections.actions import visits, visits_flow
from angen.inspections.models import Inspection
from angen.kernel.access import rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.plans.queries import frame
from angen.worklist.models import Deadline
from factories import AccountFactory, AppointmentFactory
from factories.enterprises import EnterpriseAccountFactory, EnterpriseFactory, SupervisionFactory
from factories.inspections import HazardFactory, InspectionFactory
from factories.people import CertificateFactory
from factories.plans import AnnualPlanFactory, PlanItemFactory
from inspections.conftest import TODAY

pytestmark = pytest.mark.django_db


def refused(text, call, *args, **kwargs):
    """The act is refused with these words, and no visit is written."""
    before = Inspection.objects.count()
    with pytest.raises(Refused) as error:
        call(*args, **kwargs)
    assert text in str(error.value)
    assert Inspection.objects.count() == before
    return error.value


def waiting(visit):
    return set(Deadline.objects.of(visit).waiting().values_list("kind", flat=True))


def test_sheets_and_content_follow_from_the_enterprise(world):
    visit = world.proposed()
    sectors = list(visit.sheets.values_list("sector", flat=True))
    assert sectors == ["confined_space", "trade", "machinery", "general", "fire", "electricity"]
    assert "机械" in visit.content
    assert visit.party == world.enterprise.name
    team = visit.officers.values_list("officer", "lead")
    assert dict(team) == {world.officers[0].pk: True, world.officers[1].pk: False}


def test_an_unplanned_visit_needs_a_reason(world):
    refused("写明理由", world.proposed, reason=" ")


def test_yesterday_cannot_be_planned(world):
    refused("已经过去", world.proposed, planned_on=TODAY - dt.timedelta(1))


def test_a_closed_enterprise_is_not_visited(world):
    refused(
        "不能安排", world.proposed, enterprise=EnterpriseFactory(area=world.town, business="closed")
    )


def test_outside_the_reach_it_is_refused(world):
    away = EnterpriseFactory(area=world.other)
    refused("辖区", world.proposed, enterprise=away)
    SupervisionFactory(enterprise=away, agency=world.office)
    assert world.proposed(enterprise=away).area == world.other


def test_the_wrong_township_may_nothing(world):
    with pytest.raises(NotAllowed):
        visits.propose_visit(world.scheme(), by=world.stranger)
    visit = world.proposed()
    assert not rows(world.stranger, "inspections.see").exists()
    for act in (visits_flow.submit_visit, visits_flow.approve_visit):
        with pytest.raises(NotAllowed):
            act(visit, by=world.stranger)
    visit.refresh_from_db()
    assert visit.state == "draft"


def test_over_the_cap_a_reason_is_needed_and_the_head_approves_it(world):
    InspectionFactory.create_batch(
        2, enterprise=world.enterprise, agency=world.office, planned_on=TODAY
    )
    error = refused("年度上限 2 次", world.proposed)
    assert "54号" in error.article
    visit = world.proposed(over_cap_reason="发生涉险事故")
    visits_flow.approve_visit(visits_flow.submit_visit(visit, by=world.officer), by=world.head)
    said = Entry.objects.filter(label="批准检查方案").latest("pk").content
    assert said["over_cap_reason"] == "发生涉险事故"


def test_rechecks_and_reports_do_not_count_against_the_cap(world):
    made = {"enterprise": world.enterprise, "agency": world.office, "planned_on": TODAY}
    first = InspectionFactory(**made, state="cancelled", cancelled_for="改期")
    InspectionFactory(**made, origin="report")
    InspectionFactory(**made, origin="recheck", follows=first)
    InspectionFactory(**made)
    assert world.proposed().pk
    assert world.proposed(origin="report", report="JB1", reason="").pk


def test_a_draw_leaves_out_whom_a_visit_would_be_refused(world):
    """Two visits arranged, none made: the draw and the refusal count alike."""
    other = EnterpriseFactory(area=world.town)
    made = {"enterprise": world.enterprise, "agency": world.office, "planned_on": TODAY}
    InspectionFactory.create_batch(2, **made)
    refused("年度上限 2 次", world.proposed)
    scope = frame.Scope(world.office, world.town, TODAY, TODAY + dt.timedelta(20))
    drawn = frame.prepare(scope, want=1, each=2)
    assert list(drawn.frame.objects) == [str(other.pk)]
    assert drawn.left == [(world.enterprise.pk, None, "cap")]


def test_a_head_does_not_approve_what_went_over_the_cap_meanwhile(world):
    visit = visits_flow.submit_visit(world.proposed(), by=world.officer)
    InspectionFactory.create_batch(
        2, enterprise=world.enterprise, agency=world.office, planned_on=TODAY
    )
    with pytest.raises(Refused, match="上限"):
        visits_flow.approve_visit(visit, by=world.head)
    visit.refresh_from_db()
    assert visit.state == "submitted"


def test_a_recheck_without_findings_is_refused(world):
    error = refused("不需要复查", world.proposed, origin="recheck")
    assert "处罚办法" in error.article
    made = InspectionFactory(
        enterprise=world.enterprise,
        agency=world.office,
        state="recorded",
        visited_on=TODAY,
        started_at=dt.datetime(2026, 3, 10, 1, tzinfo=dt.UTC),
        ended_at=dt.datetime(2026, 3, 10, 2, tzinfo=dt.UTC),
        card_shown=True,
    )
    refused("没有查出隐患", world.proposed, origin="recheck", follows=made)
    HazardFactory(enterprise=world.enterprise, inspection=made, source="inspection")
    assert world.proposed(origin="recheck", reason="").follows == made


def test_a_planned_visit_finds_its_item_once(world):
    plan = AnnualPlanFactory(
        agency=world.office, year=2026, state="approved", approved_on=TODAY, approval_document="1"
    )
    late = PlanItemFactory(plan=plan, enterprise=world.enterprise, month=9)
    near = PlanItemFactory(plan=plan, enterprise=world.enterprise, month=4)
    assert world.proposed(origin="plan", reason="").plan_item == near
    assert world.proposed(origin="plan", reason="").plan_item == late
    refused("年度计划里没有", world.proposed, origin="plan", over_cap_reason="重点企业")


def test_another_body_in_the_same_month_is_joined_not_repeated(world):
    there = visits.propose_visit(
        world.scheme(agency=world.bureau, reason="省里交办", officers=[]), by=world.county_head
    )
    report = {"origin": "report", "report": "JB1", "reason": ""}
    plan = AnnualPlanFactory(
        agency=world.office, year=2026, state="approved", approved_on=TODAY, approval_document="1"
    )
    PlanItemFactory(plan=plan, enterprise=world.enterprise, month=3)
    refused("并入联合检查", world.proposed, origin="plan", reason="")
    assert world.proposed(**report).pk
    joined = visits.join_visit(
        there, agency=world.office, officers=world.officers[:2], by=world.officer
    )
    assert (joined.manner, joined.partners) == ("joint", world.office.name)
    assert joined.officers.count() == 2
    with pytest.raises(Refused, match="已在检查组"):
        visits.join_visit(there, agency=world.office, officers=world.officers[:2], by=world.officer)


def test_submitting_waits_for_the_head_and_approval_for_the_visit(world):
    visit = visits_flow.submit_visit(world.proposed(), by=world.officer)
    assert waiting(visit) == {"inspections.approve_scheme"}
    visit = visits_flow.approve_visit(visit, by=world.head)
    assert waiting(visit) == {"inspections.make_visit"}
    due = Deadline.objects.of(visit).waiting().get()
    assert (due.due_on, due.officer) == (dt.date(2026, 3, 31), world.officers[0])


def test_nobody_approves_the_own_scheme(world):
    visit = visits.propose_visit(world.scheme(), by=world.head)
    visit = visits_flow.submit_visit(visit, by=world.head)
    with pytest.raises(Refused, match="不能批准自己"):
        visits_flow.approve_visit(visit, by=world.head)
    with pytest.raises(NotAllowed):
        visits_flow.approve_visit(visit, by=world.officer)
    visit.refresh_from_db()
    assert visit.state == "submitted" and visit.approved_by is None


def test_a_returned_scheme_is_changed_and_submitted_again(world):
    visit = visits_flow.submit_visit(world.proposed(), by=world.officer)
    visit = visits_flow.return_visit(visit, reason="换人", by=world.head)
    assert waiting(visit) == set()
    changes = visits.Changes(TODAY, world.officers[1:], ["general"])
    visit = visits.revise_visit(visit, changes=changes, by=world.officer)
    assert set(visit.officers.values_list("officer", flat=True)) == {
        one.pk for one in world.officers[1:]
    }
    visit = visits_flow.submit_visit(visit, by=world.officer)
    with pytest.raises(Refused, match="报审后不能修改"):
        visits.revise_visit(visit, changes=changes, by=world.officer)


def test_cancelling_ends_what_waits(world):
    visit = world.approved()
    with pytest.raises(Refused, match="原因"):
        visits_flow.cancel_visit(visit, reason="", by=world.officer)
    visit = visits_flow.cancel_visit(visit, reason="企业停产", by=world.officer)
    assert visit.state == "cancelled" and waiting(visit) == set()


def test_the_enterprise_sees_nothing_before_the_record(world):
    speaker = AccountFactory(role="enterprise_user", area=world.town)
    EnterpriseAccountFactory(account=speaker, enterprise=world.enterprise)
    world.approved(manner="unannounced")
    assert not rows(speaker, "inspections.see").exists()


def test_officers_of_another_body_count_in_a_joint_team(world):
    guest = AppointmentFactory(agency=world.bureau).officer
    CertificateFactory(officer=guest)
    visit = world.proposed(officers=[world.officers[0], guest], manner="joint")
    assert visits_flow.submit_visit(visit, by=world.officer).state == "submitted"
