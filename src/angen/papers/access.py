"""Who sees, issues, serves and voids papers.

A paper belongs to the body that acts and to the one in whose name it is issued: the delegating
body answers for it (行政处罚法 第二十条) and sees it.
"""

from __future__ import annotations

from django.db.models import Q

from angen.kernel.access import Actor, rule, within
from angen.orgs.models import Agency
from angen.papers.models import Letterhead, NumberSeries, Paper


def _papers(actor: Actor, permission: str) -> Q:
    handled = within(actor, permission, area="issued_for__area__path", body="issued_for")
    named = within(actor, permission, area="agency__area__path", body="agency")
    return handled | named


@rule("papers.see_paper", Paper, "查看文书")
def see_paper(actor: Actor) -> Q:
    """Papers of bodies inside the reach, handled or issued in their name."""
    return _papers(actor, "papers.see_paper")


@rule("papers.see_register", NumberSeries, "查看文号登记簿")
def see_register(actor: Actor) -> Q:
    """Series of numbers of bodies inside the reach."""
    return within(actor, "papers.see_paper", area="agency__area__path", body="agency")


@rule("papers.issue", Agency, "出具文书")
def issue(actor: Actor) -> Q:
    """On behalf of bodies inside the reach."""
    return within(actor, "papers.issue", area="area__path", body="pk")


@rule("papers.serve", Paper, "送达文书")
def serve(actor: Actor) -> Q:
    """Papers handled by bodies inside the reach."""
    return within(actor, "papers.serve", area="issued_for__area__path", body="issued_for")


@rule("papers.void", Paper, "作废文书")
def void(actor: Actor) -> Q:
    """Papers of bodies inside the reach; the delegating body may void what was issued in its name."""
    return _papers(actor, "papers.void")


@rule("papers.see_letterheads", Letterhead, "查看文书字号")
def see_letterheads(actor: Actor) -> Q:
    """With the papers of the body."""
    return within(actor, "papers.see_paper", area="agency__area__path", body="agency")


@rule("papers.keep_letterheads", Letterhead, "登记文书字号")
def keep_letterheads(actor: Actor) -> Q:
    """Bodies inside the reach: county and above, for a head decides in whose name is acted."""
    return within(actor, "papers.keep_letterheads", area="agency__area__path", body="agency")
