"""The pages of capacity: what they say, to whom, and with how many queries."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from angen.audit.queries import history
from angen.capacity.actions.training import Mark, enrol, mark_attendance
from angen.capacity.models import Attendance, Calibration, Receipt, Session
from angen.capacity.queries import allowance, equipping, numbers, rotation, spending
from angen.capacity.queries.days import months_after
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Account, Agency, Area
from angen.policy.loader import load_pack
from angen.rulebook import queries as rulebook
from capacity import world
from desk.samples import browser, sheet_of
from factories import AccountFactory, AgencyFactory, AreaFactory
from factories.inspections import InspectionFactory, InspectionOfficerFactory

pytestmark = pytest.mark.django_db
PACKS = Path(__file__).parents[2] / "packs"
DAY = dt.date(2021, 12, 31)
PAGES = (
    "training/due/?on=2021-12-31",
    "allowance/?month=2021-11",
    "equipment/?on=2021-12-31",
    "funds/?year=2021",
)


@pytest.fixture(autouse=True)
def packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hunan's policy and the national one govern, without being installed."""
    active = tuple(load_pack(PACKS / name) for name in ("hunan-2014", "national", "rizhao-2021"))
    for module in (rulebook, numbers):
        monkeypatch.setattr(module, "active_packs", lambda: active)


@pytest.fixture
def county() -> Area:
    province = AreaFactory(code="43", level="province", name="湖南省")
    city = AreaFactory(level="prefecture", parent=province)
    made: Area = AreaFactory(level="county", parent=city, name="浏阳市")
    return made


@pytest.fixture
def office(county: Area) -> Agency:
    made: Agency = AgencyFactory(
        area=AreaFactory(parent=county, name="大瑶镇"), name="大瑶镇应急办"
    )
    return made


@pytest.fixture
def head(office: Agency) -> Account:
    made: Account = AccountFactory(role="township_head", area=office.area)
    return made


@pytest.fixture
def web(head: Account) -> Client:
    return browser(head)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2018, 12, 31), 36, dt.date(2021, 12, 31)),
        (dt.date(2020, 2, 29), 12, dt.date(2021, 2, 28)),
        (dt.date(2021, 1, 31), 1, dt.date(2021, 2, 28)),
        (dt.date(2021, 11, 30), 2, dt.date(2022, 1, 30)),
    ],
)
def test_months_after(day: dt.date, months: int, then: dt.date) -> None:
    assert months_after(day, months) == then


def test_due_exactly_after_three_years_and_overdue_the_day_after(
    office: Agency, head: Account
) -> None:
    world.trained(world.staff(office), on=dt.date(2018, 12, 31))
    (one,) = rotation.due(head, DAY)
    assert (one.due_on, one.days, one.state) == (DAY, 0, "soon")
    (one,) = rotation.due(head, DAY + dt.timedelta(1))
    assert (one.days, one.state, one.left) == (-1, "overdue", "逾期1天")
    (one,) = rotation.due(head, DAY - dt.timedelta(181))
    assert one.state == "later"


def test_overdue_first_never_trained_from_entering_and_others_left_out(
    office: Agency, head: Account
) -> None:
    late = world.staff(office, entered_on=dt.date(2016, 1, 1))
    fresh = world.staff(office)
    world.trained(fresh, on=dt.date(2021, 1, 1))
    failed = world.staff(office, entered_on=dt.date(2017, 1, 1))
    world.trained(failed, on=dt.date(2021, 1, 1), passed=False)
    world.staff(office, post="leader")
    world.staff(office, works_elsewhere="别处")
    world.staff(AgencyFactory())
    people = rotation.due(head, DAY)
    assert [p.officer_id for p in people] == [late.pk, failed.pk, fresh.pk]
    assert [p.last_on for p in people][:2] == [None, None]


def test_a_period_binds_only_whom_its_rules_speak_of() -> None:
    city = AreaFactory(code="3711", level="prefecture")
    county = AreaFactory(level="county", parent=city)
    town = AreaFactory(parent=county)
    found = numbers.numbers(rotation.ROUND_NUMBERS, [county, town], DAY)
    assert found["rotation_months"] == {county.pk: None, town.pk: None}
    assert found["training_round_months"][county.pk] is None
    ruling = found["training_round_months"][town.pk]
    assert ruling is not None and ruling.value == 12


