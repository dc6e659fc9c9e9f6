"""一企一档, and the acts on one enterprise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.ledger import ledger
from angen.enterprises import forms
from angen.enterprises.actions import enterprises as acts
from angen.enterprises.actions import hazards, responsibility
from angen.enterprises.industries import industries
from angen.enterprises.models import Enterprise
from angen.enterprises.queries.duplicates import twins_of
from angen.enterprises.sections import shown
from angen.enterprises.states import Feature
from angen.kernel.access import rows

SEE = "enterprises.see"
FORM = ["GET", "HEAD", "POST"]


def _facts(enterprise: Enterprise) -> dict[str, str]:
    return {
        "企业": enterprise.name,
        "统一社会信用代码": enterprise.uscc or f"无（{enterprise.get_no_code_reason_display()}）",
        "地址": f"{enterprise.area.name} {enterprise.address}",
    }


def _act(enterprise: Enterprise, title: str, done: str, do: Any, **more: Any) -> Act:
    return Act(
        title=title,
        back=reverse("enterprises:file", args=[enterprise.pk]),
        name=enterprise.name,
        facts=_facts(enterprise),
        button=title,
        done=f"{enterprise.name}：{done}。",
        do=do,
        **more,
    )


@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One enterprise on one page."""
    actor = own(request)
    found = rows(actor, SEE).select_related("area__parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    book = ledger("enterprises")
    context = {
        "enterprise": found,
        "industry": industries().get(found.industry),
        "features": [Feature(f).label for f in found.features if f in Feature.values],
        "sections": shown(found, actor),
        "twins": twins_of(found, actor),
        "acts": [a for a in book.acts(found, actor) if a.label != "一企一档"],
        "record_url": book.url("record", found),
        "edit_url": book.url("record_edit", found) if book.kept_by(actor, found) else "",
    }
    return render(request, "enterprises/file.html", context)


@require_http_methods(FORM)
def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another name from a day on."""
    found, by = seen(request, SEE, pk, "area", needs="enterprises.keep"), own(request)
    act = _act(
        found, "更名", "已更名", lambda data: acts.rename_enterprise(found, by=by, **data),
        note="原名称保留为曾用名；只是写错了字的，请在台账里“修改”。",
    )  # fmt: skip
    return act_page(request, act, forms.RenameForm(posted(request), actor=by))


@require_http_methods(FORM)
def supervise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The supervising body."""
    found, by = seen(request, SEE, pk, "area", needs="enterprises.supervise"), own(request)
    act = _act(
        found, "确定监管主体", "已确定监管主体",
        lambda data: responsibility.transfer_supervision(found, by=by, **data),
        note="一家企业同一时间只有一个监管主体和监管层级；原来的自动结束在前一天。",
    )  # fmt: skip
    return act_page(request, act, forms.SuperviseForm(posted(request), actor=by))


@require_http_methods(FORM)
def appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One link of the responsible chain."""
    found, by = seen(request, SEE, pk, "area", needs="enterprises.appoint"), own(request)

    def do(data: dict[str, Any]) -> object:
        return responsibility.appoint_responsible(
            found, link=data["link"], person=data["person"], since=data["since"], by=by
        )

    act = _act(
        found, "指定责任人", "已指定责任人", do,
        note="每家企业有包保领导、监管责任人、村（社区）安全员三级责任人（湘政办意见 第23条）。",
    )  # fmt: skip
    form = forms.AppointForm(
        posted(request), actor=by, initial={"link": request.GET.get("link", "")}
    )
    return act_page(request, act, form)


@require_http_methods(FORM)
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of the two letters."""
    found, by = seen(request, SEE, pk, "area", needs="enterprises.sign_letter"), own(request)
    act = _act(
        found, "签订两书", "已登记",
        lambda data: responsibility.sign_letter(found, by=by, **data),
        note="登记后可在“两书”台账里上传扫描件。",
    )  # fmt: skip
    return act_page(request, act, forms.LetterForm(posted(request), actor=by))


@require_http_methods(FORM)
def rate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A judgement of risk."""
    found, by = seen(request, SEE, pk, "area", needs="enterprises.rate"), own(request)
    act = _act(found, "评定风险", "已评定风险", lambda data: acts.rate_risk(found, by=by, **data))
    return act_page(request, act, forms.RateForm(posted(request), actor=by))


@require_http_methods(FORM)
def account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An account of the enterprise."""
    found, by = seen(request, SEE, pk, "area", needs="enterprises.link_account"), own(request)
    act = _act(
        found, "关联企业账号", "已关联账号",
        lambda data: acts.link_account(found, by=by, **data),
        note="账号由系统管理员开户、安全管理员授予“企业用户”角色；关联后只能看到这家企业。",
    )  # fmt: skip
    return act_page(request, act, forms.AccountForm(posted(request), actor=by))


@require_http_methods(FORM)
def hazard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A major hazard installation."""
    found, by = seen(request, SEE, pk, "area", needs="enterprises.register_hazard"), own(request)

    def do(data: dict[str, Any]) -> object:
        persons = hazards.Persons(
            *(data[name] for name in ("unit", "principal", "technical", "operator", "phone"))
        )
        return hazards.register_major_hazard(
            found,
            name=data["name"],
            kind=data["kind"],
            residents=data["residents"],
            assessed_on=data["assessed_on"],
            quantities=data["quantities"],
            persons=persons,
            by=by,
        )

    act = _act(
        found, "登记重大危险源", "已登记重大危险源", do,
        note="系统按 GB 18218 计算 R 值并定级；临界量和校正系数待核，请与标准原文核对。",
    )  # fmt: skip
    return act_page(request, act, forms.HazardForm(posted(request), actor=by))
