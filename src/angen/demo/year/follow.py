"""What follows from a visit: hazards, orders, more time, rechecks, and their closing.

Visits of inspection are those of plan, draw, campaign and cross rounds; the published 5,765 counts
these. A recheck is a record of its own (``Recheck``); where people went again, there is also a visit
whose origin is the recheck, and it is not one of the 5,765.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from angen.demo.scribe import Scribe
from angen.demo.year.diary import Slot, Unit, quarter_of, working_days
from angen.demo.year.profile import Portions
from angen.demo.year.sheets import PLACES, Finding, Look
from angen.demo.year.visits import Planned, write_team
from angen.enterprises.models import Enterprise
from angen.inspections.models import (
    Extension,
    Hazard,
    Inspection,
    Order,
    Recheck,
    RecheckResult,
)
from angen.inspections.states import (
    ExtensionState,
    Grade,
    HandleMeasure,
    InspectionState,
    Measure,
    OrderKind,
    Origin,
    RecheckKind,
    Source,
)
from angen.inspections.states import hazard as hazard_moves
from angen.inspections.states import order as order_moves
from angen.kernel.calendar import SHANGHAI
from angen.orgs.models import Agency

DAYS = (10, 15, 15, 20, 30)
MAJOR_DAYS = (30, 45, 60)
UNITS = ("安全科", "生产车间", "设备科", "综合办公室")


@dataclass
class Follow:
    """Writes what follows from visits; ``units`` are the bodies by the code of their area."""

    scribe: Scribe
    units: dict[str, Unit]
    portions: Portions = field(default_factory=Portions)
    # Enterprise and line of a checklist to the last hazard of it.
    last: dict[tuple[UUID, str], Hazard] = field(default_factory=dict)
    # Unit and quarter to the enterprises that are not to be met again in it.
    spared: dict[tuple[str, int], set[UUID]] = field(default_factory=dict)
    majors: list[Hazard] = field(default_factory=list)

    def after(self, visit: Planned, inspection: Inspection, look: Look) -> list[Hazard]:
        """Hazards of a visit, followed by the body of the place to their end."""
        local = self.units.get(str(visit.enterprise.area_id)[:9], visit.unit)
        hazards = [self._found(inspection, visit.enterprise, local.agency, f) for f in look.found]
        self._spot(inspection, [h for h in hazards if h.measure == Measure.SPOT])
        general = [h for h in hazards if h.measure == Measure.DEADLINE and h.grade == Grade.GENERAL]
        if general:
            days = self.scribe.random.choice(DAYS)
            self._ordered(local, inspection, general, days, trait="general")
        for hazard in hazards:
            if hazard.grade == Grade.MAJOR:
                days = self.scribe.random.choice(MAJOR_DAYS)
                self._decided(local, inspection, hazard)
                self._ordered(local, inspection, [hazard], days, trait="majors")
        return hazards

    def _found(
        self, inspection: Inspection, enterprise: Enterprise, agency: Agency, one: Finding
    ) -> Hazard:
        assert inspection.visited_on is not None
        line = one.item.id if one.item else ""
        key = (enterprise.pk, line)
        hazard = new_hazard(self.scribe, enterprise, agency, one, inspection.visited_on)
        hazard.source, hazard.inspection = Source.INSPECTION, inspection
        hazard.repeats = self.last.get(key) if line else None
        if line:
            self.last[key] = hazard
        if hazard.grade == Grade.MAJOR:
            self.majors.append(hazard)
        return hazard

    def _spot(self, inspection: Inspection, hazards: Sequence[Hazard]) -> None:
        """Put right before the officers left, and seen by them."""
        if not hazards:
            return
        assert inspection.visited_on is not None and inspection.ended_at is not None
        day = inspection.visited_on
        recheck = self.scribe.add(
            Recheck(
                kind=RecheckKind.SPOT,
                enterprise_id=inspection.enterprise_id,
                agency=inspection.agency,
                inspection=inspection,
                checked_on=day,
                opinion="当场改正，现场复核合格。",
                recorded_at=inspection.ended_at,
            )
        )
        for hazard in hazards:
            hazard.done_on, hazard.done_note = day, "当场改正"
            self.close(hazard, recheck, day)

    def close(self, hazard: Hazard, recheck: Recheck, day: dt.date) -> None:
        """Close a hazard by a result of a recheck; nothing else closes one."""
        result = RecheckResult(
            pk=self.scribe.key_of(RecheckResult), recheck=recheck, hazard=hazard, passed=True
        )
        self.scribe.add(result)
        hazard_moves.move(hazard, "close")
        hazard.closed_on, hazard.closed_by_id = day, result.pk

    def _decided(self, local: Unit, inspection: Inspection, hazard: Hazard) -> None:
        """A decision on site for a major hazard; lifted when the hazard is closed."""
        assert inspection.visited_on is not None
        hazard.decision = self.scribe.add(
            Order(
                kind=OrderKind.HANDLE,
                agency=local.agency,
                enterprise_id=inspection.enterprise_id,
                inspection=inspection,
                issued_on=inspection.visited_on,
                measures=[
                    self.scribe.random.choice((HandleMeasure.STOP_USE, HandleMeasure.REMOVE))
                ],
                scope=hazard.place,
            )
        )

    def _ordered(
        self,
        local: Unit,
        inspection: Inspection,
        hazards: Sequence[Hazard],
        days: int,
        *,
        trait: str,
    ) -> None:
        """An order with its term, perhaps a longer one, and the recheck in time or late."""
        assert inspection.visited_on is not None
        first = inspection.visited_on + dt.timedelta(days)
        order = self.scribe.add(
            Order(
                kind=OrderKind.RECTIFY,
                agency=local.agency,
                enterprise_id=inspection.enterprise_id,
                inspection=inspection,
                issued_on=inspection.visited_on,
                due_on=first,
            )
        )
        due = self._extended(hazards[0], inspection.visited_on, first)
        for place, hazard in enumerate(hazards):
            hazard.order = order
            hazard.first_due_on, hazard.due_on = first, due if place == 0 else first
            hazard_moves.move(hazard, "order")
        rest = hazards
        if due != first:
            self._rechecked(local, inspection, order, hazards[:1], due, trait)
            rest = hazards[1:]
        if rest:
            self._rechecked(local, inspection, order, rest, first, trait)
        if all(hazard.closed_by_id for hazard in hazards):
            order_moves.move(order, "complete")

    def _extended(self, hazard: Hazard, since: dt.date, due: dt.date) -> dt.date:
        """A few ask for more time before the term ends; most of them get it."""
        if self.scribe.random.random() > 0.035:
            return due
        granted = self.scribe.random.random() < 0.8
        until = due + dt.timedelta(10)
        asked = max(since, due - dt.timedelta(5))
        state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
        self.scribe.add(
            Extension(
                hazard=hazard,
                until=until,
                reason="更换的设备配件尚未到货，已采取临时防范措施",
                asked_on=asked,
                asked_at=noon(asked),
                state=state,
                answer="同意延期，期间落实防范措施。" if granted else "理由不充分，按原期限整改。",
                answered_on=asked + dt.timedelta(1),
            )
        )
        return until if granted else due

    def _rechecked(
        self,
        local: Unit,
        inspection: Inspection,
        order: Order,
        hazards: Sequence[Hazard],
        due: dt.date,
        trait: str,
    ) -> None:
        assert inspection.visited_on is not None
        random, since = self.scribe.random, inspection.visited_on
        punctual = due.year > since.year or self.portions.next(local.code, quarter_of(due), trait)
        if punctual:
            first, last = max(since + dt.timedelta(2), due - dt.timedelta(6)), due
        else:
            first, last = due + dt.timedelta(16), due + dt.timedelta(38)
        major = hazards[0].grade == Grade.MAJOR
        go = major or random.random() < 0.4
        if hazards[0].enterprise_id in self.spared.get((local.code, quarter_of(last)), ()):
            go = False
        slot = local.take(random, first, last) if go else None
        day = slot.day if slot else (working_days(first, last) or [last])[-1]
        for hazard in hazards:
            hazard.done_on = max(since, first - dt.timedelta(random.randrange(0, 3)))
            hazard.done_note = "已按要求整改完毕，申请复查。"
            hazard_moves.move(hazard, "report")
        recheck = self._recheck(local, inspection, order, slot, day)
        for hazard in hazards:
            self.close(hazard, recheck, day)
            self._lift(hazard, day)

    def _recheck(
        self, local: Unit, inspection: Inspection, order: Order, slot: Slot | None, day: dt.date
    ) -> Recheck:
        again = self._went_again(local, inspection, slot) if slot else None
        return self.scribe.add(
            Recheck(
                kind=RecheckKind.VISIT if slot else RecheckKind.PAPERS,
                enterprise_id=inspection.enterprise_id,
                agency=local.agency,
                inspection=again,
                order=order,
                checked_on=day,
                opinion="经复查，责令整改的问题已整改到位。",
                recorded_at=slot.ends if slot else noon(day),
            )
        )

    def _went_again(self, local: Unit, before: Inspection, slot: Slot) -> Inspection:
        again = self.scribe.add(
            Inspection(
                agency=local.agency,
                enterprise_id=before.enterprise_id,
                party=before.party,
                area_id=before.area_id,
                origin=Origin.RECHECK,
                follows=before,
                planned_on=slot.day,
                content="复查责令整改的问题",
                approved_at=slot.starts - dt.timedelta(hours=16),
                visited_on=slot.day,
                started_at=slot.starts,
                ended_at=slot.starts + dt.timedelta(minutes=self.scribe.random.randrange(22, 42)),
                place=before.place,
                met_person=before.met_person,
                met_post=before.met_post,
                met_phone=before.met_phone,
                card_shown=True,
                narrative=f"对{before.visited_on}检查发现的问题逐项复查，均已整改。",
                filmed=True,
                state=InspectionState.RECORDED,
                made_at=slot.starts - dt.timedelta(days=1),
            )
        )
        write_team(self.scribe, again, slot.team)
        return again

    def _lift(self, hazard: Hazard, day: dt.date) -> None:
        if hazard.decision is not None:
            order_moves.move(hazard.decision, "lift")
            hazard.decision.lifted_on = day


def new_hazard(
    scribe: Scribe, enterprise: Enterprise, agency: Agency, one: Finding, day: dt.date
) -> Hazard:
    """A hazard as it was found; a major one with its two reports and its treatment plan."""
    random = scribe.random
    measure = Measure.SPOT if one.spot and not one.major else Measure.DEADLINE
    hazard = scribe.add(
        Hazard(
            enterprise=enterprise,
            party=enterprise.name,
            area_id=enterprise.area_id,
            agency=agency,
            item=one.item.id if one.item else "",
            description=one.description,
            place=random.choice(PLACES),
            grade=Grade.MAJOR if one.major else Grade.GENERAL,
            standard=one.standard,
            clause=one.clause,
            basis=one.basis,
            measure=Measure.HANDLE if one.major else measure,
            found_on=day,
            unit=random.choice(UNITS),
            person=enterprise.principal,
            goal="消除隐患，恢复正常" if one.major else "整改到位",
        )
    )
    if one.major:
        hazard.told_department_on = hazard.told_workers_on = day + dt.timedelta(1)
        hazard.plan_goal = "彻底消除隐患，验收合格后恢复使用"
        hazard.plan_measures = "停止使用有关设备设施，委托有资质单位改造"
        hazard.plan_funds = f"{random.randrange(2, 40)}万元，企业自筹"
        hazard.plan_people = f"{enterprise.principal}负总责"
        hazard.plan_time = "按整改指令期限完成"
        hazard.plan_emergency = "治理期间设警戒、专人看守，按预案处置"
    return hazard


def noon(day: dt.date) -> dt.datetime:
    """A moment of a day at which papers are written."""
    return dt.datetime.combine(day, dt.time(11, 30), SHANGHAI)
