"""What the log says of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class WorldBuilt(Event):
    """The made-up world was written."""

    label: ClassVar[str] = "生成演示数据"
    seed: int
    records: int
