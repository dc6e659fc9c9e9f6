"""The official papers of visits and hazards (执法文书), as frozen dataclasses."""

from angen.inspections.documents.listings import DelistingNotice, ListingNotice
from angen.inspections.documents.orders import (
    MeasuresDecision,
    Problem,
    RecheckLine,
    RecheckOpinion,
    RectificationOrder,
    Remedy,
)
from angen.inspections.documents.visits import InspectionRecord, InspectionScheme

__all__ = [
    "DelistingNotice",
    "InspectionRecord",
    "InspectionScheme",
    "ListingNotice",
    "MeasuresDecision",
    "Problem",
    "RecheckLine",
    "RecheckOpinion",
    "RectificationOrder",
    "Remedy",
]
