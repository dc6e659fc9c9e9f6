"""Acts on a major hazard installation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.ledger import ledger
from angen.enterprises import forms
from angen.enterprises.actions import hazards as acts
from angen.enterprises.ledgers.hazards import NEEDS
from angen.enterprises.models import MajorHazard
from angen.enterprises.states import major_hazard as machine
from angen.kernel.access import Actor

SEE = "enterprises.see_hazards"


def _page(hazard: MajorHazard, title: str, do: Any, *, note: str = "", danger: bool = False) -> Act:
    return Act(
        title=title,
        back=ledger("major-hazards").url("record", hazard),
        name=hazard.name,
        facts={
            "企业": hazard.enterprise.name,
            "单元": hazard.name,
            "级别": f"{hazard.get_grade_display()}（R = {hazard.r_value}）",
            "辨识评估日期": str(hazard.assessed_on),
            "重新辨识评估期限": str(hazard.due_on),
            "状态": hazard.get_state_display(),
        },
        button=title,
        done=f"{hazard.name}：已{title}。",
        do=do,
        note=note,
        danger=danger,
    )


def _do(hazard: MajorHazard, name: str, data: dict[str, Any], by: Actor) -> object:
    if name == "file":
        return acts.file_major_hazard(hazard, by=by, **data)
    if name == "close":
        return acts.close_major_hazard(hazard, by=by, **data)
    chosen = {key: data[key] for key in ("residents", "assessed_on", "quantities")}
    return acts.reassess_major_hazard(hazard, by=by, **chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """File, assess anew or close."""
    if name not in machine.moves:
        raise Http404
    found, by = seen(request, SEE, pk, "enterprise", needs=NEEDS[name]), own(request)
    form = {
        "file": forms.FilingForm,
        "reassess": forms.SubstancesForm,
        "close": forms.CloseForm,
    }[name]
    page = _page(
        found,
        machine.moves[name].label,
        lambda data: _do(found, name, data, by),
        note=machine.moves[name].article,
        danger=name == "close",
    )
    return act_page(request, page, form(posted(request), actor=by))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Report to a higher authority."""
    needs = "enterprises.file_major_hazard"
    found, by = seen(request, SEE, pk, "enterprise", needs=needs), own(request)
    page = _page(
        found,
        "上报上级",
        lambda data: acts.report_major_hazard(found, by=by, **data),
        note=acts.PERSONS,
    )
    return act_page(request, page, forms.ReportForm(posted(request), actor=by))
