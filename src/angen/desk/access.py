"""Who may import, and whose imports one sees."""

from __future__ import annotations

from django.db.models import Q

from angen.desk.models import ImportBatch
from angen.kernel.access import NOBODY, Actor, rule


@rule("desk.import_records", ImportBatch, "导入台账")
def import_records(actor: Actor) -> Q:
    """The actor's own imports; what they may write is the ledger's own permission."""
    return Q(by_id=str(actor.pk)) if actor.reach("desk.import_records") else NOBODY
