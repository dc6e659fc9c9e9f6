"""Deadlines of this app: each is met by the act it waits for."""

from __future__ import annotations

from typing import Final

from angen.worklist.kinds import Kind, register

# Orders, rechecks, extensions.
WARN: Final = ("recheck_warning_days",)
RECTIFY: Final = register(
    Kind("inspections.rectify", "整改期限届满", "去督促", warn_values=WARN, warn_days=(3, 0))
)
RECHECK: Final = register(
    Kind("inspections.recheck", "复查整改情况", "去复查", warn_values=WARN, warn_days=(3, 0))
)
ANSWER_EXTENSION: Final = register(
    Kind("inspections.answer_extension", "答复整改延期", "去答复", warn_days=(1, 0))
)
REVIEW_MEASURES: Final = register(
    Kind("inspections.review_measures", "审查现场处理措施", "去审查", warn_values=WARN)
)
