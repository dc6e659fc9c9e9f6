"""What one person must do, the most pressing first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from angen.kernel.access import Actor, rows
from angen.kernel.calendar import SHANGHAI
from angen.worklist import timing
from angen.worklist.access import own
from angen.worklist.models import Deadline, Notice
from angen.worklist.states import DeadlineState

SHOWN = 40  # rows of the inbox; the rest is counted and in the ledger


@dataclass(frozen=True)
class Task:
    """A row: ``left`` in words, ``tone`` of the mark, whether it is the office's, not a person's."""

    deadline: Deadline
    left: str
    tone: str
    shared: bool


@dataclass(frozen=True)
class Part:
    """A part of the inbox with what it shows and how many there are."""

    key: str
    label: str
    count: int
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Limits:
    """The ends of today and of this week, which ends on Sunday."""

    now: dt.datetime

    @property
    def today(self) -> dt.datetime:
        """The last moment of today."""
        return timing.end_of(self.now.astimezone(SHANGHAI).date())

    @property
    def week(self) -> dt.datetime:
        """The last moment of this week."""
        day = self.now.astimezone(SHANGHAI).date()
        return timing.end_of(day + dt.timedelta(days=6 - day.weekday()))

    def parts(self) -> dict[str, tuple[str, Q]]:
        """Key to label and condition; every waiting deadline is in exactly one."""
        is_open = Q(state=DeadlineState.OPEN)
        return {
            "overdue": ("已超期", is_open & Q(ends_at__lt=self.now)),
            "today": ("今天到期", is_open & Q(ends_at__gte=self.now, ends_at__lte=self.today)),
            "week": ("本周到期", is_open & Q(ends_at__gt=self.today, ends_at__lte=self.week)),
            "later": ("以后", is_open & Q(ends_at__gt=max(self.week, self.today))),
            "paused": ("中止计算", Q(state=DeadlineState.PAUSED)),
        }

    def part_of(self, deadline: Deadline) -> str:
        """The part a deadline belongs to."""
        if deadline.state == DeadlineState.PAUSED:
            return "paused"
        if deadline.ends_at < self.now:
            return "overdue"
        if deadline.ends_at <= self.today:
            return "today"
        return "week" if deadline.ends_at <= self.week else "later"


def mine(actor: Any) -> QuerySet[Deadline]:
    """What waits for the actor in person, and what waits for nobody by name in the own office.

    The office's are shown to those who see its deadlines anyway.
    """
    for_me = own(actor)
    if agency := getattr(actor, "agency_id", None):
        for_me |= Q(agency=agency, officer=None, account=None)
    found: QuerySet[Deadline] = rows(actor, "worklist.see_deadline", Deadline.objects.waiting())
    return found.filter(for_me)


def inbox(actor: Actor, now: dt.datetime) -> list[Part]:
    """The parts that hold anything, the most pressing first; two queries."""
    limits, found = Limits(now), mine(actor)
    parts = limits.parts()
    counts = found.aggregate(
        **{key: Count("pk", condition) for key, (_, condition) in parts.items()}
    )
    shown: dict[str, list[Task]] = {key: [] for key in parts}
    # Those that stand still come last, whatever their end was.
    listed = found.select_related("agency", "officer", "account")
    for deadline in listed.order_by("state", "ends_at", "pk")[:SHOWN]:
        key = limits.part_of(deadline)
        shown[key].append(_task(deadline, key, now))
    return [
        Part(key, label, counts[key], shown[key])
        for key, (label, _) in parts.items()
        if counts[key]
    ]


TONES = {"overdue": "not_met", "today": "unknown"}


def _task(deadline: Deadline, key: str, now: dt.datetime) -> Task:
    left = timing.left(deadline.due_on, deadline.due_at, now)
    if key == "paused":
        left = "中止计算"
    named = deadline.officer_id is not None or deadline.account_id is not None
    return Task(deadline, left, TONES.get(key, ""), not named)


def badge(actor: Actor, now: dt.datetime) -> int:
    """How much is due today or overdue: the number beside the entry of the menu; one query."""
    limits = Limits(now)
    pressing = mine(actor).filter(state=DeadlineState.OPEN, ends_at__lte=limits.today)
    return pressing.count()


def unread(actor: Actor) -> QuerySet[Notice]:
    """Own notices not read yet; those of deadlines met since are no news any more."""
    found: QuerySet[Notice] = rows(actor, "worklist.read_notice")
    return found.filter(read_at=None, deadline__closed_at=None)


def notices(actor: Actor, most: int = 100) -> list[Notice]:
    """Own notices, unread first, then the newest."""
    found: QuerySet[Notice] = rows(actor, "worklist.read_notice")
    fresh = list(unread(actor).select_related("deadline").order_by("-made_at", "-pk")[:most])
    known = {notice.pk for notice in fresh}
    rest = found.exclude(pk__in=known).select_related("deadline").order_by("-made_at", "-pk")
    return [*fresh, *rest[: most - len(fresh)]]
