"""One township office with its people, and facts about it."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from angen.assess.facts import UnitFact, facts_on
from angen.capacity.models import (
    Attendance,
    BudgetLine,
    ConductDeclaration,
    Course,
    EquipmentItem,
    FieldDay,
    FiledDocument,
    Insurance,
    Premises,
    Session,
)
from angen.orgs.models import Agency, LedgerStatement, Officer
from factories import AgencyFactory, AppointmentFactory

DAY = dt.date(2021, 12, 31)
SINCE = dt.date(2015, 1, 1)
_numbers = itertools.count(1)


def office(**fields: Any) -> Agency:
    """A township's office."""
    return AgencyFactory(**fields)


def staff(agency: Agency, *, entered_on: dt.date | None = SINCE, **appointment: Any) -> Officer:
    """A person with a post at ``agency``."""
    made = AppointmentFactory(agency=agency, officer__entered_on=entered_on, **appointment)
    return made.officer


def states(agency: Agency, ledger: str, count: int, as_of: dt.date = DAY) -> LedgerStatement:
    """The unit's own word about a ledger."""
    return LedgerStatement.objects.create(
        area=agency.area, ledger=ledger, as_of=as_of, count=count, stated_by="申报人"
    )


def session(
    kind: str = "rotation",
    ends_on: dt.date = DAY,
    *,
    organiser: Agency | None = None,
    days: int = 5,
    hours: int = 40,
) -> Session:
    """One run of a course of its own."""
    number = next(_numbers)
    course = Course.objects.create(
        organiser=organiser or AgencyFactory(kind="emergency_bureau"),
        title=f"课程{number}",
        kind=kind,
        hours=Decimal(hours),
    )
    return Session.objects.create(
        course=course, label="第1期", starts_on=ends_on - dt.timedelta(days - 1), ends_on=ends_on
    )


def trained(officer: Officer, run: Session | None = None, **fields: Any) -> Attendance:
    """The person came and passed, unless told otherwise."""
    kind = fields.pop("kind", "rotation")
    on = fields.pop("on", DAY)
    given = {"passed": True, "days": None} | fields
    return Attendance.objects.create(session=run or session(kind, on), officer=officer, **given)


def item(agency: Agency, category: str = "vehicle", **fields: Any) -> EquipmentItem:
    """One item in use since the beginning."""
    given = {"number": f"ZB{next(_numbers)}", "name": "装备", "received_on": SINCE} | fields
    return EquipmentItem.objects.create(agency=agency, category=category, **given)


def budget(agency: Agency, yuan: int, category: str = "office", **fields: Any) -> BudgetLine:
    """A budget line of 2021."""
    given = {"year": 2021, "source": "own_budget"} | fields
    return BudgetLine.objects.create(
        agency=agency, category=category, amount_cents=yuan * 100, **given
    )


def premises(agency: Agency, **fields: Any) -> Premises:
    given = {"address": f"镇政府{next(_numbers)}楼", "valid_from": SINCE} | fields
    return Premises.objects.create(agency=agency, **given)


def document(agency: Agency, kind: str, **fields: Any) -> FiledDocument:
    """A document with its file, issued on the first of March 2021."""
    on = fields.pop("issued_on", dt.date(2021, 3, 1))
    given = {"valid_from": on, "file_sha256": "a" * 64} | fields
    return FiledDocument.objects.create(
        agency=agency,
        kind=kind,
        title="文件",
        number=f"文{next(_numbers)}",
        issued_by="镇政府",
        issued_on=on,
        **given,
    )


def insured(officer: Officer, **fields: Any) -> Insurance:
    given = {"valid_from": dt.date(2021, 1, 1), "valid_to": DAY} | fields
    return Insurance.objects.create(
        officer=officer, policy_no=f"BX{next(_numbers)}", insurer="人保", **given
    )


def field_day(officer: Officer, on: dt.date) -> FieldDay:
    return FieldDay.objects.create(officer=officer, worked_on=on, place="某厂")


def declared(officer: Officer, **fields: Any) -> ConductDeclaration:
    given = {"year": 2021, "declared_on": dt.date(2021, 2, 1)} | fields
    return ConductDeclaration.objects.create(officer=officer, **given)


def fact(agency: Agency, name: str, on: dt.date = DAY) -> UnitFact:
    """The fact of the body's own area."""
    return facts_on([agency.area_id], on, [name])[agency.area_id][name]


def value(agency: Agency, name: str, on: dt.date = DAY) -> Decimal | None:
    return fact(agency, name, on).value
