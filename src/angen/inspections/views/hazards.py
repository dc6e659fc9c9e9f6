"""The page of a hazard, the acts on it, and how the hazards of an office stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ActForm, ReasonForm
from angen.desk.actions import attach_file
from angen.desk.acts import Act, act_page, own, posted, seen, uploaded
from angen.desk.anywhere import anywhere
from angen.desk.history import entries
from angen.desk.ledger import ledger
from angen.desk.models import StoredFile
from angen.inspections.access import INSPECT
from angen.inspections.actions import hazards, overdue, planning, self_checks
from angen.inspections.actions.planning import PARTS, Treatment
from angen.inspections.forms import hazards as forms
from angen.inspections.models import Hazard
from angen.inspections.queries import hazards as queries
from angen.inspections.queries import papers
from angen.inspections.queries.repeats import repeaters
from angen.inspections.states import OPEN, Grade, HazardState, ListingState, Origin, Source
from angen.kernel.access import can, rows
from angen.kernel.refusal import NotAllowed
from angen.orgs.models import Area

FORM = ["GET", "HEAD", "POST"]
SEE = "inspections.see_hazards"
ANSWER, FOLLOW = hazards.ANSWER, hazards.FOLLOW
LINKS = (
    "enterprise",
    "area",
    "agency",
    "inspection",
    "order__paper",
    "decision__paper",
    "repeats",
    "found_by",
)


@dataclass(frozen=True)
class Step:
    """One act on a hazard: who may (any of ``needs``), and when it is offered."""

    title: str
    needs: tuple[str, ...]
    when: Callable[[Hazard], bool]
    form: type[ActForm]
    done: str
    note: str = ""
    danger: bool = False


def _open(hazard: Hazard) -> bool:
    return hazard.state in OPEN


def _major(hazard: Hazard) -> bool:
    return hazard.grade == Grade.MAJOR and hazard.state != HazardState.DISMISSED


def _to_plan(hazard: Hazard) -> bool:
    own_check = hazard.source == Source.SELF_CHECK and hazard.state == HazardState.FOUND
    return own_check or (_major(hazard) and _open(hazard))


def _own_work(hazard: Hazard) -> bool:
    waits = hazard.state in (HazardState.FOUND, HazardState.RECTIFYING)
    own_check = hazard.source == Source.SELF_CHECK and hazard.order_id is None
    return waits and own_check and hazard.grade == Grade.GENERAL


def _over(hazard: Hazard) -> bool:
    return queries.days_over(hazard, timezone.localdate()) > 0


STEPS = {
    "plan": Step(
        "落实整改", (ANSWER, FOLLOW), _to_plan, forms.PlanForm, "已落实",
        "写明谁来改、改到什么程度、什么时候改完（湘政办意见 第16条）。",
    ),
    "accept": Step(
        "自行验收销号", (ANSWER,), _own_work, forms.AcceptForm, "已销号",
        "一般隐患由企业自己整改、自己验收，如实记录并向从业人员通报。",
    ),
    "report": Step(
        "登记两项报告", (ANSWER, FOLLOW), _major, forms.ReportForm, "已登记",
        "重大事故隐患应同时向监管部门和职工大会（职工代表大会）报告（安全生产法 第四十一条）。",
    ),
    "grade": Step("定级", (FOLLOW,), _open, forms.GradeForm, "已定级"),
    "urge": Step("督促", (FOLLOW,), _over, forms.SaidForm, "已登记督促"),
    "dismiss": Step(
        "核实不成立", (FOLLOW,), lambda hazard: hazard.state == HazardState.FOUND, ReasonForm,
        "已登记核实不成立", danger=True,
    ),
}  # fmt: skip


def plan_visit(origin: str, enterprise: Any, **more: Any) -> str:
    """Where a visit is planned that follows from a record."""
    query = {"origin": origin, "enterprise": enterprise, **more}
    return f"{reverse('inspections:new')}?{urlencode(query)}"


def _elsewhere(hazard: Hazard, held: set[str], inspects: bool) -> Iterator[tuple[str, str]]:
    """Acts that have pages of their own: order, done, extension, recheck."""
    visit, ordered = hazard.inspection, hazard.order_id or hazard.decision_id
    if hazard.state == HazardState.FOUND and "inspections.order" in held:
        if visit is not None and visit.state in papers.ON_SITE:
            yield "下达整改指令", reverse("inspections:order_new", args=[visit.pk])
        elif visit is None and inspects:
            reason = f"核查隐患：{hazard.description}"[:300]
            url = plan_visit(Origin.UNPLANNED, hazard.enterprise_id, reason=reason)
            yield "现场核实", url
    if ordered and hazard.state == HazardState.RECTIFYING and held & {ANSWER, FOLLOW}:
        yield "报告整改完成", reverse("inspections:hazard_done", args=[hazard.pk])
        yield "申请延期", reverse("inspections:extension_new", args=[hazard.pk])
    waits = hazard.state in (HazardState.RECTIFYING, HazardState.REPORTED)
    if ordered and waits and visit is not None and FOLLOW in held and inspects:
        url = plan_visit(Origin.RECHECK, hazard.enterprise_id, follows=visit.pk)
        yield "安排复查", url
    if ordered:
        yield "查看整改指令", reverse("inspections:order", args=[ordered])


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hazard: where it stands, everything that happened, and what may lawfully follow."""
    hazard: Hazard = seen(request, SEE, pk, *LINKS)
    by, today = own(request), timezone.localdate()
    held = {name for name in (ANSWER, FOLLOW, "inspections.order") if can(by, name, hazard)}
    proposes = can(by, "inspections.propose_listing", hazard) and not _going(hazard)
    book = ledger("hazards")
    keeps = bool(held & {ANSWER, FOLLOW}) and hazard.state in OPEN
    context = {
        "hazard": hazard,
        "ledger": book,
        "left": queries.time_left(hazard, today),
        "over": queries.days_over(hazard, today),
        "steps": queries.chronicle(hazard, by),
        "plan": [(label, getattr(hazard, f"plan_{name}")) for name, label in PARTS.items()],
        "again": hazard.repeated_by.filter(pk__in=rows(by, SEE).values("pk"))[:10],
        "acts": list(_acts(hazard, held, proposes, anywhere(by, INSPECT))),
        "files": StoredFile.objects.filter(owner_ledger="hazards", owner_id=str(hazard.pk)),
        "may_keep": keeps,
        "edit_url": reverse("desk:record_edit", args=["hazards", hazard.pk]) if keeps else "",
        "history": entries(history(hazard)),
    }
    return render(request, "inspections/hazard.html", context)


