"""What the log says about deadlines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class DeadlineExpected(Event):
    label: ClassVar[str] = "登记期限"

    kind: str = field(metadata={"label": "事项"})
    subject: str = field(metadata={"label": "所属记录"})
    due: str = field(metadata={"label": "期限"})
    article: str = field(metadata={"label": "依据"})


@dataclass(frozen=True)
class DeadlineMet(Event):
    label: ClassVar[str] = "办结"

    at: dt.datetime = field(metadata={"label": "办结时间"})
    late: bool = field(metadata={"label": "是否超期"})


@dataclass(frozen=True)
class DeadlineCancelled(Event):
    label: ClassVar[str] = "撤销期限"

    reason: str = field(metadata={"label": "原因"})


@dataclass(frozen=True)
class DeadlinePaused(Event):
    label: ClassVar[str] = "中止计算期限"

    since: str = field(metadata={"label": "起"})
    reason: str = field(metadata={"label": "原因"})
    article: str = field(metadata={"label": "依据"})


@dataclass(frozen=True)
class DeadlineResumed(Event):
    label: ClassVar[str] = "恢复计算期限"

    before: str = field(metadata={"label": "原期限"})
    due: str = field(metadata={"label": "新期限"})
    days: int = field(metadata={"label": "顺延天数"})


@dataclass(frozen=True)
class DeadlineMoved(Event):
    label: ClassVar[str] = "变更期限"

    before: str = field(metadata={"label": "原期限"})
    due: str = field(metadata={"label": "新期限"})
    reason: str = field(metadata={"label": "原因"})
    article: str = field(metadata={"label": "依据"})


@dataclass(frozen=True)
class DeadlineEscalated(Event):
    label: ClassVar[str] = "超期上报"

    due: str = field(metadata={"label": "期限"})
    level: int = field(metadata={"label": "上报级数"})
    to: str = field(metadata={"label": "报至"})


@dataclass(frozen=True)
class NoticesRead(Event):
    """The read receipt: who read, and when, is in the head of the entry."""

    label: ClassVar[str] = "阅知提醒"

    notices: int = field(metadata={"label": "条数"})
