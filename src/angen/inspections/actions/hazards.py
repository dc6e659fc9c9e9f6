"""Acts on a hazard besides visits, orders and rechecks: entering, grading, planning, reporting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.enterprises.models import Enterprise
from angen.inspections import kinds, library
from angen.inspections.events.hazards import (
    HazardDismissed,
    HazardFound,
    HazardGraded,
)
from angen.inspections.models import Hazard
from angen.inspections.queries import hazards as queries
from angen.inspections.queries import levels
from angen.inspections.queries.repeats import earlier
from angen.inspections.states import (
    HAZARD_RULES,
    OPEN,
    OWN_DUTY,
    PLAN_RULES,
    Grade,
    HazardState,
    Measure,
    Source,
)
from angen.inspections.states import hazard as machine
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.orgs.models import Account, Agency
from angen.worklist.actions import cancel, expect, meet
from angen.worklist.kinds import Kind
from angen.worklist.models import Deadline

ANSWER, FOLLOW = "inspections.answer", "inspections.follow"


@dataclass(frozen=True)
class Found:
    """What was found. ``item`` is a line of a checklist; its standard goes with it."""

    description: str
    place: str = ""
    item: str = ""
    grade: str = Grade.GENERAL
    standard: str = ""
    clause: str = ""
    basis: str = "source"
    measure: str = Measure.DEADLINE


def locked(hazard: Hazard) -> Hazard:
    """The hazard, locked, with what acts ask of it."""
    links = ("enterprise__area", "agency__area", "area")
    found = Hazard.objects.select_for_update(of=("self",)).select_related(*links)
    return found.get(pk=hazard.pk)


def wait(
    hazard: Hazard,
    kind: Kind,
    due: Due | None,
    *,
    by: Actor | None,
    title: str = "",
    article: str = "",
    agency: Agency | None = None,
    account: Account | None = None,
    working: bool = False,
) -> None:
    """Expect an act on a hazard, unless the packs set no term or it is expected already."""
    if due is None or Deadline.objects.of(hazard).waiting().filter(kind=kind.name).exists():
        return
    expect(
        hazard,
        kind.name,
        due,
        agency=agency or hazard.agency,
        title=f"{hazard.party}：{title or hazard.description[:60]}",
        url=reverse("inspections:hazard", args=[hazard.pk]),
        by=by,
        article=article or due.article,
        account=account,
        working=working,
    )


@transaction.atomic
def enter(
    enterprise: Enterprise,
    found: Found,
    *,
    source: str,
    found_on: dt.date,
    by: Actor,
    agency: Agency | None = None,
    besides: Sequence[Hazard] = (),
) -> Hazard:
    """Write a hazard found outside a visit, tell whether it repeats, and what must follow.

    Called by the acts of self-checks and village findings, which have asked. ``besides`` were
    found on the same occasion.
    """
    said = found.description.strip()
    if not said:
        raise Refused("请写明隐患情况。", article=OWN_DUTY)
    if found.grade == Grade.MAJOR and not found.standard.strip():
        raise Refused("定为重大事故隐患须写明判定标准，或写明论证判定的人员。", article=OWN_DUTY)
    again = earlier(
        enterprise,
        item=found.item,
        description=said,
        found_on=found_on,
        besides=Q(pk__in=[one.pk for one in besides]),
    )
    hazard = Hazard.objects.create(
        enterprise=enterprise,
        party=enterprise.name,
        area=enterprise.area,
        agency=agency or levels.supervisor_of(enterprise, found_on),
        source=source,
        item=found.item,
        description=said,
        place=found.place.strip(),
        grade=found.grade,
        standard=found.standard.strip(),
        clause=found.clause.strip(),
        basis=found.basis,
        measure=found.measure,
        found_on=found_on,
        found_by=by if isinstance(by, Account) else None,
        repeats=again,
    )
    event = HazardFound(
        source=hazard.get_source_display(),
        grade=hazard.get_grade_display(),
        found_on=found_on,
        item=found.item,
        standard=hazard.cite,
        repeats="" if again is None else str(again.pk),
    )
    record(event, by=by, subject=hazard)
    follow_up(hazard, by=by)
    return hazard


def follow_up(hazard: Hazard, *, by: Actor) -> None:
    """What a hazard asks for: who removes it; of a major one a plan and two reports."""
    today = timezone.localdate()
    speaker = queries.account_of(hazard.enterprise, today)
    area, major = hazard.enterprise.area, hazard.grade == Grade.MAJOR
    own = hazard.source == Source.SELF_CHECK
    if (own and hazard.state == HazardState.FOUND) or (major and not hazard.plan_goal):
        wait(
            hazard, kinds.OWN_PLAN, levels.term("own_plan_working_days", area, today, working=True),
            by=by, account=speaker, working=True,
            article=PLAN_RULES if major else OWN_DUTY,
        )  # fmt: skip
    if major and hazard.told_workers_on is None:
        due = levels.term("tell_workers_working_days", area, today, working=True)
        wait(
            hazard, kinds.TELL_WORKERS, due, by=by,
            account=speaker, working=True, article=OWN_DUTY,
        )  # fmt: skip
    if major and own and hazard.state == HazardState.FOUND:
        due = levels.term("major_handling_working_days", area, today, working=True)
        wait(hazard, kinds.HANDLE_MAJOR, due, by=by, working=True, article=OWN_DUTY)


def judged(item: str, on: dt.date) -> library.Item:
    """The line of the library that judges a major hazard on a day; refused where it does not."""
    try:
        found = library.item(item, on)
    except LookupError as unknown:
        raise Refused(f"检查条目库中没有编号“{item}”，请核对。") from unknown
    if found is None:
        raise Refused(f"条目“{item}”所依据的标准在 {on} 不适用，请改用当日有效的判定标准。")
    if not found.judged:
        raise Refused(
            f"“{found.standard}”不是重大事故隐患判定标准，请选择判定标准的条目，"
            "或填写论证、研判人员。",
            article=OWN_DUTY,
        )
    return found


@transaction.atomic
def grade_hazard(
    hazard: Hazard, *, grade: str, by: Actor, item: str = "", judges: str = "", reason: str = ""
) -> Hazard:
    """Grade it by the judging line ``item`` in force on the day it was found, or by named people.

    Another grade than before needs a reason (原总局令第16号 第三条).
    """
    hazard = locked(hazard)
    require(by, FOLLOW, hazard)
    if hazard.state not in OPEN:
        raise Refused(f"隐患“{hazard.get_state_display()}”，不能再定级。")
    before = hazard.get_grade_display()
    if grade != hazard.grade and not reason.strip():
        raise Refused("改变等级请写明理由。", article=f"{HAZARD_RULES} 第三条")
    if grade == Grade.MAJOR:
        if item.strip():
            line = judged(item.strip().upper(), hazard.found_on)
            hazard.standard, hazard.clause = line.standard, line.clause
            hazard.basis = line.basis
        elif judges.strip():
            hazard.standard, hazard.clause = f"专家论证或集体研判（{judges.strip()}）"[:200], ""
            hazard.basis = "source"
        else:
            raise Refused(
                "定为重大事故隐患须写明判定标准的条目，或论证、集体研判的人员。", article=OWN_DUTY
            )
    hazard.grade = Grade(grade)
    hazard.save(update_fields=["grade", "standard", "clause", "basis"])
    event = HazardGraded(
        before=before,
        grade=hazard.get_grade_display(),
        standard=hazard.cite,
        judges=judges.strip(),
        reason=reason.strip(),
    )
    record(event, by=by, subject=hazard)
    meet(hazard, kinds.HANDLE_MAJOR.name, by=by)
    if hazard.grade == Grade.MAJOR:
        follow_up_major(hazard, by=by)
    else:
        cancel(hazard, kinds.TELL_WORKERS.name, reason="改定为一般隐患", by=by)
    return hazard


def follow_up_major(hazard: Hazard, *, by: Actor) -> None:
    """A plan and the report to the workers; the body itself has just dealt with it."""
    follow_up(hazard, by=by)
    meet(hazard, kinds.HANDLE_MAJOR.name, by=by)


@transaction.atomic
def dismiss_hazard(hazard: Hazard, *, reason: str, by: Actor) -> Hazard:
    """Found and not confirmed: looked into, and no hazard."""
    hazard = locked(hazard)
    require(by, FOLLOW, hazard)
    machine.move(hazard, "dismiss")
    if not reason.strip():
        raise Refused("请写明核实情况和不成立的理由。")
    hazard.dismissed_for = reason.strip()
    hazard.save(update_fields=["state", "dismissed_for"])
    record(HazardDismissed(reason=hazard.dismissed_for), by=by, subject=hazard)
    for kind in kinds.OF_HAZARD:
        cancel(hazard, kind.name, reason="核实不成立", by=by)
    return hazard
