"""What the log says about papers. The fingerprint in it proves what was issued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class PaperIssued(Event):
    label: ClassVar[str] = "出具文书"

    kind: str
    number: str
    on: dt.date
    sha256: str
    body: str = field(metadata={"label": "出具机关"})
    issued_for: str = field(metadata={"label": "承办机构"})
    template: str = field(metadata={"label": "模板版本"})
    subject: str = field(metadata={"label": "所属记录"})


@dataclass(frozen=True)
class PaperVoided(Event):
    label: ClassVar[str] = "作废文书"

    number: str
    reason: str


@dataclass(frozen=True)
class PaperSuperseded(Event):
    label: ClassVar[str] = "替代文书"

    number: str
    reason: str
    replaced_by: str = field(metadata={"label": "新文号"})


@dataclass(frozen=True)
class PaperServed(Event):
    """The recipient is not named here: it may be a person."""

    label: ClassVar[str] = "送达文书"

    number: str
    method: str = field(metadata={"label": "送达方式"})
    served_at: dt.datetime = field(metadata={"label": "送达时间"})
    refused: bool = field(metadata={"label": "拒绝签收"})
