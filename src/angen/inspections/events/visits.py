"""What the log says of visits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class VisitProposed(Event):
    """A scheme was made; ``officers`` are primary keys, the lead first."""

    label: ClassVar[str] = "拟定检查方案"
    enterprise: str
    origin: str
    manner: str
    planned_on: dt.date
    officers: list[int]
    sheets: list[str]
    reason: str = ""
    over_cap_reason: str = ""


@dataclass(frozen=True)
class VisitRevised(Event):
    """The scheme was changed before it was approved."""

    label: ClassVar[str] = "修改检查方案"
    planned_on: dt.date
    officers: list[int]
    sheets: list[str]
    over_cap_reason: str = ""


@dataclass(frozen=True)
class VisitJoined(Event):
    """Another body joined the visit: one door, one visit."""

    label: ClassVar[str] = "并入联合检查"
    agency: str
    officers: list[int]


@dataclass(frozen=True)
class VisitSubmitted(Event):
    """The scheme was sent for approval."""

    label: ClassVar[str] = "报审检查方案"


@dataclass(frozen=True)
class VisitReturned(Event):
    """The scheme was sent back."""

    label: ClassVar[str] = "退回检查方案"
    reason: str


@dataclass(frozen=True)
class VisitApproved(Event):
    """The scheme was approved; ``over_cap_reason`` was approved with it."""

    label: ClassVar[str] = "批准检查方案"
    over_cap_reason: str = ""


@dataclass(frozen=True)
class VisitCancelled(Event):
    """The visit will not be made."""

    label: ClassVar[str] = "取消检查"
    reason: str


@dataclass(frozen=True)
class VisitBegun(Event):
    """The cards were shown and the visit began; ``certificates`` are their numbers."""

    label: ClassVar[str] = "出示证件，开始检查"
    at: dt.datetime
    certificates: list[str]


@dataclass(frozen=True)
class SheetAdded(Event):
    """A further checklist was taken up on site."""

    label: ClassVar[str] = "增加检查表"
    sector: str


@dataclass(frozen=True)
class ItemAnswered(Event):
    """A line of a checklist was answered, or its answer withdrawn ("")."""

    label: ClassVar[str] = "检查条目"
    item: str
    answer: str
    note: str = ""


@dataclass(frozen=True)
class HandedOut(Event):
    """Copies of a title were handed out."""

    label: ClassVar[str] = "发放普法材料"
    title: str
    copies: int


@dataclass(frozen=True)
class VisitSigned(Event):
    """The record was signed, or signing was refused before a witness."""

    label: ClassVar[str] = "签字确认检查记录"
    ended_at: dt.datetime
    refused: bool
    filmed: bool
    answered: int
    findings: int
    witness: str = ""


@dataclass(frozen=True)
class RefusalHeeded(Event):
    """The head took note of a report that signing was refused, and said what follows."""

    label: ClassVar[str] = "处理拒签报告"
    said: str
