"""What the log says about packs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class PackInstalled(Event):
    """A version of a pack began."""

    label: ClassVar[str] = "安装政策包"
    pack: str
    version: int
    digest: str
    title: str
    correction: str = ""
