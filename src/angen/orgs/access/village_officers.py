"""Who sees, recommends, reviews and approves village officers.

湘政办意见 第6条: the village recommends, the township office reviews, the township government
approves. That the approving hand is another one is checked by the actions.
"""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, rule
from angen.orgs.access.reach import within_area
from angen.orgs.models import Area, VillageOfficer


def _of_areas(actor: Actor, permission: str) -> Q:
    return within_area(actor, permission, "area__")


@rule("orgs.see_village_officers", VillageOfficer, "查看村（社区）安全员")
def see_village_officers(actor: Actor) -> Q:
    """Village officers of areas inside the reach."""
    return _of_areas(actor, "orgs.see_village_officers")


@rule("orgs.recommend_for_village", Area, "推荐村（社区）安全员")
def recommend_for_village(actor: Actor) -> Q:
    """The areas for which the actor may recommend."""
    return within_area(actor, "orgs.recommend_village_officer")


@rule("orgs.recommend_village_officer", VillageOfficer, "登记村（社区）安全员")
def recommend_village_officer(actor: Actor) -> Q:
    """Records the actor may enter, correct and end."""
    return _of_areas(actor, "orgs.recommend_village_officer")


@rule("orgs.review_village_officer", VillageOfficer, "审查村（社区）安全员")
def review_village_officer(actor: Actor) -> Q:
    """The township office."""
    return _of_areas(actor, "orgs.review_village_officer")


@rule("orgs.approve_village_officer", VillageOfficer, "审定村（社区）安全员")
def approve_village_officer(actor: Actor) -> Q:
    """The township government."""
    return _of_areas(actor, "orgs.approve_village_officer")
