"""What is done of a plan, month by month, and the reasons for what was not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed, Refused
from angen.plans.actions import plans
from angen.plans.actions.shortfalls import explain_shortfall, find_shortfalls
from angen.plans.jobs import look_for_shortfalls
from angen.plans.models import PlanShortfall
from angen.plans.queries import progress
from angen.rulebook.models import InstalledPack
from angen.worklist.models import Deadline
from factories import AgencyFactory
from factories.plans import AnnualPlanFactory, PlanItemFactory

pytestmark = pytest.mark.django_db
YEAR = 2024


def in_force(world, **more):
    return AnnualPlanFactory(
        **{
            "agency": world.bureau, "year": YEAR, "state": "approved",
            "approved_on": dt.date(YEAR, 1, 5), "approval_document": "1号", **more,
        }
    )  # fmt: skip


@pytest.fixture
def plan(world):
    return in_force(world)


def items(world, plan, *months):
    return [
        PlanItemFactory(plan=plan, enterprise=one, month=month)
        for one, month in zip(world.enterprises, months, strict=False)
    ]


def done(plan):
    return [(m.number, m.done) for m in progress.months(plan) if m.due]


def test_a_month_is_done_as_far_as_its_items_are_among_the_counted(world, plan, fulfilled):
    first, _, third = items(world, plan, 3, 3, 6)
    fulfilled |= {first.pk, third.pk}
    assert done(plan) == [(3, 1), (6, 1)]
    assert [m.missing for m in progress.months(plan) if m.due] == [1, 0]


def test_only_the_version_in_force_is_done_or_left_undone(world, plan, fulfilled):
    (item,) = items(world, plan, 3)
    fulfilled.add(item.pk)
    new = plans.change_plan(plan, reason="增加", by=world.first)
    assert (done(plan), done(new)) == ([(3, 1)], [(3, None)])


def test_quarters_add_up_and_stay_unknown(world, plan, fulfilled):
    items(world, plan, 1, 2, 5)
    first, second, *_ = progress.quarters(progress.months(plan))
    assert (first.due, first.done, first.missing, second.due) == (2, 0, 2, 1)


def test_unknown_quarters(world, plan):
    items(world, plan, 1)
    quarter = progress.quarters(progress.months(plan))[0]
    assert (quarter.due, quarter.done, quarter.missing) == (1, None, None)


def test_a_month_that_ended_undone_asks_for_a_reason_once(world, plan, fulfilled):
    items(world, plan, 3, 3, 5)
    assert find_shortfalls(plan, on=dt.date(YEAR, 4, 1)) == 1
    assert find_shortfalls(plan, on=dt.date(YEAR, 4, 2)) == 0
    made = plan.shortfalls.get()
    assert (made.month, made.missing, made.reason) == (3, 2, "")
    waiting = Deadline.objects.of(made).get()
    assert (waiting.due_on, waiting.state) == (dt.date(YEAR, 4, 10), "open")
    assert find_shortfalls(plan, on=dt.date(YEAR, 6, 1)) == 1
    explain_shortfall(plan, month=3, reason="人员抽调防汛", by=world.first)
    waiting.refresh_from_db()
    assert waiting.state == "met"
    assert progress.months(plan)[2].reason == "人员抽调防汛"


def test_nothing_is_asked_where_nobody_records_visits(world, plan):
    items(world, plan, 3)
    assert find_shortfalls(plan, on=dt.date(YEAR, 6, 1)) == 0
    assert not PlanShortfall.objects.exists()


def test_the_daily_duty_looks_at_plans_in_force(world, fulfilled):
    today = timezone.localdate()
    old = in_force(world, year=today.year - 1)
    items(world, old, 2)
    draft = AnnualPlanFactory(agency=AgencyFactory(), year=today.year - 1)
    PlanItemFactory(plan=draft, month=2)
    look_for_shortfalls(0)
    assert [one.plan for one in PlanShortfall.objects.all()] == [old]


@pytest.mark.parametrize(
    ("month", "reason", "says"), [(3, " ", "写明"), (4, "忙", "已经完成"), (13, "忙", "没有结束")]
)
def test_a_reason_that_nothing_asks_for_is_refused(world, plan, fulfilled, month, reason, says):
    items(world, plan, 3)
    before = Entry.objects.count()
    with pytest.raises(Refused, match=says), transaction.atomic():
        explain_shortfall(plan, month=month, reason=reason, by=world.first)
    assert Entry.objects.count() == before and not PlanShortfall.objects.exists()


def test_a_month_that_is_unknown_cannot_be_explained(world, plan):
    items(world, plan, 3)
    with pytest.raises(Refused, match="未知"):
        explain_shortfall(plan, month=3, reason="忙", by=world.first)
    with pytest.raises(NotAllowed):
        explain_shortfall(plan, month=3, reason="忙", by=world.head)


def test_a_month_still_running_is_not_explained(world, fulfilled):
    today = timezone.localdate()
    plan = in_force(world, year=today.year)
    items(world, plan, today.month)
    with pytest.raises(Refused, match="还没有结束"):
        explain_shortfall(plan, month=today.month, reason="忙", by=world.first)


def test_the_page_shows_months_quarters_and_asks(world, plan, fulfilled, client):
    items(world, plan, 3)
    client.force_login(world.first)
    page = reverse("plans:plan", args=[plan.pk])
    ask = reverse("plans:shortfall", args=[plan.pk, 3])
    shown = client.get(page).content.decode()
    assert "第 1 季度" in shown and "a-chart" in shown and ask in shown and "尚未说明" in shown
    assert "年度检查频次上限" in shown or "规则库未设定" in shown
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"reason": "停电检修"}).status_code == 302
    assert "停电检修" in client.get(page).content.decode()
    client.force_login(world.second)
    assert client.get(reverse("plans:shortfall", args=[plan.pk, 13])).status_code == 404
    assert client.get(reverse("desk:ledger", args=["plan-shortfalls"])).status_code == 200


def test_approval_filing_and_publication_are_waited_for(world):
    plan = plans.draft_plan(world.bureau, year=YEAR, by=world.first)
    waiting = Deadline.objects.of(plan).get()
    assert (waiting.kind, waiting.due_on) == ("plans.approve_plan", dt.date(YEAR, 1, 31))
    type(plan).objects.filter(pk=plan.pk).update(state="submitted")
    day = dt.date(YEAR, 1, 8)
    plan = plans.approve_plan(
        plan, approver="县政府", document="1号", approved_on=day, by=world.second
    )
    due = dict(Deadline.objects.of(plan).waiting().values_list("kind", "due_on"))
    assert due == dict.fromkeys(["plans.file_plan", "plans.publish_plan"], dt.date(YEAR, 2, 4))
    articles = set(Deadline.objects.of(plan).values_list("article", flat=True))
    assert "国办发〔2018〕118号" in articles
    city = AgencyFactory(area=world.city)
    plans.file_plan(plan, agency=city, filed_on=day, by=world.city_office)
    plans.publish_plan(plan, place="网站", published_on=day, by=world.first)
    assert not Deadline.objects.of(plan).waiting().exists()


def test_a_superseded_plan_waits_for_nothing(world):
    old = plans.draft_plan(world.bureau, year=YEAR, by=world.first)
    day = dt.date(YEAR, 1, 8)
    given = {"approver": "县政府", "document": "1号", "approved_on": day, "by": world.second}
    type(old).objects.filter(pk=old.pk).update(state="submitted")
    old = plans.approve_plan(old, **given)
    new = plans.change_plan(old, reason="增加", by=world.first)
    type(new).objects.filter(pk=new.pk).update(state="submitted")
    plans.approve_plan(new, **given)
    assert not Deadline.objects.of(old).waiting().exists()
    assert Deadline.objects.of(new).waiting().count() == 2


def test_no_plan_is_begun_without_the_numbers_it_stands_on(world):
    InstalledPack.objects.update(active=False)
    with pytest.raises(Refused, match="每次重点检查人日"):
        plans.draft_plan(world.bureau, year=YEAR, by=world.first)
