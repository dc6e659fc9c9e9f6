"""What may follow what: key lists and village officers."""

from __future__ import annotations

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move


class KeyListState(TextChoices):
    """States of a key-list entry."""

    PROPOSED = "proposed", "已提出"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "未批准"
    ENDED = "ended", "已移出"


key_list = Machine(
    "orgs.key_list",
    "重点名单",
    KeyListState,
    [
        Move(
            "approve", "批准", (KeyListState.PROPOSED,), KeyListState.APPROVED, "湘政办意见 第5条"
        ),
        Move("reject", "不予批准", (KeyListState.PROPOSED,), KeyListState.REJECTED),
        Move("end", "移出名单", (KeyListState.APPROVED,), KeyListState.ENDED),
    ],
)


class VillageOfficerState(TextChoices):
    """States of a village officer."""

    RECOMMENDED = "recommended", "已推荐"
    REVIEWED = "reviewed", "已审查"
    APPROVED = "approved", "已审定"
    REJECTED = "rejected", "未通过"
    ENDED = "ended", "已离任"


village_officer = Machine(
    "orgs.village_officer",
    "村（社区）安全员",
    VillageOfficerState,
    [
        Move(
            "review",
            "审查",
            (VillageOfficerState.RECOMMENDED,),
            VillageOfficerState.REVIEWED,
            "湘政办意见 第6条",
        ),
        Move(
            "approve",
            "审定",
            (VillageOfficerState.REVIEWED,),
            VillageOfficerState.APPROVED,
            "湘政办意见 第6条",
        ),
        Move(
            "reject",
            "退回",
            (VillageOfficerState.RECOMMENDED, VillageOfficerState.REVIEWED),
            VillageOfficerState.REJECTED,
        ),
        Move("end", "离任", (VillageOfficerState.APPROVED,), VillageOfficerState.ENDED),
    ],
)
