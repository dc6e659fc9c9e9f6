"""Checks that several acts share."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from angen.enterprises.models import Enterprise
from angen.kernel.refusal import Refused


def locked(enterprise: Enterprise) -> Enterprise:
    """The enterprise as it stands, locked until the transaction ends; a merged one is refused."""
    found = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    if found.merged_into_id is not None:
        raise Refused("这条记录已并入另一条，请到保留的记录上办理。")
    return found


def not_in_future(day: dt.date, what: str) -> None:
    """Refuse a day that has not come yet."""
    if day > timezone.localdate():
        raise Refused(f"{what}不能晚于今天，请核对日期。")


def said(text: str, what: str, article: str = "") -> str:
    """The text without blanks around it; refused when there is none."""
    found = text.strip()
    if not found:
        raise Refused(f"请写明{what}。", article=article)
    return found


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
