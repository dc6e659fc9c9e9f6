"""The working days an installation knows, and what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone

from angen.kernel.calendar import SHANGHAI, LocalDays
from angen.orgs.models import Area
from angen.worklist.models import LocalDay, LocalYear

_Rows = tuple[tuple[tuple[str, dt.date, bool], ...], tuple[tuple[str, int], ...]]
_kept: tuple[tuple[Any, ...], _Rows] | None = None


def now() -> dt.datetime:
    """This moment; in a demo the same hour of the day on which its records end."""
    here = timezone.now().astimezone(SHANGHAI)
    day: dt.date | None = getattr(settings, "DEMO_DAY", None) if settings.DEMO else None
    return here if day is None else dt.datetime.combine(day, here.time(), SHANGHAI)


def local_days(area: Area | str, years: Iterable[int] | None = None) -> LocalDays:
    """What the calendar of ``area`` (or of an area path) knows better than the shipped one.

    Rows of the areas above hold below; the nearer one counts. ``years`` limits the answer. The
    tables are small and read once a process: a stamp, one query, tells of changes.
    """
    days, years_covered = _rows()
    steps = (area.path if isinstance(area, Area) else area).strip("/").split("/")
    depth = {code: place for place, code in enumerate(steps)}
    wanted = None if years is None else set(years)
    found: dict[dt.date, tuple[int, bool]] = {}
    for code, day, working in days:
        if code in depth and (wanted is None or day.year in wanted):
            nearest = found.get(day)
            if nearest is None or nearest[0] < depth[code]:
                found[day] = (depth[code], working)
    covered = (year for code, year in years_covered if code in depth)
    return LocalDays(
        {day: working for day, (_, working) in sorted(found.items())},
        frozenset(year for year in covered if wanted is None or year in wanted),
    )


def _rows() -> _Rows:
    global _kept
    days = LocalDay.objects.aggregate(count=Count("pk"), last=Max("changed_at"), top=Max("pk"))
    years = LocalYear.objects.aggregate(count=Count("pk"), last=Max("changed_at"), top=Max("pk"))
    stamp = (connection.settings_dict["NAME"], *days.values(), *years.values())
    kept = _kept
    if kept is not None and kept[0] == stamp:
        return kept[1]
    rows: _Rows = (
        tuple(LocalDay.objects.order_by("pk").values_list("area_id", "day", "working")),
        tuple(LocalYear.objects.order_by("pk").values_list("area_id", "year")),
    )
    # Within a transaction that may yet be undone nothing is kept for others.
    if not connection.in_atomic_block:
        _kept = (stamp, rows)
    return rows
