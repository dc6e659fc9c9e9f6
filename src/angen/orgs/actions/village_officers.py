"""Village officers: recommended, reviewed, approved by another hand; sent back; ended.

湘政办意见 第6条.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.actions.certificates import not_in_future
from angen.orgs.events.village_officers import (
    VillageOfficerApproved,
    VillageOfficerEnded,
    VillageOfficerRecommended,
    VillageOfficerRejected,
    VillageOfficerReviewed,
)
from angen.orgs.models import Area, VillageOfficer
from angen.orgs.states import VillageOfficerState
from angen.orgs.states import village_officer as machine

ARTICLE = "湘政办意见 第6条"


def _locked(officer: VillageOfficer) -> VillageOfficer:
    return VillageOfficer.objects.select_for_update(of=("self",)).get(pk=officer.pk)


def _another_hand(officer: VillageOfficer, by: Actor) -> None:
    """Refuse to approve what one entered or reviewed oneself."""
    done = {officer.reviewed_by_id: "审查", officer.recommended_by_id: "登记推荐"}
    done.pop(None, None)
    if by.pk in done:
        raise Refused(
            f"这一人选由您{done[by.pk]}，不能再由您审定。请交乡镇政府（街道办事处）的其他负责人审定。",
            article=ARTICLE,
        )


@transaction.atomic
def recommend_village_officer(
    *, area: Area, kind: str, recommended_on: dt.date, by: Actor, **person: Any
) -> VillageOfficer:
    """Enter the village's recommendation; ``person``: name, identity_no, education, phone ..."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    require(by, "orgs.recommend_for_village", area)
    not_in_future(recommended_on, "推荐日期")
    if area.level not in (Area.Level.VILLAGE, Area.Level.TOWNSHIP):
        raise Refused("安全员只能登记到村（社区）或乡镇（街道），请重新选择区划。")
    number = person["identity_no"]
    same = VillageOfficer.objects.filter(identity_no=number, area=area, kind=kind)
    if same.exclude(state__in=["rejected", "ended"]).exists():
        raise Refused("该人员在本村（社区）已登记，不必重复推荐。")
    officer = VillageOfficer.objects.create(
        area=area, kind=kind, recommended_on=recommended_on, recommended_by_id=by.pk, **person
    )
    event = VillageOfficerRecommended(area=area.code, kind=kind, recommended_on=recommended_on)
    record(event, by=by, subject=officer)
    return officer


@transaction.atomic
def review_village_officer(
    officer: VillageOfficer, *, reviewed_on: dt.date, opinion: str, by: Actor
) -> VillageOfficer:
    """The township office finds the person fit."""
    officer = _locked(officer)
    require(by, "orgs.review_village_officer", officer)
    not_in_future(reviewed_on, "审查日期")
    if reviewed_on < officer.recommended_on:
        raise Refused(f"推荐日期是 {officer.recommended_on}，审查日期不能更早。")
    machine.move(officer, "review")
    officer.reviewed_on, officer.reviewed_by_id, officer.opinion = reviewed_on, by.pk, opinion
    officer.save(update_fields=["state", "reviewed_on", "reviewed_by", "opinion"])
    record(VillageOfficerReviewed(opinion=opinion), by=by, subject=officer)
    return officer


@transaction.atomic
def approve_village_officer(
    officer: VillageOfficer, *, approved_on: dt.date, opinion: str, by: Actor
) -> VillageOfficer:
    """The township government approves; from this day the village is covered."""
    officer = _locked(officer)
    require(by, "orgs.approve_village_officer", officer)
    _another_hand(officer, by)
    not_in_future(approved_on, "审定日期")
    if officer.reviewed_on is not None and approved_on < officer.reviewed_on:
        raise Refused(f"审查日期是 {officer.reviewed_on}，审定日期不能更早。")
    machine.move(officer, "approve")
    officer.approved_on, officer.approved_by_id, officer.opinion = approved_on, by.pk, opinion
    officer.save(update_fields=["state", "approved_on", "approved_by", "opinion"])
    record(VillageOfficerApproved(approved_on=approved_on, opinion=opinion), by=by, subject=officer)
    return officer


@transaction.atomic
def reject_village_officer(officer: VillageOfficer, *, opinion: str, by: Actor) -> VillageOfficer:
    """Send a recommendation back: the office while it reviews, the government afterwards."""
    officer = _locked(officer)
    reviewed = officer.state == VillageOfficerState.REVIEWED
    require(
        by, "orgs.approve_village_officer" if reviewed else "orgs.review_village_officer", officer
    )
    if not opinion.strip():
        raise Refused("退回推荐请写明理由。")
    machine.move(officer, "reject")
    officer.opinion = opinion
    officer.save(update_fields=["state", "opinion"])
    record(VillageOfficerRejected(opinion=opinion), by=by, subject=officer)
    return officer


@transaction.atomic
def end_village_officer(
    officer: VillageOfficer, *, last_day: dt.date, reason: str, by: Actor
) -> VillageOfficer:
    """Record that the person left; ``last_day`` still counts."""
    officer = _locked(officer)
    require(by, "orgs.recommend_village_officer", officer)
    not_in_future(last_day, "离任日期")
    if officer.approved_on is not None and last_day < officer.approved_on:
        raise Refused(f"审定日期是 {officer.approved_on}，离任日期不能更早。")
    machine.move(officer, "end")
    officer.ended_on = last_day
    officer.save(update_fields=["state", "ended_on"])
    record(VillageOfficerEnded(last_day=last_day, reason=reason), by=by, subject=officer)
    return officer
