"""Who is due for the next round of training (轮训), and who never had one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from angen.capacity.models import Attendance, Course
from angen.capacity.queries.bodies import in_post, within_area
from angen.capacity.queries.days import months_after
from angen.capacity.queries.numbers import Numbers, numbers
from angen.kernel.access import Actor, rows
from angen.orgs.models import Area
from angen.rulebook.queries import Ruling

SEE: Final = "capacity.see_training_due"
# The strictest of these that the packs of an area set: 每3年轮训一次, or one round within a year.
ROUND_NUMBERS: Final = ("rotation_months", "training_round_months")
WARNING_NUMBER: Final = "rotation_warning_days"
OVERDUE, SOON, LATER, NO_RULE = "overdue", "soon", "later", "no_rule"
STATES: Final = {
    OVERDUE: "已逾期",
    SOON: "即将到期",
    LATER: "未到期",
    NO_RULE: "当地未规定轮训周期",
}


@dataclass(frozen=True)
class Due:
    """One person: the last round passed (None for never), and when the next is due."""

    officer_id: int
    name: str
    body: str
    area: Area
    last_on: dt.date | None
    since: dt.date
    due_on: dt.date | None
    days: int | None
    state: str
    ruling: Ruling | None

    @property
    def state_label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def left(self) -> str:
        """How long it is overdue, or how long there is."""
        if self.days is None:
            return ""
        return f"逾期{-self.days}天" if self.days < 0 else f"还有{self.days}天"


def came() -> Q:
    """The condition that an attendance is more than a name on the list."""
    marked = Q(passed__isnull=False) | Q(score__isnull=False)
    return Q(days__gt=0) | (Q(days__isnull=True) & marked)


def last_rounds(on: dt.date) -> QuerySet[Any, Any]:
    """The last day of a passed round by the officer of the outer query's ``officer``."""
    passed = Attendance.objects.filter(
        came(),
        officer=OuterRef("officer"),
        passed=True,
        session__ends_on__lte=on,
        session__course__kind__in=Course.ROUNDS,
    )
    return passed.order_by().values("officer").annotate(last=Max("session__ends_on")).values("last")


def due(actor: Actor, on: dt.date, area: Area | None = None) -> list[Due]:
    """Everybody in post whom the actor sees: overdue first, then by due date.

    The term runs from the last passed round, else from entering the work, else from the post.
    """
    seen = rows(actor, SEE).values("pk")
    posts = (
        in_post(on)
        .filter(within_area(area, "agency__area__path"), officer__in=seen)
        .annotate(last_on=Subquery(last_rounds(on)))
        .order_by("valid_from", "pk")
        .values_list(
            *("officer_id", "officer__name", "agency__name", "agency__area_id", "last_on"),
            *("officer__entered_on", "valid_from"),
        )
    )
    first: dict[tuple[int, str], _Post] = {}
    for post in map(_Post._make, posts):
        first.setdefault((post.officer_id, post.area_id), post)
    areas = Area.objects.in_bulk({post.area_id for post in first.values()})
    found = numbers((*ROUND_NUMBERS, WARNING_NUMBER), areas.values(), on)
    terms = {code: _term(code, found) for code in areas}
    people = [_due(post, on, areas[post.area_id], *terms[post.area_id]) for post in first.values()]
    return sorted(people, key=_order)


class _Post(NamedTuple):
    """What is needed of a post; whole records of hundreds of people cost too much."""

    officer_id: int
    name: str
    body: str
    area_id: str
    last_on: dt.date | None
    entered_on: dt.date | None
    valid_from: dt.date


def _term(code: str, found: dict[str, Numbers]) -> tuple[Ruling | None, Decimal]:
    """How many months a round is good for in an area, and how many days before one is warned."""
    warning = found[WARNING_NUMBER][code]
    ruling = _strictest(found[name][code] for name in ROUND_NUMBERS)
    return ruling, warning.value if warning else Decimal(0)


def _due(post: _Post, on: dt.date, area: Area, ruling: Ruling | None, warning: Decimal) -> Due:
    since = post.last_on or post.entered_on or post.valid_from
    due_on = months_after(since, int(ruling.value)) if ruling else None
    days = (due_on - on).days if due_on else None
    return Due(
        officer_id=post.officer_id,
        name=post.name,
        body=post.body,
        area=area,
        last_on=post.last_on,
        since=since,
        due_on=due_on,
        days=days,
        state=_state(days, warning),
        ruling=ruling,
    )


def _strictest(rulings: Iterable[Ruling | None]) -> Ruling | None:
    return min((r for r in rulings if r is not None), key=lambda r: r.value, default=None)


def _state(days: int | None, warning: Decimal) -> str:
    if days is None:
        return NO_RULE
    if days < 0:
        return OVERDUE
    return SOON if days <= warning else LATER


def _order(one: Due) -> tuple[dt.date, str, str]:
    return one.due_on or dt.date.max, one.area.path, one.name
