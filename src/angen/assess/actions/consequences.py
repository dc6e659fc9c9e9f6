"""Handling what follows from a rating: circular, statement, rectification, accountability."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from angen.assess.actions.following import deadline_kind
from angen.assess.events import ConsequenceMoved
from angen.assess.models import Consequence
from angen.assess.states import WAYS, ConsequenceState
from angen.assess.states import consequence as machine
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.worklist import actions as worklist
from angen.worklist.queries.days import now

HANDLE, REPORT = "assess.handle_consequence", "assess.report_consequence"


def _locked(row: Consequence) -> Consequence:
    links = ("cycle__area", "unit")
    return Consequence.objects.select_for_update(of=("self",)).select_related(*links).get(pk=row.pk)


def _step(row: Consequence, name: str) -> None:
    """Move, if this sort of consequence goes that way."""
    if name not in WAYS[row.deed]:
        raise Refused(f"“{row.get_deed_display()}”不这样办理，请看页面上的办理事项。")
    machine.move(row, name)


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"请写明{what}。")
    return text.strip()


def _log(row: Consequence, name: str, reason: str, by: Actor) -> None:
    record(ConsequenceMoved(move=name, state=row.state, reason=reason), by=by, subject=row)


@transaction.atomic
def circulate(row: Consequence, *, document: str, by: Actor) -> Consequence:
    """Note that the unit was named in a circular, and in which."""
    row = _locked(row)
    require(by, HANDLE, row)
    _step(row, "circulate")
    row.document = _said(document, "通报文号")[:120]
    row.save(update_fields=["state", "document"])
    _log(row, "circulate", row.document, by)
    return row


@transaction.atomic
def schedule_statement(
    row: Consequence, *, meeting: str, meeting_on: dt.date, by: Actor
) -> Consequence:
    """Put the unit's statement on the agenda of a meeting."""
    row = _locked(row)
    require(by, HANDLE, row)
    _step(row, "schedule")
    if meeting_on < row.opened_on:
        raise Refused(f"会议日期不能早于结果公布（{row.opened_on}）。")
    row.meeting, row.meeting_on = _said(meeting, "会议名称")[:120], meeting_on
    row.save(update_fields=["state", "meeting", "meeting_on"])
    _log(row, "schedule", f"{row.meeting}（{meeting_on}）", by)
    return row


@transaction.atomic
def report_rectification(row: Consequence, *, report: str, by: Actor) -> Consequence:
    """The unit says what it has put right."""
    row = _locked(row)
    require(by, REPORT, row)
    _step(row, "submit")
    row.report = _said(report, "整改情况")[:1000]
    row.save(update_fields=["state", "report"])
    _log(row, "submit", row.report, by)
    return row


@transaction.atomic
def return_rectification(row: Consequence, *, reason: str, by: Actor) -> Consequence:
    """It is not enough yet; the deadline stays."""
    row = _locked(row)
    require(by, HANDLE, row)
    _step(row, "return")
    said = _said(reason, "退回理由")
    row.save(update_fields=["state"])
    _log(row, "return", said, by)
    return row


@transaction.atomic
def accept_rectification(row: Consequence, *, outcome: str, by: Actor) -> Consequence:
    """Accept what was put right."""
    row = _locked(row)
    require(by, HANDLE, row)
    _step(row, "accept")
    return _closed(row, "accept", _said(outcome, "验收意见"), by)


@transaction.atomic
def close_consequence(row: Consequence, *, outcome: str, by: Actor) -> Consequence:
    """Close what was done; a statement only once it stands on an agenda that has come."""
    row = _locked(row)
    require(by, HANDLE, row)
    if row.deed == "statement" and row.state == ConsequenceState.OPENED:
        raise Refused("请先列入会议议程，会后再登记发言情况。")
    if row.deed == "circular" and row.state == ConsequenceState.OPENED:
        raise Refused("请先登记通报文号。")
    if row.meeting_on is not None and row.meeting_on > now().date():
        raise Refused(f"会议在{row.meeting_on}，会后再登记。")
    _step(row, "close")
    return _closed(row, "close", _said(outcome, "办理结果"), by)


def _closed(row: Consequence, name: str, outcome: str, by: Actor) -> Consequence:
    row.outcome, row.closed_on = outcome[:500], now().date()
    row.save(update_fields=["state", "outcome", "closed_on"])
    _log(row, name, row.outcome, by)
    worklist.meet(row, deadline_kind(row), by=by)
    return row
