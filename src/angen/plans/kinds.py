"""Deadlines of this app. Their terms are values of the rulebook, see ``plans.queries.rules``."""

from __future__ import annotations

from typing import Final

from angen.worklist.kinds import Kind, register

APPROVE_PLAN: Final = register(Kind("plans.approve_plan", "年度计划批准", "去报批"))
FILE_PLAN: Final = register(Kind("plans.file_plan", "年度计划备案", "去备案"))
PUBLISH_PLAN: Final = register(Kind("plans.publish_plan", "年度计划公布", "去公布"))
EXPLAIN_MONTH: Final = register(Kind("plans.explain_month", "说明当月未完成原因", "去说明"))
PUBLISH: Final = register(Kind("plans.publish_draw", "公开抽查结果", "去公开"))
FILE_CAMPAIGN: Final = register(Kind("plans.file_campaign", "专项检查备案", "去备案"))
REPORT_CAMPAIGN: Final = register(Kind("plans.report_campaign", "报送专项检查总结", "去总结"))
