"""A small world: a county with townships, their offices, people and certificates."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import ibis
from ibis import _

from angen.kernel.indicators import Count, Indicator, Measure, Ratio
from angen.orgs.models import (
    Account,
    Agency,
    Appointment,
    Area,
    AreaPlace,
    Certificate,
    LedgerStatement,
    Officer,
    RoleAssignment,
)

START = dt.date(2020, 1, 1)
DAY = dt.date(2021, 12, 31)
_numbers = itertools.count(1)


def area(code: str, name: str, level: str, kind: str, parent: Area | None = None) -> Area:
    path = f"{parent.path if parent else '/'}{code}/"
    made = Area.objects.create(
        code=code, name=name, level=level, kind=kind, parent=parent, path=path
    )
    if parent is not None:
        AreaPlace.objects.create(area=made, parent=parent, valid_from=dt.date(1949, 10, 1))
    return made


def county() -> Area:
    province = area("37", "山东省", "province", "province")
    city = area("3711", "日照市", "prefecture", "prefecture", province)
    return area("371102", "东港区", "county", "county", city)


def township(code: str, name: str, parent: Area, kind: str = "town") -> Area:
    return area(code, name, "township", kind, parent)


def office(unit: Area, kind: str = "township_office") -> Agency:
    return Agency.objects.create(
        area=unit, kind=kind, name=f"{unit.name}应急管理办公室", valid_from=START
    )


def officer(agency: Agency, **appointment: object) -> Officer:
    number = next(_numbers)
    made = Officer.objects.create(
        agency=agency,
        name=f"人员{number}",
        identity_no=f"3711021990{number:08d}",
        gender="male",
        born_on=dt.date(1990, 1, 1),
        employment="institution",
    )
    Appointment.objects.create(
        **{"officer": made, "agency": agency, "post": "member", "valid_from": START} | appointment
    )
    return made


def certificate(holder: Officer, **fields: object) -> Certificate:
    number = next(_numbers)
    given = {"kind": "enforcement", "number": f"Z{number}", "issuer": "司法局"}
    dates = {"valid_from": START, "valid_to": dt.date(2025, 1, 1)}
    return Certificate.objects.create(officer=holder, **(given | dates | fields))


def statement(unit: Area, ledger: str, count: int, as_of: dt.date = DAY) -> LedgerStatement:
    return LedgerStatement.objects.create(
        area=unit, ledger=ledger, count=count, as_of=as_of, stated_by="张三"
    )


def account(role: str, unit: Area, name: str = "") -> Account:
    made = Account.objects.create_user(
        name or f"{role}{next(_numbers)}", "long-password-1", name="李四"
    )
    RoleAssignment.objects.create(account=made, role=role, area=unit, valid_from=START)
    return made


def _holds(t: object, on: object) -> object:
    return (t.valid_from <= on) & (t.valid_to.isnull() | (t.valid_to >= on))


def _in_post(t: object, on: object) -> object:
    posts = t.orgs_appointment
    posts = posts.filter(_holds(posts, on) & (posts.works_elsewhere == "") & (_.post != "leader"))
    agencies = t.orgs_agency
    return posts.join(agencies, posts.agency_id == agencies.id).select(
        unit_id=agencies.area_id,
        record_id=posts.officer_id.cast("string"),
        record_type=ibis.literal("orgs.officer"),
        full_time=posts.full_time,
    )


def people(t: object, on: object) -> Count:
    return Count(_in_post(t, on), ledger="officers")


def full_time(t: object, on: object) -> Ratio:
    whole = _in_post(t, on)
    return Ratio(part=whole.filter(whole.full_time), whole=whole)


def posts(t: object, on: object) -> Measure:
    rows, agencies = t.orgs_establishment, t.orgs_agency
    rows = rows.filter(_holds(rows, on))
    return Measure(
        rows.join(agencies, rows.agency_id == agencies.id).select(
            unit_id=agencies.area_id,
            record_id=rows.id.cast("string"),
            record_type=ibis.literal("orgs.establishment"),
            value=rows.posts,
        ),
        ledger="offices",
    )


def _certificates(t: object, on: object) -> object:
    papers, holders, agencies = t.orgs_certificate, t.orgs_officer, t.orgs_agency
    papers = papers.filter(_holds(papers, on))
    joined = papers.join(holders, papers.officer_id == holders.id)
    return joined.join(agencies, holders.agency_id == agencies.id).select(
        unit_id=agencies.area_id,
        record_id=papers.id.cast("string"),
        record_type=ibis.literal("orgs.certificate"),
        officer_id=papers.officer_id.cast("string"),
    )


def certified(t: object, on: object) -> Count:
    recorded, there = _certificates(t, on), _in_post(t, on)
    return Count(
        recorded.filter(recorded.officer_id.isin(there.record_id)),
        ledger="certificates",
        recorded=recorded,
    )


def claimed(t: object, on: object) -> Measure:
    said = t.orgs_ledgerstatement
    said = said.filter((said.ledger == "certificates") & (said.as_of <= on))
    latest = said.group_by("area_id").agg(as_of=said.as_of.max())
    said = said.semi_join(latest, ["area_id", "as_of"])
    return Measure(
        said.select(
            unit_id=said.area_id,
            record_id=said.id.cast("string"),
            record_type=ibis.literal("orgs.ledgerstatement"),
            value=said["count"],
        )
    )


def this_year(t: object, on: object) -> Count:
    rows, agencies = t.orgs_appointment, t.orgs_agency
    rows = rows.filter((rows.valid_from.year() == on.year()) & (rows.valid_from <= on))
    return Count(
        rows.join(agencies, rows.agency_id == agencies.id).select(
            unit_id=agencies.area_id,
            record_id=rows.id.cast("string"),
            record_type=ibis.literal("orgs.appointment"),
        )
    )


INDICATORS = {
    each.name: each
    for each in (
        Indicator("officers_in_post", "在岗人数", "人", "day", people, frozenset()),
        Indicator("posts", "编制数", "人", "day", posts, frozenset()),
        Indicator("full_time_share", "专职比例", "比例", "day", full_time, frozenset()),
        Indicator(
            "officers_certified_on_post", "在岗持证人数", "人", "day", certified, frozenset()
        ),
        Indicator("certificates_claimed", "申报持证人数", "人", "day", claimed, frozenset()),
        Indicator("recruits", "当年新进人数", "人", "year", this_year, frozenset()),
    )
}
ONE = Decimal(1)
