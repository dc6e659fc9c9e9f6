"""Visits from above: Mile's inspection tours (弥勒市 第6条) and Xianning's monthly visits (咸宁答复 一).

Each ran to its end; one more is planned for the days after the demo was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils import timezone

from angen.assess.actions.tour_findings import accept_finding, report_finding
from angen.assess.actions.tours import (
    Visit,
    enter_finding,
    plan_tour,
    record_monthly,
    start_tour,
    take_step,
    tell,
)
from angen.assess.models import Tour
from angen.demo.rated.clock import acting_on
from angen.demo.rated.people import Colleagues, Panel
from angen.orgs.models import Account, Agency, Area

DAY = dt.timedelta(1)
TOURED: Final = dt.date(2020, 9, 7)
STEPS: Final = (
    ("hear", 0, "镇政府会议室", "听取党委、政府安全生产工作汇报，主要负责人参加。"),
    ("read", 1, "镇安监站", "查阅会议记录、责任书、检查记录和隐患台账。"),
    ("covert", 2, "辖区企业", "暗访3家企业，现场无值班记录1家。"),
)
FOUND: Final = (
    "二季度没有召开安全生产专题会议，会议记录缺失。",
    "2家企业的一般隐患到期后没有复查记录。",
)
SUMMARY: Final = "责任体系基本建立，日常检查记录较完整；会议制度和隐患复查落实不够，限期整改。"
REPORTED: Final = "已补开专题会议并形成纪要，到期隐患已逐项复查，记录已入档。"
ACCEPTED: Final = "现场核对记录，整改到位，同意销号。"
MONTH: Final = dt.date(2019, 6, 1)
# By place of the township: the day, the line and what was found.
MONTHLY: Final[Sequence[tuple[int, str, tuple[str, ...]]]] = (
    (10, "危险化学品", ("加油站卸油作业没有专人监护的记录。",)),
    (11, "烟花爆竹", ()),
    (12, "工贸企业", ("2家企业没有年度培训记录。", "有限空间作业审批单填写不全。")),
    (13, "建筑施工", ("脚手架验收记录缺项。",)),
    (17, "道路交通", ()),
    (18, "非煤矿山", ("汛期巡查记录没有负责人签字。",)),
)


def offices_in(code: str) -> list[Agency]:
    """The offices of the townships of an area, in order of the tree."""
    found = Agency.objects.filter(
        area__path__contains=f"/{code}/", kind=Agency.Kind.TOWNSHIP_OFFICE, area__level="township"
    )
    return list(found.select_related("area").order_by("area__path", "pk"))


def put_right(tour: Tour, heads: Mapping[int, Account], by: Account, told: dt.date) -> None:
    """Every finding reported by those visited and accepted by those who came."""
    findings = list(tour.findings.order_by("pk"))
    with acting_on(told + 15 * DAY):
        for each in findings:
            report_finding(each, report=REPORTED, by=heads[each.agency_id])
    with acting_on(told + 20 * DAY):
        for each in findings:
            accept_finding(each, outcome=ACCEPTED, by=by)


def tours(panel: Panel, colleagues: Colleagues, area: str) -> None:
    """Two townships toured one after the other."""
    offices = offices_in(area)[:2]
    heads = colleagues.heads(offices, "township_head")
    for number, office in enumerate(offices):
        since = TOURED + 7 * number * DAY
        visit = Visit(
            since, since + 4 * DAY, "市政府安委会第一巡查组", "责任体系、监管执法、隐患排查治理"
        )
        with acting_on(since - 7 * DAY):
            made = plan_tour(office.area, visit, by=panel.office)
        with acting_on(since):
            start_tour(made, by=panel.office)
        with acting_on(since + 4 * DAY):
            for kind, later, place, note in STEPS:
                take_step(
                    made, kind=kind, done_on=since + later * DAY, place=place, note=note,
                    by=panel.office,
                )  # fmt: skip
            for text in FOUND:
                enter_finding(
                    made, agency=office, text=text, due_on=since + 34 * DAY, by=panel.office
                )
            tell(made, summary=SUMMARY, by=panel.office)
        put_right(made, heads, panel.head, since + 4 * DAY)


def monthly(panel: Panel, colleagues: Colleagues, area: str) -> None:
    """Some townships visited in one month, by line."""
    offices = offices_in(area)[: len(MONTHLY)]
    heads = colleagues.heads(offices, "township_head")
    for office, (day, line, found) in zip(offices, MONTHLY, strict=True):
        on = MONTH.replace(day=day)
        visit = Visit(on, on, "市安办督查组", f"{line}领域重点企业和包保责任落实", line)
        due = on + 25 * DAY
        with acting_on(on + DAY):
            made = record_monthly(
                office.area, visit, findings=[(text, due) for text in found], by=panel.office
            )
        if found:
            put_right(made, heads, panel.head, on + DAY)


def coming(by: Account, county: str) -> None:
    """A tour that is planned and has not begun, whatever the day is."""
    since = timezone.localdate() + 10 * DAY
    visit = Visit(since, since + 4 * DAY, "市安委会第二巡查组", "责任体系、执法规范、隐患闭环")
    plan_tour(Area.objects.get(pk=county), visit, by=by)
