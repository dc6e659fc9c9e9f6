"""Rechecks close hazards, and nothing else does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from angen.inspections import kinds
from angen.inspections.actions.extensions import report_done
from angen.inspections.actions.orders import issue_decision
from angen.inspections.actions.rechecks import record_recheck
from angen.inspections.documents.building import Line
from angen.inspections.models import Hazard, Recheck, RecheckResult
from angen.inspections.queries import papers as queries
from angen.kernel.refusal import NotAllowed, Refused
from angen.papers.models import Paper
from angen.worklist.models import Deadline
from factories import AccountFactory
from inspections.ordering import DAY, World, build, failed, passed, today
from papers.reading import text


@pytest.fixture
def world(db: None) -> World:
    return build()


def waiting(order) -> dict[str, object]:
    return {one.kind: one.due_on for one in Deadline.objects.of(order).waiting()}


def test_a_visit_closes_what_is_gone_and_completes_the_order(world):
    order = world.ordered(hazards=2)
    visit = world.recheck_visit(order)
    found = list(order.hazards.all())
    made = record_recheck(results=[passed(one) for one in found], visit=visit, by=world.officer)
    order.refresh_from_db()
    assert (order.state, made.kind, made.order) == ("done", "visit", order)
    assert set(made.officers.all()) == set(world.officers[:2])
    for hazard in order.hazards.all():
        assert (hazard.state, hazard.closed_on) == ("closed", today())
        assert hazard.closed_by.recheck == made
        assert hazard.closed_by.due_on == hazard.due_on + 10 * DAY
    shown = text(bytes(made.paper.file.content))
    assert order.paper.number in shown and "2项问题均已整改完毕" in shown
    assert waiting(order) == {}
    assert not Deadline.objects.filter(late=True).exists()


def test_two_failed_rechecks_in_chain_then_a_good_one(world):
    order = world.ordered(days=20)
    (hazard,) = order.hazards.all()
    report_done(hazard, note="已更换", done_on=today(), by=world.company)
    first = world.recheck_visit(order)
    record_recheck(results=[failed(hazard, 5)], visit=first, by=world.officer)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.due_on, hazard.done_on) == ("rectifying", today() + 5 * DAY, None)
    assert hazard.first_due_on == today() + 20 * DAY
    assert waiting(order) == {
        kinds.RECTIFY.name: today() + 5 * DAY,
        kinds.OWN_ORDER.name: today() + 5 * DAY,
        kinds.RECHECK.name: today() + 15 * DAY,
    }
    second = world.recheck_visit(order, follows=first)
    record_recheck(results=[failed(hazard, 9)], visit=second, by=world.officer)
    third = world.recheck_visit(order, follows=second)
    record_recheck(results=[passed(hazard)], visit=third, by=world.officer)
    hazard.refresh_from_db()
    assert hazard.state == "closed"
    chain = RecheckResult.objects.filter(hazard=hazard).order_by("pk")
    assert [(one.passed, one.due_on, one.new_due_on) for one in chain] == [
        (False, today() + 10 * DAY, today() + 5 * DAY),
        (False, today() + 15 * DAY, today() + 9 * DAY),
        (True, today() + 19 * DAY, None),
    ]
    assert Paper.objects.filter(kind="recheck_opinion").count() == 3
    assert waiting(order) == {}


def test_a_recheck_without_hazards_is_refused(world):
    order = world.ordered()
    visit = world.recheck_visit(order)
    with pytest.raises(Refused, match="没有要复查的隐患"):
        record_recheck(results=[], visit=visit, by=world.officer)
    (hazard,) = order.hazards.all()
    record_recheck(results=[passed(hazard)], visit=visit, by=world.officer)
    again = world.recheck_visit(order)
    with pytest.raises(Refused, match="不需要复查"):
        record_recheck(results=[passed(hazard)], visit=again, by=world.officer)
    assert Recheck.objects.count() == 1


def test_before_the_order_is_served_nothing_is_rechecked(world):
    order = world.ordered(served=False)
    with pytest.raises(Refused, match="还没有登记送达"):
        record_recheck(
            results=[passed(order.hazards.get())],
            visit=world.recheck_visit(order),
            by=world.officer,
        )
    assert not Recheck.objects.exists()


def test_one_officer_is_refused(world):
    order = world.ordered()
    visit = world.recheck_visit(order, officers=world.officers[:1])
    with pytest.raises(Refused, match="不得少于 2 人"):
        record_recheck(results=[passed(order.hazards.get())], visit=visit, by=world.officer)
    with pytest.raises(Refused, match="不得少于 2 人"):
        record_recheck(
            results=[passed(order.hazards.get())], officers=world.officers[:1], by=world.head
        )
    assert not Recheck.objects.exists() and not RecheckResult.objects.exists()


def test_only_the_team_of_a_recorded_recheck_visit(world):
    order = world.ordered()
    hazard = order.hazards.get()
    visit = world.recheck_visit(order)
    with pytest.raises(Refused, match="只有参加这次复查的人员"):
        record_recheck(results=[passed(hazard)], visit=visit, by=world.head)
    outsider = AccountFactory(role="township_officer", area=world.town, officer=world.officers[2])
    with pytest.raises(Refused, match="只有参加这次复查的人员"):
        record_recheck(results=[passed(hazard)], visit=visit, by=outsider)
    with pytest.raises(Refused, match="安排“整改复查”检查"):
        record_recheck(results=[passed(hazard)], visit=order.inspection, by=world.officer)
    unrelated = world.recheck_visit(world.ordered())
    with pytest.raises(Refused, match="不是这次复查所针对的"):
        record_recheck(results=[passed(hazard)], visit=unrelated, by=world.officer)
    assert not Recheck.objects.exists()


def test_by_papers_only_what_is_general(world):
    order = world.ordered(grade="major", standard="令10号")
    with pytest.raises(Refused, match="必须到现场复查"):
        record_recheck(
            results=[passed(order.hazards.get())], officers=world.officers[:2], by=world.head
        )
    assert not Recheck.objects.exists()
    general = world.ordered()
    made = record_recheck(
        results=[passed(general.hazards.get())], officers=world.officers[:2], by=world.head
    )
    assert made.kind == "papers"
    assert "报送的整改材料和影像资料" in text(bytes(made.paper.file.content))


def test_a_double_click_fails_a_hazard_once(world):
    order = world.ordered()
    hazard = order.hazards.get()
    people = world.officers[:2]
    record_recheck(results=[failed(hazard, 5)], officers=people, by=world.head)
    with pytest.raises(Refused, match="已经出具，不能重复出具"):
        record_recheck(results=[failed(hazard, 5)], officers=people, by=world.head)
    assert RecheckResult.objects.count() == 1


def test_what_is_still_there_needs_a_new_end_within_the_pack(world):
    order = world.ordered()
    hazard = order.hazards.get()
    visit = world.recheck_visit(order)
    for result, sentence in ((failed(hazard, 31), "最长 30 天"), (failed(hazard, -1), "不能早于")):
        with pytest.raises(Refused, match=sentence):
            record_recheck(results=[result], visit=visit, by=world.officer)
    assert not Recheck.objects.exists()
    hazard.refresh_from_db()
    assert hazard.due_on == today() + 20 * DAY


def test_hazards_of_two_orders_are_rechecked_apart(world):
    one, two = world.ordered(), world.ordered()
    with pytest.raises(Refused, match="不属于同一份文书"):
        record_recheck(
            results=[passed(one.hazards.get()), passed(two.hazards.get())],
            officers=world.officers[:2],
            by=world.head,
        )


def test_others_may_not_recheck(world):
    order = world.ordered()
    for who in (world.other_head, world.company):
        with pytest.raises(NotAllowed):
            record_recheck(
                results=[passed(order.hazards.get())], officers=world.officers[:2], by=who
            )
    assert not Recheck.objects.exists()


def test_the_database_closes_nothing_without_a_recheck(world):
    hazard = world.ordered().hazards.get()
    with pytest.raises(IntegrityError, match="inspections_hazard_closed"), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(state="closed", closed_on=today())


def test_a_hazard_under_order_and_decision_is_looked_at_once(world):
    world.delegate()
    order = world.ordered()
    hazard = order.hazards.get()
    decision = issue_decision(
        order.inspection, lines=[Line(hazard)], measures=["remove"], scope="车间", by=world.head
    )
    assert waiting(decision) == {}
    assert queries.to_recheck(world.recheck_visit(order)) == [order]
    visit = world.recheck_visit(order)
    record_recheck(results=[passed(hazard)], visit=visit, by=world.officer)
    assert waiting(order) == {}
    assert waiting(decision) == {kinds.REVIEW_MEASURES.name: today() + 10 * DAY}
