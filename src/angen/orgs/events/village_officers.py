"""What the log says of village officers. Names and numbers stay in the record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class VillageOfficerRecommended(Event):
    """The village recommended somebody."""

    label: ClassVar[str] = "推荐村（社区）安全员"
    area: str
    kind: str
    recommended_on: dt.date


@dataclass(frozen=True)
class VillageOfficerReviewed(Event):
    """The township office reviewed the recommendation."""

    label: ClassVar[str] = "审查村（社区）安全员"
    opinion: str


@dataclass(frozen=True)
class VillageOfficerApproved(Event):
    """The township government approved."""

    label: ClassVar[str] = "审定村（社区）安全员"
    approved_on: dt.date
    opinion: str


@dataclass(frozen=True)
class VillageOfficerRejected(Event):
    """The recommendation was sent back."""

    label: ClassVar[str] = "退回村（社区）安全员推荐"
    opinion: str


@dataclass(frozen=True)
class VillageOfficerEnded(Event):
    """The village officer left; ``last_day`` is the last day of service."""

    label: ClassVar[str] = "村（社区）安全员离任"
    last_day: dt.date
    reason: str
