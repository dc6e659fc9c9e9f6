"""Inbox, board and bell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from angen.desk.anywhere import anywhere
from angen.desk.columns import Cell
from angen.desk.sheets import CONTENT_TYPE, Sheet, book, closed
from angen.kernel.access import rows
from angen.kernel.refusal import NotAllowed
from angen.worklist import actions
from angen.worklist.queries import board as boards
from angen.worklist.queries import inbox as inboxes
from angen.worklist.queries.days import now as this_moment
from angen.worklist.views.asking import Asked


def _actor(request: HttpRequest) -> Any:
    return request.user


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What I must do, the most pressing first."""
    actor, now = _actor(request), this_moment()
    parts = inboxes.inbox(actor, now)
    context = {
        "now": now,
        "parts": parts,
        "pressing": {part.key: part.count for part in parts},
        "hidden": sum(part.count - len(part.tasks) for part in parts),
        "unread": inboxes.unread(actor).count(),
        "agency_id": actor.agency_id,
        "may_board": anywhere(actor, boards.SEE),
    }
    return render(request, "worklist/inbox.html", context)


@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """The deadlines of an office: overdue, due soon, later, done; ``format=xlsx`` exports."""
    actor, now = _actor(request), this_moment()
    if not anywhere(actor, boards.SEE):
        raise NotAllowed("您没有查看期限看板的权限。请联系本单位系统管理员。")
    asked = Asked(request, actor)
    found, span = boards.seen(actor).filter(asked.condition()), boards.Span.on(now.date())
    if request.GET.get("format") == "xlsx":
        return _spreadsheet(f"{asked.title}期限{now:%Y-%m-%d}", boards.lines(found, now, span))
    office = asked.office
    narrows = "person" if office else "agency"
    loads = boards.loads(found, now, span, by_person=office is not None)
    context = {
        "now": now,
        "asked": asked,
        "office": office,
        "columns": boards.columns(found, now, span, loads),
        "loads": [(load, asked.url(**{narrows: load.key})) for load in loads[: boards.LOADS]],
        "controls": asked.controls(),
        "wide_url": asked.url(agency="", person="", scope="all") if office else "",
        "whole_url": asked.url(person="") if asked.person else "",
        "export_url": asked.url(format="xlsx"),
    }
    return render(request, "worklist/board.html", context)


def _spreadsheet(name: str, lines: Iterable[Iterable[Cell]]) -> FileResponse:
    made, file = book()
    sheet = Sheet(made, "期限")
    sheet.head([label for label, _ in boards.HEADS], [width for _, width in boards.HEADS])
    for number, line in enumerate(lines, start=1):
        sheet.put(number, line)
    response = FileResponse(closed(made, file), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What I was told: unread first."""
    actor = _actor(request)
    found = inboxes.notices(actor)
    fresh = [n for n in found if n.read_at is None and n.deadline.closed_at is None]
    known = {n.pk for n in fresh}
    context = {"fresh": fresh, "rest": [n for n in found if n.pk not in known]}
    return render(request, "worklist/notices.html", context)


@require_POST
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a notice and go where its deadline is dealt with."""
    found = get_object_or_404(
        rows(_actor(request), "worklist.read_notice").select_related("deadline"), pk=pk
    )
    actions.read_notice(found, by=_actor(request))
    return redirect(found.deadline.url if found.deadline.closed_at is None else "worklist:notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Read all notices."""
    count = actions.read_all(by=_actor(request))
    if count:
        messages.success(request, f"{count}条提醒已阅知。")
    return redirect("worklist:notices")
