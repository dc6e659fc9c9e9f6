"""When a township's people can be where: working days, four slots a day, one visit a slot.

One visit a slot keeps every officer in one place at a time without asking each of them.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from random import Random

from angen.kernel.calendar import SHANGHAI, is_working_day
from angen.orgs.models import Agency, Appointment, Certificate, CertificateCheck

STARTS = (dt.time(8, 40), dt.time(10, 20), dt.time(14, 0), dt.time(15, 40))
FOREVER = dt.date.max


@dataclass(frozen=True)
class Holder:
    """An officer with an enforcement certificate, and the days on which both hold."""

    officer: int
    certificate: int
    number: str
    since: dt.date
    until: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether the officer may inspect on a day."""
        return self.since <= day <= self.until


@dataclass(frozen=True)
class Slot:
    """A time on a working day, and who goes."""

    starts: dt.datetime
    ends: dt.datetime
    team: tuple[Holder, ...]

    @property
    def day(self) -> dt.date:
        """Its day."""
        return self.starts.date()


@dataclass
class Unit:
    """A body with its certified people and what its diary has taken."""

    agency: Agency
    holders: list[Holder]
    taken: set[tuple[dt.date, int]] = field(default_factory=set)

    @property
    def code(self) -> str:
        """The code of its area."""
        return str(self.agency.area_id)

    def team(self, day: dt.date) -> list[Holder]:
        """Who may inspect on a day; fewer than two may not at all (行政处罚法 第四十二条)."""
        there = {one.officer: one for one in self.holders if one.holds(day)}
        return list(there.values())

    def take(
        self,
        random: Random,
        first: dt.date,
        last: dt.date,
        wanted: tuple[Holder, ...] = (),
    ) -> Slot | None:
        """A free time from ``first`` to ``last`` for two or three people (or those wanted)."""
        days = working_days(first, last)
        if not days:
            return None
        begin = random.randrange(len(days))
        for place in range(len(days)):
            day = days[(begin + place) % len(days)]
            there = self.team(day)
            free = [n for n in range(len(STARTS)) if (day, n) not in self.taken]
            if len(there) < 2 or not free or not all(one.holds(day) for one in wanted):
                continue
            number = random.choice(free)
            self.taken.add((day, number))
            count = 3 if len(there) > 3 and random.random() < 0.12 else 2
            return _slot(random, day, number, wanted or tuple(random.sample(there, count)))
        return None


def _slot(random: Random, day: dt.date, number: int, team: tuple[Holder, ...]) -> Slot:
    starts = dt.datetime.combine(day, STARTS[number], SHANGHAI)
    starts += dt.timedelta(minutes=random.randrange(0, 12))
    return Slot(starts, starts + dt.timedelta(minutes=random.randrange(42, 80)), team)


@cache
def _calendar(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    days = (first + dt.timedelta(n) for n in range((dt.date(year + 1, 1, 1) - first).days))
    return [day for day in days if is_working_day(day)]


def working_days(first: dt.date, last: dt.date) -> list[dt.date]:
    """The working days from ``first`` to ``last``, both included."""
    found: list[dt.date] = []
    for year in range(first.year, last.year + 1):
        days = _calendar(year)
        found += days[bisect_left(days, first) : bisect_right(days, last)]
    return found


def month_of(year: int, month: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a month."""
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, 1), after - dt.timedelta(1)


def quarter_of(day: dt.date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def units_of(agencies: Iterable[Agency]) -> dict[str, Unit]:
    """Bodies by the code of their area, each with the people who may inspect for it."""
    known = {agency.pk: agency for agency in agencies}
    false = set(
        CertificateCheck.objects.filter(genuine=False).values_list("certificate", flat=True)
    )
    papers = defaultdict(list)
    held = Certificate.objects.filter(kind=Certificate.Kind.ENFORCEMENT).exclude(pk__in=false)
    for row in held.order_by("pk").values_list("officer", "pk", "number", "valid_from", "valid_to"):
        papers[row[0]].append(row[1:])
    people: dict[int, list[Holder]] = defaultdict(list)
    posts = Appointment.objects.filter(agency__in=known, works_elsewhere="").exclude(
        post=Appointment.Post.LEADER
    )
    rows = posts.order_by("pk").values_list("agency", "officer", "valid_from", "valid_to")
    for agency, officer, since, until in rows:
        for pk, number, first, last in papers.get(officer, ()):
            day, end = max(since, first), min(until or FOREVER, last or FOREVER)
            if day <= end:
                people[agency].append(Holder(officer, pk, number, day, end))
    return {str(agency.area_id): Unit(agency, people[pk]) for pk, agency in known.items()}
