"""Tables of this app."""

from angen.inspections.models.hazards import Extension, Hazard, Order
from angen.inspections.models.listings import Listing, ListingProgress
from angen.inspections.models.rechecks import Recheck, RecheckResult
from angen.inspections.models.reports import SelfCheck, VillageFinding
from angen.inspections.models.visits import (
    Handout,
    Inspection,
    InspectionOfficer,
    Material,
    Sheet,
)

__all__ = [
    "Extension",
    "Handout",
    "Hazard",
    "Inspection",
    "InspectionOfficer",
    "Listing",
    "ListingProgress",
    "Material",
    "Order",
    "Recheck",
    "RecheckResult",
    "SelfCheck",
    "Sheet",
    "VillageFinding",
]
