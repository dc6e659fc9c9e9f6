"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from typing import Any

from angen.desk import nav
from angen.orgs.roles import ADMINISTRATORS


def works(actor: Any) -> bool:
    """Whether business can await the actor: never the three administrators."""
    return any(role.key not in ADMINISTRATORS for role in actor.roles)


nav.register("", "待办", "worklist:inbox", icon="checklist", place=1, bar=True, when=works)
nav.register("", "提醒", "worklist:notices", icon="bell", place=2, bar=True, when=works)
nav.register(
    "工作",
    "期限看板",
    "worklist:board",
    icon="layout-dashboard",
    permission="worklist.see_board",
    place=10,
)
