"""Ledgers of major hazard installations; registering and filing are acts, R is never typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from angen.desk.columns import Choice, Day, Number, Phone, Shown, Text
from angen.desk.filters import Named, OneOf, Soon
from angen.desk.ledger import Act, Ledger, Related, register
from angen.enterprises.columns import enterprise
from angen.enterprises.ledgers.enterprises import GROUP
from angen.enterprises.models import HazardFiling, HazardSubstance, MajorHazard
from angen.enterprises.states import MajorHazardState as State
from angen.enterprises.states import major_hazard as machine
from angen.kernel.access import Actor, can
from angen.kernel.numbers import days
from angen.orgs.ledgers.columns import RECORDS, body, under

WARNING = "hazard_warning_days"
NEEDS = {
    "file": "enterprises.file_major_hazard",
    "reassess": "enterprises.keep_hazards",
    "close": "enterprises.file_major_hazard",
}


def ending(today: dt.date) -> Q:
    """Units to be graded anew soon, or overdue; overdue ones only where no number says how soon."""
    soon = today + (days(WARNING, today) or dt.timedelta())
    return ~Q(state=State.CLOSED) & Q(due_on__lt=soon)


@register
class MajorHazards(Ledger):
    """重大危险源."""

    key, title, group, icon, place = "major-hazards", "重大危险源", GROUP, "flame", 70
    model, see, keep = MajorHazard, "enterprises.see_hazards", "enterprises.keep_hazards"
    columns = (
        Text("name", sort=True, search=True, fixed=True),
        enterprise(fixed=True),
        Shown("kind", "单元类别", of=lambda record: record.get_kind_display(), in_list=False),
        Shown("grade", "级别", of=lambda record: record.get_grade_display(), sort_by="grade"),
        Shown("r_value", "R 值", numbers=True, sort=True),
        Shown("edition", "辨识标准", in_list=False),
        Shown("residents", "厂外 500 米内常住人口", in_list=False),
        Shown("assessed_on", "辨识评估日期", in_list=False),
        Shown("due_on", "重新辨识评估期限", sort=True),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Text("unit"),
        Text("principal"),
        Text("technical", in_list=False),
        Text("operator", in_list=False),
        Phone("phone", in_list=False),
    )
    order = "grade"
    filters = (
        under("enterprise__area__path"),
        OneOf("grade", "级别", choices=tuple((str(k), v) for k, v in MajorHazard.Grade.choices)),
        OneOf("state", "状态", choices=tuple(State.choices)),
        Named("unfiled", "未备案", when=lambda today: Q(state=State.REGISTERED)),
        Soon("due", "{}到期或已过期", when=ending, number=WARNING),
    )
    creates = removes = imports = False
    attaches = True
    teaches = "在企业的页面上“登记重大危险源”，填物质和数量，系统按标准计算 R 值并定级。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        for move in machine.open_to(record):
            if can(actor, NEEDS[move.name], record):
                url = reverse("enterprises:hazard_move", args=[record.pk, move.name])
                tone = "danger" if move.name == "close" else ""
                yield Act(move.label, url, tone=tone)
        if record.state == State.FILED and can(actor, NEEDS["file"], record):
            yield Act("上报上级", reverse("enterprises:hazard_report", args=[record.pk]))

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("hazard-substances", "hazard", "物质与计算", limit=50)
        yield Related("hazard-filings", "hazard", "备案与上报", limit=20)


@register
class Substances(Ledger):
    """重大危险源物质."""

    key, title, group, icon, place = "hazard-substances", "重大危险源物质", RECORDS, "grid-dots", 25
    model, see = HazardSubstance, "enterprises.see_hazard_substances"
    columns = (
        Text("name", sort=True, search=True),
        Shown("hazard__name", "重大危险源"),
        Shown("hazard__enterprise__name", "企业"),
        Number("quantity", places=4),
        Number("critical", places=3),
        Number("beta"),
        Shown("share", "β·q/Q", of=lambda record: record.weighted, numbers=True),
    )
    order = "name"
    select = ("hazard__enterprise",)
    creates = removes = imports = False
    teaches = "登记重大危险源时填写的物质，列在这里。"


@register
class Filings(Ledger):
    """重大危险源备案."""

    key, title, group, icon, place = "hazard-filings", "重大危险源备案", RECORDS, "rubber-stamp", 26
    model, see = HazardFiling, "enterprises.see_hazard_filings"
    columns = (
        Shown("hazard__name", "重大危险源"),
        Shown("hazard__enterprise__name", "企业"),
        Choice("kind", filter=True, sort=True),
        body(),
        Text("number", search=True),
        Day("filed_on", sort=True, filter=True),
        Day("valid_to", sort=True),
    )
    order = "-filed_on"
    select = ("hazard__enterprise",)
    creates = removes = imports = False
    teaches = "重大危险源的备案、重新备案和逐级上报，列在这里。"
