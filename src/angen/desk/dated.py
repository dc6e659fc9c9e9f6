"""Facts that hold from one day to another, both days included."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Adds ``on``: what holds on a day."""

    def on(self, day: dt.date) -> Self:
        """The rows that hold on ``day``."""
        return self.filter(holds(day))


def holds(day: dt.date, prefix: str = "") -> Q:
    """The condition that a row, reached through ``prefix`` ("agency__"), holds on ``day``."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


class Dated(models.Model):
    """``valid_from`` to ``valid_to``, both inclusive; an open end means "until further notice"."""

    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def order_of_days(cls) -> models.CheckConstraint:
        """The constraint every dated table carries: an end never lies before its beginning."""
        return models.CheckConstraint(
            name="%(app_label)s_%(class)s_days",
            condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            violation_error_message="截止日期早于起始日期，请核对两个日期。",
        )
