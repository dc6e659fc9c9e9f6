"""The record of a person 履职档案, drawn from work done: nothing is stored, everything is asked.

湘政办意见 第11条; 弥安发〔2020〕3号 （十三） (尽职免责): what was done, when, and what was not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from angen.capacity.models import Attendance, ConductDeclaration
from angen.capacity.queries.field_days import SiteDay, field_days
from angen.desk.dated import holds
from angen.inspections.models import Hazard, InspectionOfficer, Order, Recheck
from angen.inspections.states import Grade, InspectionState
from angen.orgs.models import Appointment, Certificate, CertificateSuspension, Officer
from angen.papers.models import Paper
from angen.worklist.models import Deadline
from angen.worklist.states import DeadlineState

SHOWN: Final = 200


@dataclass(frozen=True)
class Work:
    """What one person did in a time, in numbers. ``missed`` deadlines are over and still open."""

    lead: int = 0
    second: int = 0
    days: int = 0
    grades: dict[str, int] = field(default_factory=dict)
    rechecks: int = 0
    met: int = 0
    late: int = 0
    missed: int = 0

    @property
    def visits(self) -> int:
        """Visits made, as lead or second."""
        return self.lead + self.second

    @property
    def hazards(self) -> int:
        """Hazards found on these visits."""
        return sum(self.grades.values())


@dataclass(frozen=True)
class PersonalRecord:
    """Everything about one person from ``since`` to ``until``, both included."""

    officer: Officer
    since: dt.date
    until: dt.date
    work: Work
    posts: list[Appointment]
    certificates: list[Certificate]
    suspended: set[int]
    trainings: list[Attendance]
    visits: list[InspectionOfficer]
    orders: list[Order]
    papers: list[Paper]
    days: Sequence[SiteDay]
    duties: list[Deadline]
    declarations: list[ConductDeclaration]


def _visits(officers: Collection[int], since: dt.date, until: dt.date) -> QuerySet[Any]:
    return InspectionOfficer.objects.filter(
        officer__in=officers,
        inspection__state=InspectionState.RECORDED,
        inspection__visited_on__range=(since, until),
    )


def _duties(officers: Collection[int], since: dt.date, until: dt.date) -> QuerySet[Any]:
    """What these people, not their office, had to do."""
    mine = Q(officer__in=officers) | Q(account__officer__in=officers)
    found = Deadline.objects.filter(mine, due_on__range=(since, until))
    return found.exclude(state=DeadlineState.CANCELLED)


def works(officers: Collection[int], since: dt.date, until: dt.date) -> dict[int, Work]:
    """The numbers of many people; five queries whatever their number."""
    leads: Counter[tuple[int, bool]] = Counter()
    made = _visits(officers, since, until).order_by()
    for officer, lead, n in made.values_list("officer", "lead").annotate(n=Count("pk")):
        leads[officer, lead] = n
    grades: dict[int, dict[str, int]] = {}
    found = Hazard.objects.filter(
        dismissed_for="",
        inspection__state=InspectionState.RECORDED,
        inspection__visited_on__range=(since, until),
        inspection__officers__officer__in=officers,
    ).order_by()
    rows = found.values_list("inspection__officers__officer", "grade")
    for officer, grade, n in rows.annotate(n=Count("pk")):
        if officer in officers:
            grades.setdefault(officer, {})[grade] = n
    again = Recheck.objects.filter(officers__in=officers, checked_on__range=(since, until))
    rechecks = dict(again.order_by().values_list("officers").annotate(n=Count("pk")))
    duties: Counter[tuple[int, str]] = Counter()
    told = _duties(officers, since, until).values_list(
        "officer", "account__officer", "state", "late", "due_on"
    )
    for officer, other, state, late, due in told:
        kept = fate(state, late, due, until)
        if kept:
            duties[officer or other, kept] += 1
    days = field_days(since, until, officers)
    return {
        pk: Work(
            lead=leads[pk, True],
            second=leads[pk, False],
            days=len(days.get(pk, ())),
            grades=grades.get(pk, {}),
            rechecks=rechecks.get(pk, 0),
            met=duties[pk, "met"],
            late=duties[pk, "late"],
            missed=duties[pk, "missed"],
        )
        for pk in officers
    }


def fate(state: str, late: bool, due: dt.date, on: dt.date) -> str:
    """What became of a deadline: "met", "late", "missed", or "" while it still runs."""
    if state == DeadlineState.MET:
        return "late" if late else "met"
    return "missed" if state == DeadlineState.OPEN and due < on else ""


def personal_record(officer: Officer, since: dt.date, until: dt.date) -> PersonalRecord:
    """The record of one person for a time."""
    own = [officer.pk]
    during = Q(valid_from__lte=until) & (Q(valid_to=None) | Q(valid_to__gte=since))
    made = _visits(own, since, until)
    visits = made.select_related("inspection__agency").order_by("-inspection__visited_on", "-pk")
    certificates = list(officer.certificates.filter(holds(until)).order_by("kind", "valid_from"))
    stopped = CertificateSuspension.objects.filter(holds(until), certificate__in=certificates)
    orders = Order.objects.filter(
        issued_on__range=(since, until), inspection__in=made.values("inspection")
    )
    trainings = officer.attendances.filter(session__ends_on__range=(since, until))
    papers = Paper.objects.filter(issued_by__officer=officer, issued_on__range=(since, until))
    declared = ConductDeclaration.objects.filter(officer=officer, declared_on__range=(since, until))
    return PersonalRecord(
        officer=officer,
        since=since,
        until=until,
        work=works(own, since, until)[officer.pk],
        posts=list(
            officer.appointments.filter(during).select_related("agency").order_by("valid_from")
        ),
        certificates=certificates,
        suspended=set(stopped.values_list("certificate", flat=True)),
        trainings=list(trainings.select_related("session__course").order_by("session__ends_on")),
        visits=list(visits[:SHOWN]),
        orders=list(orders.select_related("enterprise", "paper").order_by("-issued_on")[:SHOWN]),
        papers=list(papers.order_by("-issued_on", "-pk")[:SHOWN]),
        days=field_days(since, until, own).get(officer.pk, ()),
        duties=list(_duties(own, since, until).order_by("due_on")[:SHOWN]),
        declarations=list(declared.order_by("declared_on")),
    )


GRADES: Final = dict(Grade.choices)
