"""More time is asked for early and answered by another hand; done is reported with photographs."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from angen.audit.models import Entry
from angen.desk.models import StoredFile
from angen.inspections import kinds
from angen.inspections.actions.extensions import answer_extension, ask_extension, report_done
from angen.inspections.actions.rechecks import record_recheck
from angen.inspections.models import Extension
from angen.kernel.refusal import NotAllowed, Refused
from angen.worklist.models import Deadline
from inspections.ordering import DAY, World, build, failed, passed, today

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def world(db: None) -> World:
    return build()


def end(order, kind) -> dt.date:
    return Deadline.objects.of(order).waiting().get(kind=kind.name).due_on


def test_asked_by_the_enterprise_and_granted_by_the_head(world):
    order = world.ordered(days=20)
    hazard = order.hazards.get()
    until = today() + 40 * DAY
    asked = ask_extension(hazard, until=until, reason="设备采购周期长", by=world.company)
    assert (asked.state, asked.asked_on) == ("asked", today())
    task = Deadline.objects.of(asked).waiting().get()
    assert (task.kind, task.agency, task.working) == (
        kinds.ANSWER_EXTENSION.name,
        world.office,
        True,
    )
    assert "待核" in task.article
    answer_extension(asked, grant=True, answer="", by=world.head)
    hazard.refresh_from_db()
    assert (hazard.due_on, hazard.first_due_on) == (until, today() + 20 * DAY)
    assert hazard.recheck_due_on == until + 10 * DAY
    assert end(order, kinds.RECTIFY) == until
    assert end(order, kinds.RECHECK) == until + 10 * DAY
    assert not Deadline.objects.of(asked).waiting().exists()


def test_refused_keeps_the_end_and_needs_words(world):
    order = world.ordered(days=20)
    hazard = order.hazards.get()
    asked = ask_extension(hazard, until=today() + 40 * DAY, reason="缺钱", by=world.company)
    with pytest.raises(Refused, match="请写明理由"):
        answer_extension(asked, grant=False, answer=" ", by=world.head)
    answer_extension(asked, grant=False, answer="没有正当理由", by=world.head)
    hazard.refresh_from_db()
    assert hazard.due_on == end(order, kinds.RECTIFY) == today() + 20 * DAY
    with pytest.raises(Refused, match="不能同意延期"):
        answer_extension(asked, grant=True, answer="", by=world.head)


def test_too_late_is_refused_with_the_article(world):
    hazard = world.ordered(days=20).hazards.get()
    with (
        time_machine.travel(dt.datetime.now(tz=dt.UTC) + 11 * DAY),
        pytest.raises(Refused, match=r"届满 10 天前申请.*安全生产违法行为行政处罚办法.*待核"),
    ):
        ask_extension(hazard, until=today() + 40 * DAY, reason="缺料", by=world.company)
    assert not Extension.objects.exists()
    with time_machine.travel(dt.datetime.now(tz=dt.UTC) + 10 * DAY):
        ask_extension(hazard, until=today() + 40 * DAY, reason="缺料", by=world.company)


def test_an_officer_enters_the_day_of_the_letter(world):
    hazard = world.ordered(days=20).hazards.get()
    until = today() + 40 * DAY
    with pytest.raises(Refused, match="收到申请的日期"):
        ask_extension(hazard, until=until, reason="缺料", asked_on=today() + DAY, by=world.officer)
    with time_machine.travel(dt.datetime.now(tz=dt.UTC) + 12 * DAY):
        made = ask_extension(
            hazard, until=until, reason="缺料", asked_on=today() - 3 * DAY, by=world.officer
        )
    assert made.asked_on == today() + 9 * DAY


def test_who_asked_does_not_answer(world):
    hazard = world.ordered(days=20).hazards.get()
    asked = ask_extension(hazard, until=today() + 40 * DAY, reason="缺料", by=world.head)
    with pytest.raises(Refused, match="不能答复自己的申请"):
        answer_extension(asked, grant=True, answer="", by=world.head)
    asked.refresh_from_db()
    assert asked.state == "asked"
    for who in (world.officer, world.other_head, world.company):
        with pytest.raises(NotAllowed):
            answer_extension(asked, grant=True, answer="", by=who)


def test_one_request_at_a_time_and_later_than_now(world):
    hazard = world.ordered(days=20).hazards.get()
    with pytest.raises(Refused, match="延期应晚于这一天"):
        ask_extension(hazard, until=today() + 20 * DAY, reason="缺料", by=world.company)
    ask_extension(hazard, until=today() + 30 * DAY, reason="缺料", by=world.company)
    with pytest.raises(Refused, match="已有待答复"):
        ask_extension(hazard, until=today() + 31 * DAY, reason="缺料", by=world.company)
    assert Extension.objects.count() == 1


def test_done_is_reported_with_a_photograph_and_brings_the_recheck_forward(world):
    order = world.ordered(days=20)
    hazard = order.hazards.get()
    photo = SimpleUploadedFile("改后.png", PNG)
    report_done(hazard, note="已更换灭火器", done_on=today(), photos=[photo], by=world.company)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.done_on) == ("reported", today())
    assert hazard.recheck_due_on == end(order, kinds.RECHECK) == today() + 10 * DAY
    assert not Deadline.objects.of(order).waiting().filter(kind=kinds.RECTIFY.name).exists()
    assert StoredFile.objects.get().owner_id == str(hazard.pk)


def test_a_bad_photograph_writes_nothing(world):
    hazard = world.ordered().hazards.get()
    bad = SimpleUploadedFile("改后.png", b"MZ program")
    with pytest.raises(Refused, match="这种文件不能上传"):
        report_done(hazard, note="已改", done_on=today(), photos=[bad], by=world.company)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.done_on) == ("rectifying", None)


def test_who_may_report(world):
    hazard = world.ordered().hazards.get()
    with pytest.raises(NotAllowed):
        report_done(hazard, note="已改", done_on=today(), by=world.other_head)
    for note, day, sentence in (
        (" ", today(), "请写明采取的整改措施"),
        ("已改", today() + DAY, "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=sentence):
            report_done(hazard, note=note, done_on=day, by=world.company)
    report_done(hazard, note="已改", done_on=today(), by=world.officer)
    with pytest.raises(Refused, match="不能申请复查"):
        report_done(hazard, note="已改", done_on=today(), by=world.company)


def test_closed_meanwhile_nobody_need_answer_any_more(world):
    order = world.ordered(hazards=2)
    gone, stays = order.hazards.order_by("pk")
    asked = ask_extension(gone, until=today() + 30 * DAY, reason="缺料", by=world.company)
    other = ask_extension(stays, until=today() + 30 * DAY, reason="缺料", by=world.company)
    visit = world.recheck_visit(order)
    record_recheck(results=[passed(gone), failed(stays, 9)], visit=visit, by=world.officer)
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.state, asked.answer, asked.answered_on) == ("lapsed", "隐患已销号", today())
    assert not Deadline.objects.of(asked).waiting().exists()
    assert Entry.objects.get(label="延期申请不再需要").content["reason"] == "隐患已销号"
    with pytest.raises(Refused, match="不再需要"):
        answer_extension(asked, grant=True, answer="", by=world.head)
    gone.refresh_from_db()
    assert (gone.state, gone.due_on) == ("closed", today() + 20 * DAY)
    # The other one is still to be answered.
    assert other.state == "asked" and Deadline.objects.of(other).waiting().exists()
