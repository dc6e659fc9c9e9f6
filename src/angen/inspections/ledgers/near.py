"""Ledgers of large tables whose records are seen by body and place."""

from __future__ import annotations

from angen.desk.keyset import Part
from angen.desk.ledger import Ledger
from angen.inspections.access import SEE, around, nearby
from angen.kernel.access import EVERYBODY, Actor


class Near(Ledger):
    """A ledger that reads the records of few bodies and places by their keys.

    Of many, each record's body and place are looked at on the way through the order of the list.
    """

    def parts(self, actor: Actor) -> list[Part]:
        records = self.model._default_manager
        few = nearby(actor, SEE)
        if few != EVERYBODY:
            return [Part(records.filter(few), small=True)]
        wide = around(actor, SEE)
        return [] if wide == EVERYBODY else [Part(records.filter(wide))]
