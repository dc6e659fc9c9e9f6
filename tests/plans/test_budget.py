"""The arithmetic of a plan: days, shares, remedies, months."""

from __future__ import annotations

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from angen.plans.budget import Demand, averages, capacity, judge, spread


def there(people=4, days=250):
    deducted = {"duty": D(20), "sick": D("10.5"), "reports": D(15), "joint": D("4.5")}
    return capacity([(days, deducted)] * people)


def test_days_are_total_less_other_less_none():
    found = there()
    assert (found.total, found.other, found.none) == (1000, D(78), D(122))
    assert (found.supervision, found.each) == (800, 200)


def test_a_plan_that_fits_needs_nothing():
    found = judge(there(), Demand(150, 100, D(4), D(2)), D("0.6"))
    assert (found.short, found.fits, found.remedies) == (0, True, ())
    assert (found.share, found.keyed) == (D("0.75"), True)


def test_a_plan_too_big_says_by_how_much_and_what_would_meet_it():
    found = judge(there(), Demand(150, 250, D(4), D(2)), D("0.6"))
    assert found.short == 300
    # Cutting other days alone would not do: there are only 200 of them.
    assert found.remedies == ("增加执法人员 2 名", "减少一般检查 150 家次")
    assert found.keyed is False


def test_a_plan_of_key_visits_alone_gives_some_of_them_up():
    found = judge(there(), Demand(250, 10, D(4), D(2)), None)
    assert (found.short, found.keyed) == (220, None)
    assert "减少重点检查 50 家次" in found.remedies[1]


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 8))
def test_every_remedy_of_fewer_general_visits_would_do(key, general, people):
    wanted = Demand(key, general, D(4), D(2))
    for one in judge(there(people), wanted, None).remedies:
        if one.startswith("减少一般检查"):
            fewer = int(one.split()[1])
            assert judge(there(people), Demand(key, general - fewer, D(4), D(2)), None).fits
            assert not judge(there(people), Demand(key, general - fewer + 1, D(4), D(2)), None).fits
        if one.startswith("增加执法人员"):
            assert judge(there(people + int(one.split()[1])), wanted, None).fits


def test_a_plan_without_visits_has_no_share():
    assert judge(there(), Demand(0, 0, D(4), D(2)), D("0.6")).keyed is None


@given(st.integers(0, 500))
def test_visits_are_spread_evenly(count):
    months = spread(count)
    held = [months.count(month) for month in range(1, 13)]
    assert len(months) == count and max(held) - min(held) <= 1


def test_averages_are_of_the_years_there_are():
    years = [{"duty": D(20), "sick": D(3)}, {"duty": D(21)}]
    assert averages(years) == {"duty": D("20.5"), "sick": D("1.5")}
