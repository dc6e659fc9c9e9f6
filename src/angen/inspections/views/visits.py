"""Pages of visits: the list of an officer, the new scheme, the record and the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ActForm, NothingForm, ReasonForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.anywhere import anywhere
from angen.desk.history import entries
from angen.desk.ledger import ledger
from angen.enterprises.models import Enterprise
from angen.inspections import parts
from angen.inspections.access import INSPECT, SEE
from angen.inspections.actions import visits as acts
from angen.inspections.actions import visits_flow as flow
from angen.inspections.actions.visits_sheets import add_sheet, hand_out
from angen.inspections.actions.visits_sign import Signing, heed_refusal, refusal_waits, sign_visit
from angen.inspections.events.visits import ItemAnswered
from angen.inspections.forms import visits as forms
from angen.inspections.models import Inspection
from angen.inspections.queries import origins
from angen.inspections.queries import visits as queries
from angen.inspections.states import InspectionState, Origin
from angen.inspections.states import inspection as machine
from angen.kernel.access import Actor, can, rows
from angen.kernel.refusal import NotAllowed
from angen.plans.queries.team import team_keys

FORM = ["GET", "HEAD", "POST"]
APPROVE, SEE_HAZARDS = flow.APPROVE, "inspections.see_hazards"
LINKS = (
    "agency__area", "enterprise", "area", "site", "made_by", "submitted_by", "approved_by",
    "follows", "plan_item__plan__agency", "drawn__draw", "cross_pair__round", "cross_pair__visitor",
    "cross_pair__visited",
)  # fmt: skip
DUE_SHOWN = 20


@dataclass(frozen=True)
class Step:
    """One act on a visit. ``form`` makes its form from the request and the visit."""

    title: str
    needs: str
    done: str
    do: Callable[..., Any]
    form: Callable[[HttpRequest, Inspection], ActForm]
    note: str = ""
    danger: bool = False


def _plain(form: type[ActForm]) -> Callable[[HttpRequest, Inspection], ActForm]:
    return lambda request, visit: form(posted(request), actor=own(request))


def _of_visit(form: Callable[..., ActForm]) -> Callable[[HttpRequest, Inspection], ActForm]:
    return lambda request, visit: form(posted(request), actor=own(request), inspection=visit)


def _join(request: HttpRequest, visit: Inspection) -> ActForm:
    data = posted(request)
    return forms.JoinForm(data, actor=own(request), but=visit.agency_id)


def _signing(request: HttpRequest, visit: Inspection) -> ActForm:
    enterprise = visit.enterprise
    initial = {
        "ended_at": timezone.localtime(),
        "met_person": enterprise.principal,
        "met_phone": enterprise.phone,
        "narrative": queries.narrative(visit),
    }
    return forms.SignForm(posted(request), actor=own(request), initial=initial)


STEPS = {
    "submit": Step(
        "报审方案", INSPECT, "已报审，等待负责人审批", flow.submit_visit, _plain(NothingForm),
        "报审后由另一位负责人审批；检查组须有两名以上持证、在岗、无须回避的执法人员。",
    ),
    "return": Step(
        "退回修改", APPROVE, "已退回", flow.return_visit, _plain(ReasonForm), danger=True
    ),
    "approve": Step(
        "批准方案", APPROVE, "方案已批准", flow.approve_visit, _plain(NothingForm),
        "批准后检查组可以上门检查。",
    ),
    "cancel": Step(
        "取消检查", INSPECT, "检查已取消", flow.cancel_visit, _plain(ReasonForm), danger=True
    ),
    "begin": Step(
        "开始检查", INSPECT, "检查已开始", flow.begin_visit, _plain(forms.BeginForm),
        "进入现场请佩戴防护用品，先出示证件。",
    ),
    "edit": Step(
        "修改方案", INSPECT, "方案已修改",
        lambda visit, by, **data: acts.revise_visit(visit, changes=_changes(data), by=by),
        _of_visit(forms.ReviseForm),
    ),
    "join": Step(
        "并入联合检查", "", "已并入联合检查", acts.join_visit, _join,
        "两家机构同一次上门，企业只接待一次（国办发〔2024〕54号）。",
    ),
    "sheet": Step("增加检查表", INSPECT, "已增加检查表", add_sheet, _of_visit(forms.SheetForm)),
    "handout": Step(
        "登记普法发放", INSPECT, "已登记", hand_out, _plain(forms.HandoutForm),
        "同一材料再登记一次即为更正份数。",
    ),
    "sign": Step(
        "签字确认", INSPECT, "检查记录已签字",
        lambda visit, by, **data: sign_visit(visit, signing=Signing(**data), by=by),
        _signing,
        "签字后记录不能再改（安全生产法第六十八条）。",
    ),
    "heed": Step(
        "处理拒签报告", APPROVE, "已登记", heed_refusal, _plain(forms.HeedForm),
        "企业拒绝签字的，检查人员记录在案并报告；请写明处理意见（安全生产法第六十八条）。",
    ),
}  # fmt: skip
TEMPLATES = {"sign": "inspections/visit_sign.html"}


def _changes(data: dict[str, Any]) -> acts.Changes:
    kept = {key: value for key, value in data.items() if key not in ("lead", "others")}
    return acts.Changes(**kept)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What an officer has to visit: under way, approved, waiting, and what the plan still asks."""
    actor = own(request)
    agency = next(iter(forms.bodies_of(actor)), None)
    today = timezone.localdate()
    items, drawn = [], []
    if agency is not None:
        due = origins.due_items(agency, today.year).filter(month__lte=today.month)
        items = list(due.select_related("enterprise").order_by("month", "pk")[:DUE_SHOWN])
        open_draws = origins.due_drawn(agency).select_related("enterprise", "draw")
        drawn = list(open_draws.order_by("draw__ends_on", "place")[:DUE_SHOWN])
    context = {
        "today": today,
        "agency": agency,
        "items": items,
        "drawn": drawn,
        "may_approve": _awaiting(actor),
        **queries.mine(actor.pk, rows(actor, SEE)),
    }
    return render(request, "inspections/visits_mine.html", context)


