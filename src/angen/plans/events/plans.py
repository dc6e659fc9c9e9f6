"""What the log says of annual plans."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class PlanDrafted(Event):
    """A plan, or a new version of one, was begun."""

    label: ClassVar[str] = "起草年度计划"
    year: int
    version: int
    officers: int
    reason: str


@dataclass(frozen=True)
class PlanSubmitted(Event):
    """It was sent for approval, with the days it stood on (person-days, as text)."""

    label: ClassVar[str] = "年度计划报批"
    there: str
    wanted: str
    key_visits: int
    general_visits: int


@dataclass(frozen=True)
class PlanReturned(Event):
    """It was sent back."""

    label: ClassVar[str] = "年度计划退回"
    reason: str


@dataclass(frozen=True)
class PlanApproved(Event):
    """The government of the same level approved it."""

    label: ClassVar[str] = "年度计划批准"
    approver: str
    document: str
    approved_on: dt.date


@dataclass(frozen=True)
class PlanFiled(Event):
    """It was filed with the level above."""

    label: ClassVar[str] = "年度计划备案"
    agency: str
    filed_on: dt.date


@dataclass(frozen=True)
class PlanPublished(Event):
    """It was published."""

    label: ClassVar[str] = "年度计划公布"
    published_on: dt.date
    place: str


@dataclass(frozen=True)
class PlanSuperseded(Event):
    """A later version took its place."""

    label: ClassVar[str] = "年度计划被替代"
    version: int


@dataclass(frozen=True)
class VisitPlanned(Event):
    """A visit was put into the plan."""

    label: ClassVar[str] = "列入计划检查"
    enterprise: str
    kind: str
    month: int


@dataclass(frozen=True)
class VisitMerged(Event):
    """A visit became part of another body's."""

    label: ClassVar[str] = "合并检查"
    enterprise: str
    into: str


@dataclass(frozen=True)
class FiguresSet(Event):
    """How many are drawn and what a visit costs (person-days, as text)."""

    label: ClassVar[str] = "填写计划数"
    draw_count: int
    key_cost: str
    general_cost: str


@dataclass(frozen=True)
class KeyVisitsListed(Event):
    """Key enterprises without a visit were put into the plan."""

    label: ClassVar[str] = "列入重点企业"
    count: int


@dataclass(frozen=True)
class DaysSet(Event):
    """Days that are not supervision, of one officer (record number) or of all (empty)."""

    label: ClassVar[str] = "填写其他工作日"
    officer: str
    days: dict[str, Any]


@dataclass(frozen=True)
class ShortfallFound(Event):
    """A month ended with visits not made."""

    label: ClassVar[str] = "当月计划未完成"
    month: int
    missing: int


@dataclass(frozen=True)
class ShortfallExplained(Event):
    """Why they were not made."""

    label: ClassVar[str] = "说明未完成原因"
    month: int
    missing: int
    reason: str
