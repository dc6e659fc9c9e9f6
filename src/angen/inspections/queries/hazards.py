"""Answers about hazards: which are overdue, what happened to one, how an office stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from angen.enterprises.models import Enterprise, EnterpriseAccount
from angen.inspections import library
from angen.inspections.kinds import OF_HAZARD, TELL_WORKERS
from angen.inspections.models import Hazard, Listing
from angen.inspections.queries.levels import limit
from angen.inspections.states import OPEN, ExtensionState, Grade, HazardState
from angen.kernel.access import Actor, rows
from angen.orgs.models import Account, Area
from angen.worklist.models import Deadline

UNDER_WAY = Q(state__in=OPEN)


def overdue(today: dt.date) -> Q:
    """Hazards whose time ran out. One reported as done waits for its recheck, not for its party."""
    return Q(state=HazardState.RECTIFYING, due_on__lt=today)


def days_over(hazard: Hazard, today: dt.date) -> int:
    """How many days a hazard is overdue; 0 where it is not."""
    if hazard.state != HazardState.RECTIFYING or hazard.due_on is None:
        return 0
    return max(0, (today - hazard.due_on).days)


def time_left(hazard: Hazard, today: dt.date) -> str:
    """Its time in words: overdue, left, or how it ended."""
    if days := days_over(hazard, today):
        return f"超期 {days} 天"
    if hazard.state == HazardState.CLOSED:
        return "逾期销号" if was_late(hazard) else "按期销号"
    if hazard.state == HazardState.REPORTED:
        return "待复查"
    if hazard.due_on is None or hazard.state not in OPEN:
        return ""
    left = (hazard.due_on - today).days
    return f"还剩 {left} 天" if left else "今天到期"


def was_late(hazard: Hazard) -> bool:
    """Whether it was closed after its time."""
    ended = hazard.done_on or hazard.closed_on
    return bool(hazard.due_on and ended and ended > hazard.due_on)


def account_of(enterprise: Enterprise, on: dt.date) -> Account | None:
    """The account that speaks for an enterprise on a day."""
    held = EnterpriseAccount.objects.on(on).filter(enterprise=enterprise, account__is_active=True)
    found = held.select_related("account").order_by("pk").first()
    return found.account if found is not None else None


@dataclass(frozen=True)
class Step:
    """One line of a hazard's record. ``tone`` "bad" stands out."""

    on: dt.date
    what: str
    detail: str = ""
    url: str = ""
    tone: str = ""


def chronicle(hazard: Hazard, actor: Actor) -> list[Step]:
    """What happened from the finding to the closing, in the order of days."""
    found = [*_finding(hazard), *_orders(hazard), *_extensions(hazard, actor)]
    if hazard.told_department_on:
        found.append(Step(hazard.told_department_on, "向监管部门报告", "安全生产法 第四十一条"))
    if hazard.told_workers_on:
        found.append(Step(hazard.told_workers_on, "向职工大会或职工代表大会报告"))
    if hazard.done_on:
        found.append(Step(hazard.done_on, "报告整改完成", hazard.done_note))
    found += _rechecks(hazard, actor)
    found += _listings(hazard, actor)
    return sorted(found, key=lambda step: step.on)


def _finding(hazard: Hazard) -> Iterable[Step]:
    url = ""
    detail = hazard.get_source_display()
    check = hazard.self_checks.first()
    if check is not None:
        url = reverse("inspections:self_check", args=[check.pk])
    detail += f"：{hazard.get_grade_display()}"
    if hazard.cite:
        detail += f"，{hazard.cite}"
    yield Step(hazard.found_on, "发现", detail, url)
    if hazard.repeats is not None:
        again = f"{hazard.repeats.found_on} 已发现过：{hazard.repeats}"
        url = reverse("inspections:hazard", args=[hazard.repeats_id])
        yield Step(hazard.found_on, "重复隐患", again, url, "bad")


def _orders(hazard: Hazard) -> Iterable[Step]:
    for order in (hazard.order, hazard.decision):
        if order is not None:
            until = f"整改期限 {order.due_on}" if order.due_on else ""
            url = "" if order.paper_id is None else reverse("papers:paper", args=[order.paper_id])
            yield Step(order.issued_on, str(order), until, url)


def _extensions(hazard: Hazard, actor: Actor) -> Iterable[Step]:
    for one in rows(actor, "inspections.see_extensions").filter(hazard=hazard):
        yield Step(one.asked_on, f"申请延期至 {one.until}", one.reason)
        if one.answered_on:
            tone = "bad" if one.state == ExtensionState.REFUSED else ""
            yield Step(one.answered_on, one.get_state_display(), one.answer, tone=tone)


def _rechecks(hazard: Hazard, actor: Actor) -> Iterable[Step]:
    seen = rows(actor, "inspections.see_results").filter(hazard=hazard)
    for one in seen.select_related("recheck__paper", "recheck__agency"):
        check = one.recheck
        by = check.agency.name if check.agency else "企业"
        said = "合格，销号" if one.passed else "不合格"
        url = "" if check.paper_id is None else reverse("papers:paper", args=[check.paper_id])
        what = f"{check.get_kind_display()}：{said}"
        detail = f"{by}。{one.note}" if one.note else by
        yield Step(check.checked_on, what, detail, url, "" if one.passed else "bad")


