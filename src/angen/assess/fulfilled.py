"""The planned visits that were made, for the page of a plan: what ``plan_completion`` counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from uuid import UUID

from angen.assess.evidence import evidence
from angen.plans import registry

COMPLETION = "plan_completion"


def fulfilled(area: str, year: int) -> Set[UUID]:
    """Primary keys of the planned visits of an area's bodies made in the year so far; one query."""
    found = evidence([area], dt.date(year, 12, 31), [COMPLETION])
    return frozenset(UUID(record.id) for each in found.values() for record in each.counted)


registry.fulfilled_from("assess", fulfilled)
