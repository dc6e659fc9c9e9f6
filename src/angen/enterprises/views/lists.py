"""Pages that put things right: gaps of responsibility, duplicates, merges, ends."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.desk.act_forms import ActForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.ledger import ledger
from angen.enterprises import forms
from angen.enterprises.actions import merges, responsibility
from angen.enterprises.actions.enterprises import unlink_account
from angen.enterprises.models import Enterprise
from angen.enterprises.queries.duplicates import duplicates
from angen.enterprises.queries.gaps import gaps, lacking, unsupervised
from angen.kernel.access import Actor, can_any, rows
from angen.kernel.refusal import NotAllowed

MOST = 200
COUNTED = 10_000
FORM = ["GET", "HEAD", "POST"]


def _area(request: HttpRequest, actor: Actor) -> Any:
    """The area of the question; None for the whole reach, 404 for one out of it."""
    code = request.GET.get("area", "").replace("\x00", "")
    if not code:
        return None
    found = rows(actor, "orgs.see_areas").filter(pk=code).first()
    if found is None:
        raise Http404
    return found


def _below(area: Any, actor: Actor) -> list[Any]:
    """The areas to choose from next."""
    known = rows(actor, "orgs.see_areas").filter(until=None)
    if area is not None:
        return list(known.filter(parent=area).order_by("path")[:200])
    tops = [r.key for r in actor.reach("orgs.see_areas") if r.kind == "area"]
    below = Q()
    for path in tops:
        below |= Q(parent__path=path)
    return list(known.filter(below).order_by("path")[:200]) if tops else []


@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """Enterprises without supervising body or with an incomplete chain."""
    actor, today = own(request), timezone.localdate()
    if not can_any(actor, "enterprises.see"):
        raise NotAllowed("您没有查看企业的权限。")
    area = _area(request, actor)
    within = Q(area__path__startswith=area.path) if area else None
    found = rows(actor, "enterprises.see").filter(unsupervised(today) | lacking(today))
    if within is not None:
        found = found.filter(within)
    count = found.values("pk")[: COUNTED + 1].count()
    context = {
        "gaps": list(gaps(actor, today, within=within, most=MOST)),
        "count": count,
        "more": count > MOST,
        "capped": count > COUNTED,
        "area": area,
        "below": _below(area, actor),
        "today": today,
        "may_supervise": can_any(actor, "enterprises.supervise"),
        "may_appoint": can_any(actor, "enterprises.appoint"),
    }
    return render(request, "enterprises/gaps.html", context)


@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one enterprise."""
    actor = own(request)
    if not can_any(actor, "enterprises.merge"):
        raise NotAllowed("您没有合并企业记录的权限。请联系本单位系统管理员。")
    area = _area(request, actor)
    found = duplicates(actor, area.path if area else "")
    context = {"found": found, "area": area, "below": _below(area, actor)}
    return render(request, "enterprises/duplicates.html", context)


@require_http_methods(FORM)
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Merge this record into another."""
    found, by = (
        seen(request, "enterprises.see", pk, "area", needs="enterprises.merge"),
        own(request),
    )
    form = forms.merge_form(posted(request), by, _key(request.GET.get("other", "")))

    def do(data: dict[str, Any]) -> object:
        survivor: Enterprise = data["enterprise"]
        return merges.merge_enterprises(found, survivor, reason=data["reason"], by=by)

    act = Act(
        title="合并重复记录",
        back=reverse("enterprises:duplicates"),
        name=found.name,
        facts={
            "被并入的记录": found.name,
            "代码": found.code,
            "地址": f"{found.area.name} {found.address}",
        },
        button="合并",
        done=f"{found.name}已并入保留的记录。",
        do=do,
        note="这条记录并入另一条后不再单独出现；场所、两书、评定等随同移动。合并可以在“企业合并”台账里拆分。",
        danger=True,
    )
    return act_page(request, act, form)


def _key(text: str) -> str:
    """A primary key from the address; empty for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


@require_http_methods(FORM)
def split(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo a merge."""
    by = own(request)
    found = rows(by, "enterprises.see_merges").select_related("loser", "survivor").filter(pk=pk)
    one = found.first()
    if one is None:
        raise Http404
    act = Act(
        title="拆分记录",
        back=ledger("enterprise-merges").url("record", one),
        name=str(one),
        facts={
            "被并入的记录": one.loser.name,
            "保留的记录": one.survivor.name,
            "合并理由": one.reason,
            "随同移动的记录": f"{sum(len(keys) for keys in one.moved.values())} 条",
        },
        button="拆分",
        done="已拆分，两条记录分开。",
        do=lambda data: merges.split_enterprises(one, reason=data["reason"], by=by),
        note="合并时随同移动、现在仍在保留记录上的，还给被并入的记录。",
        danger=True,
    )
    return act_page(request, act, forms.ReasonForm(posted(request), actor=by))


@require_http_methods(FORM)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link of the responsible chain without a successor."""
    by = own(request)
    found = seen(
        request,
        "enterprises.see_responsibles",
        pk,
        "enterprise",
        needs="enterprises.keep_responsibles",
    )
    act = Act(
        title="结束责任人",
        back=ledger("responsibles").url("record", found),
        name=str(found),
        facts={"企业": found.enterprise.name, "责任人": str(found)},
        button="结束",
        done="已结束；从次日起这一级列入责任缺口。",
        do=lambda data: responsibility.end_responsible(found, by=by, **data),
        danger=True,
    )
    return act_page(request, act, forms.EndForm(posted(request), actor=by))


@require_http_methods(FORM)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End the link between an account and an enterprise."""
    by, needs = own(request), "enterprises.keep_accounts"
    found = seen(request, needs, pk, "enterprise", "account", needs=needs)
    act = Act(
        title="解除企业账号",
        back=ledger("enterprise-accounts").url("record", found),
        name=str(found),
        facts={"企业": found.enterprise.name, "账号": found.account.username},
        button="解除",
        done="已解除，从明天起该账号看不到这家企业。",
        do=lambda data: unlink_account(found, by=by),
        danger=True,
    )
    return act_page(request, act, ActForm(posted(request), actor=by))
