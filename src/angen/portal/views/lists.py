"""The public lists: plans, catalogue, caps, campaigns, draws, results. No name of a person, no visit to come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from angen.inspections.queries import published as visits
from angen.plans.queries import published
from angen.portal.sections import SECTIONS

SHOWN = 200  # rows of a page; a body's name narrows a longer list


def _asked(request: HttpRequest) -> tuple[int | None, str]:
    """Year and words asked for; whatever is no year is none."""
    year, words = request.GET.get("year", ""), request.GET.get("q", "")
    found = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    return found, words.replace("\x00", "").strip()[:40]


def _list(
    request: HttpRequest, template: str, rows: QuerySet[Any], years: list[int] | None = None
) -> HttpResponse:
    """A list narrowed by year (the newest if none is asked for) and by the name of the body."""
    year, words = _asked(request)
    if years is not None:
        year = year if year in years else next(iter(years), None)
        rows = rows.filter(**{published.YEARS[rows.model]: year}) if year else rows.none()
    if words:
        rows = rows.filter(agency__name__contains=words)
    found = list(rows[: SHOWN + 1])
    context = {
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "years": years,
        "year": year,
        "words": words,
    }
    return render(request, template, context)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open to everybody."""
    return render(request, "portal/home.html", {"sections": SECTIONS})


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Published plans of a year."""
    rows = published.plans()
    return _list(request, "portal/plans.html", rows, published.years_of(rows))


@require_safe
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The figures of one plan."""
    found = published.plans().filter(pk=pk).first()
    if found is None:
        raise Http404
    context = {"plan": found, "figures": published.figures(found)}
    return render(request, "portal/plan.html", context)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Matters of random inspection that hold today."""
    return _list(request, "portal/catalogue.html", published.catalogue())


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns of a year; unannounced ones only after they ended."""
    rows = published.campaigns()
    return _list(request, "portal/campaigns.html", rows, published.years_of(rows))


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Recorded visits of a year: whom, when, by whom, how many hazards, and whether it was ordered."""
    year, words = _asked(request)
    years = visits.years()
    year = year if year in years else next(iter(years), None)
    found = visits.results(year, words, SHOWN + 1) if year else []
    context = {
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "years": years,
        "year": year,
        "words": words,
        "term": visits.term(),
    }
    return render(request, "portal/results.html", context)


@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """Draws committed to or carried out."""
    rows = published.draws()
    return _list(request, "portal/draws.html", rows, published.years_of(rows))


@require_safe
def caps(request: HttpRequest) -> HttpResponse:
    """How often an enterprise may be inspected in a year, by policy."""
    return render(request, "portal/caps.html", {"policies": published.caps()})
