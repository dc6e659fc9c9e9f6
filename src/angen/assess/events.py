"""What the log says about waivers, findings, cycles, appeals and consequences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class StandardWaived(Event):
    """A unit was excused from a standard."""

    label: ClassVar[str] = "豁免标准"
    area: str
    pack: str
    standard: str
    reason: str
    approver: str
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class WaiverEnded(Event):
    """A waiver ended before its day."""

    label: ClassVar[str] = "提前终止豁免"
    valid_to: dt.date
    reason: str


@dataclass(frozen=True)
class FindingOpened(Event):
    """A claim was found to exceed what could be verified."""

    label: ClassVar[str] = "发现申报不实"
    area: str
    on: dt.date
    claimed: int
    recorded: int
    verified: int
    false_ones: int


@dataclass(frozen=True)
class CircularDrafted(Event):
    """The draft of a circular was made."""

    label: ClassVar[str] = "拟通报稿"
    area: str
    on: dt.date


@dataclass(frozen=True)
class FindingClosed(Event):
    """A finding was settled."""

    label: ClassVar[str] = "问题办结"
    outcome: str


@dataclass(frozen=True)
class CycleOpened(Event):
    """A cycle of a rating began."""

    label: ClassVar[str] = "开始考核评价"
    pack: str
    digest: str
    rating: str
    cycle: str


@dataclass(frozen=True)
class CycleRun(Event):
    """Facts were frozen and units rated."""

    label: ClassVar[str] = "计算评定结果"
    number: int
    facts: str
    results: str
    reason: str


@dataclass(frozen=True)
class CycleConfirmed(Event):
    """Another hand confirmed the results."""

    label: ClassVar[str] = "确认评定结果"
    number: int
    results: str


@dataclass(frozen=True)
class CycleReturned(Event):
    """The results were sent back."""

    label: ClassVar[str] = "退回重评"
    reason: str


@dataclass(frozen=True)
class CyclePublished(Event):
    """The results were made known."""

    label: ClassVar[str] = "公布评定结果"
    number: int
    results: str
    appeal_until: dt.date | None


@dataclass(frozen=True)
class ItemScored(Event):
    """A person gave points."""

    label: ClassVar[str] = "人工评分"
    unit: str
    item: str
    points: str
    second: bool
    difference: str


@dataclass(frozen=True)
class PointsReported(Event):
    """A unit reported points of its own."""

    label: ClassVar[str] = "自评"
    unit: str
    item: str
    points: str


@dataclass(frozen=True)
class ReportReviewed(Event):
    """What a unit reported was confirmed or changed."""

    label: ClassVar[str] = "审核自评"
    unit: str
    item: str
    points: str
    reported: str
    reason: str


@dataclass(frozen=True)
class ScoringSettled(Event):
    """Two scorers were too far apart and a third hand decided."""

    label: ClassVar[str] = "裁定评分"
    points: str
    reason: str


@dataclass(frozen=True)
class ResultAppealed(Event):
    """A unit disputed its result."""

    label: ClassVar[str] = "提出申诉"
    unit: str
    cycle: str
    items: list[str]
    evidence: str


@dataclass(frozen=True)
class AppealDecided(Event):
    """An appeal was upheld or rejected."""

    label: ClassVar[str] = "复核申诉"
    upheld: bool
    decision: str
    changes: dict[str, str]


@dataclass(frozen=True)
class AppealWithdrawn(Event):
    """A unit took its appeal back."""

    label: ClassVar[str] = "撤回申诉"
    reason: str


@dataclass(frozen=True)
class ResultCorrected(Event):
    """A published figure was put right; old beside new."""

    label: ClassVar[str] = "更正评定结果"
    unit: str
    cycle: str
    changes: dict[str, list[str]]
    reason: str


@dataclass(frozen=True)
class ConsequenceOpened(Event):
    """Something follows from a result."""

    label: ClassVar[str] = "启动结果运用"
    unit: str
    cycle: str
    deed: str
    cite: str


@dataclass(frozen=True)
class ConsequenceMoved(Event):
    """A consequence came a step further, or was suspended, resumed or revoked."""

    label: ClassVar[str] = "办理结果运用"
    move: str
    state: str
    reason: str


@dataclass(frozen=True)
class RatingCircularDrafted(Event):
    """A circular was begun from a run."""

    label: ClassVar[str] = "起草考核通报"
    cycle: str
    facts: str
    results: str
    corrects: bool


@dataclass(frozen=True)
class CircularWritten(Event):
    """The marked places of a circular were written."""

    label: ClassVar[str] = "修改考核通报"
    fields: list[str]


@dataclass(frozen=True)
class CircularMoved(Event):
    """A circular was submitted, returned, approved or issued."""

    label: ClassVar[str] = "办理考核通报"
    move: str
    number: str
    reason: str


@dataclass(frozen=True)
class CircularRead(Event):
    """A body received a circular."""

    label: ClassVar[str] = "签收考核通报"
    body: str


@dataclass(frozen=True)
class HintRaised(Event):
    """A pattern in the records asks for a look; nothing follows from it by itself."""

    label: ClassVar[str] = "提示核查"
    unit: str
    kind: str
    records: int


@dataclass(frozen=True)
class HintChecked(Event):
    """A person of the level above looked."""

    label: ClassVar[str] = "核查提示"
    move: str
    said: str


@dataclass(frozen=True)
class TourPlanned(Event):
    """A visit from above was planned or recorded."""

    label: ClassVar[str] = "安排督查巡查"
    kind: str
    unit: str
    line: str
    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class TourMoved(Event):
    """A tour began, was fed back, closed or cancelled."""

    label: ClassVar[str] = "办理督查巡查"
    move: str
    reason: str


@dataclass(frozen=True)
class TourStepTaken(Event):
    """A tour heard, read or went to look."""

    label: ClassVar[str] = "登记巡查记录"
    kind: str
    done_on: dt.date
    place: str


@dataclass(frozen=True)
class TourFindingEntered(Event):
    """A tour found something."""

    label: ClassVar[str] = "登记督查巡查问题"
    body: str
    text: str
    due_on: dt.date


@dataclass(frozen=True)
class TourFindingMoved(Event):
    """A finding was reported as put right, returned or accepted."""

    label: ClassVar[str] = "办理督查巡查问题"
    move: str
    said: str
