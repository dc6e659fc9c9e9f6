"""Plans against visits: by the plan's body, each planned visit fulfilled once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from angen.assess.facts import facts_on
from angen.plans import registry
from angen.plans.queries.progress import months
from factories.enterprises import EnterpriseFactory, RiskRatingFactory
from factories.plans import (
    CampaignFactory,
    CampaignItemFactory,
    PlanItemFactory,
)
from inspections import figures

MAY = dt.date(2022, 5, 6)


@pytest.fixture
def w(db):
    return figures.made()


def test_without_a_plan_everything_is_unknown(w):
    w.visit(w.enterprise(), MAY)
    for name in ("plan_enterprises_due", "plan_completion", "plan_items_due"):
        assert w.value(name) is None, name


def test_a_plan_with_nothing_due_is_zero_due_and_no_rate(w):
    PlanItemFactory(plan=w.plan(), month=7)
    assert w.value("plan_enterprises_due") == 0
    assert w.value("plan_completion") is None


def test_due_are_the_months_of_the_period_and_done_those_visited_since_january(w):
    plan = w.plan()
    items = [PlanItemFactory(plan=plan, month=month) for month in (1, 4, 5, 6, 7)]
    w.visit(items[1].enterprise, dt.date(2022, 2, 1))
    w.visit(items[2].enterprise, MAY)
    w.visit(items[3].enterprise, dt.date(2022, 7, 1))  # after the period
    found = w.fact("plan_completion")
    assert (found.part, found.whole) == (2, 3)
    assert w.value("plan_enterprises_due") == 3
    assert w.fact("plan_completion", since=None).whole == 4


def test_more_visits_to_one_enterprise_do_not_make_up_for_another(w):
    plan, one = w.plan(), EnterpriseFactory()
    for month in (3, 5):
        PlanItemFactory(plan=plan, enterprise=one, month=month)
    PlanItemFactory(plan=plan, month=5)
    w.visit(one, MAY)
    assert w.fact("plan_completion").part == 0  # it made good for March
    for day in (7, 8, 9):
        w.visit(one, MAY.replace(day=day))
    found = w.fact("plan_completion")
    assert (found.part, found.whole) == (1, 2)


def test_another_body_and_a_recheck_fulfil_nothing(w):
    item = PlanItemFactory(plan=w.plan(), month=5)
    first = w.visit(item.enterprise, MAY, agency=w.next_office)
    w.visit(item.enterprise, MAY, origin="recheck", follows=first)
    assert w.value("plan_completion") == 0


def test_what_a_visit_was_made_for_does_not_matter_unless_it_is_other_work(w):
    plan = w.plan()
    drawn, campaign, report = (PlanItemFactory(plan=plan, month=5) for _ in range(3))
    w.visit(drawn.enterprise, MAY, origin="draw")
    w.visit(campaign.enterprise, MAY, origin="campaign", campaign=CampaignFactory().pk)
    w.visit(report.enterprise, MAY, origin="report", reason="举报")
    found = w.fact("plan_completion")
    assert (found.part, found.whole) == (2, 3)
    assert {drawn.pk, campaign.pk} == registry.fulfilled(w.town.pk, 2022)


def test_the_earlier_month_is_done_first_even_by_a_visit_arranged_for_a_later_one(w):
    one, plan = EnterpriseFactory(), w.plan()
    march, june = (PlanItemFactory(plan=plan, enterprise=one, month=m) for m in (3, 6))
    w.visit(one, MAY, origin="plan", plan_item=june, reason="")
    assert registry.fulfilled(w.town.pk, 2022) == {march.pk}
    assert w.fact("plan_completion").part == 0


def test_a_campaign_s_merged_visit_fulfils_the_plan_s_whoever_went_and_once(w):
    item = PlanItemFactory(plan=w.plan(), month=5)
    other = PlanItemFactory(plan=item.plan, month=5, enterprise=EnterpriseFactory())
    campaign = CampaignFactory(agency=w.next_office)
    CampaignItemFactory(campaign=campaign, enterprise=item.enterprise, merged_into=item)
    CampaignItemFactory(campaign=campaign, enterprise=other.enterprise)
    for one in (item, other):
        w.visit(one.enterprise, MAY, agency=w.next_office, origin="campaign", campaign=campaign.pk)
    assert registry.fulfilled(w.town.pk, 2022) == {item.pk}
    # The body's own campaign is one visit, not its own and a merged one.
    june = PlanItemFactory(plan=item.plan, month=6, enterprise=item.enterprise)
    assert june.pk not in registry.fulfilled(w.town.pk, 2022)
    mine = CampaignFactory(agency=w.office)
    CampaignItemFactory(campaign=mine, enterprise=item.enterprise, merged_into=june)
    w.visit(item.enterprise, MAY, origin="campaign", campaign=mine.pk)
    july = PlanItemFactory(plan=item.plan, month=7, enterprise=item.enterprise)
    assert registry.fulfilled(w.town.pk, 2022) == {item.pk, june.pk}
    assert july.pk not in registry.fulfilled(w.town.pk, 2022)


def test_a_visit_merged_into_another_body_is_not_due(w):
    mine, theirs = w.plan(), w.plan(w.next_office)
    kept = PlanItemFactory(plan=theirs, month=5)
    PlanItemFactory(plan=mine, month=5, enterprise=kept.enterprise, merged_into=kept)
    assert w.value("plan_enterprises_due") == 0
    assert w.value("plan_enterprises_due", w.next) == 1


def test_the_version_that_stood_on_the_day_counts(w):
    old = w.plan(state="superseded")
    PlanItemFactory(plan=old, month=4)
    new = w.plan(version=2, approved_on=dt.date(2022, 6, 1), change_reason="企业增加")
    for _ in range(3):
        PlanItemFactory(plan=new, month=4)
    assert w.fact("plan_completion", end=dt.date(2022, 5, 31)).whole == 1
    assert w.fact("plan_completion").whole == 3


def test_key_enterprises_are_the_grave_ones_and_those_the_plan_names(w):
    risky, calm = w.enterprise(), w.enterprise()
    RiskRatingFactory(enterprise=risky, risk="red", rated_on=dt.date(2022, 1, 5))
    RiskRatingFactory(enterprise=calm, risk="blue", rated_on=dt.date(2022, 1, 5))
    plan = w.plan()
    PlanItemFactory(plan=plan, kind="key", month=11)
    PlanItemFactory(plan=plan, kind="key", month=3, enterprise=risky)
    w.visit(risky, MAY)
    w.visit(calm, MAY)
    found = w.fact("key_coverage")
    assert (found.part, found.whole) == (1, 2)
    assert w.value("key_coverage", w.next) is None


def test_how_many_classes_are_key_the_packs_say(w):
    for risk in ("red", "orange", "yellow", "blue"):
        RiskRatingFactory(enterprise=w.enterprise(), risk=risk, rated_on=dt.date(2022, 1, 5))
    assert w.fact("key_coverage").whole == 2
    said = figures.national()
    for classes, whole in ((1, 1), (3, 3)):
        series = said.values["key_risk_classes"]
        versions = {
            day: one.model_copy(update={"value": Decimal(classes)})
            for day, one in series.versions.items()
        }
        changed = series.model_copy(update={"versions": versions})
        values = {**said.values, "key_risk_classes": changed}
        pack = replace(said, values=values)
        code = w.town.pk
        found = facts_on([code], figures.END, ["key_coverage"], figures.SPRING, [pack])
        assert found[code]["key_coverage"].whole == whole


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    items=st.sets(st.tuples(st.integers(0, 2), st.integers(1, 12)), min_size=1, max_size=8),
    made=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(1, 12),
            st.booleans(),
            st.sampled_from(("unplanned", "campaign", "report", "recheck")),
        ),
        max_size=8,
    ),
)
def test_the_page_of_a_plan_and_the_number_say_the_same(w, items, made):
    campaign = CampaignFactory()
    with transaction.atomic():
        plan = w.plan()
        there = [EnterpriseFactory() for _ in range(3)]
        for one, month in items:
            PlanItemFactory(plan=plan, enterprise=there[one], month=month)
        for one, month, own, origin in made:
            body, on = w.office if own else w.next_office, dt.date(2022, month, 9)
            links = {"campaign": campaign.pk} if origin == "campaign" else {}
            if origin == "recheck":
                links = {"follows": w.visit(there[one], on, agency=body, officers=0)}
            w.visit(there[one], on, agency=body, officers=0, origin=origin, **links)
        found = w.fact("plan_completion", end=dt.date(2022, 12, 31), since=None)
        page = months(plan)
        assert found.whole == sum(month.due for month in page)
        assert found.part == sum(month.done for month in page)
        transaction.set_rollback(True)
