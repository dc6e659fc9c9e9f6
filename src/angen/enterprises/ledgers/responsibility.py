"""Ledgers of supervising bodies, responsible persons and merges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.desk.columns import Choice, Day, Ref, Shown, Text
from angen.desk.dated import holds
from angen.desk.filters import Named
from angen.desk.ledger import Act, Ledger, register
from angen.enterprises.columns import enterprise
from angen.enterprises.ledgers.enterprises import GROUP
from angen.enterprises.models import Merge, Responsible, Supervision
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import RECORDS, body, person, under


@register
class Supervisions(Ledger):
    """监管主体."""

    key, title, group, icon, place = "supervisions", "监管主体", GROUP, "sitemap", 20
    model, see, keep = Supervision, "enterprises.see_supervisions", "enterprises.keep_supervisions"
    columns = (
        enterprise(fixed=True),
        body(),
        Choice("level", filter=True, sort=True, example="乡级"),
        Text("reason", in_list=False, example="属地监管"),
        Text("document", in_list=False),
        Day("valid_from", sort=True, example="2026-01-01"),
        Day("valid_to", sort=True, help="仍在监管的不填。"),
    )
    order = "-valid_from"
    natural_key = ("enterprise", "valid_from")
    filters = (under("enterprise__area__path"), Named("in_force", "当前有效", when=holds))
    removes = False
    teaches = "每家企业同一时间只有一个监管主体和一个监管层级；换主体请在企业页面办理移交。"

    def name_of(self, record: Any) -> str:
        return f"{record.enterprise.name}的监管主体"


@register
class Responsibles(Ledger):
    """包保责任人."""

    key, title, group, icon, place = "responsibles", "包保责任人", GROUP, "user-shield", 30
    model, see, keep = Responsible, "enterprises.see_responsibles", "enterprises.keep_responsibles"
    columns = (
        enterprise(fixed=True),
        Choice("link", filter=True, sort=True, fixed=True, example="监管责任人"),
        person(help="包保领导和监管责任人填这一列。"),
        Ref(
            "village_officer",
            see="orgs.see_village_officers",
            by=("name", "identity_no"),
            qualifier="area__name",
            ledger="village-officers",
            help="村（社区）安全员填这一列。",
        ),
        Day("valid_from", sort=True, example="2026-01-01"),
        Day("valid_to", sort=True),
    )
    order = "-valid_from"
    natural_key = ("enterprise", "link", "valid_from")
    filters = (under("enterprise__area__path"), Named("in_force", "当前有效", when=holds))
    removes = False
    teaches = (
        "每家企业有包保领导、监管责任人、村（社区）安全员三级责任人；缺哪一级，在“责任缺口”里查。"
    )

    def name_of(self, record: Any) -> str:
        return f"{record.enterprise.name}：{record}"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.valid_to is None and can(actor, self.keep, record):
            yield Act("结束", reverse("enterprises:responsible_end", args=[record.pk]))


@register
class Merges(Ledger):
    """企业合并."""

    key, title, group, icon, place = "enterprise-merges", "企业合并", RECORDS, "transfer-in", 24
    model, see = Merge, "enterprises.see_merges"
    columns = (
        Shown("loser__name", "被并入的记录", sort=True),
        Shown("loser__code", "代码", in_list=False),
        enterprise("survivor"),
        Text("reason", in_list=False),
        Shown("merged_at", "合并日期", of=lambda record: record.merged_at.date(), sort=True),
        Shown("merged_by", "合并人"),
        Shown("split_at", "拆分日期", of=lambda record: record.split_at and record.split_at.date()),
        Shown("split_reason", "拆分理由", in_list=False),
    )
    order = "-merged_at"
    select = ("loser",)
    creates = removes = imports = False
    teaches = "两条记录是同一家企业时合并；合并可以拆分，随同移动的记录会还回去。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.split_at is None and can(actor, "enterprises.merge", record.loser):
            url = reverse("enterprises:split", args=[record.pk])
            yield Act("拆分", url, tone="danger")
