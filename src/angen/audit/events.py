"""What the log says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class CheckAsked(Event):
    """Somebody asked for a verification of the whole log."""

    label: ClassVar[str] = "发起日志核验"


@dataclass(frozen=True)
class CheckDone(Event):
    """A verification ended."""

    label: ClassVar[str] = "完成日志核验"
    entries: int
    problems: int
