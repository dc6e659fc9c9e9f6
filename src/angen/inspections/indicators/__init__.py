"""Numbers of visits, hazards and reports that assessment and statistics read.

The unit is the area of the acting body, unless a number says otherwise: a visit counts for the body
that made it wherever the enterprise lies, a hazard for the body that follows it up, the completion
of a plan for the plan's body. Visits 家次 and distinct enterprises 家 are kept apart, and a recheck
is no visit.
"""

from __future__ import annotations

from angen.inspections.indicators import (
    conduct,
    enterprises,
    hazards,
    listings,
    orders,
    plans,
    villages,
    visits,
)

__all__ = [
    "conduct",
    "enterprises",
    "hazards",
    "listings",
    "orders",
    "plans",
    "villages",
    "visits",
]
