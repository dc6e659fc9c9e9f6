"""What may follow what: imports."""

from __future__ import annotations

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move


class ImportState(TextChoices):
    """States of an import."""

    UPLOADED = "uploaded", "已上传"
    CHECKING = "checking", "正在检查"
    CHECKED = "checked", "已检查"
    CONFIRMED = "confirmed", "正在写入"
    DONE = "done", "已完成"
    REFUSED = "refused", "文件不能用"
    FAILED = "failed", "已中止"


S = ImportState

imports = Machine(
    "desk.import",
    "台账导入",
    ImportState,
    [
        # A check that was cut off begins again: it has written nothing.
        Move("check", "检查", (S.UPLOADED, S.CHECKING), S.CHECKING),
        Move("report", "报告检查结果", (S.CHECKING,), S.CHECKED),
        Move("refuse", "退回文件", (S.CHECKING,), S.REFUSED),
        Move("confirm", "确认写入", (S.CHECKED,), S.CONFIRMED),
        # What changed between check and confirmation is told as a new check result.
        Move("recheck", "退回核对", (S.CONFIRMED,), S.CHECKED),
        Move("finish", "完成写入", (S.CONFIRMED,), S.DONE),
        Move("drop", "放弃", (S.UPLOADED, S.CHECKING, S.CHECKED), S.FAILED),
    ],
)
