"""What the log says about waivers and findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class StandardWaived(Event):
    """A unit was excused from a standard."""

    label: ClassVar[str] = "豁免标准"
    area: str
    pack: str
    standard: str
    reason: str
    approver: str
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class WaiverEnded(Event):
    """A waiver ended before its day."""

    label: ClassVar[str] = "提前终止豁免"
    valid_to: dt.date
    reason: str


@dataclass(frozen=True)
class FindingOpened(Event):
    """A claim was found to exceed what could be verified."""

    label: ClassVar[str] = "发现申报不实"
    area: str
    on: dt.date
    claimed: int
    recorded: int
    verified: int
    false_ones: int


@dataclass(frozen=True)
class CircularDrafted(Event):
    """The draft of a circular was made."""

    label: ClassVar[str] = "拟通报稿"
    area: str
    on: dt.date


@dataclass(frozen=True)
class FindingClosed(Event):
    """A finding was settled."""

    label: ClassVar[str] = "问题办结"
    outcome: str
