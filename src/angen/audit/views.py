"""The pages of the audit administrator: log, entry, chain, verifications and seals."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from angen.audit import actions, queries, wording
from angen.audit.forms import LogFilter
from angen.audit.models import Check, Entry, Seal
from angen.kernel.access import Actor, can_any, rows
from angen.kernel.refusal import NotAllowed, Refused

LONGEST_CHAIN = 500
LAST = 20


def _open_log(request: HttpRequest) -> QuerySet[Entry]:
    """The log, for those to whom it is open; others are refused."""
    actor: Any = request.user
    if not request.user.is_authenticated or not can_any(actor, "audit.see_log"):
        raise NotAllowed("审计日志只对审计管理员开放。")
    return rows(actor, "audit.see_log")


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "subject": wording.subject_of(entry),
        "details": wording.details(entry),
    }


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log, the newest first, narrowed by the filter."""
    entries = _open_log(request)
    form = LogFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    try:
        page = queries.page(
            queries.narrowed(entries, wanted) if form.is_valid() else entries.none(),
            older_than=request.GET.get("older", ""),
            newer_than=request.GET.get("newer", ""),
        )
    except ValueError as error:
        raise Http404 from error
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form,
        "narrowed": bool(kept),
        "lines": [_line(entry) for entry in page.entries],
        "previous_url": "?" + urlencode({**kept, "newer": page.newer}) if page.newer else "",
        "next_url": "?" + urlencode({**kept, "older": page.older}) if page.older else "",
    }
    return render(request, "audit/log.html", context)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with everything it holds."""
    found = get_object_or_404(_open_log(request), pk=pk)
    context = {
        **_line(found),
        "hash": bytes(found.hash).hex(),
        "prev_hash": bytes(found.prev_hash).hex() if found.seq > 1 else "",
        "sealed": Seal.objects.filter(upto__gte=found.pk).order_by("no").first(),
    }
    return render(request, "audit/entry.html", context)


@require_safe
def chain_of(request: HttpRequest, subject_type: str, subject_id: str) -> HttpResponse:
    """Everything that happened to one record, and whether its chain is whole."""
    entries = _open_log(request).filter(subject_type=subject_type, subject_id=subject_id)
    found = list(entries.order_by("-seq")[:LONGEST_CHAIN])
    problems = queries.check_subject(subject_type, subject_id)
    if not found and not problems:
        raise Http404
    context = {
        "name": wording.subject_types().get(subject_type, subject_type),
        "number": subject_id,
        "lines": [_line(one) for one in found],
        "problems": problems,
        "cut_short": len(found) == LONGEST_CHAIN,
    }
    return render(request, "audit/chain.html", context)


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """The last verifications and the last seals."""
    _open_log(request)
    actor: Any = request.user
    seals = list(Seal.objects.order_by("-no")[:LAST])
    last = Check.objects.first()
    context = {
        "checks": Check.objects.order_by("-pk")[:LAST],
        "seals": [{"seal": seal, "line": queries.seal_line(seal)} for seal in seals],
        "running": last is not None and _running(last),
        "may_ask": can_any(actor, "audit.verify_log"),
    }
    return render(request, "audit/checks.html", context)


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One verification with what it found."""
    _open_log(request)
    found = get_object_or_404(Check, pk=pk)
    context = {
        "check": found,
        "running": _running(found),
        "unlisted": (found.problems or 0) - len(found.findings),
    }
    return render(request, "audit/check.html", context)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Start a verification and show it."""
    _open_log(request)
    by: Actor = request.user  # type: ignore[assignment]
    try:
        made = actions.ask_check(by=by)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("audit:checks")
    return redirect("audit:check", made.pk)


def _running(found: Check) -> bool:
    return found.finished_at is None and found.asked_at > timezone.now() - actions.RUNNING
