"""An enterprise's own checks: what was looked at, what was found, and general hazards it closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.enterprises.models import Enterprise, EnterpriseAccount
from angen.inspections import kinds, library
from angen.inspections.actions.hazards import ANSWER, Found, enter, judged
from angen.inspections.actions.hazards import locked as locked_hazard
from angen.inspections.actions.overdue import settle
from angen.inspections.actions.planning import report_major
from angen.inspections.events.hazards import OwnAccepted, SelfCheckRecorded, WorkersTold
from angen.inspections.models import Hazard, Recheck, RecheckResult, SelfCheck
from angen.inspections.queries import hazards as queries
from angen.inspections.queries import levels
from angen.inspections.states import (
    HAZARD_RULES,
    OWN_DUTY,
    Answer,
    Grade,
    RecheckKind,
    Source,
)
from angen.inspections.states import hazard as machine
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.orgs.models import Account
from angen.worklist.actions import Expected, expect_many, meet
from angen.worklist.models import Deadline


@transaction.atomic
def record_self_check(
    enterprise: Enterprise,
    *,
    key: UUID,
    checked_on: dt.date,
    checker: str,
    sectors: Sequence[str],
    answers: Mapping[str, str],
    by: Actor,
    scope: str = "",
) -> SelfCheck:
    """Record a check sheet by sheet; every line that is not met becomes a hazard.

    ``answers`` maps lines to an Answer; lines without one were not looked at. ``key`` was made with
    the form: sent twice, it is one check. Finding nothing is a result (安全生产法 第四十一条).
    """
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    require(by, "inspections.self_check", enterprise)
    if known := SelfCheck.objects.filter(pk=key, enterprise=enterprise).first():
        return known
    lines = _lines(sectors, checked_on)
    given = {item: one for item, one in answers.items() if one}
    _check(given, lines, checked_on, checker)
    check = SelfCheck.objects.create(
        pk=key,
        enterprise=enterprise,
        checked_on=checked_on,
        checker=checker.strip(),
        scope=scope.strip(),
        sectors=list(sectors),
        answers=given,
        made_by=by if isinstance(by, Account) else None,
    )
    bad = [lines[item] for item, one in given.items() if one == Answer.VIOLATING]
    for line in bad:
        _find(check, _as_found(line), by=by)
    event = SelfCheckRecorded(checked_on=checked_on, looked=len(given), found=len(bad))
    record(event, by=by, subject=check)
    meet(enterprise, kinds.SELF_CHECK.name, by=by)
    return check


def _lines(sectors: Sequence[str], on: dt.date) -> dict[str, library.Item]:
    try:
        return {line.id: line for one in sectors for line in library.checklist(one, on)}
    except LookupError as unknown:
        raise Refused("没有这张检查表，请重新选择。") from unknown


def _check(
    given: Mapping[str, str], lines: Mapping[str, library.Item], on: dt.date, checker: str
) -> None:
    if on > timezone.localdate():
        raise Refused("自查日期不能晚于今天，请核对。")
    if not checker.strip():
        raise Refused("请填写自查人。", article=OWN_DUTY)
    if not given:
        raise Refused("请至少填写一项检查结果；没有看的条目可以不填。", article=OWN_DUTY)
    strange = [item for item in given if item not in lines]
    if strange or not set(given.values()) <= set(Answer.values):
        raise Refused("有的条目不在所选的检查表里，请重新打开自查页面填写。")


def _as_found(line: library.Item) -> Found:
    return Found(
        description=line.violating,
        item=line.id,
        grade=line.severity,
        standard=line.standard,
        clause=line.clause,
        basis=line.basis,
        measure=line.measure,
    )


def _find(check: SelfCheck, found: Found, *, by: Actor) -> Hazard:
    """A hazard of this check; a major one is reported to the department by this very act."""
    hazard = enter(
        check.enterprise,
        found,
        source=Source.SELF_CHECK,
        found_on=check.checked_on,
        by=by,
        besides=list(check.found.all()),
    )
    check.found.add(hazard)
    if hazard.grade == Grade.MAJOR:
        report_major(hazard, department_on=timezone.localdate(), by=by)
    return hazard


@transaction.atomic
def find_more(check: SelfCheck, found: Found, *, by: Actor) -> Hazard:
    """A hazard that stands on no sheet; a major one names the line that judges it, or who did."""
    check = (
        SelfCheck.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .get(pk=check.pk)
    )
    require(by, "inspections.self_check", check.enterprise)
    if found.grade == Grade.MAJOR and found.item:
        line = judged(found.item, check.checked_on)
        found = replace(found, standard=line.standard, clause=line.clause, basis=line.basis)
    said = found.description.strip()
    if known := check.found.filter(description=said, place=found.place.strip()).first():
        return known
    return _find(check, found, by=by)


@transaction.atomic
def tell_workers(check: SelfCheck, *, told_on: dt.date, by: Actor) -> SelfCheck:
    """What was found was told to the workers (安全生产法 第四十一条第二款)."""
    check = (
        SelfCheck.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .get(pk=check.pk)
    )
    require(by, "inspections.self_check", check.enterprise)
    if not check.checked_on <= told_on <= timezone.localdate():
        raise Refused("通报日期应在自查日期之后、不晚于今天，请核对。", article=OWN_DUTY)
    check.told_workers_on = told_on
    check.save(update_fields=["told_workers_on"])
    record(WorkersTold(on=told_on), by=by, subject=check)
    return check


@transaction.atomic
def accept_own(hazard: Hazard, *, done_on: dt.date, note: str, by: Actor) -> Hazard:
    """The enterprise removed a general hazard it found itself, and accepts its own work.

    A major one, or one that a body ordered to be removed, is closed by the recheck of the body.
    """
    hazard = locked_hazard(hazard)
    require(by, ANSWER, hazard)
    if hazard.grade == Grade.MAJOR:
        raise Refused(
            "重大事故隐患不能自行验收，请报告整改完成，由监管机构审查。",
            article=f"{HAZARD_RULES} 第二十三条",
        )
    if hazard.source != Source.SELF_CHECK or hazard.order_id is not None:
        raise Refused("监管机构责令整改的隐患不能自行验收，请报告整改完成后申请复查。")
    if not hazard.found_on <= done_on <= timezone.localdate():
        raise Refused("整改完成日期应在发现日期之后、不晚于今天，请核对。")
    if not note.strip():
        raise Refused("请写明怎样整改的。", article=OWN_DUTY)
    machine.move(hazard, "close")
    made = Recheck.objects.create(
        kind=RecheckKind.OWN,
        enterprise=hazard.enterprise,
        checked_on=done_on,
        checked_by=by if isinstance(by, Account) else None,
        opinion=note.strip(),
    )
    result = RecheckResult.objects.create(
        recheck=made, hazard=hazard, passed=True, note=note.strip()[:300]
    )
    hazard.done_on, hazard.done_note = done_on, note.strip()
    hazard.closed_on, hazard.closed_by = done_on, result
    hazard.save(update_fields=["state", "done_on", "done_note", "closed_on", "closed_by"])
    record(OwnAccepted(on=done_on, late=queries.was_late(hazard)), by=by, subject=hazard)
    settle(hazard, by=by)
    return hazard


@transaction.atomic
def ask_self_checks(on: dt.date, *, by: Actor | None) -> int:
    """Expect the check of this period from every enterprise with an account; how many are new."""
    held = (
        EnterpriseAccount.objects.on(on)
        .filter(account__is_active=True, enterprise__merged_into=None, enterprise__closed_on=None)
        .select_related("account", "enterprise__area")
        .order_by("enterprise_id", "pk")
    )
    speakers = {one.enterprise: one.account for one in reversed(held)}
    waiting = set(
        Deadline.objects.waiting()
        .filter(kind=kinds.SELF_CHECK.name)
        .values_list("subject_id", flat=True)
    )
    found = []
    for enterprise, account in speakers.items():
        period = queries.period_of(enterprise.area, on)
        if str(enterprise.pk) in waiting or period is None:
            continue
        if enterprise.self_checks.filter(checked_on__range=period).exists():
            continue
        found.append(_expected(enterprise, account, period, on))
    return expect_many(found, by=by)


def _expected(
    enterprise: Enterprise, account: Account, period: tuple[dt.date, dt.date], on: dt.date
) -> Expected:
    return Expected(
        subject=enterprise,
        kind=kinds.SELF_CHECK.name,
        due=Due(period[1], article=OWN_DUTY),
        agency=levels.supervisor_of(enterprise, on),
        title=f"{enterprise.name}：{period[1].year} 年 {period[1].month} 月自查",
        url=reverse("inspections:self_check_new", args=[enterprise.pk]),
        account=account,
    )
