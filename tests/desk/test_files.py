"""Attachments: known by content, seen by who sees the record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from angen.audit.models import Entry
from angen.desk.models import StoredFile
from angen.orgs.models import Account, Agency, Officer
from desk.samples import People, browser, workbook
from factories import OfficerFactory

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(People, "attaches", True)


@pytest.fixture
def person(office: Agency) -> Officer:
    return OfficerFactory(agency=office)


def send(web: Client, person: Officer, content: bytes, name: str = "文件.pdf") -> Any:
    return web.post(
        f"/ledgers/test-people/{person.pk}/files/", {"file": SimpleUploadedFile(name, content)}
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (workbook(["a"]), StoredFile.Kind.XLSX.value),
    ],
)
def test_kind_comes_from_the_content(
    web: Client, person: Officer, content: bytes, kind: str
) -> None:
    assert send(web, person, content, "../../改名.exe").status_code == 302
    stored = StoredFile.objects.get()
    assert (stored.kind, stored.name) == (kind, "改名.exe")
    answer = web.get(f"/files/{stored.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("content", [b"<html><script>", b"<svg/>", b"MZ\x90", b"", b"PK\x03\x04"])
def test_everything_else_is_refused(web: Client, person: Officer, content: bytes) -> None:
    answer = send(web, person, content, "照片.png")
    assert answer.status_code in (409, 400), answer.status_code
    assert not StoredFile.objects.exists() and not Entry.objects.exists()


def test_others_do_not_get_it(web: Client, person: Officer, outsider: Account) -> None:
    send(web, person, PDF)
    stored = StoredFile.objects.get()
    other = browser(outsider)
    assert other.get(f"/files/{stored.pk}/").status_code == 404
    assert other.post(f"/files/{stored.pk}/detach/").status_code == 404
    assert send(other, person, PDF).status_code == 404
    assert Client().get(f"/files/{stored.pk}/").status_code == 302
    assert StoredFile.objects.count() == 1


def test_detaching_is_recorded(web: Client, person: Officer) -> None:
    send(web, person, PDF)
    web.post(f"/files/{StoredFile.objects.get().pk}/detach/")
    assert not StoredFile.objects.exists()
    assert list(Entry.objects.order_by("seq").values_list("event", flat=True)) == [
        "desk.FileAttached",
        "desk.FileDetached",
    ]
    assert "上传附件" in web.get(f"/ledgers/test-people/{person.pk}/").content.decode()
