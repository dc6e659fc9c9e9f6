"""What the log says of key lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class KeyUnitProposed(Event):
    """A unit was proposed for a key list."""

    label: ClassVar[str] = "提出列入重点名单"
    list: str
    area: str
    proposed_by: str
    reason: str


@dataclass(frozen=True)
class KeyUnitApproved(Event):
    """The next level approved the proposal."""

    label: ClassVar[str] = "批准列入重点名单"
    decided_by: str
    document: str
    since: dt.date


@dataclass(frozen=True)
class KeyUnitRejected(Event):
    """The next level did not approve."""

    label: ClassVar[str] = "不予列入重点名单"
    decided_by: str
    reason: str


@dataclass(frozen=True)
class KeyUnitRemoved(Event):
    """The unit left the list; ``last_day`` is its last day on it."""

    label: ClassVar[str] = "移出重点名单"
    decided_by: str
    document: str
    last_day: dt.date
