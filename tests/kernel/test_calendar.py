from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.kernel.calendar import (
    LAST_YEAR,
    NO_LOCAL_DAYS,
    SHANGHAI,
    LocalDays,
    add_natural_days,
    add_working_days,
    deadline,
    is_known,
    is_working_day,
    next_working_day,
    working_days_between,
    working_days_of_year,
)
from angen.kernel.states import Hours, Natural, Working

DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2030, 12, 31))
LOCALS = st.builds(
    LocalDays,
    days=st.dictionaries(DAYS, st.booleans(), max_size=20),
    covered=st.frozensets(st.integers(2024, 2031)),
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (dt.date(2026, 10, 1), False),  # 国庆节
        (dt.date(2026, 10, 10), True),  # a Saturday worked in exchange
        (dt.date(2026, 10, 12), True),
        (dt.date(2026, 10, 11), False),
        (dt.date(2027, 10, 1), True),  # a Friday; the notice of 2027 is not known
    ],
)
def test_a_day(day: dt.date, working: bool) -> None:
    assert is_working_day(day) is working


def test_the_years_of_the_law() -> None:
    # 2024 has 366 days; from 2025 on there are 13 public holidays instead of 11.
    assert [working_days_of_year(year) for year in (2024, 2025, 2026)] == [251, 248, 248]


def test_the_first_day_is_not_counted() -> None:
    monday = dt.date(2026, 11, 2)
    assert add_natural_days(monday, 10) == dt.date(2026, 11, 12)
    assert add_working_days(monday, 1) == dt.date(2026, 11, 3)
    assert add_working_days(monday, 7) == dt.date(2026, 11, 11)


def test_a_term_over_the_spring_festival() -> None:
    # 2026: off from 15 to 23 February, worked on the 14th and the 28th.
    assert add_working_days(dt.date(2026, 2, 13), 1) == dt.date(2026, 2, 14)
    assert add_working_days(dt.date(2026, 2, 13), 2) == dt.date(2026, 2, 24)


def test_a_term_that_begins_on_a_holiday() -> None:
    assert add_working_days(dt.date(2026, 10, 3), 1) == dt.date(2026, 10, 8)


def test_counting_back() -> None:
    assert add_working_days(dt.date(2026, 11, 9), -5) == dt.date(2026, 11, 2)


def test_a_natural_term_ends_on_a_holiday_unless_it_extends() -> None:
    start = dt.date(2026, 9, 16)
    assert deadline(start, Natural(15)).day == dt.date(2026, 10, 1)
    assert deadline(start, Natural(15), extends=True).day == dt.date(2026, 10, 8)


def test_an_unknown_year_is_provisional_until_covered() -> None:
    start = dt.date(LAST_YEAR, 12, 28)
    assert not deadline(start, Working(3)).provisional
    assert deadline(start, Working(4)).provisional
    rows = {dt.date(LAST_YEAR + 1, 1, 1): False}
    covered = LocalDays(rows, frozenset({LAST_YEAR + 1}))
    due = deadline(start, Working(4), covered, article="行政处罚法 第六十一条")
    assert (due.day, due.provisional) == (dt.date(LAST_YEAR + 1, 1, 4), False)
    assert due.article == "行政处罚法 第六十一条"
    assert not deadline(start, Natural(30)).provisional
    assert deadline(start, Natural(30), extends=True).provisional


def test_a_row_of_the_installation_wins() -> None:
    day = dt.date(2026, 11, 5)
    assert not is_working_day(day, LocalDays({day: False}))
    assert add_working_days(dt.date(2026, 11, 4), 1, LocalDays({day: False})) == dt.date(
        2026, 11, 6
    )


def test_hours_run_from_the_moment_across_zones() -> None:
    start = dt.datetime(2026, 11, 2, 20, 30, tzinfo=dt.UTC)
    due = deadline(start, Hours(24))
    assert due.moment == dt.datetime(2026, 11, 4, 4, 30, tzinfo=SHANGHAI)
    assert due.day == dt.date(2026, 11, 4)
    assert not due.over(start + dt.timedelta(hours=24))
    assert due.over(start + dt.timedelta(hours=24, seconds=1))


def test_hours_across_the_summer_time_of_1991() -> None:
    start = dt.datetime(1991, 4, 13, 12, 0, tzinfo=SHANGHAI)
    moment = deadline(start, Hours(24)).moment
    assert moment is not None
    assert moment - start.astimezone(dt.UTC) == dt.timedelta(hours=24)
    assert moment.hour == 13


def test_a_moment_counts_as_its_day_in_china() -> None:
    late = dt.datetime(2026, 11, 2, 17, 0, tzinfo=dt.UTC)  # one in the morning of the 3rd
    assert deadline(late, Natural(1)).day == dt.date(2026, 11, 4)


def test_the_last_day_belongs_to_the_term() -> None:
    due = deadline(dt.date(2026, 11, 2), Natural(1))
    assert not due.over(dt.datetime(2026, 11, 3, 23, 59, tzinfo=SHANGHAI))
    assert due.over(dt.datetime(2026, 11, 4, 0, 0, tzinfo=SHANGHAI))


def test_what_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="moment"):
        deadline(dt.date(2026, 11, 2), Hours(1))
    with pytest.raises(ValueError, match="time zone"):
        deadline(dt.datetime(2026, 11, 2), Hours(1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        deadline(dt.datetime(2026, 11, 2), Natural(1))  # noqa: DTZ001


@given(DAYS, st.integers(1, 40), LOCALS)
def test_a_term_ends_on_a_working_day_after_exactly_so_many(
    start: dt.date, days: int, local: LocalDays
) -> None:
    end = add_working_days(start, days, local)
    assert is_working_day(end, local)
    assert working_days_between(start, end, local) == days
    assert add_working_days(end, -days, local) <= next_working_day(start, local)


@given(DAYS, st.integers(1, 40), st.integers(1, 40), LOCALS)
def test_terms_add_up(start: dt.date, one: int, two: int, local: LocalDays) -> None:
    whole = add_working_days(start, one + two, local)
    assert add_working_days(add_working_days(start, one, local), two, local) == whole


@given(DAYS, st.integers(1, 60), LOCALS)
def test_provisional_means_a_day_nobody_knows(start: dt.date, days: int, local: LocalDays) -> None:
    due = deadline(start, Working(days), local)
    span = [start + dt.timedelta(days=n) for n in range(1, (due.day - start).days + 1)]
    assert due.provisional is not all(is_known(day, local) for day in span)


def test_nothing_local_is_empty() -> None:
    assert not NO_LOCAL_DAYS.days
    assert not NO_LOCAL_DAYS.covered
