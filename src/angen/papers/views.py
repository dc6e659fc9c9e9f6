"""Pages of papers, the register of numbers, and public verification."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.acts import Act, act_page, posted
from angen.desk.history import entries
from angen.desk.ledger import ledger
from angen.kernel.access import Actor, can, rows
from angen.kernel.refusal import NotAllowed
from angen.papers import actions, doorkeeper, numbers, queries, typeset
from angen.papers.documents import receipt_for
from angen.papers.forms import DeliveryForm, VerifyForm, VoidForm
from angen.papers.models import Paper
from angen.papers.pages import paper_pdf, pdf

# The browser's own viewer shows the file inside our page; nothing else may frame it.
IN_OUR_PAGE = {"frame-ancestors": ["'self'"], "object-src": ["'self'"]}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.user  # type: ignore[assignment]
    return actor


def _paper(request: HttpRequest, pk: UUID) -> Paper:
    seen = rows(_actor(request), "papers.see_paper")
    links = ("agency", "issued_for", "grant", "replaced_by", "issued_by")
    paper: Paper = get_object_or_404(seen.select_related(*links), pk=pk)
    return paper


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One paper: its file, number, code, service and history."""
    paper, actor = _paper(request, pk), _actor(request)
    served = list(paper.services.all())
    context = {
        "paper": paper,
        "code": typeset.grouped(paper.code),
        "services": served,
        "replaces": rows(actor, "papers.see_paper").filter(replaced_by=paper).first(),
        "may_void": paper.state == "issued" and not served and can(actor, "papers.void", paper),
        "may_serve": paper.state != "voided" and can(actor, "papers.serve", paper),
        "history": entries(history(paper)),
    }
    return render(request, "papers/paper.html", context)


@require_safe
@xframe_options_sameorigin
@csp_replace(IN_OUR_PAGE)  # type: ignore[arg-type]
def content(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bytes as they were issued; ``?download`` saves them under a name."""
    paper = _paper(request, pk)
    return paper_pdf(request, paper)


@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The delivery receipt of a paper, to be printed and signed."""
    paper = _paper(request, pk)
    if not can(_actor(request), "papers.serve", paper):
        raise NotAllowed("您不能送达这份文书，请由承办机构的人员办理。")
    made = actions.draft(receipt_for(paper), agency=paper.issued_for)
    return pdf(request, made.pdf(None)[1], f"送达回执{paper.number}")


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Void a paper with a reason."""
    paper = _paper(request, pk)
    act = Act(
        "作废文书",
        _url(paper),
        lambda data: actions.void(paper, reason=data["reason"], by=_actor(request)),
        f"“{paper.number or paper.label}”已作废，文号保留在登记簿中。",
        crumbs=_crumbs(paper),
        note=f"《{paper.label}》{paper.number}",
        button="作废",
        danger=True,
    )
    return act_page(request, act, VoidForm(posted(request)))


def _url(paper: Paper) -> str:
    return reverse("papers:paper", args=[paper.pk])


def _crumbs(paper: Paper) -> list[tuple[str, str]]:
    book = ledger("papers")
    return [(book.title, book.url()), (paper.number or paper.label, _url(paper))]


@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record service by what the signed receipt says."""
    paper = _paper(request, pk)
    now = timezone.localtime()
    starts = {
        "recipient": paper.title,
        "served_on": now.date(),
        "served_time": now.time(),
        "officers": _actor(request).display_name,
    }
    form = DeliveryForm(posted(request), initial=starts)
    act = Act(
        "登记送达",
        _url(paper),
        lambda _data: actions.serve(paper, form.delivery(), by=_actor(request)),
        "送达已登记。",
        crumbs=_crumbs(paper),
        note=f"《{paper.label}》{paper.number}",
    )
    return act_page(request, act, form)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of numbers of one year: what was given, voided, and whether one lacks."""
    actor = _actor(request)
    this_year = timezone.localdate().year
    try:
        year = int(request.GET.get("year") or this_year)
    except ValueError as error:
        raise BadRequest from error
    known = rows(actor, "papers.see_register").values_list("year", flat=True).distinct()
    context = {
        "year": year,
        "years": sorted({*known, this_year}, reverse=True),
        "lines": queries.register(actor, year),
        "mark": numbers.SUPERVISION_MARK,
    }
    return render(request, "papers/register.html", context)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Anybody may ask whether a paper is genuine; no name and no content is shown."""
    asked = request.method == "POST" or "code" in request.GET
    if not asked:
        return render(request, "papers/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.POST or request.GET, request.FILES)
    context: dict[str, Any] = {"form": form}
    try:
        doorkeeper.admit(str(request.META.get("REMOTE_ADDR", "")))
    except doorkeeper.TooOften as refusal:
        context["refused"] = refusal.sentence
        return render(request, "papers/verify.html", context, status=429)
    if not form.is_valid():
        return render(request, "papers/verify.html", context, status=422)
    code, file = form.cleaned_data["code"], form.cleaned_data["file"]
    sha256 = _fingerprint(file) if file else ""
    found = queries.verified(code=code, sha256=sha256)
    context |= {
        "asked": True,
        "found": found,
        "compared": bool(file),
        "same": found is not None and found.sha256 == sha256,
    }
    return render(request, "papers/verify.html", context, status=200 if found else 404)


def _fingerprint(file: Any) -> str:
    total = hashlib.sha256()
    for piece in file.chunks():
        total.update(piece)
    return total.hexdigest()