def _awaiting(actor: Actor) -> list[Inspection]:
    """Schemes that await the actor's approval."""
    found = rows(actor, APPROVE).filter(state=InspectionState.SUBMITTED)
    others = found.exclude(made_by=actor.pk).exclude(submitted_by=actor.pk)
    return list(others.select_related("area", "agency").order_by("planned_on")[:DUE_SHOWN])


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a link or the form itself brings along; an enterprise by its key."""
    initial: dict[str, Any] = {key: request.GET[key] for key in request.GET if key != "others"}
    initial["others"] = request.GET.getlist("others")
    initial.setdefault("planned_on", timezone.localdate())
    with suppress(ValidationError, ValueError):
        pk = UUID(initial.get("enterprise", ""))
        found = rows(own(request), "enterprises.see").filter(pk=pk).first()
        initial["enterprise"] = (
            ledger("inspections").by_name["enterprise"].full(found)  # type: ignore[attr-defined]
            if found
            else ""
        )
        if found and initial.get("origin") == Origin.DRAW:
            initial |= _drawn_team(own(request), found)
    return initial


def _drawn_team(by: Any, enterprise: Enterprise) -> dict[str, Any]:
    """Those who were drawn for the enterprise, the actor leading if among them: nobody chooses."""
    body = next(iter(forms.bodies_of(by)), None)
    drawn = origins.due_drawn(body).filter(enterprise=enterprise).first() if body else None
    team = sorted(team_keys(drawn), key=lambda pk: (pk != by.officer_id, pk)) if drawn else []
    return {"lead": str(team[0]), "others": [str(pk) for pk in team[1:]]} if team else {}


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """The scheme of a new visit."""
    by = own(request)
    if not anywhere(by, INSPECT):
        raise NotAllowed("只有检查机构的人员能安排检查。发现隐患请报告所在乡镇（街道）。")

    def do(data: dict[str, Any]) -> Inspection:
        kept = {key: value for key, value in data.items() if key not in ("lead", "others")}
        return acts.propose_visit(acts.Scheme(**kept), by=by)

    act = Act(
        "安排检查",
        reverse("inspections:mine"),
        do,
        "方案已拟定，核对后报审。",
        note="只填去哪家、为什么去、谁去；检查表按行业和重点环节自动选好。",
        button="拟定方案",
        then=lambda made: reverse("inspections:visit", args=[made.pk]),
    )
    form = forms.VisitForm(posted(request), actor=by, initial=_asked(request))
    return act_page(request, act, form, "inspections/visit_new.html")


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One visit as its record grows, with the one act that comes next."""
    visit: Inspection = seen(request, SEE, pk, *LINKS)
    by = own(request)
    inside = any(reach.kind != "own" for reach in by.reach(SEE))
    sheets = queries.sheets_of(visit)
    may = {needs for needs in (INSPECT, APPROVE) if inside and can(by, needs, visit)}
    names = _open_steps(visit, by, may)
    first = next((one for one in sheets if one.left), sheets[0] if sheets else None)
    context = {
        "visit": visit,
        "inside": inside,
        "team": list(visit.officers.select_related("officer__agency", "certificate")),
        "sheets": sheets,
        "findings": queries.findings_of(visit),
        "linked": set(rows(by, SEE_HAZARDS).filter(inspection=visit).values_list("pk", flat=True)),
        "handouts": list(visit.handouts.select_related("material")),
        "first": first,
        "all_done": not any(one.left for one in sheets),
        "answered": any(one.left < one.total for one in sheets),
        "next": names[0] if names else "",
        "next_step": STEPS.get(names[0]) if names else None,
        "steps": [(name, STEPS[name]) for name in names[1:]],
        "may_inspect": INSPECT in may,
        "parts": parts.shown(visit, by),
        "history": entries(_told(visit)) if inside else [],
    }
    return render(request, "inspections/visit.html", context)


