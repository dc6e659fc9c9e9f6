"""What the pages of a visit show: lists with their answers, findings, and the record in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from angen.inspections import library
from angen.inspections.library import Item
from angen.inspections.models import Hazard, Inspection, InspectionOfficer, Sheet
from angen.inspections.states import Answer, HazardState, InspectionState, Measure

LABELS = {answer.value: answer.label for answer in Answer}


def day_of(inspection: Inspection) -> dt.date:
    """The day whose version of the library counts: of the visit, before it the planned one."""
    return inspection.visited_on or inspection.planned_on


@dataclass(frozen=True)
class Line:
    """One line of a list with its answer and the hazards it found."""

    item: Item
    answer: str
    note: str
    hazards: Sequence[Hazard] = ()

    @property
    def answered(self) -> str:
        """The answer in words; empty where it was not looked at."""
        return LABELS.get(self.answer, "")


@dataclass(frozen=True)
class Progress:
    """How far a list is: all lines, and those answered by answer."""

    sheet: Sheet
    label: str
    total: int
    counts: Counter[str]

    @property
    def done(self) -> int:
        """Lines that were answered."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Lines that were not looked at."""
        return self.total - self.done

    @property
    def compliant(self) -> int:
        return self.counts[Answer.COMPLIANT]

    @property
    def violating(self) -> int:
        return self.counts[Answer.VIOLATING]


def progress(sheet: Sheet, on: dt.date) -> Progress:
    """How far one list is."""
    known = [one.id for one in library.checklist(sheet.sector, on)]
    counts = Counter(sheet.answers[one] for one in known if one in sheet.answers)
    return Progress(sheet, library.sectors()[sheet.sector], len(known), counts)


def sheets_of(inspection: Inspection) -> list[Progress]:
    """Every list of a visit; a list the library does not know any more is left out."""
    on, known = day_of(inspection), library.sectors()
    found = Sheet.objects.filter(inspection=inspection).order_by("pk")
    return [progress(sheet, on) for sheet in found if sheet.sector in known]


def findings_of(inspection: Inspection) -> list[Hazard]:
    """The hazards of a visit in the order they were found, without those withdrawn."""
    found = Hazard.objects.filter(inspection=inspection).exclude(state=HazardState.DISMISSED)
    return list(found.select_related("repeats", "closed_by").order_by("pk"))


def lines(sheet: Sheet, hazards: Sequence[Hazard], on: dt.date) -> list[Line]:
    """The lines of a list in their order."""
    by_item: dict[str, list[Hazard]] = {}
    for one in hazards:
        by_item.setdefault(one.item, []).append(one)
    return [
        Line(
            item,
            sheet.answers.get(item.id, ""),
            sheet.notes.get(item.id, ""),
            by_item.get(item.id, []),
        )
        for item in library.checklist(sheet.sector, on)
    ]


def unrecorded(inspection: Inspection) -> list[Item]:
    """Lines answered as violated for which no hazard was recorded."""
    on = day_of(inspection)
    found = {one.item for one in findings_of(inspection)}
    missing: dict[str, Item] = {}
    for sheet in Sheet.objects.filter(inspection=inspection):
        for item in library.checklist(sheet.sector, on):
            if sheet.answers.get(item.id) == Answer.VIOLATING and item.id not in found:
                missing[item.id] = item
    return list(missing.values())


def uncorrected(inspection: Inspection) -> list[Hazard]:
    """Hazards to be corrected on the spot of which nobody has recorded that they were."""
    return [
        one
        for one in findings_of(inspection)
        if one.measure == Measure.SPOT and one.state != HazardState.CLOSED
    ]


def narrative(inspection: Inspection) -> str:
    """The record in plain sentences, from what was answered and found; the officer edits it."""
    people = InspectionOfficer.objects.filter(inspection=inspection).select_related("officer")
    names = "、".join(f"{one.officer.name}（{one.number}）" for one in people)
    said = [
        f"{_day(day_of(inspection))}，{inspection.agency.name}执法人员{names}"
        f"向{inspection.party}出示执法证件后进行现场检查。"
    ]
    for one in sheets_of(inspection):
        if one.done:
            said.append(_counted(one))
    hazards = findings_of(inspection)
    if hazards:
        said.append("检查发现以下问题：")
        said += [f"{number}. {_told(one)}" for number, one in enumerate(hazards, 1)]
    elif any(one.done for one in sheets_of(inspection)):
        said.append("所查条目未发现不符合的情形。")
    return "\n".join(said)


def _counted(one: Progress) -> str:
    rest = f"，{one.left} 条未查" if one.left else ""
    return (
        f"按“{one.label}”检查表查看 {one.done} 条：符合 {one.compliant} 条，"
        f"不符合 {one.violating} 条，不涉及 {one.counts[Answer.NOT_APPLICABLE]} 条{rest}。"
    )


def _told(one: Hazard) -> str:
    where = f"{one.place}：" if one.place else ""
    grade = "（重大事故隐患）" if one.grade == "major" else ""
    basis = f"，依据{one.cite}" if one.standard else ""
    if one.closed_by is not None:
        end = f"；当场改正：{one.closed_by.note}"
    else:
        end = f"；{one.get_measure_display()}"
    return f"{where}{one.description.rstrip('。')}{grade}{basis}{end}。"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def mine(account: Any, see: QuerySet[Inspection]) -> dict[str, list[Inspection]]:
    """Visits of an officer by what is next: under way, planned, waiting, and lately recorded."""
    own = see.filter(officers__officer__account=account).select_related("area", "agency")
    state = InspectionState
    since = timezone.localdate() - dt.timedelta(days=30)
    return {
        "underway": list(own.filter(state=state.UNDERWAY).order_by("started_at")),
        "approved": list(own.filter(state=state.APPROVED).order_by("planned_on", "pk")[:50]),
        "waiting": list(
            own.filter(state__in=[state.DRAFT, state.SUBMITTED]).order_by("planned_on", "pk")[:50]
        ),
        "recorded": list(
            own.filter(state=state.RECORDED, visited_on__gte=since).order_by("-visited_on")[:20]
        ),
    }
