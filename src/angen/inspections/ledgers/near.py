"""Ledgers of large tables whose records are seen by body and place."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from angen.desk.ledger import Ledger
from angen.inspections.access import SEE, nearby
from angen.kernel.access import Actor


class Near(Ledger):
    """A ledger that reads the records of few bodies and places by their keys."""

    def rows(self, actor: Actor, permission: str = "") -> QuerySet[Any]:
        """The records the rule allows; whoever reaches little finds them fast."""
        found = super().rows(actor, permission)
        return found.filter(nearby(actor, SEE)) if permission in ("", self.see) else found
