"""First screen, area page, standards page and why page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from angen.assess.evidence import shown
from angen.assess.models import Finding
from angen.assess.screens.area import (
    area_screen,
    capacity_screen,
    crumbs_of,
    trend_screen,
    unit_of,
)
from angen.assess.screens.asked import Asked, day_of, own_areas
from angen.assess.screens.capacity import default_since
from angen.assess.screens.home import home_screen
from angen.assess.screens.lines import TITLES, fact_shown, row_of
from angen.assess.screens.standards import SHOWN, sheet, standards_screen
from angen.assess.screens.work import work_screen
from angen.assess.why import why as answer
from angen.desk.sheets import CONTENT_TYPE
from angen.kernel.access import can, can_any
from angen.orgs.models import Area

EVIDENCE_SHOWN = 200


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first screen of whoever is logged in, over the widest area of his roles."""
    asked = Asked.by(request)
    areas = own_areas(request.user)
    wanted = request.GET.get("area", "")
    area = next((each for each in areas if each.pk == wanted), areas[0] if areas else None)
    if area is None:
        return render(request, "assess/home_none.html", {"asked": asked})
    screen = home_screen(asked, area)
    context = {
        "asked": asked,
        "screen": screen,
        "areas": areas,
        "counts": screen.found.count(screen.unit.code),
        "total": screen.found.count(),
        "area_url": asked.url("area", area.pk),
        "standards_url": asked.url("standards", area=area.pk),
        "trend_url": asked.url("area", area.pk, part="trend"),
    }
    return render(request, f"assess/home_{screen.kind}.html", context)


@require_safe
@login_required
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one area on a day."""
    asked = Asked.by(request)
    since = request.GET.get("since", "")
    chosen = asked.area(code)
    first = day_of(since) if since else default_since(asked.on)
    part = request.GET.get("part", "")
    if part == "capacity":
        return _part(request, asked, chosen, "capacity", capacity_screen(asked, chosen))
    if part == "trend":
        return _part(request, asked, chosen, "trend", trend_screen(asked, chosen, first))
    if part == "work":
        return _part(request, asked, chosen, "work", work_screen(asked, chosen))
    screen = area_screen(asked, chosen, first)
    open_findings = Finding.objects.filter(area_id=code).exclude(state="closed")
    context = {
        "asked": asked,
        "screen": screen,
        "findings": open_findings,
        "work_url": asked.url("area", code, part="work"),
        "capacity_url": asked.url("area", code, part="capacity"),
        "trend_url": asked.url("area", code, part="trend", since=since),
    }
    return render(request, "assess/area.html", context)


HEADINGS = {"work": "检查与隐患", "capacity": "队伍与保障", "trend": "队伍变化"}


def _part(
    request: HttpRequest, asked: Asked, area: Area, name: str, screen: object
) -> HttpResponse:
    """A part of the area page: alone for the page that asks for it, else as a page."""
    part = f"assess/{name}.html"
    context = {"asked": asked, "area": area, "screen": screen, "part": part}
    whole = not request.htmx  # type: ignore[attr-defined]
    template = "assess/part_page.html" if whole else part
    return render(request, template, context | {"heading": HEADINGS[name]})


@require_safe
@login_required
def standards(request: HttpRequest) -> HttpResponse:
    """One standard across the units of an area, or all standards by its parts."""
    asked = Asked.by(request)
    areas = own_areas(request.user)
    code = request.GET.get("area", "") or (areas[0].pk if areas else "")
    if not code:
        return render(request, "assess/home_none.html", {"asked": asked})
    chosen = asked.area(code)
    screen = standards_screen(asked, chosen)
    if request.GET.get("format") == "xlsx":
        name = f"标准达标情况-{chosen.name}-{asked.on}.xlsx"
        return FileResponse(  # type: ignore[return-value]
            sheet(screen), as_attachment=True, filename=name, content_type=CONTENT_TYPE
        )
    query = request.GET.copy()
    query["format"] = "xlsx"
    context = {
        "asked": asked,
        "screen": screen,
        "crumbs": crumbs_of(asked, chosen),
        "area_url": asked.url("area", chosen.pk),
        "overview_url": asked.url("standards", area=chosen.pk),
        "export_url": f"?{query.urlencode()}",
        "outcomes": [(key, TITLES[key]) for key in SHOWN],
        "placed": [(row, screen.place.get(row.line.unit.code, "")) for row in screen.rows],
    }
    return render(request, "assess/standards.html", context)


@require_safe
@login_required
def why(request: HttpRequest, code: str, pack: str, standard: str) -> HttpResponse:
    """Clause, formula, facts and the very records."""
    asked = Asked.by(request)
    chosen = asked.area(code)
    found = answer(unit_of(chosen, asked.on), standard, asked.on, pack)
    return render(request, "assess/why.html", _why_context(asked, chosen, found))


def _why_context(asked: Asked, chosen: Area, found: Any) -> dict[str, Any]:
    records = {
        record
        for _, each in found.facts
        for record in (*each.counted[:EVIDENCE_SHOWN], *each.not_counted[:EVIDENCE_SHOWN])
    }
    seen = shown(records, asked.actor)
    titles = {line.pack.id: line.pack.title for line in (found.line, *found.others)}
    facts = [
        {
            "shown": fact_shown(fact),
            "fact": fact,
            "counted": [seen[r] for r in each.counted[:EVIDENCE_SHOWN]],
            "not_counted": [seen[r] for r in each.not_counted[:EVIDENCE_SHOWN]],
            "more": max(0, len(each.counted) - EVIDENCE_SHOWN),
            "evidence": each,
        }
        for fact, each in found.facts
    ]
    crumbs = crumbs_of(asked, chosen)
    # Beside its neighbours, for whoever may see them.
    around = chosen.parent_id if crumbs and chosen.parent_id else chosen.pk
    return {
        "asked": asked,
        "area": chosen,
        "found": found,
        "line": found.line,
        "row": row_of(found.line, asked, titles),
        "facts": facts,
        "others": [row_of(line, asked, titles) for line in found.others],
        "crumbs": crumbs,
        "area_url": asked.url("area", chosen.pk),
        "waive_url": asked.url("waive", chosen.pk, found.line.pack.id, found.line.standard.id),
        "standard_url": asked.url(
            "standards",
            area=around,
            pack=found.line.pack.id,
            standard=found.line.standard.id,
        ),
        "pack_url": reverse("rulebook:pack", args=[found.line.pack.id]),
        "may_read_packs": can_any(asked.actor, "rulebook.see_packs"),
        "may_waive": found.line.outcome in ("not_met", "unknown", "waived")
        and can(asked.actor, "assess.waive_standard", chosen),
    }
