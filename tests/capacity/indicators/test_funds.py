from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from angen.capacity.models import Receipt, Spending
from capacity.world import DAY, budget, states, value
from factories import AgencyFactory

pytestmark = pytest.mark.django_db
CATEGORIES = ("office", "travel", "case", "training", "expert", "appraisal", "equipment", "subsidy")


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_of_the_year_of_the_day(office, category):
    name = f"budget_{category}"
    assert value(office, name) is None
    budget(office, 500, "personnel")
    assert value(office, name) == 0
    budget(office, 100, category)
    budget(office, 20, category, source="county")
    budget(office, 7, category, year=2020)
    assert value(office, name) == 120
    assert value(office, name, dt.date(2020, 1, 1)) == 7
    assert value(office, name, dt.date(2022, 1, 1)) is None
    assert value(office, "budget_total") == 620


def test_cents_are_kept(office):
    line = budget(office, 0)
    line.amount_cents = 1234501
    line.save()
    assert value(office, "budget_total") == Decimal("12345.01")


def test_budgets_of_other_bodies_do_not_count(office):
    budget(AgencyFactory(area=office.area, kind="government"), 100)
    assert value(office, "budget_total") is None


def test_stated_zero_and_missing_lines(office):
    states(office, "funds", 0, DAY - dt.timedelta(1))
    assert value(office, "budget_total") == 0
    assert value(office, "funds_received") == 0
    states(office, "funds", 2)
    budget(office, 100)
    assert value(office, "budget_total") is None
    budget(office, 100, "case")
    assert value(office, "budget_total") == 200


def receive(line, on, yuan, voucher):
    Receipt.objects.create(line=line, received_on=on, amount_cents=yuan * 100, voucher=voucher)


def test_money_received_up_to_the_day(office):
    line = budget(office, 100)
    assert value(office, "funds_received") is None
    receive(line, dt.date(2021, 1, 1), 10, "a")
    receive(line, dt.date(2021, 7, 1), 20, "b")
    receive(line, dt.date(2022, 1, 1), 40, "c")
    receive(budget(office, 5, year=2020), dt.date(2021, 1, 5), 80, "d")
    assert value(office, "funds_received") == 110
    assert value(office, "funds_received", dt.date(2021, 6, 30)) == 90
    assert value(office, "funds_received", dt.date(2020, 12, 31)) is None
    assert value(office, "funds_spent") is None


def test_movements_do_not_count_as_budget_lines_missing(office):
    line = budget(office, 100)
    budget(office, 50, "case")
    receive(line, dt.date(2021, 1, 1), 10, "a")
    states(office, "funds", 2)
    assert value(office, "funds_received") == 10
    assert value(office, "funds_spent") is None


def test_money_spent(office):
    line = budget(office, 100)
    for day, yuan in ((dt.date(2021, 9, 1), 30), (dt.date(2020, 9, 1), 40)):
        Spending.objects.create(
            line=line, spent_on=day, amount_cents=yuan * 100, purpose="办公", voucher=str(yuan)
        )
    assert value(office, "funds_spent") == 30
    assert value(office, "funds_spent", dt.date(2021, 8, 31)) is None
