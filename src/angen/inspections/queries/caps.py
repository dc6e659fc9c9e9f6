"""How often an enterprise was visited this year, and how often its risk allows.

国办发〔2024〕54号 lets each place publish a cap; the packs set it by class of risk. Rechecks and
checks of reports do not count, and a joint visit of several bodies is one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from angen.enterprises.models import Enterprise
from angen.inspections.models import Inspection
from angen.inspections.states import InspectionState, Origin
from angen.rulebook.queries import Ruling, value

FREE: Final = (Origin.RECHECK, Origin.REPORT)


@dataclass(frozen=True)
class Cap:
    """``made``: visits made or arranged this year without the one at hand. ``limit`` None: no cap."""

    made: int
    limit: Decimal | None
    risk: str
    cite: str = ""

    @property
    def reached(self) -> bool:
        """Whether one more visit would be too many."""
        return self.limit is not None and self.made >= self.limit


def cap_of(enterprise: Enterprise, on: dt.date, *, but: UUID | None = None) -> Cap:
    """The cap of an enterprise in the year of ``on``; an enterprise without a rating has none."""
    counted = capped(on.year).filter(enterprise=enterprise)
    ruling = limit_of(enterprise, on)
    return Cap(
        made=counted.exclude(pk=but).count() if but else counted.count(),
        limit=ruling.value if ruling else None,
        risk=enterprise.get_risk_display(),
        cite=ruling.cite if ruling else "",
    )


def capped(year: int) -> QuerySet[Inspection]:
    """The visits of a year that a cap limits: made in it, or arranged for it and not cancelled."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    days = Q(visited_on__range=(first, last)) | Q(visited_on=None, planned_on__range=(first, last))
    found = Inspection.objects.filter(days)
    return found.exclude(origin__in=FREE).exclude(state=InspectionState.CANCELLED)


def limit_of(enterprise: Enterprise, on: dt.date) -> Ruling | None:
    """What the packs of the enterprise's place set for its class of risk."""
    if not enterprise.risk:
        return None
    return value(f"visits_cap_{enterprise.risk}", enterprise.area, on)
