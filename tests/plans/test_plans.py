"""An annual plan: built from days, refused where it cannot be kept, approved, filed, changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import transaction
from django.urls import reverse

from angen.audit.models import Entry
from angen.kernel.access import can
from angen.kernel.refusal import NotAllowed, Refused
from angen.plans.actions import plans, visits
from angen.plans.actions.budgets import set_days
from angen.plans.models import AnnualPlan, BudgetDays
from angen.plans.queries import plans as queries
from angen.plans.queries.progress import Month, months
from angen.plans.queries.rules import caps
from angen.plans.states import DayKind
from factories import AgencyFactory
from factories.enterprises import EnterpriseFactory, SupervisionFactory
from factories.plans import AnnualPlanFactory, PlanItemFactory

pytestmark = pytest.mark.django_db
YEAR = 2024
TODAY = dt.date.today


@pytest.fixture
def today():
    return TODAY()


@pytest.fixture
def key(world):
    """Three red enterprises the bureau supervises."""
    made = [EnterpriseFactory(area=world.town, risk="red") for _ in range(3)]
    for one in made:
        SupervisionFactory(enterprise=one, agency=world.bureau)
    return made


def draft(world):
    plan = plans.draft_plan(world.bureau, year=YEAR, by=world.first)
    if not BudgetDays.objects.filter(budget__plan=plan).exists():
        set_days(plan, days={"duty": D(0)}, by=world.first)
    return plan


def submitted(world):
    plan = draft(world)
    visits.list_key_visits(plan, by=world.first)
    return plans.submit_plan(plan, by=world.first)


def approved(world, today):
    return plans.approve_plan(
        submitted(world), approver="县政府", document="县政字〔2024〕1号", approved_on=today,
        by=world.second,
    )  # fmt: skip


def refused(call, *words):
    before = Entry.objects.count()
    with pytest.raises(Refused) as found, transaction.atomic():
        call()
    assert Entry.objects.count() == before
    assert all(word in str(found.value) for word in words), str(found.value)


def test_a_draft_counts_certified_officers_and_working_days(world):
    plan = draft(world)
    assert (plan.working_days, plan.provisional) == (251, False)
    assert queries.capacity_of(plan).total == 5 * 251
    refused(lambda: draft(world), "调整计划")


def test_past_years_are_offered(world):
    for year, days in ((2022, 10), (2023, 20)):
        old = AnnualPlanFactory(agency=world.bureau, year=year, state="approved",
                                approved_on=dt.date(year, 1, 2), approval_document="x")  # fmt: skip
        budget = old.budgets.create(officer=world.officers[0], working_days=250)
        BudgetDays.objects.create(budget=budget, kind="duty", days=days)
    found = queries.capacity_of(draft(world))
    assert (found.none, found.other) == (5 * 15, 0)


def test_days_nobody_filled_are_not_zero(world, key):
    plan = plans.draft_plan(world.bureau, year=YEAR, by=world.first)
    visits.list_key_visits(plan, by=world.first)
    refused(lambda: plans.submit_plan(plan, by=world.first), "5 人没有填写")
    refused(lambda: set_days(plan, days={"duty": D(252)}, by=world.first), "超过法定工作日")
    refused(lambda: set_days(plan, days={"rest": D(1)}, by=world.first), "按类填写")
    set_days(plan, days={"duty": D(20), "reports": D(0)}, by=world.first)
    one = world.officers[0]
    set_days(plan, days={"sick": D("30.5")}, officer=one, by=world.first)
    found = queries.capacity_of(plan)
    assert (found.none, found.other) == (D("110.5"), 0)
    assert plans.submit_plan(plan, by=world.first).state == "submitted"


def test_shipped_numbers_show_as_unverified_and_refuse_nobody(world, client):
    plan = draft(world)
    plan = plans.set_figures(plan, draw_count=5, key_cost=D(4), general_cost=D(2), by=world.first)
    assert queries.judgement(plan).keyed is False
    assert caps(world.county, dt.date(2026, 1, 1)) == {
        "red": 6,
        "orange": 4,
        "yellow": 2,
        "blue": 1,
    }
    client.force_login(world.first)
    shown = client.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert "60%" in shown and "待核" in shown and "低于要求" in shown
    assert plans.submit_plan(plan, by=world.first).state == "submitted"


def test_key_enterprises_are_each_listed_once(world, key):
    plan = draft(world)
    refused(lambda: plans.submit_plan(plan, by=world.first), "还没有检查", "第六十二条")
    plans.set_figures(plan, draw_count=5, key_cost=D(4), general_cost=D(2), by=world.first)
    refused(lambda: plans.submit_plan(plan, by=world.first), "3 家重点企业", "11号")
    assert visits.list_key_visits(plan, by=world.first) == 3
    assert {item.enterprise for item in plan.items.all()} == set(key)
    assert plans.submit_plan(plan, by=world.first).state == "submitted"


def test_a_plan_beyond_its_days_says_by_how_much(world, key):
    plan = draft(world)
    visits.list_key_visits(plan, by=world.first)
    plans.set_figures(plan, draw_count=700, key_cost=D(4), general_cost=D(2), by=world.first)
    refused(
        lambda: plans.submit_plan(plan, by=world.first),
        "还差 157.0 人日", "增加执法人员 1 名", "减少一般检查 79 家次", "150号",
    )  # fmt: skip


def test_a_visit_over_the_cap_is_refused(world, key, monkeypatch):
    monkeypatch.setattr(queries, "caps", lambda area, on: {"red": D(1)})
    plan = draft(world)
    visits.plan_visit(plan, enterprise=key[0], kind="key", month=3, by=world.first)
    again = {"enterprise": key[0], "kind": "key", "by": world.first}
    refused(lambda: visits.plan_visit(plan, month=4, **again), "上限 1 次", "54号")
    refused(lambda: visits.plan_visit(plan, month=3, **again), "这个月已在计划")
    assert plan.items.count() == 1


def test_a_stranger_s_enterprise_is_not_planned(world):
    plan, far = draft(world), EnterpriseFactory()
    refused(
        lambda: visits.plan_visit(plan, enterprise=far, kind="key", month=3, by=world.first), "辖区"
    )


def test_approval_filing_publication_each_by_the_right_hand(world, key, today):
    plan = submitted(world)
    given = {"approver": "县政府", "document": "1号", "approved_on": today}
    refused(lambda: plans.approve_plan(plan, **given, by=world.first), "另一人")
    refused(
        lambda: plans.approve_plan(plan, **{**given, "document": " "}, by=world.second), "批准文号"
    )
    plan = plans.approve_plan(plan, **given, by=world.second)
    refused(
        lambda: plans.publish_plan(plan, place="网站", published_on=today, by=world.first), "已备案"
    )
    own = {"agency": world.bureau, "filed_on": today}
    refused(lambda: plans.file_plan(plan, **own, by=world.city_office), "上一级")
    city = AgencyFactory(area=world.city, kind="emergency_bureau")
    plan = plans.file_plan(plan, agency=city, filed_on=today, by=world.city_office)
    plan = plans.publish_plan(plan, place="县政府网站", published_on=today, by=world.first)
    assert (plan.state, plan.filed_with, plan.published_at) == ("published", city, "县政府网站")


def test_nothing_is_changed_after_submission(world, key):
    plan = submitted(world)
    refused(
        lambda: visits.plan_visit(plan, enterprise=key[0], kind="key", month=12, by=world.first),
        "不能修改",
    )
    assert not can(world.first, "plans.keep_items", plan.items.first())
    assert not can(world.first, "plans.keep_budgets", plan.budgets.first())


def test_a_returned_plan_may_be_worked_on(world, key):
    plan = plans.return_plan(submitted(world), reason="漏列两家", by=world.second)
    assert plan.state == "draft"
    assert can(world.first, "plans.keep_items", plan.items.first())


def test_a_change_is_a_new_version_that_supersedes_on_approval(world, key, today):
    old = approved(world, today)
    refused(lambda: plans.change_plan(old, reason=" ", by=world.first), "调整理由")
    new = plans.change_plan(old, reason="人员减少", by=world.first)
    assert (new.version, new.items.count(), new.budgets.count()) == (2, 3, 5)
    refused(lambda: plans.change_plan(old, reason="再改", by=world.first), "先办完")
    old.refresh_from_db()
    assert old.state == "approved"  # until the new one is approved
    plans.submit_plan(new, by=world.first)
    plans.approve_plan(new, approver="县政府", document="2号", approved_on=today, by=world.second)
    old.refresh_from_db()
    assert old.state == "superseded"
    refused(lambda: plans.change_plan(old, reason="x", by=world.first), "现行计划")


def test_a_township_head_does_not_touch_the_county_s_plan(world):
    plan = draft(world)
    with pytest.raises(NotAllowed):
        plans.submit_plan(plan, by=world.head)
    with pytest.raises(NotAllowed), transaction.atomic():
        plans.draft_plan(world.bureau, year=YEAR + 1, by=world.head)
    assert AnnualPlan.objects.count() == 1


def test_visits_of_two_bodies_become_one(world, key):
    plan = draft(world)
    visits.list_key_visits(plan, by=world.first)
    item = plan.items.get(enterprise=key[0])
    theirs = PlanItemFactory(plan__agency=world.office, plan__year=YEAR, enterprise=key[0])
    other = PlanItemFactory(plan=theirs.plan, enterprise=key[1], month=5)
    assert set(queries.overlaps(plan)) == {theirs, other}
    before = queries.demand_of(plan).key
    refused(lambda: visits.merge_visit(item, into=other, by=world.first), "不是同一家")
    visits.merge_visit(item, into=theirs, by=world.first)
    assert queries.demand_of(plan).key == before - 1
    refused(lambda: visits.merge_visit(theirs, into=item, by=world.first), "已经与别的")


def test_a_visit_is_merged_on_its_page(world, key, client):
    plan = draft(world)
    visits.list_key_visits(plan, by=world.first)
    item = plan.items.get(enterprise=key[0])
    theirs = PlanItemFactory(plan__agency=world.office, plan__year=YEAR, enterprise=key[0])
    stray = PlanItemFactory(plan__year=YEAR)
    client.force_login(world.first)
    page = reverse("plans:merge", args=[item.pk, theirs.pk])
    assert page in client.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert client.get(reverse("plans:merge", args=[item.pk, stray.pk])).status_code == 404
    assert client.post(page).status_code == 302
    item.refresh_from_db()
    assert item.merged_into == theirs
    assert page not in client.get(reverse("plans:plan", args=[plan.pk])).content.decode()


def test_done_is_unknown_until_somebody_records_visits(world, key):
    plan = draft(world)
    visits.plan_visit(plan, enterprise=key[0], kind="key", month=3, by=world.first)
    assert months(plan)[2] == Month(3, 1, None)


def test_the_pages_of_a_plan_work(world, key, client, today):
    client.force_login(world.first)
    made = client.post(reverse("plans:plan_new"), {"agency": world.bureau.name, "year": YEAR})
    plan = AnnualPlan.objects.get()
    page = reverse("plans:plan", args=[plan.pk])
    assert made.status_code == 302 and made["Location"] == page
    shown = client.get(page).content.decode()
    assert "3 家重点企业" in shown and "未知" in shown
    for name in ("days", "key", "visit", "figures", "submit"):
        assert client.get(reverse("plans:plan_step", args=[plan.pk, name])).status_code == 200
    assert client.post(reverse("plans:plan_step", args=[plan.pk, "key"])).status_code == 302
    days = {kind: "1" for kind in DayKind.values}
    answer = client.post(reverse("plans:plan_step", args=[plan.pk, "days"]), days)
    assert answer.status_code == 302
    assert queries.capacity_of(plan).supervision == 5 * (251 - 17)
    answer = client.post(reverse("plans:plan_step", args=[plan.pk, "submit"]))
    assert answer.status_code == 302
    client.force_login(world.second)
    answer = client.post(
        reverse("plans:plan_step", args=[plan.pk, "approve"]),
        {"approver": "县政府", "document": "1号", "approved_on": today.isoformat()},
    )
    assert answer.status_code == 302
    change = reverse("plans:plan_step", args=[plan.pk, "change"])
    answer = client.post(change, {"reason": "人员减少"})
    assert answer["Location"] == reverse("plans:plan", args=[AnnualPlan.objects.get(version=2).pk])
    for name in ("annual-plans", "workday-budgets", "budget-days", "plan-items", "cross-rounds",
                 "cross-pairs", "catalogue", "conflicts", "replacements"):  # fmt: skip
        assert client.get(reverse("desk:ledger", args=[name])).status_code == 200, name
    client.force_login(world.head)
    assert client.get(page).status_code == 404


def test_a_round_is_arranged_on_its_page(world, client):
    client.force_login(world.first)
    given = {"agency": world.bureau.name, "starts_on": "2021-03-01", "ends_on": "2021-03-31"}
    answer = client.post(reverse("plans:round_new"), given)
    assert answer.status_code == 302, answer.content.decode()
    assert client.get(answer["Location"]).status_code == 200
