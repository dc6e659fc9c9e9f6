"""Tables of enterprises and of what supervisors must know about each."""

from angen.enterprises.models.enterprises import (
    COUNTY_DIGITS,
    Contact,
    Enterprise,
    EnterpriseAccount,
    FormerName,
    Place,
    Site,
)
from angen.enterprises.models.hazards import HazardFiling, HazardSubstance, MajorHazard
from angen.enterprises.models.merges import Merge
from angen.enterprises.models.ratings import RiskRating, StandardisationReview
from angen.enterprises.models.responsibility import Letter, Responsible, Supervision

__all__ = [
    "COUNTY_DIGITS",
    "Contact",
    "Enterprise",
    "EnterpriseAccount",
    "FormerName",
    "HazardFiling",
    "HazardSubstance",
    "Letter",
    "MajorHazard",
    "Merge",
    "Place",
    "Responsible",
    "RiskRating",
    "Site",
    "StandardisationReview",
    "Supervision",
]
