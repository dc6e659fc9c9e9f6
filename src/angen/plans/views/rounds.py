"""Pages of cross-inspection rounds."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.acts import Act, act_page, posted, seen
from angen.desk.history import entries
from angen.plans import forms
from angen.plans.actions import rounds
from angen.plans.models import CrossRound
from angen.plans.queries.rounds import results, total
from angen.plans.views.entry import beginner

FORM = ["GET", "HEAD", "POST"]
LABELS = {
    "enterprises": "检查企业",
    "problems": "发现问题",
    "penalties": "行政处罚",
    "closures": "停产停业",
    "transfers": "移送",
}


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Arrange a round of cross inspection."""
    by = beginner(request, "plans.keep_rounds")
    act = Act(
        "安排异地互查",
        reverse("desk:ledger", args=["cross-rounds"]),
        lambda data: rounds.arrange_round(**data, by=by),
        "已安排。",
        note="组织机构辖区内的乡镇（街道）全部参加，自动配对：不查自己，不与上一轮相同。",
        then=lambda made: reverse("plans:round", args=[made.pk]),
    )
    return act_page(request, act, forms.RoundForm(posted(request), actor=by))


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One round: who inspects whom, and what came of it."""
    found: CrossRound = seen(request, "plans.see_rounds", pk, "agency")
    lines = results(found)
    summed: Any = total(lines)
    names = [field.name for field in fields(summed)]
    context = {
        "round": found,
        "headers": [LABELS[name] for name in names],
        "rows": [
            (pair, [(LABELS[name], getattr(one, name)) for name in names]) for pair, one in lines
        ],
        "totals": [(LABELS[name], getattr(summed, name)) for name in names],
        "history": entries(history(found)),
    }
    return render(request, "plans/round.html", context)
