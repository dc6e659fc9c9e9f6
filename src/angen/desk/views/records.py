"""List, record, form, removal, reveal, export and template of a ledger."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from angen.audit.queries import history
from angen.desk import queries, sheets
from angen.desk.actions import (
    Invalid,
    export_numbers,
    remove_record,
    reveal_number,
    save_record,
)
from angen.desk.anywhere import anywhere
from angen.desk.columns import Personal, Ref
from angen.desk.forms import RecordForm
from angen.desk.history import entries
from angen.desk.ledger import Ledger, acts_on
from angen.desk.queries import attached
from angen.desk.views.asking import seen_ledger, seen_record
from angen.kernel.refusal import NotAllowed, Refused


@require_GET
@login_required
def ledger_list(request: HttpRequest, key: str) -> HttpResponse:
    """The list with its filters; htmx gets the table alone."""
    found, actor = seen_ledger(request, key)
    part = bool(request.headers.get("HX-Request"))
    context = {
        "ledger": found,
        "page": queries.page(found, actor, request.GET),
        "may_create": found.creates and found.kept_by(actor),
        "may_import": found.imported_by(actor),
        "may_reveal": may_export_numbers(found, actor),
    }
    template = "desk/ledger_part.html" if part else "desk/ledger.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def may_export_numbers(found: Ledger, actor: Any) -> bool:
    """Whether an export of the ledger masks something the actor may have in clear."""
    permission = found.reveal or found.keep
    masked = any(isinstance(c, Personal) and c.masked and c.in_export for c in found.fields)
    return bool(permission) and masked and anywhere(actor, permission)


@require_GET
@login_required
def record_page(request: HttpRequest, key: str, pk: str) -> HttpResponse:
    """One record: its values, what hangs on it, what may be done, what happened."""
    found, actor, record = seen_record(request, key, pk)
    context = {
        "ledger": found,
        "record": record,
        "name": found.name_of(record),
        "groups": queries.groups(found, record, actor),
        "tables": list(queries.related(found, record, actor)),
        "acts": acts_on(found, record, actor),
        "may_keep": found.kept_by(actor, record),
        "may_reveal": found.revealed_to(actor, record),
        "files": attached(found, record) if found.attaches else [],
        "history": entries(history(record)),
    }
    return render(request, "desk/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record_new(request: HttpRequest, key: str) -> HttpResponse:
    """The empty form; what the address names is filled in."""
    found, actor = seen_ledger(request, key)
    if not (found.creates and found.kept_by(actor)):
        raise NotAllowed(f"您没有登记“{found.title}”的权限。请联系本单位系统管理员。")
    if request.method == "POST":
        form = RecordForm(found, actor, data=request.POST)
        if saved := written(form, None):
            messages.success(request, f"已登记：{found.name_of(saved)}。")
            return redirect(found.url("record", saved))
    else:
        form = RecordForm(found, actor, starts=request.GET.dict())
    return form_page(request, form, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record_edit(request: HttpRequest, key: str, pk: str) -> HttpResponse:
    """The form of a record."""
    found, actor, record = seen_record(request, key, pk)
    if not found.kept_by(actor, record):
        raise NotAllowed(f"您没有修改这条“{found.title}”记录的权限，或不在您的管辖范围。")
    if request.method == "POST":
        form = RecordForm(found, actor, record=record, data=request.POST)
        if saved := written(form, record):
            messages.success(request, f"已保存：{found.name_of(saved)}。")
            return redirect(found.url("record", saved))
    else:
        form = RecordForm(found, actor, record=record)
    return form_page(request, form, found, record)


def written(form: RecordForm, record: Any) -> Any:
    """The saved record; None when an entry is refused, with the sentences in the form."""
    if not form.is_valid():
        return None
    try:
        return save_record(form.ledger, form.values, by=form.actor, record=record, stamp=form.stamp)
    except Invalid as invalid:
        form.tell(invalid.fields)
    except NotAllowed:
        form.add_error(None, "保存后的记录不在您的管辖范围，没有保存。请核对所属单位。")
    except Refused as refused:
        form.add_error(None, str(refused))
    return None


def form_page(request: HttpRequest, form: RecordForm, found: Ledger, record: Any) -> HttpResponse:
    """The page of a form; 422 with its errors."""
    name = found.name_of(record) if record is not None else ""
    offers = {c.name: c.offers(form.actor) for c in found.entered if isinstance(c, Ref)}
    context = {
        "ledger": found,
        "record": record,
        "name": name,
        "form": form,
        "offers": offers,
        "back": found.url("record", record) if record is not None else found.url(),
    }
    return render(request, "desk/record_form.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def record_remove(request: HttpRequest, key: str, pk: str) -> HttpResponse:
    """Remove a record, with a reason."""
    found, actor, record = seen_record(request, key, pk)
    name = found.name_of(record)
    remove_record(found, record, by=actor, reason=request.POST.get("reason", ""))
    messages.success(request, f"已删除：{name}。")
    return redirect(found.url())


@require_POST
@login_required
def record_reveal(request: HttpRequest, key: str, pk: str, column: str) -> HttpResponse:
    """A masked number in clear, once, with its purpose recorded."""
    found, actor, record = seen_record(request, key, pk)
    purpose = request.POST.get("purpose", "")
    number = reveal_number(found, record, column, by=actor, purpose=purpose)
    if request.headers.get("HX-Request"):
        response = HttpResponse(html.escape(number))
    else:
        context = {"ledger": found, "record": record, "number": number, "column": column}
        response = render(request, "desk/revealed.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@login_required
def offers(request: HttpRequest, key: str, column: str) -> HttpResponse:
    """The entries a reference may take, as options of its list."""
    found, actor = seen_ledger(request, key)
    wanted = found.by_name.get(column)
    if not isinstance(wanted, Ref) or not found.offers_to(actor):
        raise Http404
    listed = wanted.offers(actor, request.GET.get(column, "").replace("\x00", "").strip()[:60])
    return HttpResponse("".join(f'<option value="{html.escape(text)}">' for text in listed))


@require_GET
@login_required
def export(request: HttpRequest, key: str) -> FileResponse:
    """The list as a spreadsheet, personal numbers masked."""
    found, actor = seen_ledger(request, key)
    rows = queries.export_rows(found, actor, request.GET, sheets.MOST_ROWS)
    return spreadsheet(sheets.export(found, rows), dated_name(found))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def export_clear(request: HttpRequest, key: str) -> HttpResponse | FileResponse:
    """The list with its numbers in clear, for a purpose that is recorded."""
    found, actor = seen_ledger(request, key)
    if request.method != "POST":
        return render(request, "desk/export_numbers.html", {"ledger": found})
    purpose = request.POST.get("purpose", "")
    export_numbers(found, by=actor, query=request.GET.urlencode(), purpose=purpose)
    permission = found.reveal or found.keep
    rows = queries.export_rows(found, actor, request.GET, sheets.MOST_ROWS, permission)
    return spreadsheet(sheets.export(found, rows, clear=True), dated_name(found))


def dated_name(found: Ledger) -> str:
    """The file name of an export."""
    return f"{found.title}{timezone.localdate():%Y%m%d}.xlsx"


@require_GET
@login_required
def template(request: HttpRequest, key: str) -> FileResponse:
    """The empty spreadsheet of the import, with its notes."""
    found, actor = seen_ledger(request, key)
    if not found.imported_by(actor):
        raise NotAllowed(f"您没有导入“{found.title}”的权限。请联系本单位系统管理员。")
    return spreadsheet(sheets.template(found), f"{found.title}导入模板.xlsx")


def spreadsheet(book: Any, name: str) -> FileResponse:
    """A file for download."""
    response = FileResponse(book, content_type=sheets.CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
