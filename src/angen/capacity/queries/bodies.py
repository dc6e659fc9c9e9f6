"""Which enforcing bodies and people a page is about."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from angen.desk.dated import holds
from angen.kernel.access import Actor, rows
from angen.orgs.indicators.relations import ENFORCING
from angen.orgs.models import Agency, Appointment, Area


def within_area(area: Area | None, path: str) -> Q:
    """The condition that the area at ``path`` lies in ``area``; none without one."""
    return Q() if area is None else Q(**{f"{path}__startswith": area.path})


def enforcing(on: dt.date, prefix: str = "") -> Q:
    """The condition that the agency at ``prefix`` is an enforcing body of the day."""
    return holds(on, prefix) & Q(**{f"{prefix}kind__in": ENFORCING})


def in_post(on: dt.date) -> QuerySet[Appointment]:
    """Posts of the day whose holders work there; leaders in charge apart."""
    found = Appointment.objects.filter(holds(on), enforcing(on, "agency__"), works_elsewhere="")
    return found.exclude(post=Appointment.Post.LEADER)


def bodies_seen(actor: Actor, permission: str, area: Area | None, on: dt.date) -> QuerySet[Agency]:
    """Enforcing bodies of the day inside ``area`` on which ``actor`` holds ``permission``."""
    seen = rows(actor, permission).filter(enforcing(on), within_area(area, "area__path"))
    return seen.select_related("area").order_by("area__path", "name")
