"""The pages of the audit administrator, and that they stay shut to everybody else."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from procrastinate.contrib.django.models import ProcrastinateJob

from angen.audit import actions, jobs, queries
from angen.audit.models import Check, Entry
from angen.orgs.models import Account, RoleAssignment
from audit.samples import Person, Renamed, behind_the_trigger, sql, subject

pytestmark = pytest.mark.django_db
DAY = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def logged_in(role: str | None) -> Client:
    account = Account.objects.create_user(role or "nobody", name="王审计")
    if role:
        RoleAssignment.objects.create(account=account, role=role, valid_from=dt.date(2020, 1, 1))
    device = TOTPDevice.objects.create(user=account, name="test", confirmed=True)
    client = Client()
    client.force_login(account)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def auditor() -> Client:
    return logged_in("audit_admin")


# Keys of verifications, which count on through a run of the tests, begin beyond those of the log.
BEYOND = """select setval(serial, greatest(nextval(serial), 1000))
from pg_get_serial_sequence('audit_check', 'id') as serial"""


@pytest.fixture
def log() -> None:
    sql(BEYOND)
    for n in range(4):
        with time_machine.travel(DAY + dt.timedelta(days=n), tick=False):
            by = Person() if n % 2 else None
            actions.record(Renamed(f"旧{n}", f"新{n}"), by=by, subject=subject(n // 2 + 1))


PAGES = [
    ("audit:log", ()),
    ("audit:chain", ("audit.check", "1")),
    ("audit:checks", ()),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_pages_open_to_the_audit_administrator_alone(
    auditor: Client, log: None, name: str, args: tuple[str, ...]
) -> None:
    url = reverse(name, args=args)
    assert auditor.get(url).status_code == 200
    assert logged_in(None).get(url).status_code == 403
    assert Client().get(url)["Location"].startswith("/login/")


@pytest.mark.parametrize("name", ["audit:entry", "audit:check"])
def test_single_pages_are_shut_too(log: None, name: str) -> None:
    made = Check.objects.create(asked_at=DAY, asked_by="王审计")
    pk = Entry.objects.order_by("pk")[0].pk if name == "audit:entry" else made.pk
    assert logged_in(None).get(reverse(name, args=[pk])).status_code == 403


def test_nobody_else_starts_a_verification(log: None) -> None:
    client = logged_in(None)
    assert client.post(reverse("audit:ask")).status_code == 403
    assert not Check.objects.exists()
    assert Entry.objects.count() == 4
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["旧3", "旧2", "旧1", "旧0"]),
        ({"kind": "audit.check", "number": "1"}, ["旧1", "旧0"]),
        ({"person": "张三"}, ["旧3", "旧1"]),
        ({"event": "audit.Renamed", "since": "2026-11-04"}, ["旧3", "旧2"]),
        ({"until": "2026-11-02"}, ["旧0"]),
        ({"since": "2026-11-03", "until": "2026-11-03"}, ["旧1"]),
    ],
)
def test_filters(auditor: Client, log: None, query: dict[str, str], shown: list[str]) -> None:
    lines = auditor.get(reverse("audit:log"), query).context["lines"]
    assert [line["entry"].content["old"] for line in lines] == shown


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"since": "2026-11-04", "until": "2026-11-03"}, "结束日期早于开始日期"),
        ({"since": "gestern"}, "日期应写成"),
        ({"number": "1"}, "同时选择对象类别"),
        ({"kind": "no.such"}, "no.such"),
    ],
)
def test_a_bad_filter_is_explained(
    auditor: Client, log: None, query: dict[str, str], says: str
) -> None:
    response = auditor.get(reverse("audit:log"), query)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not response.context["lines"]


def test_the_day_is_the_day_in_china(auditor: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 16, 30, tzinfo=dt.UTC), tick=False):
        actions.record(Renamed("深夜", ""), by=None, subject=subject())
    lines = auditor.get(reverse("audit:log"), {"since": "2026-11-03"}).context["lines"]
    assert len(lines) == 1


def test_paging_shows_every_entry_once_in_both_directions(log: None) -> None:
    actions.record_many([(Renamed(str(n), ""), subject(9)) for n in range(23)], by=None)
    everything = list(Entry.objects.order_by("-at", "-id").values_list("pk", flat=True))
    page, seen = queries.page(Entry.objects.all(), size=5), []
    pages = [page]
    while page.older:
        page = queries.page(Entry.objects.all(), older_than=page.older, size=5)
        pages.append(page)
    seen = [entry.pk for one in pages for entry in one.entries]
    assert seen == everything
    assert pages[0].newer == ""
    for nearer, further in itertools.pairwise(pages):
        back = queries.page(Entry.objects.all(), newer_than=further.newer, size=5)
        assert [e.pk for e in back.entries] == [e.pk for e in nearer.entries]
        assert bool(back.newer) is bool(nearer.newer)


@pytest.mark.parametrize("position", ["x", "1", "1.x", "-1.2", "²." + "1", "9" * 40 + ".1"])
def test_a_position_nobody_gave_out_is_no_page(auditor: Client, position: str) -> None:
    assert auditor.get(reverse("audit:log"), {"older": position}).status_code == 404


def test_an_entry_shows_its_content_and_its_seal(auditor: Client, log: None) -> None:
    entry = Entry.objects.order_by("pk")[0]
    page = auditor.get(reverse("audit:entry", args=[entry.pk])).content.decode()
    assert "旧0" in page
    assert bytes(entry.hash).hex() in page
    assert "尚未封印" in page
    actions.seal()
    assert "第1号" in auditor.get(reverse("audit:entry", args=[entry.pk])).content.decode()
    assert auditor.get(reverse("audit:entry", args=[10**9])).status_code == 404


def test_the_page_of_a_chain_says_when_it_is_broken(auditor: Client, log: None) -> None:
    url = reverse("audit:chain", args=["audit.check", "1"])
    assert "每一条都与写入时一致" in auditor.get(url).content.decode()
    with behind_the_trigger():
        sql("update audit_entry set by_name = '李四' where subject_id = '1' and seq = 2")
    page = auditor.get(url).content.decode()
    assert "第2条的内容被改动" in page
    assert "每一条都与写入时一致" not in page
    gone = reverse("audit:chain", args=["audit.check", "none/such"])
    assert auditor.get(gone).status_code == 404


def test_a_verification_is_asked_run_once_kept_and_recorded(auditor: Client, log: None) -> None:
    response = auditor.post(reverse("audit:ask"))
    check = Check.objects.get()
    assert response["Location"] == reverse("audit:check", args=[check.pk])
    assert "正在核验" in auditor.get(response["Location"]).content.decode()
    job = ProcrastinateJob.objects.get(task_name="audit.run_check")
    again = auditor.post(reverse("audit:ask"), follow=True)
    assert "已有一次核验正在进行" in again.content.decode()

    jobs.run_check(**job.args)
    jobs.run_check(**job.args)
    page = auditor.get(response["Location"]).content.decode()
    assert "未发现改动" in page
    assert "every 2s" not in page
    assert [e.label for e in queries.history(check)] == ["完成日志核验", "发起日志核验"]
    assert queries.history(check)[0].content == {"entries": 5, "problems": 0}
    assert queries.history(check)[1].by_name == "王审计"


def test_what_a_verification_found_is_shown(auditor: Client, log: None) -> None:
    with behind_the_trigger():
        sql("delete from audit_entry where subject_id = '1' and seq = 2")
    auditor.post(reverse("audit:ask"))
    check = Check.objects.get()
    jobs.run_check(check.pk)
    page = auditor.get(reverse("audit:check", args=[check.pk])).content.decode()
    assert "末尾被截去，第2条缺失" in page
    assert "发现 1 处问题" in page
    assert reverse("audit:chain", args=["audit.check", "1"]) in page


def test_the_list_of_entries_costs_few_queries(
    auditor: Client, log: None, django_assert_max_num_queries: object
) -> None:
    actions.record_many([(Renamed(str(n), ""), subject(n)) for n in range(60)], by=None)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(auditor.get(reverse("audit:log")).context["lines"]) == 50


def test_the_seal_of_the_day_is_a_periodic_duty(log: None) -> None:
    jobs.seal_day(0)
    assert queries.verify().sealed == 4
    jobs.seal_day(0)
    assert queries.verify().seals == 1
    assert settings.TIME_ZONE == "Asia/Shanghai"
