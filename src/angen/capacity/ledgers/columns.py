"""References and checks that several ledgers share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from angen.desk.columns import Ref
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused

GROUP = "能力保障"


@dataclass(frozen=True)
class FetchingRef(Ref):
    """A reference whose name needs more than its own row; ``fetch`` names the link."""

    fetch: str = ""

    def targets(self, actor: Actor) -> QuerySet[Any]:
        return super().targets(actor).select_related(*self.links)

    @property
    def links(self) -> list[str]:
        """All that the name of a target is made of."""
        beyond = self.qualifier.rpartition("__")[0]
        return [link for link in (self.fetch, beyond) if link]


def item() -> Ref:
    """The item a record speaks of, by its number, with the body before it."""
    return Ref(
        "item",
        see="capacity.see_equipment_items",
        by=("number",),
        qualifier="agency__name",
        ledger="equipment",
        search=True,
        sort=True,
        example="招贤镇应急管理事务服务中心/VE00012",
    )


def session() -> Ref:
    """A session, by its course, with the number of the session before it."""
    return FetchingRef(
        "session",
        see="capacity.see_sessions",
        by=("course__title",),
        qualifier="label",
        fetch="course",
        ledger="sessions",
        sort=True,
        search=True,
        example="第1期/乡镇执法人员轮训",
        help="写成“期次/课程名称”。",
    )


def line() -> Ref:
    """The budget line a record belongs to, with the body before it."""
    return Ref(
        "line",
        see="capacity.see_budget_lines",
        by=("name",),
        qualifier="agency__name",
        ledger="budget",
        sort=True,
        search=True,
        width=40,
        example="招贤镇应急管理事务服务中心/2021年办公费（本级财政预算）",
        help="写成“机构/年度类别（来源）”。",
    )


def not_after_today(day: dt.date | None, label: str) -> None:
    """Refuse a day of something done that has not come yet."""
    if day is not None and day > timezone.localdate():
        raise Refused(f"“{label}”不能晚于今天，请核对年月日。")
