"""Waivers and findings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from angen.assess.actions.standing import (
    close_finding,
    draft_circular,
    end_waiver,
    open_finding,
    waive_standard,
)
from angen.assess.forms.standing import CloseForm, EndForm, WaiverForm
from angen.assess.models import Finding, Waiver
from angen.assess.queries.claims import claim_mismatches, clauses_for
from angen.assess.screens.area import crumbs_of, unit_of
from angen.assess.screens.asked import SEE, Asked, day_of, own_areas
from angen.kernel.access import can, require, rows
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.rulebook.queries import pack_named

WAIVE, OPEN = "assess.waive_standard", "assess.open_finding"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def waive(request: HttpRequest, code: str, pack: str, standard: str) -> HttpResponse:
    """Excuse a unit from a standard."""
    asked = Asked.by(request)
    area = asked.area(code)
    require(asked.actor, WAIVE, area)
    known = pack_named(pack)
    rule = known.standard(standard, asked.on) if known is not None else None
    if rule is None:
        raise Http404
    form = WaiverForm(request.POST or None, initial={"valid_from": asked.on})
    if request.method == "POST" and form.is_valid():
        try:
            waive_standard(area, pack, standard, by=asked.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "豁免已登记。")
            return redirect(asked.url("why", code, pack, standard))
    context = {"asked": asked, "area": area, "pack": known, "standard": rule, "form": form}
    context["why_url"] = asked.url("why", code, pack, standard)
    return render(request, "assess/waive.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def waivers(request: HttpRequest) -> HttpResponse:
    """Every waiver within reach, newest first."""
    asked = Asked.by(request)
    seen = rows(asked.actor, SEE, Area.objects.all()).values("pk")
    found = Waiver.objects.filter(area__in=seen).select_related("area")[:500]
    named = [(each, pack_named(each.pack)) for each in found]
    rules = [
        (each, pack.standard(each.standard, each.valid_from) if pack else None)
        for each, pack in named
    ]
    return render(request, "assess/waivers.html", {"asked": asked, "waivers": rules})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """One waiver; whoever may waive may end it."""
    asked = Asked.by(request)
    found = get_object_or_404(Waiver.objects.select_related("area"), pk=pk)
    asked.area(found.area_id)
    may = can(asked.actor, WAIVE, found.area)
    form = EndForm(request.POST or None, initial={"on": asked.on})
    if request.method == "POST" and form.is_valid():
        try:
            end_waiver(found, by=asked.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "豁免已终止。")
            return redirect("assess:waiver", pk)
    pack = pack_named(found.pack)
    rule = pack.standard(found.standard, found.valid_from) if pack is not None else None
    context = {"asked": asked, "waiver": found, "form": form, "may_end": may, "standard": rule}
    return render(request, "assess/waiver.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def findings(request: HttpRequest) -> HttpResponse:
    """Claims against what is verified on a day, and the findings opened."""
    asked = Asked.by(request)
    areas = own_areas(request.user)
    code = request.GET.get("area", "") or (areas[0].pk if areas else "")
    if not code:
        return render(request, "assess/home_none.html", {"asked": asked})
    area = asked.area(code)
    seen = rows(asked.actor, SEE, Area.objects.all())
    opened = Finding.objects.filter(area__in=seen.values("pk")).select_related("area")
    known = {each.area_id: each for each in opened if each.on == asked.on}
    context = {
        "asked": asked,
        "area": area,
        "mismatches": [
            (each, known.get(each.unit.code)) for each in claim_mismatches(code, asked.on, seen)
        ],
        "opened": opened[:200],
        "may_open": can(asked.actor, OPEN, area),
    }
    return render(request, "assess/findings.html", context)


@require_POST
@login_required
def finding_open(request: HttpRequest, code: str) -> HttpResponse:
    """Open a finding and go to it."""
    asked = Asked.by(request)
    area = asked.area(code)
    made = open_finding(area, day_of(request.POST.get("on", "")), by=asked.actor)
    return redirect("assess:finding", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: its numbers, its circular, its next move."""
    asked = Asked.by(request)
    found = get_object_or_404(Finding.objects.select_related("area"), pk=pk)
    asked.area(found.area_id)
    form = CloseForm(request.POST if request.POST.get("act") == "close" else None)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "draft":
                draft_circular(found, by=asked.actor)
                return redirect("assess:finding", pk)
            if form.is_valid():
                close_finding(found, outcome=form.cleaned_data["outcome"], by=asked.actor)
                return redirect("assess:finding", pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("assess:finding", pk)
    unit = unit_of(found.area, found.on)
    context = {
        "asked": asked,
        "finding": found,
        "form": form,
        "unit": unit,
        "clauses": clauses_for(unit, found.on),
        "crumbs": crumbs_of(asked, found.area),
        "may_act": can(asked.actor, OPEN, found.area),
    }
    return render(request, "assess/finding.html", context)
