"""The ledger of hints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.assess.models import Hint
from angen.assess.screens.hints import sentence
from angen.assess.states import HintKind, HintState
from angen.desk.columns import Shown
from angen.desk.filters import Days, OneOf
from angen.desk.ledger import Act, Ledger, register
from angen.kernel.access import Actor
from angen.orgs.ledgers.columns import under


@register
class Hints(Ledger):
    """核查提示."""

    key, title, group, icon, place = "hints", "核查提示", "考核评价", "report-search", 40
    model, see = Hint, "assess.see_hints"
    columns = (
        Shown("kind", "提示", of=lambda record: record.get_kind_display()),
        Shown("area__name", "单位"),
        Shown("details", "情况", of=sentence),
        Shown("since", "期间开始", in_list=False),
        Shown("until", "期间结束", in_list=False),
        Shown("found_on", "提示日期", sort=True),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Shown("said", "核查情况", in_list=False),
        Shown("checked_by__name", "核查人", in_list=False),
    )
    order = "-found_on"
    filters = (
        under("area__path"),
        OneOf("kind", "提示", choices=tuple(HintKind.choices)),
        OneOf("state", "状态", choices=tuple(HintState.choices)),
        Days("found_on", "提示日期", "found_on"),
    )
    select = ("area", "checked_by")
    creates = removes = imports = False
    teaches = "系统每天看检查、隐患和评分记录，有值得核查的列在这里；不扣分，由人核查。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("assess:hint", args=[record.pk]), tone="primary")
