"""Ledgers of large tables whose records are seen by body and place."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from angen.desk.keyset import Part
from angen.desk.ledger import Ledger
from angen.inspections.access import SEE, nearby
from angen.kernel.access import EVERYBODY, Actor


class Near(Ledger):
    """A ledger that reads the records of few bodies and places by their keys."""

    def rows(self, actor: Actor, permission: str = "") -> QuerySet[Any]:
        """The records the rule allows; whoever reaches little finds them fast."""
        found = super().rows(actor, permission)
        return found.filter(nearby(actor, SEE)) if permission in ("", self.see) else found

    def parts(self, actor: Actor) -> list[Part]:
        """The records of a township or a county."""
        few = nearby(actor, SEE)
        return (
            [] if few == EVERYBODY else [Part(self.model._default_manager.filter(few), small=True)]
        )
