"""Pages of special inspections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ActForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.enterprises.states import Risk, Sector
from angen.kernel.access import can, require
from angen.plans import forms
from angen.plans.actions import campaigns, listing
from angen.plans.models import Campaign
from angen.plans.queries import progress
from angen.plans.states import CAMPAIGN_OPEN
from angen.plans.states import campaign as machine
from angen.plans.views.entry import beginner

FORM = ["GET", "HEAD", "POST"]
SHOWN = 200
KEEP = "plans.keep_campaigns"


@dataclass(frozen=True)
class Step:
    """One act on a campaign."""

    title: str
    needs: str
    form: type[ActForm]
    do: Callable[..., Any]
    done: str
    note: str = ""
    danger: bool = False


STEPS = {
    "list": Step("列入企业", KEEP, forms.CampaignVisitForm, listing.list_visit, "已列入"),
    "scope": Step(
        "范围内全部列入", KEEP, forms.NothingForm, listing.list_scope, "已列入",
        "年度计划已安排的自动合并，不另上门；已达年度上限的不列入。",
    ),
    "drawn": Step(
        "从抽查结果列入", KEEP, forms.CampaignDrawForm, listing.list_drawn, "已列入",
        "范围内的企业多于计划检查家数的，先组织随机抽查，再把抽中的企业列入。",
    ),
    "approve": Step(
        "登记批准", "plans.approve_campaign", forms.CampaignApproveForm,
        campaigns.approve_campaign, "已登记批准",
    ),
    "file": Step(
        "登记备案", "plans.file_campaign", forms.CampaignFileForm, campaigns.file_campaign,
        "已登记备案",
    ),
    "start": Step("开始检查", KEEP, forms.NothingForm, campaigns.start_campaign, "已开始"),
    "finish": Step("结束并报送总结", KEEP, forms.ReportForm, campaigns.finish_campaign, "已结束"),
    "cancel": Step(
        "取消", KEEP, forms.ReasonForm, campaigns.cancel_campaign, "已取消", danger=True
    ),
}  # fmt: skip


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Plan a special inspection."""
    by = beginner(request, "plans.keep_campaigns")
    act = Act(
        "拟订专项检查",
        reverse("desk:ledger", args=["campaigns"]),
        lambda data: campaigns.draft_campaign(**data, by=by),
        "已拟订。",
        note="专项检查要事先拟订计划，经县级以上政府或上级机关批准并备案，才能开始（国办发〔2024〕54号）。",
        then=lambda made: reverse("plans:campaign", args=[made.pk]),
    )
    return act_page(request, act, forms.CampaignForm(posted(request), actor=by))


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One campaign: what it is, how far it is, who is on its list."""
    found: Campaign = seen(
        request, "plans.see_campaigns", pk, "agency", "area", "drafted_by", "filed_with"
    )
    by = own(request)
    done = progress.done_of_campaign(found)
    rows = found.items.select_related("enterprise", "merged_into")
    items = [(item, None if done is None else item.enterprise_id in done) for item in rows[:SHOWN]]
    context = {
        "campaign": found,
        "bodies": list(found.bodies.select_related("agency")),
        "sectors": [Sector(one).label for one in found.sectors],
        "risks": [Risk(one).label for one in found.risks],
        "items": items,
        "shown": SHOWN,
        "listed": found.items.count(),
        "merged": found.items.exclude(merged_into=None).count(),
        "done": None if done is None else len(done),
        "may_remove": found.state in CAMPAIGN_OPEN and can(by, KEEP, found),
        "steps": [(n, STEPS[n]) for n in _next(found) if can(by, STEPS[n].needs, found)],
        "history": entries(history(found)),
    }
    return render(request, "plans/campaign.html", context)


def _next(found: Campaign) -> list[str]:
    names = [move.name for move in machine.open_to(found)]
    return ["list", "scope", "drawn", *names] if found.state in CAMPAIGN_OPEN else names


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """One act on a campaign."""
    found, by = seen(request, "plans.see_campaigns", pk, "agency__area", "area"), own(request)
    known = STEPS.get(name)
    if known is None:
        raise Http404
    require(by, known.needs, found)
    if request.method != "POST" and name in machine.moves:
        machine.check(found, name)
    act = Act(
        known.title,
        reverse("plans:campaign", args=[found.pk]),
        lambda data: known.do(found, by=by, **data),
        f"{found.title}：{known.done}。",
        {"专项检查": found.title, "状态": found.get_state_display()},
        note=known.note,
        danger=known.danger,
    )
    more: dict[str, Any] = {"campaign": found} if known.form is forms.CampaignDrawForm else {}
    starts = {"due_on": found.ends_on}
    return act_page(request, act, known.form(posted(request), actor=by, initial=starts, **more))


@require_http_methods(FORM)
def item_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an enterprise off the list."""
    by = own(request)
    item = seen(request, "plans.see_campaign_items", pk, "campaign", "enterprise")
    require(by, "plans.keep_campaign_items", item)
    act = Act(
        "移出名单",
        reverse("plans:campaign", args=[item.campaign_id]),
        lambda data: listing.remove_visit(item, by=by, **data),
        "已移出。",
        {"专项检查": item.campaign.title, "企业": item.enterprise.name},
        danger=True,
    )
    return act_page(request, act, forms.ReasonForm(posted(request), actor=by))
