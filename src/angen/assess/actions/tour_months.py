"""The monthly visits a pack asks for (月督月查) stand on the worklist of the level that visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.urls import reverse

from angen.assess import kinds
from angen.assess.models import Tour
from angen.assess.offices import offices_of
from angen.kernel.access import Actor
from angen.kernel.calendar import Due
from angen.orgs.models import Agency, Area
from angen.policy.evaluate import Unit, matches
from angen.policy.pack import Pack
from angen.policy.periods import span_of
from angen.policy.schema import Duty
from angen.rulebook.queries import active_packs, governing
from angen.worklist import actions as worklist
from angen.worklist.models import Deadline

VISIT: Final = "supervision_visit"  # what a duty of a pack calls it


def _duties(on: dt.date) -> list[tuple[Pack, Duty]]:
    return [
        (pack, duty)
        for pack in active_packs()
        for duty in pack.duties_on(on)
        if duty.what == VISIT and duty.every == "month"
    ]


def _bound(on: dt.date) -> Iterator[tuple[Area, str]]:
    """Areas that owe a visit of every township below this month, each with the clause."""
    asked = _duties(on)
    levels = {level for _, duty in asked for level in (duty.applies_to.level or ())}
    areas = Area.objects.filter(level__in=levels, until=None) if asked else Area.objects.none()
    for area in areas.order_by("path"):
        packs = {pack.id for pack in governing([pack for pack, _ in asked], area.path, on)}
        unit = Unit(area.pk, area.level, area.kind, frozenset())
        for pack, duty in asked:
            if pack.id in packs and matches(duty.applies_to, unit, frozenset()):
                yield area, duty.cite or ""
                break


@transaction.atomic
def expect_months(on: dt.date, *, by: Actor | None) -> int:
    """Wait for the visits of the month that holds ``on``; how many offices were told anew.

    An office that is done, or that still owes the month before, is not told again.
    """
    month = span_of("month", on)
    bound = dict((area.pk, (area, cite)) for area, cite in _bound(on))
    offices = offices_of(list(bound), on)
    waiting = Deadline.objects.waiting().filter(kind=kinds.TOUR_MONTH.name)
    busy = set(waiting.values_list("subject_id", flat=True))
    return worklist.expect_many(
        [
            worklist.Expected(
                office, kinds.TOUR_MONTH.name, Due(month.end, article=bound[code][1]),
                agency=office, title=f"{month.label}督查全部乡镇（街道）",
                url=reverse("assess:tours"), article=bound[code][1],
            )
            for code, office in offices.items()
            if str(office.pk) not in busy and _left(office, month.start)
        ],
        by=by,
    )  # fmt: skip


def _left(office: Agency, month: dt.date) -> bool:
    """Whether a township below was not yet visited this month."""
    visited = Tour.objects.filter(agency=office, month=month).values("area")
    towns = Area.objects.filter(path__startswith=office.area.path, level="township", until=None)
    return towns.exclude(pk__in=visited).exists()