def test_the_list_on_the_page_and_in_the_spreadsheet(office: Agency, web: Client) -> None:
    person = world.staff(office, entered_on=dt.date(2016, 1, 1))
    text = web.get("/capacity/training/due/?on=2021-12-31").content.decode()
    assert person.name in text and "从未轮训" in text and "第10条" in text
    rows = sheet_of(web.get("/capacity/training/due/?on=2021-12-31&format=xlsx"))
    assert rows[1][0] == person.name and rows[1][5] == "已逾期"
    assert web.get("/capacity/training/due/?on=2021-02-30").status_code in (400, 403, 409, 422)
    assert web.get("/capacity/training/due/?state=x").status_code == 404
    assert web.get("/capacity/training/due/?area=nowhere").status_code == 404


def days(person: Any, number: int) -> None:
    for day in range(1, number + 1):
        world.field_day(person, dt.date(2021, 11, day))


def test_ten_field_days_earn_the_month(office: Agency, head: Account) -> None:
    ten, nine, none = (world.staff(office, on_establishment=True) for _ in range(3))
    days(ten, 10)
    days(nine, 9)
    outside = world.staff(office, on_establishment=False)
    days(outside, 20)
    days(world.staff(office, post="leader"), 20)
    world.field_day(nine, dt.date(2021, 10, 31))
    (sheet,) = allowance.sheets(head, dt.date(2021, 11, 1))
    lines = {line.officer_id: line for line in sheet.lines}
    assert set(lines) == {ten.pk, nine.pk, none.pk}
    assert (lines[ten.pk].earned, lines[ten.pk].yuan) == (True, 220)
    assert (lines[nine.pk].earned, lines[nine.pk].short, lines[nine.pk].yuan) == (False, 1, 0)
    assert lines[none.pk].short == 10
    assert (sheet.earners, sheet.yuan) == (1, 220)
    assert sheet.amount is not None and sheet.amount.basis == "unverified"


def test_days_of_visits_count_once_beside_those_entered(
    office: Agency, head: Account, web: Client, django_assert_max_num_queries: Any
) -> None:
    people = [world.staff(office) for _ in range(3)]
    for n in range(1, 11):  # ten days, each with two visits
        for _ in range(2):
            visit = InspectionFactory(
                agency=office, state="recorded", visited_on=dt.date(2021, 11, n), card_shown=True,
                ended_at=dt.datetime(2021, 11, n, 12, tzinfo=dt.UTC), party="振兴鞭炮厂",
            )  # fmt: skip
            InspectionOfficerFactory(inspection=visit, officer=people[0])
    InspectionOfficerFactory(
        inspection=InspectionFactory(agency=office, planned_on=dt.date(2021, 11, 20)),
        officer=people[0],
    )
    world.field_day(people[0], dt.date(2021, 11, 1))  # the day of a visit, entered too
    world.field_day(people[1], dt.date(2021, 11, 2))
    with django_assert_max_num_queries(12):
        (sheet,) = allowance.sheets(head, dt.date(2021, 11, 1))
    lines = {line.officer_id: line for line in sheet.lines}
    first, second, third = (lines[person.pk] for person in people)
    assert (first.days, first.visited, first.entered, first.earned) == (10, 10, 0, True)
    assert (second.days, second.visited, second.entered, second.earned) == (1, 0, 1, False)
    assert third.days == 0 and third.earned is False
    text = web.get("/capacity/allowance/?month=2021-11").content.decode()
    assert "振兴鞭炮厂、振兴鞭炮厂" in text and "手工登记" in text
    assert allowance.latest_month(head, dt.date(2021, 11, 30)) == dt.date(2021, 11, 1)


