"""What may follow what: findings, cycles, scores by people, appeals, consequences."""

from __future__ import annotations

from typing import Final

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


class CycleState(TextChoices):
    """States of a cycle of a rating."""

    DRAFT = "draft", "评定中"
    CONFIRMED = "confirmed", "已确认"
    PUBLISHED = "published", "已公布"
    APPEALED = "appealed", "申诉中"
    CORRECTED = "corrected", "已更正"


_C = CycleState
cycle: Final = Machine(
    "assess.cycle",
    "考核评价周期",
    CycleState,
    [
        Move("confirm", "确认", (_C.DRAFT,), _C.CONFIRMED),
        Move("return", "退回重评", (_C.CONFIRMED,), _C.DRAFT),
        Move("publish", "公布", (_C.CONFIRMED,), _C.PUBLISHED),
        Move("appeal", "受理申诉", (_C.PUBLISHED, _C.CORRECTED), _C.APPEALED),
        Move("settle", "维持结果", (_C.APPEALED,), _C.PUBLISHED),
        Move("correct", "更正", (_C.PUBLISHED, _C.APPEALED, _C.CORRECTED), _C.CORRECTED),
    ],
)
PUBLIC: Final = (_C.PUBLISHED, _C.APPEALED, _C.CORRECTED)
SETTLED: Final = (_C.CONFIRMED, *PUBLIC)


class ScoringState(TextChoices):
    """States of a score that people give."""

    GIVEN = "given", "已评分"
    AWAITING = "awaiting", "待复评"
    AGREED = "agreed", "复评一致"
    DISPUTED = "disputed", "分差过大"
    SETTLED = "settled", "已裁定"


_S = ScoringState
scoring: Final = Machine(
    "assess.scoring",
    "人工评分",
    ScoringState,
    [
        Move("agree", "复评", (_S.AWAITING,), _S.AGREED),
        Move("dispute", "复评分差过大", (_S.AWAITING,), _S.DISPUTED),
        Move("settle", "裁定", (_S.DISPUTED,), _S.SETTLED),
    ],
)


class SelfReportState(TextChoices):
    """States of the points that a unit reports for itself."""

    REPORTED = "reported", "待审核"
    CONFIRMED = "confirmed", "已认可"
    CHANGED = "changed", "已调整"


_O = SelfReportState
self_report: Final = Machine(
    "assess.self_report",
    "自评",
    SelfReportState,
    [
        Move("confirm", "认可", (_O.REPORTED,), _O.CONFIRMED),
        Move("change", "调整", (_O.REPORTED,), _O.CHANGED),
    ],
)
COUNTED: Final = (_S.GIVEN, _S.AGREED, _S.SETTLED)


class AppealState(TextChoices):
    """States of an appeal."""

    ASKED = "asked", "待复核"
    UPHELD = "upheld", "申诉成立"
    REJECTED = "rejected", "申诉不成立"
    WITHDRAWN = "withdrawn", "已撤回"


_A = AppealState
appeal: Final = Machine(
    "assess.appeal",
    "申诉",
    AppealState,
    [
        Move("uphold", "认定成立", (_A.ASKED,), _A.UPHELD),
        Move("reject", "认定不成立", (_A.ASKED,), _A.REJECTED),
        Move("withdraw", "撤回", (_A.ASKED,), _A.WITHDRAWN),
    ],
)


class ConsequenceState(TextChoices):
    """States of what follows from a rating."""

    OPENED = "opened", "待办理"
    CIRCULATED = "circulated", "已通报"
    SCHEDULED = "scheduled", "已列入会议议程"
    RECTIFYING = "rectifying", "整改中"
    SUBMITTED = "submitted", "待验收"
    SUSPENDED = "suspended", "申诉期间中止"
    CLOSED = "closed", "已办结"
    REVOKED = "revoked", "已撤销"


_K = ConsequenceState
consequence: Final = Machine(
    "assess.consequence",
    "结果运用",
    ConsequenceState,
    [
        Move("circulate", "登记通报", (_K.OPENED,), _K.CIRCULATED),
        Move("schedule", "列入会议议程", (_K.OPENED,), _K.SCHEDULED),
        Move("order", "责令限期整改", (_K.OPENED,), _K.RECTIFYING),
        Move("submit", "报告整改", (_K.RECTIFYING,), _K.SUBMITTED),
        Move("return", "退回整改", (_K.SUBMITTED,), _K.RECTIFYING),
        Move("accept", "验收", (_K.SUBMITTED,), _K.CLOSED),
        Move("suspend", "中止", (_K.OPENED,), _K.SUSPENDED),
        Move("resume", "恢复", (_K.SUSPENDED,), _K.OPENED),
        Move("close", "办结", (_K.OPENED, _K.CIRCULATED, _K.SCHEDULED), _K.CLOSED),
        Move(
            "revoke",
            "撤销",
            (
                *(_K.OPENED, _K.CIRCULATED, _K.SCHEDULED, _K.RECTIFYING),
                *(_K.SUBMITTED, _K.SUSPENDED, _K.CLOSED),
            ),
            _K.REVOKED,
        ),
    ],
)
LIVE: Final = (
    *(_K.OPENED, _K.CIRCULATED, _K.SCHEDULED, _K.RECTIFYING),
    *(_K.SUBMITTED, _K.SUSPENDED),
)


