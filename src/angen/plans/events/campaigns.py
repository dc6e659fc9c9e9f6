"""What the log says of special inspections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class CampaignDrafted(Event):
    """A special inspection was planned."""

    label: ClassVar[str] = "拟订专项检查"
    kind: str
    basis: str
    starts_on: dt.date
    ends_on: dt.date
    target: int
    bodies: list[str]


@dataclass(frozen=True)
class CampaignVisitsListed(Event):
    """Enterprises were put on its list; ``merged`` of them with visits of the annual plan."""

    label: ClassVar[str] = "列入专项检查"
    count: int
    merged: int
    source: str


@dataclass(frozen=True)
class CampaignVisitRemoved(Event):
    """An enterprise was taken off the list."""

    label: ClassVar[str] = "移出专项检查"
    enterprise: str
    reason: str


@dataclass(frozen=True)
class CampaignApproved(Event):
    """Who approved it."""

    label: ClassVar[str] = "专项检查批准"
    level: str
    approver: str
    document: str
    approved_on: dt.date


@dataclass(frozen=True)
class CampaignFiled(Event):
    """With whom it was filed."""

    label: ClassVar[str] = "专项检查备案"
    agency: str
    filed_on: dt.date


@dataclass(frozen=True)
class CampaignStarted(Event):
    """The inspections began."""

    label: ClassVar[str] = "专项检查开始"
    started_on: dt.date
    listed: int


@dataclass(frozen=True)
class CampaignFinished(Event):
    """It was reported on; ``done`` is empty where nobody records visits."""

    label: ClassVar[str] = "专项检查结束"
    finished_on: dt.date
    listed: int
    done: str


@dataclass(frozen=True)
class CampaignCancelled(Event):
    """It was given up."""

    label: ClassVar[str] = "专项检查取消"
    reason: str
