"""Orders to rectify and decisions on site: authority, terms, papers, what the worklist waits for."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from angen.inspections import kinds
from angen.inspections.actions.orders import (
    issue_decision,
    issue_order,
    issue_visit_paper,
    lift_measures,
    void_order,
)
from angen.inspections.actions.rechecks import record_recheck
from angen.inspections.documents.building import Line
from angen.inspections.models import Hazard, Order
from angen.inspections.queries import papers as queries
from angen.kernel.refusal import NotAllowed, Refused
from angen.papers.actions import AlreadyIssued
from angen.papers.models import NumberSeries, Paper
from angen.papers.queries import gaps
from angen.worklist.models import Deadline
from inspections.ordering import DAY, World, build, passed, today
from papers.reading import text


@pytest.fixture
def world(db: None) -> World:
    return build()


def line(hazard: Hazard, days: int = 20, **more: str) -> Line:
    return Line(hazard, today() + days * DAY, **more)


def nothing_written() -> bool:
    return not (Order.objects.exists() or Paper.objects.exists() or Deadline.objects.exists())


def test_a_delegated_township_orders_in_the_name_of_the_bureau(world):
    world.delegate()
    visit = world.visit()
    hazard = world.hazard(visit, standard="消防法", clause="第十六条")
    order = issue_order(
        visit, lines=[line(hazard, unit="设备部", person="王伟", goal="更换灭火器")], by=world.head
    )
    assert order.paper.number == f"（鄂咸安）应急责改〔{today().year}〕1号"
    assert (order.paper.agency, order.paper.issued_for) == (world.bureau, world.office)
    shown = text(bytes(order.paper.file.content))
    assert "咸安区应急管理局" in shown and "责令限期整改指令书" in shown
    assert "灭火器压力不足。依据：消防法第十六条" in shown
    assert "60日内向咸安区人民政府申请行政复议" in shown and "6个月内" in shown
    for officer in world.officers[:2]:
        assert officer.name in shown and officer.certificates.get().number in shown
    hazard.refresh_from_db()
    assert (hazard.state, hazard.order, hazard.person) == ("rectifying", order, "王伟")
    assert hazard.due_on == hazard.first_due_on == order.due_on == today() + 20 * DAY
    assert hazard.recheck_due_on == today() + 30 * DAY


def test_without_authority_the_supervision_form_orders_nothing(world):
    visit = world.visit()
    order = issue_order(visit, lines=[line(world.hazard(visit))], by=world.head)
    assert order.paper.label == "限期整改意见书"
    assert order.paper.number == f"（鄂咸安双）应急整改〔督〕〔{today().year}〕1号"
    shown = text(bytes(order.paper.file.content))
    assert "责令" not in shown and "行政复议" not in shown


def test_measures_without_authority_are_refused(world):
    visit = world.visit()
    hazard = world.hazard(visit)
    with pytest.raises(Refused, match=r"没有有效且已公布的执法权限.*行政处罚法 第二十条"):
        issue_decision(
            visit, lines=[line(hazard)], measures=["remove"], scope="砂光车间", by=world.head
        )
    assert nothing_written()


@pytest.mark.parametrize("form", ["delegated", "empowered"])
def test_stopping_business_goes_beyond_a_grant(world, form):
    world.delegate(form=form)
    visit = world.visit()
    hazard = world.hazard(visit)
    with pytest.raises(Refused, match=r"暂时停产停业.*行政强制法第十七条"):
        issue_decision(
            visit,
            lines=[line(hazard)],
            measures=["remove", "stop_business"],
            scope="砂光车间",
            by=world.head,
        )
    assert nothing_written()
    hazard.refresh_from_db()
    assert hazard.state == "found"


def test_a_delegate_may_order_people_out(world):
    world.delegate()
    visit = world.visit()
    hazard = world.hazard(visit, grade="major", standard="令10号", clause="第十一条")
    made = issue_decision(
        visit,
        lines=[line(hazard)],
        measures=["remove", "evacuate"],
        scope="砂光车间",
        by=world.head,
    )
    assert made.paper.label == "现场处理措施决定书"
    assert "撤出作业人员" in text(bytes(made.paper.file.content))


def test_the_bureau_itself_may_stop_business(world):
    visit = world.visit(agency=world.bureau)
    hazard = world.hazard(visit)
    made = issue_decision(
        visit, lines=[line(hazard)], measures=["stop_business"], scope="全厂", by=world.brigade
    )
    assert (made.paper.agency, made.paper.grant) == (world.bureau, None)


def test_one_officer_is_refused(world):
    visit = world.visit(officers=world.officers[:1])
    hazard = world.hazard(visit)
    with pytest.raises(Refused, match=r"只有 1 人，不得少于 2 人.*行政处罚法 第四十二条"):
        issue_order(visit, lines=[line(hazard)], by=world.head)
    assert nothing_written()


def test_a_term_beyond_the_pack_is_refused_and_a_major_one_needs_a_reason(world):
    visit = world.visit()
    general = world.hazard(visit)
    with pytest.raises(Refused, match=r"整改期限最长 30 天.*待核"):
        issue_order(visit, lines=[line(general, 31)], reason="采购慢", by=world.head)
    major = world.hazard(visit, grade="major", standard="令10号")
    with pytest.raises(Refused, match="请写明理由"):
        issue_order(visit, lines=[line(major, 60)], by=world.head)
    assert nothing_written()
    made = issue_order(visit, lines=[line(major, 60)], reason="须重新设计安装", by=world.head)
    assert made.reason == "须重新设计安装"


def test_the_past_and_measures_of_seven_months_are_refused(world):
    visit = world.visit(agency=world.bureau)
    hazard = world.hazard(visit)
    with pytest.raises(Refused, match="不能早于下达日期"):
        issue_order(visit, lines=[line(hazard, -1)], by=world.brigade)
    with pytest.raises(Refused, match="最长 6 个月"):
        issue_decision(
            visit, lines=[line(hazard, 215)], measures=["remove"], scope="全厂", by=world.brigade
        )
    assert nothing_written()


def test_twice_is_refused(world):
    visit = world.visit()
    hazard = world.hazard(visit)
    issue_order(visit, lines=[line(hazard)], by=world.head)
    with pytest.raises(Refused, match="已经下达过整改指令"):
        issue_order(visit, lines=[line(hazard)], by=world.head)
    assert (Order.objects.count(), Paper.objects.count()) == (1, 1)


def test_before_the_visit_began_nothing_is_ordered(world):
    visit = world.visit(state="approved", visited_on=None)
    hazard = world.hazard(world.visit())
    with pytest.raises(Refused, match="检查开始后"):
        issue_order(visit, lines=[line(hazard)], by=world.head)
    assert nothing_written()


def test_other_townships_and_the_enterprise_may_not_order(world):
    visit = world.visit()
    hazard = world.hazard(visit)
    for who in (world.other_head, world.company):
        with pytest.raises(NotAllowed):
            issue_order(visit, lines=[line(hazard)], by=who)
    assert nothing_written()


def test_the_worklist_waits_for_the_end_and_for_the_recheck_once(world):
    order = world.ordered(hazards=3, days=20)
    waiting = {one.kind: one for one in Deadline.objects.of(order).waiting()}
    assert set(waiting) == {kinds.RECTIFY.name, kinds.OWN_ORDER.name, kinds.RECHECK.name}
    assert waiting[kinds.RECTIFY.name].due_on == today() + 20 * DAY
    assert waiting[kinds.RECHECK.name].due_on == today() + 30 * DAY
    assert waiting[kinds.RECHECK.name].officer == world.officers[0]
    assert "待核" in waiting[kinds.RECHECK.name].article


def test_void_returns_the_hazards_and_keeps_the_number(world):
    order = world.ordered(hazards=2, served=False)
    first = order.hazards.first()
    void_order(order, reason="当事人名称有误", by=world.head)
    first.refresh_from_db()
    assert (first.state, first.order, first.due_on) == ("found", None, None)
    assert not Deadline.objects.waiting().exists()
    again = issue_order(first.inspection, lines=[line(first)], by=world.head)
    assert again.paper.serial == 2
    assert Paper.objects.get(serial=1).state == "voided"


def test_a_served_order_is_not_voided(world):
    order = world.ordered()
    with pytest.raises(Refused, match="已经送达，不能作废"):
        void_order(order, reason="写错了", by=world.head)
    order.refresh_from_db()
    assert (order.state, order.hazards.get().state) == ("issued", "rectifying")


def test_measures_end_only_after_a_review_with_a_paper(world):
    world.delegate()
    visit = world.visit()
    hazard = world.hazard(visit)
    made = issue_decision(
        visit, lines=[line(hazard)], measures=["evacuate"], scope="砂光车间", by=world.head
    )
    people = world.officers[:2]
    with pytest.raises(Refused, match=r"没有复查销号，不能同意恢复.*第六十五条"):
        lift_measures(made, officers=people, opinion="可以恢复", by=world.head)
    world.serve(made)
    record_recheck(results=[passed(hazard)], officers=people, by=world.head)
    waits = Deadline.objects.of(made).waiting().get()
    assert waits.kind == kinds.REVIEW_MEASURES.name
    with pytest.raises(Refused, match="只有 1 人"):
        lift_measures(made, officers=people[:1], opinion="可以恢复", by=world.head)
    paper = lift_measures(made, officers=people, opinion="隐患已排除。", by=world.head)
    made.refresh_from_db()
    assert (made.state, made.lifted_on) == ("lifted", today())
    shown = text(bytes(paper.file.content))
    assert "解除对砂光车间采取的撤出作业人员措施" in shown and made.paper.number in shown
    assert not Deadline.objects.waiting().exists()


def test_scheme_and_record_are_issued_in_their_time_and_once(world):
    visit = world.visit(
        approved_by=world.head,
        approved_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        content="检查消防设施",
    )
    scheme = issue_visit_paper(visit, kind="scheme", by=world.officer)
    assert "检查消防设施" in text(bytes(scheme.file.content))
    with pytest.raises(AlreadyIssued):
        issue_visit_paper(visit, kind="scheme", by=world.officer)
    with pytest.raises(Refused, match="签字确认后才能出具"):
        issue_visit_paper(visit, kind="record", by=world.officer)
    assert [one.kind for one in queries.issued(visit, world.officer)] == ["inspection_scheme"]


def test_the_panel_offers_what_may_follow(world):
    visit = world.visit()
    hazard = world.hazard(visit)
    labels = [one.label for one in queries.panel(visit, world.officer)["steps"]]
    assert labels == ["出具检查方案", "责令限期整改", "现场处理措施"]
    issue_order(visit, lines=[line(hazard)], by=world.head)
    found = queries.panel(visit, world.officer)
    assert "责令限期整改" not in [one.label for one in found["steps"]]
    assert [one["served"] for one in found["papers"]] == [False]
    assert queries.panel(visit, world.company)["papers"] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_order_twice_at_once_is_issued_once_without_a_gap(transactional_db):
    world = build()
    visit = world.visit()
    hazard = world.hazard(visit)
    start = threading.Barrier(4)

    def act(n: int) -> object:
        start.wait()
        try:
            return issue_order(visit, lines=[line(hazard)], by=world.head)
        except Refused as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(act, range(4)))
    assert sum(isinstance(one, Order) for one in found) == 1, found
    assert sum(isinstance(one, Refused) for one in found) == 3
    series = NumberSeries.objects.get()
    assert (series.next, gaps(series), Order.objects.count()) == (2, [], 1)
