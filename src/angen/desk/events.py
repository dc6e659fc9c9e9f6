"""What the log says about ledgers, imports and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from angen.kernel.events import Event

Changes = dict[str, list[Any]]  # column label: [old, new], personal numbers masked


@dataclass(frozen=True)
class RecordCreated(Event):
    """A record was entered. ``source`` names the import, empty for a form."""

    label: ClassVar[str] = "登记"
    ledger: str
    values: dict[str, Any]
    source: str = ""


@dataclass(frozen=True)
class RecordChanged(Event):
    """A record was changed."""

    label: ClassVar[str] = "修改"
    ledger: str
    changes: Changes
    source: str = ""


@dataclass(frozen=True)
class RecordRemoved(Event):
    """A record was removed, with the last values the ledger logs."""

    label: ClassVar[str] = "删除"
    ledger: str
    values: dict[str, Any]
    reason: str


@dataclass(frozen=True)
class NumberRevealed(Event):
    """Somebody had a masked number of this record shown."""

    label: ClassVar[str] = "查看完整号码"
    ledger: str
    column: str
    purpose: str


@dataclass(frozen=True)
class NumbersExported(Event):
    """Somebody exported a ledger with its numbers in clear."""

    label: ClassVar[str] = "导出完整号码"
    ledger: str
    query: str
    purpose: str


@dataclass(frozen=True)
class ImportUploaded(Event):
    """A spreadsheet was uploaded for import."""

    label: ClassVar[str] = "上传导入文件"
    ledger: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ImportCheckBegun(Event):
    """The check of an import began."""

    label: ClassVar[str] = "开始检查导入文件"
    ledger: str


@dataclass(frozen=True)
class ImportChecked(Event):
    """What the check of an import found."""

    label: ClassVar[str] = "检查导入文件"
    ledger: str
    new: int
    changed: int
    same: int
    bad: int


@dataclass(frozen=True)
class ImportRefused(Event):
    """The file of an import cannot be used."""

    label: ClassVar[str] = "退回导入文件"
    ledger: str
    sentence: str


@dataclass(frozen=True)
class ImportConfirmed(Event):
    """The import was confirmed for writing."""

    label: ClassVar[str] = "确认导入"
    ledger: str
    new: int
    changed: int


@dataclass(frozen=True)
class ImportDone(Event):
    """All rows of the import stand in the ledger."""

    label: ClassVar[str] = "导入完成"
    ledger: str
    sha256: str
    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class ImportDropped(Event):
    """The import was given up; nothing was written."""

    label: ClassVar[str] = "放弃导入"
    ledger: str


@dataclass(frozen=True)
class FileAttached(Event):
    """A file was attached to this record."""

    label: ClassVar[str] = "上传附件"
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class FileDetached(Event):
    """A file was taken off this record."""

    label: ClassVar[str] = "删除附件"
    name: str
    sha256: str
