"""On site: lines of the checklists answered one by one, further lists, and law education."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from angen.audit.actions import record
from angen.inspections import library
from angen.inspections.access import INSPECT
from angen.inspections.events.visits import HandedOut, ItemAnswered, SheetAdded
from angen.inspections.models import Handout, Hazard, Inspection, Material, Sheet
from angen.inspections.states import RECORD, Answer, HazardState, InspectionState
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused


def underway(inspection: Inspection) -> Inspection:
    """The visit, locked; refused unless it is going on now."""
    found = Inspection.objects.select_for_update(of=("self",)).select_related(
        "agency__area", "enterprise"
    )
    one = found.get(pk=inspection.pk)
    if one.state == InspectionState.RECORDED:
        raise Refused("检查记录已签字，不能再改。", article=RECORD)
    if one.state != InspectionState.UNDERWAY:
        raise Refused("检查还没有开始，请先“开始检查”。")
    return one


@transaction.atomic
def answer_item(sheet: Sheet, *, item: str, answer: str, note: str = "", by: Actor) -> Sheet:
    """Answer one line, or withdraw its answer with ""; the same answer again changes nothing.

    A line whose hazard is recorded keeps its answer until that finding is withdrawn.
    """
    inspection = underway(sheet.inspection)
    require(by, INSPECT, inspection)
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    assert inspection.visited_on is not None
    known = {one.id for one in library.checklist(sheet.sector, inspection.visited_on)}
    if item not in known or answer not in ("", *Answer.values):
        raise Refused("这张检查表当日没有这一条，请刷新页面后再填。")
    note = note.strip()[:300]
    if sheet.answers.get(item, "") == answer and sheet.notes.get(item, "") == note:
        return sheet
    found = Hazard.objects.filter(inspection=inspection, item=item)
    if answer != Answer.VIOLATING and found.exclude(state=HazardState.DISMISSED).exists():
        raise Refused("这一条已登记问题；确属误记的，请先撤回问题再改。")
    for kept, value in ((sheet.answers, answer), (sheet.notes, note)):
        kept.pop(item, None)
        if value:
            kept[item] = value
    sheet.save(update_fields=["answers", "notes"])
    record(ItemAnswered(item=item, answer=answer, note=note), by=by, subject=inspection)
    return sheet


@transaction.atomic
def add_sheet(inspection: Inspection, *, sector: str, by: Actor) -> Sheet:
    """Take up a further checklist on site; one that is there already is simply opened."""
    inspection = underway(inspection)
    require(by, INSPECT, inspection)
    if sector not in library.sectors():
        raise Refused("没有这张检查表，请重新选择。")
    known = inspection.sheets.filter(sector=sector).first()
    if known is not None:
        return known
    made = Sheet.objects.create(inspection=inspection, sector=sector)
    record(SheetAdded(sector=sector), by=by, subject=inspection)
    return made


@transaction.atomic
def hand_out(inspection: Inspection, *, material: Material, copies: int, by: Actor) -> Handout:
    """Say how many copies of a title were handed out on this visit; again corrects the number."""
    inspection = underway(inspection)
    require(by, INSPECT, inspection)
    require(by, "inspections.see_materials", material)
    if copies < 1:
        raise Refused("份数至少为 1。")
    material = Material.objects.select_for_update().get(pk=material.pk)
    others = Handout.objects.filter(material=material).exclude(inspection=inspection)
    given = others.aggregate(n=Sum("copies"))["n"] or 0
    if material.printed and given + copies > material.printed:
        raise Refused(
            f"“{material.title}”印制 {material.printed} 份，已发 {given} 份，"
            f"最多还能发 {material.printed - given} 份；加印的请先修改印制份数。"
        )
    known = inspection.handouts.filter(material=material).first()
    if known is not None and known.copies == copies:
        return known
    made, _ = Handout.objects.update_or_create(
        inspection=inspection, material=material, defaults={"copies": copies}
    )
    record(HandedOut(title=material.title, copies=copies), by=by, subject=inspection)
    return made
