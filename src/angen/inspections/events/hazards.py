"""What the log says of hazards, self-checks, village findings and listings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class HazardFound(Event):
    """A hazard was found by other than a visit. ``repeats`` is the earlier one, or empty."""

    label: ClassVar[str] = "发现隐患"
    source: str
    grade: str
    found_on: dt.date
    item: str
    standard: str
    repeats: str


@dataclass(frozen=True)
class HazardGraded(Event):
    """It was graded or graded anew, by a judging standard or by named people."""

    label: ClassVar[str] = "隐患定级"
    before: str
    grade: str
    standard: str
    judges: str
    reason: str


@dataclass(frozen=True)
class HazardDismissed(Event):
    """It was looked into and is none."""

    label: ClassVar[str] = "隐患核实不成立"
    reason: str


@dataclass(frozen=True)
class RectificationPlanned(Event):
    """The enterprise said who removes it, to what end and until when."""

    label: ClassVar[str] = "落实整改责任"
    unit: str
    due_on: dt.date
    major: bool


@dataclass(frozen=True)
class MajorReported(Event):
    """A major hazard was reported to the department or to the workers' congress."""

    label: ClassVar[str] = "重大事故隐患报告"
    to: str
    on: dt.date


@dataclass(frozen=True)
class OwnAccepted(Event):
    """The enterprise accepted its own work on a general hazard."""

    label: ClassVar[str] = "企业自行验收销号"
    on: dt.date
    late: bool
    number: str = ""  # of the notice


@dataclass(frozen=True)
class HazardEscalated(Event):
    """An overdue hazard was reported one level up."""

    label: ClassVar[str] = "隐患超期上报"
    level: int
    to: str
    days: int


@dataclass(frozen=True)
class HazardUrged(Event):
    """A body urged that an overdue hazard be removed."""

    label: ClassVar[str] = "督促隐患整改"
    reason: str


@dataclass(frozen=True)
class SelfCheckRecorded(Event):
    """An enterprise checked itself; ``found`` hazards, zero where nothing was found."""

    label: ClassVar[str] = "企业自查"
    checked_on: dt.date
    looked: int
    found: int


@dataclass(frozen=True)
class WorkersTold(Event):
    """What a self-check found was told to the workers."""

    label: ClassVar[str] = "向从业人员通报"
    on: dt.date


@dataclass(frozen=True)
class VillageFindingReported(Event):
    """A village officer found, dissuaded and reported."""

    label: ClassVar[str] = "村（社区）发现并报告"
    found_on: dt.date
    dissuaded: bool
    corrected: bool


@dataclass(frozen=True)
class VillageFindingSettled(Event):
    """The township took it up as a hazard, or answered it."""

    label: ClassVar[str] = "村（社区）发现已处理"
    outcome: str
    reason: str


@dataclass(frozen=True)
class ListingProposed(Event):
    """Listing of a major hazard was proposed to a level."""

    label: ClassVar[str] = "提请挂牌督办"
    level: str
    to: str


@dataclass(frozen=True)
class ListingDecided(Event):
    """It was listed."""

    label: ClassVar[str] = "挂牌督办"
    listed_on: dt.date
    due_on: dt.date
    number: str


@dataclass(frozen=True)
class ListingRefused(Event):
    """It was not listed."""

    label: ClassVar[str] = "不予挂牌"
    reason: str


@dataclass(frozen=True)
class ListingPublished(Event):
    """Listing or delisting was made public."""

    label: ClassVar[str] = "挂牌督办公示"
    what: str
    on: dt.date
    at: str


@dataclass(frozen=True)
class ListingProgressed(Event):
    """The monthly report. ``percent`` None is unknown."""

    label: ClassVar[str] = "督办进展"
    month: dt.date
    percent: int | None


@dataclass(frozen=True)
class AcceptanceAsked(Event):
    """Acceptance was asked for."""

    label: ClassVar[str] = "申请挂牌验收"
    on: dt.date


@dataclass(frozen=True)
class AcceptanceFailed(Event):
    """Acceptance failed; the listing goes on."""

    label: ClassVar[str] = "挂牌验收不合格"
    reason: str


@dataclass(frozen=True)
class Delisted(Event):
    """It was accepted by a recheck and taken off the list."""

    label: ClassVar[str] = "摘牌销号"
    on: dt.date
    late: bool
    number: str = ""  # of the notice
