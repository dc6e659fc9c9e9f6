"""Pages of village officers: one act on one person, and the list a township works off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from angen.desk.acts import Act, act_page, on_record, own, seen
from angen.kernel.access import can_any, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.actions import village_officers as acts
from angen.orgs.forms.acts import OpinionForm, ReasonOnlyForm
from angen.orgs.models import VillageOfficer
from angen.orgs.states import VillageOfficerState as State
from angen.orgs.states import village_officer as machine

SEE = "orgs.see_village_officers"
ARTICLE = (
    "湘政办意见 第6条：村（居）委会推荐、乡镇安监机构审查、乡镇人民政府（街道办事处）审核确定。"
)
MOST = 200


def _facts(officer: VillageOfficer) -> dict[str, str]:
    return {
        "姓名": officer.name,
        "村（社区）": officer.area.name,
        "类别": officer.get_kind_display(),
        "学历": officer.get_education_display(),
        "状态": officer.get_state_display(),
        "推荐日期": str(officer.recommended_on),
    }


def _form(request: HttpRequest, name: str) -> OpinionForm | ReasonOnlyForm:
    data = request.POST or None
    if name == "reject":
        return ReasonOnlyForm(data)
    words = {
        "review": ("审查日期", "审查意见", False),
        "approve": ("审定日期", "审定意见", False),
        "end": ("任职最后一天", "离任原因", True),
    }
    day, opinion, needed = words[name]
    return OpinionForm(data, day=day, opinion=opinion, needed=needed)


def _do(officer: VillageOfficer, name: str, data: dict[str, Any], by: Any) -> VillageOfficer:
    opinion = data["opinion"]
    if name == "review":
        day = data["day"]
        return acts.review_village_officer(officer, reviewed_on=day, opinion=opinion, by=by)
    if name == "approve":
        day = data["day"]
        return acts.approve_village_officer(officer, approved_on=day, opinion=opinion, by=by)
    if name == "end":
        return acts.end_village_officer(officer, last_day=data["day"], reason=opinion, by=by)
    return acts.reject_village_officer(officer, opinion=opinion, by=by)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """Review, approve, send back or end one village officer."""
    if name not in machine.moves:
        raise Http404
    officer = seen(request, SEE, pk, needs=SEE)
    label = machine.moves[name].label
    act = Act(
        title=f"{label}村（社区）安全员",
        **on_record("village-officers", officer),
        facts=_facts(officer),
        button=label,
        done=f"{officer.name}：已{label}。",
        do=lambda data: _do(officer, name, data, own(request)),
        note=ARTICLE if name in ("review", "approve") else "",
        danger=name in ("reject", "end"),
    )
    return act_page(request, act, _form(request, name))


@require_http_methods(["GET", "HEAD", "POST"])
def pending(request: HttpRequest, name: str) -> HttpResponse:
    """Everybody waiting for review (or approval), to be ticked and dealt with together."""
    stages = {
        "review": (State.RECOMMENDED, "orgs.review_village_officer"),
        "approve": (State.REVIEWED, "orgs.approve_village_officer"),
    }
    state, permission = stages[name]
    by = own(request)
    if not can_any(by, permission):
        raise NotAllowed(f"您没有{machine.moves[name].label}村（社区）安全员的权限。")
    waiting = rows(by, permission).filter(state=state).select_related("area__parent")
    waiting = waiting.order_by("area__path", "name")
    others = Q()
    if name == "approve":  # another hand approves
        others = Q(recommended_by=by) | Q(reviewed_by=by)
    own_count = waiting.filter(others).count() if others else 0
    waiting = waiting.exclude(others) if others else waiting
    form = _form(request, name)
    if request.method == "POST" and form.is_valid():
        chosen = waiting.filter(pk__in=_ids(request))
        try:
            with transaction.atomic():
                done = [_do(one, name, form.cleaned_data, by) for one in chosen]
            if not done:
                raise Refused("请先勾选人员。")
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已{machine.moves[name].label} {len(done)} 人。")
            return redirect(f"orgs:village_officers_to_{name}")
    context = {
        "move": machine.moves[name],
        "waiting": waiting[:MOST],
        "count": waiting.count(),
        "own_count": own_count,
        "form": form,
        "article": ARTICLE,
    }
    status = 422 if form.errors else 200
    return render(request, "orgs/village_officers_pending.html", context, status=status)


def _ids(request: HttpRequest) -> list[UUID]:
    """The ticked keys; 404 for what is no key."""
    try:
        return [UUID(text) for text in request.POST.getlist("officer")]
    except ValueError as error:
        raise Http404 from error