def test_a_body_without_any_field_day_is_unknown(office: Agency, web: Client) -> None:
    person = world.staff(office)
    world.field_day(person, dt.date(2021, 10, 31))
    text = web.get("/capacity/allowance/?month=2021-11").content.decode()
    assert "没有登记不等于没有到现场" in text
    text = web.get("/capacity/allowance/?month=2021-10").content.decode()
    assert "差 9 天" in text and "待核" in text
    rows = sheet_of(web.get("/capacity/allowance/?month=2021-10&format=xlsx"))
    assert rows[1][2:6] == [person.name, 1.0, 0.0, 1.0]
    assert rows[1][6:8] == [10.0, "差9天"]
    for wrong in ("2021-13", "x", "2021"):
        assert web.get(f"/capacity/allowance/?month={wrong}").status_code in (400, 403, 409, 422)


def test_equipment_by_category_and_what_is_due(office: Agency, head: Account, web: Client) -> None:
    world.item(office, quantity=2)
    world.item(office, "office", quantity=3)
    world.item(office, retired_on=DAY)
    never, ended, good = (world.item(office, "detector", needs_calibration=True) for _ in range(3))
    for thing, until in ((ended, DAY - dt.timedelta(1)), (good, DAY + dt.timedelta(61))):
        Calibration.objects.create(
            item=thing, certificate_no="J", valid_from=world.SINCE, valid_to=until
        )
    found = equipping.overview(head, DAY)
    (row,) = found.rows
    assert [piece.number for piece in row.pieces] == [2, 0, 0, 0, 3]
    assert (row.others, row.total, found.unkept) == (3, 8, 5)
    assert {item.pk for item in found.calibrations} == {never.pk, ended.pk}
    assert "没有检定记录" in web.get("/capacity/equipment/?on=2021-12-31").content.decode()
    soon = equipping.overview(head, DAY + dt.timedelta(1))
    assert good.pk in {item.pk for item in soon.calibrations}


def test_a_body_without_items_is_unknown(office: Agency, web: Client) -> None:
    assert "配备未知" in web.get("/capacity/equipment/?on=2021-12-31").content.decode()


def test_funds_by_category_and_body(office: Agency, head: Account, web: Client) -> None:
    line = world.budget(office, 1000)
    world.budget(office, 500, "case")
    Receipt.objects.create(line=line, received_on=DAY, amount_cents=50000, voucher="1")
    world.budget(AgencyFactory(), 9999)
    found = spending.year_of_funds(head, 2021)
    assert [(r.label, r.budget, r.received) for r in found.categories] == [
        ("办公费", 100000, 50000),
        ("办案费", 50000, 0),
    ]
    assert (found.total.budget, found.total.share_spent) == (150000, 0)
    assert [row.body for row in found.bodies] == [office]
    rows = sheet_of(web.get("/capacity/funds/?year=2021&format=xlsx"))
    assert rows[1][:4] == ["办公费", "", 1000.0, 500.0]
    assert "没有登记不等于没有经费" in web.get("/capacity/funds/?year=2019").content.decode()
    assert web.get("/capacity/funds/?year=x").status_code in (400, 403, 409, 422)


def fill(office: Agency, number: int) -> None:
    for _ in range(number):
        person = world.staff(office)
        world.field_day(person, dt.date(2021, 11, 1))
        world.budget(AgencyFactory(area=AreaFactory(parent=office.area.parent)), 10)
        world.item(office)


@pytest.mark.parametrize("page", PAGES)
def test_more_records_ask_no_more_queries(page: str, office: Agency, county: Area) -> None:
    web = browser(AccountFactory(role="county_brigade", area=county))
    fill(office, 2)
    web.get(f"/capacity/{page}")
    with CaptureQueriesContext(connection) as few:
        assert web.get(f"/capacity/{page}").status_code == 200
    fill(office, 6)
    with CaptureQueriesContext(connection) as many:
        web.get(f"/capacity/{page}")
    assert len(many) == len(few) <= 15


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_another_township(page: str, office: Agency) -> None:
    fill(office, 1)
    stranger = browser(AccountFactory(role="township_head"))
    answer = stranger.get(f"/capacity/{page}").content.decode()
    assert "大瑶镇" not in answer
    refused = browser(AccountFactory(role="village_officer")).get(f"/capacity/{page}")
    assert refused.status_code in (403, 404, 409, 422)


