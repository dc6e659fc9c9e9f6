"""Tables of plans, draws, campaigns and cross-inspection rounds."""

from angen.plans.models.campaigns import Campaign, CampaignBody, CampaignItem
from angen.plans.models.draws import (
    CatalogueItem,
    Conflict,
    Draw,
    DrawContribution,
    DrawExclusion,
    DrawnObject,
    DrawnOfficer,
    DrawOfficer,
)
from angen.plans.models.plans import (
    AnnualPlan,
    BudgetDays,
    PlanItem,
    PlanShortfall,
    WorkdayBudget,
)
from angen.plans.models.replacements import ObjectReplacement, Replacement
from angen.plans.models.rounds import CrossPair, CrossRound

__all__ = [
    "AnnualPlan",
    "BudgetDays",
    "Campaign",
    "CampaignBody",
    "CampaignItem",
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
    "ObjectReplacement",
    "PlanItem",
    "PlanShortfall",
    "Replacement",
    "WorkdayBudget",
]
