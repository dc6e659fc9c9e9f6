"""Ledgers of visits, of law education material and of what was handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from angen.desk.columns import Choice, Day, Number, Shown, Text
from angen.desk.filters import Asked, OneOf, Subtree
from angen.desk.ledger import Act, Ledger, Related, register
from angen.enterprises.columns import enterprise
from angen.inspections.ledgers.near import Near
from angen.inspections.models import Handout, Inspection, Material
from angen.inspections.states import InspectionState
from angen.kernel.access import EVERYBODY, NOBODY, Actor
from angen.orgs.ledgers.columns import area, body, under
from angen.orgs.models import Agency, Area

GROUP = "检查与隐患"
RECORDS = "台账"


@dataclass(frozen=True)
class Inside(Subtree):
    """Areas below one, by subquery: ``lookup`` is the link to an area, or to a body ("agency").

    A join to the area of every row would read all of a large table.
    """

    of_body: bool = False

    def condition(self, asked: Asked, actor: Actor) -> Q:
        try:
            chosen = self.chosen(asked, actor)
        except LookupError:
            return NOBODY
        if chosen is None:
            return EVERYBODY
        inside = Area.objects.filter(path__startswith=chosen.path).values("pk")
        found = Agency.objects.filter(area__in=inside).values("pk") if self.of_body else inside
        return Q(**{f"{self.lookup}__in": found})


@register
class Visits(Near):
    """现场检查."""

    key, title, group, icon, place = "inspections", "现场检查", GROUP, "clipboard-list", 10
    model, see = Inspection, "inspections.see"
    columns = (
        Text("party", search=True),
        # Millions of visits are sorted by what an index holds in order: by day.
        area(sort=False),
        body(sort=False),
        Choice("origin", filter=True),
        Choice("manner", filter=True),
        Day("planned_on", sort=True, filter=True),
        Day("visited_on"),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        enterprise(in_list=False),
        Text("reason", in_list=False),
        Text("content", in_list=False),
        Text("cancelled_for", in_list=False),
    )
    order = "-planned_on"
    filters = (
        Inside("area", "企业所在区划", lookup="area"),
        Inside("body", "检查机构所在区划", lookup="agency", of_body=True),
        OneOf("state", "状态", choices=tuple(InspectionState.choices)),
    )
    creates = removes = imports = False
    teaches = "从计划、抽查或临时任务“安排检查”：拟方案、报审批、带证上门、逐条检查、签字。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("inspections:visit", args=[record.pk]), tone="primary")


@register
class Materials(Ledger):
    """普法材料."""

    key, title, group, icon, place = "materials", "普法材料", GROUP, "book", 80
    model, see, keep = Material, "inspections.see_materials", "inspections.keep_materials"
    columns = (
        Text("title", sort=True, search=True),
        body(),
        Text("form"),
        Number("printed"),
        Day("printed_on", sort=True),
    )
    order = "-printed_on"
    natural_key = ("agency", "title")
    filters = (under("agency__area__path"),)
    teaches = "执法时发放的法律、案例手册登记在这里，检查时按份数登记发放（谁执法谁普法）。"

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("handouts", "material", "发放情况")


@register
class Handouts(Ledger):
    """普法发放."""

    key, title, group, icon, place = "handouts", "普法发放", RECORDS, "book-2", 61
    model, see = Handout, "inspections.see_handouts"
    columns = (
        Shown("inspection__party", "企业"),
        Shown("inspection__visited_on", "检查日期"),
        Shown("material__title", "材料"),
        Shown("copies", "份数"),
    )
    order = "pk"
    select = ("inspection", "material")
    filters = (under("inspection__area__path"),)
    creates = removes = imports = False
    teaches = "在检查页面上“登记普法发放”。"
