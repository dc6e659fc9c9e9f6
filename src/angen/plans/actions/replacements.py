"""Another officer or enterprise after a draw: by reason and approval, and never by choice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Officer
from angen.plans.events.draws import (
    ObjectReplacementAsked,
    ObjectReplacementDecided,
    ReplacementAsked,
    ReplacementDecided,
)
from angen.plans.models import Draw, DrawnObject, DrawnOfficer, ObjectReplacement, Replacement
from angen.plans.queries.team import team_keys
from angen.plans.queries.transcripts import DONE, next_object, next_officer, team_after
from angen.plans.states import DRAW_RULES, Cause, ReplacementState
from angen.plans.states import replacement as machine


@transaction.atomic
def ask_replacement(drawn: DrawnObject, *, before: Officer, reason: str, by: Actor) -> Replacement:
    """Ask for another officer; who it is follows from the draw's own seed."""
    drawn = (
        DrawnObject.objects.select_for_update(of=("self",)).select_related("draw").get(pk=drawn.pk)
    )
    require(by, "plans.ask_replacement", drawn)
    _standing(drawn)
    if not reason.strip():
        raise Refused("请写明调换理由。", article=DRAW_RULES)
    asked = drawn.replacements.filter(before=before)
    if asked.filter(state=ReplacementState.ASKED).exists():
        raise Refused("该人员的调换已在等待批准。")
    keys = dict(drawn.draw.team.values_list("officer", "key"))
    if before.pk not in team_keys(drawn):
        raise Refused(f"{before}不在这家企业现在的检查人员中。", article=DRAW_RULES)
    gone = drawn.replacements.exclude(state=ReplacementState.REFUSED)
    without = {keys[pk] for pk in team_keys(drawn) | set(gone.values_list("before", flat=True))}
    without |= {keys[pk] for pk in gone.values_list("after", flat=True)}
    key = next_officer(drawn.draw, str(drawn.enterprise_id), without=without)
    if key is None:
        raise Refused(
            "名录中已没有可替换的执法人员，请报上级派员。", article="行政处罚法 第四十二条"
        )
    after = drawn.draw.team.get(key=key).officer
    made = Replacement.objects.create(
        drawn=drawn, before=before, after=after, reason=reason.strip(), asked_by_id=by.pk
    )
    event = ReplacementAsked(before=str(before.pk), after=str(after.pk), reason=made.reason)
    record(event, by=by, subject=made)
    return made


@transaction.atomic
def decide_replacement(asked: Replacement, *, approve: bool, by: Actor) -> Replacement:
    """Approve or refuse; another hand than the one that asked."""
    asked = Replacement.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    require(by, "plans.decide_replacement", asked)
    if asked.asked_by_id == by.pk:
        raise Refused("申请人不能批准自己的申请，请由另一人办理。", article=DRAW_RULES)
    machine.move(asked, "approve" if approve else "refuse")
    asked.decided_by_id, asked.decided_at = by.pk, timezone.now()
    asked.save(update_fields=["state", "decided_by", "decided_at"])
    record(ReplacementDecided(approved=approve), by=by, subject=asked)
    return asked


def _standing(drawn: DrawnObject) -> None:
    gone = drawn.object_replacements.filter(state=ReplacementState.APPROVED)
    if gone.exists():
        raise Refused("这家企业已被递补，请对递补的企业办理。", article=DRAW_RULES)


@transaction.atomic
def ask_object_replacement(
    drawn: DrawnObject, *, cause: str, reason: str, by: Actor
) -> ObjectReplacement:
    """Ask for another enterprise; which one follows from the draw's own seed."""
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=drawn.draw_id)
    require(by, "plans.ask_replacement", drawn)
    if draw.state not in DONE:
        raise Refused("抽取之后才能调换企业。", article=DRAW_RULES)
    if cause not in Cause.values or not reason.strip():
        raise Refused("请选择调换原因并写明具体情况。", article=DRAW_RULES)
    _standing(drawn)
    if draw.object_replacements.filter(state=ReplacementState.ASKED).exists():
        raise Refused(
            "本次抽查已有一项企业调换在等待批准，批准或不批准之后再申请下一项。",
            article=DRAW_RULES,
        )
    following = next_object(draw)
    if following is None:
        raise Refused("名录中已没有可递补的企业，请另行组织抽查。", article=DRAW_RULES)
    made = ObjectReplacement.objects.create(
        draw=draw,
        drawn=drawn,
        after_id=following[0],
        place=following[1],
        cause=cause,
        reason=reason.strip(),
        asked_by_id=by.pk,
    )
    event = ObjectReplacementAsked(
        before=str(drawn.enterprise_id), after=following[0], cause=cause, reason=made.reason
    )
    record(event, by=by, subject=made)
    return made


@transaction.atomic
def decide_object_replacement(
    asked: ObjectReplacement, *, approve: bool, by: Actor
) -> ObjectReplacement:
    """Approve or refuse by another hand; once approved the successor is drawn, with its officers."""
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=asked.draw_id)
    asked = ObjectReplacement.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    require(by, "plans.decide_object_replacement", asked)
    if asked.asked_by_id == by.pk:
        raise Refused("申请人不能批准自己的申请，请由另一人办理。", article=DRAW_RULES)
    machine.move(asked, "approve" if approve else "refuse")
    if approve and next_object(draw) != (str(asked.after_id), asked.place):
        raise Refused("递补顺序已经变化，请不予批准后重新申请。", article=DRAW_RULES)
    asked.decided_by_id, asked.decided_at = by.pk, timezone.now()
    asked.save(update_fields=["state", "decided_by", "decided_at"])
    if approve:
        _succeed(draw, asked)
    record(ObjectReplacementDecided(approved=approve), by=by, subject=asked)
    return asked


def _succeed(draw: Draw, asked: ObjectReplacement) -> None:
    people = dict(draw.team.values_list("key", "officer"))
    made = DrawnObject.objects.create(
        draw=draw, place=asked.place, enterprise_id=asked.after_id, replaces=asked.drawn
    )
    team = team_after(draw, asked.drawn, str(asked.after_id))
    DrawnOfficer.objects.bulk_create(
        [
            DrawnOfficer(drawn=made, officer_id=people[key], place=place)
            for place, key in enumerate(team, 1)
        ]
    )
