"""The enterprise's own pages: what to do now, and its own checks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.actions import attach_file
from angen.desk.acts import Act, act_page, own, posted, seen, uploaded
from angen.desk.history import entries
from angen.desk.ledger import ledger
from angen.enterprises.models import Enterprise
from angen.inspections import library
from angen.inspections.actions import self_checks
from angen.inspections.actions.hazards import Found
from angen.inspections.forms import hazards as forms
from angen.inspections.models import SelfCheck
from angen.inspections.queries import hazards as queries
from angen.inspections.states import OPEN, Answer, Grade
from angen.kernel.access import Actor, can, rows
from angen.worklist.queries.days import now
from angen.worklist.queries.inbox import inbox

FORM = ["GET", "HEAD", "POST"]
OWN = "inspections.self_check"
SHOWN = 30


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """我的企业: what to do now, hazards, this period's check, letters; for one enterprise or some."""
    by, today = own(request), timezone.localdate()
    found = list(rows(by, OWN).select_related("area").order_by("name")[:SHOWN])
    context = {
        "enterprises": [_stand(one, by) for one in found],
        "tasks": [task for part in inbox(by, now()) for task in part.tasks],
        "today": today,
    }
    return render(request, "inspections/self_check_home.html", context)


def _stand(enterprise: Enterprise, by: Actor) -> dict[str, Any]:
    today = timezone.localdate()
    period = queries.period_of(enterprise.area, today)
    seen_hazards = rows(by, "inspections.see_hazards").filter(enterprise=enterprise)
    hazards = list(seen_hazards.filter(state__in=OPEN).order_by("due_on", "-found_on")[:SHOWN])
    checks = enterprise.self_checks.order_by("-checked_on", "-pk")
    letters: dict[str, Any] = {}
    for one in (
        rows(by, "enterprises.see_letters").filter(enterprise=enterprise).order_by("valid_to")
    ):
        letters[one.kind] = one
    last = checks.first()
    orders = rows(by, "inspections.see_orders").filter(enterprise=enterprise, state="issued")
    return {
        "enterprise": enterprise,
        "hazards": [
            (one, queries.time_left(one, today), queries.days_over(one, today)) for one in hazards
        ],
        "orders": [
            (one, one.due_on is not None and one.due_on < today)
            for one in orders.select_related("paper", "agency").order_by("due_on", "pk")[:SHOWN]
        ],
        "majors": sum(1 for one in hazards if one.grade == Grade.MAJOR),
        "last": last,
        "period": period,
        "checked": bool(last and period and last.checked_on >= period[0]),
        "letters": list(letters.values()),
    }


@require_http_methods(FORM)
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose sheets, then answer them."""
    enterprise: Enterprise = seen(request, "enterprises.see", pk, "area", needs=OWN)
    by, today = own(request), timezone.localdate()
    known = library.sectors()
    asked = [one for one in request.GET.getlist("sheets") if one in known]
    back = reverse("inspections:own")
    if not asked:
        usual = set(queries.sheets_for(enterprise))
        sheets = [(key, label, key in usual) for key, label in known.items()]
        sheets.sort(key=lambda one: not one[2])
        context = {"enterprise": enterprise, "sheets": sheets, "back": back}
        return render(request, "inspections/self_check_sheets.html", context)
    form = forms.SelfCheckForm(posted(request), actor=by, sectors=asked, on=today)

    def do(data: dict[str, Any]) -> SelfCheck:
        return self_checks.record_self_check(
            enterprise, key=data["key"], checked_on=data["checked_on"], checker=data["checker"],
            scope=data["scope"], sectors=asked, answers=form.answers, by=by,
        )  # fmt: skip

    act = Act(
        "登记自查", back, do, "自查已登记。", crumbs=[("我的企业", back)],
        note=f"{enterprise.name} · 不符合的会登记为隐患；没有看的可以不填。",
        then=lambda made: reverse("inspections:self_check", args=[made.pk]),
    )  # fmt: skip
    return act_page(request, act, form, "inspections/self_check_form.html")


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One check: what was looked at, what was found, and what became of it."""
    check: SelfCheck = seen(request, "inspections.see_self_checks", pk, "enterprise", "made_by")
    by, today = own(request), timezone.localdate()
    known = library.sectors()
    lines = []
    for id, answer in check.answers.items():
        try:
            line = library.item(id, check.checked_on)
        except LookupError:
            line = None
        lines.append((id, line, Answer(answer).label, answer == Answer.VIOLATING))
    context = {
        "check": check,
        "sheets": [known.get(one, one) for one in check.sectors],
        "lines": lines,
        "hazards": [
            (one, queries.time_left(one, today), queries.days_over(one, today))
            for one in check.found.order_by("-grade", "pk")
        ],
        "may": can(by, OWN, check.enterprise),
        "history": entries(history(check)),
    }
    return render(request, "inspections/self_check.html", context)


@require_http_methods(FORM)
def told(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The workers were told."""
    check, by = _mine(request, pk), own(request)
    back = reverse("inspections:self_check", args=[check.pk])
    act = Act(
        "向从业人员通报", back,
        lambda data: self_checks.tell_workers(check, told_on=data["told_on"], by=by),
        "已登记。", note="通过职工大会、职工代表大会或者公示栏等方式通报（安全生产法 第四十一条）。",
    )  # fmt: skip
    return act_page(request, act, forms.DayForm(posted(request), actor=by))


@require_http_methods(FORM)
def more(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A hazard that stands on no sheet."""
    check, by = _mine(request, pk), own(request)

    def do(data: dict[str, Any]) -> object:
        judges = data["judges"].strip()
        found = Found(
            data["description"], data["place"], data["item"], data["grade"],
            f"专家论证或集体研判（{judges}）" if judges else "",
        )  # fmt: skip
        hazard = self_checks.find_more(check, found, by=by)
        if data["photo"]:
            attach_file(ledger("hazards"), hazard, data["photo"], by=by)
        return hazard

    back = reverse("inspections:self_check", args=[check.pk])
    act = Act("登记其他隐患", back, do, "隐患已登记，请接着落实整改。")
    form = forms.MoreForm(posted(request), actor=by, on=check.checked_on, files=uploaded(request))
    return act_page(request, act, form)


def _mine(request: HttpRequest, pk: UUID) -> SelfCheck:
    check: SelfCheck = seen(request, "inspections.see_self_checks", pk, "enterprise")
    seen(request, "enterprises.see", check.enterprise_id, needs=OWN)
    return check
