"""Pages of papers: who sees what, and public verification."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from angen.desk.ledger import ledger
from angen.papers import doorkeeper
from angen.papers.actions import issue, supersede
from angen.papers.models import Lookup, Paper, Service
from angen.papers.pages import preview_page
from factories import AccountFactory, AreaFactory
from papers.samples import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    world.delegate()
    return issue(order(), agency=world.office, by=world.officer, title="甲木业公司")


def page(client, account, name, *args, method="get", data=None) -> HttpResponse:
    if account is not None:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return getattr(client, method)(reverse(f"papers:{name}", args=args), data or {})


def test_the_page_shows_number_code_and_file(client, world, paper):
    shown = page(client, world.officer, "paper", paper.pk)
    body = shown.content.decode()
    assert paper.number in body and "甲木业公司" in body and paper.file_id in body
    assert reverse("papers:content", args=[paper.pk]) in body
    content = page(client, world.officer, "content", paper.pk)
    assert content.content == bytes(paper.file.content)
    assert content["Content-Type"] == "application/pdf"
    assert content["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in content["Content-Security-Policy"]
    assert "nosniff" in content["X-Content-Type-Options"]
    assert content["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", ["paper", "content", "void", "serve", "receipt"])
def test_nobody_else_opens_it(client, world, paper, name):
    other = AccountFactory(role="township_head", area=AreaFactory(level="township"))
    assert page(client, other, name, paper.pk).status_code == 404
    client.logout()
    assert page(client, None, name, paper.pk).status_code == 302


def test_the_delegating_bureau_sees_what_is_issued_in_its_name(client, world, paper):
    brigade = AccountFactory(role="county_brigade", area=None, body=world.bureau)
    assert page(client, brigade, "paper", paper.pk).status_code == 200
    reviewer = AccountFactory(role="county_brigade", area=AreaFactory(level="county"))
    assert page(client, reviewer, "paper", paper.pk).status_code == 404


def test_void_by_form_says_what_is_missing(client, world, paper):
    assert page(client, world.officer, "void", paper.pk).status_code == 200
    refused = page(client, world.officer, "void", paper.pk, method="post", data={"reason": "错"})
    assert refused.status_code == 403
    empty = page(client, world.brigade, "void", paper.pk, method="post", data={"reason": " "})
    assert empty.status_code == 422
    done = page(client, world.brigade, "void", paper.pk, method="post", data={"reason": "名称错"})
    assert done.status_code == 302
    assert "名称错" in page(client, world.officer, "paper", paper.pk).content.decode()


def test_serve_by_form(client, world, paper):
    data = {"method": "left", "recipient": "王五", "officers": "镕堃"}
    form = page(client, world.officer, "serve", paper.pk).context["form"]
    data |= {
        "served_on": str(form.initial["served_on"]),
        "served_time": form.initial["served_time"].strftime("%H:%M"),
    }
    bad = page(client, world.officer, "serve", paper.pk, method="post", data=data)
    assert bad.status_code == 422 and "见证人" in bad.content.decode()
    assert not Service.objects.exists()
    data |= {"refused": "on", "witness": "张某", "note": "拒收"}
    assert (
        page(client, world.officer, "serve", paper.pk, method="post", data=data).status_code == 302
    )
    assert "留置送达" in page(client, world.officer, "paper", paper.pk).content.decode()
    receipt = page(client, world.officer, "receipt", paper.pk)
    assert receipt.content.startswith(b"%PDF-")


def test_the_register_shows_series_within_reach(client, world, paper):
    body = page(client, world.brigade, "register").content.decode()
    assert "咸安区应急管理局" in body and "责改" in body
    other = AccountFactory(role="township_head", area=AreaFactory(level="township"))
    assert "咸安区应急管理局" not in page(client, other, "register").content.decode()
    client.force_login(world.brigade, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("papers:register"), {"year": "x"}).status_code == 400


def test_the_ledger_lists_papers(world, paper):
    papers = ledger("papers")
    papers.check()
    ledger("letterheads").check()
    assert [one.number for one in papers.rows(world.officer)] == [paper.number]
    (act,) = papers.acts(paper, world.officer)
    assert act.url == reverse("papers:paper", args=[paper.pk])


def verify(client, **data) -> HttpResponse:
    return client.post(reverse("papers:verify"), data)


def test_anybody_verifies_by_code_and_learns_no_name(client, paper):
    assert client.get(reverse("papers:verify")).status_code == 200
    code = f"{paper.code[:4]}-{paper.code[4:]}".lower()
    shown = client.get(reverse("papers:verify"), {"code": code})
    body = shown.content.decode()
    assert shown.status_code == 200
    assert paper.number in body and "咸宁市咸安区应急管理局" in body and "有效" in body
    for secret in ("甲木业公司", "咸宁市某某木业有限公司", "镕堃", "配电箱"):
        assert secret not in body


def test_a_file_is_compared(client, paper):
    true = bytes(paper.file.content)
    same = verify(client, code=paper.code, file=SimpleUploadedFile("a.pdf", true))
    assert "完全一致" in same.content.decode()
    altered = verify(client, code=paper.code, file=SimpleUploadedFile("a.pdf", true + b" "))
    assert "不一致" in altered.content.decode()
    alone = verify(client, file=SimpleUploadedFile("a.pdf", true))
    assert paper.number in alone.content.decode()
    unknown = verify(client, file=SimpleUploadedFile("a.pdf", b"x"))
    assert unknown.status_code == 404


def test_unknown_and_malformed_codes(client, db):
    assert verify(client, code="3333-3333-3333").status_code == 404
    assert "12 位" in verify(client, code="短").content.decode()
    assert "请输入查验码" in verify(client).content.decode()
    assert verify(client, code="' or 1=1 --").status_code == 422


def test_a_replaced_paper_names_the_newer(client, world, paper):
    newer = supersede(paper, order(), reason="更正", by=world.brigade)
    body = verify(client, code=paper.code).content.decode()
    assert "已被替代" in body and newer.number in body


def test_guessing_is_slowed_down_and_nobody_is_traced(client, paper):
    found = [verify(client, code="333333333333").status_code for _ in range(doorkeeper.A_MINUTE)]
    assert set(found) == {404}
    assert verify(client, code=paper.code).status_code == 429
    assert "127.0.0.1" not in str(list(Lookup.objects.values()))
    Lookup.objects.update(minute="2020-01-01T00:00Z")
    assert doorkeeper.sweep() >= 1


def test_the_preview_page_says_what_is_missing(world, rf):
    request = rf.get("/")
    request.user = world.brigade
    fields = {"agency": world.bureau, "issue_url": "/issue/", "back": "/back/"}
    whole = preview_page(request, order(), hidden={"step": "2"}, **fields).content.decode()
    assert "data:image/png;base64," in whole and 'action="/issue/"' in whole
    assert "咸宁市咸安区应急管理局" in whole and 'name="step" value="2"' in whole
    open_ = preview_page(request, order(problems=()), **fields).content.decode()
    assert "还缺：存在问题" in open_ and "data:image/png" in open_ and ">出具<" not in open_
    assert not Paper.objects.exists()
