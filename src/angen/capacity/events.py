"""What the log will say of acts of capacity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class Enrolled(Event):
    """A person was put on the list of a session."""

    label: ClassVar[str] = "报名培训"
    session: str


@dataclass(frozen=True)
class AttendanceMarked(Event):
    """Attendance, mark or certificate of a person in a session; old and new by label."""

    label: ClassVar[str] = "登记考勤和成绩"
    changes: dict[str, list[str]] = field(default_factory=dict)
