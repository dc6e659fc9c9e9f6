"""The ledger of key counties and townships."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.desk.columns import Choice, Day, LongText, Shown, Text
from angen.desk.dated import holds
from angen.desk.filters import Named, OneOf
from angen.desk.ledger import Act, Ledger, register
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import GROUP, area, under
from angen.orgs.models import KeyListEntry
from angen.orgs.states import KeyListState
from angen.orgs.states import key_list as machine

TONES = {"approve": "primary", "reject": "danger", "end": "danger"}


@register
class KeyLists(Ledger):
    """重点名单."""

    key, title, group, icon, place = "key-lists", "重点名单", GROUP, "star", 65
    model, see = KeyListEntry, "orgs.see_key_lists"
    columns = (
        area(),
        Choice("list", filter=True, sort=True),
        Shown("state", "状态", of=lambda record: record.get_state_display(), sort=True),
        Day("valid_from", sort=True),
        Day("valid_to", in_list=False),
        Text("document", "批准文号", search=True),
        Shown("proposed_by__name", "提出单位", in_list=False),
        Day("proposed_on", in_list=False),
        Shown("decided_by__name", "批准单位", in_list=False),
        Day("decided_on", in_list=False),
        LongText("reason", in_list=False),
    )
    order = "area__path"
    select = ("proposed_by", "decided_by")
    filters = (
        under("area__path"),
        OneOf("state", "状态", choices=tuple(KeyListState.choices)),
        Named("in_force", "在名单中", when=holds),
    )
    teaches = "下一级提出、上一级批准；在名单中的单位适用更严的标准。"

    def name_of(self, record: Any) -> str:
        return f"{record.area.name}：{record.get_list_display()}"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if not can(actor, "orgs.decide_key_unit", record):
            return
        for move in machine.open_to(record):
            url = reverse("orgs:key_unit_move", args=[record.pk, move.name])
            yield Act(move.label, url, tone=TONES[move.name])
