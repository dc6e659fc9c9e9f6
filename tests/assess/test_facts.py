from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from angen.assess.facts import facts, facts_on, quarters
from angen.orgs.models import Appointment, Area, Establishment
from assess import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indicators")]
NAMES = list(world.INDICATORS)


def of(unit: Area, name: str, on: dt.date = world.DAY):
    return facts_on([unit.code], on, [name])[unit.code][name]


@pytest.fixture
def unit() -> Area:
    return world.township("371102001", "秦楼街道", world.county(), "street")


def test_no_rows_and_no_statement_is_unknown(unit: Area) -> None:
    world.office(unit)
    assert of(unit, "officers_in_post").value is None
    assert of(unit, "full_time_share").value is None


def test_a_statement_of_zero_is_zero(unit: Area) -> None:
    world.statement(unit, "officers", 0)
    assert of(unit, "officers_in_post").value == 0
    before = of(unit, "officers_in_post", world.DAY - dt.timedelta(1))
    assert before.value is None


def test_rows_count_without_any_statement(unit: Area) -> None:
    agency = world.office(unit)
    world.officer(agency)
    world.officer(agency, works_elsewhere="住建局")
    assert of(unit, "officers_in_post").value == 1
    assert isinstance(of(unit, "officers_in_post").value, Decimal)


def test_a_ledger_with_rows_of_which_none_counts_is_zero(unit: Area) -> None:
    away = world.officer(world.office(unit), works_elsewhere="住建局")
    world.certificate(away)
    fact = of(unit, "officers_certified_on_post")
    assert (fact.value, fact.recorded) == (0, 1)


def test_a_claim_above_the_records_is_unknown_and_says_how_many(unit: Area) -> None:
    agency = world.office(unit)
    world.officer(agency)
    world.statement(unit, "officers", 3)
    fact = of(unit, "officers_in_post")
    assert (fact.value, fact.short, fact.stated.number, fact.part) == (None, 2, 3, 1)
    world.officer(agency)
    world.officer(agency)
    assert of(unit, "officers_in_post").value == 3


def test_a_claim_is_held_against_the_rows_of_its_own_day(unit: Area) -> None:
    agency = world.office(unit)
    world.officer(agency)
    world.officer(agency, valid_to=dt.date(2021, 6, 30))
    world.statement(unit, "officers", 2, dt.date(2021, 3, 31))
    assert of(unit, "officers_in_post").value == 1


def test_the_latest_statement_counts(unit: Area) -> None:
    world.statement(unit, "officers", 5, dt.date(2021, 3, 31))
    world.statement(unit, "officers", 0, dt.date(2021, 6, 30))
    assert of(unit, "officers_in_post").value == 0
    assert of(unit, "officers_in_post", dt.date(2021, 4, 1)).value is None


def test_a_ratio_is_exact_to_nine_places(unit: Area) -> None:
    agency = world.office(unit)
    world.officer(agency)
    world.officer(agency, full_time=False)
    world.officer(agency, full_time=False)
    fact = of(unit, "full_time_share")
    assert (fact.value, fact.part, fact.whole) == (Decimal("0.333333333"), 1, 3)


def test_a_measure_sums_and_a_year_counts_up_to_the_day(unit: Area) -> None:
    agency = world.office(unit)
    for number in (3, 4):
        Establishment.objects.create(
            agency=agency,
            kind="institution",
            posts=number,
            document=str(number),
            valid_from=world.START,
        )
    world.officer(agency, valid_from=dt.date(2021, 5, 1))
    assert of(unit, "posts").value == 7
    assert of(unit, "recruits").value == 1
    assert of(unit, "recruits", dt.date(2021, 4, 30)).value is None
    assert of(unit, "recruits", dt.date(2022, 5, 1)).value is None


def test_two_queries_for_all_units_and_days(unit: Area) -> None:
    units = [
        unit.code,
        *(world.township(f"37110200{n}", f"镇{n}", unit.parent).code for n in range(2, 9)),
    ]
    facts(units, quarters(world.START, world.DAY), NAMES)  # prepares the statement
    with CaptureQueriesContext(connection) as queries:
        found = facts(units, quarters(world.START, world.DAY), NAMES)
    assert len(queries) == 2
    assert len(found) == 9 and len(found[world.DAY]) == 8


def test_a_name_nobody_registered_is_unknown(unit: Area) -> None:
    assert of(unit, "no_such_thing").value is None


def test_quarters() -> None:
    assert [str(day) for day in quarters(dt.date(2021, 2, 1), dt.date(2021, 9, 30))] == [
        *("2021-02-01", "2021-03-31", "2021-06-30", "2021-09-30")
    ]


spans = st.tuples(
    st.integers(0, 2), st.integers(0, 400), st.integers(0, 400), st.booleans(), st.booleans()
)


class Naive(TestCase):
    """The engine against counting by hand."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(spans, max_size=12),
        st.integers(0, 800),
        st.dictionaries(st.integers(0, 2), st.integers(0, 3)),
    )
    def test_counts(self, rows, shift, said) -> None:
        county = world.county()
        units = [world.township(f"37110200{n}", f"镇{n}", county) for n in range(3)]
        offices = [world.office(unit) for unit in units]
        on = world.START + dt.timedelta(shift)
        kept = []
        for place, start, length, elsewhere, full in rows:
            begin = world.START + dt.timedelta(start)
            end = begin + dt.timedelta(length) if length else None
            world.officer(
                offices[place],
                valid_from=begin,
                valid_to=end,
                full_time=full,
                works_elsewhere="他处" if elsewhere else "",
            )
            if begin <= on and (end is None or end >= on) and not elsewhere:
                kept.append((place, full))
        for place, count in said.items():
            world.statement(units[place], "officers", count, on)
        found = facts_on([unit.code for unit in units], on, ["officers_in_post", "full_time_share"])
        for place, unit in enumerate(units):
            mine = [full for where, full in kept if where == place]
            claim = said.get(place)
            expected = len(mine) if mine or claim == 0 else None
            if claim is not None and claim > len(mine):
                expected = None
            fact = found[unit.code]["officers_in_post"]
            assert fact.value == expected
            assert fact.short == max(0, (claim or 0) - len(mine))
            share = found[unit.code]["full_time_share"]
            assert (share.part, share.whole) == (sum(mine), len(mine))
            assert (share.value is None) == (not mine)
        assert Appointment.objects.count() == len(rows)
