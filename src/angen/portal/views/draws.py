"""The public page of a draw, and the transcript from which anyone recomputes it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from angen.plans.models import Draw
from angen.plans.queries import published
from angen.plans.queries.transcripts import left_out, replacements, successors, transcript
from angen.plans.states import DrawState

SHOWN = 200  # names on the page; all of them are in the transcript


def _open(pk: UUID) -> Draw:
    draw = published.draws().filter(pk=pk).first()
    if draw is None:
        raise Http404
    return draw


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What everybody sees: the commitment, and once published the whole transcript."""
    draw = _open(pk)
    shown = draw.state == DrawState.PUBLISHED
    names = draw.drawn.filter(replaces=None).order_by("place")
    context = {
        "draw": draw,
        "published": shown,
        "commitments": list(draw.contributions.order_by("pk").values_list("commitment", flat=True)),
        "left_out": left_out(draw) if shown else [],
        "names": list(names.values_list("enterprise__name", flat=True)[:SHOWN]) if shown else [],
        "successors": successors(draw) if shown else [],
        "replaced": len(replacements(draw)) if shown else 0,
    }
    return render(request, "portal/draw.html", context)


@require_safe
def transcript_json(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The transcript; only once it is published."""
    draw = _open(pk)
    if draw.state != DrawState.PUBLISHED:
        raise Http404
    response = JsonResponse(
        transcript(draw).as_dict(), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
