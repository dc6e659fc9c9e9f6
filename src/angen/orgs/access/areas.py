"""Who sees and keeps the area tree."""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, rule, within
from angen.orgs.access.reach import within_area
from angen.orgs.models import Area, AreaName, AreaPlace


@rule("orgs.see_areas", Area, "查看区划")
def see_areas(actor: Actor) -> Q:
    """Areas inside the reach; an actor bound to a body sees the area of that body."""
    return within_area(actor, "orgs.see_areas")


@rule("orgs.keep_areas", Area, "维护区划")
def keep_areas(actor: Actor) -> Q:
    """Rename, move, add and abolish inside the reach."""
    return within(actor, "orgs.keep_areas", area="path")


@rule("orgs.see_area_names", AreaName, "查看区划名称")
def see_area_names(actor: Actor) -> Q:
    """With the area."""
    return within_area(actor, "orgs.see_areas", "area__")


@rule("orgs.see_area_places", AreaPlace, "查看区划隶属")
def see_area_places(actor: Actor) -> Q:
    """With the area."""
    return within_area(actor, "orgs.see_areas", "area__")
