"""The tables of this app that follow a merged enterprise; a draw's own record never changes."""

from __future__ import annotations

from angen.enterprises.movers import mover
from angen.plans.models import CampaignItem, Conflict, PlanItem

mover("conflicts", "回避关系", Conflict)
mover("plan_items", "计划检查", PlanItem)
mover("campaign_items", "专项检查企业", CampaignItem)
