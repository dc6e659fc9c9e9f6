"""Who sees deadlines and notices, and who keeps the calendar."""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import EVERYBODY, NOBODY, Actor, rule, within
from angen.orgs.access.reach import within_area
from angen.orgs.models import Agency
from angen.worklist.models import Deadline, LocalDay, LocalYear, Notice


def own(actor: Actor) -> Q:
    """What the actor has to do in person."""
    officer = getattr(actor, "officer_id", None)
    return Q(account=actor.pk) if officer is None else Q(account=actor.pk) | Q(officer=officer)


def _of_bodies(actor: Actor, permission: str) -> Q:
    """Deadlines of the bodies inside the reach; few bodies have many deadlines, so by subquery."""
    inside = within(actor, permission, area="area__path", body="pk")
    if inside in (NOBODY, EVERYBODY):
        return inside
    return Q(agency__in=Agency.objects.filter(inside).values("pk"))


@rule("worklist.see_deadline", Deadline, "查看期限")
def see_deadline(actor: Actor) -> Q:
    """Everybody's own, and those of bodies inside the reach."""
    return own(actor) | _of_bodies(actor, "worklist.see_deadline")


@rule("worklist.see_board", Deadline, "查看期限看板")
def see_board(actor: Actor) -> Q:
    """Those of bodies inside the reach: nobody's own alone makes a board."""
    return _of_bodies(actor, "worklist.see_deadline")


@rule("worklist.lead_office", Deadline, "接收本机构和下级的超期提醒")
def lead_office(actor: Actor) -> Q:
    """Deadlines for which the actor answers as head: told of delays, also of those below."""
    return _of_bodies(actor, "worklist.lead_office")


@rule("worklist.read_notice", Notice, "阅知提醒")
def read_notice(actor: Actor) -> Q:
    """Everybody's own notices, whatever the roles."""
    return Q(account=actor.pk)


@rule("worklist.see_local_days", LocalDay, "查看放假调休日")
def see_local_days(actor: Actor) -> Q:
    """With the area."""
    return within_area(actor, "orgs.see_areas", "area__")


@rule("worklist.keep_local_days", LocalDay, "登记放假调休日")
def keep_local_days(actor: Actor) -> Q:
    """Areas inside the reach."""
    return within(actor, "worklist.keep_local_days", area="area__path")


@rule("worklist.see_local_years", LocalYear, "查看放假安排年度")
def see_local_years(actor: Actor) -> Q:
    """With the area."""
    return within_area(actor, "orgs.see_areas", "area__")


@rule("worklist.keep_local_years", LocalYear, "登记放假安排年度")
def keep_local_years(actor: Actor) -> Q:
    """With its days."""
    return within(actor, "worklist.keep_local_days", area="area__path")
