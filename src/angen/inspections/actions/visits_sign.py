"""The record is signed, or its signing refused before a witness; from then on it never changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.inspections import kinds
from angen.inspections.access import INSPECT
from angen.inspections.actions.visits import locked
from angen.inspections.actions.visits_flow import APPROVE, page_of
from angen.inspections.actions.visits_sheets import underway
from angen.inspections.events.visits import RefusalHeeded, VisitSigned
from angen.inspections.models import Inspection
from angen.inspections.queries import levels
from angen.inspections.queries.visits import findings_of, sheets_of, uncorrected, unrecorded
from angen.inspections.states import RECORD
from angen.inspections.states import inspection as machine
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.worklist.actions import expect, meet
from angen.worklist.models import Deadline

HEEDED: Final = "refused_signing_working_days"


@dataclass(frozen=True)
class Signing:
    """What the record says (安全生产法 第六十八条). ``refused``: the person met would not sign;
    then ``witness`` and ``refusal`` say who saw it and what was said."""

    ended_at: dt.datetime
    place: str
    met_person: str
    narrative: str
    met_post: str = ""
    met_phone: str = ""
    refused: bool = False
    refusal: str = ""
    witness: str = ""
    filmed: bool = False


@transaction.atomic
def sign_visit(inspection: Inspection, *, signing: Signing, by: Actor) -> Inspection:
    """Complete the record. Refused while a violated line has no finding."""
    inspection = underway(inspection)
    require(by, INSPECT, inspection)
    _check_words(inspection, signing)
    _check_findings(inspection)
    machine.move(inspection, "sign")
    inspection.ended_at = signing.ended_at
    inspection.place = signing.place.strip()
    inspection.met_person = signing.met_person.strip()
    inspection.met_post = signing.met_post.strip()
    inspection.met_phone = signing.met_phone.strip()
    inspection.narrative = signing.narrative.strip()
    inspection.refused = signing.refused
    inspection.refusal = signing.refusal.strip() if signing.refused else ""
    inspection.witness = signing.witness.strip() if signing.refused else ""
    inspection.filmed = signing.filmed
    inspection.save()
    event = VisitSigned(
        ended_at=signing.ended_at,
        refused=signing.refused,
        filmed=signing.filmed,
        answered=sum(one.done for one in sheets_of(inspection)),
        findings=len(findings_of(inspection)),
        witness=inspection.witness,
    )
    record(event, by=by, subject=inspection)
    meet(inspection, kinds.SIGN.name, by=by)
    if inspection.refused:
        _report_refusal(inspection, by)
    return inspection


def _report_refusal(inspection: Inspection, by: Actor) -> None:
    """A refusal is written down and reported to the body (安全生产法 第六十八条)."""
    due = levels.term(HEEDED, inspection.agency.area, timezone.localdate(), working=True)
    if due is None:
        return
    expect(
        inspection,
        kinds.REFUSED.name,
        due,
        agency=inspection.agency,
        title=f"{inspection}：拒绝签字",
        url=page_of(inspection),
        by=by,
        article=RECORD,
        working=True,
    )


def refusal_waits(inspection: Inspection) -> bool:
    """Whether a refusal to sign still waits for the head."""
    known = Deadline.objects.of(inspection).waiting()
    return bool(known.filter(kind=kinds.REFUSED.name).exists())


@transaction.atomic
def heed_refusal(inspection: Inspection, *, said: str, by: Actor) -> Inspection:
    """The head takes note of a refusal to sign and says what follows; once."""
    inspection = locked(inspection)
    require(by, APPROVE, inspection)
    if not refusal_waits(inspection):
        raise Refused("这次检查没有待处理的拒签报告。", article=RECORD)
    if not said.strip():
        raise Refused("请写明处理意见。", article=RECORD)
    record(RefusalHeeded(said=said.strip()), by=by, subject=inspection)
    meet(inspection, kinds.REFUSED.name, by=by)
    return inspection


def _check_words(inspection: Inspection, signing: Signing) -> None:
    assert inspection.started_at is not None
    if signing.ended_at <= inspection.started_at:
        raise Refused("结束时间应晚于开始时间，请核对。", article=RECORD)
    if signing.ended_at > timezone.now():
        raise Refused("结束时间还没有到，请核对。", article=RECORD)
    if not (signing.place.strip() and signing.met_person.strip() and signing.narrative.strip()):
        raise Refused("请填写检查的部位、现场负责人和检查情况。", article=RECORD)
    if signing.refused and not (signing.witness.strip() and signing.refusal.strip()):
        raise Refused("企业拒绝签字的，请写明拒签情况和在场见证人，并尽量录像。", article=RECORD)


def _check_findings(inspection: Inspection) -> None:
    missing = unrecorded(inspection)
    if missing:
        names = "、".join(f"{one.id}" for one in missing[:5])
        raise Refused(
            f"有 {len(missing)} 条答为“不符合”却没有登记问题（{names}），请先登记问题或更正答案。",
            article=RECORD,
        )
    waiting = uncorrected(inspection)
    if waiting:
        raise Refused(
            f"有 {len(waiting)} 项选了“当场改正”却没有登记改正情况；"
            "已改正的请登记，没有改正的请改为限期整改。",
            article=RECORD,
        )
