"""The ledger of village officers and grid workers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from angen.desk.columns import Choice, Day, Flag, IdentityNo, Phone, Shown, Text
from angen.desk.filters import Named, OneOf
from angen.desk.ledger import Act, Ledger, register
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import GROUP, area, under
from angen.orgs.models import VillageOfficer
from angen.orgs.states import VillageOfficerState as State
from angen.orgs.states import village_officer as machine

# Which permission a move needs; entering and ending belong to who recommends.
NEEDS = {
    "review": "orgs.review_village_officer",
    "approve": "orgs.approve_village_officer",
    "end": "orgs.recommend_village_officer",
}
TONES = {"review": "primary", "approve": "primary", "reject": "danger", "end": "danger"}


@register
class VillageOfficers(Ledger):
    """村（社区）安全员."""

    key, title, group, icon = "village-officers", "村（社区）安全员", GROUP, "user-shield"
    place = 70
    model = VillageOfficer
    see, keep = "orgs.see_village_officers", "orgs.recommend_village_officer"
    columns = (
        Text("name", search=True, sort=True, example="李霞"),
        area(fixed=True, example="招贤镇/某某村委会"),
        Choice("kind", filter=True, sort=True, fixed=True),
        IdentityNo("identity_no", in_list=False, fixed=True),
        Phone("phone"),
        Choice("education", filter=True, in_list=False),
        Flag("village_cadre", filter=True, in_list=False),
        Day("recommended_on", sort=True, in_list=False),
        Shown("state", "状态", of=lambda record: record.get_state_display(), sort=True),
        Shown("reviewed_on", "审查日期", in_list=False),
        Shown("approved_on", "审定日期", sort=True),
        Shown("ended_on", "离任日期", in_list=False),
        Shown("opinion", "审查审定意见", in_list=False),
    )
    order = "area__path"
    natural_key = ("identity_no", "area", "kind")
    filters = (
        under("area__path"),
        OneOf("state", "状态", choices=tuple(State.choices)),
        Named(
            "serving",
            "在任",
            when=lambda today: Q(state=State.APPROVED),
        ),
    )
    removes = False
    teaches = (
        "村（居）委会推荐，乡镇安监机构审查，乡镇政府审定（湘政办意见 第6条）；审定后才计入覆盖。"
    )

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        if record._state.adding:
            record.recommended_by_id = actor.pk

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        for move in machine.open_to(record):
            # Who entered or reviewed does not approve: the button would only lead to a refusal.
            hands = {record.recommended_by_id, record.reviewed_by_id}
            if move.name == "approve" and actor.pk in hands:
                continue
            if can(actor, self.needs(move.name, record), record):
                url = reverse("orgs:village_officer_move", args=[record.pk, move.name])
                yield Act(move.label, url, tone=TONES[move.name])

    @staticmethod
    def needs(move: str, record: Any) -> str:
        """The permission a move needs; sending back belongs to whose turn it is."""
        if move == "reject":
            move = "approve" if record.state == State.REVIEWED else "review"
        return NEEDS[move]
