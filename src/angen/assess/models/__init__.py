"""Tables of assessment."""

from angen.assess.models.circulars import Circular, CircularRecipient
from angen.assess.models.cycles import Correction, Cycle, Result, Snapshot
from angen.assess.models.follow import Appeal, Consequence, Scoring
from angen.assess.models.hints import Hint
from angen.assess.models.self_reports import SelfReport
from angen.assess.models.standing import Finding, Waiver
from angen.assess.models.tours import Tour, TourFinding, TourStep

__all__ = [
    "Appeal",
    "Circular",
    "CircularRecipient",
    "Consequence",
    "Correction",
    "Cycle",
    "Finding",
    "Hint",
    "Result",
    "Scoring",
    "SelfReport",
    "Snapshot",
    "Tour",
    "TourFinding",
    "TourStep",
    "Waiver",
]
