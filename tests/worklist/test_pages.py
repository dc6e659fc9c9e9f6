"""Inbox, board and bell: who sees what, in which order, with how many queries."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from angen.desk.nav import menu
from angen.kernel.access import can, rows
from angen.worklist import actions
from angen.worklist.models import Deadline, Notice
from angen.worklist.queries import board as boards
from angen.worklist.queries import inbox as inboxes
from angen.worklist.timing import end_of
from factories import AccountFactory, AreaFactory
from worklist.conftest import at

pytestmark = pytest.mark.django_db
NOW = "2026-03-18 09:00"  # a Wednesday


@pytest.fixture
def now(clock):
    return clock(NOW)


def client(account):
    made = Client()
    made.force_login(account)
    return made


def page(account, path, status=200, **query):
    answer = client(account).get(path, query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def several(world, **ends):
    """Deadlines by title, each of another record."""
    for title, due in ends.items():
        subject = AreaFactory(level="village", parent=world.town)
        world.expect(dt.date.fromisoformat(due), subject=subject, title=title)


def test_the_inbox_puts_the_most_pressing_first(world, now):
    several(
        world, 以后的="2026-03-23", 今天的="2026-03-18", 超期的="2026-03-17", 本周的="2026-03-22"
    )
    parts = inboxes.inbox(world.officer, now)
    assert [(p.label, [t.deadline.title for t in p.tasks]) for p in parts] == [
        ("已超期", ["超期的"]),
        ("今天到期", ["今天的"]),
        ("本周到期", ["本周的"]),
        ("以后", ["以后的"]),
    ]
    text = page(world.officer, "/worklist/")
    assert text.index("超期的") < text.index("今天的") < text.index("本周的") < text.index("以后的")
    assert "已超期1天" in text and "去复查" in text and 'href="/hazards/1/"' in text
    assert "安全生产法 第六十五条" in text
    assert inboxes.badge(world.officer, now) == 2


def test_on_sunday_today_is_not_counted_twice(world, clock):
    sunday = clock("2026-03-22 09:00")
    several(world, 今天的="2026-03-22", 明天的="2026-03-23")
    parts = inboxes.inbox(world.officer, sunday)
    assert [(p.label, p.count) for p in parts] == [("今天到期", 1), ("以后", 1)]


def test_one_that_stands_still_is_last(world, now):
    several(world, 以后的="2026-03-23")
    world.expect(dt.date(2026, 3, 18), title="停着的")
    actions.pause(world.town, "test.recheck", reason="鉴定", by=None)
    parts = inboxes.inbox(world.officer, now)
    assert [(p.label, p.count) for p in parts] == [("以后", 1), ("中止计算", 1)]
    assert inboxes.badge(world.officer, now) == 0


def test_the_inbox_holds_mine_and_what_is_nobodys_in_my_office(world, now):
    world.expect(dt.date(2026, 3, 20), title="张三的")
    world.expect(dt.date(2026, 3, 20), subject=world.county, officer=None, title="办公室的")
    assert "未指定到人" in page(world.officer, "/worklist/")
    head = page(world.head, "/worklist/")
    assert "办公室的" in head and "张三的" not in head
    assert "现在没有待办" in page(world.stranger, "/worklist/")
    assert "现在没有待办" in page(world.chief, "/worklist/")


def test_somebody_without_a_role_sees_only_the_own(world, now):
    firm = AccountFactory(role=None, name="企业", agency=world.office)
    world.expect(dt.date(2026, 3, 20), officer=None, account=firm, title="企业自查")
    world.expect(dt.date(2026, 3, 20), subject=world.county, officer=None, title="办公室的")
    text = page(firm, "/worklist/")
    assert "企业自查" in text and "办公室的" not in text
    page(firm, "/worklist/board/", 403)
    assert [d.title for d in rows(firm, "worklist.see_deadline")] == ["企业自查"]


def test_the_board_shows_one_office_with_its_people(world, now):
    several(world, 超期的="2026-03-17", 近的="2026-03-20", 远的="2026-04-20")
    world.expect(dt.date(2026, 3, 30), title="办完的")
    actions.meet(world.town, "test.recheck", by=None)
    world.expect(
        dt.date(2026, 3, 20), subject=world.other_town, agency=world.other_office, title="邻镇的"
    )
    text = page(world.head, "/worklist/board/")
    for title in ("超期的", "近的", "远的", "办完的", "按期办结", "张三", "双溪桥镇应急办"):
        assert title in text
    assert "邻镇的" not in text
    wide = page(world.chief, "/worklist/board/", scope="all")
    assert "邻镇的" in wide and "汀泗桥镇应急办" in wide and "各机构手上的事" in wide
    narrow = page(world.chief, "/worklist/board/", agency=str(world.other_office.pk))
    assert "邻镇的" in narrow and "超期的" not in narrow
    area = page(world.chief, "/worklist/board/", area=world.other_town.code)
    assert "邻镇的" in area and "超期的" not in area


def test_how_many_days_are_soon_the_packs_say(world, now, monkeypatch):
    several(world, 近的="2026-03-20", 远的="2026-03-24")
    text = page(world.head, "/worklist/board/")
    assert "7天内到期" in text and "近30天办结" in text
    days = {boards.SOON: 3, boards.DONE: 10}
    monkeypatch.setattr(boards, "nationwide", lambda name, on: days[name])
    text = page(world.head, "/worklist/board/")
    assert "3天内到期" in text and "近10天办结" in text
    soon, later = (text.index(words) for words in ("column-soon", "column-later"))
    assert soon < text.index("近的") < later < text.index("远的")
    monkeypatch.setattr(boards, "nationwide", lambda name, on: None)
    assert "今天到期" in page(world.head, "/worklist/board/")


def test_the_board_of_another_town_is_shut(world, now):
    world.expect(dt.date(2026, 3, 20), title="张三的")
    page(world.stranger, "/worklist/board/", 404, agency=str(world.office.pk))
    page(world.stranger, "/worklist/board/", 404, area=world.town.code)
    assert "张三的" not in page(world.stranger, "/worklist/board/", scope="all")
    assert not can(world.stranger, "worklist.see_deadline", Deadline.objects.get())


@pytest.mark.parametrize("person", ["none", "o1", "a1", "x", "o", "o99999999999999999999", "\x00"])
def test_a_person_is_asked_for_in_any_words(world, now, person):
    page(world.head, "/worklist/board/", person=person)
    page(world.head, "/worklist/board/", agency=str(world.office.pk), person=person)


def test_the_board_narrows_to_a_person(world, now):
    several(world, 张三的="2026-03-20")
    world.expect(dt.date(2026, 3, 20), officer=None, title="办公室的")
    mine = page(world.head, "/worklist/board/", person=f"o{world.officer.officer_id}")
    assert "张三的" in mine and "办公室的" not in mine
    nobodys = page(world.head, "/worklist/board/", person="none")
    assert "办公室的" in nobodys and "张三的" not in nobodys


def test_the_board_is_exported(world, now):
    several(world, 超期的="2026-03-17")
    world.expect(dt.date(2026, 3, 30), title="=办完的")
    actions.meet(world.town, "test.recheck", by=None)
    answer = client(world.head).get("/worklist/board/", {"format": "xlsx"})
    content = b"".join(answer.streaming_content)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert lines[0][:2] == ["内容", "事项"]
    assert [line[0] for line in lines[1:]] == ["超期的", "=办完的"]
    assert lines[1][6] == "已超期1天" and lines[2][5] == "已办"


def test_the_bell_is_read_by_its_owner_only(world, clock):
    clock("2026-03-02 09:00")
    world.expect(dt.date(2026, 3, 20))
    clock("2026-03-17 09:00")
    actions.tell()
    notice = Notice.objects.get()
    text = page(world.officer, "/worklist/notices/")
    assert "1 条未阅" in text and "还剩3天" in text
    assert client(world.head).post(f"/worklist/notices/{notice.pk}/").status_code == 404
    assert client(world.officer).get(f"/worklist/notices/{notice.pk}/").status_code == 405
    answer = client(world.officer).post(f"/worklist/notices/{notice.pk}/")
    assert answer.status_code == 302 and answer["Location"] == "/hazards/1/"
    notice.refresh_from_db()
    assert notice.read_at == at("2026-03-17 09:00")
    clock("2026-03-18 09:00")
    client(world.officer).post(f"/worklist/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == at("2026-03-17 09:00")


def test_all_notices_are_read_at_once(world, clock):
    clock("2026-03-02 09:00")
    several(world, 甲="2026-03-20", 乙="2026-03-20")
    clock("2026-03-17 09:00")
    actions.tell()
    assert client(world.head).post("/worklist/notices/read/").status_code == 302
    assert inboxes.unread(world.officer).count() == 2
    client(world.officer).post("/worklist/notices/read/")
    assert inboxes.unread(world.officer).count() == 0


def test_what_was_met_since_is_no_news(world, clock):
    clock("2026-03-02 09:00")
    world.expect(dt.date(2026, 3, 20))
    clock("2026-03-17 09:00")
    actions.tell()
    actions.meet(world.town, "test.recheck", by=None)
    assert inboxes.unread(world.officer).count() == 0
    assert "未阅，已办结" in page(world.officer, "/worklist/notices/")


def test_the_ledger_shows_the_history(world, now):
    made = world.expect(dt.date(2026, 3, 20))
    text = page(world.head, f"/ledgers/deadlines/{made.pk}/")
    assert "登记期限" in text and "去复查" in text
    assert "红旗厂隐患" in page(world.head, "/ledgers/deadlines/", q="红旗")
    assert "红旗厂隐患" not in page(world.stranger, "/ledgers/deadlines/")


def test_the_administrators_have_no_inbox_in_their_menu(world):
    admin = AccountFactory(role="audit_admin")
    assert not any(item["label"] == "待办" for item in _menu(admin))
    assert any(item["label"] == "待办" for item in _menu(world.officer))


def _menu(actor):
    return [item for group in menu(actor, "/") for item in group["items"]]


def test_fifty_thousand_deadlines_take_twelve_queries(world, now):
    offices = [world.office, world.other_office, world.bureau]
    people = {world.office.pk: world.officer.officer_id}
    Deadline.objects.bulk_create(
        (
            Deadline(
                subject_type="t",
                subject_id=str(n),
                kind="test.recheck",
                title=f"第{n}件",
                url="/",
                agency=offices[n % 3],
                officer_id=people.get(offices[n % 3].pk) if n % 2 else None,
                due_on=now.date() + dt.timedelta(days=n % 90 - 20),
                ends_at=end_of(now.date() + dt.timedelta(days=n % 90 - 20)),
                opened_at=now,
                state="met" if n % 5 == 0 else "open",
                closed_at=now if n % 5 == 0 else None,
            )
            for n in range(50_000)
        ),
        batch_size=5000,
    )
    for account, path in (
        (world.officer, "/worklist/"),
        (world.head, "/worklist/board/"),
        (world.chief, "/worklist/board/?scope=all"),
        (world.officer, "/worklist/notices/"),
    ):
        browser = client(account)
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= 12, "\n".join(q["sql"][:200] for q in asked)
