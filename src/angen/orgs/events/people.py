"""What the log says of certificates, presence and appointments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class CertificateSuspended(Event):
    """A certificate may not be used from a day on."""

    label: ClassVar[str] = "暂扣证件"
    number: str
    since: dt.date
    reason: str


@dataclass(frozen=True)
class SuspensionLifted(Event):
    """A certificate may be used again; ``last_day`` is the last day of the suspension."""

    label: ClassVar[str] = "解除暂扣"
    number: str
    last_day: dt.date
    reason: str


@dataclass(frozen=True)
class CertificateChecked(Event):
    """A number was checked against the issuer's register."""

    label: ClassVar[str] = "核验证件"
    number: str
    checked_on: dt.date
    genuine: bool
    source: str


@dataclass(frozen=True)
class OfficerSighted(Event):
    """Somebody looked whether the person was at the post."""

    label: ClassVar[str] = "查岗"
    agency: str
    seen_on: dt.date
    in_post: bool


@dataclass(frozen=True)
class AppointmentMade(Event):
    """A person was appointed in the body that keeps the record, together with its entry."""

    label: ClassVar[str] = "登记首个任职"
    post: str
    since: dt.date
    full_time: bool
    on_establishment: bool


@dataclass(frozen=True)
class AppointmentEnded(Event):
    """A post ended; ``last_day`` is the last day in it."""

    label: ClassVar[str] = "免去岗位"
    agency: str
    post: str
    last_day: dt.date
    reason: str


@dataclass(frozen=True)
class WorkplaceChanged(Event):
    """A person in a post works somewhere else from a day on, or came back (``where`` empty)."""

    label: ClassVar[str] = "登记实际工作单位"
    agency: str
    post: str
    since: dt.date
    where: str
