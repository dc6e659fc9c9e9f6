"""What may follow what: visits, hazards, extensions, listings, and the words of their registers."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move

TWO_OFFICERS: Final = "行政处罚法 第四十二条"
CARD: Final = "安全生产法 第六十七条"
POWERS: Final = "安全生产法 第六十五条"
RECORD: Final = "安全生产法 第六十八条"
HAND_OVER: Final = "安全生产法 第六十九条"
OWN_DUTY: Final = "安全生产法 第四十一条"
HAZARD_RULES: Final = "安全生产事故隐患排查治理暂行规定（原总局令第16号）"
PLAN_RULES: Final = f"{HAZARD_RULES} 第十五条"
RECHECK_RULES: Final = "安全生产违法行为行政处罚办法"
LISTING_RULES: Final = "安全生产法 第四十一条；湘政办意见 第16条"


class Origin(TextChoices):
    """Why a visit is made."""

    PLAN = "plan", "年度计划"
    DRAW = "draw", "双随机抽查"
    CAMPAIGN = "campaign", "专项检查"
    CROSS = "cross", "异地互查"
    REPORT = "report", "举报核查"
    RECHECK = "recheck", "整改复查"
    ASSISTANCE = "assistance", "执法帮扶"
    UNPLANNED = "unplanned", "计划外检查"


class Manner(TextChoices):
    """How a visit is made."""

    ORDINARY = "ordinary", "常规检查"
    JOINT = "joint", "联合检查"
    UNANNOUNCED = "unannounced", "四不两直"
    ASSISTING = "assisting", "帮扶指导"


class InspectionState(TextChoices):
    """States of a visit. A recorded one never changes."""

    DRAFT = "draft", "拟定方案"
    SUBMITTED = "submitted", "方案待审批"
    APPROVED = "approved", "方案已批准"
    UNDERWAY = "underway", "检查中"
    RECORDED = "recorded", "已记录"
    CANCELLED = "cancelled", "已取消"


_I = InspectionState
inspection: Final = Machine(
    "inspections.inspection",
    "现场检查",
    InspectionState,
    [
        Move("submit", "报审", (_I.DRAFT,), _I.SUBMITTED),
        Move("return", "退回修改", (_I.SUBMITTED,), _I.DRAFT),
        Move("approve", "批准方案", (_I.SUBMITTED,), _I.APPROVED),
        Move("begin", "开始检查", (_I.APPROVED,), _I.UNDERWAY, f"{TWO_OFFICERS}；{CARD}"),
        Move("sign", "签字确认", (_I.UNDERWAY,), _I.RECORDED, RECORD),
        Move("cancel", "取消", (_I.DRAFT, _I.SUBMITTED, _I.APPROVED), _I.CANCELLED),
    ],
)


class Answer(TextChoices):
    """What was found of a line of a checklist; a line without an answer was not looked at."""

    COMPLIANT = "ok", "符合"
    VIOLATING = "bad", "不符合"
    NOT_APPLICABLE = "na", "不涉及"


class Source(TextChoices):
    """Who found a hazard."""

    INSPECTION = "inspection", "执法检查"
    SELF_CHECK = "self_check", "企业自查"
    VILLAGE = "village", "村（社区）发现"
    REPORT = "report", "群众举报"


class Grade(TextChoices):
    """Grades of hazards (原总局令第16号 第三条)."""

    GENERAL = "general", "一般隐患"
    MAJOR = "major", "重大事故隐患"


class Measure(TextChoices):
    """What is done about a hazard on the spot."""

    SPOT = "spot", "当场改正"
    DEADLINE = "deadline", "限期整改"
    HANDLE = "handle", "现场处理措施"


class HazardState(TextChoices):
    """States of a hazard. It is closed by a recheck and by nothing else."""

    FOUND = "found", "已发现"
    RECTIFYING = "rectifying", "整改中"
    REPORTED = "reported", "已申请复查"
    CLOSED = "closed", "已销号"
    DISMISSED = "dismissed", "核实不成立"


_H = HazardState
OPEN: Final = (_H.FOUND, _H.RECTIFYING, _H.REPORTED)
hazard: Final = Machine(
    "inspections.hazard",
    "事故隐患",
    HazardState,
    [
        Move("order", "责令整改", (_H.FOUND,), _H.RECTIFYING, POWERS),
        Move("withdraw", "撤回责令", (_H.RECTIFYING,), _H.FOUND),
        Move("plan", "落实整改", (_H.FOUND,), _H.RECTIFYING, OWN_DUTY),
        Move("report", "申请复查", (_H.RECTIFYING,), _H.REPORTED, RECHECK_RULES),
        Move("fail", "复查不合格", (_H.RECTIFYING, _H.REPORTED), _H.RECTIFYING, RECHECK_RULES),
        Move("close", "复查合格销号", OPEN, _H.CLOSED, RECHECK_RULES),
        Move("dismiss", "核实不成立", (_H.FOUND,), _H.DISMISSED),
    ],
)


class OrderKind(TextChoices):
    """The two papers that order something on the spot."""

    RECTIFY = "rectify", "责令限期整改"
    HANDLE = "handle", "现场处理措施"


class HandleMeasure(TextChoices):
    """What a decision on site may order (安全生产法 第六十五条)."""

    REMOVE = "remove", "责令立即排除"
    EVACUATE = "evacuate", "撤出作业人员"
    STOP_USE = "stop_use", "暂停使用设施设备"
    STOP_BUSINESS = "stop_business", "暂时停产停业"


class OrderState(TextChoices):
    """States of an order. Measures on site end when their lifting is agreed to."""

    ISSUED = "issued", "已下达"
    LIFTED = "lifted", "已解除"
    DONE = "done", "已完成"
    VOIDED = "voided", "已作废"


_O = OrderState
order: Final = Machine(
    "inspections.order",
    "整改和处理决定",
    OrderState,
    [
        Move("complete", "全部销号", (_O.ISSUED,), _O.DONE, RECHECK_RULES),
        Move("lift", "审查同意恢复", (_O.ISSUED,), _O.LIFTED, POWERS),
        Move("void", "作废", (_O.ISSUED,), _O.VOIDED),
    ],
)


class ExtensionState(TextChoices):
    """States of a request for more time."""

    ASKED = "asked", "待答复"
    GRANTED = "granted", "同意延期"
    REFUSED = "refused", "不同意延期"
    LAPSED = "lapsed", "不再需要"


_E = ExtensionState
extension: Final = Machine(
    "inspections.extension",
    "整改延期",
    ExtensionState,
    [
        Move("grant", "同意延期", (_E.ASKED,), _E.GRANTED, RECHECK_RULES),
        Move("refuse", "不同意延期", (_E.ASKED,), _E.REFUSED, RECHECK_RULES),
        Move("lapse", "隐患已销号", (_E.ASKED,), _E.LAPSED),
    ],
)


class RecheckKind(TextChoices):
    """How it was seen that a hazard is gone."""

    SPOT = "spot", "当场复核"
    VISIT = "visit", "现场复查"
    PAPERS = "papers", "书面和影像复核"
    OWN = "own", "企业自行验收"


class ListingState(TextChoices):
    """States of a listing 挂牌督办."""

    PROPOSED = "proposed", "已提请"
    LISTED = "listed", "挂牌督办中"
    ACCEPTANCE = "acceptance", "申请验收"
    DELISTED = "delisted", "已摘牌"
    REFUSED = "refused", "不予挂牌"


_L = ListingState
listing: Final = Machine(
    "inspections.listing",
    "挂牌督办",
    ListingState,
    [
        Move("list", "挂牌", (_L.PROPOSED,), _L.LISTED, LISTING_RULES),
        Move("refuse", "不予挂牌", (_L.PROPOSED,), _L.REFUSED, LISTING_RULES),
        Move("ask", "申请验收", (_L.LISTED,), _L.ACCEPTANCE, LISTING_RULES),
        Move("return", "验收不合格", (_L.ACCEPTANCE,), _L.LISTED, LISTING_RULES),
        Move("delist", "摘牌销号", (_L.ACCEPTANCE,), _L.DELISTED, LISTING_RULES),
    ],
)


class ListingLevel(TextChoices):
    """Which level supervises a listed hazard."""

    COUNTY = "county", "县级"
    PREFECTURE = "prefecture", "市级"
    PROVINCE = "province", "省级"


class FindingState(TextChoices):
    """States of what a village officer found."""

    REPORTED = "reported", "待处理"
    TAKEN = "taken", "已转为隐患"
    ANSWERED = "answered", "已答复"


_F = FindingState
village_finding: Final = Machine(
    "inspections.village_finding",
    "村（社区）发现",
    FindingState,
    [
        Move("take", "转为隐患", (_F.REPORTED,), _F.TAKEN, "湘政办意见 第15条"),
        Move("answer", "答复", (_F.REPORTED,), _F.ANSWERED, "湘政办意见 第15条"),
    ],
)
