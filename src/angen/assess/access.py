"""Who sees where units stand, who waives and who opens findings."""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, rule, within
from angen.orgs.models import Agency, Area


def _areas(actor: Actor, permission: str) -> Q:
    """Areas within reach; an actor of one body reaches the area of that body."""
    bodies = [reach.key for reach in actor.reach(permission) if reach.kind == "body"]
    found = within(actor, permission, area="path")
    if bodies:
        found |= Q(pk__in=Agency.objects.filter(pk__in=bodies).values("area"))
    return found


@rule("assess.see_standing", Area, "查看达标情况")
def see_standing(actor: Actor) -> Q:
    """The area of the assignment and all below it."""
    return _areas(actor, "assess.see_standing")


@rule("assess.waive_standard", Area, "豁免标准")
def waive_standard(actor: Actor) -> Q:
    """Waivers are given from above."""
    return _areas(actor, "assess.waive_standard")


@rule("assess.open_finding", Area, "登记申报不实问题")
def open_finding(actor: Actor) -> Q:
    """The office that verifies opens and settles findings."""
    return _areas(actor, "assess.open_finding")
