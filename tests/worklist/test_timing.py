"""Ends, stages, pauses and quiet hours, on any day."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from angen.kernel.calendar import (
    SHANGHAI,
    Due,
    LocalDays,
    add_working_days,
    is_working_day,
    working_days_between,
)
from angen.worklist import timing
from worklist.conftest import at

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2028, 12, 31))
MOMENTS = st.datetimes(
    dt.datetime(2019, 1, 1),  # noqa: DTZ001
    dt.datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(SHANGHAI),
)
SPANS = st.integers(0, 60)
WARNS = st.lists(st.integers(0, 90), max_size=4)


@given(day=DAYS, moment=st.none() | MOMENTS, now=MOMENTS)
def test_the_end_agrees_with_the_calendar(day, moment, now):
    due = Due(moment.date() if moment else day, moment)
    assert due.over(now) == (now > timing.end_of(due.day, due.moment))


@given(day=DAYS, moment=st.none() | MOMENTS, warns=WARNS, now=MOMENTS)
def test_stages_run_in_order_and_end_with_the_delay(day, moment, warns, now):
    due = Due(moment.date() if moment else day, moment)
    told = timing.stages(due.day, due.moment, warns)
    assert [s.at for s in told] == sorted(s.at for s in told)
    assert len({s.name for s in told}) == len(told)
    reached, coming = timing.current(told, now), timing.following(told, now)
    assert due.over(now) == (reached is not None and reached.name == timing.OVERDUE)
    assert due.over(now) == (coming is None)
    assert coming is None or coming > now


@given(start=DAYS, term=SPANS, before=SPANS, still=SPANS)
def test_natural_days_of_a_pause_are_added(start, term, before, still):
    due = start + dt.timedelta(days=term)
    since = min(start + dt.timedelta(days=before), due)
    on = since + dt.timedelta(days=still)
    assert timing.resumed(due, since, on, working=False) - on == due - since


@given(start=DAYS, term=st.integers(1, 40), before=SPANS, still=SPANS)
def test_what_was_left_in_working_days_is_left(start, term, before, still):
    due = add_working_days(start, term)
    since = min(start + dt.timedelta(days=before), due)
    on = since + dt.timedelta(days=still)
    new = timing.resumed(due, since, on, working=True)
    assert is_working_day(new)
    assert new >= due
    assert working_days_between(since, due) in (
        working_days_between(on, new),
        0,  # the last day itself: it is given again, on the next working day
    )


def test_two_pauses_are_as_good_as_one():
    due = dt.date(2026, 3, 20)
    once = timing.resumed(due, dt.date(2026, 3, 4), dt.date(2026, 3, 12), working=True)
    half = timing.resumed(due, dt.date(2026, 3, 4), dt.date(2026, 3, 9), working=True)
    assert timing.resumed(half, dt.date(2026, 3, 9), dt.date(2026, 3, 12), working=True) == once


@given(now=MOMENTS)
def test_nights_and_days_off_are_quiet(now):
    quiet = timing.is_quiet(now, timing.Quiet(22, 7))
    assert quiet == (now.hour >= 22 or now.hour < 7 or not is_working_day(now.date()))


def test_quiet_hours_meet_local_days_and_other_hours():
    monday = at("2026-03-02 12:30")
    assert not timing.is_quiet(monday, timing.Quiet(22, 7))
    assert timing.is_quiet(monday, timing.Quiet(22, 7), LocalDays({monday.date(): False}))
    assert timing.is_quiet(monday, timing.Quiet(12, 14))
    assert not timing.is_quiet(at("2026-03-02 14:00"), timing.Quiet(12, 14))
    assert timing.is_quiet(at("2026-03-02 21:59"), timing.Quiet(18, 8))
    # 2026-02-14 is a Saturday on which the country works.
    assert not timing.is_quiet(at("2026-02-14 09:00"), timing.Quiet(22, 7))


def test_what_is_left_in_words():
    now = at("2026-03-02 09:00")
    assert timing.left(dt.date(2026, 3, 2), None, now) == "今天到期"
    assert timing.left(dt.date(2026, 3, 5), None, now) == "还剩3天"
    assert timing.left(dt.date(2026, 2, 27), None, now) == "已超期3天"
    assert timing.left(dt.date(2026, 3, 2), at("2026-03-02 14:30"), now) == "还剩5小时"
    assert timing.left(dt.date(2026, 3, 2), at("2026-03-02 07:00"), now) == "已超期2小时"
    assert timing.left(dt.date(2026, 3, 2), at("2026-03-02 09:20"), now) == "不到1小时"
    assert timing.left(dt.date(2026, 3, 9), at("2026-03-09 09:20"), now) == "还剩7天"


def test_a_year_nobody_knows_is_uncertain():
    known = LocalDays(covered=frozenset({2027}))
    assert timing.uncertain(dt.date(2026, 12, 30), dt.date(2027, 1, 5))
    assert not timing.uncertain(dt.date(2026, 12, 30), dt.date(2027, 1, 5), known)
    assert not timing.uncertain(dt.date(2026, 3, 1), dt.date(2026, 4, 1))
