"""A special inspection from the plan to the report: approved and filed before anybody goes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Area
from angen.plans import kinds
from angen.plans.actions import duties
from angen.plans.events.campaigns import (
    CampaignApproved,
    CampaignCancelled,
    CampaignDrafted,
    CampaignFiled,
    CampaignFinished,
    CampaignStarted,
)
from angen.plans.models import Campaign, CampaignBody
from angen.plans.queries import progress
from angen.plans.queries.rules import due
from angen.plans.states import CAPS, FILING, ApprovedBy, CampaignKind
from angen.plans.states import campaign as machine
from angen.worklist import actions as worklist
from angen.worklist.kinds import Kind

REPORT_IN = "campaign_report_working_days"
FILED_AT = (Area.Level.COUNTY, Area.Level.PREFECTURE, Area.Level.PROVINCE)


def locked(campaign: Campaign) -> Campaign:
    """The campaign, held until the act is over."""
    found = Campaign.objects.select_for_update(of=("self",))
    return found.select_related("agency__area", "area").get(pk=campaign.pk)


@transaction.atomic
def draft_campaign(
    agency: Agency,
    *,
    title: str,
    kind: str,
    basis: str,
    content: str,
    area: Area,
    starts_on: dt.date,
    ends_on: dt.date,
    target: int,
    by: Actor,
    sectors: Sequence[str] = (),
    risks: Sequence[str] = (),
    bodies: Sequence[Agency] = (),
) -> Campaign:
    """Plan a special inspection: on what basis, whom, what, when, and how many at most."""
    if kind not in CampaignKind.values:
        raise Refused("请选择专项检查的类别。")
    if not title.strip() or not basis.strip() or not content.strip():
        raise Refused("请填写名称、依据文件和检查内容。", article=CAPS)
    if ends_on < starts_on:
        raise Refused("结束日期早于开始日期，请核对。")
    if target < 1:
        raise Refused("计划检查家数至少为 1。", article=CAPS)
    if not area.path.startswith(agency.area.path):
        raise Refused("检查范围超出本机构的辖区，请重新选择。", article=CAPS)
    others = list({body.pk: body for body in bodies if body.pk != agency.pk}.values())
    if kind == CampaignKind.JOINT and not others:
        raise Refused("联合执法至少还要有一个参加机构，请填写。")
    made = Campaign.objects.create(
        agency=agency, title=title.strip(), kind=kind, basis=basis.strip(),
        content=content.strip(), area=area, sectors=list(sectors), risks=list(risks),
        starts_on=starts_on, ends_on=ends_on, target=target, drafted_by_id=by.pk,
    )  # fmt: skip
    require(by, "plans.keep_campaigns", made)
    CampaignBody.objects.bulk_create([CampaignBody(campaign=made, agency=one) for one in others])
    event = CampaignDrafted(
        kind=kind, basis=made.basis, starts_on=starts_on, ends_on=ends_on, target=target,
        bodies=[one.name for one in others],
    )  # fmt: skip
    record(event, by=by, subject=made)
    return made


@transaction.atomic
def approve_campaign(
    campaign: Campaign,
    *,
    approved_by: str,
    approver: str,
    document: str,
    approved_on: dt.date,
    by: Actor,
) -> Campaign:
    """Record the approval; filing is then due before the inspections begin."""
    campaign = locked(campaign)
    require(by, "plans.approve_campaign", campaign)
    machine.move(campaign, "approve")
    if campaign.drafted_by_id == by.pk:
        raise Refused("拟订人不能登记自己拟订的专项检查的批准，请由另一人办理。", article=CAPS)
    if approved_by not in ApprovedBy.values:
        raise Refused(
            "专项检查须经县级以上人民政府或实行垂直管理部门的上级机关批准。", article=CAPS
        )
    if not approver.strip() or not document.strip():
        raise Refused("请填写批准机关和批准文号。", article=CAPS)
    if approved_on > timezone.localdate():
        raise Refused("批准日期不能晚于今天，请核对。")
    campaign.approved_by, campaign.approver = approved_by, approver.strip()
    campaign.approval_document, campaign.approved_on = document.strip(), approved_on
    fields = ["state", "approved_by", "approver", "approval_document", "approved_on"]
    campaign.save(update_fields=fields)
    event = CampaignApproved(
        level=approved_by, approver=campaign.approver,
        document=campaign.approval_document, approved_on=approved_on,
    )  # fmt: skip
    record(event, by=by, subject=campaign)
    # 国办发〔2024〕54号: filed beforehand, so on the day before the first visit at the latest.
    last = max(campaign.starts_on - dt.timedelta(1), approved_on)
    _wait(campaign, kinds.FILE_CAMPAIGN, Due(last, article=CAPS), by, working=False)
    return campaign


def _wait(campaign: Campaign, kind: Kind, until: Due | None, by: Actor, *, working: bool) -> None:
    duties.wait(
        campaign,
        kind,
        until,
        agency=campaign.agency,
        title=f"{kind.label}：{campaign.title}",
        url=reverse("plans:campaign", args=[campaign.pk]),
        working=working,
        by=by,
    )


@transaction.atomic
def file_campaign(campaign: Campaign, *, agency: Agency, filed_on: dt.date, by: Actor) -> Campaign:
    """Record the filing with a body of county level or above."""
    campaign = locked(campaign)
    require(by, "plans.file_campaign", campaign)
    machine.move(campaign, "file")
    above = campaign.agency.area.path.startswith(agency.area.path)
    if agency.pk == campaign.agency_id or not above or agency.area.level not in FILED_AT:
        raise Refused("备案机关应是本级或上级的县级以上机关，请重新选择。", article=CAPS)
    if filed_on > timezone.localdate() or (
        campaign.approved_on and filed_on < campaign.approved_on
    ):
        raise Refused("备案日期应在批准之后、不晚于今天，请核对。")
    campaign.filed_with, campaign.filed_on = agency, filed_on
    campaign.save(update_fields=["state", "filed_with", "filed_on"])
    record(CampaignFiled(agency=agency.name, filed_on=filed_on), by=by, subject=campaign)
    worklist.meet(campaign, kinds.FILE_CAMPAIGN.name, by=by)
    return campaign


@transaction.atomic
def start_campaign(campaign: Campaign, *, by: Actor) -> Campaign:
    """Go out: not before the first day, and not without a list."""
    campaign = locked(campaign)
    require(by, "plans.keep_campaigns", campaign)
    machine.move(campaign, "start")
    today, listed = timezone.localdate(), campaign.items.count()
    if today < campaign.starts_on:
        raise Refused(
            f"计划从 {campaign.starts_on:%Y-%m-%d} 开始，还没有到开始日期。", article=CAPS
        )
    if not listed:
        raise Refused("还没有列入企业，请先列入要检查的企业。", article=CAPS)
    campaign.started_on = today
    campaign.save(update_fields=["state", "started_on"])
    record(CampaignStarted(started_on=today, listed=listed), by=by, subject=campaign)
    until = due(REPORT_IN, campaign.agency.area, campaign.ends_on, working=True)
    _wait(campaign, kinds.REPORT_CAMPAIGN, until, by, working=True)
    return campaign


@transaction.atomic
def finish_campaign(campaign: Campaign, *, report: str, by: Actor) -> Campaign:
    """Close it with a report on what was found and done."""
    campaign = locked(campaign)
    require(by, "plans.keep_campaigns", campaign)
    machine.move(campaign, "finish")
    if not report.strip():
        raise Refused("请填写工作总结：检查了多少家、发现什么问题、怎么处理的。", article=FILING)
    done = progress.done_of_campaign(campaign)
    campaign.finished_on, campaign.report = timezone.localdate(), report.strip()
    campaign.save(update_fields=["state", "finished_on", "report"])
    event = CampaignFinished(
        finished_on=campaign.finished_on,
        listed=campaign.items.count(),
        done="" if done is None else str(len(done)),
    )
    record(event, by=by, subject=campaign)
    worklist.meet(campaign, kinds.REPORT_CAMPAIGN.name, by=by)
    return campaign


@transaction.atomic
def cancel_campaign(campaign: Campaign, *, reason: str, by: Actor) -> Campaign:
    """Give it up, with a reason; what was done so far stays."""
    campaign = locked(campaign)
    require(by, "plans.keep_campaigns", campaign)
    machine.move(campaign, "cancel")
    campaign.cancelled_for = reason.strip()
    if not campaign.cancelled_for:
        raise Refused("请写明取消原因。")
    campaign.save(update_fields=["state", "cancelled_for"])
    record(CampaignCancelled(reason=campaign.cancelled_for), by=by, subject=campaign)
    for kind in (kinds.FILE_CAMPAIGN, kinds.REPORT_CAMPAIGN):
        worklist.cancel(campaign, kind.name, reason="专项检查已取消", by=by)
    return campaign
