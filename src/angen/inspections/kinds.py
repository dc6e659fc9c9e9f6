"""Deadlines of this app."""

from __future__ import annotations

from typing import Final

from angen.worklist.kinds import Kind, register

# Visits: a scheme is approved before its day, a visit is made within its period, and signed on the
# day on which it was made.
APPROVE: Final = register(Kind("inspections.approve_scheme", "审批检查方案", "去审批"))
VISIT: Final = register(Kind("inspections.make_visit", "开展检查", "去检查"))
SIGN: Final = register(Kind("inspections.sign_visit", "完成检查记录", "去签字", warn_days=(0,)))
