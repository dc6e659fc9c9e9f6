"""Pages of circulars: writing the marked places, approving, issuing, and signing for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from angen.assess.actions import circulars as acts
from angen.assess.documents import WRITTEN, document_of
from angen.assess.forms.circulars import CircularForm
from angen.assess.models import Circular
from angen.assess.queries.circulating import data_of
from angen.assess.queries.cycles import standing_snapshot
from angen.assess.screens.circulars import HEADINGS, table_of
from angen.assess.states import CircularState
from angen.assess.states import circular as machine
from angen.audit.queries import history
from angen.desk.act_forms import ActForm, NothingForm, ReasonForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.desk.sheets import CONTENT_TYPE, Sheet, book
from angen.kernel.access import can, require, rows
from angen.papers.pages import preview_page

FORM = ["GET", "HEAD", "POST"]
SEE = "assess.see_circulars"
LINKS = ("cycle__area", "snapshot__cycle__area", "before__cycle", "agency", "paper", "drafted_by")


@dataclass(frozen=True)
class Step:
    """One act on a circular."""

    title: str
    needs: str
    form: type[ActForm]
    do: Callable[..., Any]
    done: str
    note: str = ""


STEPS = {
    "submit": Step(
        "送签", "assess.write_circular", NothingForm, acts.submit_circular, "已送签"
    ),
    "return": Step(
        "退回修改", "assess.approve_circular", ReasonForm, acts.return_circular, "已退回"
    ),
    "approve": Step(
        "签发", "assess.approve_circular", NothingForm, acts.approve_circular, "已签发",
        "签发人与起草人须是两个人。",
    ),
    "issue": Step(
        "印发", "assess.write_circular", NothingForm, acts.issue_circular, "已编号印发",
        "编号、排版并发给全部被评单位和所在县（市、区），发出后不能修改。",
    ),
}  # fmt: skip


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the circular of a cycle."""
    cycle = seen(request, "assess.see_cycles", pk, "area")
    made = acts.draft_circular(cycle, by=own(request))
    return redirect("assess:circular", pk=made.pk)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One circular: what is written, what may follow, and who has signed for it."""
    found: Circular = seen(request, SEE, pk, *LINKS)
    by = own(request)
    received = rows(by, "assess.see_recipients").filter(circular=found)
    received = received.select_related("agency__area", "read_by")
    # Who has not signed yet stands first: the list is long.
    recipients = sorted(received, key=lambda each: each.read_at is not None)
    mine = rows(by, "assess.read_circular").filter(circular=found, read_at=None).first()
    steps = [(move.name, STEPS[move.name]) for move in machine.open_to(found) if move.name in STEPS]
    context = {
        "circular": found,
        "steps": [(name, step) for name, step in steps if can(by, step.needs, found)],
        "writes": found.state == CircularState.DRAFT and can(by, "assess.write_circular", found),
        "stale": standing_snapshot(found.cycle) != found.snapshot,
        "recipients": recipients,
        "read": sum(each.read_at is not None for each in recipients),
        "mine": mine,
        "history": entries(history(found)),
    }
    return render(request, "assess/circular.html", context)


@require_http_methods(FORM)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The marked places."""
    found = seen(request, SEE, pk, *LINKS, needs="assess.write_circular")
    by = own(request)
    act = Act(
        "修改通报",
        reverse("assess:circular", args=[pk]),
        lambda data: acts.write_circular(found, by=by, **data),
        "已保存。",
        {"评定": str(found.cycle), "数据校验值": found.snapshot.outcome_sha256[:16]},
        note="只能写这些地方；数字、名单和条款都来自评定记录，不能手改。",
        button="保存",
    )
    initial = {name: getattr(found, name) for name in WRITTEN}
    return act_page(request, act, CircularForm(posted(request), actor=by, initial=initial))


@require_http_methods(FORM)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Submit, return, approve or issue."""
    found = seen(request, SEE, pk, *LINKS)
    known = STEPS.get(name)
    if known is None:
        raise Http404
    by = own(request)
    require(by, known.needs, found)
    act = Act(
        known.title,
        reverse("assess:circular", args=[pk]),
        lambda data: known.do(found, by=by, **data),
        f"{found.title}：{known.done}。",
        {"通报": found.title, "印发机关": found.agency.name},
        note=known.note,
    )
    return act_page(request, act, known.form(posted(request), actor=by))


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As it would be issued today."""
    found: Circular = seen(request, SEE, pk, *LINKS)
    if found.paper_id is not None:
        return redirect("papers:paper", pk=found.paper_id)
    return preview_page(
        request,
        document_of(found),
        agency=found.agency,
        issue_url=reverse("assess:circular_step", args=[pk, "issue"]),
        back=reverse("assess:circular", args=[pk]),
        verb="印发",
    )


@require_safe
def data(request: HttpRequest, pk: int) -> FileResponse:
    """The figures as a spreadsheet, the very ones of the circular."""
    found: Circular = seen(request, SEE, pk, *LINKS)
    made, file = book()
    sheet = Sheet(made, "评定结果")
    sheet.head(HEADINGS, [max(10, 2 * len(label)) for label in HEADINGS])
    for place, row in enumerate(table_of(data_of(found.snapshot, found.before)), 1):
        sheet.put(place, row)
    made.close()
    file.seek(0)
    name = f"{found.title}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for a circular."""
    found = seen(request, "assess.see_recipients", pk, "circular", "agency")
    acts.read_circular(found, by=own(request))
    return redirect("assess:circular", pk=found.circular_id)
