"""The page of a hint, and what a look at it showed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.assess.actions import hints as acts
from angen.assess.forms.tours import SaidForm
from angen.assess.screens.hints import MAY_BE, lines, sentence, told
from angen.assess.states import HintKind
from angen.assess.states import hint as machine
from angen.audit.queries import history
from angen.desk.act_forms import ActForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.kernel.access import can

SEE = "assess.see_hints"
STEPS = {"explain": "核查无异常", "confirm": "核查属实"}


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint: what the pattern is, what may lie behind it, and the records."""
    found = seen(request, SEE, pk, "area", "checked_by")
    by = own(request)
    moves = [(move.name, STEPS[move.name]) for move in machine.open_to(found)]
    context = {
        "hint": found,
        "says": sentence(found),
        "may_be": MAY_BE[HintKind(found.kind)],
        "told": told(found, by),
        "lines": lines(found, by),
        "moves": moves if can(by, acts.CHECK, found) else [],
        "history": entries(history(found)),
    }
    return render(request, "assess/hint.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Say what a look showed."""
    found = seen(request, SEE, pk, "area", needs=acts.CHECK)
    if name not in STEPS:
        raise Http404
    by = own(request)
    act = Act(
        STEPS[name],
        reverse("assess:hint", args=[pk]),
        lambda data: acts.check_hint(found, name, by=by, **data),
        "已登记核查情况。",
        {"单位": found.area.name, "情况": sentence(found)},
        note="核查结果只作记录，系统不据此扣分。",
    )
    form: ActForm = SaidForm(posted(request), actor=by)
    return act_page(request, act, form)
