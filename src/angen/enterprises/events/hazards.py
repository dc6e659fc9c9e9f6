"""What the log says of major hazard installations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class HazardRegistered(Event):
    """An installation was registered and graded; ``substances`` are tonnes by table row."""

    label: ClassVar[str] = "登记重大危险源"
    edition: str
    substances: dict[str, Any]
    r_value: str
    grade: int
    assessed_on: dt.date


@dataclass(frozen=True)
class HazardReassessed(Event):
    """The substances were identified and graded anew."""

    label: ClassVar[str] = "重新辨识评估重大危险源"
    edition: str
    substances: dict[str, Any]
    r_value: str
    grade: int
    assessed_on: dt.date


@dataclass(frozen=True)
class HazardFiled(Event):
    """The installation was filed with an authority."""

    label: ClassVar[str] = "重大危险源备案"
    kind: str
    agency: str
    number: str
    filed_on: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class HazardReported(Event):
    """A filed installation was reported to a higher authority."""

    label: ClassVar[str] = "上报重大危险源"
    agency: str
    reported_on: dt.date


@dataclass(frozen=True)
class HazardClosed(Event):
    """The installation is one no longer."""

    label: ClassVar[str] = "核销重大危险源"
    closed_on: dt.date
    reason: str
