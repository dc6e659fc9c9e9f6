"""The record of a person as lines for a page and a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse
from django.utils import timezone

from angen.assess.queries.personal import GRADES, PersonalRecord, fate
from angen.papers import typeset

TEMPLATE: Final = typeset.PACKAGE / "assess" / "typst" / "personal_record.typ"
FATES: Final = {"met": "按时办结", "late": "超期办结", "missed": "超期未办", "": "未到期"}


@dataclass(frozen=True)
class Line:
    """A row: the day, what it is, how it stands, and its page where there is one."""

    on: str
    what: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the record; ``none`` is said where it has no rows."""

    title: str
    lines: list[Line] = field(default_factory=list)
    none: str = "没有记录。"


def parts(found: PersonalRecord) -> list[Part]:
    """Every part in the order of the paper."""
    return [_posts(found), _certificates(found), _trainings(found), *_work(found), *_kept(found)]


def _posts(found: PersonalRecord) -> Part:
    lines = [
        Line(
            f"{post.valid_from}至{post.valid_to or '今'}",
            f"{post.agency.name} {post.get_post_display()}",
            "、".join(
                ["专职" if post.full_time else "兼职", "在编" if post.on_establishment else "编外"]
            ),
        )
        for post in found.posts
    ]
    return Part("任职", lines)


def _certificates(found: PersonalRecord) -> Part:
    lines = [
        Line(
            f"{each.valid_from}至{each.valid_to or '长期'}",
            f"{each.get_kind_display()} {each.number}",
            "暂扣中" if each.pk in found.suspended else "有效",
        )
        for each in found.certificates
    ]
    return Part(f"{found.until}有效的证件", lines, "当天没有登记有效的证件。")


def _trainings(found: PersonalRecord) -> Part:
    lines = [
        Line(
            str(each.session.ends_on),
            each.session.course.title,
            {True: "考核合格", False: "考核不合格", None: "考核结果未登记"}[each.passed],
        )
        for each in found.trainings
    ]
    return Part("培训", lines)


def _work(found: PersonalRecord) -> list[Part]:
    visits = [
        Line(
            str(each.inspection.visited_on),
            each.inspection.party,
            "主办" if each.lead else "协办",
            reverse("inspections:visit", args=[each.inspection_id]),
        )
        for each in found.visits
    ]
    orders = [Line(str(each.issued_on), each.enterprise.name, str(each)) for each in found.orders]
    papers = [
        Line(str(each.issued_on), each.title, each.number, reverse("papers:paper", args=[each.pk]))
        for each in found.papers
    ]
    days = [
        Line(str(day.on), day.place, "检查" if day.visited else "手工登记") for day in found.days
    ]
    return [
        Part("现场检查", visits),
        Part("参加检查下达的整改和处理决定", orders),
        Part("经手出具的文书", papers),
        Part("现场工作日", days),
    ]


def _kept(found: PersonalRecord) -> list[Part]:
    duties = [
        Line(
            str(each.due_on),
            each.title,
            FATES[fate(each.state, each.late, each.due_on, found.until)],
        )
        for each in found.duties
    ]
    declared = [
        Line(
            str(each.declared_on),
            f"{each.year}年度廉洁申报",
            "有申报事项"
            if each.side_job or each.shares or each.reimbursement or each.allowance
            else "无",
        )
        for each in found.declarations
    ]
    return [Part("本人承办的期限事项", duties), Part("廉洁申报", declared)]


def figures(found: PersonalRecord) -> list[tuple[str, int, str]]:
    """The numbers at the head: label, number, unit."""
    work = found.work
    graded = [(f"发现{label}", work.grades.get(grade, 0), "项") for grade, label in GRADES.items()]
    return [
        ("主办检查", work.lead, "次"),
        ("协办检查", work.second, "次"),
        *graded,
        ("复查", work.rechecks, "次"),
        ("现场工作日", work.days, "天"),
        ("按时办结", work.met, "件"),
        ("超期办结", work.late, "件"),
        ("超期未办", work.missed, "件"),
    ]


def printed(found: PersonalRecord) -> bytes:
    """The record as PDF. It is no official paper: it bears no number and is kept nowhere."""
    officer = found.officer
    face = typeset.Face(
        label="履职档案",
        body=officer.agency.name,
        on=found.until,
        numbered=False,
        watermark=typeset.watermark(),
    )
    doc = {
        "name": officer.name,
        "agency": officer.agency.name,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "figures": [[label, f"{number}{unit}"] for label, number, unit in figures(found)],
        "parts": [
            {
                "title": part.title,
                "none": part.none,
                "rows": [[line.on, line.what, line.note] for line in part.lines],
            }
            for part in parts(found)
        ],
    }
    return typeset.pdf(TEMPLATE, face, doc, at=timezone.now())
