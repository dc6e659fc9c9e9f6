"""Who sees and keeps bodies, their posts and relations, authority and statements.

Posts and relations belong to their body: whoever sees (keeps) the body sees (keeps) them.
"""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, rule, within
from angen.orgs.access.reach import within_area
from angen.orgs.models import Agency, AgencyRelation, Establishment, Grant, LedgerStatement


@rule("orgs.see_agencies", Agency, "查看机构")
def see_agencies(actor: Actor) -> Q:
    """Bodies of areas inside the reach."""
    return within(actor, "orgs.see_agencies", area="area__path", body="pk")


@rule("orgs.keep_agencies", Agency, "登记机构")
def keep_agencies(actor: Actor) -> Q:
    """Bodies inside the reach: county and above, never the township itself."""
    return within(actor, "orgs.keep_agencies", area="area__path", body="pk")


@rule("orgs.see_posts", Establishment, "查看编制")
def see_posts(actor: Actor) -> Q:
    """With the body."""
    return within(actor, "orgs.see_agencies", area="agency__area__path", body="agency")


@rule("orgs.keep_posts", Establishment, "登记编制")
def keep_posts(actor: Actor) -> Q:
    """With the body."""
    return within(actor, "orgs.keep_agencies", area="agency__area__path", body="agency")


@rule("orgs.see_relations", AgencyRelation, "查看机构隶属")
def see_relations(actor: Actor) -> Q:
    """With the subordinate body; who leads and guides it is no secret of the superior."""
    return within(actor, "orgs.see_agencies", area="agency__area__path", body="agency")


@rule("orgs.keep_relations", AgencyRelation, "登记机构隶属")
def keep_relations(actor: Actor) -> Q:
    """With the subordinate body."""
    return within(actor, "orgs.keep_agencies", area="agency__area__path", body="agency")


@rule("orgs.see_grants", Grant, "查看执法权限")
def see_grants(actor: Actor) -> Q:
    """With the body that holds the authority."""
    return within(actor, "orgs.see_agencies", area="grantee__area__path", body="grantee")


@rule("orgs.keep_grants", Grant, "登记执法权限")
def keep_grants(actor: Actor) -> Q:
    """行政处罚法 第二十条: the delegating level registers and publishes; never the delegate."""
    return within(actor, "orgs.keep_grants", area="grantee__area__path", body="grantor")


@rule("orgs.see_statements", LedgerStatement, "查看台账申报")
def see_statements(actor: Actor) -> Q:
    """With the area; an actor bound to a body sees the statements of its area."""
    return within_area(actor, "orgs.see_areas", "area__")


@rule("orgs.keep_statements", LedgerStatement, "申报台账数")
def keep_statements(actor: Actor) -> Q:
    """Units state their own numbers; the level above may do it for them."""
    return within_area(actor, "orgs.keep_statements", "area__")
