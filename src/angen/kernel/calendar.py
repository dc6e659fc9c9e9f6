"""Working days, natural days, hours: the only place that counts a legal term.

Public holidays and moved working days come from ``chinesecalendar``, which is compiled from the
yearly notices of the General Office of the State Council and ends with 2026. A later year counts
Monday to Friday and is *provisional* until local rows cover it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays

from angen.kernel.states import Hours, Term, Working

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
FIRST_YEAR: Final = min(holidays).year
LAST_YEAR: Final = max(holidays).year
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class LocalDays:
    """What an installation knows better: ``days`` maps a day to "is a working day".

    ``covered`` are the years whose notice has been entered in full; in them a day without a row is
    a working day from Monday to Friday, and nothing is provisional.
    """

    days: Mapping[dt.date, bool] = field(default_factory=lambda: MappingProxyType({}))
    covered: frozenset[int] = frozenset()


NO_LOCAL_DAYS: Final = LocalDays()


@dataclass(frozen=True)
class Due:
    """The end of a term: the last day, the exact moment for terms in hours, and why.

    ``provisional``: the term runs through a year whose holidays are not known yet.
    """

    day: dt.date
    moment: dt.datetime | None = None
    provisional: bool = False
    article: str = ""

    def over(self, now: dt.datetime) -> bool:
        """Whether the term has run out at ``now``; on the last day it has not."""
        if self.moment is not None:
            return now > self.moment
        return now.astimezone(SHANGHAI).date() > self.day


def is_known(day: dt.date, local: LocalDays = NO_LOCAL_DAYS) -> bool:
    """Whether it is known for certain if ``day`` is a working day."""
    return day in local.days or day.year in local.covered or FIRST_YEAR <= day.year <= LAST_YEAR


def is_working_day(day: dt.date, local: LocalDays = NO_LOCAL_DAYS) -> bool:
    """Whether ``day`` is a working day; Monday to Friday where the year is not known."""
    if day in local.days:
        return local.days[day]
    if day.year not in local.covered and FIRST_YEAR <= day.year <= LAST_YEAR:
        return bool(is_workday(day))
    return day.weekday() < 5


def add_natural_days(start: dt.date, days: int) -> dt.date:
    """The last day of a term of natural days; the day of ``start`` is not counted (民法典 第二百零一条)."""
    return start + dt.timedelta(days=days)


def add_working_days(start: dt.date, days: int, local: LocalDays = NO_LOCAL_DAYS) -> dt.date:
    """The last day of a term of working days; the day of ``start`` is not counted.

    Negative ``days`` count back: the last day on which something due "so many working days before"
    may be done.
    """
    step = _DAY if days > 0 else -_DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day, local)
    return day


def working_days_between(start: dt.date, end: dt.date, local: LocalDays = NO_LOCAL_DAYS) -> int:
    """Working days after ``start`` up to and including ``end``; negative where ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, local)
    days = (end - start).days
    return sum(is_working_day(start + n * _DAY, local) for n in range(1, days + 1))


def next_working_day(day: dt.date, local: LocalDays = NO_LOCAL_DAYS) -> dt.date:
    """``day`` itself if it is a working day, else the first one after it."""
    while not is_working_day(day, local):
        day += _DAY
    return day


def working_days_of_year(year: int, local: LocalDays = NO_LOCAL_DAYS) -> int:
    """The number of working days of a calendar year: 251 in 2024, 248 in 2025."""
    last = dt.date(year, 12, 31)
    return working_days_between(dt.date(year, 1, 1) - _DAY, last, local)


def deadline(
    start: dt.date | dt.datetime,
    term: Term,
    local: LocalDays = NO_LOCAL_DAYS,
    *,
    article: str = "",
    extends: bool = False,
) -> Due:
    """When a term that begins with ``start`` ends.

    The day of the beginning is not counted, the last day is (民法典 第二百零一条; “以内”“届满”含本数).
    行政处罚法 第八十五条 makes its terms of 2, 3, 5 and 7 days working days, 行政强制法 第六十九条
    those up to 10 days: the caller says which by ``Working`` or ``Natural``. ``extends``: a natural
    term that ends on a holiday runs to the next working day (民事诉讼法 第八十五条). Hours run from the
    very moment. A moment given for a term of days counts as its day in China. ValueError for hours
    from a bare day, or a moment without time zone.
    """
    if isinstance(term, Hours):
        return _after_hours(start, term, article)
    first = _day_of(start)
    if isinstance(term, Working):
        end = add_working_days(first, term.days, local)
    else:
        end = add_natural_days(first, term.days)
        if not extends:
            return Due(end, article=article)
        first, end = end - _DAY, next_working_day(end, local)
    return Due(end, provisional=_provisional(first, end, local), article=article)


def _after_hours(start: dt.date | dt.datetime, term: Hours, article: str) -> Due:
    if not isinstance(start, dt.datetime):
        raise ValueError("a term in hours begins with a moment, not with a day")
    if start.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    # Added in UTC: wall-clock arithmetic would be wrong across a change of offset.
    moment = (start.astimezone(dt.UTC) + dt.timedelta(hours=term.hours)).astimezone(SHANGHAI)
    return Due(moment.date(), moment=moment, article=article)


def _day_of(start: dt.date | dt.datetime) -> dt.date:
    if not isinstance(start, dt.datetime):
        return start
    if start.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return start.astimezone(SHANGHAI).date()


def _provisional(start: dt.date, end: dt.date, local: LocalDays) -> bool:
    first, last = min(start, end), max(start, end)
    if first.year >= FIRST_YEAR and last.year <= LAST_YEAR:
        return False
    return any(not is_known(first + n * _DAY, local) for n in range(1, (last - first).days + 1))
