"""Import pages: upload, check result, confirmation, errors as a spreadsheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from angen.desk import jobs, sheets
from angen.desk.actions import confirm_import, drop_import, upload_import
from angen.desk.ledger import IMPORT, Ledger
from angen.desk.models import ImportBatch
from angen.desk.states import ImportState
from angen.desk.views.asking import seen_ledger
from angen.desk.views.records import spreadsheet
from angen.kernel.access import rows
from angen.kernel.refusal import NotAllowed, Refused

ERRORS = 50  # on a page
RECENT = 10


def importing(request: HttpRequest, key: str) -> tuple[Ledger, Any]:
    """The ledger and the actor, who may import into it."""
    found, actor = seen_ledger(request, key)
    if not found.imported_by(actor):
        raise NotAllowed(f"您没有导入“{found.title}”的权限。请联系本单位系统管理员。")
    return found, actor


def own_batch(request: HttpRequest, key: str, pk: UUID) -> tuple[Ledger, Any, ImportBatch]:
    """One of the actor's own imports."""
    found, actor = importing(request, key)
    batch = rows(actor, IMPORT).filter(pk=pk, ledger=key).first()
    if batch is None:
        raise Http404
    return found, actor, batch


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_start(request: HttpRequest, key: str) -> HttpResponse:
    """The template to download, the file to upload, and the actor's last imports."""
    found, actor = importing(request, key)
    sentence = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            sentence = "请先选择要导入的 .xlsx 文件。"
        else:
            try:
                batch = upload_import(found, upload, by=actor)
            except NotAllowed:
                raise
            except Refused as refused:
                sentence = str(refused)
            else:
                begin_check(batch, actor)
                return redirect("desk:import_batch", key, batch.pk)
    recent = rows(actor, IMPORT).filter(ledger=key)[:RECENT]
    context = {"ledger": found, "recent": recent, "sentence": sentence}
    return render(request, "desk/import.html", context, status=422 if sentence else 200)


def begin_check(batch: ImportBatch, actor: Any) -> None:
    """Small files are checked at once, large ones by a worker."""
    if jobs.is_large(batch):
        with transaction.atomic():
            jobs.later("check", batch)
    else:
        jobs.check_import(batch, by=actor)


@require_GET
@login_required
def import_batch(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """How the import stands; while it works, the page asks again."""
    found, _, batch = own_batch(request, key, pk)
    page = request.GET.get("page", "1")
    number = max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    context = {
        "ledger": found,
        "batch": batch,
        "errors": batch.problems.filter(
            place__gt=(number - 1) * ERRORS, place__lte=number * ERRORS
        ),
        "previous": number - 1,
        "next": number + 1 if batch.bad > number * ERRORS else 0,
        "working": batch.state
        in (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CONFIRMED),
        "percent": batch.progress * 100 // batch.total if batch.total else 0,
        "may_confirm": batch.state == ImportState.CHECKED
        and not batch.bad
        and bool(batch.new or batch.changed),
    }
    return render(request, "desk/import_batch.html", context)


@require_POST
@login_required
def import_confirm(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Write the batch; pressing twice writes once."""
    found, actor, batch = own_batch(request, key, pk)
    if batch.state != ImportState.DONE:
        with transaction.atomic():
            batch = confirm_import(batch, by=actor)
            if jobs.is_large(batch):
                jobs.later("write", batch)
        if not jobs.is_large(batch):
            batch = jobs.write_import(batch, by=actor)
    if batch.state == ImportState.DONE:
        messages.success(
            request, f"“{found.title}”已导入：新增 {batch.new}，修改 {batch.changed}。"
        )
    return redirect("desk:import_batch", key, pk)


@require_POST
@login_required
def import_resume(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Begin a check again that was cut off."""
    _, actor, batch = own_batch(request, key, pk)
    if batch.state in (ImportState.UPLOADED, ImportState.CHECKING):
        begin_check(batch, actor)
    return redirect("desk:import_batch", key, pk)


@require_POST
@login_required
def import_drop(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Give the import up."""
    _, actor, batch = own_batch(request, key, pk)
    drop_import(batch, by=actor)
    messages.info(request, "已放弃这次导入，台账没有变化。")
    return redirect("desk:import", key)


@require_GET
@login_required
def import_errors(request: HttpRequest, key: str, pk: UUID) -> FileResponse:
    """Every bad cell with its reason, as a spreadsheet."""
    found, _, batch = own_batch(request, key, pk)
    names = ("row", "cell", "column", "value", "sentence")
    errors = batch.problems.values(*names).iterator(chunk_size=2_000)
    return spreadsheet(sheets.error_list(found.title, errors), f"{found.title}导入错误.xlsx")
