"""Deadlines of this app: each is met by the act it waits for."""

from __future__ import annotations

from typing import Final

from angen.worklist.kinds import LAST_DAY, Kind, register

# Visits: a scheme is approved before its day, a visit is made within its period, and signed on the
# day on which it was made.
APPROVE: Final = register(Kind("inspections.approve_scheme", "审批检查方案", "去审批"))
VISIT: Final = register(Kind("inspections.make_visit", "开展检查", "去检查"))
SIGN: Final = register(
    Kind("inspections.sign_visit", "完成检查记录", "去签字", warn_values=(LAST_DAY,))
)
REFUSED: Final = register(
    Kind("inspections.refused_signing", "处理拒签报告", "去处理", warn_values=(LAST_DAY,))
)
# Orders, rechecks, extensions.
WARN: Final = ("recheck_warning_days", LAST_DAY)
RECTIFY: Final = register(Kind("inspections.rectify", "整改期限届满", "去督促", warn_values=WARN))
OWN_ORDER: Final = register(Kind("inspections.own_order", "按指令整改", "去整改", warn_values=WARN))
RECHECK: Final = register(Kind("inspections.recheck", "复查整改情况", "去复查", warn_values=WARN))
ANSWER_EXTENSION: Final = register(
    Kind(
        "inspections.answer_extension",
        "答复整改延期",
        "去答复",
        warn_values=("answer_warning_days", LAST_DAY),
    )
)
REVIEW_MEASURES: Final = register(
    Kind("inspections.review_measures", "审查现场处理措施", "去审查", warn_values=WARN)
)
# Hazards, self-checks, village findings and listings.
SELF_CHECK: Final = register(Kind("inspections.self_check", "企业自查", "去自查"))
OWN_PLAN: Final = register(
    Kind("inspections.own_plan", "落实整改责任（重大的制定治理方案）", "去落实")
)
OWN_RECTIFY: Final = register(Kind("inspections.own_rectify", "自查隐患整改", "去整改"))
TELL_WORKERS: Final = register(Kind("inspections.tell_workers", "向职工大会报告", "去登记"))
HANDLE_MAJOR: Final = register(
    Kind("inspections.handle_major", "处理上报的重大事故隐患", "去处理", urgent=True)
)
URGE: Final = register(Kind("inspections.urge", "督促超期隐患整改", "去督促"))
VILLAGE: Final = register(Kind("inspections.village_finding", "处理村（社区）发现", "去处理"))
DECIDE_LISTING: Final = register(Kind("inspections.decide_listing", "决定挂牌督办", "去决定"))
PUBLISH_LISTING: Final = register(Kind("inspections.publish_listing", "公示挂牌督办", "去公示"))
PROGRESS: Final = register(Kind("inspections.listing_progress", "报告督办进展", "去报告"))
LISTING_DUE: Final = register(Kind("inspections.listing_due", "挂牌督办整改期限", "去督办"))
ACCEPT_LISTING: Final = register(Kind("inspections.accept_listing", "组织挂牌验收", "去验收"))
PUBLISH_DELISTING: Final = register(Kind("inspections.publish_delisting", "公示摘牌", "去公示"))
# What waits for a hazard itself and ends when it is closed or dismissed.
OF_HAZARD: Final = (OWN_PLAN, OWN_RECTIFY, TELL_WORKERS, HANDLE_MAJOR, URGE)
