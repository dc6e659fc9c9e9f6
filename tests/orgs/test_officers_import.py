"""People imported from one sheet, with their first posts."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from xlsxwriter import Workbook

from angen.desk import actions, jobs
from angen.desk.ledger import ledger
from angen.desk.models import ImportBatch
from angen.orgs.models import Account, Agency, Appointment, Area, Officer
from factories import AccountFactory, AgencyFactory, AreaFactory, identity_no

pytestmark = pytest.mark.django_db

HEAD = [
    *("姓名", "登记机构", "身份证号", "用工性质"),
    *("岗位", "专职", "在编", "任职起始日期"),
]
MANY = 2_000
BUSY = 3  # how much slower a machine may be that runs other tests meanwhile


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town() -> Area:
    return AreaFactory(name="河山镇")


@pytest.fixture
def office(town: Area) -> Agency:
    return AgencyFactory(area=town, name="河山镇应急办")


@pytest.fixture
def head(town: Area) -> Account:
    return AccountFactory(role="township_head", area=town)


def line(number: int, **changes: Any) -> list[Any]:
    values = {
        "name": f"人员{number}",
        "agency": "河山镇应急办",
        "identity_no": identity_no(number),
        "employment": "事业编制",
        "post": "工作人员",
        "full_time": "是",
        "on_establishment": "是",
        "since": "2021-01-04",
    }
    return list((values | changes).values())


def imported(by: Account, *rows: list[Any]) -> ImportBatch:
    """The batch after check, confirmation and writing; after the check when a row is refused."""
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, *rows]):
            sheet.write_row(number, 0, row)
    upload = SimpleUploadedFile("人员.xlsx", file.getvalue())
    batch = jobs.check_import(actions.upload_import(ledger("officers"), upload, by=by), by=by)
    if batch.bad:
        return batch
    return jobs.write_import(actions.confirm_import(batch, by=by), by=by)


def test_a_person_and_the_first_post_come_from_one_row(office: Agency, head: Account) -> None:
    batch = imported(head, line(1, on_establishment="否"), line(2, post="", since=""))
    assert batch.state == "done", batch.errors
    first, second = Officer.objects.order_by("identity_no")
    post = first.appointments.get()
    assert (post.agency, post.full_time, post.on_establishment) == (office, True, False)
    assert not second.appointments.exists()


def test_a_post_without_its_day_is_refused_by_row(office: Agency, head: Account) -> None:
    batch = imported(head, line(1), line(2, since=""))
    assert batch.state != "done"
    assert "任职起始日期" in str(batch.errors)
    assert not Officer.objects.exists()


@pytest.mark.slow
def test_two_thousand_people_with_posts_in_ten_seconds(office: Agency, head: Account) -> None:
    rows = [line(number) for number in range(MANY)]
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        batch = imported(head, *rows)
    assert batch.state == "done"
    assert Appointment.objects.count() == MANY
    # Seconds on a machine that does nothing else; statements on every machine.
    assert len(asked) < MANY * 4 + 200
    assert time.perf_counter() - begun < 10 * BUSY
