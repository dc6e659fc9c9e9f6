"""Numbers of plans and draws: by the body's area, known only where something is recorded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from angen.assess.facts import facts_on
from angen.plans.actions import draws
from factories.plans import AnnualPlanFactory, PlanItemFactory
from plans.test_draws import drawn

DAY = dt.date(2021, 6, 30)
NAMES = ("plans_approved", "plans_filed", "plan_items_due", "draws_published")


def values(unit, day=DAY):
    return {name: fact.value for name, fact in facts_on([unit.pk], day, NAMES)[unit.pk].items()}


@pytest.fixture
def plan(world):
    return AnnualPlanFactory(
        agency=world.office,
        state="approved",
        approved_on=dt.date(2021, 2, 1),
        approval_document="1号",
    )


def test_nothing_recorded_is_unknown(world):
    assert values(world.town) == dict.fromkeys(NAMES)


def test_a_draft_is_no_plan(world):
    AnnualPlanFactory(agency=world.office)
    assert values(world.town)["plans_approved"] is None


def test_an_approved_plan_counts_from_its_day_in_its_year(world, plan):
    assert values(world.town)["plans_approved"] == 1
    assert values(world.town, dt.date(2021, 1, 31))["plans_approved"] is None
    assert values(world.town, dt.date(2022, 6, 30))["plans_approved"] is None
    assert values(world.other)["plans_approved"] is None


def test_an_approved_plan_that_was_not_filed_is_zero_filed(world, plan):
    assert values(world.town)["plans_filed"] == 0
    type(plan).objects.filter(pk=plan.pk).update(filed_on=dt.date(2021, 3, 1))
    assert values(world.town)["plans_filed"] == 1
    assert values(world.town, dt.date(2021, 2, 15))["plans_filed"] == 0


def test_due_are_the_visits_up_to_the_month_without_merged_ones(world, plan):
    for month in (1, 6, 7):
        PlanItemFactory(plan=plan, month=month)
    PlanItemFactory(plan=plan, month=5, merged_into=PlanItemFactory(month=5))
    assert values(world.town)["plan_items_due"] == 2


def test_a_draw_counts_once_it_is_public(world):
    draw, today = drawn(world), timezone.localdate()
    assert values(world.county, today)["draws_published"] is None
    draws.publish_draw(draw, by=world.first)
    assert values(world.county, today)["draws_published"] == 1
