"""Ledgers of papers and letterheads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from angen.desk.columns import Choice, Day, Ref, Text
from angen.desk.dated import holds
from angen.desk.filters import Named, OneOf, Subtree
from angen.desk.ledger import Act, Ledger, register
from angen.kernel.access import Actor
from angen.papers import registry
from angen.papers.models import Letterhead, Paper

FIRST_YEAR = 2014


def _kinds(actor: Actor) -> Sequence[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in registry.kinds()]


def _years(actor: Actor) -> Sequence[tuple[str, str]]:
    years = range(timezone.localdate().year, FIRST_YEAR - 1, -1)
    return [(str(year), f"{year}年") for year in years]


@register
class Papers(Ledger):
    """文书."""

    key, title, group, icon, place = "papers", "文书", "工作", "file-text", 50
    model, see = Paper, "papers.see_paper"
    columns = (
        Text("number", search=True, sort=True, width=32),
        Text("label", search=True, sort=True, width=24),
        Text("title", search=True, width=32),
        Ref("agency", see="orgs.see_agencies", sort=True),
        Ref("issued_for", see="orgs.see_agencies", in_list=False),
        Day("issued_on", sort=True, filter=True),
        Choice("state", filter=True, sort=True),
        Text("reason", in_list=False),
        Text("file_id", "文件指纹（SHA-256）", in_list=False, width=66),
    )
    order = "-issued_at"
    filters = (
        OneOf("kind", "文种", choices=_kinds),
        OneOf("year", "年份", lookup="issued_on__year", choices=_years),
        Subtree("area", "区划", lookup="issued_for__area__path"),
    )
    select = ("series",)
    creates, removes, imports = False, False, False
    teaches = "检查、立案等业务中出具的文书会自动登记在这里。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开文书", reverse("papers:paper", args=[record.pk]), tone="primary")


@register
class Letterheads(Ledger):
    """文书字号."""

    key, title, group, icon, place = "letterheads", "文书字号", "工作", "file-certificate", 70
    model, see, keep = Letterhead, "papers.see_letterheads", "papers.keep_letterheads"
    columns = (
        Ref(
            "agency",
            see="orgs.see_agencies",
            qualifier="area__name",
            search=True,
            sort=True,
            filter=True,
            fixed=True,
            example="咸安区/咸安区应急管理局",
        ),
        Text(
            "region", search=True, example="鄂咸安", help="文号括号内的区划简称，各机构不能相同。"
        ),
        Text("head", example="应急", help="2018 年机构改革前为“安监”。"),
        Text("office_head", example="咸安应急", help="通报等公文的机关代字。"),
        Text("name", help="落款用的全称；与机构名称相同的不填。"),
        Text("review_body", in_list=False, help="行政复议法 第二十四条：向本级人民政府申请。"),
        Text("court", in_list=False),
        Day("valid_from", sort=True),
        Day("valid_to"),
    )
    order = "agency__area__path"
    natural_key = ("agency", "valid_from")
    filters = (Named("in_force", "当前有效", when=holds),)
    teaches = "出具文书前，先登记各机构的文书字号，如（鄂咸安）应急。"
