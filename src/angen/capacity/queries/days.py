"""The day a page shows, and months and years as people type them."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from django.conf import settings
from django.utils import timezone

from angen.kernel.refusal import Refused

MONTH = re.compile(r"(\d{4})-(\d{2})")


def default_day() -> dt.date:
    """Today; in a demo the day its records end."""
    day: dt.date | None = getattr(settings, "DEMO_DAY", None) if settings.DEMO else None
    return day or timezone.localdate()


def day_of(text: str) -> dt.date:
    """The day a user wrote; the default day for nothing. Raises Refused."""
    if not text:
        return default_day()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(f"没有“{text[:20]}”这一天，请写成2021-12-31这样的日期。") from None


def last_day(month: dt.date) -> dt.date:
    """The last day of the month that holds the day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def month_of(text: str) -> dt.date:
    """The first day of the month a user wrote ("2021-12"). Raises Refused."""
    found = MONTH.fullmatch(text)
    try:
        return dt.date(int(found[1]), int(found[2]), 1) if found else _no_month(text)
    except ValueError:
        return _no_month(text)


def _no_month(text: str) -> dt.date:
    raise Refused(f"没有“{text[:20]}”这个月份，请写成2021-12这样的月份。")


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
