"""The public site: open without log-in, nothing of persons, nothing of visits to come."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from angen.plans.actions import draws
from angen.portal.sections import SECTIONS
from factories.inspections import HazardFactory, InspectionFactory
from factories.plans import (
    AnnualPlanFactory,
    CampaignFactory,
    CampaignItemFactory,
    CatalogueItemFactory,
    PlanItemFactory,
)
from plans.test_draws import drawn, prepared

pytestmark = pytest.mark.django_db
YEAR = 2021


def read(client, name, *args, **query):
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def plan_of(world, **more):
    return AnnualPlanFactory(
        **{
            "agency": world.bureau, "year": YEAR, "state": "published", "approver": "县政府",
            "approved_on": dt.date(YEAR, 1, 5), "approval_document": "县政字1号",
            "published_on": dt.date(YEAR, 1, 20), "published_at": "县政府网站",
            "draw_count": 30, **more,
        }
    )  # fmt: skip


def campaign_of(world, **more):
    return CampaignFactory(
        **{
            "agency": world.bureau, "state": "approved", "approved_by": "government",
            "approver": "县政府", "approved_on": dt.date(YEAR, 5, 5), "approval_document": "2号",
            **more,
        }
    )  # fmt: skip


def test_the_first_page_leads_to_every_section(client):
    shown = read(client, "home")
    for section in SECTIONS:
        assert reverse(section.url) in shown and section.title in shown
        assert client.get(reverse(section.url)).status_code == 200


def test_only_published_plans_are_listed(world, client):
    plan = plan_of(world)
    other = AnnualPlanFactory(agency=world.office, year=YEAR)
    shown = read(client, "plans")
    assert world.bureau.name in shown and world.office.name not in shown
    assert client.get(reverse("portal:plan", args=[other.pk])).status_code == 404
    assert client.get(reverse("portal:plan", args=[plan.pk])).status_code == 200


def test_a_plan_shows_numbers_and_no_enterprise(world, client):
    plan = plan_of(world)
    for one, month in ((0, 3), (0, 9), (1, 3)):
        PlanItemFactory(plan=plan, enterprise=world.enterprises[one], month=month)
    PlanItemFactory(plan=plan, enterprise=world.enterprises[2], month=4, kind="general")
    shown = read(client, "plan", plan.pk)
    assert not any(one.name in shown for one in world.enterprises)
    text = " ".join(shown.split())
    for label, number in (("重点检查企业", 2), ("重点检查", 3), ("一般检查", 1), ("随机抽查", 30)):
        after = text[text.index(f">{label}<") :]
        assert f">{number}" in after[:300], label


def test_a_list_is_narrowed_by_year_and_body(world, client):
    plan_of(world)
    plan_of(world, year=2020)
    assert f"{world.bureau.name}2021年计划" in read(client, "plans")
    assert f"{world.bureau.name}2020年计划" in read(client, "plans", year="2020")
    assert "没有已公布的计划" in read(client, "plans", q="没有这个机构")
    for odd in ("1999", "二〇", "99999999999999", "²³⁴⁵", ""):
        read(client, "plans", year=odd)
    read(client, "plans", q="a\x00b")


def test_the_catalogue_shows_what_was_published_and_holds(world, client):
    CatalogueItemFactory(agency=world.bureau, name="未公布事项", published_on=None)
    CatalogueItemFactory(agency=world.bureau, name="旧事项", valid_to=dt.date(2020, 12, 31))
    shown = read(client, "catalogue")
    assert world.item.name in shown and world.item.basis in shown
    assert "未公布事项" not in shown and "旧事项" not in shown


def test_draws_are_listed_once_they_are_committed_to(world, client):
    draw = drawn(world)
    closed = prepared(world)
    closed_page = reverse("portal:draw", args=[closed.pk])
    shown = read(client, "draws")
    assert reverse("portal:draw", args=[draw.pk]) in shown and closed_page not in shown
    assert client.get(closed_page).status_code == 404


def test_campaigns_show_the_plan_but_never_whom(world, client):
    open_one = campaign_of(world, title="烟花爆竹专项")
    CampaignItemFactory(campaign=open_one, enterprise=world.enterprises[0])
    campaign_of(world, title="夜间暗访", kind="unannounced")
    done = campaign_of(
        world, title="结束的暗访", kind="unannounced", state="finished", report="内部总结",
        finished_on=dt.date(YEAR, 7, 1), started_on=dt.date(YEAR, 6, 1),
        filed_on=dt.date(YEAR, 5, 6), filed_with=world.bureau,
    )  # fmt: skip
    CampaignFactory(agency=world.bureau, title="起草中的专项")
    shown = read(client, "campaigns")
    assert open_one.title in shown and done.title in shown
    assert "夜间暗访" not in shown  # nobody is warned
    assert "起草中的专项" not in shown and "内部总结" not in shown
    assert world.enterprises[0].name not in shown


def test_results_tell_of_recorded_visits_and_of_no_person(world, client):
    enterprise, other = world.enterprises[:2]
    done = InspectionFactory(
        enterprise=enterprise, agency=world.bureau, party="鲁某机械厂", met_person="王某某",
        state="recorded", manner="unannounced", card_shown=True,
        visited_on=dt.date(YEAR, 6, 1), planned_on=dt.date(YEAR, 6, 1),
        started_at=dt.datetime(YEAR, 6, 1, 1, tzinfo=dt.UTC),
        ended_at=dt.datetime(YEAR, 6, 1, 2, tzinfo=dt.UTC),
    )  # fmt: skip
    for grade, state in (("general", "found"), ("general", "dismissed"), ("major", "found")):
        HazardFactory(
            enterprise=enterprise, agency=world.bureau, inspection=done, source="inspection",
            grade=grade, state=state, description=f"{grade}{state}",
            dismissed_for="不成立" if state == "dismissed" else "", standard="判定标准",
        )  # fmt: skip
    InspectionFactory(
        enterprise=other, agency=world.bureau, party="还没去的厂", state="approved",
        manner="unannounced", planned_on=dt.date(YEAR, 6, 2),
    )  # fmt: skip
    shown = " ".join(read(client, "results").split())
    row = shown[shown.index("鲁某机械厂") :]
    assert 'data-label="一般隐患">1<' in row and 'data-label="重大事故隐患">1<' in row
    assert "当场处理" in row and world.bureau.name in row
    assert "王某某" not in shown and "还没去的厂" not in shown
    assert "20 个工作日" in shown and "待核" in shown
    assert "没有公开的检查结果" in read(client, "results", q="没有这个机构")


def test_caps_are_shown_with_where_they_come_from(world, client):
    shown = read(client, "caps")
    assert "54号" in shown and "6 次" in shown and "待核" in shown


def test_pages_are_light(world, client, django_assert_max_num_queries):
    plan = plan_of(world)
    draw = draws.publish_draw(drawn(world), by=world.first)
    for _ in range(3):
        campaign_of(world)
    for name, args in (
        *(
            (name, ())
            for name in ("home", "plans", "catalogue", "caps", "campaigns", "draws", "results")
        ),
        ("plan", (plan.pk,)),
        ("draw", (draw.pk,)),
    ):
        with django_assert_max_num_queries(10):
            read(client, name, *args)


def test_nothing_is_posted_here(client):
    assert client.post(reverse("portal:plans")).status_code == 405
