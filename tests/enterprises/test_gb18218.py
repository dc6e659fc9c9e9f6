"""Grading by GB 18218 is exact, and refuses what is no major hazard installation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.enterprises.gb18218 import cut, editions, graded
from angen.kernel.refusal import Refused

DAY = dt.date(2026, 1, 1)
KEYS = sorted(editions()[-1].rows)


def test_the_sum_of_two_substances_by_hand():
    result = graded([("ammonia", D(50)), ("chlorine", D("2.5"))], residents=60, day=DAY)
    # S = 50/10 + 2.5/5; R = 1.5 × (2×5 + 4×0.5)
    assert (result.s_value, result.alpha, result.r_value) == (D("5.5"), D("1.5"), D("18"))
    assert result.grade == 3


@pytest.mark.parametrize(
    ("residents", "alpha"),
    [
        (0, "0.5"),
        (1, "1"),
        (29, "1"),
        (30, "1.2"),
        (49, "1.2"),
        (50, "1.5"),
        (99, "1.5"),
        (100, "2"),
    ],
)
def test_alpha_at_every_edge(residents, alpha):
    assert graded([("lpg", D(50))], residents=residents, day=DAY).alpha == D(alpha)


@pytest.mark.parametrize(
    ("tonnes", "grade"), [("500", 1), ("499.9999", 2), ("250", 2), ("249.9999", 3), ("50", 3), ("49.9999", 4)]
)  # fmt: skip
def test_a_grade_begins_exactly_at_its_value(tonnes, grade):
    result = graded([("ammonia", D(tonnes))], residents=1, day=DAY)
    assert result.grade == grade


def test_thirds_do_not_round_a_unit_into_a_graver_grade():
    # 1.5 × 0.3 × … : phosgene has Q = 0.3, so that q/Q has no finite decimals.
    result = graded([("phosgene", D("0.7499"))], residents=50, day=DAY)
    assert result.r == Fraction(3, 2) * 20 * Fraction(7499, 3000)
    assert result.r_value == D("74.9900")
    assert graded([("phosgene", D("0.4999"))], residents=50, day=DAY).r_value < 50


def test_below_the_critical_quantity_there_is_nothing_to_register():
    with pytest.raises(Refused) as refused:
        graded([("ammonia", D("4")), ("petrol", D("119"))], residents=1, day=DAY)
    assert "0.9950" in str(refused.value)
    assert "GB 18218—2018" in refused.value.article


@pytest.mark.parametrize(
    ("quantities", "said"),
    [([], "至少"), ([("water", D(1))], "没有"), ([("ammonia", D(0))], "大于 0"), ([("ammonia", D("NaN"))], "大于 0")],
)  # fmt: skip
def test_bad_quantities_are_refused(quantities, said):
    with pytest.raises(Refused, match=said):
        graded(quantities, residents=1, day=DAY)


def test_no_edition_before_the_first():
    with pytest.raises(Refused, match="2019-03-01"):
        graded([("ammonia", D(50))], residents=1, day=dt.date(2018, 12, 31))


amounts = st.decimals("0.0001", "9999", places=4)


@given(st.dictionaries(st.sampled_from(KEYS), amounts, min_size=1, max_size=5), st.integers(0, 300))
def test_grade_and_shown_value_agree(quantities, residents):
    try:
        result = graded(quantities.items(), residents=residents, day=DAY)
    except Refused:
        return
    assert result.s >= 1
    least = {1: 100, 2: 50, 3: 10, 4: 0}[result.grade]
    most = {1: 10**12, 2: 100, 3: 50, 4: 10}[result.grade]
    assert least <= result.r_value < most
    assert result.r_value <= D(result.r.numerator) / D(result.r.denominator) + D("1e-20")
    assert result.r - Fraction(result.r_value) < Fraction(1, 10_000)


@given(st.lists(st.tuples(st.sampled_from(KEYS), amounts), min_size=1, max_size=6))
def test_order_and_splitting_change_nothing(quantities):
    halves = [(key, q) for key, q in quantities for q in (q, q)]
    doubled = [(key, q * 2) for key, q in reversed(quantities)]
    try:
        one = graded(halves, residents=1, day=DAY)
    except Refused:
        with pytest.raises(Refused):
            graded(doubled, residents=1, day=DAY)
        return
    assert one.r == graded(doubled, residents=1, day=DAY).r


@given(st.fractions(0, 10**6))
def test_cut_never_exceeds(value):
    assert Fraction(cut(value)) <= value < Fraction(cut(value)) + Fraction(1, 10_000)
