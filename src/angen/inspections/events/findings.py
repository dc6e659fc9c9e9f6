"""What the log says of findings made during a visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class HazardFound(Event):
    """A hazard was found during a visit; ``repeats`` is an earlier one on the same line."""

    label: ClassVar[str] = "发现隐患"
    inspection: str
    item: str
    grade: str
    measure: str
    description: str
    repeats: str = ""


@dataclass(frozen=True)
class HazardVerified(Event):
    """What others had reported was seen on a visit and is a finding of it now."""

    label: ClassVar[str] = "现场核实属实"
    inspection: str
    grade: str
    measure: str
    description: str


@dataclass(frozen=True)
class HazardCorrected(Event):
    """It was corrected on the spot and looked at again."""

    label: ClassVar[str] = "当场改正"
    inspection: str
    note: str


@dataclass(frozen=True)
class FindingWithdrawn(Event):
    """It turned out to be no hazard while the visit was still going on."""

    label: ClassVar[str] = "撤回问题"
    reason: str


@dataclass(frozen=True)
class MeasureChanged(Event):
    """Something else is done about it."""

    label: ClassVar[str] = "改变处理方式"
    measure: str
