"""What the log says of draws and rounds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class DrawPrepared(Event):
    """The list was frozen; ``left_out`` counts exclusions by reason."""

    label: ClassVar[str] = "冻结抽查名录"
    frame_hash: str
    objects: int
    officers: int
    want: int
    each: int
    left_out: dict[str, Any]


@dataclass(frozen=True)
class SecretCommitted(Event):
    """Somebody committed to a secret."""

    label: ClassVar[str] = "提交口令哈希"
    commitment: str


@dataclass(frozen=True)
class DrawCommitted(Event):
    """The hash of the list and the commitments were published."""

    label: ClassVar[str] = "公布抽查承诺"
    frame_hash: str
    commitments: list[str]
    public_source: str


@dataclass(frozen=True)
class SecretRevealed(Event):
    """Somebody revealed the secret committed to."""

    label: ClassVar[str] = "揭示随机口令"
    commitment: str
    secret: str


@dataclass(frozen=True)
class DrawRevealed(Event):
    """The seed was made and the draw carried out."""

    label: ClassVar[str] = "抽取"
    frame_hash: str
    public_value: str
    seed: str
    objects: list[str]


@dataclass(frozen=True)
class DrawPublished(Event):
    """The result was opened to everybody."""

    label: ClassVar[str] = "公开抽查结果"
    published_on: dt.date


@dataclass(frozen=True)
class DrawAbandoned(Event):
    """A draw was given up before anything was drawn."""

    label: ClassVar[str] = "抽查作废"
    reason: str
    silent: int


@dataclass(frozen=True)
class ReplacementAsked(Event):
    """Another officer is asked for; persons by record number only."""

    label: ClassVar[str] = "申请调换执法人员"
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class ReplacementDecided(Event):
    """It was approved or refused."""

    label: ClassVar[str] = "决定调换执法人员"
    approved: bool


@dataclass(frozen=True)
class ObjectReplacementAsked(Event):
    """Another enterprise is asked for (record numbers)."""

    label: ClassVar[str] = "申请调换抽中企业"
    before: str
    after: str
    cause: str
    reason: str


@dataclass(frozen=True)
class ObjectReplacementDecided(Event):
    """It was approved or refused."""

    label: ClassVar[str] = "决定调换抽中企业"
    approved: bool


@dataclass(frozen=True)
class RoundArranged(Event):
    """Who inspects whom was fixed."""

    label: ClassVar[str] = "安排异地互查"
    number: int
    pairs: list[str]
