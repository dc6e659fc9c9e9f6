"""Tables of plans, draws and cross-inspection rounds."""

from angen.plans.models.draws import (
    CatalogueItem,
    Conflict,
    Draw,
    DrawContribution,
    DrawExclusion,
    DrawnObject,
    DrawnOfficer,
    DrawOfficer,
    Replacement,
)
from angen.plans.models.plans import AnnualPlan, BudgetDays, PlanItem, WorkdayBudget
from angen.plans.models.rounds import CrossPair, CrossRound

__all__ = [
    "AnnualPlan",
    "BudgetDays",
    "CatalogueItem",
    "Conflict",
    "CrossPair",
    "CrossRound",
    "Draw",
    "DrawContribution",
    "DrawExclusion",
    "DrawOfficer",
    "DrawnObject",
    "DrawnOfficer",
    "PlanItem",
    "Replacement",
    "WorkdayBudget",
]