def _going(hazard: Hazard) -> bool:
    """Whether it is listed or proposed to be."""
    ended = (ListingState.DELISTED, ListingState.REFUSED)
    return hazard.listings.exclude(state__in=ended).exists()


def _acts(
    hazard: Hazard, held: set[str], proposes: bool, inspects: bool
) -> Iterator[tuple[str, str, bool]]:
    """Label, address and whether it is dangerous, in the order in which they are wanted."""
    own_check = hazard.source == Source.SELF_CHECK and hazard.grade != Grade.MAJOR
    if hazard.order_id or not own_check:
        for label, url in _elsewhere(hazard, held, inspects):
            yield label, url, False
    for name, step in STEPS.items():
        if held.intersection(step.needs) and step.when(hazard):
            url = reverse("inspections:hazard_step", args=[hazard.pk, name])
            yield _title(step, name, hazard), url, step.danger
    if proposes and _major(hazard) and _open(hazard):
        yield "提请挂牌督办", reverse("inspections:listing_new", args=[hazard.pk]), False


def _title(step: Step, name: str, hazard: Hazard) -> str:
    if name != "plan" or hazard.grade != Grade.MAJOR:
        return step.title
    return "修改治理方案" if hazard.plan_goal else "制定治理方案"


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """One act on a hazard."""
    known = STEPS.get(name)
    if known is None:
        raise Http404
    hazard: Hazard = seen(request, SEE, pk, "enterprise", "agency")
    by = own(request)
    if not any(can(by, permission, hazard) for permission in known.needs):
        raise NotAllowed(f"您没有“{known.title}”的权限，或不在您的管辖范围。")
    title = _title(known, name, hazard)
    act = Act(
        title,
        reverse("inspections:hazard", args=[hazard.pk]),
        lambda data: _do(name, hazard, data, by),
        f"{known.done}。",
        {"单位": hazard.party, "隐患": hazard.description, "依据": hazard.cite, "等级": hazard.get_grade_display()},
        [("隐患台账", ledger("hazards").url()), (hazard.description[:20], reverse("inspections:hazard", args=[hazard.pk]))],
        known.note,
        danger=known.danger,
    )  # fmt: skip
    return act_page(request, act, _form(request, name, known, hazard))


