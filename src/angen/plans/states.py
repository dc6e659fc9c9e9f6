"""What may follow what: plans, draws and replacements, and the words of their registers."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move

PLAN_RULES: Final = "安全生产年度监督检查计划编制办法（安监总政法〔2017〕150号）"
PLAN_DUTY: Final = "安全生产法 第六十二条"
DRAW_RULES: Final = "国办发〔2015〕58号；国发〔2019〕5号"
CAPS: Final = "国办发〔2024〕54号"
FILING: Final = "应急〔2025〕11号"


class PlanState(TextChoices):
    """States of an annual plan."""

    DRAFT = "draft", "起草"
    SUBMITTED = "submitted", "已报批"
    APPROVED = "approved", "已批准"
    FILED = "filed", "已备案"
    PUBLISHED = "published", "已公布"
    SUPERSEDED = "superseded", "已被新版替代"


_P = PlanState
annual_plan: Final = Machine(
    "plans.annual_plan",
    "年度监督检查计划",
    PlanState,
    [
        Move("submit", "报批", (_P.DRAFT,), _P.SUBMITTED, PLAN_RULES),
        Move("return", "退回修改", (_P.SUBMITTED,), _P.DRAFT, PLAN_RULES),
        Move("approve", "批准", (_P.SUBMITTED,), _P.APPROVED, PLAN_RULES),
        Move("file", "备案", (_P.APPROVED,), _P.FILED, FILING),
        Move("publish", "公布", (_P.FILED,), _P.PUBLISHED, CAPS),
        Move("supersede", "替代", (_P.APPROVED, _P.FILED, _P.PUBLISHED), _P.SUPERSEDED, PLAN_RULES),
    ],
)
IN_FORCE: Final = (_P.APPROVED, _P.FILED, _P.PUBLISHED)


class ItemKind(TextChoices):
    """Key enterprises are named; general ones are mostly drawn."""

    KEY = "key", "重点检查"
    GENERAL = "general", "一般检查"


class DayKind(TextChoices):
    """Days that are not supervision: eleven kinds of other enforcement, six of none."""

    OVERALL = "overall", "综合监管"
    LICENSING = "licensing", "行政许可"
    ACCIDENTS = "accidents", "事故调查"
    REPORTS = "reports", "举报核查"
    JOINT = "joint", "联合执法"
    WINDOW = "window", "登记备案（窗口）"
    AGENCIES = "agencies", "中介机构检查"
    TEACHING = "teaching", "宣教培训"
    LITIGATION = "litigation", "复议应诉"
    ASSIGNED = "assigned", "政府和上级交办"
    OTHER = "other", "其他执法工作"
    DUTY = "duty", "机关值班"
    MEETINGS = "meetings", "学习培训考核会议"
    GUIDING = "guiding", "检查指导下级"
    PARTY = "party", "党群工作"
    SICK = "sick", "病事假"
    LEAVE = "leave", "年休探亲婚丧假"


NOT_ENFORCEMENT: Final = frozenset(
    {
        DayKind.DUTY,
        DayKind.MEETINGS,
        DayKind.GUIDING,
        DayKind.PARTY,
        DayKind.SICK,
        DayKind.LEAVE,
    }
)


class CampaignKind(TextChoices):
    """What a special inspection is."""

    RECTIFICATION = "rectification", "专项整治"
    JOINT = "joint", "联合执法"
    UNANNOUNCED = "unannounced", "明察暗访（四不两直）"


class ApprovedBy(TextChoices):
    """Who may approve a special inspection (国办发〔2024〕54号): these and nobody else."""

    GOVERNMENT = "government", "县级以上人民政府"
    SUPERIOR = "superior", "实行垂直管理部门的上级机关"


class CampaignState(TextChoices):
    """States of a campaign: planned beforehand, approved and filed before anybody goes out."""

    DRAFT = "draft", "起草"
    APPROVED = "approved", "已批准"
    FILED = "filed", "已备案"
    RUNNING = "running", "检查中"
    FINISHED = "finished", "已结束"
    CANCELLED = "cancelled", "已取消"


_C = CampaignState
campaign: Final = Machine(
    "plans.campaign",
    "专项检查",
    CampaignState,
    [
        Move("approve", "批准", (_C.DRAFT,), _C.APPROVED, CAPS),
        Move("file", "备案", (_C.APPROVED,), _C.FILED, CAPS),
        Move("start", "开始检查", (_C.FILED,), _C.RUNNING, CAPS),
        Move("finish", "结束并报送总结", (_C.RUNNING,), _C.FINISHED, FILING),
        Move("cancel", "取消", (_C.DRAFT, _C.APPROVED, _C.FILED, _C.RUNNING), _C.CANCELLED, CAPS),
    ],
)
CAMPAIGN_OPEN: Final = (_C.DRAFT, _C.APPROVED, _C.FILED, _C.RUNNING)
CAMPAIGN_APPROVED: Final = (_C.APPROVED, _C.FILED, _C.RUNNING, _C.FINISHED)


class DrawState(TextChoices):
    """States of a draw. Once committed to, the frame never changes and nothing is drawn again."""

    PREPARED = "prepared", "名录已冻结"
    COMMITTED = "committed", "已公布承诺"
    REVEALED = "revealed", "已抽取"
    PUBLISHED = "published", "已公开"
    ABANDONED = "abandoned", "未抽取即作废"


_D = DrawState
draw: Final = Machine(
    "plans.draw",
    "随机抽查",
    DrawState,
    [
        Move("commit", "公布承诺", (_D.PREPARED,), _D.COMMITTED, DRAW_RULES),
        Move("reveal", "揭示并抽取", (_D.COMMITTED,), _D.REVEALED, DRAW_RULES),
        Move("publish", "公开结果", (_D.REVEALED,), _D.PUBLISHED, DRAW_RULES),
        Move("abandon", "作废", (_D.PREPARED, _D.COMMITTED), _D.ABANDONED, DRAW_RULES),
    ],
)
OPEN_TO_PUBLIC: Final = (_D.COMMITTED, _D.REVEALED, _D.PUBLISHED)


class Reason(TextChoices):
    """Why somebody or something was left out before the draw."""

    CONFLICT = "conflict", "回避"
    EXPIRED = "expired", "无有效执法证"
    ELSEWHERE = "elsewhere", "实际在其他单位工作"
    CAP = "cap", "年度检查频次已达上限"
    LAST_VISIT = "last_visit", "上次由同一人检查"
    NO_TEAM = "no_team", "回避后可派人员不足"


class Cause(TextChoices):
    """Why a drawn enterprise cannot be inspected; shown to everybody, so no free words."""

    CLOSED = "closed", "已停产、关闭或注销"
    MOVED = "moved", "已迁出抽查范围"
    TWICE = "twice", "重复登记"
    CAP = "cap", "年度检查频次已达上限"
    UNSAFE = "unsafe", "自然灾害等原因无法进入"


class ReplacementState(TextChoices):
    """States of a replacement."""

    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"


_R = ReplacementState
replacement: Final = Machine(
    "plans.replacement",
    "抽查结果调换",
    ReplacementState,
    [
        Move("approve", "批准调换", (_R.ASKED,), _R.APPROVED, DRAW_RULES),
        Move("refuse", "不予批准", (_R.ASKED,), _R.REFUSED, DRAW_RULES),
    ],
)
