"""Terms of orders, extensions and rechecks: every number of them is read from the packs."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

from django.urls import reverse

from angen.inspections.models import Extension, Hazard, Order
from angen.inspections.states import OPEN, RECHECK_RULES, Grade, HazardState, OrderKind
from angen.kernel.calendar import Due, add_natural_days, deadline
from angen.kernel.refusal import Refused
from angen.kernel.states import Working
from angen.orgs.models import Area
from angen.rulebook.queries import Ruling, value
from angen.worklist.queries.days import local_days

TERM: Final = "rectification_days_most"
MEASURES: Final = "measures_months_most"
ASK: Final = "extension_ask_days"
ANSWER: Final = "extension_answer_working_days"
RECHECK: Final = "recheck_days"
REVIEW: Final = "measures_review_days"
TEAM: Final = "certificate_minimum"


def said(ruling: Ruling) -> str:
    """The clause of a number, and that it is still to be checked."""
    return f"{ruling.cite}（待核）" if ruling.basis == "unverified" else ruling.cite


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(area: Area, on: dt.date) -> tuple[dt.date, Ruling] | None:
    """The last day that an order of ``on`` may give without a reason, with its clause.

    None where no pack limits the term. Only major hazards may be given longer, with a reason.
    """
    found = value(TERM, area, on)
    return None if found is None else (add_natural_days(on, int(found.value)), found)


def check_due(hazard: Hazard, due_on: dt.date, area: Area, on: dt.date, reason: str = "") -> None:
    """Refuse a term that has passed already, or is longer than the pack allows."""
    if due_on < on:
        raise Refused("整改期限不能早于下达日期，请改填。", article=RECHECK_RULES)
    limit = last_day(area, on)
    if limit is None or due_on <= limit[0]:
        return
    day, ruling = limit
    if hazard.grade != Grade.MAJOR:
        raise Refused(
            f"“{hazard}”的整改期限最长 {ruling.value:f} {ruling.unit}，最晚到 {day}，请改填。",
            article=said(ruling),
        )
    if not reason.strip():
        raise Refused(
            f"重大事故隐患的整改期限超过 {ruling.value:f} {ruling.unit}，请写明理由。",
            article=said(ruling),
        )


def check_measures_end(due_on: dt.date, area: Area, on: dt.date) -> None:
    """Refuse measures on site that would last longer than the pack allows."""
    found = value(MEASURES, area, on)
    if found is None:
        return
    last = months_later(on, int(found.value))
    if due_on > last:
        raise Refused(
            f"现场处理措施最长 {found.value:f} {found.unit}，最晚到 {last}，请改填。",
            article=said(found),
        )


def recheck_due(hazard: Hazard, area: Area) -> Due | None:
    """When a hazard must be rechecked at the latest: counted from its report, else from its end."""
    start = hazard.done_on or hazard.due_on
    found = value(RECHECK, area, start) if start else None
    if start is None or found is None:
        return None
    # A report late in the term does not push the recheck beyond the one after the end.
    begins = [day for day in (hazard.done_on, hazard.due_on) if day is not None]
    return Due(add_natural_days(min(begins), int(found.value)), article=said(found))


def last_asking_day(hazard: Hazard, area: Area) -> tuple[dt.date, Ruling] | None:
    """The last day on which more time may be asked for, with its clause."""
    if hazard.due_on is None:
        return None
    found = value(ASK, area, hazard.due_on)
    return None if found is None else (hazard.due_on - dt.timedelta(int(found.value)), found)


def answer_due(asked_on: dt.date, area: Area) -> Due | None:
    """When an extension must be answered."""
    found = value(ANSWER, area, asked_on)
    if found is None:
        return None
    return deadline(asked_on, Working(int(found.value)), local_days(area), article=said(found))


def answer_page(asked: Extension) -> str:
    """Where an extension is answered."""
    return reverse("inspections:extension_answer", args=[asked.pk])


def review_due(order: Order, area: Area) -> Due | None:
    """When measures on site must be reviewed; None while something is still being rectified."""
    hazards = list(order.decided_hazards.all())
    if any(one.state in (HazardState.FOUND, HazardState.RECTIFYING) for one in hazards):
        return None
    days = [day for one in hazards if (day := one.done_on or one.closed_on) is not None]
    found = value(REVIEW, area, max(days)) if days else None
    if found is None:
        return None
    return Due(add_natural_days(max(days), int(found.value)), article=said(found))


def hazards_of(order: Order) -> list[Hazard]:
    """The hazards of an order or of a decision, in order of their finding."""
    named = order.hazards if order.kind == OrderKind.RECTIFY else order.decided_hazards
    return list(named.order_by("found_on", "pk"))


def open_of(order: Order) -> list[Hazard]:
    """Those that are not closed yet."""
    return [one for one in hazards_of(order) if one.state in OPEN]
