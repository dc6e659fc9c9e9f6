"""Pages of annual plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ActForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.enterprises.states import Risk
from angen.kernel.access import can, require
from angen.plans import forms
from angen.plans.actions import budgets, plans, shortfalls, visits
from angen.plans.models import AnnualPlan, PlanItem
from angen.plans.queries import plans as queries
from angen.plans.queries import progress
from angen.plans.queries.campaigns import of_plan
from angen.plans.queries.rules import cap_rulings
from angen.plans.states import IN_FORCE, PlanState
from angen.plans.states import annual_plan as machine
from angen.plans.views.entry import beginner
from angen.rulebook.queries import Ruling

FORM = ["GET", "HEAD", "POST"]
SHOWN = 200


@dataclass(frozen=True)
class Step:
    """One act on a plan."""

    title: str
    needs: str
    form: type[ActForm]
    do: Callable[..., Any]
    done: str
    note: str = ""
    danger: bool = False


STEPS = {
    "figures": Step("填写计划数", "plans.keep", forms.FiguresForm, plans.set_figures, "已保存"),
    "days": Step(
        "填写其他工作日", "plans.keep", forms.DaysForm, budgets.set_days, "已保存",
        "每名执法人员全年的天数，没有的填 0；可先按全部人员填，再改个别人员。",
    ),
    "key": Step(
        "列入重点企业", "plans.keep", forms.NothingForm, visits.list_key_visits, "已列入",
        "把还没有安排的重点风险等级企业各列入一次，按月均匀分开，年底留有余地。",
    ),
    "visit": Step("列入检查", "plans.keep", forms.VisitForm, visits.plan_visit, "已列入"),
    "submit": Step("报批", "plans.keep", forms.NothingForm, plans.submit_plan, "已报批"),
    "return": Step(
        "退回修改", "plans.approve", forms.ReasonForm, plans.return_plan, "已退回", danger=True
    ),
    "approve": Step("登记批准", "plans.approve", forms.ApproveForm, plans.approve_plan, "已登记批准"),
    "file": Step("登记备案", "plans.file", forms.FileForm, plans.file_plan, "已登记备案"),
    "publish": Step("登记公布", "plans.keep", forms.PublishForm, plans.publish_plan, "已登记公布"),
    "change": Step(
        "调整计划", "plans.keep", forms.ReasonForm, plans.change_plan, "已起草新版本",
        "起草一个新版本，原计划在新版本批准前继续有效；调整须重新批准和备案。",
    ),
}  # fmt: skip


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a year."""
    by = beginner(request, "plans.keep")
    act = Act(
        "起草年度计划",
        reverse("desk:ledger", args=["annual-plans"]),
        lambda data: plans.draft_plan(data["agency"], year=data["year"], by=by),
        "已起草。",
        note="系统列出持证在岗人员的法定工作日，其他工作日带出前三个年度的平均数。",
        then=lambda made: reverse("plans:plan", args=[made.pk]),
    )
    return act_page(request, act, forms.PlanForm(posted(request), actor=by))


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One plan: days there are and days it takes, visits by month against done, and what follows."""
    plan: AnnualPlan = seen(request, "plans.see", pk, "agency__area", "filed_with")
    by = own(request)
    found = queries.judgement(plan)
    rule = queries.share_rule(plan)
    missing = queries.missing_key(plan)
    months = progress.months(plan)
    averaged, lines = queries.day_lines(plan)
    context = {
        "plan": plan,
        "in_force": plan.state in IN_FORCE,
        "there": queries.capacity_of(plan),
        "wanted": queries.demand_of(plan),
        "found": found,
        "rule": rule,
        "unverified": rule is not None and rule.basis in ("unverified", "design"),
        "missing": missing.count(),
        "unfilled": plan.budgets.filter(days=None).count(),
        "over": queries.over_cap(plan),
        "overlaps": _overlaps(plan, can(by, "plans.keep", plan)),
        "quarters": progress.quarters(months),
        "chart": _chart(months),
        "asks": _asks(plan, months) if can(by, "plans.keep", plan) else (),
        "averaged": averaged,
        "day_lines": lines,
        "caps": _caps(plan),
        "campaigns": of_plan(plan),
        "steps": [(n, STEPS[n]) for n in _next(plan) if can(by, STEPS[n].needs, plan)],
        "history": entries(history(plan)),
    }
    return render(request, "plans/plan.html", context)


def _asks(plan: AnnualPlan, months: Sequence[progress.Month]) -> list[int]:
    """The months whose reason may be given or changed now."""
    if plan.state not in IN_FORCE:
        return []
    over = progress.ended_months(plan, timezone.localdate())
    return [one.number for one in months if one.number in over and (one.missing or one.asked)]


def _caps(plan: AnnualPlan) -> list[tuple[str, Ruling]]:
    found = cap_rulings(plan.agency.area, dt.date(plan.year, 1, 1))
    return [(str(Risk(risk).label), ruling) for risk, ruling in found.items()]


def _chart(months: Sequence[progress.Month]) -> dict[str, Any]:
    series = (("应检", [m.due for m in months]), ("已检", [m.done for m in months]))
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{m.number} 月" for m in months]},
        "yAxis": {"type": "value", "name": "家次", "minInterval": 1},
        "series": [{"type": "bar", "name": name, "data": data} for name, data in series],
    }


def _overlaps(plan: AnnualPlan, keeps: bool) -> list[tuple[PlanItem, PlanItem | None]]:
    """Visits of other bodies, each with the plan's own that may still become part of it."""
    own_items: dict[UUID, PlanItem] = {}
    if keeps and plan.state == PlanState.DRAFT:
        for item in plan.items.filter(merged_into=None, merged=None).order_by("-month"):
            own_items[item.enterprise_id] = item
    found = queries.overlaps(plan)[:SHOWN]
    return [(one, own_items.get(one.enterprise_id)) for one in found]


