"""Imports: template, check, confirmation; nothing half-written, nothing twice."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from angen.audit.models import Entry
from angen.audit.queries import history
from angen.desk import actions, jobs
from angen.desk.intake import reading, writing
from angen.desk.ledger import Ledger
from angen.desk.models import ImportBatch
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Account, Agency, Officer
from desk.samples import browser, sheet_of, workbook
from factories import CertificateFactory, OfficerFactory, identity_no

START = "/ledgers/test-people/import/"
HEAD = ["姓名*", "登记机构*", "身份证号*", "性别*", "电话", "用工性质*"]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def line(number: int, **changes: Any) -> list[Any]:
    values = {
        "name": f"人员{number}",
        "agency": "河山镇应急办",
        "identity_no": identity_no(number),
        "gender": "男",
        "phone": "13800138000",
        "employment": "聘用",
    }
    return list((values | changes).values())


def upload(ledger: Ledger, by: Account, *rows: list[Any]) -> ImportBatch:
    file = SimpleUploadedFile("人员.xlsx", workbook(HEAD, *rows))
    return jobs.check_import(actions.upload_import(ledger, file, by=by), by=by)


def file_of(*rows: list[Any]) -> SimpleUploadedFile:
    return SimpleUploadedFile("人员.xlsx", workbook(HEAD, *rows))


def done(batch: ImportBatch, by: Account) -> ImportBatch:
    return jobs.write_import(actions.confirm_import(batch, by=by), by=by)


def test_the_whole_way_in_the_browser(web: Client, office: Agency) -> None:
    template = sheet_of(web.get("/ledgers/test-people/template/"))
    assert template[0][:3] == ["姓名*", "登记机构*", "身份证号*"]
    notes = sheet_of(web.get("/ledgers/test-people/template/"), 1)
    assert ["性别", "必填", "只能填：男、女", "", ""] in notes
    file = SimpleUploadedFile("人员.xlsx", workbook(HEAD, *(line(n) for n in range(3))))
    page = web.post(START, {"file": file}, follow=True)
    batch = page.context["batch"]
    assert (batch.state, batch.new, batch.bad) == ("checked", 3, 0) and not Officer.objects.exists()
    address = f"{START}{batch.pk}/"
    assert "确认写入" in page.content.decode()
    assert web.post(f"{address}confirm/").status_code == 302
    assert web.post(f"{address}confirm/").status_code == 302  # pressed twice
    assert Officer.objects.count() == 3 and "已写入台账" in web.get(address).content.decode()
    entry = history(Officer.objects.get(name="人员1"))[0]
    assert entry.content["values"]["登记机构"] == "河山镇应急办"
    assert entry.content["source"] == "导入 人员.xlsx"


def test_every_bad_cell_is_named_and_nothing_written(
    people: Ledger, head: Account, office: Agency, elsewhere: Agency
) -> None:
    batch = upload(
        people,
        head,
        line(1),
        line(2, gender="男女", phone="12"),
        line(3, agency="涛雒镇应急办"),
        line(4, identity_no=identity_no(1)),
        line(5, name=""),
        line(6, identity_no=371102197001010052),
        line(7, agency="没有的机构"),
    )
    told = {(e["cell"], e["sentence"].split("，")[0][:14]) for e in batch.errors}
    assert {cell for cell, _ in told} == {"D3", "E3", "B4", "C5", "A6", "C7", "B8"}
    assert (batch.new, batch.bad, batch.state) == (1, 7, "checked")
    with pytest.raises(Refused, match="还有 7 处有误"):
        actions.confirm_import(batch, by=head)
    assert not Officer.objects.exists()
    errors = sheet_of(browser(head).get(f"{START}{batch.pk}/errors/"))
    assert errors[1][1] == "D3" and "请填：男、女" in errors[1][4]


def test_a_file_with_every_row_bad_is_named_whole_and_shown_by_pages(
    people: Ledger, head: Account, office: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STEP", 100)
    monkeypatch.setattr(reading, "REMEMBERED", 70)
    rows = [line(n, gender="男女", phone="12") for n in range(450)]
    batch = upload(people, head, *rows)
    assert (batch.bad, batch.new, batch.state, len(batch.errors)) == (900, 0, "checked", 200)
    web = browser(head)
    with CaptureQueriesContext(connection) as asked:
        page = web.get(f"{START}{batch.pk}/?page=18")
    shown = [error.cell for error in page.context["errors"]]
    assert len(shown) == 50 and shown[-2:] == ["D451", "E451"]
    assert page.context["next"] == 0 and len(asked) <= 12
    assert [e.cell for e in web.get(f"{START}{batch.pk}/").context["errors"]][:2] == ["D2", "E2"]
    told = sheet_of(web.get(f"{START}{batch.pk}/errors/"))
    assert {row[1] for row in told[1:]} == {f"{c}{n + 2}" for c in "DE" for n in range(450)}
    assert [row[0] for row in told[1:]] == sorted(row[0] for row in told[1:])
    again = jobs.check_import(actions.upload_import(people, file_of(line(1)), by=head), by=head)
    assert (again.bad, again.errors) == (0, [])
    assert not Officer.objects.exists()


def test_again_changes_only_what_differs(people: Ledger, head: Account, office: Agency) -> None:
    done(upload(people, head, *(line(n) for n in range(5))), head)
    again = upload(people, head, *(line(n) for n in range(5)))
    assert (again.new, again.changed, again.same) == (0, 0, 5)
    entries = Entry.objects.filter(subject_type="orgs.officer").count()
    mixed = upload(people, head, line(0, employment="公务员"), *(line(n) for n in range(1, 6)))
    assert (mixed.new, mixed.changed, mixed.same) == (1, 1, 4)
    assert mixed.preview[0]["changes"] == {"用工性质": ["聘用", "公务员"]}
    done(mixed, head)
    assert Officer.objects.count() == 6
    assert Entry.objects.filter(subject_type="orgs.officer").count() == entries + 2


def test_columns_left_out_stay_as_they_are(people: Ledger, head: Account, office: Agency) -> None:
    kept = OfficerFactory(agency=office, major="化工", education="bachelor")
    row = line(0, name="新名", identity_no=kept.identity_no)
    done(upload(people, head, row), head)
    kept.refresh_from_db()
    assert (kept.name, kept.major, kept.education) == ("新名", "化工", "bachelor")


def test_the_record_of_another_township_is_out_of_reach(
    people: Ledger, head: Account, office: Agency, elsewhere: Agency
) -> None:
    theirs = OfficerFactory(agency=elsewhere, name="别处的人")
    batch = upload(people, head, line(1, identity_no=theirs.identity_no), line(2))
    assert [e["row"] for e in batch.errors] == [2] and "管辖范围" in batch.errors[0]["sentence"]
    theirs.refresh_from_db()
    assert theirs.name == "别处的人"


def test_constraints_of_the_base_are_told(head: Account, office: Agency) -> None:
    ledger = browser_ledger()
    held = CertificateFactory(officer=OfficerFactory(agency=office, name="王安"))
    file = workbook(
        ["证件种类", "证号", "持证人", "发证机关", "起始日期", "截止日期"],
        ["行政执法证", "N1", "王安", "省政府", "2020-01-01", "2019-01-01"],
        ["行政执法证", held.number, "王安", "省政府", "2020-01-01", ""],
    )
    batch = actions.upload_import(ledger, SimpleUploadedFile("证.xlsx", file), by=head)
    batch = jobs.check_import(batch, by=head)
    assert [e["sentence"] for e in batch.errors] == ["截止日期早于起始日期，请核对两个日期。"]
    assert batch.changed == 1


def browser_ledger() -> Ledger:
    from angen.desk.ledger import ledger  # noqa: PLC0415

    return ledger("test-certificates")


def test_what_changed_since_the_check_is_checked_again(
    people: Ledger, head: Account, office: Agency, elsewhere: Agency
) -> None:
    batch = upload(people, head, line(1), line(2))
    OfficerFactory(agency=elsewhere, identity_no=identity_no(1), name="抢先登记")
    after = done(batch, head)
    assert (after.state, after.bad) == ("checked", 1)
    assert Officer.objects.count() == 1


def test_killed_in_the_middle_leaves_nothing(
    people: Ledger, head: Account, office: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = actions.confirm_import(upload(people, head, line(1), line(2)), by=head)

    def killed(*args: Any, **kwargs: Any) -> None:
        assert Officer.objects.count() == 2  # written, not yet committed
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writing, "record_texts", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.write_import(batch, by=head)
    batch.refresh_from_db()
    assert batch.state == "confirmed" and not Officer.objects.exists()
    assert jobs.write_import(batch, by=head).state == "done"
    assert jobs.write_import(batch, by=head).state == "done"
    assert Officer.objects.count() == 2


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "")
        package.writestr("xl/workbook.xml", "")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(700):
                part.write(bytes(1024 * 1024))
    return file.getvalue()


def macro() -> bytes:
    file = io.BytesIO(workbook(HEAD, line(1)))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name,phone\n", "这不是 .xlsx"),
        (b"PK\x03\x04broken", "这不是 .xlsx"),
        (b"", "这不是 .xlsx"),
        (macro(), "带有宏"),
        (bomb(), "过大"),
    ],
    ids=["text", "broken", "empty", "macro", "bomb"],
)
def test_other_files_are_refused(
    web: Client, office: Agency, content: bytes, sentence: str
) -> None:
    answer = web.post(START, {"file": SimpleUploadedFile("人员.xlsx", content)})
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["姓名", "电话"], ["王", "1"]], "第一行缺少列：身份证号、登记机构"),
        ([HEAD], "表里没有记录"),
        ([["姓名", "姓名"], ["a", "b"]], "出现了两次"),
    ],
)
def test_a_sheet_without_the_columns_is_refused(
    people: Ledger, head: Account, rows: list[list[Any]], sentence: str
) -> None:
    file = SimpleUploadedFile("人员.xlsx", workbook(*rows))
    batch = jobs.check_import(actions.upload_import(people, file, by=head), by=head)
    assert batch.state == "refused" and sentence in batch.notes[0]


def test_others_see_and_use_no_import(
    people: Ledger, head: Account, outsider: Account, office: Agency
) -> None:
    batch = upload(people, head, line(1))
    other = browser(outsider)
    for address in ("", "errors/"):
        assert other.get(f"{START}{batch.pk}/{address}").status_code == 404
    for address in ("confirm/", "drop/", "resume/"):
        assert other.post(f"{START}{batch.pk}/{address}").status_code == 404
    for act in (actions.confirm_import, actions.drop_import, jobs.check_import):
        with pytest.raises(NotAllowed):
            act(batch, by=outsider)
    assert not Officer.objects.exists()


def test_two_thousand_people_in_ten_seconds(
    people: Ledger, head: Account, office: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.perf_counter()
    batch = upload(people, head, *(line(n) for n in range(2000)))
    between = time.perf_counter()
    assert done(batch, head).new == 2000
    end = time.perf_counter()
    with capsys.disabled():
        print(f"\n2,000 people: check {between - begun:.2f} s, write {end - between:.2f} s")
    assert end - begun < 10
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from orgs_officer")
        assert cursor.fetchone() == (2000,)
