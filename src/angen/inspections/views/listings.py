"""Pages of listings 挂牌督办, and what everybody may see of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ActForm, ReasonForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.desk.ledger import ledger
from angen.inspections.actions import listings
from angen.inspections.documents import building
from angen.inspections.forms import hazards as forms
from angen.inspections.ledgers.hazards import overrun
from angen.inspections.models import Hazard, Listing
from angen.inspections.queries.levels import suggested_level
from angen.inspections.states import ListingState
from angen.kernel.access import Actor, can, require

FORM = ["GET", "HEAD", "POST"]
SEE = "inspections.see_listings"
LINKS = ("hazard__agency", "listed_by__area", "supervisor", "proposed_by", "paper")
SHOWN = 200
_S = ListingState


def _list(listing: Listing, *, by: Actor, **data: Any) -> Listing:
    """List it, with the notice that says so."""
    decided = copy(listing)
    for name, said in data.items():
        setattr(decided, name, said or getattr(listing, name))
    return listings.list_hazard(listing, document=building.listing(decided), by=by, **data)


def _delist(listing: Listing, *, by: Actor, opinion: str) -> Listing:
    """Take it off the list; one that was listed with a notice is delisted with one."""
    decided = copy(listing)
    decided.delisted_on = timezone.localdate()
    known = listing.paper is not None
    document = building.delisting(decided, opinion=opinion) if known else None
    return listings.delist(listing, document=document, by=by)


@dataclass(frozen=True)
class Step:
    """One act on a listing and the states in which it is offered."""

    title: str
    needs: str
    states: tuple[str, ...]
    form: type[ActForm]
    do: Callable[..., Any]
    note: str = ""
    danger: bool = False


DECIDE, REPORT = listings.DECIDE, listings.REPORT
STEPS = {
    "list": Step(
        "挂牌", DECIDE, (_S.PROPOSED,), forms.ListForm, _list,
        "挂牌后应公示，每月报告进展，到期组织验收。",
    ),
    "refuse": Step(
        "不予挂牌", DECIDE, (_S.PROPOSED,), ReasonForm, listings.refuse_listing, danger=True
    ),
    "publish": Step(
        "登记公示", DECIDE, (_S.LISTED, _S.ACCEPTANCE, _S.DELISTED), forms.PublishForm,
        listings.publish_listing, "登记后在本系统的公开页上同时公布。",
    ),
    "progress": Step(
        "报告进展", REPORT, (_S.LISTED,), forms.ProgressForm, listings.report_progress
    ),
    "ask": Step("申请验收", REPORT, (_S.LISTED,), forms.NoteForm, listings.ask_acceptance),
    "return": Step(
        "验收不合格", DECIDE, (_S.ACCEPTANCE,), ReasonForm, listings.return_listing, danger=True
    ),
    "delist": Step(
        "摘牌销号", DECIDE, (_S.ACCEPTANCE,), forms.OpinionForm, _delist,
        "隐患须先经现场复查合格销号，才能摘牌。",
    ),
}  # fmt: skip


@require_http_methods(FORM)
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose listing a major hazard."""
    needs = "inspections.propose_listing"
    hazard: Hazard = seen(request, "inspections.see_hazards", pk, "area", "agency", needs=needs)
    by, today = own(request), timezone.localdate()
    days = (hazard.due_on - today).days if hazard.due_on else None
    level = suggested_level(hazard.area, days, today)
    back = reverse("inspections:hazard", args=[hazard.pk])
    act = Act(
        "提请挂牌督办", back, lambda data: listings.propose_listing(hazard, by=by, **data),
        "已提请，等待督办机构决定。",
        {"单位": hazard.party, "隐患": hazard.description, "依据": hazard.cite},
        note="级别按治理期限建议（平台设计值），可以改选；由该级安委办或应急管理部门决定。",
        then=lambda made: reverse("inspections:listing", args=[made.pk]),
    )  # fmt: skip
    initial = {"level": level, "person": hazard.person}
    return act_page(request, act, forms.ProposeForm(posted(request), actor=by, initial=initial))


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One listing from the proposal to the delisting."""
    listing: Listing = seen(request, SEE, pk, *LINKS)
    by, today, late = own(request), timezone.localdate(), overrun(listing)
    held = {name: can(by, name, listing) for name in (DECIDE, REPORT)}
    context = {
        "listing": listing,
        "hazard": listing.hazard,
        "late": late,
        "days": (today - listing.due_on).days if late and listing.due_on else 0,
        "progress": listing.progress.order_by("-month"),
        "acts": [
            (name, step)
            for name, step in STEPS.items()
            if held[step.needs] and listing.state in step.states and not _published(name, listing)
        ],
        "history": entries(history(listing)),
    }
    return render(request, "inspections/listing.html", context)


def _published(name: str, listing: Listing) -> bool:
    if name != "publish":
        return False
    delisted = listing.state == ListingState.DELISTED
    return bool(listing.delisting_published_on if delisted else listing.published_on)


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """One act on a listing."""
    known = STEPS.get(name)
    if known is None:
        raise Http404
    listing: Listing = seen(request, SEE, pk, *LINKS)
    by = own(request)
    require(by, known.needs, listing)
    back = reverse("inspections:listing", args=[listing.pk])
    act = Act(
        known.title, back, lambda data: known.do(listing, by=by, **data), "已办理。",
        {
            "单位": listing.hazard.party,
            "重大事故隐患": listing.hazard.description,
            "状态": listing.get_state_display(),
        },
        [("挂牌督办", ledger("listings").url()), (listing.hazard.party, back)],
        known.note,
        danger=known.danger,
    )  # fmt: skip
    initial = {"person": listing.person, "demands": listing.demands}
    form = known.form(posted(request), actor=by, initial=initial)
    if name == "list":
        form.fields["due_on"].initial = listing.hazard.due_on
    return act_page(request, act, form)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What everybody sees: hazards that were published as listed, and those delisted."""
    open_ones = Listing.objects.exclude(published_on=None).select_related("hazard", "listed_by")
    since = timezone.localdate() - dt.timedelta(days=365)
    gone = open_ones.exclude(delisting_published_on=None).filter(delisted_on__gte=since)
    context = {
        "listed": open_ones.filter(delisting_published_on=None).order_by("-listed_on")[:SHOWN],
        "delisted": gone.order_by("-delisted_on")[:SHOWN],
    }
    return render(request, "inspections/listing_public.html", context)