@pytest.fixture
def session(office: Agency) -> Session:
    return world.session("rotation", dt.date(2021, 12, 30), organiser=office, days=3)


def test_due_people_are_offered_and_enrolled(
    session: Session, office: Agency, head: Account, web: Client
) -> None:
    late, fresh = world.staff(office), world.staff(office)
    world.trained(fresh, on=dt.date(2021, 6, 1))
    url = f"/capacity/training/sessions/{session.pk}/enrol/"
    text = web.get(url).content.decode()
    assert late.name in text and fresh.name not in text
    assert fresh.name in web.get(f"{url}?all=1").content.decode()
    assert web.post(url, {"officer": [late.pk]}).status_code == 302
    (seat,) = session.attendances.all()
    assert (seat.officer, seat.passed) == (late, None)
    assert "报名培训" in [entry.label for entry in history(seat)]
    answer = web.post(url, {"officer": [late.pk]})
    assert answer.status_code == 422 and "不必重复报名" in answer.content.decode()
    assert "请先勾选" in web.post(url, {}).content.decode()


def test_a_full_session_and_people_of_others_are_refused(
    session: Session, office: Agency, head: Account
) -> None:
    session.capacity = 1
    session.save()
    people = [world.staff(office).pk for _ in range(2)]
    with pytest.raises(Refused, match="还剩1个"):
        enrol(session, people, by=head)
    with pytest.raises(NotAllowed):
        enrol(session, [world.staff(AgencyFactory()).pk], by=head)
    with pytest.raises(NotAllowed):
        enrol(session, people[:1], by=AccountFactory(role="township_head"))
    assert not session.attendances.exists()


def test_the_whole_sheet_is_saved_at_once(session: Session, office: Agency, web: Client) -> None:
    people = [world.staff(office) for _ in range(2)]
    first, second = (Attendance.objects.create(session=session, officer=p) for p in people)
    url = f"/capacity/training/sessions/{session.pk}/"
    data = {
        f"{first.pk}-days": "3",
        f"{first.pk}-score": "88.5",
        f"{first.pk}-passed": "1",
        f"{first.pk}-certificate_no": "PX1",
        f"{second.pk}-days": "0",
        f"{second.pk}-passed": "0",
    }
    assert web.post(url, data).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.days, first.score, first.passed, first.certificate_no) == (3, 88.5, True, "PX1")
    assert (second.days, second.passed) == (0, False)
    (entry,) = history(first)
    assert entry.content["changes"]["考核合格"] == ["", "是"]
    web.post(url, data)
    assert len(history(first)) == 1


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({"days": "4"}, "多于本期的3天"),
        ({"days": "0", "passed": "1"}, "不能登记为考核合格"),
        ({"certificate_no": "PX1"}, "不能发结业证"),
        ({"score": "101"}, "成绩"),
        ({"days": "三"}, "到课天数"),
    ],
)
def test_a_wrong_row_refuses_the_sheet(
    session: Session, office: Agency, web: Client, row: dict[str, str], part: str
) -> None:
    people = [world.staff(office) for _ in range(2)]
    good, bad = (Attendance.objects.create(session=session, officer=p) for p in people)
    data = {f"{good.pk}-days": "3"} | {f"{bad.pk}-{name}": text for name, text in row.items()}
    answer = web.post(f"/capacity/training/sessions/{session.pk}/", data)
    assert answer.status_code == 422
    assert part in answer.content.decode() and people[1].name in answer.content.decode()
    good.refresh_from_db()
    assert good.days is None


def test_no_marks_before_the_session_begins_nor_for_others(
    session: Session, office: Agency, head: Account
) -> None:
    seat = Attendance.objects.create(session=session, officer=world.staff(office))
    marks = {seat.pk: Mark(passed=True)}
    with pytest.raises(Refused, match="才开班"):
        mark_attendance(session, marks, today=dt.date(2021, 12, 27), by=head)
    stranger = AccountFactory(role="township_head")
    with pytest.raises(NotAllowed):
        mark_attendance(session, marks, today=timezone.localdate(), by=stranger)
    assert browser(stranger).get(f"/capacity/training/sessions/{session.pk}/").status_code == 404
