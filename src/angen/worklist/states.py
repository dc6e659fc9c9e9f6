"""What may follow what: a deadline is waited for, stands still, is met or falls away."""

from __future__ import annotations

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move


class DeadlineState(TextChoices):
    """States of a deadline. An overdue one is still open."""

    OPEN = "open", "待办"
    PAUSED = "paused", "中止计算"
    MET = "met", "已办"
    CANCELLED = "cancelled", "已撤销"


S = DeadlineState
WAITING = (S.OPEN, S.PAUSED)

deadlines = Machine(
    "worklist.deadline",
    "期限",
    DeadlineState,
    [
        Move("meet", "办结", WAITING, S.MET),
        Move("cancel", "撤销", WAITING, S.CANCELLED),
        Move("pause", "中止计算", (S.OPEN,), S.PAUSED),
        Move("resume", "恢复计算", (S.PAUSED,), S.OPEN),
    ],
)
