"""What the log says of the area tree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class AreasLoaded(Event):
    """The statistical divisions were loaded; numbers of areas added and changed."""

    label: ClassVar[str] = "载入行政区划"
    added: int
    changed: int


@dataclass(frozen=True)
class AreaAdded(Event):
    """An area without a statistical code of its own, such as a functional zone, was added."""

    label: ClassVar[str] = "新增区划"
    name: str
    kind: str
    parent: str
    since: dt.date
    cite: str


@dataclass(frozen=True)
class AreaRenamed(Event):
    """An area bears a new name from a day on."""

    label: ClassVar[str] = "区划更名"
    before: str
    after: str
    since: dt.date
    cite: str


@dataclass(frozen=True)
class AreaMoved(Event):
    """An area hangs under another parent from a day on."""

    label: ClassVar[str] = "区划调整隶属"
    before: str
    after: str
    since: dt.date
    cite: str


@dataclass(frozen=True)
class AreaAbolished(Event):
    """An area ceased to exist; ``last_day`` is its last."""

    label: ClassVar[str] = "撤销区划"
    last_day: dt.date
    cite: str
