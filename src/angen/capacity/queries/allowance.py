"""Monthly post allowance (岗位津贴): field days per person against the threshold of the month.

人社部发〔2012〕55号, 湘政办意见 第11条: people on the establishment with enough working days on site.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Max, Q

from angen.capacity import fieldwork
from angen.capacity.models import FieldDay
from angen.capacity.queries.bodies import within_area
from angen.capacity.queries.days import last_day
from angen.capacity.queries.field_days import SiteDay, field_days
from angen.capacity.queries.numbers import numbers
from angen.kernel.access import Actor, rows
from angen.orgs.indicators.relations import ENFORCING
from angen.orgs.models import Agency, Appointment, Area
from angen.rulebook.queries import Ruling

SEE: Final = "capacity.see_allowance"
THRESHOLD: Final = "allowance_field_days"
AMOUNT: Final = "allowance_month"
UNVERIFIED: Final = "unverified"


@dataclass(frozen=True)
class Line:
    """One person's month. ``earned`` is None where nothing can be said: no rule, no record.

    ``each`` are the days that count, each once, whether a visit proves it or it was entered.
    """

    officer_id: int
    name: str
    days: int
    short: int | None
    earned: bool | None
    yuan: Decimal | None
    each: Sequence[SiteDay] = ()

    @property
    def visited(self) -> int:
        """How many of the days follow from recorded visits."""
        return sum(day.visited for day in self.each)

    @property
    def entered(self) -> int:
        """How many were entered by hand and no visit proves."""
        return self.days - self.visited


@dataclass(frozen=True)
class Sheet:
    """The list of one body for one month.

    Where nobody of the body has a field day in the month, the days were not entered: unknown.
    """

    body: Agency
    threshold: Ruling | None
    amount: Ruling | None
    recorded: bool
    lines: list[Line]

    @property
    def earners(self) -> int:
        """How many earned the month's allowance."""
        return sum(1 for line in self.lines if line.earned)

    @property
    def yuan(self) -> Decimal:
        """What the month costs, as far as it is known."""
        return sum((line.yuan for line in self.lines if line.yuan), Decimal(0))

    @property
    def rulings(self) -> list[Ruling]:
        """The numbers applied."""
        return [ruling for ruling in (self.threshold, self.amount) if ruling is not None]


def latest_month(actor: Actor, until: dt.date) -> dt.date:
    """The month of the last day on site up to ``until`` that the actor sees; else that of ``until``."""
    officers = rows(actor, SEE).values_list("pk", flat=True)
    seen = FieldDay.objects.filter(worked_on__lte=until, officer__in=officers)
    newest: dt.date | None = seen.aggregate(last=Max("worked_on"))["last"]
    month = until.replace(day=1)
    if newest is not None and newest < month and fieldwork.worked(month, until, officers):
        newest = None
    return (newest or until).replace(day=1)


def sheets(actor: Actor, month: dt.date, area: Area | None = None) -> list[Sheet]:
    """The lists of all bodies in ``area`` whose people the actor sees; ``month`` is its first day."""
    end = last_day(month)
    posts = _posts(actor, month, end, area)
    days = field_days(month, end, list(posts))
    by_body: dict[int, list[_Post]] = {}
    for post in posts.values():
        by_body.setdefault(post.agency_id, []).append(post)
    bodies = Agency.objects.filter(pk__in=list(by_body)).select_related("area")
    inside = list(bodies.order_by("area__path", "name"))
    found = numbers((THRESHOLD, AMOUNT), (body.area for body in inside), end)
    return [_sheet(body, by_body[body.pk], days, found) for body in inside]


class _Post(NamedTuple):
    """Who serves where."""

    officer_id: int
    name: str
    agency_id: int


def _posts(actor: Actor, month: dt.date, end: dt.date, area: Area | None) -> dict[int, _Post]:
    """The last post in the month of each person on the establishment of an enforcing body."""
    during = Q(valid_from__lte=end) & (Q(valid_to=None) | Q(valid_to__gte=month))
    posts = (
        Appointment.objects.filter(
            during,
            within_area(area, "agency__area__path"),
            agency__kind__in=ENFORCING,
            on_establishment=True,
            works_elsewhere="",
            officer__in=rows(actor, SEE).values("pk"),
        )
        .exclude(post=Appointment.Post.LEADER)
        .order_by("valid_from", "pk")
        .values_list("officer_id", "officer__name", "agency_id")
    )
    return {post.officer_id: post for post in map(_Post._make, posts)}


def _sheet(
    body: Agency,
    staff: Iterable[_Post],
    days: Mapping[int, Sequence[SiteDay]],
    found: Mapping[str, Mapping[str, Ruling | None]],
) -> Sheet:
    people = sorted(staff, key=lambda post: (-len(days.get(post.officer_id, ())), post.name))
    threshold, amount = found[THRESHOLD][body.area_id], found[AMOUNT][body.area_id]
    recorded = any(post.officer_id in days for post in people)
    lines = [_line(p, days.get(p.officer_id, ()), threshold, amount, recorded) for p in people]
    return Sheet(body, threshold, amount, recorded, lines)


def _line(
    post: _Post,
    each: Sequence[SiteDay],
    threshold: Ruling | None,
    amount: Ruling | None,
    recorded: bool,
) -> Line:
    days = len(each)
    if threshold is None or not recorded:
        return Line(post.officer_id, post.name, days, None, None, None, each)
    short = max(0, int(threshold.value) - days)
    yuan = None if amount is None else amount.value if not short else Decimal(0)
    return Line(post.officer_id, post.name, days, short, not short, yuan, each)
