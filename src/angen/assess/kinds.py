"""Deadlines of this app."""

from __future__ import annotations

from typing import Final

from angen.worklist.kinds import Kind, register

DECIDE_APPEAL: Final = register(Kind("assess.decide_appeal", "复核申诉", "去复核"))
RECTIFY: Final = register(Kind("assess.rectify", "考核问题整改", "去整改"))
HANDLE: Final = register(Kind("assess.handle", "结果运用", "去办理"))
READ: Final = register(Kind("assess.read_circular", "签收通报", "去签收"))
HINT: Final = register(Kind("assess.check_hint", "核查提示", "去核查"))
TOUR_FINDING: Final = register(Kind("assess.tour_finding", "督查巡查问题整改", "去整改"))
TOUR_ACCEPT: Final = register(Kind("assess.tour_accept", "督查巡查问题验收", "去验收"))
TOUR_MONTH: Final = register(Kind("assess.tour_month", "月督月查", "去督查"))
