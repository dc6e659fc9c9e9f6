"""Allowance, equipment and funds at a glance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from angen.capacity.queries import allowance as allowances
from angen.capacity.queries import equipping as equipment
from angen.capacity.queries import spending as funds
from angen.capacity.queries.days import day_of, default_day, month_of
from angen.capacity.views.asking import Part, allowed, area_of, query_with, spreadsheet
from angen.kernel.refusal import Refused

BODIES = 20


@require_safe
@login_required
def allowance(request: HttpRequest) -> HttpResponseBase:
    """The monthly list of each body: who earned the allowance, who is how many days short."""
    actor = allowed(request, allowances.SEE, "岗位津贴")
    area, control = area_of(request, actor)
    asked = request.GET.get("month", "")
    month = month_of(asked) if asked else allowances.latest_month(actor, default_day())
    found = allowances.sheets(actor, month, area)
    if request.GET.get("format") == "xlsx":
        name = f"岗位津贴{month:%Y年%m月}"
        return spreadsheet(name, ALLOWANCE_HEADS, _allowance_lines(found))
    recorded = [sheet for sheet in found if sheet.recorded]
    rulings = {(r.pack.id, r.name, r.since): r for sheet in found for r in sheet.rulings}
    context = {
        "area": area,
        "control": control,
        "month": month,
        "part": Part(request, recorded, BODIES),
        "silent": [sheet for sheet in found if not sheet.recorded],
        "people": sum(len(sheet.lines) for sheet in found),
        "earners": sum(sheet.earners for sheet in recorded) if recorded else None,
        "yuan": sum((s.yuan for s in recorded), Decimal(0)) if recorded else None,
        "rulings": [(r.pack.values[r.name].says or "", r) for r in rulings.values()],
        "export_url": query_with(request, format="xlsx", month=f"{month:%Y-%m}"),
    }
    return render(request, "capacity/allowance.html", context)


ALLOWANCE_HEADS = (
    ("区划", 16),
    ("机构", 32),
    ("姓名", 12),
    ("现场工作日", 12),
    ("其中检查", 10),
    ("其中手工登记", 12),
    ("门槛（天）", 12),
    ("结果", 20),
    ("津贴（元）", 12),
)


def result(line: allowances.Line) -> str:
    """What a person's month came to."""
    if line.earned is None:
        return "未知"
    return "已达到" if line.earned else f"差{line.short}天"


def _allowance_lines(found: list[allowances.Sheet]) -> Iterator[list[Any]]:
    for sheet in found:
        threshold = int(sheet.threshold.value) if sheet.threshold else None
        for line in sheet.lines:
            days = line.days if sheet.recorded else None
            yield [
                *(sheet.body.area.name, sheet.body.name, line.name),
                *(days, *((line.visited, line.entered) if sheet.recorded else (None, None))),
                *(threshold, result(line), line.yuan),
            ]


@require_safe
@login_required
def equipping(request: HttpRequest) -> HttpResponseBase:
    """What each body has by category, and what must be calibrated soon."""
    actor = allowed(request, equipment.SEE, "装备配备")
    area, control = area_of(request, actor)
    on = day_of(request.GET.get("on", ""))
    found = equipment.overview(actor, on, area)
    labels = [equipment.CATEGORIES[category] for category in equipment.COUNTED]
    if request.GET.get("format") == "xlsx":
        heads = [("区划", 16), ("机构", 32), ("在岗人数", 10)]
        heads += [(label, 14) for label in (*labels, "其他", "合计")]
        return spreadsheet(f"装备配备{on:%Y%m%d}", heads, _equipment_lines(found))
    days = equipment.warning_days(on)
    context = {
        "area": area,
        "control": control,
        "on": on,
        "found": found,
        "labels": labels,
        "part": Part(request, found.rows),
        "calibrations": found.calibrations[:100],
        "warning_days": days,
        "soon": on + dt.timedelta(days),
        "export_url": query_with(request, format="xlsx"),
    }
    return render(request, "capacity/equipping.html", context)


def _equipment_lines(found: equipment.Overview) -> Iterator[list[Any]]:
    for row in found.rows:
        head = [row.body.area.name, row.body.name, row.people]
        if row.recorded:
            yield [*head, *(piece.number for piece in row.pieces), row.others, row.total]
        else:
            yield [*head, "未登记"]


@require_safe
@login_required
def spending(request: HttpRequest) -> HttpResponseBase:
    """Budget, receipts and spending of a year by category and body."""
    actor = allowed(request, funds.SEE, "经费执行")
    area, control = area_of(request, actor)
    asked = request.GET.get("year", "")
    if asked and not (asked.isdecimal() and len(asked) == 4):
        raise Refused(f"没有“{asked[:20]}”这个年度，请写成2021这样的年份。")
    year = int(asked) if asked else funds.latest_year(actor, default_day().year)
    found = funds.year_of_funds(actor, year, area)
    if request.GET.get("format") == "xlsx":
        return spreadsheet(f"经费执行{year}年", FUNDS_HEADS, _funds_lines(found))
    context = {
        "area": area,
        "control": control,
        "found": found,
        "total": found.total,
        "figures": _figures(found.total),
        "years": sorted({*funds.years_seen(actor), year}, reverse=True),
        "part": Part(request, found.bodies),
        "chart": _chart(found),
        "export_url": query_with(request, format="xlsx", year=str(year)),
    }
    return render(request, "capacity/spending.html", context)


FUNDS_HEADS = (
    ("类别或机构", 36),
    ("区划", 16),
    ("预算（元）", 16),
    ("到账（元）", 16),
    ("支出（元）", 16),
    ("到账率", 10),
    ("支出率", 10),
)


def _funds_lines(found: funds.Year) -> Iterator[list[Any]]:
    for row in (*found.categories, found.total, *found.bodies):
        place = row.body.area.name if row.body else ""
        amounts = [Decimal(cents) / 100 for cents in (row.budget, row.received, row.spent)]
        shares = [_share(row.share_received), _share(row.share_spent)]
        yield [row.label, place, *amounts, *shares]


def _share(share: float | None) -> str:
    return "未知" if share is None else f"{share:.1%}"


def _figures(total: funds.Row) -> list[tuple[str, Decimal, str]]:
    """Label, amount in 万元, and its share of the budget."""
    return [
        ("预算", _wan(total.budget), ""),
        ("到账", _wan(total.received), f"到账率{_share(total.share_received)}"),
        ("支出", _wan(total.spent), f"支出率{_share(total.share_spent)}"),
    ]


def _wan(cents: int) -> Decimal:
    return (Decimal(cents) / 1_000_000).quantize(Decimal("0.01"))


def _chart(found: funds.Year) -> dict[str, Any]:
    series = (("预算", "budget"), ("到账", "received"), ("支出", "spent"))
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [row.label for row in found.categories]},
        "yAxis": {"type": "value", "name": "元"},
        "series": [
            {
                "type": "bar",
                "name": label,
                "data": [getattr(row, name) / 100 for row in found.categories],
            }
            for label, name in series
        ],
    }
