"""What followed from each quarter of Rizhao: circular, words at the meeting, rectification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from angen.assess.actions import circulars
from angen.assess.actions.consequences import (
    accept_rectification,
    circulate,
    close_consequence,
    report_rectification,
    schedule_statement,
)
from angen.assess.models import Circular, Consequence, Cycle
from angen.assess.states import ConsequenceState, Deed
from angen.demo.rated.clock import acting_on
from angen.demo.rated.people import Panel
from angen.orgs.models import Account

DAY = dt.timedelta(1)
FINDINGS = (
    "一是计划检查没有按月完成，部分企业拖到下一季度才检查；二是检查表没有逐项作答，检查后补写；"
    "三是隐患到期没有复查，重大隐患超期未销号。"
)
DEMANDS = (
    "不合格单位自公布之日起30日内完成整改，并书面报告整改情况。\n"
    "末位单位安委会主任在全市安全生产工作会议上发言。\n"
    "各县（市、区）对照通报逐项核对，发现数据有误的在申诉期内提出。"
)
REPORT = "已补齐本季度未完成的计划检查，对到期隐患逐项复查，检查表逐项作答已列入每周例会抽查。"


def circular(
    cycle: Cycle, panel: Panel, readers: Mapping[int, Account], day: dt.date, *, unsigned: int = 0
) -> Circular:
    """Drafted and submitted by one, approved by another, issued and signed for by the units."""
    with acting_on(day - 2 * DAY):
        made = circulars.draft_circular(cycle, by=panel.office)
        circulars.write_circular(
            made,
            by=panel.office,
            findings=FINDINGS,
            demands=DEMANDS,
            copies_to="市委办公室，市政府办公室，市安委会各成员单位",
        )
        circulars.submit_circular(made, by=panel.office)
    with acting_on(day - DAY):
        circulars.approve_circular(made, by=panel.head)
    with acting_on(day):
        made = circulars.issue_circular(made, by=panel.office)
    rows = list(made.recipients.order_by("agency__area__path"))
    with acting_on(day + DAY):
        for row in rows[: len(rows) - unsigned]:
            circulars.read_circular(row, by=readers[row.agency_id])
    return made


def handle(
    cycle: Cycle,
    panel: Panel,
    heads: Mapping[str, Account],
    circular: Circular,
    *,
    meeting: dt.date,
) -> None:
    """Every consequence to its end; what waits for an appeal stays as it is."""
    assert cycle.published_on is not None and circular.paper is not None
    rows: dict[str, list[Consequence]] = {}
    for row in cycle.consequences.order_by("unit__path"):
        rows.setdefault(row.deed, []).append(row)
    _named(rows.get(Deed.CIRCULAR, ()), panel, circular.paper.number, meeting - 3 * DAY)
    _spoke(rows.get(Deed.STATEMENT, ()), panel, cycle, meeting)
    _rectified(rows.get(Deed.RECTIFY, ()), panel, heads, cycle.published_on)
    with acting_on(cycle.published_on + 33 * DAY):
        for row in rows.get(Deed.ACCOUNTABILITY, ()):
            row.refresh_from_db()
            if row.state == ConsequenceState.OPENED:
                outcome = "问责程序办结：约谈主要负责人，责令作出书面检查。"
                close_consequence(row, outcome=outcome, by=panel.head)


def _named(rows: Iterable[Consequence], panel: Panel, number: str, day: dt.date) -> None:
    with acting_on(day):
        for row in rows:
            circulate(row, document=number, by=panel.office)
            close_consequence(
                row, outcome="已通报至各县（市、区）和乡镇（街道）。", by=panel.office
            )


def _spoke(rows: Iterable[Consequence], panel: Panel, cycle: Cycle, meeting: dt.date) -> None:
    name = f"全市安全生产工作会议（{cycle.span.label}）"
    with acting_on(meeting - 4 * DAY):
        for row in rows:
            schedule_statement(row, meeting=name, meeting_on=meeting, by=panel.office)
    with acting_on(meeting + DAY):
        for row in rows:
            said = f"{row.unit.name}安委会主任已在会上作“末位”发言。"
            close_consequence(row, outcome=said, by=panel.office)


def _rectified(
    rows: Iterable[Consequence], panel: Panel, heads: Mapping[str, Account], published: dt.date
) -> None:
    with acting_on(published + 21 * DAY):
        for row in rows:
            report_rectification(row, report=REPORT, by=heads[row.unit_id])
    with acting_on(published + 26 * DAY):
        for row in rows:
            said = "现场抽查，整改到位，同意销号。"
            accept_rectification(row, outcome=said, by=panel.head)