def _told(visit: Inspection) -> list[Any]:
    """The log without the single lines, which the lists show; the log itself keeps them all."""
    return [one for one in history(visit) if one.label != ItemAnswered.label]


def _open_steps(visit: Inspection, by: Actor, may: set[str]) -> list[str]:
    """The acts open to the actor, the one that comes next first."""
    known = [move.name for move in machine.open_to(visit)]
    order = ("approve", "return", "submit", "begin", "sign", "cancel")
    names = [name for name in order if name in known and STEPS[name].needs in may]
    if by.pk in (visit.made_by_id, visit.submitted_by_id) and "approve" in names:
        names.remove("approve")
    if visit.state == InspectionState.DRAFT and INSPECT in may:
        names.insert(1, "edit")
    if visit.state == InspectionState.UNDERWAY and INSPECT in may:
        names += ["sheet", "handout"]
    if visit.refused and APPROVE in may and refusal_waits(visit):
        names.append("heed")
    if visit.state in acts.OPEN_SCHEME and visit.drawn is None and _of_another(visit, by):
        names.append("join")
    return names


def _of_another(visit: Inspection, by: Actor) -> bool:
    """Whether the actor inspects for another body first of all, which could join the visit."""
    bodies = forms.bodies_of(by)
    return bool(bodies) and bodies[0].pk != visit.agency_id


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """One act on a visit."""
    known = STEPS.get(name)
    if known is None:
        raise Http404
    visit: Inspection = seen(request, SEE, pk, *LINKS, needs=known.needs)
    if request.method != "POST" and name in machine.moves:
        machine.move(Inspection(state=visit.state), name)
    by = own(request)
    act = Act(
        known.title,
        reverse("inspections:visit", args=[visit.pk]),
        lambda data: known.do(visit, by=by, **data),
        f"{visit.party}：{known.done}。",
        _facts(visit),
        ((str(visit), reverse("inspections:visit", args=[visit.pk])),),
        known.note,
        danger=known.danger,
    )
    return act_page(
        request, act, known.form(request, visit), TEMPLATES.get(name, "desk/act.html"), visit=visit
    )


def _facts(visit: Inspection) -> dict[str, str]:
    team = visit.officers.select_related("officer")
    facts = {
        "被检查单位": visit.party,
        "检查来源": f"{visit.get_origin_display()} · {visit.get_manner_display()}",
        "拟检查日期": f"{visit.planned_on:%Y-%m-%d}",
        "检查人员": "、".join(one.officer.name for one in team) or "未选",
    }
    if visit.over_cap_reason:
        facts["超过年度上限的理由"] = visit.over_cap_reason
    return facts
