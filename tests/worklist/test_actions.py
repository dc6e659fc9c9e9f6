"""Deadlines are expected once, met, moved, dropped, and stand still by a recorded act."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from angen.audit.models import Entry
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.worklist import actions
from angen.worklist.models import Deadline, LocalYear
from worklist.conftest import at, build

DUE = dt.date(2026, 3, 20)
pytestmark = pytest.mark.django_db


def labels(deadline):
    chain = Entry.objects.filter(subject_id=str(deadline.pk)).order_by("seq")
    return list(chain.values_list("label", flat=True))


def test_a_deadline_carries_its_article_and_end(world, clock):
    clock("2026-03-02 09:00")
    made = world.expect(Due(DUE, provisional=True, article="十六号令 第十八条"), article="")
    made.refresh_from_db()
    assert made.article == "十六号令 第十八条"
    assert made.provisional and made.state == "open"
    assert made.ends_at == at("2026-03-20 23:59:59.999999")
    assert made.tell_at == at("2026-03-17 00:00")
    assert labels(made) == ["登记期限"]


def test_the_same_again_is_the_same(world, clock):
    clock("2026-03-02 09:00")
    first = world.expect(DUE)
    assert world.expect(DUE).pk == first.pk
    assert labels(first) == ["登记期限"]
    with pytest.raises(Refused, match="已有期限2026-03-20"):
        world.expect(DUE + dt.timedelta(days=1))
    assert Deadline.objects.count() == 1


def test_many_at_once_skip_what_waits(world, clock):
    clock("2026-03-02 09:00")
    world.expect(DUE)
    several = [
        actions.Expected(area, "test.recheck", Due(DUE), world.office, "甲", "/x/")
        for area in (world.town, world.other_town, world.county)
    ]
    assert actions.expect_many(several, by=None) == 2
    assert actions.expect_many(several, by=None) == 0


@pytest.mark.parametrize(
    "url", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:1"]
)
def test_a_deadline_leads_nowhere_else(world, url):
    one = actions.Expected(world.town, "test.recheck", Due(DUE), world.office, "甲", url)
    with pytest.raises(ValueError, match="this installation"):
        actions.expect_many([one], by=None)


def test_an_unknown_kind_is_an_error(world):
    with pytest.raises(LookupError, match=r"no\.such"):
        world.expect(DUE, "no.such")
    with pytest.raises(LookupError):
        actions.meet(world.town, "no.such", by=None)


def test_met_in_time_met_late_and_met_by_nobody(world, clock):
    clock("2026-03-02 09:00")
    world.expect(DUE)
    done = actions.meet(world.town, "test.recheck", by=world.officer, at=at("2026-03-20 23:00"))
    assert done.state == "met" and not done.late and done.tell_at is None
    assert actions.meet(world.town, "test.recheck", by=world.officer) is None
    again = world.expect(DUE)  # the next of its kind may come
    assert again.pk != done.pk
    clock("2026-03-21 00:01")
    assert actions.meet(world.town, "test.recheck", by=world.officer).late
    assert labels(done) == ["登记期限", "办结"]


def test_cancelling_needs_a_reason(world, clock):
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    with pytest.raises(Refused, match="原因"):
        actions.cancel(world.town, "test.recheck", reason=" ", by=None)
    actions.cancel(world.town, "test.recheck", reason="企业已注销", by=None)
    made.refresh_from_db()
    assert made.state == "cancelled"


def test_moving_gives_a_new_end(world, clock):
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    with pytest.raises(Refused, match="理由"):
        actions.move(world.town, "test.recheck", Due(DUE), reason="", by=None)
    later = Due(dt.date(2026, 4, 10))
    actions.move(world.town, "test.recheck", later, reason="设备未到货，同意延期", by=None)
    made.refresh_from_db()
    assert made.due_on == later.day and made.tell_at == at("2026-04-07 00:00")
    entry = Entry.objects.filter(subject_id=str(made.pk)).latest("seq")
    assert '"2026-03-20"' in entry.data and "设备未到货" in entry.data


def test_natural_days_stand_still(world, clock):
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    clock("2026-03-10 10:00")
    actions.pause(world.town, "test.recheck", reason="委托鉴定", article="十五号令", by=world.head)
    made.refresh_from_db()
    assert made.state == "paused" and made.tell_at is None
    with pytest.raises(Refused, match="中止计算"):
        actions.pause(world.town, "test.recheck", reason="再停", by=world.head)
    with pytest.raises(Refused, match="先恢复"):
        actions.move(world.town, "test.recheck", Due(DUE), reason="延期", by=None)
    clock("2026-03-15 10:00")
    actions.resume(world.town, "test.recheck", by=world.head)
    made.refresh_from_db()
    held = made.pauses.get()
    assert made.due_on == dt.date(2026, 3, 25)
    assert (held.days, held.due_before, held.due_after) == (5, "2026-03-20", "2026-03-25")
    assert held.by_name == "主任"
    assert labels(made) == ["登记期限", "中止计算期限", "恢复计算期限"]


def test_working_days_stand_still_and_later_years_are_provisional(world, clock):
    clock("2026-12-21 09:00")
    made = world.expect(dt.date(2026, 12, 31), working=True)
    clock("2026-12-24 09:00")  # five working days are left
    actions.pause(world.town, "test.recheck", reason="听证", by=None)
    clock("2026-12-30 09:00")
    actions.resume(world.town, "test.recheck", by=None)
    made.refresh_from_db()
    assert made.due_on == dt.date(2027, 1, 6) and made.provisional
    LocalYear.objects.create(area=world.county, year=2027, document="国办发明电")
    actions.pause(world.town, "test.recheck", reason="公告", by=None)
    actions.resume(world.town, "test.recheck", by=None)
    made.refresh_from_db()
    assert made.due_on == dt.date(2027, 1, 6) and not made.provisional


def test_hours_stand_still_to_the_minute(world, clock):
    clock("2026-03-02 09:00")
    moment = at("2026-03-03 09:00")
    made = world.expect(Due(moment.date(), moment), "test.alarm")
    clock("2026-03-02 15:00")
    actions.pause(world.town, "test.alarm", reason="道路中断", by=None)
    clock("2026-03-02 17:30")
    actions.resume(world.town, "test.alarm", by=None)
    made.refresh_from_db()
    assert made.due_at == at("2026-03-03 11:30")


def test_what_has_run_out_cannot_stand_still(world, clock):
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    clock("2026-03-21 09:00")
    with pytest.raises(Refused, match="已经届满"):
        actions.pause(world.town, "test.recheck", reason="鉴定", by=None)
    with pytest.raises(Refused, match="不能晚于现在"):
        actions.pause(world.town, "test.recheck", reason="鉴定", by=None, at=at("2026-03-22 09:00"))
    # The act may be entered later than it happened.
    actions.pause(world.town, "test.recheck", reason="鉴定", by=None, at=at("2026-03-19 09:00"))
    with pytest.raises(Refused, match="不能早于中止"):
        actions.resume(world.town, "test.recheck", by=None, at=at("2026-03-18 09:00"))
    made.refresh_from_db()
    assert made.state == "paused" and made.pauses.get().resumed_on is None
    actions.resume(world.town, "test.recheck", by=None)
    with pytest.raises(Refused, match="上一次恢复"):
        actions.pause(world.town, "test.recheck", reason="鉴定", by=None, at=at("2026-03-20 09:00"))


def test_one_that_stands_still_may_be_met(world, clock):
    clock("2026-03-02 09:00")
    world.expect(DUE)
    actions.pause(world.town, "test.recheck", reason="鉴定", by=None)
    clock("2026-05-02 09:00")
    done = actions.meet(world.town, "test.recheck", by=None)
    assert not done.late
    assert done.pauses.get().resumed_on == dt.date(2026, 5, 2)


def test_nothing_waits_no_more_can_be_done(world):
    for act in (
        lambda: actions.pause(world.town, "test.recheck", reason="鉴定", by=None),
        lambda: actions.resume(world.town, "test.recheck", by=None),
        lambda: actions.move(world.town, "test.recheck", Due(DUE), reason="延期", by=None),
    ):
        with pytest.raises(Refused, match="没有待办"):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_wait_for_one_thing():
    world = build()
    barrier, made = threading.Barrier(2), []

    def act():
        try:
            with transaction.atomic():
                barrier.wait()
                made.append(world.expect(dt.date(2036, 3, 20)).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2 and len(set(made)) == 1
    assert Deadline.objects.count() == 1
