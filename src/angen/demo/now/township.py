"""The shown township today: a year under way, and something to do for each of its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from angen.demo.now.tasks import Task
from angen.demo.scribe import Scribe
from angen.demo.year.diary import FOREVER, Holder, Slot, Unit, working_days
from angen.demo.year.follow import Follow, new_hazard, noon
from angen.demo.year.plans import annual_plan, township_items
from angen.demo.year.profile import CONDUCTS, GOOD, Conduct, Portions
from angen.demo.year.sheets import Look, look
from angen.demo.year.visits import Planned, write_team, write_visit
from angen.enterprises.models import Enterprise, EnterpriseAccount
from angen.inspections.models import (
    Extension,
    Hazard,
    Inspection,
    Listing,
    ListingProgress,
    Order,
    SelfCheck,
    VillageFinding,
)
from angen.inspections.states import (
    HandleMeasure,
    InspectionState,
    ListingLevel,
    ListingState,
    OrderKind,
    Origin,
    Source,
)
from angen.inspections.states import hazard as hazard_moves
from angen.kernel.calendar import SHANGHAI
from angen.orgs.models import Account, Agency, Appointment, Certificate, Officer
from angen.plans.models import PlanItem
from angen.plans.states import PlanState

DAY = dt.timedelta(1)
STAFF = 4
SETTLED = 75  # days after which all that followed from a visit is over
BY_NOW = 36  # visits of the year that are over


def _good(_unit: str, _quarter: int) -> Conduct:
    return CONDUCTS[GOOD]


class Township:
    """Writes one township's current year and collects what waits for its people."""

    def __init__(
        self, scribe: Scribe, office: Agency, today: dt.date, accounts: Mapping[str, Account]
    ) -> None:
        self.scribe, self.office, self.today, self.accounts = scribe, office, today, accounts
        self.tasks: list[Task] = []
        found = Enterprise.objects.filter(area__path__startswith=office.area.path)
        self.enterprises = list(found.order_by("code"))
        self.staff = self._certified()
        self.unit = Unit(office, [holder for _, holder in self.staff])
        self.follow = Follow(scribe, {str(office.area_id): self.unit}, Portions(_good))

    @property
    def lead(self) -> Officer:
        """Whom the officer's account belongs to."""
        return self.staff[1][0]

    def _certified(self) -> list[tuple[Officer, Holder]]:
        """People in post whose certificates were renewed in time; the first runs the office."""
        posts = Appointment.objects.filter(
            agency=self.office, valid_to=None, works_elsewhere=""
        ).exclude(post=Appointment.Post.LEADER)
        found = []
        for post in posts.select_related("officer").order_by("pk")[:STAFF]:
            issued = self.today - dt.timedelta(500)
            paper: Certificate = self.scribe.certificate(
                post.officer, issued, issuer="山东省司法厅"
            )
            holder = Holder(post.officer_id, paper.pk, paper.number, issued, FOREVER)
            found.append((post.officer, holder))
        return found

    def write(self, county: Agency) -> None:
        """The plan in force, the visits so far, and what is open."""
        plan = annual_plan(
            self.scribe, self.unit, self.today.year, superior=county, state=PlanState.PUBLISHED
        )
        items = township_items(self.scribe, plan, self.enterprises, 12)
        self._so_far(items)
        rest = [item for item in items if item.month >= self.today.month]
        rest = (rest or items)[-12:]
        self._to_come(rest)
        self._open_orders(self.enterprises)
        self._listed(self.enterprises[7], county)
        self._of_the_village(self.enterprises[3])
        self._of_the_enterprise(self.enterprises[0])

    def _so_far(self, items: list[PlanItem]) -> None:
        """Visits of the year that are over with all that followed from them."""
        last = self.today - dt.timedelta(SETTLED)
        first = dt.date(last.year, 1, 16)
        for item in [i for i in items if i.month <= last.month][:BY_NOW]:
            if first >= last or last.year != self.today.year:
                return
            slot = self.unit.take(self.scribe.random, first, last)
            if slot is not None:
                visit = Planned(self.unit, item.enterprise, slot, Origin.PLAN, item=item)
                self._made(visit, 2, 0, settled=True)

    def _made(
        self, visit: Planned, general: int, majors: int, *, settled: bool = False
    ) -> tuple[Inspection, list[Hazard]]:
        day = visit.slot.day
        seen = look(self.scribe.random, visit.enterprise.sector, day, general, majors)
        inspection = write_visit(self.scribe, visit, seen)
        if settled:
            return inspection, self.follow.after(visit, inspection, seen)
        return inspection, self._found(inspection, visit.enterprise, seen)

    def _found(self, inspection: Inspection, enterprise: Enterprise, seen: Look) -> list[Hazard]:
        hazards = []
        for one in seen.found:
            day = inspection.visited_on or self.today
            hazard = new_hazard(self.scribe, enterprise, self.office, one, day)
            hazard.source, hazard.inspection = Source.INSPECTION, inspection
            hazards.append(hazard)
        return hazards

    def _visit_of(self, enterprise: Enterprise, days_ago: int) -> Planned:
        day = working_days(
            self.today - dt.timedelta(days_ago + 9), self.today - dt.timedelta(days_ago)
        )[-1]
        return Planned(self.unit, enterprise, self._slot(day, 9), Origin.UNPLANNED)

    def _slot(self, day: dt.date, hour: int) -> Slot:
        starts = dt.datetime.combine(day, dt.time(hour, 5), SHANGHAI)
        team = (self.staff[1][1], self.staff[2][1])
        return Slot(starts, starts + dt.timedelta(minutes=55), team)

    def _to_come(self, items: list[PlanItem]) -> None:
        """A scheme that waits for approval, three visits of the coming days, one under way."""
        days = working_days(self.today + DAY, self.today + dt.timedelta(14))
        states = (InspectionState.SUBMITTED, *[InspectionState.APPROVED] * 3)
        for place, (state, item) in enumerate(zip(states, items, strict=False)):
            visit = self._scheme(item, days[min(place, len(days) - 1)], state)
            if state == InspectionState.SUBMITTED:
                self._wait("approve_scheme", "visit", visit, visit, visit.planned_on, str(visit))
            else:
                self._wait(
                    "make_visit", "visit", visit, visit, visit.planned_on, str(visit), self.lead
                )
        if len(items) > len(states):
            # One that began this morning has begun: before ten it is the visit of the day before.
            last = self.today if timezone.localtime().hour >= 10 else self.today - DAY
            day = working_days(self.today - dt.timedelta(9), last)[-1]
            visit = self._scheme(items[len(states)], day, InspectionState.UNDERWAY)
            self._wait("sign_visit", "visit", visit, visit, self.today, str(visit), self.lead)

    def _scheme(self, item: PlanItem, day: dt.date, state: InspectionState) -> Inspection:
        slot, head = self._slot(day, 9), self.accounts["zhuren"]
        approved = state != InspectionState.SUBMITTED
        underway = state == InspectionState.UNDERWAY
        visit = self.scribe.add(
            Inspection(
                agency=self.office,
                enterprise=item.enterprise,
                party=item.enterprise.name,
                area_id=item.enterprise.area_id,
                origin=Origin.PLAN,
                plan_item=item,
                planned_on=day,
                content="安全管理、现场设备设施、消防和用电、教育培训",
                submitted_by=self.accounts["zhen"],
                approved_by=head if approved else None,
                approved_at=noon(min(day, self.today) - DAY) if approved else None,
                visited_on=day if underway else None,
                started_at=slot.starts if underway else None,
                card_shown=underway,
                met_person=item.enterprise.principal if underway else "",
                state=state,
                made_by=self.accounts["zhen"],
                made_at=noon(self.today - 2 * DAY),
            )
        )
        write_team(self.scribe, visit, slot.team)
        return visit

    def _open_orders(self, enterprises: list[Enterprise]) -> None:
        """Orders due tomorrow, overdue, with more time asked for, and to be rechecked."""
        tomorrow = self.today + DAY
        order, hazards = self._order(enterprises[0], 14, tomorrow)
        for hazard in hazards:
            self._wait("rectify", "order", hazard, order, tomorrow, self._titled(hazard), self.lead)
        self._wait(
            "own_order", "order", order, order, tomorrow, str(order), account=self.accounts["qiye"]
        )
        late = self.today - dt.timedelta(8)
        order, hazards = self._order(enterprises[1], 30, late)
        for hazard in hazards:
            self._wait("rectify", "order", hazard, order, late, self._titled(hazard), self.lead)
        self._more_time(enterprises[2])
        order, hazards = self._order(enterprises[4], 18, self.today + dt.timedelta(5))
        for hazard in hazards:
            hazard.done_on = self.today - 2 * DAY
            hazard.done_note = "已整改完毕，申请复查。"
            hazard_moves.move(hazard, "report")
        self._wait(
            "recheck", "order", order, order, self.today + dt.timedelta(8),
            f"{enterprises[4].name} 复查", self.lead,
        )  # fmt: skip

    def _more_time(self, enterprise: Enterprise) -> None:
        _, hazards = self._order(enterprise, 9, self.today + dt.timedelta(12))
        until = self.today + dt.timedelta(25)
        asked = self.scribe.add(
            Extension(
                hazard=hazards[0],
                until=until,
                reason="防爆电气需要定制，厂家两周后到货，已停用该工位",
                asked_on=self.today - DAY,
                asked_at=noon(self.today - DAY),
            )
        )
        due = working_days(self.today + DAY, self.today + dt.timedelta(14))[2]
        self._wait(
            "answer_extension", "extension_answer", asked, asked, due,
            f"{enterprise.name} 申请延至 {until}",
        )  # fmt: skip

    def _order(
        self, enterprise: Enterprise, days_ago: int, due: dt.date
    ) -> tuple[Order, list[Hazard]]:
        """A recent visit without plan, its order, and hazards that are being put right."""
        inspection, hazards = self._made(self._visit_of(enterprise, days_ago), 2, 0)
        inspection.reason = "企业复工，现场核查安全条件"
        assert inspection.visited_on is not None
        order = self.scribe.add(
            Order(
                kind=OrderKind.RECTIFY,
                agency=self.office,
                enterprise=enterprise,
                inspection=inspection,
                issued_on=inspection.visited_on,
                due_on=due,
                made_by=self.accounts["zhen"],
            )
        )
        for hazard in hazards:
            self._under(order, hazard, due)
        return order, hazards

    def _under(self, order: Order, hazard: Hazard, due: dt.date) -> None:
        hazard.measure = "deadline" if hazard.grade == "general" else hazard.measure
        hazard.order, hazard.first_due_on, hazard.due_on = order, due, due
        hazard_moves.move(hazard, "order")

    def _listed(self, enterprise: Enterprise, county: Agency) -> None:
        """A major hazard that the county supervises, with this month's progress to be reported."""
        inspection, hazards = self._made(self._visit_of(enterprise, 52), 0, 1)
        inspection.reason = "群众反映现场存在重大风险"
        hazard = hazards[0]
        found, due = hazard.found_on, self.today + dt.timedelta(30)
        order, decision = (
            Order(
                kind=kind,
                agency=self.office,
                enterprise=enterprise,
                inspection=inspection,
                issued_on=found,
                due_on=due if kind == OrderKind.RECTIFY else None,
                measures=[] if kind == OrderKind.RECTIFY else [HandleMeasure.STOP_USE],
                scope="" if kind == OrderKind.RECTIFY else hazard.place,
            )
            for kind in (OrderKind.RECTIFY, OrderKind.HANDLE)
        )
        hazard.decision = self.scribe.add(decision)
        self._under(self.scribe.add(order), hazard, due)
        listing = self.scribe.add(
            Listing(
                hazard=hazard,
                level=ListingLevel.COUNTY,
                proposed_by=self.office,
                proposed_on=found + 2 * DAY,
                listed_by=county,
                supervisor=self.office,
                person=self.scribe.people.name(),
                demands="停止使用有关设备设施，限期治理，未经验收不得恢复。",
                listed_on=found + 6 * DAY,
                due_on=due,
                published_on=found + 8 * DAY,
                published_at=f"{county.area.name}人民政府网站",
                state=ListingState.LISTED,
            )
        )
        month = self.today.replace(day=1)
        self.scribe.add(
            ListingProgress(
                listing=listing,
                month=(month - DAY).replace(day=1),
                percent=35,
                said="已委托设计，设备停用，现场专人看守。",
                reported_on=month - DAY,
            )
        )
        end = (month + dt.timedelta(32)).replace(day=1) - DAY
        self._wait(
            "listing_progress", "listing", listing, listing, end, f"{enterprise.name} 督办进展"
        )
        self._wait("listing_due", "listing", listing, listing, due, str(listing), agency=county)

    def _of_the_village(self, enterprise: Enterprise) -> None:
        finding = self.scribe.add(
            VillageFinding(
                area=self.accounts["cun"].assignments[0].area,
                enterprise=enterprise,
                where="村东仓库",
                description="仓库安全出口被货物堵塞，已当场劝阻。",
                found_on=self.today - DAY,
                dissuaded=True,
                reported_at=noon(self.today - DAY),
                reported_by=self.accounts["cun"],
                agency=self.office,
            )
        )
        due = working_days(self.today + DAY, self.today + dt.timedelta(14))[1]
        self._wait("village_finding", "village_finding", finding, finding, due, str(finding))

    def _of_the_enterprise(self, enterprise: Enterprise) -> None:
        """The enterprise's account: last month's check is there, this month's is due."""
        account = self.accounts["qiye"]
        self.scribe.add(
            EnterpriseAccount(
                account=account, enterprise=enterprise, valid_from=self.today - dt.timedelta(200)
            )
        )
        month = self.today.replace(day=1)
        day = month - 6 * DAY
        seen = look(self.scribe.random, enterprise.sector, day, 0, 0)
        self.scribe.add(
            SelfCheck(
                enterprise=enterprise,
                checked_on=day,
                checker=enterprise.principal,
                scope="全厂",
                sectors=list(seen.answers),
                answers={i: a for sheet in seen.answers.values() for i, a in sheet.items()},
                told_workers_on=day + DAY,
                made_by=account,
                made_at=noon(day),
            )
        )
        end = (month + dt.timedelta(32)).replace(day=1) - DAY
        self._wait(
            "self_check", "self_check_new", enterprise, enterprise, end,
            f"{enterprise.name} 本月自查", account=account,
        )  # fmt: skip

    def _titled(self, hazard: Hazard) -> str:
        return f"{hazard.party}：{hazard.description}"[:180]

    def _wait(
        self,
        kind: str,
        page: str,
        subject: object,
        at: object,
        due: dt.date,
        title: str,
        officer: Officer | None = None,
        *,
        account: Account | None = None,
        agency: Agency | None = None,
    ) -> None:
        self.tasks.append(
            Task(
                f"inspections.{kind}",
                f"inspections:{page}",
                subject,  # type: ignore[arg-type]
                at,  # type: ignore[arg-type]
                due,
                agency or self.office,
                title,
                officer,
                account,
            )
        )
