"""Deadlines of this app."""

from __future__ import annotations

from typing import Final

from angen.worklist.kinds import Kind, register

# Twenty working days after the inspections end: the practice of market supervision, a design value.
PUBLISH_DAYS: Final = 20
PUBLISH: Final = register(Kind("plans.publish_draw", "公开抽查结果", "去公开"))
