"""Ledgers of scores by people, with their evidence, and of appeals and consequences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from angen.assess.access import SCORE
from angen.assess.models import Appeal, Circular, Consequence, Scoring, SelfReport
from angen.assess.states import (
    AppealState,
    CircularState,
    ConsequenceState,
    Deed,
    ScoringState,
    SelfReportState,
)
from angen.desk.columns import Shown
from angen.desk.filters import OneOf
from angen.desk.ledger import Act, Ledger, register
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import under

RECORDS = "台账"


def _state(record: Any) -> str:
    return str(record.get_state_display())


@register
class Scorings(Ledger):
    """人工评分."""

    key, title, group, icon, place = "rating-scorings", "人工评分", RECORDS, "star", 50
    model, see, keep = Scoring, "assess.see_scorings", "assess.keep_scorings"
    columns = (
        Shown("cycle", "考核评价周期", of=lambda record: str(record.cycle)),
        Shown("unit__name", "单位"),
        Shown("item", "评分项"),
        Shown("points", "得分", numbers=True),
        Shown("second_points", "复评得分", numbers=True),
        Shown("agreed", "计分", numbers=True),
        Shown("state", "状态", of=_state),
        Shown("note", "评分说明", in_list=False),
        Shown("second_note", "复评说明", in_list=False),
        Shown("settled_for", "裁定理由", in_list=False),
        Shown("scored_at", "评分时间", sort=True),
    )
    order = "-scored_at"
    filters = (under("unit__path"), OneOf("state", "状态", choices=tuple(ScoringState.choices)))
    select = ("cycle", "unit")
    creates = removes = imports = False
    attaches = True
    teaches = "在考核评级的“人工评分”里评分；照片、记录等依据作为附件上传到这里。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        # Who was scored reads the row; the sheet belongs to those who score or run the cycle.
        if can(actor, "assess.run_cycle", record.cycle) or can(actor, SCORE, record.unit):
            yield Act("打开评分表", reverse("assess:scorings", args=[record.cycle_id]))


@register
class SelfReports(Ledger):
    """自评."""

    key, title, group, icon, place = "self-reports", "自评", RECORDS, "pencil", 49
    model, see, keep = SelfReport, "assess.see_self_reports", "assess.keep_self_reports"
    columns = (
        Shown("cycle", "考核评价周期", of=lambda record: str(record.cycle)),
        Shown("unit__name", "单位"),
        Shown("item", "评分项"),
        Shown("points", "自评得分", numbers=True),
        Shown("reviewed_points", "审核得分", numbers=True),
        Shown("state", "状态", of=_state),
        Shown("note", "自评依据", in_list=False),
        Shown("reason", "审核意见", in_list=False),
        Shown("reported_at", "自评时间", sort=True),
    )
    order = "-reported_at"
    filters = (under("unit__path"), OneOf("state", "状态", choices=tuple(SelfReportState.choices)))
    select = ("cycle", "unit")
    creates = removes = imports = False
    attaches = True
    teaches = "评级办法要求自评的，在“自评”里逐项填报；佐证材料作为附件上传到这里。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开自评", reverse("assess:self_page", args=[record.cycle_id]))


@register
class Appeals(Ledger):
    """申诉."""

    key, title, group, icon, place = "rating-appeals", "申诉", RECORDS, "message", 51
    model, see, keep = Appeal, "assess.see_appeals", "assess.keep_appeals"
    columns = (
        Shown("cycle", "考核评价周期", of=lambda record: str(record.cycle)),
        Shown("unit__name", "单位"),
        Shown("reason", "申诉理由"),
        Shown("state", "状态", of=_state),
        Shown("asked_at", "申诉时间", sort=True),
        Shown("decision", "复核意见", in_list=False),
    )
    order = "-asked_at"
    filters = (under("unit__path"), OneOf("state", "状态", choices=tuple(AppealState.choices)))
    select = ("cycle", "unit")
    creates = removes = imports = False
    attaches = True
    teaches = "单位在自己的评定结果页面上提出申诉；补充材料作为附件上传到这里。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("assess:appeal", args=[record.pk]))


@register
class Consequences(Ledger):
    """结果运用."""

    key, title, group, icon, place = "rating-consequences", "结果运用", RECORDS, "gavel", 52
    model, see = Consequence, "assess.see_consequences"
    columns = (
        Shown("cycle", "考核评价周期", of=lambda record: str(record.cycle)),
        Shown("unit__name", "单位"),
        Shown("deed", "事项", of=lambda record: record.get_deed_display()),
        Shown("state", "状态", of=_state),
        Shown("cite", "依据"),
        Shown("opened_on", "启动日期", sort=True),
        Shown("due_on", "期限"),
        Shown("closed_on", "办结日期"),
        Shown("meeting", "会议", in_list=False),
        Shown("report", "单位报告", in_list=False),
        Shown("outcome", "办理结果", in_list=False),
        Shown("revoked_for", "撤销原因", in_list=False),
    )
    order = "-opened_on"
    filters = (
        under("unit__path"),
        OneOf("deed", "事项", choices=tuple(Deed.choices)),
        OneOf("state", "状态", choices=tuple(ConsequenceState.choices)),
    )
    select = ("cycle", "unit")
    creates = removes = imports = False
    teaches = "公布评定结果时按政策包自动启动，在“结果运用”里办理。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("assess:consequence", args=[record.pk]))


@register
class Rewards(Ledger):
    """表扬奖励: the consequences that reward, for those who give and those who read them."""

    key, title, group, icon, place = "rewards", "表扬奖励", "考核评价", "trophy", 15
    model, see = Consequence, "assess.see_consequences"
    order = "-opened_on"
    select = ("cycle", "unit")
    creates = removes = imports = False
    columns = (
        Shown("unit__name", "单位"),
        Shown("cycle", "考核评价周期", of=lambda record: str(record.cycle)),
        Shown("says", "内容"),
        Shown("cite", "依据"),
        Shown("opened_on", "启动日期", sort=True),
        Shown("state", "状态", of=_state),
        Shown("outcome", "办理结果", in_list=False),
    )
    filters = (
        under("unit__path"),
        OneOf("state", "状态", choices=tuple(ConsequenceState.choices)),
    )
    teaches = "评定结果公布后，按政策应当表扬奖励的单位列在这里。"

    def rows(self, actor: Actor, permission: str = "") -> QuerySet[Any]:
        """Only what rewards."""
        return super().rows(actor, permission).filter(deed=Deed.REWARD)

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("assess:consequence", args=[record.pk]))


@register
class Circulars(Ledger):
    """考核通报."""

    key, title, group, icon, place = "circulars", "考核通报", "考核评价", "speakerphone", 18
    model, see = Circular, "assess.see_circulars"
    columns = (
        Shown("title", "标题"),
        Shown("cycle", "考核评价周期", of=lambda record: str(record.cycle)),
        Shown("agency__name", "印发机关"),
        Shown("state", "状态", of=_state),
        Shown("paper__number", "文号"),
        Shown("paper__issued_on", "印发日期"),
        Shown("drafted_at", "起草时间", sort=True),
    )
    order = "-drafted_at"
    filters = (
        under("cycle__area__path"),
        OneOf("state", "状态", choices=tuple(CircularState.choices)),
    )
    select = ("cycle", "agency", "paper")
    creates = removes = imports = False
    teaches = "考核结果公布后，在评定页面上“起草通报”。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("assess:circular", args=[record.pk]))
