"""Ledgers of special inspections and of their enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.desk.columns import Choice, Day, Ref, Shown, Text
from angen.desk.filters import OneOf
from angen.desk.ledger import Act, Ledger, register
from angen.enterprises.columns import enterprise
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import area, body, under
from angen.plans.ledgers.draws import GROUP, RECORDS
from angen.plans.models import Campaign, CampaignItem
from angen.plans.states import CAMPAIGN_OPEN, CampaignState


@register
class Campaigns(Ledger):
    """专项检查."""

    key, title, group, icon, place = "campaigns", "专项检查", GROUP, "flag", 45
    model, see = Campaign, "plans.see_campaigns"
    columns = (
        Text("title", sort=True, search=True),
        body(),
        Choice("kind", filter=True),
        area(),
        Day("starts_on", sort=True),
        Day("ends_on"),
        Shown("target", "计划检查家数", numbers=True),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Text("basis", in_list=False),
        Text("content", in_list=False),
        Text("approval_document", in_list=False),
    )
    order = "-starts_on"
    filters = (
        under("agency__area__path"),
        OneOf("state", "状态", choices=tuple(CampaignState.choices)),
    )
    creates = removes = imports = False
    teaches = "专项整治、联合执法、明察暗访先拟订计划，批准、备案后才能开始检查。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("plans:campaign", args=[record.pk]))


@register
class CampaignItems(Ledger):
    """专项检查企业."""

    key, title, group, icon, place = "campaign-items", "专项检查企业", RECORDS, "flag", 45
    model, see = CampaignItem, "plans.see_campaign_items"
    columns = (
        Ref(
            "campaign",
            see="plans.see_campaigns",
            by=("title",),
            qualifier="agency__name",
            ledger="campaigns",
            fixed=True,
        ),
        enterprise(fixed=True),
        Day("due_on", sort=True),
        Shown(
            "merged_into",
            "并入的计划检查",
            of=lambda record: f"{record.merged_into.month} 月" if record.merged_into else "",
        ),
    )
    order = "-due_on"
    select = ("campaign__agency", "merged_into")
    filters = (under("campaign__agency__area__path"),)
    creates = removes = imports = False
    teaches = "在专项检查页面上列入企业；年度计划已安排的自动合并，不另上门。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.campaign.state in CAMPAIGN_OPEN and can(
            actor, "plans.keep_campaign_items", record
        ):
            yield Act("移出名单", reverse("plans:campaign_item_remove", args=[record.pk]))
