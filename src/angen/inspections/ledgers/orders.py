"""Ledgers of orders, rechecks and extensions; all that happens to them is an act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from angen.desk.columns import Choice, Day, Shown, Text
from angen.desk.filters import Named, OneOf
from angen.desk.ledger import Act, Ledger, Related, register
from angen.enterprises.columns import enterprise
from angen.inspections.models import Extension, Order, Recheck, RecheckResult
from angen.inspections.states import (
    OPEN,
    ExtensionState,
    HandleMeasure,
    OrderKind,
    OrderState,
    RecheckKind,
)
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import body, under

GROUP = "检查与隐患"
RECORDS = "台账"


@register
class Orders(Ledger):
    """整改和处理决定."""

    key, title, group, icon, place = "orders", "整改和处理决定", GROUP, "rubber-stamp", 30
    model, see = Order, "inspections.see_orders"
    columns = (
        Shown(
            "paper__number",
            "文号",
            sort=True,
            link=lambda record: reverse("inspections:order", args=[record.pk]),
            search=True,
        ),
        Choice("kind", filter=True),
        enterprise(),
        body(),
        Day("issued_on", sort=True, filter=True),
        Day("due_on", sort=True, filter=True),
        Shown(
            "measures",
            "处理措施",
            of=lambda record: "、".join(str(HandleMeasure(one).label) for one in record.measures),
            in_list=False,
        ),
        Text("scope", in_list=False),
        Text("reason", in_list=False),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Day("lifted_on", in_list=False),
    )
    order = "-issued_on"
    select = ("paper", "agency__area", "enterprise")
    filters = (
        under("agency__area__path"),
        OneOf("state", "状态", choices=tuple(OrderState.choices)),
        Named(
            "unserved",
            "未送达",
            when=lambda today: Q(state=OrderState.ISSUED, paper__services__isnull=True),
        ),
        Named(
            "late",
            "有超期未整改的",
            when=lambda today: Q(
                pk__in=Order.objects.filter(
                    Q(hazards__state__in=OPEN, hazards__due_on__lt=today)
                    | Q(decided_hazards__state__in=OPEN, decided_hazards__due_on__lt=today)
                ).values("pk")
            ),
        ),
        Named(
            "measures",
            "现场处理措施未解除",
            when=lambda today: Q(kind=OrderKind.HANDLE, state=OrderState.ISSUED),
        ),
    )
    creates = removes = imports = False
    teaches = "在检查的“执法文书”里“责令限期整改”或作出“现场处理措施”，先预览再出具。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("inspections:order", args=[record.pk]), tone="primary")

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("rechecks", "order", "整改复查", limit=20)


@register
class Rechecks(Ledger):
    """整改复查."""

    key, title, group, icon, place = "rechecks", "整改复查", GROUP, "clipboard-check", 40
    model, see = Recheck, "inspections.see_rechecks"
    columns = (
        Day("checked_on", sort=True, filter=True),
        Choice("kind", in_list=True),
        enterprise(),
        Shown("agency__name", "复查机构"),
        Shown("order", "原文书", of=lambda record: str(record.order) if record.order else ""),
        Shown("paper__number", "意见书文号", search=True),
        Text("opinion", in_list=False),
        Shown("recorded_at", "登记时间", in_list=False),
    )
    order = "-checked_on"
    select = ("order__paper", "paper", "agency", "enterprise")
    filters = (
        under("enterprise__area__path"),
        OneOf("kind", "方式", choices=tuple(RecheckKind.choices)),
        Named("failed", "有未整改的", when=lambda today: Q(pk__in=_failed())),
    )
    creates = removes = imports = False
    teaches = "企业申请复查或期限届满后，安排“整改复查”检查，签字后登记结果；合格的销号。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.order is not None and can(actor, "inspections.see_orders", record.order):
            yield Act("打开原决定", reverse("inspections:order", args=[record.order_id]))
        if record.paper is not None and can(actor, "papers.see_paper", record.paper):
            yield Act("打开意见书", reverse("papers:paper", args=[record.paper_id]))

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("recheck-results", "recheck", "逐项结果", limit=50)


def _failed() -> Any:
    return RecheckResult.objects.filter(passed=False).values("recheck")


@register
class Results(Ledger):
    """复查结果."""

    key, title, group, icon, place = "recheck-results", "复查结果", RECORDS, "list-check", 62
    model, see = RecheckResult, "inspections.see_results"
    columns = (
        Shown("hazard__party", "企业"),
        Shown("hazard", "隐患", of=lambda record: str(record.hazard)),
        Shown("recheck__checked_on", "复查日期", sort=True),
        Shown("passed", "已整改", of=lambda record: "是" if record.passed else "否"),
        Day("due_on"),
        Day("new_due_on"),
        Text("note", in_list=False),
    )
    order = "-recheck__checked_on"
    select = ("hazard", "recheck")
    filters = (under("hazard__area__path"),)
    creates = removes = imports = False
    teaches = "登记复查时逐项填写的结果，列在这里。"


@register
class Extensions(Ledger):
    """整改延期."""

    key, title, group, icon, place = "extensions", "整改延期", GROUP, "clock", 50
    model, see = Extension, "inspections.see_extensions"
    columns = (
        Shown("hazard__party", "企业"),
        Shown("hazard", "隐患", of=lambda record: str(record.hazard)),
        Day("asked_on", sort=True, filter=True),
        Day("until", sort=True),
        Text("reason", in_list=False),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Day("answered_on"),
        Text("answer", in_list=False),
        Shown("asked_by__name", "登记人", in_list=False),
        Shown("answered_by__name", "答复人", in_list=False),
    )
    order = "-asked_on"
    select = ("hazard", "asked_by", "answered_by")
    filters = (
        under("hazard__area__path"),
        OneOf("state", "状态", choices=tuple(ExtensionState.choices)),
    )
    creates = removes = imports = False
    teaches = "企业在期限届满前申请延期，由负责人在规定的工作日内书面答复。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.state == ExtensionState.ASKED and can(
            actor, "inspections.answer_extension", record
        ):
            url = reverse("inspections:extension_answer", args=[record.pk])
            yield Act("答复", url, tone="primary")
        key = record.hazard.order_id or record.hazard.decision_id
        if key is not None:
            yield Act("打开原决定", reverse("inspections:order", args=[key]))
