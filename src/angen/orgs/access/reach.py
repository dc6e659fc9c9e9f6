"""Reach over areas, for records that belong to an area rather than to a body."""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, within
from angen.orgs.models import Agency


def within_area(actor: Actor, permission: str, area: str = "") -> Q:
    """The rows whose area, reached through ``area`` ("area__"), the actor reaches.

    A role over a body reaches the area of that body. It is asked by a subquery: a join would show
    a record once for each body of its area.
    """
    found = within(actor, permission, area=f"{area}path")
    bodies = [reach.key for reach in actor.reach(permission) if reach.kind == "body"]
    if bodies:
        found |= Q(**{f"{area}pk__in": Agency.objects.filter(pk__in=bodies).values("area")})
    return found
