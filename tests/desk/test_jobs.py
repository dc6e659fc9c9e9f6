"""Large imports run in a worker; a killed worker's job is run again without harm."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from angen.desk import jobs
from angen.desk.models import ImportBatch
from angen.orgs.models import Agency, Officer
from desk.samples import workbook
from factories import identity_no

START = "/ledgers/test-people/import/"
HEAD = ["姓名", "登记机构", "身份证号", "性别", "用工性质"]


@pytest.fixture(autouse=True)
def large(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(jobs, "INLINE_ROWS", 2)


def test_a_worker_checks_and_writes(web: Client, office: Agency) -> None:
    rows = [[f"人{n}", office.name, identity_no(n), "男", "聘用"] for n in range(5)]
    file = SimpleUploadedFile("人员.xlsx", workbook(HEAD, *rows))
    page = web.post(START, {"file": file}, follow=True)
    batch = page.context["batch"]
    assert batch.state == "uploaded" and 'hx-trigger="every 2s"' in page.content.decode()
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("desk.check_import", {"batch_id": str(batch.pk)})
    for _ in range(2):  # a job that is taken up again
        jobs.check(str(batch.pk))
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.progress) == ("checked", 5, 5)
    web.post(f"{START}{batch.pk}/confirm/")
    assert not Officer.objects.exists()
    for _ in range(2):
        jobs.write(str(batch.pk))
    batch.refresh_from_db()
    assert batch.state == "done" and Officer.objects.count() == 5


def test_a_check_that_was_cut_off_begins_again(
    web: Client, office: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[f"人{n}", office.name, identity_no(n), "男", "聘用"] for n in range(3)]
    web.post(START, {"file": SimpleUploadedFile("人员.xlsx", workbook(HEAD, *rows))})
    batch = ImportBatch.objects.get()

    def killed(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "dry_run", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.check(str(batch.pk))
    batch.refresh_from_db()
    assert batch.state == "checking"
    assert "继续处理" in web.get(f"{START}{batch.pk}/").content.decode()
    jobs.check(str(batch.pk))
    batch.refresh_from_db()
    assert batch.state == "checked" and not Officer.objects.exists()
