"""Every ledger of capacity takes a filled-in template and names each row it refuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from angen.audit.queries import history
from angen.capacity import models
from angen.desk import jobs
from angen.desk.actions import confirm_import, upload_import
from angen.desk.ledger import Ledger, ledger, ledgers
from angen.desk.models import ImportBatch
from angen.kernel.money import cents_of
from angen.orgs.models import Account, Agency
from capacity import world
from desk.samples import browser, sheet_of, workbook
from factories import AccountFactory, AgencyFactory, AppointmentFactory, AreaFactory

pytestmark = pytest.mark.django_db
OWN = "河山镇应急办"
TOMORROW = timezone.localdate() + dt.timedelta(1)
LINE = f"{OWN}/2021年办公费（本级财政预算）"


@dataclass
class Case:
    """A good row by column name, and changes that make it bad with a part of the sentence."""

    good: dict[str, Any]
    bad: list[tuple[dict[str, Any], str]]
    again: dict[str, Any] = field(default_factory=dict)  # what a second import may change


CASES = {
    "courses": Case(
        {"title": "乡镇轮训", "kind": "轮训", "hours": 40, "organiser": OWN},
        [
            ({"kind": "讲座"}, "请填"),
            ({"hours": -1}, "不能小于"),
            ({"organiser": "别处"}, "没有找到"),
        ],
        {"hours": 48},
    ),
    "sessions": Case(
        {
            "course": f"{OWN}/已有课程",
            "label": "第9期",
            "starts_on": "2021-05-10",
            "ends_on": "2021-05-14",
            "capacity": 50,
        },
        [
            ({"ends_on": "2021-05-09"}, "早于开班日期"),
            ({"ends_on": "2023-05-09"}, "不超过一年"),
            ({"course": "没有的课"}, "没有找到"),
        ],
        {"place": "党校"},
    ),
    "attendances": Case(
        {"officer": "王安", "session": "第1期/已有课程", "days": 5, "score": 88.5, "passed": "是"},
        [
            ({"score": 101}, "不能大于"),
            ({"session": "第2期/已有课程"}, "没有找到"),
            ({"passed": "也许"}, "请填"),
        ],
        {"score": 60},
    ),
    "equipment": Case(
        {
            "number": "C1",
            "name": "执法车",
            "category": "执法车辆",
            "quantity": 1,
            "agency": OWN,
            "cost_cents": 123456.78,
            "received_on": "2020-01-01",
            "for_enforcement": "是",
            "needs_calibration": "否",
        },
        [
            ({"quantity": 0}, "不能小于"),
            ({"retired_on": "2019-01-01"}, "报废日期早于配发日期"),
            ({"category": "飞机"}, "请填"),
        ],
        {"name": "皮卡"},
    ),
    "custodies": Case(
        {"item": "V1", "officer": "王安", "valid_from": "2021-01-01"},
        [({"item": "V9"}, "没有找到"), ({"valid_to": "2020-01-01"}, "早于起始日期")],
        {"valid_to": "2021-06-30"},
    ),
    "calibrations": Case(
        {
            "item": "V1",
            "certificate_no": "JD1",
            "valid_from": "2021-01-01",
            "valid_to": "2021-12-31",
        },
        [({"certificate_no": ""}, "必须填写"), ({"valid_from": "昨天"}, "不是日期")],
        {"laboratory": "市计量所"},
    ),
    "equipment-uses": Case(
        {"item": "V1", "used_on": "2021-03-01", "enforcement": "是", "purpose": "检查"},
        [({"used_on": TOMORROW}, "不能晚于今天"), ({"purpose": ""}, "必须填写")],
        {"enforcement": "否"},
    ),
    "budget": Case(
        {
            "agency": OWN,
            "year": 2022,
            "category": "差旅费",
            "source": "本级财政预算",
            "amount_cents": 30000,
        },
        [
            ({"category": "罚款返还"}, "请填"),
            ({"note": "罚没返还安排"}, "第七十四条"),
            ({"document": "按罚款额的30%返还"}, "第七十四条"),
            ({"year": 1921}, "不能小于"),
            ({"amount_cents": -1}, "不能小于"),
        ],
        {"amount_cents": 40000},
    ),
    "receipts": Case(
        {"line": LINE, "received_on": "2021-03-01", "amount_cents": 1000, "voucher": "D1"},
        [
            ({"line": f"{OWN}/2021年差旅费（本级财政预算）"}, "没有找到"),
            ({"amount_cents": 0}, "大于零"),
            ({"received_on": TOMORROW}, "不能晚于今天"),
            ({"voucher": "罚没款返还1"}, "第七十四条"),
        ],
        {"amount_cents": 2000},
    ),
    "spendings": Case(
        {
            "line": LINE,
            "spent_on": "2021-03-01",
            "amount_cents": 1000,
            "purpose": "打印纸",
            "voucher": "Z1",
        },
        [
            ({"purpose": "完成罚款任务的提成"}, "第七十四条"),
            ({"amount_cents": 0}, "大于零"),
            ({"spent_on": TOMORROW}, "不能晚于今天"),
        ],
        {"purpose": "复印纸"},
    ),
    "premises": Case(
        {
            "address": "镇政府1楼",
            "agency": OWN,
            "area_m2": 60.5,
            "independent": "是",
            "valid_from": "2020-01-01",
        },
        [({"area_m2": "很大"}, "不是数字"), ({"valid_to": "2019-01-01"}, "早于起始日期")],
        {"area_m2": 80},
    ),
    "documents": Case(
        {
            "title": "年度计划",
            "kind": "执法计划",
            "number": "河政〔2021〕1号",
            "agency": OWN,
            "issued_by": "镇政府",
            "issued_on": "2021-01-10",
            "valid_from": "2021-01-10",
        },
        [({"issued_on": TOMORROW}, "不能晚于今天"), ({"kind": "方案"}, "请填")],
        {"title": "年度执法计划"},
    ),
    "field-days": Case(
        {"officer": "王安", "worked_on": "2021-11-01", "place": "某厂"},
        [({"worked_on": TOMORROW}, "不能晚于今天"), ({"officer": "没有的人"}, "没有找到")],
        {"task": "复查"},
    ),
    "insurances": Case(
        {
            "officer": "王安",
            "policy_no": "BX1",
            "insurer": "人保",
            "sum_cents": 500000,
            "valid_from": "2021-01-01",
            "valid_to": "2021-12-31",
        },
        [({"sum_cents": "五十万"}, "不是数字"), ({"valid_to": "2020-12-31"}, "早于起始日期")],
        {"insurer": "平安"},
    ),
    "declarations": Case(
        {
            "officer": "王安",
            "year": 2021,
            "declared_on": "2021-02-01",
            "side_job": "否",
            "shares": "否",
            "reimbursement": "否",
            "allowance": "否",
        },
        [
            ({"shares": ""}, "必须填写"),
            ({"shares": "是"}, "情况说明"),
            ({"declared_on": TOMORROW}, "不能晚于今天"),
        ],
        {"shares": "是", "explanation": "已退出"},
    ),
    "conduct-reports": Case(
        {
            "number": "Z1",
            "agency": OWN,
            "received_on": "2021-02-01",
            "matter": "反映吃请",
            "outcome": "核查中",
        },
        [
            ({"outcome": "已纠正"}, "办结日期"),
            ({"closed_on": "2021-03-01"}, "核查中"),
            ({"outcome": "已纠正", "closed_on": "2021-01-01"}, "早于受理日期"),
            ({"outcome": "尽职免责", "closed_on": "2021-03-01"}, "依据"),
            ({"matter": ""}, "必须填写"),
        ],
        {"outcome": "不属实", "closed_on": "2021-03-01"},
    ),
}


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office() -> Agency:
    made: Agency = AgencyFactory(area=AreaFactory(name="河山镇"), name=OWN)
    AppointmentFactory(agency=made, officer__name="王安")
    course = models.Course.objects.create(
        organiser=made, title="已有课程", kind="rotation", hours=8
    )
    models.Session.objects.create(
        course=course, label="第1期", starts_on=dt.date(2021, 3, 1), ends_on=dt.date(2021, 3, 5)
    )
    world.item(made, number="V1")
    world.budget(made, 100)
    return made


@pytest.fixture
def head(office: Agency) -> Account:
    made: Account = AccountFactory(role="township_head", area=office.area)
    return made


def upload(one: Ledger, by: Account, *lines: dict[str, Any]) -> ImportBatch:
    heads = [f"{c.label}*" if c.required else c.label for c in one.imported]
    cells = [[line.get(c.name, "") for c in one.imported] for line in lines]
    file = SimpleUploadedFile("表.xlsx", workbook(heads, *cells))
    return jobs.check_import(upload_import(one, file, by=by), by=by)


def test_every_ledger_of_capacity_is_tried() -> None:
    there = {one.key for one in ledgers() if one.model.__module__.startswith("angen.capacity")}
    assert there == set(CASES)


@pytest.mark.parametrize("key", CASES)
def test_template_import_and_export(key: str, head: Account) -> None:
    one, case = ledger(key), CASES[key]
    web = browser(head)
    template = sheet_of(web.get(f"/ledgers/{key}/template/"))
    assert template[0] == [f"{c.label}*" if c.required else c.label for c in one.imported]
    before = one.model._default_manager.count()
    batch = upload(one, head, case.good)
    assert (batch.state, batch.new, batch.errors) == ("checked", 1, [])
    jobs.write_import(confirm_import(batch, by=head), by=head)
    assert one.model._default_manager.count() == before + 1
    again = upload(one, head, case.good | case.again)
    assert (again.new, again.changed, again.errors) == (0, 1, [])
    jobs.write_import(confirm_import(again, by=head), by=head)
    assert one.model._default_manager.count() == before + 1
    (same,) = [upload(one, head, case.good | case.again)]
    assert (same.new, same.changed, same.same) == (0, 0, 1)
    exported = sheet_of(web.get(f"/ledgers/{key}/export/"))
    assert len(exported) == before + 2


@pytest.mark.parametrize("key", CASES)
def test_each_bad_row_is_named_and_nothing_is_written(key: str, head: Account) -> None:
    one, case = ledger(key), CASES[key]
    before = one.model._default_manager.count()
    for change, part in case.bad:
        batch = upload(one, head, case.good | change)
        told = "".join(e["sentence"] for e in batch.errors)
        assert part in told, (change, told)
        assert batch.errors[0]["row"] == 2
    assert one.model._default_manager.count() == before


@pytest.mark.parametrize("key", CASES)
def test_nobody_writes_into_another_township(key: str, head: Account) -> None:
    stranger = AccountFactory(role="township_head")
    one = ledger(key)
    batch = upload(one, stranger, CASES[key].good)
    assert batch.bad >= 1
    assert browser(stranger).get(one.url()).content.decode().count("王安") == 0


@pytest.mark.parametrize("key", CASES)
def test_list_record_and_form_open(key: str, head: Account, office: Agency) -> None:
    one, web = ledger(key), browser(head)
    batch = upload(one, head, CASES[key].good)
    jobs.write_import(confirm_import(batch, by=head), by=head)
    record = one.model._default_manager.order_by("pk").last()
    assert record is not None
    for address in (one.url(), one.url("record", record), one.url("record_edit", record)):
        assert web.get(address).status_code == 200, address
    assert web.get(one.url("record_new")).status_code == 200
    for each in one.all_filters:
        for name in each.names:
            assert web.get(one.url(), {name: "1"}).status_code == 200
    entry = history(record)[0] if history(record) else None
    assert entry is None or "values" in entry.content


def test_amounts_are_kept_in_cents(head: Account) -> None:
    one = ledger("equipment")
    batch = upload(one, head, CASES["equipment"].good)
    jobs.write_import(confirm_import(batch, by=head), by=head)
    assert models.EquipmentItem.objects.get(number="C1").cost_cents == cents_of("123456.78")


def test_the_log_does_not_keep_what_was_said_of_whom(head: Account) -> None:
    one = ledger("conduct-reports")
    batch = upload(one, head, CASES["conduct-reports"].good | {"officer": "王安"})
    jobs.write_import(confirm_import(batch, by=head), by=head)
    (report,) = models.ConductReport.objects.all()
    text = str(history(report)[0].content)
    assert "吃请" not in text
    assert "王安" not in text
