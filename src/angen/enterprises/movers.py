"""What follows an enterprise when its record is merged into another, and comes back on a split.

Every app that refers to enterprises registers its tables here. A row that would break a constraint
beside the survivor's own (a letter of the same year, a second supervising body) stays with the
merged record, where the page of the merge still shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction

from angen.enterprises.models import Enterprise


@dataclass(frozen=True)
class Mover:
    """A table whose rows follow: ``field`` is the foreign key to the enterprise."""

    name: str
    label: str
    model: type[models.Model]
    field: str = "enterprise"

    def move(self, loser: Enterprise, survivor: Enterprise) -> list[str]:
        """Move the rows of ``loser`` that the constraints allow; their primary keys as text."""
        rows = self.model._base_manager.filter(**{self.field: loser}).order_by("pk")
        return self._set(rows.values_list("pk", flat=True), survivor)

    def back(self, keys: Iterable[str], loser: Enterprise, survivor: Enterprise) -> list[str]:
        """Give back the rows that came with ``loser`` and are still with ``survivor``."""
        rows = self.model._base_manager.filter(pk__in=list(keys), **{self.field: survivor})
        return self._set(rows.values_list("pk", flat=True), loser)

    def count(self, enterprise: Enterprise) -> int:
        """How many rows an enterprise has."""
        return self.model._base_manager.filter(**{self.field: enterprise}).count()

    def _set(self, keys: Iterable[Any], enterprise: Enterprise) -> list[str]:
        done = []
        for key in list(keys):
            try:
                with transaction.atomic():
                    self.model._base_manager.filter(pk=key).update(**{self.field: enterprise})
            except IntegrityError:
                continue
            done.append(str(key))
        return done


_movers: dict[str, Mover] = {}


def mover(name: str, label: str, model: type[models.Model], field: str = "enterprise") -> None:
    """Register a table; registering it again changes nothing."""
    _movers.setdefault(name, Mover(name, label, model, field))


def movers() -> list[Mover]:
    """All movers in order of registration."""
    return list(_movers.values())
