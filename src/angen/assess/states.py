"""What may follow a finding of false reporting."""

from __future__ import annotations

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move


class FindingState(TextChoices):
    """States of a finding."""

    OPEN = "open", "待处理"
    CIRCULAR_DRAFTED = "circular_drafted", "已拟通报"
    CLOSED = "closed", "已办结"


finding = Machine(
    "assess.finding",
    "持证人员申报不实问题",
    FindingState,
    [
        Move("draft", "拟通报", (FindingState.OPEN,), FindingState.CIRCULAR_DRAFTED),
        Move(
            "close", "办结", (FindingState.OPEN, FindingState.CIRCULAR_DRAFTED), FindingState.CLOSED
        ),
    ],
)
