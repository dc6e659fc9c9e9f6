"""Who is due for training; a session with its people, attendance and marks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.capacity.actions.training import enrol as put_on_list
from angen.capacity.actions.training import mark_attendance
from angen.capacity.forms import Sheet
from angen.capacity.models import Session
from angen.capacity.queries.days import day_of, default_day
from angen.capacity.queries.rotation import OVERDUE, SEE, SOON, STATES, Due, due
from angen.capacity.queries.sessions import ENROL, candidates, seats
from angen.capacity.views.asking import Part, allowed, area_of, query_with, spreadsheet
from angen.desk.anywhere import anywhere
from angen.kernel.access import can, rows
from angen.kernel.refusal import Refused
from angen.rulebook.queries import Ruling

NEVER = "never"
WANTED = {"": "逾期和即将到期", **STATES, NEVER: "从未轮训", "all": "全部在岗人员"}
HEADS = (
    ("姓名", 12),
    ("机构", 32),
    ("区划", 16),
    ("最近一次轮训", 16),
    ("应训日期", 14),
    ("状态", 16),
    ("逾期或剩余", 14),
    ("轮训周期（月）", 14),
    ("依据", 40),
)


def _chosen(people: list[Due], wanted: str) -> list[Due]:
    match wanted:
        case "all":
            return people
        case "never":
            return [one for one in people if one.last_on is None]
        case "":
            return [one for one in people if one.state in (OVERDUE, SOON)]
    return [one for one in people if one.state == wanted]


def source(ruling: Ruling | None) -> str:
    """Where a number comes from."""
    return f"{ruling.pack.title}{ruling.cite}" if ruling else ""


def _line(one: Due) -> list[Any]:
    last = one.last_on or "从未轮训"
    months = int(one.ruling.value) if one.ruling else None
    who = (one.name, one.body, one.area.name)
    return [*who, last, one.due_on, one.state_label, one.left, months, source(one.ruling)]


@require_safe
@login_required
def rotation(request: HttpRequest) -> HttpResponseBase:
    """The list of people due for a round, overdue first; ``format=xlsx`` exports it."""
    actor = allowed(request, SEE, "轮训到期")
    area, control = area_of(request, actor)
    on = day_of(request.GET.get("on", ""))
    people = due(actor, on, area)
    wanted = request.GET.get("state", "")
    if wanted not in WANTED:
        raise Http404
    shown = _chosen(people, wanted)
    if request.GET.get("format") == "xlsx":
        return spreadsheet(f"轮训到期{on:%Y%m%d}", HEADS, map(_line, shown))
    counts = Counter(one.state for one in people)
    rulings = {(r.pack.id, r.name): r for one in people if (r := one.ruling)}
    context = {
        "part": Part(request, shown),
        "area": area,
        "control": control,
        "on": on,
        "is_default": on == default_day(),
        "wanted": wanted,
        "options": WANTED.items(),
        "people": len(people),
        "never": sum(one.last_on is None for one in people),
        "no_rule": counts["no_rule"],
        "figures": [
            (STATES[state], counts[state], query_with(request, state=state)) for state in STATES
        ][:3],
        "never_url": query_with(request, state=NEVER),
        "rulings": [(r, int(r.value), source(r)) for r in rulings.values()],
        "export_url": query_with(request, format="xlsx"),
    }
    return render(request, "capacity/rotation.html", context)


def _session(request: HttpRequest, pk: int) -> tuple[Session, Any]:
    actor = allowed(request, "capacity.see_sessions", "培训班")
    seen = rows(actor, "capacity.see_sessions").select_related("course__organiser")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, actor


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a session: everybody's attendance and mark, saved at once."""
    found, actor = _session(request, pk)
    posted = request.method == "POST"
    sheet = Sheet(found, seats(found, actor), request.POST if posted else None)
    problems: list[str] = []
    if posted:
        problems = sheet.problems if not sheet.is_valid() else _saved(request, sheet, actor)
        if not problems:
            return redirect("capacity:session", pk=pk)
    context = {
        "session": found,
        "sheet": sheet,
        "problems": problems,
        "begun": found.starts_on <= timezone.localdate(),
        "may_enrol": anywhere(actor, ENROL),
        "may_keep": can(actor, "capacity.keep_sessions", found),
        "passed": sum(seat.attendance.passed is True for seat, _ in sheet.rows),
        "unmarked": sum(seat.attendance.passed is None for seat, _ in sheet.rows),
    }
    return render(request, "capacity/session.html", context, status=422 if problems else 200)


def _saved(request: HttpRequest, sheet: Sheet, actor: Any) -> list[str]:
    """Save the rows that were changed; the sentence of a refusal, or nothing."""
    try:
        changed = mark_attendance(sheet.session, sheet.marks, today=timezone.localdate(), by=actor)
    except Refused as refused:
        return [str(refused)]
    messages.success(request, f"已保存，{changed}人有变化。" if changed else "没有变化。")
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Who should come: people due for a round, to be put on the list together."""
    found, actor = _session(request, pk)
    allowed(request, ENROL, "报名名单")
    area, control = area_of(request, actor)
    problem = ""
    if request.method == "POST":
        chosen = [int(each) for each in request.POST.getlist("officer") if each.isdecimal()]
        try:
            number = put_on_list(found, chosen, by=actor)
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, f"已报名{number}人。")
            return redirect("capacity:session", pk=pk)
    everybody = request.GET.get("all") == "1"
    people = candidates(found, actor, area, everybody=everybody)
    context = {
        "session": found,
        "part": Part(request, people, 200),
        "control": control,
        "everybody": everybody,
        "problems": [problem] if problem else [],
        "all_url": query_with(request, all="1"),
    }
    return render(request, "capacity/enrol.html", context, status=422 if problem else 200)
