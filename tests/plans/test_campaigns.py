"""A special inspection: planned, approved, filed, carried out, reported on; every shortcut refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.models import Entry
from angen.kernel.access import can, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.plans.actions import campaigns, listing
from angen.plans.models import Campaign, CampaignItem
from angen.plans.queries import campaigns as queries
from angen.plans.queries import caps, progress
from angen.plans.queries import plans as plan_queries
from angen.plans.registry import Visit
from angen.worklist.models import Deadline
from factories import AgencyFactory
from factories.enterprises import EnterpriseFactory
from factories.plans import AnnualPlanFactory, CampaignFactory, CampaignItemFactory, PlanItemFactory
from plans.test_draws import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def refused(call, *words):
    before = Entry.objects.count()
    with pytest.raises(Refused) as found, transaction.atomic():
        call()
    assert Entry.objects.count() == before
    assert all(word in str(found.value) for word in words), str(found.value)


def draft(world, today, **more):
    given = {
        "title": "有限空间专项整治", "kind": "rectification", "basis": "市安委会〔2026〕3号",
        "content": "有限空间作业", "area": world.county, "starts_on": today,
        "ends_on": today + dt.timedelta(20), "target": 12, "by": world.first,
    }  # fmt: skip
    return campaigns.draft_campaign(world.bureau, **{**given, **more})


def approved(world, today, **more):
    return campaigns.approve_campaign(
        draft(world, today, **more), approved_by="government", approver="县政府",
        document="1号", approved_on=today, by=world.second,
    )  # fmt: skip


def filed(world, today, **more):
    made = approved(world, today, **more)
    office = AgencyFactory(area=world.county, kind="government")
    return campaigns.file_campaign(made, agency=office, filed_on=today, by=world.second)


def running(world, today, **more):
    made = filed(world, today, **more)
    listing.list_scope(made, by=world.first)
    return campaigns.start_campaign(made, by=world.first)


def waiting(campaign):
    return dict(Deadline.objects.of(campaign).values_list("kind", "state"))


def test_a_campaign_goes_from_draft_to_report(world, today):
    made = running(world, today)
    assert waiting(made) == {"plans.file_campaign": "met", "plans.report_campaign": "open"}
    refused(lambda: campaigns.finish_campaign(made, report=" ", by=world.first), "工作总结")
    made = campaigns.finish_campaign(made, report="检查 12 家。", by=world.first)
    assert (made.state, made.finished_on) == ("finished", today)
    assert waiting(made)["plans.report_campaign"] == "met"
    assert Entry.objects.filter(subject_id=str(made.pk)).count() == 6
    refused(lambda: listing.list_scope(made, by=world.first), "已经结束")
    refused(lambda: campaigns.cancel_campaign(made, reason="x", by=world.first), "已结束")


def test_nobody_goes_out_before_approval_and_filing(world, today):
    made = draft(world, today)
    refused(lambda: campaigns.start_campaign(made, by=world.first), "已备案", "54号")
    office = AgencyFactory(area=world.county)
    refused(
        lambda: campaigns.file_campaign(made, agency=office, filed_on=today, by=world.second),
        "已批准",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignFactory(state="running")


def test_the_approval_is_that_of_a_government_or_a_superior_by_another_hand(world, today):
    made = draft(world, today)
    given = {"approver": "县政府", "document": "1号", "approved_on": today}
    refused(
        lambda: campaigns.approve_campaign(made, approved_by="office", **given, by=world.second),
        "县级以上人民政府",
    )
    refused(
        lambda: campaigns.approve_campaign(made, approved_by="superior", **given, by=world.first),
        "另一人",
    )
    assert Campaign.objects.get().state == "draft"


def test_filing_is_waited_for_until_the_day_before(world, today):
    made = approved(world, today, starts_on=today + dt.timedelta(9))
    assert Deadline.objects.of(made).get().due_on == today + dt.timedelta(8)
    late = approved(world, today, title="当天批准")
    assert Deadline.objects.of(late).get().due_on == today


def test_filing_goes_to_a_county_or_higher(world, today):
    made = approved(world, today)
    for wrong in (world.bureau, world.office, AgencyFactory()):
        refused(
            lambda wrong=wrong: campaigns.file_campaign(
                made, agency=wrong, filed_on=today, by=world.second
            ),
            "县级以上",
        )


def test_a_campaign_does_not_start_early_or_empty(world, today):
    made = filed(world, today, starts_on=today + dt.timedelta(1))
    refused(lambda: campaigns.start_campaign(made, by=world.first), "还没有到")
    empty = filed(world, today, title="空")
    refused(lambda: campaigns.start_campaign(empty, by=world.first), "还没有列入企业")


def test_joint_enforcement_needs_others_who_then_see_it(world, today):
    refused(lambda: draft(world, today, kind="joint"), "参加机构")
    refused(lambda: draft(world, today, kind="joint", bodies=[world.bureau]), "参加机构")
    made = draft(world, today, kind="joint", bodies=[world.office, world.bureau])
    assert [one.agency for one in made.bodies.all()] == [world.office]
    assert can(world.head, "plans.see_campaigns", made)
    assert not can(world.head, "plans.keep_campaigns", made)
    alone = draft(world, today, title="另一项")
    assert list(rows(world.head, "plans.see_campaigns")) == [made]
    assert set(rows(world.first, "plans.see_campaigns")) == {made, alone}


def test_a_scope_beyond_the_own_area_is_refused(world, today):
    refused(lambda: draft(world, today, area=world.city), "辖区")
    refused(lambda: draft(world, today, ends_on=today - dt.timedelta(1)), "早于")
    with pytest.raises(NotAllowed), transaction.atomic():
        draft(world, today, by=world.head)
    assert not Campaign.objects.exists()


def test_only_the_scope_is_listed_and_never_beyond_the_number(world, today):
    one = EnterpriseFactory(area=world.town, sector="chemicals", risk="orange")
    made = draft(world, today, sectors=["chemicals"], target=1)
    outside = {"enterprise": world.enterprises[0], "due_on": today, "by": world.first}
    refused(lambda: listing.list_visit(made, **outside), "范围内")
    late = {"enterprise": one, "due_on": today + dt.timedelta(21), "by": world.first}
    refused(lambda: listing.list_visit(made, **late), "起止日期")
    listing.list_visit(made, enterprise=one, due_on=today, by=world.first)
    refused(lambda: listing.list_visit(made, enterprise=one, due_on=today, by=world.first), "已在")
    two = EnterpriseFactory(area=world.town, sector="chemicals", risk="orange")
    refused(
        lambda: listing.list_visit(made, enterprise=two, due_on=today, by=world.first), "只剩 0 家"
    )
    assert made.items.count() == 1


def test_where_the_scope_is_too_wide_a_draw_decides(world):
    first = dt.date(2021, 6, 1)
    made = draft(world, first, target=4)
    refused(lambda: listing.list_scope(made, by=world.first), "随机抽查", "11号")
    draw = drawn(world, want=4)
    assert list(queries.draws_for(made)) == [draw]
    assert listing.list_drawn(made, draw=draw, by=world.first) == 4
    assert {i.enterprise_id for i in made.items.all()} == set(
        draw.drawn.values_list("enterprise", flat=True)
    )
    refused(lambda: listing.list_drawn(made, draw=draw, by=world.first), "没有可以再列入")


def test_the_plan_s_own_visit_is_merged_and_costs_nothing(world, today):
    plan = AnnualPlanFactory(
        agency=world.bureau, year=today.year, state="approved", approved_on=today,
        approval_document="1号",
    )  # fmt: skip
    one = world.enterprises[0]
    item = PlanItemFactory(plan=plan, enterprise=one, month=today.month)
    made = draft(world, today)
    assert (
        listing.list_visit(made, enterprise=one, due_on=today, by=world.first).merged_into == item
    )
    other = listing.list_visit(made, enterprise=world.enterprises[1], due_on=today, by=world.first)
    assert other.merged_into is None
    assert caps.campaign_visits(world.bureau, today.year) == {other.enterprise_id: 1}
    counts = caps.visits_of_year(world.bureau, today.year, [one.pk, other.enterprise_id])
    assert dict(counts) == {one.pk: 1, other.enterprise_id: 1}


def test_plan_and_campaigns_share_one_cap(world, today):
    """Blue enterprises: one visit a year by the national pack."""
    one, two = (EnterpriseFactory(area=world.town, risk="blue") for _ in range(2))
    earlier = CampaignFactory(agency=world.bureau, starts_on=today, ends_on=today)
    CampaignItemFactory(campaign=earlier, enterprise=one, due_on=today)
    made = draft(world, today, risks=["blue"])
    refused(
        lambda: listing.list_visit(made, enterprise=one, due_on=today, by=world.first),
        "年度上限 1 次", "54号",
    )  # fmt: skip
    assert listing.list_scope(made, by=world.first) == 1
    assert made.items.get().enterprise == two
    plan = AnnualPlanFactory(agency=world.bureau, year=today.year)
    PlanItemFactory(plan=plan, enterprise=two)
    assert plan_queries.over_cap(plan) == [(two.name, 2, 1)]
    campaigns.cancel_campaign(made, reason="并入其他检查", by=world.first)
    assert plan_queries.over_cap(plan) == []


def test_visits_already_made_count_against_the_cap(world, today, visited):
    one = EnterpriseFactory(area=world.town, risk="blue")
    visited.append(Visit(one.pk, today.replace(month=1, day=1), ()))
    made = draft(world, today, risks=["blue"])
    refused(lambda: listing.list_visit(made, enterprise=one, due_on=today, by=world.first), "上限")


def test_an_enterprise_leaves_the_list_with_a_reason(world, today):
    made = draft(world, today)
    item = listing.list_visit(made, enterprise=world.enterprises[0], due_on=today, by=world.first)
    refused(lambda: listing.remove_visit(item, reason=" ", by=world.first), "理由")
    listing.remove_visit(item, reason="已停产", by=world.first)
    assert not made.items.exists()


def test_cancelling_needs_a_reason_and_ends_the_waiting(world, today):
    made = approved(world, today)
    refused(lambda: campaigns.cancel_campaign(made, reason="", by=world.first), "取消原因")
    campaigns.cancel_campaign(made, reason="上级已组织", by=world.first)
    assert waiting(made) == {"plans.file_campaign": "cancelled"}


def test_done_prefers_what_a_visit_says_it_was_for(world, today, visited):
    made = draft(world, today)
    ones = world.enterprises[:4]
    for one in ones:
        listing.list_visit(made, enterprise=one, due_on=today, by=world.first)
    before = today - dt.timedelta(1)
    visited += [
        Visit(ones[0].pk, today, (), campaign=made.pk),
        Visit(ones[1].pk, today, (), drawn=1),  # made for a draw
        Visit(ones[2].pk, today, ()),
        Visit(ones[3].pk, before, ()),  # before the campaign began
    ]
    assert progress.done_of_campaign(made) == {ones[0].pk, ones[2].pk}


def test_done_is_unknown_until_somebody_records_visits(world, today):
    assert progress.done_of_campaign(draft(world, today)) is None


def test_the_pages_of_a_campaign_work(world, today, client, django_assert_max_num_queries):
    client.force_login(world.first)
    given = {
        "agency": world.bureau.name, "title": "夏季专项", "kind": "joint", "basis": "3号文",
        "content": "用电", "area": world.county.name, "starts_on": today.isoformat(),
        "ends_on": today.isoformat(), "target": "12",
    }  # fmt: skip
    new = reverse("plans:campaign_new")
    assert client.get(new).status_code == 200
    assert client.post(new, given).status_code == 422
    answer = client.post(new, {**given, "bodies": [str(world.office.pk)]})
    assert answer.status_code == 302, answer.content.decode()
    made = Campaign.objects.get()
    page = answer["Location"]
    for name in ("list", "scope", "drawn", "approve", "cancel"):
        assert client.get(reverse("plans:campaign_step", args=[made.pk, name])).status_code == 200
    assert client.post(reverse("plans:campaign_step", args=[made.pk, "scope"])).status_code == 302
    with django_assert_max_num_queries(30):
        shown = client.get(page).content.decode()
    assert world.enterprises[0].name in shown and "未知" in shown and world.office.name in shown
    item = CampaignItem.objects.first()
    remove = reverse("plans:campaign_item_remove", args=[item.pk])
    assert client.post(remove, {"reason": "停产"}).status_code == 302
    assert made.items.count() == 11
    client.force_login(world.second)
    step = reverse("plans:campaign_step", args=[made.pk, "approve"])
    answer = client.post(step, {"approved_by": "government", "approver": "县政府",
                                "document": "1号", "approved_on": today.isoformat()})  # fmt: skip
    assert answer.status_code == 302
    client.force_login(world.head)
    assert client.get(page).status_code == 200  # its office takes part
    assert client.get(step).status_code == 403
    for key in ("campaigns", "campaign-items"):
        assert client.get(reverse("desk:ledger", args=[key])).status_code == 200