class Deed(TextChoices):
    """What may follow from a rating; the words of packs."""

    CIRCULAR = "circular", "通报"
    STATEMENT = "statement", "会上发言"
    RECTIFY = "rectify", "限期整改"
    ACCOUNTABILITY = "accountability", "启动问责"
    TALK = "talk", "约谈"
    SUPERVISE = "supervise", "挂牌督办"
    FAIL_YEAR = "fail_year", "年度考核不合格"
    YELLOW_CARD = "yellow_card", "黄牌警告"
    VETO = "veto", "一票否决"
    REPORT = "report", "报告党委政府"
    REWARD = "reward", "表扬奖励"


# What may yet fall with an appeal and so waits for it.
WAITS_FOR_APPEALS: Final = (Deed.ACCOUNTABILITY, Deed.FAIL_YEAR, Deed.YELLOW_CARD, Deed.VETO)
# The moves each sort of consequence may make beside suspension and revocation.
WAYS: Final[dict[str, tuple[str, ...]]] = {
    Deed.CIRCULAR: ("circulate", "close"),
    Deed.STATEMENT: ("schedule", "close"),
    Deed.RECTIFY: ("order", "submit", "return", "accept"),
    **{
        each: ("close",)
        for each in Deed
        if each not in (Deed.CIRCULAR, Deed.STATEMENT, Deed.RECTIFY)
    },
}


class CircularState(TextChoices):
    """States of a circular on a rating."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待签发"
    APPROVED = "approved", "已签发"
    ISSUED = "issued", "已印发"


_R = CircularState
circular: Final = Machine(
    "assess.circular",
    "考核通报",
    CircularState,
    [
        Move("submit", "送签", (_R.DRAFT,), _R.SUBMITTED),
        Move("return", "退回修改", (_R.SUBMITTED,), _R.DRAFT),
        Move("approve", "签发", (_R.SUBMITTED,), _R.APPROVED),
        Move("issue", "印发", (_R.APPROVED,), _R.ISSUED),
        Move("renew", "按更正结果重拟", (_R.DRAFT, _R.SUBMITTED, _R.APPROVED), _R.DRAFT),
    ],
)


class HintKind(TextChoices):
    """Patterns in the records that a person should look at; none of them proves anything."""

    SHORT = "short", "检查时间很短"
    SAME_NARRATIVE = "same_narrative", "检查情况文字相同"
    SAME_FINDING = "same_finding", "隐患描述文字相同"
    SAME_PHOTO = "same_photo", "不同检查用了同一张照片"
    BURST = "burst", "检查集中在季末"
    OVERLAP = "overlap", "同一人同时在两处检查"
    ALIKE = "alike", "评分人给的分都一样"
    CLEAN = "clean", "每次检查都没有发现问题"


class HintState(TextChoices):
    """States of a hint."""

    RAISED = "raised", "待核查"
    EXPLAINED = "explained", "核查无异常"
    CONFIRMED = "confirmed", "核查属实"


_H = HintState
hint: Final = Machine(
    "assess.hint",
    "核查提示",
    HintState,
    [
        Move("explain", "说明无异常", (_H.RAISED,), _H.EXPLAINED),
        Move("confirm", "核查属实", (_H.RAISED,), _H.CONFIRMED),
    ],
)


class TourKind(TextChoices):
    """Visits from above to lower governments and departments."""

    MONTHLY = "monthly", "月督月查"
    TOUR = "tour", "安全生产巡查"


class TourStepKind(TextChoices):
    """How a tour finds out; what it found is fed back afterwards."""

    HEAR = "hear", "听取汇报"
    READ = "read", "查阅资料"
    COVERT = "covert", "暗查暗访"


class TourState(TextChoices):
    """States of a tour."""

    PLANNED = "planned", "已安排"
    UNDERWAY = "underway", "巡查中"
    TOLD = "told", "已反馈"
    CLOSED = "closed", "已闭环"
    CANCELLED = "cancelled", "已取消"


_T = TourState
tour: Final = Machine(
    "assess.tour",
    "督查巡查",
    TourState,
    [
        Move("start", "开始", (_T.PLANNED,), _T.UNDERWAY),
        Move("tell", "反馈", (_T.UNDERWAY,), _T.TOLD),
        Move("close", "闭环", (_T.TOLD,), _T.CLOSED),
        Move("cancel", "取消", (_T.PLANNED,), _T.CANCELLED),
    ],
)
# The visited unit sees a tour only when it was told what was found.
TOLD: Final = (_T.TOLD, _T.CLOSED)


class TourFindingState(TextChoices):
    """States of what a tour found."""

    OPEN = "open", "待整改"
    REPORTED = "reported", "待验收"
    ACCEPTED = "accepted", "已验收"


_P = TourFindingState
tour_finding: Final = Machine(
    "assess.tour_finding",
    "督查巡查问题",
    TourFindingState,
    [
        Move("report", "报告整改", (_P.OPEN,), _P.REPORTED),
        Move("return", "退回整改", (_P.REPORTED,), _P.OPEN),
        Move("accept", "验收", (_P.REPORTED,), _P.ACCEPTED),
    ],
)
