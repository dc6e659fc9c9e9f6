"""What the log says of orders, rechecks and extensions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class OrderIssued(Event):
    """An order to rectify was issued; hazards by record number."""

    label: ClassVar[str] = "责令限期整改"
    number: str
    due_on: dt.date
    hazards: list[str]
    reason: str


@dataclass(frozen=True)
class MeasuresDecided(Event):
    """Measures on site were decided."""

    label: ClassVar[str] = "作出现场处理决定"
    number: str
    measures: list[str]
    scope: str
    hazards: list[str]


@dataclass(frozen=True)
class OrderVoided(Event):
    """An order that was not served was voided; its hazards are as if found today."""

    label: ClassVar[str] = "作废整改（处理）决定"
    number: str
    reason: str


@dataclass(frozen=True)
class OrderCompleted(Event):
    """All hazards of an order are closed."""

    label: ClassVar[str] = "整改指令完成"
    number: str


@dataclass(frozen=True)
class MeasuresLifted(Event):
    """Measures on site ended after a review."""

    label: ClassVar[str] = "审查同意恢复"
    number: str
    opinion_number: str


@dataclass(frozen=True)
class HazardOrdered(Event):
    """A hazard came under an order: until when, who answers for it, and the goal."""

    label: ClassVar[str] = "责令整改"
    number: str
    due_on: dt.date
    unit: str
    goal: str


@dataclass(frozen=True)
class HazardWithdrawn(Event):
    """The order over a hazard was voided."""

    label: ClassVar[str] = "撤回责令"
    number: str


@dataclass(frozen=True)
class HazardReported(Event):
    """The enterprise says it is done; ``photos`` by their SHA-256."""

    label: ClassVar[str] = "报告整改完成"
    done_on: dt.date
    note: str
    photos: list[str]


@dataclass(frozen=True)
class HazardRechecked(Event):
    """A recheck found a hazard gone, or gave it a new end."""

    label: ClassVar[str] = "复查"
    passed: bool
    note: str
    new_due_on: str


@dataclass(frozen=True)
class RecheckRecorded(Event):
    """A recheck with its opinion; hazards by record number."""

    label: ClassVar[str] = "登记复查"
    kind: str
    number: str
    passed: list[str]
    failed: list[str]


@dataclass(frozen=True)
class ExtensionAsked(Event):
    """More time was asked for."""

    label: ClassVar[str] = "申请延长整改期限"
    before: dt.date
    until: dt.date
    reason: str


@dataclass(frozen=True)
class ExtensionAnswered(Event):
    """It was granted or refused."""

    label: ClassVar[str] = "答复延期申请"
    granted: bool
    until: dt.date
    answer: str


@dataclass(frozen=True)
class VisitPaperIssued(Event):
    """The scheme or the record of a visit was issued."""

    label: ClassVar[str] = "出具检查文书"
    kind: str
    number: str


@dataclass(frozen=True)
class ExtensionLapsed(Event):
    """Nobody need answer: the hazard was closed meanwhile."""

    label: ClassVar[str] = "延期申请不再需要"
    reason: str
