"""Another officer for a drawn enterprise: by reason and approval, and never by choice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Officer
from angen.plans.events.draws import ReplacementAsked, ReplacementDecided
from angen.plans.models import DrawnObject, Replacement
from angen.plans.queries.team import team_keys
from angen.plans.queries.transcripts import next_officer
from angen.plans.states import DRAW_RULES, ReplacementState
from angen.plans.states import replacement as machine


@transaction.atomic
def ask_replacement(drawn: DrawnObject, *, before: Officer, reason: str, by: Actor) -> Replacement:
    """Ask for another officer; who it is follows from the draw's own seed."""
    drawn = (
        DrawnObject.objects.select_for_update(of=("self",)).select_related("draw").get(pk=drawn.pk)
    )
    require(by, "plans.ask_replacement", drawn)
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
