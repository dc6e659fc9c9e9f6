"""Ledgers of the catalogue, conflicts of interest, draws and rounds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.desk.columns import Choice, Day, Number, Ref, Shown, Text
from angen.desk.filters import OneOf
from angen.desk.ledger import Act, Ledger, Related, register
from angen.enterprises.columns import enterprise
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import Until, area, body, person, under
from angen.plans.models import (
    CatalogueItem,
    Conflict,
    CrossPair,
    CrossRound,
    Draw,
    ObjectReplacement,
    Replacement,
)
from angen.plans.states import DrawState, ReplacementState

GROUP = "计划与抽查"
RECORDS = "台账"


@register
class Catalogue(Ledger):
    """随机抽查事项清单."""

    key, title, group, icon, place = "catalogue", "随机抽查事项", GROUP, "list-check", 30
    model, see, keep = CatalogueItem, "plans.see_catalogue", "plans.keep_catalogue"
    columns = (
        Text("name", sort=True, search=True),
        body(),
        Text("basis"),
        Text("target"),
        Text("content", in_list=False),
        Text("method", in_list=False),
        Number("ratio", places=2),
        Text("frequency"),
        Day("published_on", in_list=False),
        Day("valid_from"),
        Until("valid_to"),
    )
    order = "name"
    natural_key = ("agency", "name", "valid_from")
    filters = (under("agency__area__path"),)
    teaches = "抽查什么、依据什么、抽多少、多久一次，先列入清单并公布，才能抽查。"


@register
class Conflicts(Ledger):
    """回避关系."""

    key, title, group, icon, place = "conflicts", "回避关系", GROUP, "user-x", 40
    model, see, keep = Conflict, "plans.see_conflicts", "plans.keep_conflicts"
    columns = (
        person(),
        enterprise(),
        Choice("kind", filter=True),
        Text("note", in_list=False),
        Day("valid_from"),
        Until("valid_to"),
    )
    order = "enterprise"
    natural_key = ("officer", "enterprise", "valid_from")
    filters = (under("officer__agency__area__path"),)
    teaches = "与企业有利害关系的执法人员登记在这里，抽查时自动回避（行政处罚法第四十三条）。"


@register
class Draws(Ledger):
    """随机抽查."""

    key, title, group, icon, place = "draws", "随机抽查", GROUP, "refresh", 20
    model, see = Draw, "plans.see_draws"
    columns = (
        Text("title", sort=True, search=True),
        body(),
        Ref(
            "item",
            see="plans.see_catalogue",
            by=("name",),
            qualifier="agency__name",
            ledger="catalogue",
        ),
        area(),
        Day("starts_on", sort=True),
        Day("ends_on"),
        Shown("want", "抽取家数", numbers=True),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Shown("frame_hash", "名录哈希", in_list=False),
    )
    order = "-starts_on"
    filters = (
        under("agency__area__path"),
        OneOf("state", "状态", choices=tuple(DrawState.choices)),
    )
    select = ("item", "area")
    creates = removes = imports = False
    teaches = (
        "冻结名录、各人提供口令、公布承诺、揭示抽取、公开结果，一步一步都留痕，任何人可以复算。"
    )

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("plans:draw", args=[record.pk]))


@register
class Replacements(Ledger):
    """抽查结果调换."""

    key, title, group, icon, place = "replacements", "抽查结果调换", RECORDS, "replace", 40
    model, see = Replacement, "plans.see_replacements"
    columns = (
        Shown("drawn__draw__title", "随机抽查"),
        Shown("drawn__enterprise__name", "企业"),
        Shown("before__name", "原执法人员"),
        Shown("after__name", "替换人员"),
        Text("reason"),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Shown("asked_at", "申请时间", sort=True),
    )
    order = "-asked_at"
    select = ("drawn__draw", "drawn__enterprise", "before", "after")
    creates = removes = imports = False
    teaches = "在抽查页面上“申请调换”，由另一人批准；原结果保留。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.state == ReplacementState.ASKED and can(
            actor, "plans.decide_replacement", record
        ):
            for name, label in (("approve", "批准调换"), ("refuse", "不予批准")):
                yield Act(label, reverse("plans:replacement_decide", args=[record.pk, name]))


@register
class ObjectReplacements(Ledger):
    """抽中企业调换."""

    key, title, group, icon, place = (
        "object-replacements", "抽中企业调换", RECORDS, "replace", 40,
    )  # fmt: skip
    model, see = ObjectReplacement, "plans.see_object_replacements"
    columns = (
        Shown("draw__title", "随机抽查"),
        Shown("drawn__enterprise__name", "原抽中企业"),
        Shown("after__name", "递补企业"),
        Choice("cause", filter=True),
        Text("reason", in_list=False),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Shown("asked_at", "申请时间", sort=True),
    )
    order = "-asked_at"
    select = ("draw", "drawn__enterprise", "after")
    creates = removes = imports = False
    teaches = "抽中企业无法检查的，在抽查页面上“调换企业”，按抽取顺序递补，由另一人批准。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.state == ReplacementState.ASKED and can(
            actor, "plans.decide_object_replacement", record
        ):
            for name, label in (("approve", "批准调换"), ("refuse", "不予批准")):
                yield Act(label, reverse("plans:object_decide", args=[record.pk, name]))


@register
class Rounds(Ledger):
    """异地互查."""

    key, title, group, icon, place = "cross-rounds", "异地互查", GROUP, "transfer-in", 50
    model, see, keep = CrossRound, "plans.see_rounds", "plans.keep_rounds"
    columns = (
        Text("title", sort=True, search=True),
        body(),
        Shown("year", "年度", sort=True),
        Shown("number", "轮次"),
        Day("starts_on"),
        Day("ends_on"),
    )
    order = "-starts_on"
    filters = (under("agency__area__path"),)
    creates = removes = imports = False
    teaches = "由县里组织，乡镇互相检查：不查自己，不连着两轮查同一个。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("plans:round", args=[record.pk]))

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("cross-pairs", "round", "互查配对", limit=100)


@register
class Pairs(Ledger):
    """互查配对."""

    key, title, group, icon, place = "cross-pairs", "互查配对", RECORDS, "transfer-in", 41
    model, see = CrossPair, "plans.see_pairs"
    columns = (
        Shown("round__title", "异地互查"),
        area("visitor"),
        area("visited"),
    )
    order = "visitor"
    select = ("round",)
    creates = removes = imports = False
    teaches = "安排异地互查时自动配对。"
