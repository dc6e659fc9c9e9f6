"""Days on site of people: those of recorded visits, and those entered by hand (A10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from angen.capacity import fieldwork
from angen.capacity.models import FieldDay


@dataclass(frozen=True)
class SiteDay:
    """One day of one person. ``visited``: a recorded visit proves it; else it was entered by hand."""

    on: dt.date
    visited: bool
    place: str


def field_days(
    since: dt.date, until: dt.date, officers: Collection[int]
) -> dict[int, list[SiteDay]]:
    """The days of each person, both ends included, one a day: a visit goes before an entry."""
    by_day: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    for one in fieldwork.worked(since, until, officers):
        by_day[one.officer, one.on].append(one.place)
    found = {key: SiteDay(key[1], True, "、".join(places)) for key, places in by_day.items()}
    entered = FieldDay.objects.filter(worked_on__range=(since, until), officer__in=officers)
    for officer, on, place in entered.order_by().values_list("officer", "worked_on", "place"):
        found.setdefault((officer, on), SiteDay(on, False, place))
    days: dict[int, list[SiteDay]] = defaultdict(list)
    for (officer, _), day in sorted(found.items(), key=lambda each: each[0]):
        days[officer].append(day)
    return dict(days)
