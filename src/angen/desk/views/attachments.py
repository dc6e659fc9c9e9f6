"""Files of records: who sees the record gets its files, and nobody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from angen.desk import files
from angen.desk.actions import attach_file, detach_file
from angen.desk.ledger import Ledger
from angen.desk.models import StoredFile
from angen.desk.views.asking import seen_record
from angen.kernel.refusal import Refused


def seen_file(request: HttpRequest, pk: UUID) -> tuple[StoredFile, Ledger, Any]:
    """The file with the ledger and record it hangs on; 404 for what the actor does not see."""
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None:
        raise Http404
    ledger, _, record = seen_record(request, stored.owner_ledger, stored.owner_id)
    return stored, ledger, record


@require_GET
@login_required
def file(request: HttpRequest, pk: UUID) -> FileResponse:
    """The bytes, always as a download and never guessed at by the browser."""
    stored, _, _ = seen_file(request, pk)
    path = files.place(stored.sha256)
    if not path.exists():
        raise Refused("附件的文件不在服务器上。请联系系统管理员从备份恢复。")
    response = FileResponse(path.open("rb"), content_type=stored.kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
@login_required
def attach(request: HttpRequest, key: str, pk: str) -> HttpResponse:
    """Upload a file to a record."""
    ledger, actor, record = seen_record(request, key, pk)
    upload = request.FILES.get("file")
    if not ledger.attaches or upload is None:
        raise Refused("请先选择要上传的文件。")
    stored = attach_file(ledger, record, upload, by=actor)
    messages.success(request, f"已上传：{stored.name}。")
    return redirect(ledger.url("record", record))


@require_POST
@login_required
def detach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file off its record."""
    stored, ledger, record = seen_file(request, pk)
    detach_file(stored, by=request.user)  # type: ignore[arg-type]
    messages.success(request, f"已删除附件：{stored.name}。")
    return redirect(ledger.url("record", record))
