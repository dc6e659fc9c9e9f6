"""What may follow what: an issued paper is immutable; it is voided or superseded, never changed."""

from __future__ import annotations

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move


class PaperState(TextChoices):
    """States of a paper. A voided number stays in the register with its reason."""

    ISSUED = "issued", "有效"
    SUPERSEDED = "superseded", "已被替代"
    VOIDED = "voided", "已作废"


class Method(TextChoices):
    """Ways of service (送达方式)."""

    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    ENTRUSTED = "entrusted", "委托送达"
    POST = "post", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    ANNOUNCEMENT = "announcement", "公告送达"


S = PaperState

papers = Machine(
    "papers.paper",
    "文书",
    PaperState,
    [
        Move("void", "作废", (S.ISSUED,), S.VOIDED),
        Move("supersede", "替代", (S.ISSUED,), S.SUPERSEDED),
    ],
)
