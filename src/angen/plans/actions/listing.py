"""The enterprises of a campaign: within its scope, never beyond its number, never over the cap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from angen.audit.actions import record
from angen.enterprises.models import Enterprise
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.plans.actions.campaigns import locked
from angen.plans.events.campaigns import CampaignVisitRemoved, CampaignVisitsListed
from angen.plans.models import Campaign, CampaignItem, Draw
from angen.plans.queries import campaigns as queries
from angen.plans.states import CAMPAIGN_OPEN, CAPS, FILING


def _open(campaign: Campaign) -> None:
    if campaign.state not in CAMPAIGN_OPEN:
        raise Refused("专项检查已经结束或取消，企业名单不能再改。", article=CAPS)


@transaction.atomic
def list_visit(
    campaign: Campaign, *, enterprise: Enterprise, due_on: dt.date, by: Actor
) -> CampaignItem:
    """Put one enterprise on the list; over the cap of its risk it is refused."""
    campaign = locked(campaign)
    require(by, "plans.keep_campaigns", campaign)
    _open(campaign)
    if not campaign.starts_on <= due_on <= campaign.ends_on:
        raise Refused("计划日期应在专项检查的起止日期之内，请核对。")
    if not queries.in_scope(campaign).filter(pk=enterprise.pk).exists():
        raise Refused("这家企业不在专项检查的区划、行业和风险范围内。", article=CAPS)
    if campaign.items.filter(enterprise=enterprise).exists():
        raise Refused("该企业已在这次专项检查中。")
    found = queries.listing(campaign, [enterprise])
    if found.full:
        one, count, cap = found.full[0]
        raise Refused(
            f"{one.name}全年已安排或已检查 {count} 次，年度上限 {cap:f} 次，不能再列入。",
            article=CAPS,
        )
    _room(campaign, 1)
    _list(campaign, found, due_on, source="逐家列入", by=by)
    return campaign.items.get(enterprise=enterprise)


@transaction.atomic
def list_scope(campaign: Campaign, *, by: Actor) -> int:
    """List every enterprise of the scope; where there are too many, a draw decides. Returns how many."""
    campaign = locked(campaign)
    require(by, "plans.keep_campaigns", campaign)
    _open(campaign)
    rest = queries.in_scope(campaign).exclude(pk__in=campaign.items.values("enterprise"))
    found = queries.listing(campaign, rest)
    if not found.count:
        raise Refused("范围内没有可以再列入的企业：已全部列入，或已达年度上限。", article=CAPS)
    left = campaign.target - campaign.items.count()
    if found.count > left:
        # 杜绝选择性执法: whoever is fewer than all must not be picked by hand.
        raise Refused(
            f"范围内还有 {found.count} 家，超过计划检查的余数 {left} 家，"
            "请组织随机抽查后“从抽查结果列入”。",
            article=FILING,
        )
    return _list(campaign, found, campaign.ends_on, source="范围内全部列入", by=by)


@transaction.atomic
def list_drawn(campaign: Campaign, *, draw: Draw, by: Actor) -> int:
    """List what a draw of the same body brought; returns how many are new."""
    campaign = locked(campaign)
    require(by, "plans.keep_campaigns", campaign)
    _open(campaign)
    if not queries.draws_for(campaign).filter(pk=draw.pk).exists():
        raise Refused("请选择本机构在检查范围和期限内已经抽取的随机抽查。", article=CAPS)
    rows = queries.in_scope(campaign).filter(pk__in=queries.drawn_in(draw))
    rest = rows.exclude(pk__in=campaign.items.values("enterprise"))
    found = queries.listing(campaign, rest)
    if not found.count:
        raise Refused("抽查结果里没有可以再列入的企业：已列入、不在范围内或已达年度上限。")
    _room(campaign, found.count)
    return _list(campaign, found, campaign.ends_on, source=f"随机抽查：{draw.title}", by=by)


@transaction.atomic
def remove_visit(item: CampaignItem, *, reason: str, by: Actor) -> Campaign:
    """Take an enterprise off the list, with a reason."""
    campaign = locked(item.campaign)
    item = CampaignItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    require(by, "plans.keep_campaign_items", item)
    _open(campaign)
    if not reason.strip():
        raise Refused("请写明移出的理由。", article=FILING)
    event = CampaignVisitRemoved(enterprise=str(item.enterprise_id), reason=reason.strip())
    item.delete()
    record(event, by=by, subject=campaign)
    return campaign


def _room(campaign: Campaign, count: int) -> None:
    left = campaign.target - campaign.items.count()
    if count > left:
        raise Refused(
            f"批准的计划检查 {campaign.target} 家，只剩 {left} 家可以列入，现在要列入 {count} 家。",
            article=CAPS,
        )


def _list(
    campaign: Campaign, found: queries.Listing, due_on: dt.date, *, source: str, by: Actor
) -> int:
    CampaignItem.objects.bulk_create(_items(campaign, found, due_on), batch_size=2000)
    event = CampaignVisitsListed(count=found.count, merged=len(found.merged), source=source)
    record(event, by=by, subject=campaign)
    return found.count


def _items(campaign: Campaign, found: queries.Listing, due_on: dt.date) -> Iterable[CampaignItem]:
    for one in found.alone:
        yield CampaignItem(campaign=campaign, enterprise=one, due_on=due_on)
    for one, planned in found.merged:
        yield CampaignItem(campaign=campaign, enterprise=one, due_on=due_on, merged_into=planned)
