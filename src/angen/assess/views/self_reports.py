"""Self-evaluation: what a unit reports, and what the review makes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.assess.actions import self_reports as acts
from angen.assess.forms import ratings as forms
from angen.assess.models import Cycle, Result, SelfReport
from angen.assess.queries.cycles import rating_of
from angen.assess.states import CycleState, SelfReportState
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.kernel.access import Actor, marked, rows
from angen.orgs.models import Area
from angen.policy.schema_scores import Rating

FORM = ["GET", "HEAD", "POST"]
REPORT, SEE, REVIEW = "assess.report_points", "assess.see_self_reports", "assess.review_report"
SHOWN = 300


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The cycles in which the own unit may report, or reports wait for a review."""
    by = own(request)
    mine = rows(by, REPORT, Area.objects.all())
    cycles = Cycle.objects.filter(state=CycleState.DRAFT, results__current=True)
    open_ones = cycles.filter(results__unit__in=mine).distinct().select_related("area")
    told = rows(by, SEE).values("cycle")
    known = Cycle.objects.filter(pk__in=told).select_related("area")
    found = {each.pk: each for each in known[:SHOWN]}
    found |= {each.pk: each for each in open_ones[:SHOWN] if rating_of(each).self_report}
    waiting: dict[int, int] = {}
    for pk in rows(by, SEE).filter(state=SelfReportState.REPORTED).values_list("cycle", flat=True):
        waiting[pk] = waiting.get(pk, 0) + 1
    ordered = sorted(found.values(), key=lambda each: each.end, reverse=True)
    context = {"rows": [(each, waiting.get(each.pk, 0)) for each in ordered]}
    return render(request, "assess/self_reports.html", context)


def _cycle(by: Actor, pk: int) -> tuple[Cycle, Rating]:
    """A cycle with self-evaluation in which the actor reports or sees reports."""
    found = Cycle.objects.select_related("area").filter(pk=pk).first()
    if found is None:
        raise Http404
    mine = Result.objects.filter(
        cycle=found, current=True, unit__in=rows(by, REPORT, Area.objects.all())
    )
    if not mine.exists() and not rows(by, SEE).filter(cycle=found).exists():
        raise Http404
    rating = rating_of(found)
    if not rating.self_report:
        raise Http404
    return found, rating


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The reports of a cycle beside what was computed, and what the own unit has still to report."""
    by = own(request)
    found, rating = _cycle(by, pk)
    told = marked(rows(by, SEE).filter(cycle=found), by, may_review=REVIEW)
    told = told.select_related("unit", "reporter", "reviewer").order_by("unit__path", "item")
    reports = list(told[:SHOWN])
    context = {
        "cycle": found,
        "lines": [_line(each, rating, by) for each in _computed(reports, found)],
        "left": _left(found, rating, by, reports),
        "assesses": any(each.may_review for each in reports),
        "open": found.state == CycleState.DRAFT,
    }
    return render(request, "assess/self_report_cycle.html", context)


def _computed(reports: list[Any], cycle: Cycle) -> list[Any]:
    """The reports with ``computed``, the points of the last run; only who reviews sees them."""
    units = [each.unit_id for each in reports if each.may_review]
    results = cycle.results.filter(current=True, unit__in=units)
    known = {each.unit_id: each for each in results}
    for each in reports:
        item = known[each.unit_id].item(each.item) if each.unit_id in known else None
        earned = item["earned"] if item else None
        each.computed = None if earned is None else Decimal(earned)
    return reports


def _line(report: Any, rating: Rating, by: Actor) -> dict[str, Any]:
    waits = report.state == SelfReportState.REPORTED
    return {
        "report": report,
        "says": acts.reported_sheet(rating, report.item).says,
        "may_review": waits and report.reporter_id != by.pk and report.may_review,
        "may_change": waits and report.reporter_id == by.pk,
    }


def _left(
    cycle: Cycle, rating: Rating, by: Actor, reports: list[SelfReport]
) -> list[tuple[Area, list[tuple[str, str]]]]:
    """By own unit: the items not yet reported."""
    if cycle.state != CycleState.DRAFT:
        return []
    done = {(each.unit_id, each.item) for each in reports}
    mine = rows(by, REPORT, Area.objects.all()).filter(
        results__cycle=cycle, results__current=True
    )  # fmt: skip
    items = [(each.id, each.says) for each in rating.items]
    return [
        (unit, [(item, says) for item, says in items if (unit.pk, item) not in done])
        for unit in mine.distinct()
    ]


@require_http_methods(FORM)
def report(request: HttpRequest, pk: int, code: str, item: str) -> HttpResponse:
    """Report one item of the own unit."""
    by = own(request)
    found, rating = _cycle(by, pk)
    unit = rows(by, REPORT, Area.objects.all()).filter(pk=code.replace("\x00", "")).first()
    if not isinstance(unit, Area):
        raise Http404
    sheet = acts.reported_sheet(rating, item)
    known = SelfReport.objects.filter(cycle=found, unit=unit, item=item).first()
    first: dict[str, Any] = {}
    if known is not None:
        first = {f"line{n}": mark for n, mark in enumerate(known.marks)} | {"note": known.note}
    form = forms.SelfReportForm(posted(request), actor=by, sheet=sheet, initial=first)
    act = Act(
        f"自评：{sheet.says}",
        reverse("assess:self_page", args=[found.pk]),
        lambda data: acts.report_points(
            found, unit, item=item, marks=form.marks, note=data["note"], by=by
        ),
        f"“{sheet.says}”已自评，请上传佐证材料。",
        {"单位": unit.name, "评定": str(found)},
        note="按实际情况自评，写明依据；审核以前可以修改。",
        button="提交自评",
        name="自评",
        then=lambda made: reverse("desk:record", args=["self-reports", made.pk]),
    )
    return act_page(request, act, form)


@require_http_methods(FORM)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a report, or change its points for a reason."""
    by = own(request)
    found: Any = seen(request, SEE, pk, "cycle__area", "unit", "reporter", needs=REVIEW)
    found.may_review = True
    (told,) = _computed([found], found.cycle)
    sheet = acts.reported_sheet(rating_of(found.cycle), found.item)
    first = {f"line{n}": mark for n, mark in enumerate(found.marks)}
    form = forms.ReviewForm(posted(request), actor=by, sheet=sheet, initial=first)
    act = Act(
        f"审核自评：{sheet.says}",
        reverse("assess:self_page", args=[found.cycle_id]),
        lambda data: acts.review_report(found, marks=form.marks, reason=data["note"], by=by),
        f"{found.unit.name}“{sheet.says}”的自评已审核。",
        {
            "单位": found.unit.name,
            "自评": f"{found.points}分（{found.reporter.display_name}）",
            "自评依据": found.note,
            "按记录计算": "没有" if told.computed is None else f"{told.computed.normalize():f}分",
        },
        note="与自评相同的为认可，不同的写明理由。按记录计算的项仍以记录为准，相差的请核对台账。",
        button="提交审核",
        name="自评",
    )
    return act_page(request, act, form)