def _next(plan: AnnualPlan) -> list[str]:
    names = [move.name for move in machine.open_to(plan) if move.name != "supersede"]
    if plan.state == PlanState.DRAFT:
        return ["days", "key", "visit", "figures", *names]
    return [*names, "change"] if plan.state in IN_FORCE else names


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """One act on a plan."""
    plan, by = seen(request, "plans.see", pk, "agency__area"), own(request)
    known = STEPS.get(name)
    if known is None:
        raise Http404
    require(by, known.needs, plan)
    if request.method != "POST" and name in machine.moves:
        machine.check(plan, name)
    back = reverse("plans:plan", args=[plan.pk])

    def then(made: Any) -> str:
        return reverse("plans:plan", args=[made.pk]) if isinstance(made, AnnualPlan) else back

    act = Act(
        known.title,
        back,
        lambda data: known.do(plan, by=by, **data),
        f"{plan}：{known.done}。",
        {"计划": str(plan), "状态": plan.get_state_display()},
        note=known.note,
        danger=known.danger,
        then=then,
    )
    starts = {n: getattr(plan, n) for n in ("draw_count", "key_cost", "general_cost")}
    more: dict[str, Any] = {"plan": plan} if known.form is forms.DaysForm else {}
    return act_page(request, act, known.form(posted(request), actor=by, initial=starts, **more))


@require_http_methods(FORM)
def merge(request: HttpRequest, pk: UUID, into: UUID) -> HttpResponse:
    """Make a visit part of another body's."""
    by = own(request)
    item = seen(request, "plans.see_items", pk, "plan__agency", "enterprise")
    require(by, "plans.keep_items", item)
    # The other body's plan need not be seen whole: its visits to shared enterprises are shown.
    theirs = queries.overlaps(item.plan).filter(enterprise=item.enterprise_id, pk=into).first()
    if theirs is None:
        raise Http404
    act = Act(
        "合并检查",
        reverse("plans:plan", args=[item.plan_id]),
        lambda data: visits.merge_visit(item, into=theirs, by=by),
        "已合并，本次检查随另一机构一并进行。",
        {
            "企业": item.enterprise.name,
            "本机构": f"{item.month} 月",
            "并入": f"{theirs.plan.agency.name}，{theirs.month} 月",
        },
        note="合并后不再单独上门，也不占用本机构的检查次数和人日。",
    )
    return act_page(request, act, forms.NothingForm(posted(request), actor=by))


@require_http_methods(FORM)
def shortfall(request: HttpRequest, pk: UUID, month: int) -> HttpResponse:
    """Say why visits of a month were not made."""
    plan, by = seen(request, "plans.see", pk, "agency__area"), own(request)
    require(by, "plans.keep", plan)
    if not 1 <= month <= 12:
        raise Http404
    found = progress.months(plan)[month - 1]
    unknown = "未知"
    act = Act(
        f"说明 {month} 月未完成的原因",
        reverse("plans:plan", args=[plan.pk]),
        lambda data: shortfalls.explain_shortfall(plan, month=month, by=by, **data),
        "已说明。",
        {
            "计划": str(plan),
            "应检": f"{found.due} 家次",
            "已检": unknown if found.done is None else f"{found.done} 家次",
            "未检": unknown if found.missing is None else f"{found.missing} 家次",
        },
    )
    starts = {"reason": found.reason}
    return act_page(request, act, forms.ReasonForm(posted(request), actor=by, initial=starts))
