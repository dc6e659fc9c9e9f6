"""The record of a person, and the three assessments of a unit side by side (三位一体)."""

from __future__ import annotations

import datetime as dt

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from angen.assess.models import Result
from angen.assess.queries.personal import PersonalRecord, personal_record, works
from angen.assess.screens.asked import own_areas
from angen.assess.screens.personal import figures, parts, printed
from angen.capacity.queries.days import day_of
from angen.desk.acts import own, seen
from angen.desk.sheets import CONTENT_TYPE, Sheet, book
from angen.kernel.access import rows
from angen.kernel.refusal import Refused
from angen.orgs.models import Area, Officer
from angen.papers.pages import pdf
from angen.rulebook.queries import pack_named

SEE = "assess.see_personal_record"
MOST = 200  # people of a unit


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The record of a person in the year up to a day, for the screen, the printer or a file."""
    officer: Officer = seen(request, SEE, pk, "agency__area")
    on = day_of(request.GET.get("on", ""))
    found = personal_record(officer, on.replace(month=1, day=1), on)
    if request.GET.get("format") == "xlsx":
        return _file(found)
    if request.GET.get("format") == "pdf":
        return pdf(request, printed(found), f"{officer.name}履职档案{on}")
    context = {
        "record": found,
        "figures": figures(found),
        "parts": parts(found),
        "export_url": f"{reverse('assess:personal', args=[pk])}?on={on}&format=xlsx",
        "print_url": f"{reverse('assess:personal', args=[pk])}?on={on}&format=pdf",
        "unit_url": reverse("assess:three", args=[officer.agency.area_id]),
    }
    return render(request, "assess/personal.html", context)


@require_safe
def own_record(request: HttpRequest) -> HttpResponse:
    """The record of whoever asks."""
    officer = getattr(own(request), "officer_id", None)
    if officer is None:
        raise Refused("您的账号没有对应的人员，没有履职档案。请系统管理员在账号里选上本人。")
    return redirect("assess:personal", officer)


@require_safe
def own_three(request: HttpRequest) -> HttpResponse:
    """The three assessments of the widest area of whoever asks."""
    areas = own_areas(request.user)
    if not areas:
        raise Http404
    return redirect("assess:three", areas[0].pk)


def _file(found: PersonalRecord) -> FileResponse:
    made, file = book()
    sheet = Sheet(made, "履职档案")
    heads = ("类别", "日期", "内容", "情况")
    sheet.head(heads, (24, 26, 48, 24))
    lines = [("汇总", "", label, f"{number}{unit}") for label, number, unit in figures(found)]
    for part in parts(found):
        lines += [(part.title, line.on, line.what, line.note) for line in part.lines]
    for place, line in enumerate(lines, 1):
        sheet.put(place, line)
    made.close()
    file.seek(0)
    name = f"{found.officer.name}履职档案{found.until}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


@require_safe
def three(request: HttpRequest, code: str) -> HttpResponse:
    """A unit's ratings, and its people's work, side by side; each figure leads to its page."""
    by = own(request)
    area: Area | None = rows(by, "assess.see_standing").filter(pk=code).first()
    if area is None:
        raise Http404
    on = day_of(request.GET.get("on", ""))
    since = on.replace(month=1, day=1)
    people = rows(by, SEE).filter(agency__area=area).select_related("agency").order_by("name")
    officers = list(people[:MOST])
    done = works([each.pk for each in officers], since, on)
    below = rows(by, "assess.see_standing").filter(parent=area).exclude(level="village")
    context = {
        "area": area,
        "on": on,
        "since": since,
        "people": [(each, done[each.pk]) for each in officers],
        "ratings": _ratings(request, area, on),
        "below": list(below.order_by("path")[:MOST]),
    }
    return render(request, "assess/three.html", context)


def _ratings(request: HttpRequest, area: Area, on: dt.date) -> list[tuple[str, Result]]:
    """The last result of each rating of the unit that the actor sees, by the rating's title."""
    found = rows(own(request), "assess.see_results").filter(
        unit=area, current=True, cycle__end__lte=on
    )
    last: dict[tuple[str, str], Result] = {}
    for result in found.select_related("cycle").order_by("cycle__end", "pk"):
        last[result.cycle.pack, result.cycle.rating] = result
    return [(_title(result), result) for result in last.values()]


def _title(result: Result) -> str:
    pack = pack_named(result.cycle.pack)
    return f"{result.cycle.title}（{pack.title}）" if pack else str(result.cycle.title)
