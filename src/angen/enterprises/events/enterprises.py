"""What the log says of acts on an enterprise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class EnterpriseRenamed(Event):
    """The enterprise bears another name from a day on."""

    label: ClassVar[str] = "企业更名"
    before: str
    after: str
    since: dt.date
    cite: str


@dataclass(frozen=True)
class SupervisionTransferred(Event):
    """Another body supervises from a day on; ``before`` is empty for the first one."""

    label: ClassVar[str] = "确定（移交）监管主体"
    before: str
    after: str
    level: str
    since: dt.date
    reason: str


@dataclass(frozen=True)
class ResponsibleAppointed(Event):
    """A person answers for the enterprise from a day on; persons by record number only."""

    label: ClassVar[str] = "指定责任人"
    link: str
    person: str
    since: dt.date


@dataclass(frozen=True)
class ResponsibleEnded(Event):
    """A person no longer answers; the last day still counts."""

    label: ClassVar[str] = "责任人结束"
    link: str
    last_day: dt.date
    reason: str


@dataclass(frozen=True)
class LetterSigned(Event):
    """One of the two letters was signed."""

    label: ClassVar[str] = "签订两书"
    kind: str
    year: int
    signed_on: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class RiskRated(Event):
    """The risk was judged."""

    label: ClassVar[str] = "评定风险等级"
    risk: str
    rated_on: dt.date
    basis: str


@dataclass(frozen=True)
class AccountLinked(Event):
    """An account speaks for the enterprise."""

    label: ClassVar[str] = "关联企业账号"
    account: str
    since: dt.date


@dataclass(frozen=True)
class AccountUnlinked(Event):
    """An account no longer speaks for the enterprise."""

    label: ClassVar[str] = "解除企业账号"
    account: str
    last_day: dt.date


@dataclass(frozen=True)
class EnterprisesMerged(Event):
    """Two records became one; ``moved`` counts rows by table."""

    label: ClassVar[str] = "合并企业记录"
    loser: str
    survivor: str
    reason: str
    moved: dict[str, Any]


@dataclass(frozen=True)
class EnterprisesSplit(Event):
    """A merge was undone."""

    label: ClassVar[str] = "拆分企业记录"
    loser: str
    survivor: str
    reason: str
    moved: dict[str, Any]
