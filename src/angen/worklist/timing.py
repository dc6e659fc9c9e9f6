"""When a deadline ends, warns and rests: pure arithmetic on the kernel's calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from angen.kernel.calendar import (
    NO_LOCAL_DAYS,
    SHANGHAI,
    LocalDays,
    add_natural_days,
    add_working_days,
    is_known,
    is_working_day,
    next_working_day,
    working_days_between,
)

OVERDUE = "overdue"
_TICK = dt.timedelta(microseconds=1)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Stage:
    """A moment at which people are told: so many days before ("warn-3"), or "overdue"."""

    name: str
    at: dt.datetime


@dataclass(frozen=True)
class Quiet:
    """The hours (of China) in which nobody is disturbed; from 22 to 7 runs over midnight."""

    since: int
    until: int


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of a day in China."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def end_of(day: dt.date, moment: dt.datetime | None = None) -> dt.datetime:
    """The last moment within the term: later is overdue."""
    return moment if moment is not None else midnight(day + _DAY) - _TICK


def stages(day: dt.date, moment: dt.datetime | None, warns: Iterable[int]) -> list[Stage]:
    """The moments at which to tell, in order; "overdue" is always the last."""
    end = end_of(day, moment)
    found = []
    for days in sorted(set(warns), reverse=True):
        before = dt.timedelta(days=days)
        at = moment - before if moment is not None else midnight(day - before)
        if at < end:
            found.append(Stage(f"warn-{days}", at))
    return [*found, Stage(OVERDUE, end + _TICK)]


def current(told: Sequence[Stage], now: dt.datetime) -> Stage | None:
    """The stage reached at ``now``. Earlier ones that nobody was told of are not made up for."""
    return next((stage for stage in reversed(told) if stage.at <= now), None)


def following(told: Sequence[Stage], now: dt.datetime) -> dt.datetime | None:
    """The next moment after ``now``; None when all is said."""
    return next((stage.at for stage in told if stage.at > now), None)


def is_quiet(now: dt.datetime, quiet: Quiet, local: LocalDays = NO_LOCAL_DAYS) -> bool:
    """Whether a notice that is not urgent has to wait: by night and on days off."""
    here = now.astimezone(SHANGHAI)
    if not is_working_day(here.date(), local):
        return True
    if quiet.since <= quiet.until:
        return quiet.since <= here.hour < quiet.until
    return here.hour >= quiet.since or here.hour < quiet.until


def resumed(
    due: dt.date, since: dt.date, on: dt.date, *, working: bool, local: LocalDays = NO_LOCAL_DAYS
) -> dt.date:
    """The new last day of a term that stood still from ``since`` to ``on``.

    What was left at ``since`` is left at ``on``: the days between are not counted, in working days
    where the term counts these.
    """
    if not working:
        return add_natural_days(due, (on - since).days)
    left = working_days_between(since, due, local)
    return next_working_day(on, local) if left == 0 else add_working_days(on, left, local)


def uncertain(start: dt.date, end: dt.date, local: LocalDays = NO_LOCAL_DAYS) -> bool:
    """Whether a day between two days is not known to be a working day or not."""
    first, last = min(start, end), max(start, end)
    return any(not is_known(first + n * _DAY, local) for n in range(1, (last - first).days + 1))


def said(day: dt.date, moment: dt.datetime | None = None) -> str:
    """The end as people read it: "2026-10-08", or with its minute for a term in hours."""
    if moment is None:
        return day.isoformat()
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def left(day: dt.date, moment: dt.datetime | None, now: dt.datetime) -> str:
    """How much is left, in words."""
    if moment is not None and abs(moment - now) < dt.timedelta(hours=48):
        hours = int(abs(moment - now).total_seconds() // 3600)
        if moment < now:
            return f"已超期{hours}小时" if hours else "刚刚超期"
        return f"还剩{hours}小时" if hours else "不到1小时"
    days = (day - now.astimezone(SHANGHAI).date()).days
    if days < 0:
        return f"已超期{-days}天"
    return f"还剩{days}天" if days else "今天到期"