def _listings(hazard: Hazard, actor: Actor) -> Iterable[Step]:
    seen: QuerySet[Listing] = rows(actor, "inspections.see_listings").filter(hazard=hazard)
    for one in seen.select_related("listed_by", "paper"):
        url = reverse("inspections:listing", args=[one.pk])
        yield Step(one.proposed_on, f"提请{one.get_level_display()}挂牌督办", "", url)
        if one.listed_on:
            number = one.paper.number if one.paper else ""
            detail = f"{one.listed_by.name} {number}，督办期限 {one.due_on}"
            yield Step(one.listed_on, "挂牌督办", detail, url)
        if one.published_on:
            yield Step(one.published_on, "挂牌公示", one.published_at, url)
        if one.acceptance_asked_on:
            yield Step(one.acceptance_asked_on, "申请验收", "", url)
        if one.delisted_on:
            yield Step(one.delisted_on, "摘牌销号", "", url)


@dataclass(frozen=True)
class Standing:
    """How hazards of an office and a year stand; ``stages`` label, number and query of the list."""

    total: int
    stages: list[tuple[str, int, str]]
    months: list[dict[str, Any]]
    grades: list[dict[str, Any]]


NUMBERS = ("total", "planned", "reported", "closed", "in_time", "late", "overdue")


def standing(seen: QuerySet[Hazard], year: int, today: dt.date) -> Standing:
    """Numbers of the hazards found in a year; one query. Those that were none are left out."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = seen.filter(found_on__range=(first, last)).exclude(state=HazardState.DISMISSED)
    closed = Q(state=HazardState.CLOSED)
    late = (
        closed
        & Q(due_on__isnull=False)
        & (Q(done_on__gt=F("due_on")) | Q(done_on__isnull=True, closed_on__gt=F("due_on")))
    )
    counted = (
        found.order_by()
        .annotate(month=TruncMonth("found_on"))
        .values("month", "grade")
        .annotate(
            total=Count("pk"),
            planned=Count("pk", ~Q(state=HazardState.FOUND)),
            reported=Count("pk", Q(state=HazardState.REPORTED) | closed),
            closed=Count("pk", closed),
            late=Count("pk", late),
            overdue=Count("pk", overdue(today)),
        )
    )
    cells: list[dict[str, Any]] = [dict(one) for one in counted]
    for cell in cells:
        cell["in_time"] = cell["closed"] - cell["late"]
    sums = {name: sum(cell[name] for cell in cells) for name in NUMBERS}
    words = (
        ("发现", "total", ""),
        ("已落实整改", "planned", ""),
        ("已报告完成", "reported", ""),
        ("按期销号", "in_time", "closed"),
        ("逾期销号", "late", "closed"),
        ("超期未销号", "overdue", ""),
    )
    stages = [(label, sums[name], name) for label, name, _ in words]
    return Standing(sums["total"], stages, _by(cells, "month"), _by(cells, "grade"))


def _by(cells: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The same numbers summed by month or grade."""
    found: dict[Any, dict[str, Any]] = {}
    for cell in cells:
        row = found.setdefault(cell[key], dict.fromkeys(NUMBERS, 0))
        for name in NUMBERS:
            row[name] += cell[name]
    labels = dict(Grade.choices)
    return [
        {"label": labels[k] if key == "grade" else f"{k.month} 月", **row}
        for k, row in sorted(found.items(), key=lambda pair: str(pair[0]))
    ]


def period_of(area: Area, on: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of the period in which ``on`` lies and a self-check is due; by the packs."""
    every = limit("self_check_every_months", area, on)
    if not every:
        return None
    months = int(every)
    first = on.year * 12 + (on.month - 1) // months * months
    start = dt.date(first // 12, first % 12 + 1, 1)
    following = first + months
    end = dt.date(following // 12, following % 12 + 1, 1) - dt.timedelta(days=1)
    return start, end


# The sheets of a sector and of a feature, where they bear other names in the library.
SHEETS = {
    "light": "light_industry", "textile": "textile_tobacco", "tobacco": "textile_tobacco",
    "mine": "mines", "confined": "confined_space",
}  # fmt: skip
TRADES = {
    "metallurgy", "nonferrous", "building_materials", "machinery", "light", "textile", "tobacco",
    "commerce",
}  # fmt: skip
SMALL = {"small", "micro"}


def sheets_for(enterprise: Enterprise) -> list[str]:
    """The checklists that suit an enterprise, by size, sector and features."""
    own = [enterprise.sector, *enterprise.features]
    wanted = ["small" if enterprise.scale in SMALL else "general"]
    wanted += [SHEETS.get(one, one) for one in own]
    if enterprise.sector in TRADES:
        wanted.append("trade")
    return [one for one in dict.fromkeys(wanted) if one in library.sectors()]


def late(today: dt.date) -> Iterable[Hazard]:
    """All overdue hazards, the longest first."""
    return Hazard.objects.filter(overdue(today)).order_by("due_on", "pk").iterator(500)


def unsettled() -> list[Hazard]:
    """Closed hazards for which something still waits."""
    names = [kind.name for kind in OF_HAZARD if kind != TELL_WORKERS]
    waiting = Deadline.objects.waiting().filter(kind__in=names).values_list("subject_id", flat=True)
    return list(Hazard.objects.filter(pk__in=list(waiting), state=HazardState.CLOSED))
