"""What assessment adds to the ledgers of people and areas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.desk.ledger import Act, offering
from angen.kernel.access import Actor, can


@offering("officers")
def record_of(officer: Any, actor: Actor) -> Iterable[Act]:
    """The record drawn from the work of a person."""
    if can(actor, "assess.see_personal_record", officer):
        yield Act("履职档案", reverse("assess:personal", args=[officer.pk]))


@offering("areas")
def three_of(area: Any, actor: Actor) -> Iterable[Act]:
    """The three assessments of a unit."""
    if can(actor, "assess.see_standing", area):
        yield Act("三位一体考核", reverse("assess:three", args=[area.pk]))