def _form(request: HttpRequest, name: str, known: Step, hazard: Hazard) -> ActForm:
    given: dict[str, Any] = {"actor": own(request), "initial": {}}
    kind = known.form
    if name == "grade":
        given |= {"on": hazard.found_on, "initial": {"grade": hazard.grade, "item": hazard.item}}
    if name == "plan":
        starts = {n: getattr(hazard, n) for n in ("unit", "person", "goal", "due_on")}
        given["initial"] = starts | {f"part_{n}": getattr(hazard, f"plan_{n}") for n in PARTS}
        kind = forms.TreatmentForm if hazard.grade == Grade.MAJOR else kind
    if name == "report":
        told = ("department_on", "workers_on")
        given["initial"] = {n: getattr(hazard, f"told_{n}") for n in told}
    if name == "accept":
        given["files"] = uploaded(request)
    form = kind(posted(request), **given)
    if name == "plan" and hazard.state != HazardState.FOUND:
        # Ordered by a body: its deadline stands, and only a granted extension moves it.
        form.fields.pop("due_on")
    return form


def _do(name: str, hazard: Hazard, data: dict[str, Any], by: Any) -> Any:
    if name == "plan":
        parts = {n: data.pop(f"part_{n}") for n in PARTS if f"part_{n}" in data}
        return planning.plan_rectification(
            hazard, treatment=Treatment(**parts) if parts else None, by=by, **data
        )
    if name == "accept":
        upload = data.pop("photo")
        if upload:
            attach_file(ledger("hazards"), hazard, upload, by=by)
        return self_checks.accept_own(hazard, by=by, **data)
    acts: dict[str, Callable[..., Any]] = {
        "report": planning.report_major,
        "grade": hazards.grade_hazard,
        "urge": overdue.urge,
        "dismiss": hazards.dismiss_hazard,
    }
    return acts[name](hazard, by=by, **data)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The hazards of a year: from found to closed, by grade and month."""
    by, today = own(request), timezone.localdate()
    _staff(by)
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2100
        else today.year
    )
    found = rows(by, SEE)
    area = rows(by, "orgs.see_areas").filter(pk=request.GET.get("area", "")).first()
    if area is not None:
        found = found.filter(area__in=Area.objects.filter(path__startswith=area.path).values("pk"))
    stand = queries.standing(found, year, today)
    link = {"found_on_from": f"{year}-01-01", "found_on_to": f"{year}-12-31"}
    if area is not None:
        link["area"] = area.pk
    book = reverse("desk:ledger", args=["hazards"])
    context = {
        "stand": stand,
        "year": year,
        "years": [year - 1, year + 1] if year < today.year else [year - 1],
        "area": area,
        "chart": _funnel(stand, book, link) if stand.total else None,
        "list_url": f"{book}?{urlencode(link)}",
        "overdue_url": f"{book}?{urlencode(link | {'overdue': '1'})}",
    }  # fmt: skip
    return render(request, "inspections/hazard_board.html", context)


def _staff(by: Any) -> None:
    if not anywhere(by, FOLLOW):
        raise NotAllowed("您没有查看隐患看板的权限。请联系本单位系统管理员。")


def _funnel(stand: queries.Standing, book: str, link: dict[str, str]) -> dict[str, Any]:
    """Bars from the widest at the top; a click on the overdue ones leads to their list."""
    more = {"overdue": {"overdue": "1"}, "total": {}, "in_time": {"state": "closed"}, "late": {"state": "closed"}}  # fmt: skip
    data = []
    for _, number, name in stand.stages:
        href = f"{book}?{urlencode(link | more[name])}" if name in more else ""
        data.append({"value": number, "href": href} if href else {"value": number})
    return {
        "grid": {"left": 8, "right": 40, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": [s[0] for s in stand.stages]},
        "series": [{"type": "bar", "name": "隐患数", "data": data, "label": {"show": True, "position": "right"}}],
    }  # fmt: skip


@require_safe
def repeats(request: HttpRequest) -> HttpResponse:
    """Enterprises in which the same hazard came back."""
    by = own(request)
    _staff(by)
    return render(request, "inspections/hazard_repeats.html", {"found": repeaters(rows(by, SEE))})
