"""Who sees key lists, proposes units and decides."""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, rule, within
from angen.orgs.access.reach import within_area
from angen.orgs.models import Area, KeyListEntry


@rule("orgs.see_key_lists", KeyListEntry, "查看重点名单")
def see_key_lists(actor: Actor) -> Q:
    """Whoever sees an area sees whether it is on a list."""
    listed = within(actor, "orgs.see_key_lists", area="area__path")
    return listed | within_area(actor, "orgs.see_areas", "area__")


@rule("orgs.propose_key_unit", Area, "提出重点名单")
def propose_key_unit(actor: Actor) -> Q:
    """The areas the actor may propose."""
    return within(actor, "orgs.propose_key_unit", area="path")


@rule("orgs.decide_key_unit", KeyListEntry, "批准重点名单")
def decide_key_unit(actor: Actor) -> Q:
    """Entries of areas inside the reach; that the deciding level is the higher one, the act checks."""
    return within(actor, "orgs.decide_key_unit", area="area__path")
